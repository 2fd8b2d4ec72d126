package meta

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"kabar/page"
)

// TestHostile: pages made to cost time must not cost more than their size.
func TestHostile(t *testing.T) {
	for _, c := range []struct{ name, body string }{
		{"nested bylines", strings.Repeat(`<div class="author tag date breadcrumb paywall" itemprop="author">`, 400) + strings.Repeat("<i></i>", 200000)},
		{"many bylines", strings.Repeat(`<p class="byline">By A B</p>`, 100000)},
		{"many date lines", "<h1>x y z</h1>" + strings.Repeat(`<p>13 Juli 2025 | 10:21 WIB`, 100000)},
		{"many headings", strings.Repeat(`<h1>`+strings.Repeat("x ", 150)+`</h1>`, 20000)},
		{"long title", "<title>" + strings.Repeat(" - x", 500000) + "</title>"},
		{"long meta", `<meta property="og:title" content="` + strings.Repeat("&amp;", 500000) + `"><meta name=keywords content="` + strings.Repeat("a,", 500000) + `">`},
		{"quotation marks", `<script type="application/ld+json">{"headline":"` + strings.Repeat(`"x `, 500000)},
		{"brackets", `<script type="application/ld+json">` + strings.Repeat(`[{"@graph":`, 300000)},
		{"references", `<script type="application/ld+json">{"@graph":[` + strings.Repeat(`{"@type":"NewsArticle","@id":"a","author":{"@id":"a"}},`, 50000) + `]}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := page.Parse("https://harianriau.example/", http.Header{}, []byte(c.body))
			if err != nil {
				t.Fatal(err)
			}
			f := Read(p, Options{Now: time.Date(2025, 7, 14, 0, 0, 0, 0, time.UTC)})
			if len(f.Title) > maxTitle || len(f.Authors) > maxAuthors || len(f.Tags) > 50 {
				t.Errorf("out of bounds: title %d bytes, %d authors, %d tags", len(f.Title), len(f.Authors), len(f.Tags))
			}
		})
	}
}
