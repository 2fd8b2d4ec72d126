package crawl

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

// TestDeadFeed lets the only feed of a site die: it is visited ever more seldom, but not dropped, and well-known paths are tried in its place,
// each once a month at most. When it comes back it is read again.
func TestDeadFeed(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	var now time.Duration // since the first run
	start := time.Now()
	web := &countedWeb{}
	web.serve = func(w http.ResponseWriter, r *http.Request) {
		today := r.Header.Get("From")
		switch path := r.URL.Path; {
		case path == "/":
			writeHTML(w, `<html><head><link rel="alternate" type="application/rss+xml" href="/berita.rss"></head><body><h1>Kabar</h1><p>`+today+`</p></body></html>`)
		case path == "/berita.rss" && (today < "010@" || today > "300@"), path == "/feed" && today > "060@":
			fmt.Fprintf(w, `<rss><channel><title>Kabar</title><item><link>/berita/hari-%s-yang-berita-baru-ada.html</link></item></channel></rss>`, today[:3])
		default:
			http.NotFound(w, r)
		}
	}
	h := newHouse(t, web, "kabar.example")
	h.o.Now = func() time.Time { return start.Add(now + time.Since(start)) }
	asked := map[string][]int{} // days, by path
	for d := 0; d < 420; d += 5 {
		now = time.Duration(d) * day
		h.fetch.From = fmt.Sprintf("%03d@kabar.example", d) // tells the web what day it is
		web.reset()
		h.run()
		for _, path := range []string{"/berita.rss", "/feed", "/rss.xml"} {
			if n := web.count(path); n > 1 {
				t.Errorf("day %d: %s was asked for %d times", d, path, n)
			} else if n == 1 {
				asked[path] = append(asked[path], d)
			}
		}
	}
	longest := func(path string, from, to int) (gap int) {
		last := from
		for _, d := range asked[path] {
			if d >= from && d <= to {
				gap, last = max(gap, d-last), d
			}
		}
		return max(gap, to-last)
	}
	if days := asked["/feed"]; len(days) == 0 || days[0] < 15 || days[0] > 60 {
		t.Errorf("/feed was tried on days %v", days)
	}
	if gap := longest("/berita.rss", 0, 419); gap > 40 || len(asked["/berita.rss"]) > 60 {
		t.Errorf("the feed was visited on days %v", asked["/berita.rss"])
	}
	if gap := longest("/feed", 60, 419); gap > 40 {
		t.Errorf("/feed was visited on days %v", asked["/feed"])
	}
	for i, d := range asked["/rss.xml"] { // is never there
		if i > 0 && d-asked["/rss.xml"][i-1] < 25 {
			t.Errorf("/rss.xml was tried on days %v", asked["/rss.xml"])
		}
	}
	t.Logf("feed on days %v, /feed on days %v, /rss.xml on days %v", asked["/berita.rss"], asked["/feed"], asked["/rss.xml"])
}
