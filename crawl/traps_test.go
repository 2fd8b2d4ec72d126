package crawl

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"kabar/crawl/discover"
	"kabar/crawl/shapes"
	"kabar/internal/testweb"
	"kabar/news"
	"kabar/page"
	"kabar/store"
)

// TestMazes crawls sites with a part without end, with no bound on the depth: each costs a small number of requests, the articles are
// had, and what was shut is remembered by the next run.
func TestMazes(t *testing.T) {
	t.Parallel()
	web := &testweb.Maze{}
	var hosts []string
	for _, name := range testweb.Mazes() {
		hosts = append(hosts, testweb.MazeHost(name))
	}
	h := newHouse(t, web, hosts...)
	h.o.Depth, h.o.Delay, h.o.MaxPages = 200, -1, 5000
	sum, docs := h.run()
	if sum.Stopped != "nothing more is due" {
		t.Errorf("the run ended since the %s, after %d pages", sum.Stopped, sum.Total.Pages)
	}
	first := map[string]int{}
	for _, name := range testweb.Mazes() {
		first[name] = web.Hits(name)
		t.Logf("%s: %d requests", name, first[name])
		if first[name] > 400 {
			t.Errorf("%s was asked %d times", name, first[name])
		}
		for _, path := range testweb.MazeArticles() {
			n := 0
			for _, d := range heads(docs) {
				if strings.HasPrefix(d.URL, "http://"+testweb.MazeHost(name)) && strings.HasSuffix(d.URL, path) {
					n++
				}
			}
			if n != 1 {
				t.Errorf("%s: %s is there %d times", name, path, n)
			}
		}
	}
	h.with(func(_ *Crawler, s store.Store) {
		for _, name := range testweb.Mazes() {
			shut := shutShapes(t, s, testweb.MazeHost(name))
			t.Logf("%s: %q", name, shut)
			if len(shut) == 0 {
				t.Errorf("%s: nothing is shut", name)
			}
		}
	})
	h.run()
	for _, name := range testweb.Mazes() {
		if n := web.Hits(name) - first[name]; n > first[name] {
			t.Errorf("%s was asked %d times by the next run", name, n)
		}
	}
}

func shutShapes(t *testing.T, s store.Store, host string) (list []string) {
	t.Helper()
	memo, err := s.Memo(t.Context(), strings.TrimPrefix(host, "www."), ShapesMemo(host))
	if err != nil {
		t.Fatal(err)
	}
	table, err := shapes.Parse(memo)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range table.Rows() {
		if !r.Shut.IsZero() {
			list = append(list, r.Shape+": "+r.Why())
		}
	}
	return list
}

// TestMazeProbe opens a shape when its time has come, asks little, and shuts it again.
func TestMazeProbe(t *testing.T) {
	t.Parallel()
	web := &testweb.Maze{}
	h := newHouse(t, web, testweb.MazeHost("calendar"))
	h.o.Depth, h.o.Delay, h.o.MaxPages = 200, -1, 2000
	h.run()
	before := web.Hits("calendar")
	var later time.Duration
	h.o.Now = func() time.Time { return time.Now().Add(later) }
	later = 40 * 24 * time.Hour
	h.run()
	h.with(func(_ *Crawler, s store.Store) {
		if list := shutShapes(t, s, testweb.MazeHost("calendar")); len(list) == 0 {
			t.Error("it stayed open")
		}
	})
	if n := web.Hits("calendar") - before; n == 0 || n > 60 {
		t.Errorf("%d requests after the pause", n)
	}
}

// TestArchiveUnharmed crawls a site whose archives are deep and begin with what is known already: every article is had.
func TestArchiveUnharmed(t *testing.T) {
	t.Parallel()
	web := &testweb.Archive{Days: 30, Pages: 3, PerPage: 6}
	h := newHouse(t, web, testweb.ArchiveHost)
	h.o.Depth, h.o.Delay = 200, -1
	_, docs := h.run()
	had := map[string]bool{}
	for _, d := range docs {
		had[strings.TrimPrefix(d.URL, "http://"+testweb.ArchiveHost)] = true
	}
	missing := 0
	for _, path := range web.Articles() {
		if !had[path] {
			missing++
		}
	}
	if missing > 0 {
		t.Errorf("%d of %d articles are missing", missing, len(web.Articles()))
	}
	h.with(func(_ *Crawler, s store.Store) {
		for _, shape := range shutShapes(t, s, testweb.ArchiveHost) {
			if !strings.HasPrefix(shape, "/indeks") {
				t.Errorf("shut: %s", shape)
			}
		}
	})
}

// TestLearnedKind crawls a site whose articles are clear but for one, and a list that looks like none: the one is taken for what
// its shape is, the others of the site's front page come before pages of a shape that gave none.
func TestLearnedKind(t *testing.T) {
	t.Parallel()
	clear := func(path string) string {
		return fmt.Sprintf(`<html lang=id><head><meta property="og:type" content="article"><meta property="article:published_time" content="2026-03-01T10:00:00+07:00">
<script type="application/ld+json">{"@type":"NewsArticle"}</script></head><body><article><h1>Warga bergotong royong memperbaiki jalan desa</h1><div class="byline">Rani</div><p>%s</p></article></body></html>`,
			strings.Join(soundFor(path), "</p><p>"))
	}
	const doubtful = "/lembar/99/x"
	vague := fmt.Sprintf("<html lang=id><body><h1>Judul</h1><form><input><input><input><input><input><input><input><input></form><a href=tel:1>1</a><p>%s</p></body></html>", strings.Join(soundFor(doubtful), "</p><p>"))
	p, err := page.Parse("http://kabar.example"+doubtful, nil, []byte(vague))
	if err != nil {
		t.Fatal(err)
	}
	if r := discover.Page(p, "kabar.example"); r.Kind == news.KindArticle || r.Proves() != 0 {
		t.Fatalf("alone it is no case of doubt: %s, %.2f, %q", r.Kind, r.Score, r.Why)
	}
	h := newHouse(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		switch path := r.URL.Path; {
		case path == "/robots.txt":
		case path == "/":
			fmt.Fprint(w, "<html><body><h1>Kabar</h1>")
			for i := range 12 {
				fmt.Fprintf(w, `<h3><a href="/lembar/%d/judul">Judul berita yang cukup panjang untuk dibaca %d</a></h3>`, i, i)
			}
			fmt.Fprint(w, `<nav><a href="/lagi">Lagi</a></nav></body></html>`)
		case path == "/lagi":
			fmt.Fprintf(w, `<html><body><h1>Lagi</h1><h3><a href="%s">Judul berita yang cukup panjang untuk dibaca</a></h3></body></html>`, doubtful)
		case path == doubtful:
			fmt.Fprint(w, vague)
		default:
			fmt.Fprint(w, clear(path))
		}
	}), "kabar.example")
	h.o.Workers = 1
	h.run() // the front page and its articles
	h.o.Sites[0].Seeds = []string{"http://kabar.example/", "http://kabar.example/lagi"}
	_, docs := h.run()
	kinds := map[string]news.PageKind{}
	for _, d := range docs {
		kinds[strings.TrimPrefix(d.URL, "http://kabar.example")] = d.Kind
	}
	if kinds[doubtful] != news.KindArticle {
		t.Errorf("it was taken for %q of %v", kinds[doubtful], kinds)
	}
	h.with(func(_ *Crawler, s store.Store) {
		memo, err := s.Memo(t.Context(), "kabar.example", ShapesMemo("kabar.example"))
		if err != nil {
			t.Fatal(err)
		}
		table, err := shapes.Parse(memo)
		if err != nil || table.Lean(shapes.Levels("http://kabar.example"+doubtful)) <= 0 {
			t.Errorf("%+v, %v", table.Rows(), err)
		}
	})
}
