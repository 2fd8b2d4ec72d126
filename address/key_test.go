package address

import (
	"strings"
	"testing"
)

func TestKey(t *testing.T) {
	const page = "https://foo.example/a"
	tests := []struct{ name, href, want string }{
		{"as it is", page, page},
		{"fragment", page + "#top", page},
		{"fragment alone with a query in it", page + "#?utm_source=x", page},
		{"trackers only", page + "?utm_source=x&fbclid=y", page},
		{"trackers among others", page + "?b=2&UTM_Source=x&a=1&gclid=y", page + "?b=2&a=1"},
		{"encoded tracker", page + "?%75tm_source=x", page},
		{"unknown name behind a prefix", page + "?hsa_new=1&mtm_new=1", page},
		{"a value that looks like a tracker", page + "?q=utm_source", page + "?q=utm_source"},
		{"long name", page + "?" + strings.Repeat("x", 100) + "=1", page + "?" + strings.Repeat("x", 100) + "=1"},
		{"long tracker", page + "?utm_" + strings.Repeat("x", 100) + "=1", page},
		{"empty pairs stay", page + "?a&&b&", page + "?a&&b&"},
		{"an empty pair left alone", page + "?&fbclid=1", page},
		{"sid that is a number", page + "?sid=7", page + "?sid=7"},
		{"sid that is a token", page + "?sid=" + strings.Repeat("0a", 16), page},
		{"sid of 31 digits", page + "?sid=" + strings.Repeat("0", 31), page + "?sid=" + strings.Repeat("0", 31)},
		{"session in the path", "https://foo.example/a;jsessionid=1;v=2/b;JSESSIONID=2?c", "https://foo.example/a;v=2/b?c"},
		{"session behind dots would climb", "https://foo.example/a/..;jsessionid=1/b", "https://foo.example/a/..;jsessionid=1/b"},
		{"lone percent", "https://foo.example/100%?a=%", "https://foo.example/100%?a=%"},
		{"an encoding must not arise", "https://foo.example/%2%65%2E/%%32e", "https://foo.example/%2%65./%%32e"},
		{"user information and root label", "https://u:p@foo.example.:8080/a", "https://foo.example:8080/a"},
		{"a name that would be a number", "https://1../a", "https://1../a"},
		{"IPv6", "http://[::1]:8080/a", "http://[::1]:8080/a"},
		{"http stays http", "http://foo.example/a", "http://foo.example/a"},
		{"order stays", page + "?b=1&a=2", page + "?b=1&a=2"},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			got, err := Key(c.href)
			if err != nil || got != c.want {
				t.Fatalf("Key(%q) = %q, %v, want %q", c.href, got, err, c.want)
			}
			checkHref(t, got)
		})
	}
	if _, err := Key("/a"); err == nil {
		t.Error("a relative reference has a key")
	}
}

// The names of the lists must be written as they are looked up.
func TestLists(t *testing.T) {
	for _, list := range []map[string]struct{}{trackers, sessions, maybeSessions} {
		for name := range list {
			if name != strings.ToLower(name) || len(name) > maxName {
				t.Errorf("%q is never found", name)
			}
			if strings.HasPrefix(name, "utm_") || strings.HasPrefix(name, "itm_") {
				t.Errorf("%q is covered by its prefix", name)
			}
		}
	}
}

func TestKeyAllocations(t *testing.T) {
	for name, href := range benchmarkHrefs {
		if name != "plain" && name != "query" {
			continue
		}
		if n := testing.AllocsPerRun(100, func() { _, _ = Key(href) }); n != 0 {
			t.Errorf("Key of a %s address allocates %v times", name, n)
		}
	}
}

var benchmarkHrefs = map[string]string{
	"plain":   "https://www.foo.example/berita/baca/1752390000-banjir-pekanbaru-surut-warga-kembali.html",
	"query":   "https://www.foo.example/berita/index.php?id=1752390000&page=2",
	"tracker": "https://www.foo.example/berita/1752390000-banjir-pekanbaru?utm_source=rss&utm_medium=feed&id=2#top",
	"encoded": "https://www.foo.example/berita/%7ebanjir-caf%c3%a9?q=a%20b",
	"idn":     "https://bücher.example/berita/1",
}

func BenchmarkKey(b *testing.B) {
	for name, href := range benchmarkHrefs {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Key(href); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "keys/s")
		})
	}
}

func BenchmarkResolve(b *testing.B) {
	const base = "https://www.foo.example/berita/1"
	for name, ref := range map[string]string{"root": "/berita/2", "absolute": "https://www.foo.example/berita/2", "relative": "2.html"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Resolve(base, ref); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "links/s")
		})
	}
}
