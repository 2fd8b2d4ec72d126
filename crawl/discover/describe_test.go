package discover

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestDescribe(t *testing.T) {
	for _, tt := range []struct{ name, kind, body, want string }{
		{"feed", "feed", `<rss><channel><item><title>Judul</title><link>/a</link><pubDate>Sun, 13 Jul 2025 21:05:00 +0700</pubDate></item><item><title>x</title></item></channel></rss>`,
			`{"url":"https://www.harianriau.example/a","title":"Judul","published":"2025-07-13T21:05:00+07:00","kind":"article"}`},
		{"sitemap", "sitemap", `<urlset><url><loc>/a</loc><lastmod>2025-07-13</lastmod></url></urlset>`, `{"url":"https://www.harianriau.example/a","published":"2025-07-13","kind":"article"}`},
		{"news", "sitemap", `<urlset xmlns:n="x"><url><loc>/a</loc><n:news><n:title>Judul</n:title><n:publication_date>2025-07-12</n:publication_date></n:news></url></urlset>`,
			`{"url":"https://www.harianriau.example/a","title":"Judul","published":"2025-07-12","kind":"article"}`},
		{"index", "sitemap", `<sitemapindex><sitemap><loc>/a</loc></sitemap></sitemapindex>`, `{"url":"https://www.harianriau.example/a","kind":"sitemap"}`},
		{"page", "page", `<link rel=alternate type="application/rss+xml" href=/feed><a href="/berita/banjir-rendam-tiga-kecamatan">Banjir rendam tiga kecamatan</a><a href=/politik>Politik</a><a href="?page=2">2</a>`,
			`{"url":"https://www.harianriau.example/feed","kind":"feed"}
{"url":"https://www.harianriau.example/berita/banjir-rendam-tiga-kecamatan","title":"Banjir rendam tiga kecamatan","kind":"article"}
{"url":"https://www.harianriau.example/politik","title":"Politik","kind":"section"}
{"url":"https://www.harianriau.example/indeks?page=2","kind":"next"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines, err := Describe(tt.kind, "https://www.harianriau.example/indeks", "", []byte(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range lines {
				b, err := json.Marshal(l)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, string(b))
			}
			if s := strings.Join(got, "\n"); s != tt.want {
				t.Errorf("%s\nwant %s", s, tt.want)
			}
		})
	}
	for _, tt := range []struct{ kind, url, body string }{
		{"feed", "https://a.example/", "<html>"}, {"page", "https://a.example/", ""}, {"sitemap", "x", "<urlset/>"}, {"robots", "https://a.example/", "x"},
	} {
		if lines, err := Describe(tt.kind, tt.url, "", []byte(tt.body)); err == nil {
			t.Errorf("%s: %v", tt.kind, lines)
		}
	}
}
