package crawl

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kabar/crawl/fetch"
)

func TestLearnTLS(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	const day = 24 * time.Hour
	answer := func(url string, status int, kv ...string) *fetch.Response {
		r := &fetch.Response{URL: url, Status: status, Header: http.Header{}}
		for i := 0; i < len(kv); i += 2 {
			r.Header.Set(kv[i], kv[i+1])
		}
		r.Location = r.Header.Get("Location")
		return r
	}
	up := func(path string) *fetch.Response {
		return answer("http://kabar.example"+path, 301, "Location", "https://kabar.example"+path)
	}
	strict := func(value string) *fetch.Response {
		return answer("https://kabar.example/", 200, "Strict-Transport-Security", value)
	}
	for _, tt := range []struct {
		name    string
		answers []*fetch.Response
		want    time.Duration // it is believed so long
	}{
		{"nothing", nil, 0},
		{"two redirects", []*fetch.Response{up("/robots.txt"), up("/a")}, 0},
		{"three redirects", []*fetch.Response{up("/robots.txt"), up("/a"), up("/b?c=1")}, 7 * day},
		{"errors between them", []*fetch.Response{up("/a"), answer("http://kabar.example/x", 503), up("/b"), answer("http://kabar.example/y", 429), up("/c")}, 7 * day},
		{"a page between them", []*fetch.Response{up("/a"), up("/b"), answer("http://kabar.example/c", 200), up("/d")}, 0},
		{"a page after them", []*fetch.Response{up("/a"), up("/b"), up("/c"), answer("http://kabar.example/d", 404)}, 0},
		{"to another host", []*fetch.Response{up("/a"), up("/b"), answer("http://kabar.example/c", 301, "Location", "https://www.kabar.example/c")}, 0},
		{"to the front page", []*fetch.Response{up("/a"), up("/b"), answer("http://kabar.example/c", 301, "Location", "https://kabar.example/")}, 0},
		{"another port", []*fetch.Response{up("/a"), up("/b"), answer("http://kabar.example:8080/c", 301, "Location", "https://kabar.example:8080/c")}, 0},
		{"its word", []*fetch.Response{strict("includeSubDomains; Max-Age=86400")}, day},
		{"its word for long", []*fetch.Response{strict(`max-age="63072000"; preload`)}, 30 * day},
		{"its word taken back", []*fetch.Response{up("/a"), up("/b"), up("/c"), strict("max-age=0")}, 0},
		{"no word", []*fetch.Response{strict("max-age=viel"), strict("preload"), strict("")}, 0},
		{"a word without TLS", []*fetch.Response{answer("http://kabar.example/", 200, "Strict-Transport-Security", "max-age=86400")}, 0},
	} {
		v := &visit{run: &run{Crawler: &Crawler{o: Options{Now: func() time.Time { return now }}}}}
		for _, r := range tt.answers {
			v.learnTLS(r)
		}
		if got := max(v.host.Secure.Sub(now), 0); got != tt.want {
			t.Errorf("%s: for %v, want %v", tt.name, got, tt.want)
		}
		v.doubtTLS("http://kabar.example/")
		if got := max(v.host.Secure.Sub(now), 0); got != tt.want {
			t.Errorf("%s: a failure without TLS changed it to %v", tt.name, got)
		}
		if v.doubtTLS("https://kabar.example/"); !v.host.Secure.IsZero() || v.host.Upgrades != 0 {
			t.Errorf("%s: still believed after https failed", tt.name)
		}
	}
}

// TestUpgrade crawls a site that leads from http to https and still names its articles by http: a few redirects teach that, and from then on each
// article costs one request. What is stored names both addresses.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	const host, articles = "example.com", 12 // the name on the certificate of httptest
	var paths []string
	for i := range articles {
		paths = append(paths, fmt.Sprintf("http://%s/berita/artikel-nomor-%d-dari-hari-ini.html", host, i))
	}
	web := &countedWeb{}
	web.serve = func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.TLS == nil:
			http.Redirect(w, r, "https://"+host+r.URL.RequestURI(), http.StatusMovedPermanently)
		case r.URL.Path == "/":
			writeHTML(w, frontHTML(paths...))
		case strings.HasPrefix(r.URL.Path, "/berita/"):
			writeHTML(w, articleHTML("", "Sebuah Judul", r.URL.Path))
		default:
			http.NotFound(w, r)
		}
	}
	var byHTTP atomic.Int32
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		byHTTP.Add(1)
		web.ServeHTTP(w, r)
	}))
	secure := httptest.NewTLSServer(web)
	t.Cleanup(func() { plain.Close(); secure.Close() })
	h := newHouse(t, web, host)
	h.fetch.RootCAs = x509.NewCertPool()
	h.fetch.RootCAs.AddCert(secure.Certificate())
	h.fetch.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		var d net.Dialer
		if strings.HasSuffix(addr, ":443") {
			return d.DialContext(ctx, network, secure.Listener.Addr().String())
		}
		return d.DialContext(ctx, network, plain.Listener.Addr().String())
	}
	_, docs := h.run()
	if len(docs) != articles {
		t.Errorf("%d documents", len(docs))
	}
	for _, d := range docs {
		if !strings.HasPrefix(d.URL, "https://") || len(d.AlsoAt) != 1 || d.AlsoAt[0].URL != "http"+strings.TrimPrefix(d.URL, "https") {
			t.Errorf("%s also at %+v", d.URL, d.AlsoAt)
		}
	}
	if n := byHTTP.Load(); n < upgradesAt || n > upgradesAt+1 {
		t.Errorf("%d requests by http", n)
	}
}
