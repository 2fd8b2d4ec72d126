package meta

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"kabar/news"
	"kabar/page"
)

// read reads a page of an invented outlet. The zero options hold the day after the dates in these pages.
func read(t *testing.T, body string, o Options) Facts {
	t.Helper()
	p, err := page.Parse("https://www.harianriau.example/daerah/2025/07/13/jembatan-dibuka", http.Header{}, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	if o.Now.IsZero() {
		o.Now = time.Date(2025, 7, 14, 3, 0, 0, 0, time.UTC)
	}
	o.Site = "harianriau.example"
	return Read(p, o)
}

const headline = "Jembatan Gantung Sungai Lalang Kembali Dibuka"

func TestTitle(t *testing.T) {
	for _, c := range []struct{ name, body, want, from string }{
		{"as readers see it", `<title>Jembatan Dibuka - Harian Riau</title><meta property="og:title" content="` + headline + ` - Harian Riau"><h1>` + headline + `</h1>`, headline, "h1"},
		{"without a heading", `<title>` + headline + ` | Harian Riau</title><meta property="og:site_name" content="Harian Riau"><p>x`, headline, "title"},
		{"name in front", `<title>Harian Riau :: ` + headline + `</title><meta property="og:site_name" content="Harian Riau"><p>x`, headline, "title"},
		{"domain behind", `<title>` + headline + ` - HarianRiau.example</title><p>x`, headline, "title"},
		{"hyphen of the headline", `<meta property="og:title" content="Skor 2-1 - Tuan Rumah Menang - HarianRiau"><p>x`, "Skor 2-1 - Tuan Rumah Menang", "og:title"},
		{"the logo is a heading", `<title>` + headline + ` - Harian Riau</title><meta property="og:site_name" content="Harian Riau"><h1>Harian Riau</h1><h1>` + headline + `</h1>`, headline, "h1"},
		{"a section is a heading", `<meta property="og:title" content="` + headline + `"><h1>Daerah</h1><p>x`, headline, "og:title"},
		{"a text that is in the title", `<title>Harian Riau - ` + headline + ` - Daerah</title><table><tr><td><b>` + headline + `</b></td></tr></table>`, headline, "title"},
		{"a kicker without a sign", `<meta property="og:title" content="Daerah: ` + headline + `"><h1><span>Daerah</span> ` + headline + `</h1>`, "Daerah: " + headline, "h1"},
		{"a date in the heading", `<meta property="og:title" content="` + headline + `"><h1>` + headline + ` <small>13 Juli 2025</small></h1>`, headline, "og:title"},
		{"two headings", `<title>Jembatan Lalang Riau Info Terbaru</title><meta property="og:title" content="` + headline + `"><h1>Jembatan Lalang Riau Info Terbaru</h1><h2>` + headline + `</h2>`, headline, "og:title"},
		{"two sources agree on a kicker", `<meta property="og:title" content="Riau: ` + headline + `"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Riau: ` + headline + `"}</script><h1>` + headline + `</h1>`, "Riau: " + headline, "og:title"},
		{"two sources agree on a beginning", `<meta property="og:title" content="Jembatan Gantung Sungai..."><script type="application/ld+json">{"@type":"NewsArticle","headline":"Jembatan Gantung Sungai..."}</script><h1>` + headline + `</h1>`, headline, "h1"},
		{"three sources within the heading", `<title>` + headline + ` - Harian Riau</title><meta property="og:title" content="` + headline + `"><script type="application/ld+json">{"@type":"Article","headline":"` + headline + `"}</script><h1>` + headline + ` Warga Bersyukur Karenanya</h1>`, headline, "og:title"},
		{"name without blanks", `<meta property="og:site_name" content="Harian Riau"><title>` + headline + `|Harian Riau</title><p>x`, headline, "title"},
		{"a name that JSON-LD lacks", `<meta property="og:title" content="` + headline + `-Daerah_Kabar Lain"><script type="application/ld+json">{"@type":"NewsArticle","headline":"` + headline + `"}</script><p>x`, headline, "og:title"},
		{"a heading that leads home", `<title>Kabar Kita » Blog Archive » ` + headline + `</title><h1><a href="/">Kabar Kita</a></h1><p>x`, headline, "title"},
		{"section and outlet behind", `<title>` + headline + ` | Daerah | Harian Riau</title><meta property="og:site_name" content="Harian Riau"><p>x`, headline, "title"},
		{"a word that is no section behind", `<title>` + headline + ` | Lalang | Harian Riau</title><meta property="og:site_name" content="Harian Riau"><p>x`, headline + " | Lalang", "title"},
		{"all pages", `<meta property="og:title" content="` + headline + ` Halaman all"><p>x`, headline, "og:title"},
		{"page two", `<title>` + headline + ` - Halaman 2 - Harian Riau</title><meta property="og:site_name" content="Harian Riau"><p>x`, headline, "title"},
		{"pages that belong to it", `<meta property="og:title" content="Buku Jembatan Ini Punya 12 Halaman"><p>x`, "Buku Jembatan Ini Punya 12 Halaman", "og:title"},
		{"words amid the title", `<title>Apa Itu ` + headline + `</title><b>` + headline + `</b>`, "Apa Itu " + headline, "title"},
		{"place holder", `<meta property="og:title" content="[title]"><title>` + headline + `</title><p>x`, headline, "title"},
		{"of the link", `<p>x`, "Dari Umpan", "feed"},
		{"entities twice", `<meta property="og:title" content="Ayam &amp;amp; Telur Naik Harga"><p>x`, "Ayam & Telur Naik Harga", "og:title"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := read(t, c.body, Options{Link: news.Link{Via: news.ViaFeed, Title: "Dari Umpan"}})
			if f.Title != c.want || f.Why["title"] != c.from {
				t.Errorf("got %q from %s, want %q from %s", f.Title, f.Why["title"], c.want, c.from)
			}
		})
	}
}

func TestRest(t *testing.T) {
	f := read(t, `<html lang="id"><head>
<title>`+headline+` - Harian Riau</title>
<link rel="canonical" href="/daerah/jembatan-dibuka"><link rel="amphtml" href="/amp/jembatan-dibuka"><link rel="license" href="https://licence.example/by">
<meta name="description" content="Ringkasan."><meta property="og:site_name" content="Harian Riau"><meta property="og:type" content="article">
<meta property="og:image" content="/foto/1.jpg"><meta name="robots" content="noai, max-snippet:-1"><meta name="tdm-reservation" content="1">
<meta property="article:tag" content="Jembatan"><meta property="article:tag" content="jembatan"><meta property="article:tag" content="Riau">
<script type="application/ld+json">[{"@type":"BreadcrumbList","itemListElement":[{"item":{"name":"Beranda"}},{"item":{"name":"Daerah"}},{"name":"`+headline+`"}]},
{"@type":"NewsArticle","headline":"`+headline+`","isAccessibleForFree":"False","articleBody":"Isi.","publisher":{"name":"Harian Riau Media"}}]</script>
<body><h1>`+headline+`</h1>`, Options{})
	want := Facts{
		Title: headline, Description: "Ringkasan.", SiteName: "Harian Riau", Section: "Daerah", Tags: []string{"Jembatan", "Riau"},
		Image: "https://www.harianriau.example/foto/1.jpg", Canonical: "https://www.harianriau.example/daerah/jembatan-dibuka",
		AMP: "https://www.harianriau.example/amp/jembatan-dibuka", Paywalled: true, License: "https://licence.example/by",
		Types: []string{"BreadcrumbList", "NewsArticle", "article"}, ArticleBody: "Isi.", Language: "id",
		Outlets:  []string{"Harian Riau", "Harian Riau Media", "harianriau.example", "harianriau"},
		Robots:   []Robots{{"robots", "noai, max-snippet:-1"}, {"tdm-reservation", "1"}},
		DateFrom: "url",
	}
	want.Published, want.DateConfidence, want.Why = f.Published, f.DateConfidence, f.Why
	if !reflect.DeepEqual(f, want) {
		t.Errorf("got  %+v\nwant %+v", f, want)
	}
}

func TestTags(t *testing.T) {
	for _, c := range []struct {
		name, tags string // a bar between tags
		want       []string
	}{
		{"of people's making", "Jembatan|Liga 1: Riau FC|Pemilu 2024|e-KTP", []string{"Jembatan", "Liga 1: Riau FC", "Pemilu 2024", "e-KTP"}},
		{"for the system", "b Politik|RULES:BANJIR|Page Type: Article|NLP Category: General|type_review|ia_generated:0|Jembatan", []string{"Jembatan"}},
		{"with what they are", "topic/banjir|person: Budi Hartono|Subject: Riau", []string{"banjir", "Budi Hartono", "Riau"}},
		{"codes of an agency", "AMERS|CYCS08|BLUX|CWP|TOPNWS|POL|Jembatan", []string{"Jembatan"}},
		{"one in capitals", "KPK|Jembatan", []string{"KPK", "Jembatan"}},
		{"the writer", "Sari Wulandari|Jembatan", []string{"Jembatan"}},
		{"addresses and numbers", "https://harianriau.example/x|12345|2024|Jembatan", []string{"2024", "Jembatan"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			body := `<meta name="author" content="Sari Wulandari">`
			for tag := range strings.SplitSeq(c.tags, "|") {
				body += `<meta property="article:tag" content="` + tag + `">`
			}
			if f := read(t, body, Options{}); !reflect.DeepEqual(f.Tags, c.want) {
				t.Errorf("got %q, want %q", f.Tags, c.want)
			}
		})
	}
}

func TestKeywords(t *testing.T) {
	for in, want := range map[string][]string{
		"Jembatan, Sungai Lalang": {"Jembatan", "Sungai Lalang"},
		"jembatan, di, sungai":    nil,
		"Harian Riau, Jembatan":   nil,
	} {
		if f := read(t, `<meta property="og:site_name" content="Harian Riau"><meta name="keywords" content="`+in+`">`, Options{}); !reflect.DeepEqual(f.Tags, want) {
			t.Errorf("%q: got %q, want %q", in, f.Tags, want)
		}
	}
}

func TestSection(t *testing.T) {
	const crumbs = `<h1>` + headline + `</h1><ol class="breadcrumb"><li><a href="/">Beranda</a><li><a href="/d">Daerah</a><li><a>Jembatan Gantung Sungai ...</a></ol>`
	section := func(s string) string { return `<meta property="article:section" content="` + s + `">` }
	for _, c := range []struct{ name, body, want string }{
		{"meta", section("Hukum &amp; Kriminal") + crumbs, "Hukum & Kriminal"},
		{"only a type", section("Article") + crumbs, "Daerah"},
		{"only a type, and nothing else", section("News"), ""},
		{"a list", section("Berita,Hukum,Riau"), "Hukum"},
		{"the outlet", section("Harian Riau") + `<meta property="og:site_name" content="Harian Riau">` + crumbs, "Daerah"},
		{"the headline", section(headline) + crumbs, "Daerah"},
		{"a month", section("06/2025") + crumbs, "Daerah"},
		{"place holder", section("{{ section }}") + crumbs, "Daerah"},
		{"jsonld", `<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","articleSection":["news","Ekonomi"]}</script>`, "Ekonomi"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if f := read(t, c.body, Options{}); f.Section != c.want {
				t.Errorf("got %q (%s), want %q", f.Section, f.Why["section"], c.want)
			}
		})
	}
}

// TestVocabularies: the same facts in the words of each standard.
func TestVocabularies(t *testing.T) {
	for _, c := range []struct{ name, body string }{
		{"Dublin Core", `<meta name="DC.title" content="` + headline + `"><meta name="DC.creator" content="Sari Wulandari"><meta name="DC.date.issued" content="2025-07-12T10:21:30+07:00"><meta name="DC.description" content="Ringkasan."><meta name="DC.subject" content="Jembatan, Riau"><p>x`},
		{"Open Graph", `<meta property="og:title" content="` + headline + `"><meta property="article:author" content="Sari Wulandari"><meta property="article:published_time" content="2025-07-12T10:21:30+07:00"><meta property="og:description" content="Ringkasan."><meta property="article:tag" content="Jembatan"><meta property="article:tag" content="Riau"><p>x`},
		{"JSON-LD", `<meta name="description" content="Ringkasan."><script type="application/ld+json">{"@type":"NewsArticle","headline":"` + headline + `","author":{"name":"Sari Wulandari"},"datePublished":"2025-07-12T10:21:30+07:00","keywords":["Jembatan","Riau"]}</script>`},
		{"JSON-LD with errors", `<meta name="description" content="Ringkasan."><script type="application/ld+json">//<![CDATA[
{"@type":"NewsArticle","headline":"` + headline + `",,"alternativeHeadline":"Dia bilang "akhirnya" dibuka","author":[{"name":"Sari Wulandari",}],
"datePublished":"2025-07-12T10:21:30+07:00" "keywords":["Jembatan","Riau"],}
//]]></script>`},
		{"microdata", `<meta name="description" content="Ringkasan."><meta name="news_keywords" content="Jembatan, Riau"><div itemscope itemtype="https://schema.org/NewsArticle"><meta itemprop="headline" content="` + headline + `"><meta itemprop="datePublished" content="2025-07-12T10:21:30+07:00"><span itemprop="author" itemscope><meta itemprop="name" content="Sari Wulandari"></span></div>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := read(t, c.body, Options{})
			if f.Title != headline || !reflect.DeepEqual(f.Authors, []string{"Sari Wulandari"}) || f.Published.String() != "2025-07-12T10:21:30+07:00" ||
				f.Description != "Ringkasan." || !reflect.DeepEqual(f.Tags, []string{"Jembatan", "Riau"}) {
				t.Errorf("got %+v", f)
			}
		})
	}
}

func TestPaywalled(t *testing.T) {
	ld := func(s string) string {
		return `<script type="application/ld+json">{"@type":"NewsArticle","headline":"` + headline + `",` + s + `}</script>`
	}
	for body, want := range map[string]bool{
		ld(`"isAccessibleForFree":false`):                                        true,
		ld(`"isAccessibleForFree":"False"`):                                      true,
		ld(`"isAccessibleForFree":"https://schema.org/False"`):                   true,
		ld(`"hasPart":{"@type":"WebPageElement","isAccessibleForFree":"false"}`): true,
		ld(`"isAccessibleForFree":true`):                                         false,
		ld(`"description":"x"`):                                                  false,
		`<meta itemprop="isAccessibleForFree" content="false">`:                  true,
		`<meta property="article:content_tier" content="locked">`:                true,
		`<meta property="article:content_tier" content="free">`:                  false,
	} {
		if f := read(t, body, Options{}); f.Paywalled != want {
			t.Errorf("%s: %v", body, f.Paywalled)
		}
	}
}

func TestGate(t *testing.T) {
	gate := `<h1>` + headline + `</h1><p>Awal.</p><div class="gate"><h2>Artikel ini khusus pelanggan</h2><button>Berlangganan</button></div>`
	if f := read(t, gate, Options{}); !f.Paywalled {
		t.Error("a gate is not seen")
	}
	if f := read(t, strings.Replace(gate, `class="gate"`, `class="gate" style="display: none"`, 1), Options{}); f.Paywalled {
		t.Error("a hidden gate is taken for one")
	}
	if f := read(t, `<div class="paywall"><h1>`+headline+`</h1><p>`+strings.Repeat("Isi artikel yang panjang. ", 100)+`Berlangganan.</div>`, Options{}); f.Paywalled {
		t.Error("the article itself is taken for a gate")
	}
}

func TestReadNothing(t *testing.T) {
	if f := Read(&page.Page{}, Options{}); f.Title != "" || f.Authors != nil || !f.Published.IsZero() {
		t.Errorf("got %+v", f)
	}
}

// FuzzRead checks that no page makes Read panic, and that what it says is within its bounds.
func FuzzRead(f *testing.F) {
	f.Add(`<title>x - y</title><h1>x</h1><p class=byline>By A B</p><time datetime=2025-07-13>x</time>`)
	f.Add(`<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","author":{"@id":"a"}},{"@id":"a","author":{"@id":"a"}}]}</script>`)
	f.Add(`<meta property=article:published_time content="2025-07-13T10:21:30Z"><div>Minggu, 13 Juli 2025 | 10:21 WIB</div>`)
	f.Fuzz(func(t *testing.T, body string) {
		p, err := page.Parse("https://harianriau.example/2025/07/13/x", http.Header{}, []byte(body))
		if err != nil {
			return
		}
		facts := Read(p, Options{Now: time.Date(2025, 7, 14, 0, 0, 0, 0, time.UTC)})
		if len(facts.Title) > maxTitle || len(facts.Authors) > maxAuthors || facts.DateConfidence < 0 || facts.DateConfidence > 1 {
			t.Errorf("out of bounds: %+v", facts)
		}
		if facts.Published.IsZero() != (facts.DateFrom == "") {
			t.Errorf("published %s from %q", facts.Published, facts.DateFrom)
		}
	})
}
