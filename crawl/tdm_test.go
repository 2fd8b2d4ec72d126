package crawl

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"kabar/crawl/robots"
	"kabar/news"
)

// countedWeb counts requests by path.
type countedWeb struct {
	serve http.HandlerFunc
	mu    sync.Mutex
	paths []string
}

func (c *countedWeb) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	c.paths = append(c.paths, r.URL.RequestURI())
	c.mu.Unlock()
	c.serve(w, r)
}

func (c *countedWeb) count(path string) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.paths {
		if p == path {
			n++
		}
	}
	return n
}

// reset forgets what was asked for so far.
func (c *countedWeb) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paths = nil
}

// storyFor are paragraphs of which none stands in a story of another name.
func storyFor(name string) []string {
	return []string{
		"Warga di " + name + " bergotong royong memperbaiki jalan desa yang rusak sejak banjir bulan lalu, dibantu dua truk batu dari kabupaten.",
		"Pekerjaan dimulai pukul tujuh pagi dan selesai menjelang magrib. Kepala desa " + name + " berterima kasih kepada semua yang datang membawa cangkul dan makanan.",
		"Jalan sepanjang dua kilometer itu menghubungkan pasar " + name + " dengan sekolah, sehingga anak-anak tidak perlu lagi memutar lewat kebun.",
	}
}

// articleHTML is a page with one article, the story of a name.
func articleHTML(head, title, name string) string {
	return `<!DOCTYPE html><html lang="id"><head><meta property="og:type" content="article">` + head + `<title>` + title + `</title></head><body><article><h1>` +
		title + `</h1><p>` + strings.Join(storyFor(name), "</p><p>") + `</p></article></body></html>`
}

// frontHTML is a front page that links to these articles.
func frontHTML(paths ...string) string {
	var b strings.Builder
	b.WriteString("<html><body><h1>Kabar</h1>")
	for i, p := range paths {
		fmt.Fprintf(&b, `<h3><a href="%s">Judul berita nomor %d yang cukup panjang untuk dibaca</a></h3>`, p, i)
	}
	b.WriteString("</body></html>")
	return b.String()
}

func writeHTML(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, body)
}

// TestReservations reads an origin's tdmrep.json once, before its first article, and holds each article against it.
func TestReservations(t *testing.T) {
	t.Parallel()
	const free, reserved, page = "/bebas/berita-yang-boleh-dipakai-semua-orang", "/berita/berita-yang-disimpan-haknya-oleh-media", "/berita/berita-yang-bicara-untuk-dirinya-sendiri"
	for _, tt := range []struct {
		name    string
		rules   string // of robots.txt
		tdmrep  func(w http.ResponseWriter, r *http.Request)
		respect bool
		want    map[string]*news.TDM // by path; what is not in it is no document
		asked   int
	}{
		{name: "recorded", asked: 1, want: map[string]*news.TDM{free: {}, reserved: {Reserved: true, Policy: "http://kabar.example/policy.json"}, page: {}}},
		{name: "respected", respect: true, asked: 1, want: map[string]*news.TDM{free: {}, page: {}}},
		{name: "none", asked: 1, want: map[string]*news.TDM{free: nil, reserved: nil, page: {}}, tdmrep: http.NotFound},
		{name: "a page in its place", asked: 1, want: map[string]*news.TDM{free: nil, reserved: nil, page: {}}, tdmrep: func(w http.ResponseWriter, _ *http.Request) { writeHTML(w, "<h1>Kabar</h1>") }},
		{name: "failing", asked: 1, want: map[string]*news.TDM{free: nil, reserved: nil, page: {}}, tdmrep: func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "down", 500) }},
		{name: "breaking off", asked: 1, want: map[string]*news.TDM{free: nil, reserved: nil, page: {}}, tdmrep: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		{name: "moved", asked: 1, want: map[string]*news.TDM{free: {Reserved: true}, reserved: {Reserved: true}, page: {}}, tdmrep: func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/tdm.json", http.StatusFound) }},
		{name: "moved in a circle", asked: 1, want: map[string]*news.TDM{free: nil, reserved: nil, page: {}}, tdmrep: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, robots.TDMRepPath, http.StatusFound)
		}},
		{name: "elsewhere", asked: 1, want: map[string]*news.TDM{free: nil, reserved: nil, page: {}}, tdmrep: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://www.kabar.example/tdm.json", http.StatusFound)
		}},
		{name: "forbidden by robots.txt", rules: "User-agent: *\nDisallow: /.well-known/\n", want: map[string]*news.TDM{free: nil, reserved: nil, page: {}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			web := &countedWeb{}
			web.serve = func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/robots.txt":
					fmt.Fprint(w, tt.rules)
				case robots.TDMRepPath:
					if tt.tdmrep != nil {
						tt.tdmrep(w, r)
						return
					}
					fmt.Fprint(w, `[{"location":"/bebas/*","tdm-reservation":0},{"location":"/berita/*","tdm-reservation":1,"tdm-policy":"/policy.json"}]`)
				case "/tdm.json":
					fmt.Fprint(w, `[{"location":"/*","tdm-reservation":1}]`)
				case "/":
					writeHTML(w, frontHTML(free, reserved, page))
				case free, reserved:
					writeHTML(w, articleHTML("", "Sebuah Judul", r.URL.Path))
				case page:
					writeHTML(w, articleHTML(`<meta name="tdm-reservation" content="0">`, "Sebuah Judul", r.URL.Path))
				default:
					http.NotFound(w, r)
				}
			}
			h := newHouse(t, web, "kabar.example")
			h.o.Respect.TDM = tt.respect
			sum, docs := h.run()
			got := map[string]*news.TDM{}
			for _, d := range docs {
				got[strings.TrimPrefix(d.URL, "http://kabar.example")] = d.Rights.TDM
			}
			if len(got) != len(tt.want) {
				t.Errorf("%d documents, want %d", len(got), len(tt.want))
			}
			for path, want := range tt.want {
				d, ok := got[path]
				if !ok || (d == nil) != (want == nil) || d != nil && *d != *want {
					t.Errorf("%s: %+v, want %+v", path, d, want)
				}
			}
			if n := web.count(robots.TDMRepPath); n != tt.asked {
				t.Errorf("the file was asked for %d times, want %d", n, tt.asked)
			}
			if i, k := slices.Index(web.paths, robots.TDMRepPath), slices.Index(web.paths, reserved); i > k {
				t.Errorf("an article was asked for before the file: %q", web.paths)
			}
			if sum.Failed() || sum.Sites[0].Trouble != "" || sum.Sites[0].Failed > 0 {
				t.Errorf("the file is no trouble of the site: %+v", sum.Sites[0])
			}
			h.run()
			if n := web.count(robots.TDMRepPath); n != tt.asked {
				t.Errorf("it was asked for again: %d times", n)
			}
		})
	}
}

// TestReservationsOfASection holds back an article that was taken for a section until it is known what is reserved.
func TestReservationsOfASection(t *testing.T) {
	t.Parallel()
	const path = "/pilihan"
	web := &countedWeb{}
	web.serve = func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case robots.TDMRepPath:
			fmt.Fprint(w, `[{"location":"/","tdm-reservation":1}]`)
		case "/":
			writeHTML(w, `<html><body><h1>Kabar</h1><nav><a href="`+path+`">Pilihan</a></nav></body></html>`)
		case path:
			w.Header().Set("ETag", `"tetap"`)
			if r.Header.Get("If-None-Match") != "" {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			writeHTML(w, articleHTML("", "Pilihan Redaksi", path))
		default:
			http.NotFound(w, r)
		}
	}
	h := newHouse(t, web, "kabar.example")
	_, docs := h.run()
	if len(docs) != 1 || docs[0].Rights.TDM == nil || !docs[0].Rights.TDM.Reserved {
		t.Errorf("documents %+v; asked %q", docs, web.paths)
	}
}
