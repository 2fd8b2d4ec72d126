package address

import (
	"net/netip"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Request is what is sent for an address: without the fragment, which never leaves the client (RFC 3986,
// section 3.5), and without user information: credentials in a stranger's link are not ours to send, and no
// public page needs them. A "%" in the path that begins no percent-encoding is written "%25", as HTTP's
// grammar asks and the transport would do. It returns "" for what is no http or https address.
func Request(href string) string {
	href, err := Parse(href)
	if err != nil {
		return ""
	}
	request, _, _ := strings.Cut(href, "#")
	p := split(request)
	path := escapePercent(p.path)
	if p.user == "" && path == p.path {
		return request
	}
	_, query, found := strings.Cut(request, "?")
	request = origin(p) + path
	if found {
		request += "?" + query
	}
	if len(request) > MaxLength {
		return ""
	}
	return request
}

func escapePercent(path string) string {
	if strings.IndexByte(path, '%') < 0 {
		return path
	}
	var b strings.Builder
	for i := range len(path) {
		b.WriteByte(path[i])
		if path[i] == '%' && (i+2 >= len(path) || !hex(path[i+1]) || !hex(path[i+2])) {
			b.WriteString("25")
		}
	}
	return b.String()
}

// Host is the host of an address and its port where that is not the scheme's own: example.com,
// example.com:8080, [2001:db8::1]:8080. It is in lower case, with A-labels and without the dot of the root
// label, so that it names a server; "" for what is no http or https address.
func Host(href string) string {
	href, err := Parse(href)
	if err != nil {
		return ""
	}
	p := split(href)
	host := dropRoot(p.host)
	if p.port != "" {
		return host + ":" + p.port
	}
	return host
}

// Origin is the beginning of an address up to its path: scheme://host[:port], without user information.
// "" for what is no http or https address.
func Origin(href string) string {
	href, err := Parse(href)
	if err != nil {
		return ""
	}
	p := split(href)
	if p.user == "" { // most: the beginning of href, no copy
		return href[:strings.Index(href, "://")+len("://")+len(p.host)+portLength(p.port)]
	}
	return origin(p)
}

func origin(p parts) string {
	if p.port != "" {
		return p.scheme + "://" + p.host + ":" + p.port
	}
	return p.scheme + "://" + p.host
}

func portLength(port string) int {
	if port == "" {
		return 0
	}
	return len(":") + len(port)
}

// Site is the registrable domain of a host: the public suffix and one label more. Private suffixes count,
// so that each blog of a hosting service is a site of its own. What has none is its own site, without the
// port: an IP address, localhost and other bare names, a public suffix itself.
func Site(host string) string {
	host = strings.ToLower(host)
	if colon := strings.LastIndexByte(host, ':'); colon >= 0 && strings.IndexByte(host[colon:], ']') < 0 {
		host = host[:colon]
	}
	host = dropRoot(host)
	if isIP(host) {
		return host
	}
	site, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return host
	}
	return site
}

func isIP(host string) bool {
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil
}

// Within reports whether an address belongs to a site, as Site names it.
func Within(site, href string) bool {
	host := Host(href)
	return host != "" && Site(host) == site
}
