package address

import (
	"errors"
	"strings"
	"testing"

	"kabar/internal/shared"
)

func TestParseVectors(t *testing.T) {
	type vector struct {
		ID, Input string
		Href      *string
	}
	for _, c := range shared.Lines[vector](t, "data/urls/parse.jsonl") {
		got, err := Parse(c.Input)
		switch {
		case c.Href == nil && err == nil:
			t.Errorf("%s: Parse(%q) = %q, want an error", c.ID, c.Input, got)
		case c.Href != nil && got != *c.Href:
			t.Errorf("%s: Parse(%q) = %q, %v, want %q", c.ID, c.Input, got, err, *c.Href)
		case c.Href != nil:
			checkHref(t, got)
		}
	}
}

func TestResolveVectors(t *testing.T) {
	type vector struct {
		ID, Input, Base string
		Href            *string
	}
	for _, c := range shared.Lines[vector](t, "data/urls/resolve.jsonl") {
		got, err := Resolve(c.Base, c.Input)
		switch {
		case c.Href == nil && err == nil:
			t.Errorf("%s: Resolve(%q, %q) = %q, want an error", c.ID, c.Base, c.Input, got)
		case c.Href != nil && got != *c.Href:
			t.Errorf("%s: Resolve(%q, %q) = %q, %v, want %q", c.ID, c.Base, c.Input, got, err, *c.Href)
		case c.Href != nil:
			checkHref(t, got)
		}
	}
}

func TestKeyVectors(t *testing.T) {
	type vector struct{ ID, Input, Want, Why string }
	for _, c := range shared.Lines[vector](t, "data/urls/normalize.jsonl") {
		got, err := Key(c.Input)
		if err != nil || got != c.Want {
			t.Errorf("%s: Key(%q) = %q, %v, want %q: %s", c.ID, c.Input, got, err, c.Want, c.Why)
		}
	}
}

// checkHref holds an href to what the other functions promise of it.
func checkHref(t testing.TB, href string) {
	t.Helper()
	again, err := Parse(href)
	if err != nil || again != href {
		t.Errorf("Parse(%q) = %q, %v: a serialisation must parse to itself", href, again, err)
	}
	if slow, err := parse("", href); err != nil || slow != href {
		t.Errorf("%q without short cuts = %q, %v", href, slow, err)
	}
	key, err := Key(href)
	if err != nil {
		t.Fatalf("Key(%q): %v", href, err)
	}
	if twice, err := Key(key); err != nil || twice != key {
		t.Errorf("Key(%q) = %q, but its own key is %q, %v", href, key, twice, err)
	}
	if p, err := Parse(key); err != nil || p != key {
		t.Errorf("the key %q of %q parses to %q, %v", key, href, p, err)
	}
	request := Request(href)
	if request != "" { // else it grew too long
		if Request(request) != request {
			t.Errorf("Request(%q) = %q, again: %q", href, request, Request(request))
		}
		if p := split(request); p.user != "" || strings.Contains(request, "#") {
			t.Errorf("Request(%q) = %q", href, request)
		}
		if !strings.HasPrefix(request, Origin(href)+"/") {
			t.Errorf("Request(%q) = %q does not begin with the origin %q", href, request, Origin(href))
		}
	}
	host := Host(href)
	if host == "" || Host(key) != host || Host(Origin(href)) != host {
		t.Errorf("Host(%q) = %q, of its key %q, of its origin %q", href, host, Host(key), Host(Origin(href)))
	}
	site := Site(host)
	if site == "" || Site(site) != site || !Within(site, href) {
		t.Errorf("%q: site %q, again %q, within %t", href, site, Site(site), Within(site, href))
	}
}

func TestParse(t *testing.T) {
	tests := []struct{ name, raw, want string }{
		{"as it is", "https://www.foo.example/news/1?a=b#c", "https://www.foo.example/news/1?a=b#c"},
		{"user information stays", "https://u:p@foo.example/", "https://u:p@foo.example/"},
		{"label with an invalid A-label", "https://XN--0.Foo.example", "https://xn--0.foo.example/"},
		{"and a label that only looks like the mask", "https://xn__0.xn--0.example/", "https://xn__0.xn--0.example/"},
		{"encoded A-label", "https://xn%2D%2D0.example/", "https://xn--0.example/"},
		{"lone percent", "https://foo.example/100%", "https://foo.example/100%"},
		{"empty", "", ""},
		{"relative", "/news/1", ""},
		{"no host", "https://", ""},
		{"other scheme", "ftp://foo.example/", ""},
		{"script", "javascript:void(0)", ""},
		{"mail", "mailto:desk@foo.example", ""},
		{"data", "data:text/html,x", ""},
		{"NUL in the host", "https://foo\x00.example/", ""},
		{"NUL in the path", "https://foo.example/a\x00b", "https://foo.example/a%00b"},
		{"invalid UTF-8 in the path", "https://foo.example/a\xffb", "https://foo.example/a%EF%BF%BDb"},
		{"invalid UTF-8 in the host", "https://foo\xff.example/", ""},
		{"non-ASCII and an invalid A-label", "https://xn--0.bücher.example/", ""},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			got, err := Parse(c.raw)
			if got != c.want || (err == nil) != (c.want != "") {
				t.Fatalf("Parse(%q) = %q, %v, want %q", c.raw, got, err, c.want)
			}
			if got != "" {
				checkHref(t, got)
			}
		})
	}
}

func TestResolve(t *testing.T) {
	const base = "https://www.foo.example/news/1?a=b#c"
	tests := []struct{ name, base, ref, want string }{
		{"absolute", base, "http://bar.example/x", "http://bar.example/x"},
		{"root-relative", base, "/x?y#z", "https://www.foo.example/x?y#z"},
		{"root-relative with dots", base, "/x/../y", "https://www.foo.example/y"},
		{"protocol-relative", base, "//bar.example/x", "https://bar.example/x"},
		{"root", base, "/", "https://www.foo.example/"},
		{"relative", base, "2", "https://www.foo.example/news/2"},
		{"query", base, "?page=2", "https://www.foo.example/news/1?page=2"},
		{"fragment", base, "#top", "https://www.foo.example/news/1?a=b#top"},
		{"empty", base, "", "https://www.foo.example/news/1?a=b"},
		{"base with dots", "https://www.foo.example/a/./b", "/x", "https://www.foo.example/x"},
		{"no base", "", "https://bar.example/x", "https://bar.example/x"},
		{"no base, relative", "", "/x", ""},
		{"script", base, "javascript:void(0)", ""},
		{"other scheme", base, "whatsapp://send?text=https://www.foo.example/", ""},
		{"unusable base", "about:blank", "/x", ""},
		{"unusable base, absolute", "about:blank", "https://bar.example/", ""},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			if got, err := Resolve(c.base, c.ref); got != c.want || (err == nil) != (c.want != "") {
				t.Errorf("Resolve(%q, %q) = %q, %v, want %q", c.base, c.ref, got, err, c.want)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	long := "https://foo.example/" + strings.Repeat("a", MaxLength)
	tests := []struct {
		name, raw string
		want      error
	}{
		{"too long", long, ErrTooLong},
		{"too long once encoded", "https://foo.example/" + strings.Repeat("é", MaxLength/3), ErrTooLong},
		{"long data", "data:," + strings.Repeat("a", 100), ErrNotHTTP},
		{"opaque", "tel:110", ErrNotHTTP},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			for name, f := range map[string]func(string) (string, error){
				"Parse":   Parse,
				"Key":     Key,
				"Resolve": func(s string) (string, error) { return Resolve("https://foo.example/", s) },
			} {
				_, err := f(c.raw)
				if !errors.Is(err, c.want) {
					t.Errorf("%s: %v, want %v", name, err, c.want)
				}
				if len(err.Error()) > 200 {
					t.Errorf("%s: the message has %d bytes", name, len(err.Error()))
				}
			}
			if Host(c.raw)+Origin(c.raw)+Request(c.raw) != "" {
				t.Errorf("%q has a host, an origin or a request", quote(c.raw))
			}
		})
	}
	if got, err := Parse(strings.Repeat(" ", 1<<20) + "https://foo.example/" + strings.Repeat("\n", 1<<20)); got != "https://foo.example/" {
		t.Errorf("white space counts: %q, %v", got, err)
	}
}

// Each of these took time with the square of the length, or would, in one parser or another.
func TestHostile(t *testing.T) {
	const n = 1 << 20
	for name, raw := range map[string]string{
		"slashes":  "https://foo.example/" + strings.Repeat("/", n),
		"at signs": "https://" + strings.Repeat("@", n) + "foo.example/",
		"colons":   "https://" + strings.Repeat(":", n) + "@foo.example/",
		"labels":   "https://" + strings.Repeat("a.", n) + "example/",
		"A-labels": "https://" + strings.Repeat("xn--a.", n) + "example/",
		"umlauts":  "https://" + strings.Repeat("ü", n) + ".example/",
		"dots":     "https://foo.example/" + strings.Repeat("../", n),
		"percent":  "https://foo.example/" + strings.Repeat("%", n),
		"pairs":    "https://foo.example/?" + strings.Repeat("utm_a&", n),
		"scheme":   strings.Repeat("a", n) + "://foo.example/",
		"NUL":      strings.Repeat("\x00", n),
		"brackets": "https://" + strings.Repeat("[", n),
	} {
		t.Run(name, func(t *testing.T) {
			for _, length := range []int{n, MaxLength, MaxLength / 3} {
				raw := raw[:min(length, len(raw))]
				if href, err := Parse(raw); err == nil {
					checkHref(t, href)
				}
				if href, err := Resolve("https://foo.example/a/b", raw); err == nil {
					checkHref(t, href)
				}
				_, _, _ = Seed(raw)
			}
		})
	}
}
