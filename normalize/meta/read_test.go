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

func TestAuthors(t *testing.T) {
	const ld = `<script type="application/ld+json">{"@type":"NewsArticle","headline":"` + headline + `","author":%,"publisher":{"@type":"Organization","name":"Harian Riau"}}</script>`
	author := func(s string) string { return strings.Replace(ld, "%", s, 1) }
	for _, c := range []struct {
		name, body string
		want       []string
	}{
		{"jsonld person", author(`{"@type":"Person","name":"Sari Wulandari"}`), []string{"Sari Wulandari"}},
		{"jsonld list", author(`[{"name":"Sari Wulandari"},{"name":"Budi Hartono"}]`), []string{"Sari Wulandari", "Budi Hartono"}},
		{"jsonld one string", author(`"Sari Wulandari, Budi Hartono"`), []string{"Sari Wulandari", "Budi Hartono"}},
		{"jsonld given and family name", author(`{"givenName":"Sari","familyName":"Wulandari"}`), []string{"Sari Wulandari"}},
		{"jsonld reference", `<script type="application/ld+json">{"@graph":[{"@type":"Person","@id":"#s","name":"Sari Wulandari"},{"@type":"NewsArticle","headline":"x","author":{"@id":"#s"}}]}</script>`, []string{"Sari Wulandari"}},
		{"the outlet is no author", author(`{"name":"Harian Riau"}`), nil},
		{"nor is a desk", author(`{"name":"Tim Redaksi"}`), nil},
		{"a line names the writer", author(`{"name":"Harian Riau"}`) + `<h1>` + headline + `</h1><div>Reporter : Sari Wulandari</div>`, []string{"Sari Wulandari"}},
		{"the label is a text of its own", `<h1>` + headline + `</h1><div>Oleh <b>SARI WULANDARI</b></div>`, []string{"SARI WULANDARI"}},
		{"the label stands behind", `<h1>` + headline + `</h1><div>Sari Wulandari <span>Penulis</span></div><div>Budi Hartono <span>Editor</span></div>`, []string{"Sari Wulandari"}},
		{"machines are told the editor", author(`{"name":"Budi Hartono"}`) + `<h1>` + headline + `</h1><p>Penulis: Sari Wulandari<p>Editor: Budi Hartono`, []string{"Sari Wulandari"}},
		{"class", `<h1>` + headline + `</h1><p class="byline">By Sari Wulandari</p>`, []string{"Sari Wulandari"}},
		{"a nickname that is a link to its page", `<h1>` + headline + `</h1><span class="author vcard"><a class="url fn n" href="/author/sariw">sariw</a></span>`, []string{"sariw"}},
		{"a name with what its owner does", `<h1>` + headline + `</h1><div class="author"><div class="author-name">Sari Wulandari</div><div>Chief of many things</div></div>`, []string{"Sari Wulandari"}},
		{"a name with a button", `<h1>` + headline + `</h1><div class="author"><b>Sari Wulandari</b> <i>Semua Artikel</i></div>`, []string{"Sari Wulandari"}},
		{"two names with a word between", `<h1>` + headline + `</h1><div class="byline"><b>Sari Wulandari</b> dan <b>Budi Hartono</b></div>`, []string{"Sari Wulandari", "Budi Hartono"}},
		{"sections in a byline", `<h1>` + headline + `</h1><div class="byline">Daerah; Hukum; Kota; Desa; Pantai</div>`, nil},
		{"the label is a box of its own", `<h1>` + headline + `</h1><div><div>Penulis</div><div>Sari Wulandari</div></div>`, []string{"Sari Wulandari"}},
		{"the label is a box below the name", `<h1>` + headline + `</h1><a href="/p"><h6>Sari Wulandari</h6><h6>Penulis<h6></h6></a><a href="/q"><h6>Budi Hartono</h6><h6>Editor</h6></a>`, []string{"Sari Wulandari"}},
		{"a table of who did what", `<h1>` + headline + `</h1><table><tr><td>Penulis</td><td>: Kontributor Lalang, Hartono</td></tr><tr><td>Editor</td><td>: Sari Wulandari</td></tr></table>`, []string{"Hartono"}},
		{"a label among other articles", `<h1>` + headline + `</h1><div class="sidebar"><b>Reporter :</b> Sari Wulandari</div>`, []string{"Sari Wulandari"}},
		{"a name that the page's data calls the author", `<h1>` + headline + `</h1><div><span>Sari Wulandari</span><span>Minggu, 13 Juli 2025</span></div><script>{"props":{"author":"Sari Wulandari"}}</script>`, []string{"Sari Wulandari"}},
		{"a name that the page's data does not", `<h1>` + headline + `</h1><div><span>Sungai Lalang</span></div><script>{"props":{"author":"Sari Wulandari"}}</script>`, nil},
		{"a link that begins like a byline", `<h1>` + headline + `</h1><div><a href="/x">Di Hari Ulang Tahunnya</a></div>`, nil},
		{"an account of the desk", author(`{"name":"redaksilalang"}`), nil},
		{"bare in the article", `<article><h1>` + headline + `</h1><span>Oleh : Sari Wulandari - Minggu, 13 Juli 2025</span>` + strings.Repeat("<p>Isi artikel itu panjang sekali.</p>", 20) + `</article>`, []string{"Sari Wulandari"}},
		{"amid prose", `<article><h1>` + headline + `</h1>Jembatan itu dibangun <a>lama</a> oleh Dinas Pekerjaan ` + strings.Repeat("<p>Isi artikel itu panjang sekali.</p>", 20) + `</article>`, nil},
		{"before the outlet", `<h1>` + headline + `</h1><div>Sari Wulandari - Harian Riau</div>` + author(`{"name":"Harian Riau"}`), []string{"Sari Wulandari"}},
		{"before the outlet and the day", `<h1>` + headline + `</h1><div>Sari Wulandari, harianriau | Minggu, 13 Juli 2025</div>`, []string{"Sari Wulandari"}},
		{"before another name", `<h1>` + headline + `</h1><div>Sungai Lalang - Kabar Utama</div>`, nil},
		{"everybody of the outlet", `<h1>` + headline + `</h1><p>Oleh: Tim Harianriau</p>`, nil},
		{"in short", `<h1>` + headline + `</h1><p>Rep: Sari W./ Red: Budi Hartono</p>`, []string{"Sari W."}},
		{"a dot between name and function", `<h1>` + headline + `</h1><div>By <a href="/a">Sari Wulandari</a> ⋅ Senior Analyst ⋅ 13 July 2025</div>`, []string{"Sari Wulandari"}},
		{"a bar before the label", `<h1>` + headline + `</h1><div><span>| By </span> <span>Sari Wulandari</span> |</div>`, []string{"Sari Wulandari"}},
		{"a signature to the right", `<h1>` + headline + `</h1>` + strings.Repeat("<p>Isi artikel.</p>", 8) + `<p style="text-align:right;"><strong>Sari Wulandari</strong></p>`, []string{"Sari Wulandari"}},
		{"much to the right", `<h1>` + headline + `</h1>` + strings.Repeat(`<p style="text-align: right">Sari Wulandari</p>`, 8), nil},
		{"a line goes before an association", `<meta name="author" content="Verein der Brückenbauer e.V."><h1>` + headline + `</h1><h5><em>Von Anna Berg</em></h5>`, []string{"Anna Berg"}},
		{"a line goes before an abbreviation", author(`{"name":"HR"}`) + `<h1>` + headline + `</h1><p>Penulis: Sari Wulandari`, []string{"Sari Wulandari"}},
		{"an expert of the outlet", author(`{"name":"Harianriau-Experte Sari Wulandari"}`), []string{"Sari Wulandari"}},
		{"a footnote", `<h1>` + headline + `</h1><ol><li id="fn1">Even so, Sari Wulandari did.</li></ol>`, nil},
		{"common nouns", `<h1>` + headline + `</h1><p>Von Hütten bis Paläste</p>`, nil},
		{"rel", `<h1>` + headline + `</h1><a rel="author" href="/a">Sari Wulandari</a>`, []string{"Sari Wulandari"}},
		{"microdata", `<h1>` + headline + `</h1><span itemprop="author"><span itemprop="name">Sari Wulandari</span></span>`, []string{"Sari Wulandari"}},
		{"meta", `<meta name="author" content="Sari Wulandari">`, []string{"Sari Wulandari"}},
		{"meta is an address", `<meta property="article:author" content="https://social.example/sari"><h1>` + headline + `</h1>`, nil},
		{"of a comment", `<h1>` + headline + `</h1><div class="comments"><p class="author">Joko Susilo</p></div>`, nil},
		{"photo credit", `<h1>` + headline + `</h1><figure><figcaption class="author">Joko Susilo</figcaption></figure>`, nil},
		{"twice", author(`["Sari Wulandari","sari wulandari"]`), []string{"Sari Wulandari"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if f := read(t, c.body, Options{}); !reflect.DeepEqual(f.Authors, c.want) {
				t.Errorf("got %q (%s), want %q", f.Authors, f.Why["authors"], c.want)
			}
		})
	}
}

func TestPublished(t *testing.T) {
	meta := func(s string) string {
		return `<html lang=en><meta property="article:published_time" content="` + s + `"><h1>` + headline + `</h1>`
	}
	line := func(s string) string { return `<div>` + s + `</div>` }
	for _, c := range []struct{ name, body, want, from string }{
		{"offset", meta("2025-07-13T10:21:30+07:00"), "2025-07-13T10:21:30+07:00", "meta"},
		{"local time with Z", meta("2025-07-13T10:21:30Z") + line("Minggu, 13 Juli 2025 | 10:21 WIB"), "2025-07-13T10:21:30+07:00", "meta"},
		{"local time with another zone", meta("2025-07-13T10:21:30-07:00") + line("Minggu, 13 Juli 2025 | 10:21 WITA"), "2025-07-13T10:21:30+08:00", "meta"},
		{"true UTC, shown in the outlet's zone", meta("2025-07-13T03:21:30Z") + line("Minggu, 13 Juli 2025 | 10:21 WIB"), "2025-07-13T10:21:30+07:00", "meta"},
		{"true UTC, shown without a zone", meta("2025-07-12T18:21:30Z") + line("13/7/2025 01:21"), "2025-07-13T01:21:30+07:00", "meta"},
		{"true UTC alone stays", meta("2025-07-13T03:21:30Z"), "2025-07-13T03:21:30Z", "meta"},
		{"UTC beside another moment stays", meta("2025-07-13T03:21:30Z") + line("13 Juli 2025 | 10:47"), "2025-07-13T03:21:30Z", "meta"},
		{"no zone, the line names it", meta("2025-07-13T10:21:30") + line("Minggu, 13 Juli 2025 | 10:21 WIB"), "2025-07-13T10:21:30+07:00", "meta"},
		{"UTC without zone, the line is local", meta("2025-07-13T03:21:30") + line("Minggu, 13 Juli 2025 | 10:21 WIB"), "2025-07-13T10:21:30+07:00", "meta"},
		{"no zone anywhere is a day", meta("2025-07-13T10:21:30"), "2025-07-13", "meta"},
		{"the modified date names the zone", meta("2025-07-13T10:21:30") + `<meta property="article:modified_time" content="2025-07-13T11:00:00+07:00">`, "2025-07-13T10:21:30+07:00", "meta"},
		{"two sources, one says Z", meta("2025-07-13T10:21:30Z") + `<time itemprop="datePublished" datetime="2025-07-13T10:21:30+07:00">x</time>`, "2025-07-13T10:21:30+07:00", "meta"},
		{"unfilled", meta("[publishdate]") + line("Minggu, 13 Juli 2025 | 10:21 WIB"), "2025-07-13T10:21:00+07:00", "text"},
		{"to come", meta("2035-07-13T10:21:30+07:00") + `<p>x`, "2025-07-13", "url"},
		{"before the web", meta("1970-01-01T00:00:00Z"), "2025-07-13", "url"},
		{"a clock in the page's header", `<header><div class="date">Senin, 14 Juli 2025 | 09:00 WIB</div></header><main><h1>` + headline + `</h1><div>Minggu, 13 Juli 2025 | 10:21 WIB</div></main>`, "2025-07-13T10:21:00+07:00", "text"},
		{"today above the headline", `<div>Senin, 14 Juli 2025</div><h1>` + headline + `</h1>`, "2025-07-13", "url"},
		{"of a comment", `<h1>` + headline + `</h1><div class="comments"><time datetime="2025-07-14T01:00:00+07:00">x</time></div>`, "2025-07-13", "url"},
		{"of another article", `<h1>` + headline + `</h1><div class="related"><time datetime="2025-07-10T01:00:00+07:00">x</time></div>`, "2025-07-13", "url"},
		{"time element", `<h1>` + headline + `</h1><time datetime="2025-07-13T10:21:30+07:00">13 Juli</time>`, "2025-07-13T10:21:30+07:00", "time"},
		{"title of an abbr", `<h1>` + headline + `</h1><abbr class="published" title="2025-07-13T10:21:30+07:00">13 Juli 2025</abbr>`, "2025-07-13T10:21:30+07:00", "time"},
		{"a day gains its time", meta("2025-07-13") + line("Minggu, 13 Juli 2025 | 10:21 WIB"), "2025-07-13T10:21:00+07:00", "meta"},
		{"hAtom's word on the only date", `<h1>` + headline + `</h1><time class="entry-date updated" datetime="2025-07-12T10:21:30+07:00">12 Juli 2025</time>`, "2025-07-12T10:21:30+07:00", "time"},
		{"a class about a change", `<h1>` + headline + `</h1><time class="updated" datetime="2025-07-12T10:21:30+07:00">12 Juli 2025</time>`, "2025-07-13", "url"},
		{"an attribute of its own", `<h1>` + headline + `</h1><div data-published="2025-07-12T10:21:30+07:00">x</div>`, "2025-07-12T10:21:30+07:00", "time"},
		{"an attribute with seconds", `<h1>` + headline + `</h1><div data-publish-time="1752376860">x</div>`, "2025-07-13T03:21:00Z", "time"},
		{"attributes of several things", `<h1>` + headline + `</h1><div data-date="2025-07-12">x</div><div data-date="2025-07-11">x</div>`, "2025-07-13", "url"},
		{"first published", `<h1>` + headline + `</h1><div>12 July 2025 | 10:21 WIB</div><p>This article was originally published on 11 July 2025 but has been changed several times since then.</p>`, "2025-07-11", "text"},
		{"the day in front of the text", `<h1>` + headline + `</h1><p>(12 Juli 2025) ` + strings.Repeat("Jembatan gantung itu kembali dibuka. ", 8) + `</p>`, "2025-07-13", "url"},
		{"the article lies in what is called a teaser", `<title>` + headline + `</title><div class="teaser"><h1>` + headline + `</h1><div>Sabtu, 12 Juli 2025 | 10:21 WIB</div></div>`, "2025-07-12T10:21:00+07:00", "text"},
		{"a heading that is a day", `<h2 class="date-header">Sabtu, 12 Juli 2025</h2><h1>` + headline + `</h1>`, "2025-07-12", "text"},
		{"when somebody joined", `<h1>` + headline + `</h1><div>Joined: 12 July 2025</div>`, "2025-07-13", "url"},
		{"when it was edited", `<h1>` + headline + `</h1><div>Last edited 12 July 2025</div>`, "2025-07-13", "url"},
		{"of a footer's copyright", `<h1>` + headline + `</h1><div>Copyright 12 July 2025 Harian Riau</div>`, "2025-07-13", "url"},
		{"counted from a moment that nobody knows", `<h1>` + headline + `</h1><div>2 jam yang lalu</div>`, "2025-07-13", "url"},
		{"figures of Britain", `<meta property="og:locale" content="en_GB"><h1>` + headline + `</h1><div>Posted 05/04/2025</div>`, "2025-04-05", "text"},
		{"figures of nobody knows where", `<h1>` + headline + `</h1><div>Posted 05/04/2025</div>`, "2025-07-13", "url"},
		{"a line about a change is none", `<h1>` + headline + `</h1><div>Diperbarui 14 Juli 2025 08:00 WIB</div>`, "2025-07-13", "url"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := read(t, c.body, Options{})
			if f.Published.String() != c.want || f.DateFrom != c.from {
				t.Errorf("got %s from %s (%s), want %s from %s", f.Published, f.DateFrom, f.Why["published"], c.want, c.from)
			}
			if f.DateConfidence <= 0 || f.DateConfidence > 1 {
				t.Errorf("confidence %v", f.DateConfidence)
			}
		})
	}
}

// TestAgo: what is counted back is read on a page that comes from a server, and below the headline only.
func TestAgo(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"hours", `<h1>` + headline + `</h1><div>2 jam yang lalu</div>`, "2025-07-14T08:00:00+07:00"},
		{"hours, English", `<h1>` + headline + `</h1><div>2 hours ago</div>`, "2025-07-14T08:00:00+07:00"},
		{"days", `<h1>` + headline + `</h1><div>3 hari lalu</div>`, "2025-07-11"},
		{"yesterday", `<h1>` + headline + `</h1><div>Kemarin, 21:15 WIB</div>`, "2025-07-13T21:15:00+07:00"},
		{"above the headline", `<div>2 jam yang lalu</div><h1>` + headline + `</h1>`, ""},
		{"of another article", `<h1>` + headline + `</h1><div class="related">2 jam yang lalu</div>`, ""},
		{"a line with a date counts more", `<h1>` + headline + `</h1><div>2 jam yang lalu</div><div>Minggu, 13 Juli 2025 | 10:21 WIB</div>`, "2025-07-13T10:21:00+07:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := page.Parse("https://www.harianriau.example/daerah/jembatan-dibuka", http.Header{"Date": {"Mon, 14 Jul 2025 03:00:00 GMT"}}, []byte(c.body))
			if err != nil {
				t.Fatal(err)
			}
			f := Read(p, Options{Now: time.Date(2025, 7, 14, 10, 0, 0, 0, time.FixedZone("WIB", 7*3600))})
			if got := f.Published.String(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestDayOfAddress: late in the evening the day in UTC is not the outlet's.
func TestDayOfAddress(t *testing.T) {
	for _, c := range []struct{ name, path, stated, want string }{
		{"evening in the west", "2025/07/12", "2025-07-13T05:30:59Z", "2025-07-12T23:30:59-06:00"},
		{"morning in the east", "2025/07/13", "2025-07-12T23:11:59Z", "2025-07-13T00:11:59+01:00"},
		{"the same day", "2025/07/13", "2025-07-13T05:30:59Z", "2025-07-13T05:30:59Z"},
		{"days apart", "2025/07/10", "2025-07-13T05:30:59Z", "2025-07-13T05:30:59Z"},
		{"a day as an instant", "2025/07/12", "2025-07-13T00:00:00Z", "2025-07-13T00:00:00Z"},
		{"an offset is stated", "2025/07/12", "2025-07-13T05:30:59+01:00", "2025-07-13T05:30:59+01:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := page.Parse("https://valleypost.example/"+c.path+"/bridge", nil, []byte(`<meta property="article:published_time" content="`+c.stated+`">`))
			if err != nil {
				t.Fatal(err)
			}
			if f := Read(p, Options{}); f.Published.String() != c.want {
				t.Errorf("got %s, want %s", f.Published, c.want)
			}
		})
	}
}

// TestForum: in a forum the posts are the page, and the first one is what appeared then.
func TestForum(t *testing.T) {
	const body = `<title>Jembatan ambruk?</title><h1>Jembatan ambruk?</h1><div class="comment"><time datetime="2025-07-11T08:00:00+07:00">x</time></div><div class="comment"><time datetime="2025-07-12T08:00:00+07:00">x</time></div>`
	for addr, want := range map[string]string{"https://forum.riau.example/topic/12": "2025-07-11T08:00:00+07:00", "https://harianriau.example/daerah/12": ""} {
		p, err := page.Parse(addr, nil, []byte(body))
		if err != nil {
			t.Fatal(err)
		}
		if f := Read(p, Options{}); f.Published.String() != want {
			t.Errorf("%s: got %q, want %q", addr, f.Published, want)
		}
	}
}

func TestDateOfURL(t *testing.T) {
	for _, c := range []struct {
		url, want string
		dayFirst  bool
	}{
		{"https://harianriau.example/2025/07/13/jembatan", "2025-07-13", false},
		{"https://harianriau.example/2025/7/13/jembatan", "2025-07-13", false},
		{"https://harianriau.example/daerah/2025-07/13/c_112233.htm", "2025-07-13", false},
		{"https://harianriau.example/20250713/jembatan", "2025-07-13", false},
		{"https://harianriau.example/blog/2025/july/13/jembatan", "2025-07-13", false},
		{"https://harianriau.example/2025/jul/13/jembatan", "2025-07-13", false},
		{"https://harianriau.example/berita/13-07-2025", "2025-07-13", false},
		{"https://harianriau.example/berita/03-07-2025", "", false},
		{"https://harianriau.example/berita/03-07-2025", "2025-07-03", true},
		{"https://harianriau.example/2025/07/jembatan", "", false},
		{"https://harianriau.example/2025/13/40/jembatan", "", false},
		{"https://harianriau.example/artikel/12025071345", "", false},
		{"https://harianriau.example/2025/jembatan/13/x", "", false},
	} {
		d, _ := dateOfURL(c.url, c.dayFirst)
		if got := d.String(); got != c.want {
			t.Errorf("%s: %q, want %q", c.url, got, c.want)
		}
	}
}

func TestPublishedZone(t *testing.T) {
	body := `<meta name="pubdate" content="2025-07-13 10:21:30"><h1>` + headline + `</h1>`
	f := read(t, body, Options{Zone: time.FixedZone("WIB", 7*3600)})
	if got := f.Published.String(); got != "2025-07-13T10:21:30+07:00" {
		t.Errorf("with the site's zone: %s", got)
	}
	f = read(t, `<html lang="id">`+body, Options{})
	if got := f.Published.String(); got != "2025-07-13T10:21:30+07:00" {
		t.Errorf("on an Indonesian page: %s", got)
	}
}

func TestModified(t *testing.T) {
	const published = `<meta property="article:published_time" content="2025-07-13T10:21:30+07:00">`
	for _, c := range []struct{ name, modified, want string }{
		{"later", "2025-07-13T12:00:00+07:00", "2025-07-13T12:00:00+07:00"},
		{"before it was published", "2025-07-12T12:00:00+07:00", ""},
		{"unfilled", "{{ date }}", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := read(t, published+`<meta property="article:modified_time" content="`+c.modified+`">`, Options{})
			if got := f.Modified.String(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestModifiedZone: a system that writes local time with Z does so for both dates.
func TestModifiedZone(t *testing.T) {
	f := read(t, `<meta property="article:published_time" content="2025-07-13T10:21:30Z"><meta property="article:modified_time" content="2025-07-13T11:00:00Z"><h1>`+headline+`</h1><div>Minggu, 13 Juli 2025 | 10:21 WIB</div>`, Options{})
	if got := f.Modified.String(); got != "2025-07-13T11:00:00+07:00" {
		t.Errorf("got %s", got)
	}
}

func TestHints(t *testing.T) {
	d, err := news.ParseDate("2025-07-12T10:21:00+07:00")
	if err != nil {
		t.Fatal(err)
	}
	link := news.Link{Via: news.ViaNewsSitemap, Published: d, Tags: []string{"jembatan"}}
	f := read(t, `<h1>`+headline+`</h1>`, Options{Link: link})
	if f.DateFrom != "sitemap" || f.Published.String() != d.String() || len(f.Tags) != 1 {
		t.Errorf("got %s from %s, tags %q", f.Published, f.DateFrom, f.Tags)
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
