package address

import "testing"

func TestHostOriginSite(t *testing.T) {
	tests := []struct{ href, host, origin, site string }{
		{"https://foo.example/a", "foo.example", "https://foo.example", "foo.example"},
		{"HTTPS://News.FOO.example:443/a", "news.foo.example", "https://news.foo.example", "foo.example"},
		{"http://foo.example:443/", "foo.example:443", "http://foo.example:443", "foo.example"},
		{"http://foo.example:80", "foo.example", "http://foo.example", "foo.example"},
		{"https://foo.example./a", "foo.example", "https://foo.example.", "foo.example"},
		{"https://u:p@a.b.foo.co.id/", "a.b.foo.co.id", "https://a.b.foo.co.id", "foo.co.id"},
		{"https://desa.foo.go.id/", "desa.foo.go.id", "https://desa.foo.go.id", "foo.go.id"},
		{"https://desk.foo.blogspot.com/", "desk.foo.blogspot.com", "https://desk.foo.blogspot.com", "foo.blogspot.com"},
		{"https://foo.github.io/x", "foo.github.io", "https://foo.github.io", "foo.github.io"},
		{"https://bücher.example/", "xn--bcher-kva.example", "https://xn--bcher-kva.example", "xn--bcher-kva.example"},
		{"http://127.0.0.1:8080/x", "127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1"},
		{"http://0x7f.1/x", "127.0.0.1", "http://127.0.0.1", "127.0.0.1"},
		{"http://[2001:DB8::1]:81/x", "[2001:db8::1]:81", "http://[2001:db8::1]:81", "[2001:db8::1]"},
		{"http://[::1]/x", "[::1]", "http://[::1]", "[::1]"},
		{"http://localhost:3000/", "localhost:3000", "http://localhost:3000", "localhost"},
		{"http://intranet/", "intranet", "http://intranet", "intranet"},
		{"https://co.id/", "co.id", "https://co.id", "co.id"},
		{"https://a..b/", "a..b", "https://a..b", "a..b"},
		{"ftp://foo.example/", "", "", ""},
		{"/a", "", "", ""},
		{"", "", "", ""},
	}
	for _, c := range tests {
		t.Run(c.href, func(t *testing.T) {
			if got := Host(c.href); got != c.host {
				t.Errorf("Host = %q, want %q", got, c.host)
			}
			if got := Origin(c.href); got != c.origin {
				t.Errorf("Origin = %q, want %q", got, c.origin)
			}
			if got := Site(Host(c.href)); got != c.site {
				t.Errorf("Site = %q, want %q", got, c.site)
			}
			if got := Within(c.site, c.href); got != (c.site != "") {
				t.Errorf("Within(%q) = %t", c.site, got)
			}
		})
	}
}

func TestWithin(t *testing.T) {
	tests := []struct {
		site, href string
		want       bool
	}{
		{"foo.example", "https://news.foo.example/a", true},
		{"foo.example", "https://foo.example:8080/a", true},
		{"foo.example", "https://notfoo.example/a", false},
		{"foo.example", "https://foo.example.bar.example/a", false},
		{"foo.example", "https://bar.example/foo.example", false},
		{"foo.example", "https://foo.example@bar.example/", false},
		{"foo.blogspot.com", "https://bar.blogspot.com/", false},
		{"", "", false},
	}
	for _, c := range tests {
		if got := Within(c.site, c.href); got != c.want {
			t.Errorf("Within(%q, %q) = %t", c.site, c.href, got)
		}
	}
}

func TestRequest(t *testing.T) {
	tests := []struct{ name, href, want string }{
		{"as it is", "https://foo.example/a?b=c", "https://foo.example/a?b=c"},
		{"fragment", "https://foo.example/a?b=c#d", "https://foo.example/a?b=c"},
		{"empty fragment", "https://foo.example/a#", "https://foo.example/a"},
		{"user information", "https://u:p@foo.example:8443/a?b=c#d", "https://foo.example:8443/a?b=c"},
		{"at sign in the path", "https://foo.example/@writer/a", "https://foo.example/@writer/a"},
		{"empty query stays", "https://foo.example/a?#b", "https://foo.example/a?"},
		{"empty query stays behind user information", "https://u@foo.example/a?", "https://foo.example/a?"},
		{"trackers stay", "https://foo.example/a?utm_source=rss", "https://foo.example/a?utm_source=rss"},
		{"lone percent in the path", "https://foo.example/100%/a%2", "https://foo.example/100%25/a%252"},
		{"lone percent in the query", "https://foo.example/a?100%", "https://foo.example/a?100%"},
		{"encoding stays", "https://foo.example/%c3%a9", "https://foo.example/%c3%a9"},
		{"no address", "foo.example", ""},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			if got := Request(c.href); got != c.want {
				t.Errorf("Request(%q) = %q, want %q", c.href, got, c.want)
			}
		})
	}
}
