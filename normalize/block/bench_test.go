package block

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"kabar/page"
)

// newsPage is a page of about 90 kB with the proportions of a news article: much menu, some text.
func newsPage() []byte {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="id"><head><title>Harga cabai naik</title></head><body><nav class="navbar main-menu"><ul>`)
	for range 150 {
		b.WriteString(`<li class="menu-item menu-item-type-taxonomy"><a href="/kanal/politik?ref=menu" title="Politik">Politik &amp; Hukum</a></li>`)
	}
	b.WriteString(`</ul></nav><main><article class="post single"><h1 class="entry-title">Harga cabai naik</h1><div class="entry-content">`)
	for range 40 {
		b.WriteString("<p>Harga cabai rawit merah di pasar tradisional “naik” menjadi Rp 90.000 per kilogram, kata pedagang pada <b>Jumat</b>. ")
		b.WriteString(strings.Repeat("Pasokan dari sentra produksi berkurang karena hujan. ", 6))
		b.WriteString("</p>")
	}
	b.WriteString(`</div></article></main><aside class="sidebar widget-area">`)
	for range 60 {
		b.WriteString(`<div class="card related-post"><a href="/berita/1"><img src="/a.jpg"><h3 class="card-title">Polisi gagalkan penyelundupan rotan di pelabuhan rakyat</h3></a><span class="date">13 Juli 2025</span></div>`)
	}
	b.WriteString("</aside><footer><p>Hak cipta dilindungi.</p></footer></body></html>")
	return []byte(b.String())
}

func BenchmarkExtract(b *testing.B) {
	body := newsPage()
	p, err := page.Parse("https://harianriau.example/a", nil, body)
	if err != nil {
		b.Fatal(err)
	}
	ev := Evidence{Title: "Harga cabai naik"}
	Extract(p, ev)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		Extract(p, ev)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}

// BenchmarkParse is the parser alone, for the ratio.
func BenchmarkParse(b *testing.B) {
	body := newsPage()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		html.Parse(bytes.NewReader(body))
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}
