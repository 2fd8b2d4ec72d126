package crawl

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kabar/news"
)

// TestRobotsMeanwhile holds the words about an unreachable robots.txt against what is done: an older copy serves.
func TestRobotsMeanwhile(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	v := &visit{run: &run{Crawler: &Crawler{o: Options{Now: func() time.Time { return now }}}}}
	copied := news.Robots{Asked: now, Until: now.Add(time.Hour), Failures: 1, Since: now, Fetched: now.Add(-24 * time.Hour), Body: []byte("User-agent: *")}
	for _, tt := range []struct {
		name, want string
		file       news.Robots
	}{
		{"never read", "nothing may be asked for", news.Robots{Asked: now, Until: now.Add(time.Hour), Failures: 1, Since: now}},
		{"an older copy", "the copy of 2026-03-01 12:00:00 UTC holds", copied},
		{"for a month", "no longer stands in the way", news.Robots{Asked: now, Until: now.Add(time.Hour), Failures: 9, Since: now.Add(-31 * 24 * time.Hour)}},
	} {
		if got := v.meanwhile(&tt.file); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}

// TestRobotsCopyServes crawls on by the copy of robots.txt that there is while the file answers with an error.
func TestRobotsCopyServes(t *testing.T) {
	t.Parallel()
	web := &countedWeb{}
	var down atomic.Bool
	web.serve = func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/robots.txt" && down.Load():
			http.Error(w, "down", http.StatusInternalServerError)
		case r.URL.Path == "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /tutup/\n")
		case r.URL.Path == "/":
			writeHTML(w, frontHTML("/berita/sebuah-berita-yang-boleh-dibaca-semua", "/tutup/sebuah-berita-di-balik-pintu-tertutup"))
		default:
			writeHTML(w, articleHTML("", "Sebuah Judul", r.URL.Path))
		}
	}
	h := newHouse(t, web, "kabar.example")
	if _, docs := h.run(); len(docs) != 1 {
		t.Fatalf("%d documents", len(docs))
	}
	down.Store(true)
	web.reset()
	h.o.Now = func() time.Time { return time.Now().Add(25 * time.Hour) }
	h.o.Patience = time.Millisecond
	sum, _ := h.run()
	if web.count("/robots.txt") != 1 || web.count("/") != 1 || web.count("/tutup/sebuah-berita-di-balik-pintu-tertutup") != 0 {
		t.Errorf("asked %q", web.paths)
	}
	if s := sum.Sites[0]; s.Down || strings.Contains(s.Trouble, "nothing may be asked for") {
		t.Errorf("%+v", s)
	}
}

// TestRobotsRedirects follows a robots.txt over as many redirects as RFC 9309 wants (section 2.3.1.2), to another host of the site too. The rules hold
// for the host that was asked first; after more than five there are none. Copies are kept: a second run asks for nothing again.
func TestRobotsRedirects(t *testing.T) {
	t.Parallel()
	right, all := 0, 0
	var mu sync.Mutex
	t.Cleanup(func() { t.Logf("conformance: redirects of robots.txt: %d of %d", right, all) })
	for _, tt := range []struct {
		name    string
		hops    int
		host    string // of the last hop
		status  int    // of the last answer
		allowed bool
	}{
		{"none", 0, "kabar.example", 200, false},
		{"one", 1, "kabar.example", 200, false},
		{"five", 5, "kabar.example", 200, false},
		{"six", 6, "kabar.example", 200, true},
		{"to another host", 1, "www.kabar.example", 200, false},
		{"by way of others", 4, "www.kabar.example", 200, false},
		{"to nothing", 1, "kabar.example", 404, true},
		{"to a failure", 1, "kabar.example", 500, false},
		{"in a circle", 100, "kabar.example", 200, true},
	} {
		mu.Lock()
		all++
		mu.Unlock()
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			const shut = "/tutup/sebuah-berita-di-balik-pintu-tertutup"
			web := &countedWeb{}
			web.serve = func(w http.ResponseWriter, r *http.Request) {
				n := 0
				switch path := r.URL.Path; {
				case path == "/robots.txt", strings.HasPrefix(path, "/aturan/"):
					fmt.Sscanf(path, "/aturan/%d", &n) //nolint:errcheck // the first has no number
					switch {
					case n < tt.hops:
						host := "kabar.example"
						if n+1 == tt.hops {
							host = tt.host
						}
						http.Redirect(w, r, fmt.Sprintf("http://%s/aturan/%d", host, (n+1)%8), http.StatusFound)
					case tt.status == 200:
						fmt.Fprint(w, "User-agent: *\nDisallow: /tutup/\n")
					default:
						http.Error(w, "no", tt.status)
					}
				case path == "/":
					writeHTML(w, frontHTML(shut))
				case path == shut:
					writeHTML(w, articleHTML("", "Sebuah Judul", path))
				default:
					http.NotFound(w, r)
				}
			}
			h := newHouse(t, web, "kabar.example")
			h.o.Patience = 5 * time.Second // a robots.txt of another host takes some seconds
			if tt.status == 500 {
				h.o.Patience = time.Millisecond
			}
			h.run()
			if got := web.count(shut) > 0; got != tt.allowed {
				t.Errorf("asked for what the rules forbid: %v, want %v; asked %q", got, tt.allowed, web.paths)
			} else {
				mu.Lock()
				right++
				mu.Unlock()
			}
			for path, n := range map[string]int{"/robots.txt": 2, "/aturan/1": 2} { // each host has its own
				if web.count(path) > n {
					t.Errorf("%s was asked for %d times", path, web.count(path))
				}
			}
		})
	}
}
