package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kabar/archive"
	"kabar/crawl"
	"kabar/crawl/fetch"
	"kabar/internal/testweb"
	"kabar/news"
	"kabar/store/bolt"
)

// crawlInto crawls one site of a web into a data folder.
func crawlInto(t *testing.T, dir, site string, web http.Handler) {
	t.Helper()
	dial, err := testweb.Serve(t.Context(), web)
	if err != nil {
		t.Fatal(err)
	}
	f, err := fetch.New(fetch.Options{UserAgent: "kabar/test", AllowPrivate: true, Dial: dial})
	if err != nil {
		t.Fatal(err)
	}
	a, err := archive.Open(filepath.Join(dir, "archive"), archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := bolt.Open(dir, bolt.Options{Sync: a.Sync})
	if err != nil {
		t.Fatal(err)
	}
	c, err := crawl.New(s, a, f, crawl.Options{
		Sites: []crawl.Site{{Domain: site, Seeds: []string{"http://" + site + "/"}}}, Delay: -1, Patience: time.Millisecond, Attempts: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, close := range []func() error{s.Close, a.Close, f.Close} {
		if err := close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRederivePaged makes an article of three pages again from the captures of all of them.
func TestRederivePaged(t *testing.T) {
	t.Parallel()
	const path = "/berita/laporan-panjang-dari-tiga-halaman-penuh.html"
	dir := t.TempDir()
	crawlInto(t, dir, "kabar.example", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		switch r.URL.Path {
		case "/":
			fmt.Fprintf(w, `<html><body><h1>Kabar</h1><h3><a href="%s">Laporan panjang dari tiga halaman penuh</a></h3></body></html>`, path)
		case path:
			n := r.URL.Query().Get("page")
			fmt.Fprintf(w, `<html lang="id"><head><meta property="og:type" content="article"></head><body><article><h1>Laporan Panjang</h1>`)
			for i := range 4 {
				fmt.Fprintf(w, `<p>Bagian %d dari halaman %s menceritakan bagaimana warga desa memperbaiki jembatan kayu yang hanyut oleh banjir bandang bulan lalu.</p>`, i, n)
			}
			fmt.Fprintf(w, `</article><div class="pagination"><a href="%[1]s">1</a> <a href="%[1]s?page=2">2</a> <a href="%[1]s?page=3">3</a></div></body></html>`, path)
		default:
			http.NotFound(w, r)
		}
	}))
	first := func() (d news.Document) {
		t.Helper()
		s, err := bolt.Open(dir, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := eachDocument(t.Context(), s, func(doc *news.Document) error { d = *doc; return nil }); err != nil {
			t.Fatal(err)
		}
		return d
	}
	d := first()
	if len(d.Paragraphs) != 12 || len(d.Parts) != 2 || d.Partial {
		t.Fatalf("%d paragraphs, %d parts", len(d.Paragraphs), len(d.Parts))
	}
	if n := age(t, dir); n != 1 {
		t.Fatalf("%d texts of older rules", n)
	}
	out, _ := must(t, "--data", dir, "--json", "rederive", "--force")
	var result rederived
	if err := json.Unmarshal([]byte(out), &result); err != nil {
		t.Fatal(err)
	}
	if again := first(); result.Changed != 1 || result.Paged != 0 || again.Text() != d.Text() || !again.Derived || len(again.Parts) != 2 {
		t.Errorf("%+v: %d parts, %q", result, len(again.Parts), again.Text())
	}
	if _, errOut := must(t, "--data", dir, "check"); !strings.Contains(errOut, "3 captures read") {
		t.Errorf("check: %s", errOut)
	}
}
