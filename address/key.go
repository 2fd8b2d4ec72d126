package address

import "strings"

// Key is the crawl key of an address: two addresses with one key are one page for the crawler. It takes
// the serialisation of Parse and
//
//   - drops user information, fragment, an empty query and the dot of the root label;
//   - writes percent-encodings in upper case and decodes those of unreserved characters (RFC 3986, 6.2.2);
//   - drops tracking parameters and session ids, and keeps the order of the rest.
//
// It joins nothing else: not http and https, not www and the bare host, not mobile and AMP forms, not a
// trailing slash, not doubled slashes, not index files. A key is its own key. The errors are those of Parse.
func Key(href string) (string, error) {
	if key, ok := plainKey(href); ok {
		return key, nil
	}
	href, err := Parse(href)
	if err != nil {
		return "", err
	}
	p := split(href)
	path := dropPathSession(normalizeEscapes(p.path))
	query := filterQuery(normalizeEscapes(p.query))
	var b strings.Builder
	b.Grow(len(href))
	b.WriteString(p.scheme)
	b.WriteString("://")
	b.WriteString(dropRoot(p.host))
	if p.port != "" {
		b.WriteString(":")
		b.WriteString(p.port)
	}
	b.WriteString(path)
	if query != "" {
		b.WriteString("?")
		b.WriteString(query)
	}
	return b.String(), nil
}

// plainKey is the key of an address that is its own key but for the fragment.
func plainKey(href string) (string, bool) {
	if !plain(href) {
		return "", false
	}
	if i := strings.IndexByte(href, '#'); i >= 0 {
		href = href[:i]
	}
	if strings.IndexByte(href, '%') >= 0 {
		return "", false
	}
	path, query, found := strings.Cut(href, "?")
	if found && (query == "" || len(filterQuery(query)) != len(query)) || strings.IndexByte(path, ';') >= 0 {
		return "", false
	}
	return href, true
}

// parts are those of a serialised address that a request is made of.
type parts struct {
	scheme, user, host, port string // host with brackets when it is IPv6; port empty for the scheme's own
	path, query              string
}

// split takes a serialised address apart. Its parts are slices of href.
func split(href string) (p parts) {
	href, _, _ = strings.Cut(href, "#")
	var rest string
	p.scheme, rest, _ = strings.Cut(href, "://")
	slash := strings.IndexByte(rest, '/')
	if slash < 0 {
		slash = len(rest)
	}
	authority := rest[:slash]
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		p.user, authority = authority[:at], authority[at+1:]
	}
	p.host = authority
	if colon := strings.LastIndexByte(authority, ':'); colon >= 0 && !strings.HasSuffix(authority, "]") {
		p.host, p.port = authority[:colon], authority[colon+1:]
	}
	p.path, p.query, _ = strings.Cut(rest[slash:], "?")
	return p
}

// dropRoot drops the dot of the root label. A host with an empty label before it is no name of the DNS and
// stays: "1.." without it would be an IPv4 address.
func dropRoot(host string) string {
	if n := len(host) - 1; n > 0 && host[n] == '.' && host[n-1] != '.' {
		return host[:n]
	}
	return host
}

// normalizeEscapes writes percent-encodings in upper case and decodes those of unreserved characters.
//
// A "%" that begins no percent-encoding is data and stays. A character that would complete one with it
// ("%2%65" would become "%2e") stays encoded: else the key of the key would be another.
func normalizeEscapes(s string) string {
	at := strings.IndexByte(s, '%')
	if at < 0 {
		return s
	}
	out := append(make([]byte, 0, len(s)), s[:at]...)
	for i := at; i < len(s); i++ {
		if s[i] != '%' || i+2 >= len(s) || !hex(s[i+1]) || !hex(s[i+2]) {
			out = append(out, s[i])
			continue
		}
		c := unhex(s[i+1])<<4 | unhex(s[i+2])
		if n := len(out); unreserved(c) && !(hex(c) && (n > 0 && out[n-1] == '%' || n > 1 && out[n-2] == '%')) {
			out = append(out, c)
		} else {
			const digits = "0123456789ABCDEF"
			out = append(out, '%', digits[c>>4], digits[c&15])
		}
		i += 2
	}
	return string(out)
}

// dropPathSession drops the path parameter ;jsessionid=… that servlet engines add for clients without cookies.
func dropPathSession(path string) string {
	if strings.IndexByte(path, ';') < 0 {
		return path
	}
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		params := strings.Split(segment, ";")
		kept := params[:1]
		for _, p := range params[1:] {
			if name, _, _ := strings.Cut(p, "="); !strings.EqualFold(name, "jsessionid") {
				kept = append(kept, p)
			}
		}
		if s := strings.Join(kept, ";"); s != "." && s != ".." { // it would become a dot segment
			segments[i] = s
		}
	}
	return strings.Join(segments, "/")
}

func hex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}

// unreserved are the characters that mean the same encoded or not (RFC 3986, section 2.3).
func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}
