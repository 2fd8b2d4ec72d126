package crawl

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kabar/archive"
	"kabar/news"
)

const pagedPath = "/berita/laporan-panjang-dari-tiga-halaman-penuh.html"

// pagedWeb has one article on three pages; while missing is set, the second is not there.
func pagedWeb(missing *atomic.Bool) *countedWeb {
	return &countedWeb{serve: func(w http.ResponseWriter, r *http.Request) {
		switch n := r.URL.Query().Get("page"); {
		case r.URL.Path == "/":
			writeHTML(w, frontHTML(pagedPath))
		case r.URL.Path != pagedPath:
			http.NotFound(w, r)
		case n == "2" && missing.Load():
			http.Error(w, "later", http.StatusBadGateway)
		default:
			w.Header().Set("ETag", `"`+n+`"`)
			if r.Header.Get("If-None-Match") != "" {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			pager := `<div class="pagination"><a href="` + pagedPath + `">1</a> <a href="` + pagedPath + `?page=2">2</a> <a href="` + pagedPath + `?page=3">3</a></div>`
			writeHTML(w, strings.Replace(articleHTML("", "Laporan Panjang", "halaman "+n), "</article>", "</article>"+pager, 1))
		}
	}}
}

func TestPagedArticle(t *testing.T) {
	t.Parallel()
	var missing atomic.Bool
	missing.Store(true)
	web := pagedWeb(&missing)
	h := newHouse(t, web, "kabar.example")
	h.o.Attempts = 1
	text := func(pages ...string) string {
		var all []string
		for _, p := range pages {
			all = append(all, storyFor("halaman "+p)...)
		}
		return strings.ReplaceAll(strings.Join(all, "\n\n"), "  ", " ")
	}
	has := func(docs []news.Document, partial bool, parts int, pages ...string) {
		t.Helper()
		if len(docs) != 1 {
			t.Fatalf("%d documents; asked %q", len(docs), web.paths)
		}
		d := docs[0]
		if d.Text() != text(pages...) || d.Partial != partial || len(d.Parts) != parts {
			t.Errorf("partial %v, %d parts, text %q", d.Partial, len(d.Parts), d.Text())
		}
		for i, c := range d.Parts {
			r, err := archive.Read(filepath.Join(h.dir, "archive"), c)
			if want := fmt.Sprintf("?page=%d", i+3-parts+1); err != nil || !strings.HasSuffix(r.URL, want) {
				t.Errorf("part %d: %v, %+v, want %s", i, err, r, want)
			}
		}
	}
	_, docs := h.run()
	has(docs, true, 1, "", "3")

	// The missing page is there in a later visit, though the first answers as before.
	missing.Store(false)
	web.reset()
	h.o.Now = func() time.Time { return time.Now().Add(3 * time.Hour) }
	sum, docs := h.run()
	has(docs, false, 2, "", "2", "3")
	if sum.Total.Changed != 1 {
		t.Errorf("%+v; asked %q", sum.Total, web.paths)
	}

	// Whole, it is read again like any article: a page that has not changed ends the visit.
	web.reset()
	h.o.Now = func() time.Time { return time.Now().Add(60 * 24 * time.Hour) }
	_, docs = h.run()
	has(docs, false, 2, "", "2", "3")
	if n := web.count(pagedPath + "?page=2"); n != 0 {
		t.Errorf("further pages of an unchanged article were asked for: %q", web.paths)
	}
}
