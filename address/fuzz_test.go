package address

import "testing"

var fuzzSeeds = []string{
	"https://www.foo.example/news/1?utm_source=x&id=2#c", "http://u:p@FOO.example.:80/a/../b/%7e?%61=%2%65", "//x", "https://1../..;jsessionid=1/",
	"https://xn--0.example/", "https://bücher.example/é?é#é", "http://0x7f.1/", "http://[::1]:8080/", "https://foo.example/%2e%2E/./a", "http:foo",
	"https://foo.example/a%", "https://a..b./", "https://foo-.example/-", "https://a--b.example/", "https://foo.example?x", "https://foo.example/?&amp;utm_a=1&",
}

// FuzzParse holds the plain path to the library, and every result to the promises of the package.
func FuzzParse(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		fast, ferr := Parse(raw)
		slow, serr := parse("", raw)
		if fast != slow || (ferr == nil) != (serr == nil) {
			t.Fatalf("Parse(%q) = %q, %v; without short cuts %q, %v", raw, fast, ferr, slow, serr)
		}
		if ferr == nil {
			checkHref(t, fast)
			if a, _ := Key(raw); a != mustKey(t, fast) {
				t.Errorf("Key(%q) = %q, but the key of its href is %q", raw, a, mustKey(t, fast))
			}
		}
	})
}

func mustKey(t *testing.T, href string) string {
	key, err := Key(href)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// FuzzKey holds the plain path of Key to the way that takes the address apart.
func FuzzKey(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add("/a?" + s)
		f.Add("/" + s)
	}
	f.Fuzz(func(t *testing.T, tail string) {
		fast, ferr := Key("https://foo.example" + tail)
		slow, serr := Key("https://@foo.example" + tail) // user information is never plain
		if fast != slow || (ferr == nil) != (serr == nil) {
			t.Fatalf("Key of %q = %q, %v; taken apart %q, %v", tail, fast, ferr, slow, serr)
		}
	})
}

func FuzzResolve(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add("https://foo.example/a/b?c#d", s)
		f.Add(s, "../x?y#z")
		f.Add(s, "/x/./y")
	}
	f.Fuzz(func(t *testing.T, base, ref string) {
		fast, ferr := Resolve(base, ref)
		slow, serr := parse(base, ref)
		if fast != slow || (ferr == nil) != (serr == nil) {
			t.Fatalf("Resolve(%q, %q) = %q, %v; without short cuts %q, %v", base, ref, fast, ferr, slow, serr)
		}
		if ferr == nil {
			checkHref(t, fast)
		}
	})
}

func FuzzSeed(f *testing.F) {
	for _, s := range append([]string{"foo.example", "host:8080", "foo@bar", "co.id", "*.x"}, fuzzSeeds...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, arg string) {
		site, href, err := Seed(arg)
		if err == nil && (!Within(site, href) || Request(href) != href) {
			t.Errorf("Seed(%q) = %q, %q", arg, site, href)
		}
	})
}
