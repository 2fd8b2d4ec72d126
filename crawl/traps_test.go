package crawl

import (
	"strings"
	"testing"
	"time"

	"kabar/crawl/shapes"
	"kabar/internal/testweb"
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
