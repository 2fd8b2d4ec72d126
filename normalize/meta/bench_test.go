package meta

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"golang.org/x/net/html"

	"kabar/page"
)

// BenchmarkRead measures the reading of real pages; BenchmarkParse what the parser alone takes for the same.
func BenchmarkRead(b *testing.B) {
	var pages []*page.Page
	size := 0
	for _, s := range loadSet(b, "fundus") {
		body := s.body(b)
		p, err := page.Parse(s.URL, http.Header{}, body)
		if err != nil {
			b.Fatal(err)
		}
		pages = append(pages, p)
		size += len(body)
	}
	o := Options{Now: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}
	b.SetBytes(int64(size / len(pages)))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		Read(pages[i%len(pages)], o)
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}

func BenchmarkParse(b *testing.B) {
	var bodies [][]byte
	size := 0
	for _, s := range loadSet(b, "fundus") {
		bodies = append(bodies, s.body(b))
		size += len(bodies[len(bodies)-1])
	}
	b.SetBytes(int64(size / len(bodies)))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if _, err := html.Parse(bytes.NewReader(bodies[i%len(bodies)])); err != nil {
			b.Log(err)
		}
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}
