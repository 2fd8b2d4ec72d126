package page

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// article is a page of about 70 kB with the proportions of a news article: much menu, some text.
func article() []byte {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Harga cabai naik</title></head><body><nav><ul>`)
	for range 300 {
		b.WriteString(`<li class="menu-item menu-item-type-taxonomy"><a href="/kanal/politik?ref=menu" title="Politik">Politik &amp; Hukum</a></li>`)
	}
	b.WriteString("</ul></nav><article>")
	for range 60 {
		b.WriteString("<p>Harga cabai rawit merah di pasar tradisional “naik” menjadi Rp 90.000 per kilogram, kata pedagang pada <b>Jumat</b>. ")
		b.WriteString(strings.Repeat("Pasokan dari sentra produksi berkurang karena hujan. ", 6))
		b.WriteString("</p>")
	}
	b.WriteString("</article></body></html>")
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	body, h := article(), header("text/html; charset=utf-8")
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("https://harianriau.example/a", h, body); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}

// BenchmarkHTMLParse is the parser alone, for the ratio.
func BenchmarkHTMLParse(b *testing.B) {
	body := article()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := html.Parse(bytes.NewReader(body)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}

func BenchmarkParseDeep(b *testing.B) {
	body := append([]byte(strings.Repeat("<div>", 600)), article()...)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		parseDeep(body)
	}
}

func BenchmarkText(b *testing.B) {
	p, err := Parse("", nil, article())
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(p.Text)))
	b.ReportAllocs()
	for b.Loop() {
		Text(p.Root)
	}
}
