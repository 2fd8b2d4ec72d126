package discover

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
)

const sitemapBase = "https://www.harianriau.example/sitemap.xml"

// readSitemap collects the addresses of a sitemap.
func readSitemap(t testing.TB, o SitemapOptions, r io.Reader) ([]string, SitemapResult) {
	t.Helper()
	var urls []string
	res, err := o.Read(sitemapBase, "", r, func(e Entry) error {
		urls = append(urls, e.URL)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return urls, res
}

func TestSitemapForms(t *testing.T) {
	const a, b = "https://www.harianriau.example/a", "https://www.harianriau.example/b"
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	fmt.Fprintf(z, "<urlset><url><loc>%s</loc></url><url><loc>%s</loc></url></urlset>", a, b)
	_ = z.Close()
	for _, tt := range []struct {
		name, body, kind string
		want             []string
		truncated        bool
	}{
		{"plain", "<urlset><url><loc>/a</loc></url><url><loc>/b</loc></url></urlset>", SitemapURLs, []string{a, b}, false},
		{"gzip", zipped.String(), SitemapURLs, []string{a, b}, false},
		{"gzip that breaks off", zipped.String()[:zipped.Len()-12], SitemapURLs, []string{a, b}, true},
		{"gzip of nothing", "\x1f\x8b", SitemapNone, nil, false},
		{"a warning before it", "Warning: x\n<urlset><url><loc>/a</loc></url></urlset>", SitemapURLs, []string{a}, false},
		{"an end tag is missing", "<urlset><url><loc>/a</loc><url><loc>/b</loc></url></urlset>", SitemapURLs, []string{a, b}, false},
		{"the last is incomplete", "<urlset><url><loc>/a</loc></url><url><loc>/b</loc>", SitemapURLs, []string{a}, false},
		{"a loc is not closed", "<urlset><url><loc>/a</url><url><loc>/b</loc></url></urlset>", SitemapURLs, []string{a, b}, false},
		{"a bare & and an entity", "<urlset><url><loc>/a?x=1&y=2&amp;z=3&copy=4</loc></url></urlset>", SitemapURLs, []string{a + "?x=1&y=2&z=3&copy=4"}, false},
		{"images are no pages", "<urlset><url><image:image><image:loc>/x.jpg</image:loc></image:image><image:loc>/y.jpg</image:loc><loc>/a</loc></url></urlset>", SitemapURLs, []string{a}, false},
		{"an entity that it defines", "<!DOCTYPE urlset [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>&x;</loc></url><url><loc>/b</loc></url></urlset>", SitemapURLs, []string{b}, false},
		{"index", "<sitemapindex><sitemap><loc>/a</loc></sitemap></sitemapindex>", SitemapIndex, []string{a}, false},
		{"text", "\ufeff" + a + "\r\n\r\n# hm\n" + b, SitemapText, []string{a, b}, false},
		{"feed", "<rss><channel><item><link>/a</link></item><item><title>x</title></item></channel></rss>", SitemapFeed, []string{a}, false},
		{"HTML", "<html><body><a href='/a'>a</a>", SitemapNone, nil, false},
		{"robots.txt", "User-agent: *\nSitemap: " + a, SitemapNone, nil, false},
		{"JSON", `["` + a + `"]`, SitemapNone, nil, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			urls, res := readSitemap(t, SitemapOptions{}, strings.NewReader(tt.body))
			if !slices.Equal(urls, tt.want) || res.Kind != tt.kind || res.Count != len(tt.want) || res.Truncated != tt.truncated {
				t.Errorf("%+v, %q; want %s, %q, truncated %v", res, urls, tt.kind, tt.want, tt.truncated)
			}
		})
	}
}

func TestSitemapNews(t *testing.T) {
	var got []Entry
	_, err := Sitemap(sitemapBase, "", strings.NewReader(`<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>/a</loc><lastmod>2025-07-13T21:05:00+07:00</lastmod>
<n:news><n:publication><n:name>Harian</n:name><n:language>id</n:language></n:publication><n:publication_date>2025-07-13</n:publication_date>
<n:title>Banjir &amp;amp; longsor</n:title><n:keywords>banjir, Riau,,banjir</n:keywords></n:news></url></urlset>`), func(e Entry) error {
		got = append(got, e)
		return nil
	})
	if err != nil || len(got) != 1 || got[0].News == nil {
		t.Fatalf("%+v, %v", got, err)
	}
	if n := got[0].News; n.Title != "Banjir & longsor" || n.Name != "Harian" || n.Language != "id" || n.Published.String() != "2025-07-13" || !slices.Equal(n.Keywords, []string{"banjir", "Riau"}) {
		t.Errorf("%+v", n)
	}
	if got[0].LastMod.String() != "2025-07-13T21:05:00+07:00" {
		t.Errorf("lastmod %v", got[0].LastMod)
	}
}

func TestSitemapBounds(t *testing.T) {
	whole, err := io.ReadAll(manyEntries(1000)())
	if err != nil {
		t.Fatal(err)
	}
	body := func() io.Reader { return bytes.NewReader(whole) }
	urls, res := readSitemap(t, SitemapOptions{MaxEntries: 10}, body())
	if len(urls) != 10 || !res.Truncated {
		t.Errorf("%d entries, %+v", len(urls), res)
	}
	urls, res = readSitemap(t, SitemapOptions{MaxBytes: 1000}, body())
	if len(urls) == 0 || len(urls) > 12 || !res.Truncated {
		t.Errorf("%d entries, %+v", len(urls), res)
	}
	if _, res = readSitemap(t, SitemapOptions{MaxBytes: 1 << 20}, body()); res.Truncated || res.Count != 1000 {
		t.Errorf("%+v", res)
	}

	enough := errors.New("enough")
	res, err = Sitemap(sitemapBase, "", body(), func(Entry) error { return enough })
	if !errors.Is(err, enough) || res.Count != 1 {
		t.Errorf("%+v, %v", res, err)
	}
	if _, err := Sitemap("ftp://x", "", body(), func(Entry) error { return nil }); err == nil {
		t.Error("a base that is no http address was taken")
	}
}

// manyEntries makes readers of a sitemap with n entries that is never whole in memory. They must be read to
// their end.
func manyEntries(n int) func() io.Reader {
	return func() io.Reader {
		r, w := io.Pipe()
		go func() {
			fmt.Fprint(w, `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
			for i := range n {
				if _, err := fmt.Fprintf(w, "<url><loc>https://www.harianriau.example/berita/%d</loc><lastmod>2026-11-21</lastmod></url>\n", i); err != nil {
					return
				}
			}
			fmt.Fprint(w, "</urlset>")
			_ = w.Close()
		}()
		return r
	}
}

// TestSitemapMemory holds that a sitemap of the largest size that the protocol allows is not kept.
func TestSitemapMemory(t *testing.T) {
	const entries = 50_000
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	n, most := 0, uint64(0)
	res, err := Sitemap(sitemapBase, "", manyEntries(entries)(), func(e Entry) error {
		if want := fmt.Sprintf("https://www.harianriau.example/berita/%d", n); e.URL != want || e.LastMod.String() != "2026-11-21" {
			t.Fatalf("entry %d: %+v", n, e)
		}
		if n++; n%5000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc-min(now.HeapAlloc, before.HeapAlloc))
		}
		return nil
	})
	if err != nil || n != entries || res.Count != entries || res.Truncated {
		t.Fatalf("%d entries, %+v, %v", n, res, err)
	}
	if most > 2<<20 {
		t.Errorf("%d bytes are held while reading", most)
	}
	t.Logf("conformance: sitemap of 50,000 entries: %d of %d, %d bytes held at most", n, entries, most)
}

func TestSitemapHostile(t *testing.T) {
	const n = 200_000
	for _, tt := range []struct{ name, body string }{
		{"comments without end", "<urlset>" + strings.Repeat("<!--", n)},
		{"sections without end", "<urlset><url><loc>" + strings.Repeat("<![CDATA[", n)},
		{"nesting", "<urlset>" + strings.Repeat("<url><a>", n)},
		{"quotes without end", "<urlset>" + strings.Repeat(`<url a="`, n)},
		{"brackets without end", "<!DOCTYPE urlset [" + strings.Repeat("<!ENTITY", n)},
		{"one long loc", "<urlset><url><loc>https://a.example/" + strings.Repeat("a", 1<<20) + "</loc></url></urlset>"},
		{"ampersands", "<urlset><url><loc>/" + strings.Repeat("&;", n) + "</loc></url></urlset>"},
		{"many locs in one", "<urlset><url>" + strings.Repeat("<loc>/a</loc>", n) + "</url></urlset>"},
		{"one long line", strings.Repeat("https://a.example/", n)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			urls, res := readSitemap(t, SitemapOptions{}, strings.NewReader(tt.body))
			if len(urls) > maxLocs || len(urls) != res.Count {
				t.Errorf("%d entries, %+v", len(urls), res)
			}
		})
	}
}

func FuzzSitemap(f *testing.F) {
	f.Add("", []byte("<urlset><url><loc>/a?x&amp;y&#65;</loc><lastmod>2025</lastmod></url></urlset>"))
	f.Add("text/xml; charset=utf-16", []byte("<!DOCTYPE x [<!ENTITY a 'b'>]><sitemapindex><sitemap><loc><![CDATA[ /a ]]></loc></sitemap>"))
	f.Add("", []byte("https://a.example/\nhttp://b.example/x y\n"))
	f.Add("", []byte("<rss><channel><item><link>/a</link></item>"))
	f.Add("application/gzip", []byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		n := 0
		res, err := Sitemap(sitemapBase, contentType, bytes.NewReader(body), func(e Entry) error {
			n++
			if serialised(e.URL) != e.URL {
				t.Errorf("%q is not an address", e.URL)
			}
			return nil
		})
		if err != nil || res.Count != n || res.Kind == SitemapNone && n > 0 {
			t.Errorf("%+v, %v, %d entries", res, err, n)
		}
	})
}

func BenchmarkSitemap(b *testing.B) {
	var body bytes.Buffer
	_, _ = io.Copy(&body, manyEntries(1000)())
	b.ReportAllocs()
	b.SetBytes(int64(body.Len()))
	entries := 0
	for b.Loop() {
		if _, err := Sitemap(sitemapBase, "", bytes.NewReader(body.Bytes()), func(Entry) error { entries++; return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(entries)/b.Elapsed().Seconds(), "entries/s")
}
