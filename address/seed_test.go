package address

import (
	"strings"
	"testing"
)

func TestSeed(t *testing.T) {
	tests := []struct{ arg, site, href string }{
		{"foo.example", "foo.example", "https://foo.example/"},
		{" FOO.example/ ", "foo.example", "https://foo.example/"},
		{"foo.example.", "foo.example", "https://foo.example/"},
		{"www.foo.example/news", "foo.example", "https://www.foo.example/news"},
		{"https://www.foo.example/news?a=b#c", "foo.example", "https://www.foo.example/news?a=b"},
		{"HTTP://foo.example", "foo.example", "http://foo.example/"},
		{"//foo.example/x", "foo.example", "https://foo.example/x"},
		{"https:foo.example", "foo.example", "https://foo.example/"},
		{"host:8080", "host", "https://host:8080/"},
		{"foo.example:8080/news", "foo.example", "https://foo.example:8080/news"},
		{"foo.example:80", "foo.example", "http://foo.example/"},
		{"http://host", "host", "http://host/"},
		{"localhost", "localhost", "https://localhost/"},
		{"http://127.0.0.1:8080", "127.0.0.1", "http://127.0.0.1:8080/"},
		{"127.0.0.1", "127.0.0.1", "https://127.0.0.1/"},
		{"http://[::1]:8080/", "[::1]", "http://[::1]:8080/"},
		{"bücher.example", "xn--bcher-kva.example", "https://xn--bcher-kva.example/"},
		{"desa.foo.go.id", "foo.go.id", "https://desa.foo.go.id/"},
		{"foo.blogspot.com", "foo.blogspot.com", "https://foo.blogspot.com/"},
		{"1foo.example", "1foo.example", "https://1foo.example/"},
	}
	for _, c := range tests {
		t.Run(c.arg, func(t *testing.T) {
			site, href, err := Seed(c.arg)
			if err != nil || site != c.site || href != c.href {
				t.Fatalf("Seed(%q) = %q, %q, %v, want %q, %q", c.arg, site, href, err, c.site, c.href)
			}
			if !Within(site, href) || Request(href) != href {
				t.Errorf("%q is not within %q, or no request", href, site)
			}
		})
	}
}

func TestSeedErrors(t *testing.T) {
	tests := []struct{ arg, want string }{
		{"", `"" names no site: write its host, such as example.com`},
		{"  ", `"  " names no site: write its host, such as example.com`},
		{"foo.example bar.example", `"foo.example bar.example" holds a blank: name one site in one argument, such as example.com`},
		{"--all", `"--all" looks like a flag: flags have other names, and a site begins with a letter or digit`},
		{"./sites.txt", `"./sites.txt" looks like a file: name a site by its host, such as example.com`},
		{"ftp://foo.example", `"ftp://foo.example" has the scheme "ftp": only http and https sites can be crawled`},
		{"mailto:desk@foo.example", `"mailto:desk@foo.example" has the scheme "mailto": only http and https sites can be crawled`},
		{"desk@foo.example", `"desk@foo.example" holds a user name or looks like a mail address: write the host alone`},
		{"https://u:p@foo.example/", `"https://u:p@foo.example/" holds a user name or looks like a mail address: write the host alone`},
		{"*.foo.example", `"*.foo.example" holds a wildcard: name the site alone, its subdomains belong to it`},
		{"foo", `"foo" is no full host name: write foo.com or the like, or http://foo for a host of your own network`},
		{"co.id", `"co.id" is a suffix under which others register sites: name one of them, such as name.co.id`},
		{"1234", `"1234" would be read as the IP address 0.0.4.210: write that, or the name of a host`},
		{"foo..example", `"foo..example" has a host with an empty label: check its dots`},
		{"foo.example:0", `"foo.example:0" has port 0, where nothing answers: leave the port out or name the right one`},
		{"foo.example:99999", `"foo.example:99999" is no address of a site: the input's port is outside the range [0-65535]; write a host such as example.com`},
		{"https://", `"https://" is no address of a site: the input has a special scheme, but does not contain a host; write a host such as example.com`},
		{strings.Repeat("a", 64) + ".example", `has a label of more than 63 characters in its host, which no name server knows: check it`},
		{strings.Repeat("a.", 130) + "example", `has a host of more than 253 characters, which no name server knows: check it`},
		{"a<b.example", `"a<b.example" is no address of a site: the host contains a forbidden domain code point; write a host such as example.com`},
	}
	for _, c := range tests {
		t.Run(c.arg[:min(len(c.arg), 30)], func(t *testing.T) {
			site, href, err := Seed(c.arg)
			if err == nil {
				t.Fatalf("Seed = %q, %q, want an error", site, href)
			}
			if !strings.HasSuffix(err.Error(), c.want) {
				t.Errorf("%s\nwant %s", err, c.want)
			}
		})
	}
}
