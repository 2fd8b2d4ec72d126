package crawl

import (
	"fmt"
	"net/http"
	"strings"
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
