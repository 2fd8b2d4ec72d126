package crawl

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kabar/address"
	"kabar/news"
	"kabar/store"
)

// TestFeedText crawls a site whose feed brings whole articles: its text counts where the page does not give the article, and only there.
func TestFeedText(t *testing.T) {
	t.Parallel()
	whole := func(path string) []string { return append(storyFor(path), storyFor("lanjutan"+path)...) }
	paragraphs := func(list []string) string { return "<p>" + strings.Join(list, "</p><p>") + "</p>" }
	var mended atomic.Bool
	for _, tt := range []struct {
		name  string
		serve func(w http.ResponseWriter, path string)
		from  string // TextFrom
		docs  int
		keeps bool // the feed's text, for later
	}{
		{"a whole page", func(w http.ResponseWriter, path string) {
			writeHTML(w, strings.Replace(articleHTML("", "Judul", path), "</article>", paragraphs(storyFor("lanjutan"+path))+"</article>", 1))
		}, "", 1, false},
		{"forbidden", func(w http.ResponseWriter, _ string) { http.Error(w, "no", http.StatusForbidden) }, "feed", 1, true},
		{"withheld by law", func(w http.ResponseWriter, _ string) { http.Error(w, "no", http.StatusUnavailableForLegalReasons) }, "", 0, true},
		{"taken down", func(w http.ResponseWriter, _ string) { http.Error(w, "no", http.StatusGone) }, "", 0, true},
		{"failing", func(w http.ResponseWriter, _ string) { http.Error(w, "no", http.StatusInternalServerError) }, "feed", 1, true},
		{"a shell", func(w http.ResponseWriter, _ string) {
			writeHTML(w, `<html><head><title>Kabar</title></head><body><div id="app"></div><noscript>Aktifkan JavaScript.</noscript></body></html>`)
		}, "feed", 1, true},
		{"a wall", func(w http.ResponseWriter, path string) {
			writeHTML(w, `<html lang="id"><head><title>Judul</title></head><body><article><h1>Judul</h1><p>`+whole(path)[0]+`</p></article><p>Berlangganan untuk membaca.</p></body></html>`)
		}, "feed", 1, true},
		{"no index", func(w http.ResponseWriter, _ string) {
			w.Header().Set("X-Robots-Tag", "noindex")
			writeHTML(w, `<html><body><div id="app"></div></body></html>`)
		}, "", 0, true},
		{"failing, then mended", func(w http.ResponseWriter, path string) {
			if !mended.Load() {
				http.Error(w, "no", http.StatusBadGateway)
				return
			}
			writeHTML(w, strings.Replace(articleHTML("", "Judul", path), "</article>", "<p>Kalimat yang hanya ada di halaman itu sendiri, dan tidak di umpan.</p></article>", 1))
		}, "feed", 1, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			const path = "/berita/berita-yang-seluruhnya-ada-di-umpan.html"
			h := newHouse(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/":
					writeHTML(w, `<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head><body><h1>Kabar</h1></body></html>`)
				case "/rss":
					fmt.Fprintf(w, `<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Kabar</title><item><title>Judul dari umpan</title><link>%s</link>
<pubDate>Mon, 02 Mar 2026 10:00:00 +0700</pubDate><category>Daerah</category><enclosure url="/foto/utama" type="image/jpeg" length="1"/>
<content:encoded><![CDATA[%s]]></content:encoded></item></channel></rss>`, path, paragraphs(whole(path)))
				case path:
					tt.serve(w, path)
				default:
					http.NotFound(w, r)
				}
			}), "kabar.example")
			h.o.Attempts = 1
			h.o.Respect.NoIndex = true
			_, docs := h.run()
			if len(docs) != tt.docs {
				t.Fatalf("%d documents, want %d", len(docs), tt.docs)
			}
			for _, d := range docs {
				if d.TextFrom != tt.from || d.Text() != strings.Join(whole(path), "\n\n") {
					t.Errorf("from %q: %q", d.TextFrom, d.Text())
				}
				if d.Image != "http://kabar.example/foto/utama" || len(d.Tags) != 1 || d.Tags[0] != "Daerah" || d.Published.String() != "2026-03-02T10:00:00+07:00" || d.Kind != news.KindArticle {
					t.Errorf("image %q, tags %q, published %s, kind %s", d.Image, d.Tags, d.Published, d.Kind)
				}
				if tt.from == "feed" && d.Title == "" {
					t.Error("no title")
				}
			}
			h.with(func(_ *Crawler, s store.Store) {
				key, err := address.Key("http://kabar.example" + path)
				if err != nil {
					t.Fatal(err)
				}
				a, err := s.Address(t.Context(), key)
				if err != nil || (a.Text != "") != tt.keeps {
					t.Errorf("the feed's text is kept: %v, want %v; %v", a.Text != "", tt.keeps, err)
				}
			})
			if tt.name != "failing, then mended" {
				return
			}
			mended.Store(true)
			h.o.Now = func() time.Time { return time.Now().Add(9 * 24 * time.Hour) }
			if _, docs = h.run(); len(docs) != 1 || docs[0].TextFrom != "" || !strings.Contains(docs[0].Text(), "di halaman itu sendiri") || docs[0].Revision != 2 {
				t.Errorf("once the page is there: %+v", docs)
			}
		})
	}
}
