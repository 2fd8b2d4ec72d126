package meta

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"kabar/news"
	"kabar/page"
)

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
		{"below the text, with who brought it in", `<h1>` + headline + `</h1>` + strings.Repeat("<p>Isi artikel.</p>", 150) + `<div>Submitted by <b>sariw</b> on 12 July 2025 - 18:55 WIB</div>`, "2025-07-12T18:55:00+07:00", "text"},
		{"below the text, without a word of it", `<h1>` + headline + `</h1>` + strings.Repeat("<p>Isi artikel.</p>", 150) + `<div>Pasar <b>Lalang</b>, 12 July 2025 - 18:55 WIB</div>`, "2025-07-13", "url"},
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
		{"hours, in the outlet's zone", `<html lang="ms"><h1>` + headline + `</h1><div>2 jam lepas</div>`, "2025-07-14T09:00:00+08:00"},
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
		{"evening in the west", "2025/07/12", "2025-07-13T05:12:40Z", "2025-07-12T23:12:40-06:00"},
		{"morning in the east", "2025/07/13", "2025-07-12T23:31:05Z", "2025-07-13T00:31:05+01:00"},
		{"the same day", "2025/07/13", "2025-07-13T05:12:40Z", "2025-07-13T05:12:40Z"},
		{"days apart", "2025/07/10", "2025-07-13T05:12:40Z", "2025-07-13T05:12:40Z"},
		{"a day as an instant", "2025/07/12", "2025-07-13T00:00:00Z", "2025-07-13T00:00:00Z"},
		{"an offset is stated", "2025/07/12", "2025-07-13T05:12:40+01:00", "2025-07-13T05:12:40+01:00"},
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
