package normalize

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"kabar/news"
	"kabar/page"
)

func TestFallback(t *testing.T) {
	story := []string{
		"Petani di lereng gunung mulai menanam kopi arabika sejak harga cengkih jatuh tiga tahun yang lalu, dan sekarang panen pertama sudah dijual ke kota.",
		"Ketua kelompok tani mengatakan bahwa hasil tahun ini mencapai dua belas ton, separuhnya dibeli oleh koperasi dengan harga yang disepakati bersama di muka.",
		"Pemerintah kabupaten berjanji memperbaiki jalan menuju kebun sebelum musim hujan, sehingga truk dapat naik sampai ke gudang pengeringan di atas desa.",
		"Anak-anak muda yang dulu merantau kembali membuka kedai, dan pengunjung datang setiap akhir pekan untuk melihat bagaimana biji kopi dipetik dan dijemur.",
	}
	other := strings.Repeat("Rangkuman hari ini memuat banyak kabar singkat dari berbagai daerah yang tidak berhubungan satu sama lain. ", 12)
	html := func(paragraphs ...string) string {
		return `<html lang="id"><body><article><h1>Kopi dari Lereng</h1><p>` + strings.Join(paragraphs, "</p><p>") + `</p></article></body></html>`
	}
	whole := strings.Join(story, "\n\n")
	for _, tt := range []struct {
		name, page, feed string
		want, from       string
	}{
		{"a whole page", html(story...), whole, whole, ""},
		{"no text in the feed", html(story[0]), "", story[0], ""},
		{"an empty page", "<html><body><div id=app></div></body></html>", whole, whole, "feed"},
		{"a teaser", html(story[0]), whole, whole, "feed"},
		{"a longer beginning", html(story[0], story[1], story[2]), whole + "\n\n" + strings.Join(story, " lalu ") + "\n\n" + strings.Join(story, " dan "),
			whole + "\n\n" + strings.Join(story, " lalu ") + "\n\n" + strings.Join(story, " dan "), "feed"},
		{"less in the feed", html(story...), story[0], whole, ""},
		{"another text in the feed", html(story...), other, whole, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := page.Parse("https://kabar.example/kopi", http.Header{}, []byte(tt.page))
			if err != nil {
				t.Fatal(err)
			}
			a := Article(p, Options{Source: "kabar.example", Link: news.Link{URL: p.URL, Text: tt.feed, Via: news.ViaFeed}})
			if a.Text() != tt.want || a.TextFrom != tt.from {
				t.Errorf("from %q: %q", a.TextFrom, a.Text())
			}
			if (a.Reason != "") != (a.Text() == "") || a.Quality == nil || a.Language != "id" {
				t.Errorf("reason %q, quality %v, language %s", a.Reason, a.Quality, a.Language)
			}
		})
	}
}

func TestEntry(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	link := news.Link{
		URL: "https://kabar.example/kopi", Title: " Kopi  dari Lereng ", Text: "PEKANBARU - Petani di lereng gunung mulai menanam kopi arabika.\n\nPanen pertama sudah dijual.",
		Published: news.Date{Time: now, Precision: news.Second}, Tags: []string{"Kopi"}, Image: "https://kabar.example/kopi.jpg", Via: news.ViaFeed,
	}
	a := Entry(Options{Now: now, Source: "kabar.example", Link: link})
	if a.Title != "Kopi dari Lereng" || a.TextFrom != news.TextFromFeed || a.DateFrom != "feed" || a.Dateline == nil || len(a.Paragraphs) != 2 || a.Image != link.Image || a.Kind != news.KindArticle {
		t.Errorf("%+v", a)
	}
	link.Published.Time = now.AddDate(1, 0, 0)
	if a = Entry(Options{Now: now, Link: link}); !a.Published.IsZero() || a.DateFrom != "" {
		t.Errorf("a date of the future: %s", a.Published)
	}
	link.Text = ""
	if a = Entry(Options{Now: now, Link: link}); a.Reason != news.NoArticle || a.TextFrom != "" {
		t.Errorf("no text: %+v", a)
	}
}
