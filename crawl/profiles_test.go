package crawl

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"kabar/store"
)

// ownStory is a text that has no sentence in common with another of these.
func ownStory(n int) (paragraphs []string) {
	syllables := []string{"ba", "ru", "ti", "ka", "mo", "sen", "du", "la", "per", "gi", "na", "so"}
	x := uint32(n*7919 + 17)
	for range 5 {
		var words []string
		for range 26 {
			w := ""
			for range 3 {
				x = x*1664525 + 1013904223
				w += syllables[x>>16%12]
			}
			words = append(words, w)
		}
		paragraphs = append(paragraphs, "Warga "+strings.Join(words[:13], " ")+", yang "+strings.Join(words[13:], " ")+".")
	}
	return paragraphs
}

// TestProfiles crawls a site of which each article holds the same paragraph. The first cycle, which knows nothing, keeps it; the next one,
// which knows, does not. Then the site is rebuilt so that most of the texts cannot be read: the summary tells.
func TestProfiles(t *testing.T) {
	t.Parallel()
	const call = "Redaksi menerima tulisan dari pembaca tentang peristiwa di sekitar tempat tinggal mereka masing-masing setiap hari."
	var from, to atomic.Int32
	var rebuilt atomic.Bool
	h := newHouse(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var n int
		switch _, err := fmt.Sscanf(r.URL.Path, "/berita/%d/", &n); {
		case r.URL.Path == "/":
			writeHTML(w, `<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head><body><h1>Kabar</h1></body></html>`)
		case r.URL.Path == "/rss":
			fmt.Fprint(w, `<rss version="2.0"><channel><title>Kabar</title>`)
			for i := from.Load(); i < to.Load(); i++ {
				fmt.Fprintf(w, "<item><title>Judul berita nomor %d</title><link>/berita/%d/judul-berita-yang-panjang.html</link></item>", i, i)
			}
			fmt.Fprint(w, "</channel></rss>")
		case err != nil:
			http.NotFound(w, r)
		case rebuilt.Load():
			writeHTML(w, `<html lang="id"><head><title>Kabar</title><meta property="og:type" content="article"></head><body><div id="app"></div></body></html>`)
		default:
			text := slices.Insert(ownStory(n), 3, call)
			writeHTML(w, fmt.Sprintf(`<html lang="id"><head><meta property="og:type" content="article"><meta property="article:published_time" content="2026-03-02T10:00:00+07:00">
<title>Judul %d</title></head><body><article><h1>Judul berita nomor %d</h1><p>%s</p></article></body></html>`, n, n, strings.Join(text, "</p><p>")))
		}
	}), "kabar.example")
	h.o.Attempts = 1
	with := func() (n int) {
		_, docs := h.run()
		for _, d := range docs {
			if slices.Contains(d.Paragraphs, call) {
				n++
			}
		}
		if len(docs) != int(to.Load()) {
			t.Fatalf("%d documents of %d", len(docs), to.Load())
		}
		return n
	}
	to.Store(40)
	if n := with(); n != 40 {
		t.Fatalf("the first cycle kept the paragraph in %d of 40 texts", n)
	}
	from.Store(40)
	to.Store(60)
	if n := with(); n != 40 {
		t.Errorf("the second cycle kept the paragraph in %d of 20 texts", n-40)
	}
	h.with(func(_ *Crawler, s store.Store) {
		p, err := StoredProfile(t.Context(), s, "kabar.example")
		if err != nil || p == nil || p.Version != 2 || p.Articles != 60 {
			t.Errorf("profile %+v, %v", p, err)
		}
	})
	rebuilt.Store(true)
	from.Store(60)
	to.Store(80)
	sum, _ := h.run()
	if why := sum.Sites[0].Drifting; !strings.Contains(why, "without a text") {
		t.Errorf("the site is rebuilt, and the summary says %q", why)
	}
}
