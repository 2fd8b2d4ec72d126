package address

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/net/publicsuffix"
)

// Seed reads the name of a site as a person types it, with or without a scheme: foo.example, FOO.example/,
// https://www.foo.example/news, host:8080, a name in any script. It returns the site (see Site) and the address to
// start from: https unless http or port 80 is written out, without fragment and without the dot of the
// root label. An error names the argument and says what to do.
func Seed(arg string) (site, href string, err error) {
	typed := strings.TrimSpace(arg)
	refuse := func(format string, args ...any) (string, string, error) {
		return "", "", fmt.Errorf("%s %s", quote(arg), fmt.Sprintf(format, args...))
	}
	switch {
	case typed == "":
		return refuse("names no site: write its host, such as example.com")
	case strings.ContainsFunc(typed, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return refuse("holds a blank: name one site in one argument, such as example.com")
	case strings.HasPrefix(typed, "-"):
		return refuse("looks like a flag: flags have other names, and a site begins with a letter or digit")
	case strings.HasPrefix(typed, "/") && !strings.HasPrefix(typed, "//"), strings.HasPrefix(typed, "."), strings.HasPrefix(typed, "~"):
		return refuse("looks like a file: name a site by its host, such as example.com")
	}
	full, explicit, err := withScheme(typed)
	if err != nil {
		return refuse("%v", err)
	}
	if strings.Contains(host(full), "*") {
		return refuse("holds a wildcard: name the site alone, its subdomains belong to it")
	}
	if strings.Contains(host(full), "@") {
		return refuse("holds a user name or looks like a mail address: write the host alone")
	}
	parsed, err := Parse(full)
	if err != nil {
		return refuse("is no address of a site: %s; write a host such as example.com", strings.TrimPrefix(err.Error(), quote(full)+": "))
	}
	p := split(parsed)
	p.host = dropRoot(p.host)
	if why := implausible(p, typed, explicit); why != "" {
		return refuse("%s", why)
	}
	href = origin(p) + strings.TrimPrefix(Request(parsed), Origin(parsed))
	return Site(p.host), href, nil
}

// withScheme puts a scheme before what has none.
func withScheme(typed string) (full string, explicit bool, err error) {
	if strings.HasPrefix(typed, "//") {
		return "https:" + typed, false, nil
	}
	n := schemeLength(typed)
	if n == 0 {
		return "https://" + typed, false, nil
	}
	if scheme := strings.ToLower(typed[:n]); scheme == "http" || scheme == "https" {
		return typed, true, nil
	}
	// A host and a port look like a scheme.
	port := typed[n+1:]
	if end := strings.IndexAny(port, "/?#"); end >= 0 {
		port = port[:end]
	}
	if port != "" && strings.Trim(port, "0123456789") == "" {
		if strings.TrimLeft(port, "0") == "80" {
			return "http://" + typed, false, nil
		}
		return "https://" + typed, false, nil
	}
	return "", false, fmt.Errorf("has the scheme %q: only http and https sites can be crawled", typed[:n])
}

// host is what stands between the scheme and the path of an address that is not parsed yet.
func host(full string) string {
	_, rest, _ := strings.Cut(full, ":")
	rest = strings.TrimLeft(rest, `/\`)
	if end := strings.IndexAny(rest, `/\?#`); end >= 0 {
		rest = rest[:end]
	}
	return rest
}

// implausible says why a host that parses is none that can be meant; "" when it can.
func implausible(p parts, typed string, explicit bool) string {
	if isIP(p.host) {
		if p.host[0] != '[' && !strings.Contains(typed, p.host) { // 1234, 0x7f.1
			return "would be read as the IP address " + p.host + ": write that, or the name of a host"
		}
		return ""
	}
	if len(p.host) > 253 {
		return "has a host of more than 253 characters, which no name server knows: check it"
	}
	for label := range strings.SplitSeq(p.host, ".") {
		switch {
		case label == "":
			return "has a host with an empty label: check its dots"
		case len(label) > 63:
			return "has a label of more than 63 characters in its host, which no name server knows: check it"
		}
	}
	if p.port == "0" {
		return "has port 0, where nothing answers: leave the port out or name the right one"
	}
	if !strings.Contains(p.host, ".") && p.host != "localhost" && p.port == "" && !explicit {
		return fmt.Sprintf("is no full host name: write %s.com or the like, or http://%s for a host of your own network", p.host, p.host)
	}
	if suffix, icann := publicsuffix.PublicSuffix(p.host); icann && suffix == p.host && strings.Contains(p.host, ".") {
		return "is a suffix under which others register sites: name one of them, such as name." + p.host
	}
	return ""
}
