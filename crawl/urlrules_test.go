package crawl

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"kabar/crawl/shapes"
	"kabar/news"
	"kabar/store"
)

func patterns(list ...string) (out []*regexp.Regexp) {
	for _, p := range list {
		out = append(out, regexp.MustCompile(p))
	}
	return out
}

func TestApply(t *testing.T) {
	site := Site{Domain: "kabar.example", Exclude: []string{"/cetak/"}, URLs: URLRules{
		Allow: patterns("/read/", "/topik/", "/foto/"), Deny: patterns("/foto/", `^https://m\.`), StripParams: []string{"ref", "from_*"}, KeepParams: []string{"from_page"},
		Articles: patterns(`/read/\d`), Sections: patterns("/topik/"),
	}}
	for _, tt := range []struct {
		name, url string
		work      news.Work
		via       news.Via
		want      string
		as        news.Work
		rule      string
	}{
		{"article", "https://kabar.example/read/1", news.WorkSection, 0, "https://kabar.example/read/1", news.WorkArticle, ""},
		{"section", "https://kabar.example/topik/banjir", news.WorkArticle, 0, "https://kabar.example/topik/banjir", news.WorkSection, ""},
		{"parameters", "https://kabar.example/read/1?ref=a&id=2&From_b=3&from_page=4#x", news.WorkArticle, 0, "https://kabar.example/read/1?id=2&from_page=4", news.WorkArticle, ""},
		{"no parameter is left", "https://kabar.example/read/1?ref=a", news.WorkArticle, 0, "https://kabar.example/read/1", news.WorkArticle, ""},
		{"deny beats allow", "https://kabar.example/foto/1", news.WorkArticle, 0, "", 0, "deny: /foto/"},
		{"deny by host", "https://m.kabar.example/read/1", news.WorkArticle, 0, "", 0, `deny: ^https://m\.`},
		{"not allowed", "https://kabar.example/opini/1", news.WorkArticle, 0, "", 0, "allow: none matches"},
		{"a feed needs no leave", "https://kabar.example/rss", news.WorkFeed, 0, "https://kabar.example/rss", news.WorkFeed, ""},
		{"nor does a start address", "https://kabar.example/", news.WorkSection, news.ViaSeed, "https://kabar.example/", news.WorkSection, ""},
		{"exclude", "https://kabar.example/cetak/read/1", news.WorkArticle, 0, "", 0, "exclude"},
		{"another site", "https://lain.example/read/1", news.WorkArticle, 0, "", 0, Foreign},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, rule := site.Apply(news.Link{URL: tt.url, Work: tt.work, Via: tt.via})
			if rule != tt.rule || rule == "" && (got.URL != tt.want || got.Work != tt.as) {
				t.Errorf("%s as %s, %q", got.URL, got.Work, rule)
			}
		})
	}
}

// TestRules crawls with rules: what they deny is not asked for, what was queued before they came neither, and it is counted.
func TestRules(t *testing.T) {
	t.Parallel()
	asked := map[string]int{}
	h := newHouse(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked[r.URL.RequestURI()]++ // one host, one worker at a time
		w.Header().Set("Content-Type", "text/html")
		if r.URL.Path == "/" {
			for i := range 4 {
				fmt.Fprintf(w, `<h3><a href="/baca/%d/judul-berita-yang-cukup-panjang?ref=depan">Judul berita yang cukup panjang %d</a></h3><h3><a href="/foto/%d/judul-foto-yang-cukup-panjang">Judul foto yang cukup panjang</a></h3>`, i, i, i)
			}
			return
		}
		fmt.Fprintf(w, "<h1>Judul</h1><article><p>%s</p></article>", strings.Join(soundFor(r.URL.Path), "</p><p>"))
	}), "kabar.example")
	h.o.MaxPages = 2 // robots.txt and the front page
	h.run()
	h.o.MaxPages = 0
	h.o.Sites[0].URLs = URLRules{Deny: patterns("/foto/"), StripParams: []string{"ref"}}
	h.run()
	for uri := range asked {
		if strings.Contains(uri, "/foto/") {
			t.Errorf("%s was asked for", uri)
		}
	}
	h.with(func(_ *Crawler, s store.Store) {
		memo, err := s.Memo(t.Context(), "kabar.example", ShapesMemo("kabar.example"))
		if err != nil {
			t.Fatal(err)
		}
		table, err := shapes.Parse(memo)
		if err != nil || table.Rules["deny: /foto/"] != 4 {
			t.Errorf("%v, %v", table, err)
		}
	})
}
