package crawl

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"kabar/news"
)

func TestSameResource(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"https://www.a.example/x/y", "http://a.example/x/y/", true},
		{"https://m.a.example/x/y", "https://www.a.example/x/y", true},
		{"https://a.example/x/y/amp", "https://a.example/x/y", true},
		{"https://a.example/x/y?amp=1", "https://a.example/x/y", true},
		{"https://amp.a.example/x/y", "https://www.a.example/x/y", true},
		{"https://a.example/amp/x/y", "https://a.example/x/y", true},
		{"https://a.example/x/y.amp", "https://a.example/x/y", true},
		{"https://a.example/x/y.amp.html", "https://a.example/x/y.html", true},
		{"https://a.example/amp", "https://a.example/", false},
		{"https://a.example/x/y?page=2", "https://a.example/x/y", false},
		{"https://a.example/x/y", "https://a.example/", false},
		{"https://a.example/", "https://www.a.example/", false}, // front pages are no articles
		{"https://b.a.example/x", "https://a.example/x", false},
	} {
		if got := sameResource(tt.a, tt.b); got != tt.same {
			t.Errorf("%s and %s: %v", tt.a, tt.b, got)
		}
	}
}

func TestIsAMP(t *testing.T) {
	for href, want := range map[string]bool{
		"https://amp.a.example/x": true, "https://a.example/x/amp": true, "https://a.example/x/amp/": true, "https://a.example/amp/x": true, "https://a.example/x?amp=1": true,
		"https://a.example/x?outputType=amp": true, "https://a.example/x.amp.html": true,
		"https://a.example/x": false, "https://m.a.example/x": false, "https://www.a.example/x/": false, "https://a.example/x?amp=2": false, "https://a.example/contoh-amp": false,
		"https://a.example/ampas/x": false, "https://amp.example/x": false,
	} {
		if isAMP(href) != want {
			t.Errorf("%s: %v", href, !want)
		}
	}
}

var otherStory = []string{
	"Harga cabai rawit di pasar induk naik dua kali lipat dalam sepekan karena hujan merusak panen di tiga kecamatan penghasil utama.",
	"Para pedagang berharap kiriman dari provinsi tetangga datang sebelum akhir bulan, sementara pembeli mulai mengurangi belanja bumbu dapur.",
	"Dinas perdagangan akan menggelar operasi pasar di lima titik dan meminta warga tidak menimbun bahan pokok menjelang hari raya.",
}

// TestCanonical crawls pages that name another address as their canonical one. Each case is a front page that links to one page; what the pages
// are is told by their text.
func TestCanonical(t *testing.T) {
	t.Parallel()
	const page, article = "/berita/kabar-penting-dari-desa-hari-ini", "http://kabar.example/berita/kabar-penting-dari-desa-hari-ini"
	for _, tt := range []struct {
		name, linked, canonical string
		text                    map[string]string // by path; what is not in it is not there
		docs                    []string          // addresses of the heads
		also                    string            // of the first
	}{
		{"AMP of an article", page + "/amp", page, map[string]string{page: "satu", page + "/amp": "satu"}, []string{article}, article + "/amp"},
		{"AMP by a query", page + "?amp=1", page, map[string]string{page: "satu"}, []string{article}, article + "?amp=1"},
		{"AMP with another text", page + "/amp", page, map[string]string{page: "satu", page + "/amp": "dua"}, []string{article, article + "/amp"}, ""},
		{"AMP whose article is not there", page + "/amp", page, map[string]string{page + "/amp": "satu"}, []string{article + "/amp"}, ""},
		{"another form", page + "/", page, map[string]string{page: "salah", page + "/": "satu"}, []string{article + "/"}, ""},
		{"the front page", page, "/", map[string]string{page: "satu"}, []string{article}, ""},
		{"another site", page, "http://lain.example" + page, map[string]string{page: "satu"}, []string{article}, ""},
		{"another article", page, "/berita/kabar-lain-dari-kota-hari-ini", map[string]string{page: "satu", "/berita/kabar-lain-dari-kota-hari-ini": "dua"}, []string{article, "http://kabar.example/berita/kabar-lain-dari-kota-hari-ini"}, ""},
		{"another address of the article", page, "/arsip/kabar-penting-dari-desa-hari-ini", map[string]string{page: "satu", "/arsip/kabar-penting-dari-desa-hari-ini": "satu"}, []string{article}, "http://kabar.example/arsip/kabar-penting-dari-desa-hari-ini"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			web := &countedWeb{}
			web.serve = func(w http.ResponseWriter, r *http.Request) {
				text, ok := tt.text[r.URL.Path]
				switch {
				case r.URL.Path == "/":
					writeHTML(w, frontHTML(tt.linked))
				case ok:
					body := articleHTML(`<link rel="canonical" href="`+tt.canonical+`">`, "Kabar Penting", text)
					if text == "dua" { // another story altogether
						body = strings.Replace(body, strings.Join(storyFor(text), "</p><p>"), strings.Join(otherStory, "</p><p>"), 1)
					}
					writeHTML(w, body)
				default:
					http.NotFound(w, r)
				}
			}
			h := newHouse(t, web, "kabar.example")
			_, docs := h.run()
			docs = heads(docs)
			var got []string
			for _, d := range docs {
				got = append(got, d.URL)
				var also []string
				for _, m := range d.AlsoAt {
					also = append(also, m.URL)
				}
				if d.URL == tt.docs[0] && strings.Join(also, " ") != tt.also {
					t.Errorf("%s also at %q, want %q", d.URL, also, tt.also)
				}
				if len(d.AlsoAt) > 0 && strings.Contains(tt.name, "AMP") && d.AlsoAt[0].Level != news.SameAddress {
					t.Errorf("level %s", d.AlsoAt[0].Level)
				}
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(tt.docs))
			if !slices.Equal(got, want) {
				t.Errorf("documents %q, want %q; asked %q", got, want, web.paths)
			}
			if n := len(slices.DeleteFunc(slices.Clone(web.paths), func(p string) bool { return !strings.HasPrefix(p, "/berita/") })); n > 3 {
				t.Errorf("%d requests: %q", n, web.paths)
			}
		})
	}
}
