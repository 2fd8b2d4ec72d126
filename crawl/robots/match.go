package robots

import "strings"

// rule is one allow or disallow line. Its pattern stands in File.patterns, in the comparable form.
type rule struct {
	from, to uint32
	flags    uint8
}

const (
	allow    uint8 = 1 << iota
	wild           // the pattern holds a star
	anchored       // the line ended in "$": the path ends where the pattern does
)

// length is what rules are ranked by: the octets of the pattern, "$" included (section 2.2.2).
func (r rule) length() int {
	n := int(r.to - r.from)
	if r.flags&anchored != 0 {
		n++
	}
	return n
}

// begins tells whether a path makes a rule. An empty one matches nothing; the grammar wants a slash at the
// beginning, the RFC's own example (section 5.1) has a star there.
func begins(path []byte) bool { return len(path) > 0 && (path[0] == '/' || path[0] == '*') }

// appendRule adds the comparable form of a path to the patterns.
func appendRule(patterns, path []byte, flags uint8) ([]byte, rule) {
	if path[len(path)-1] == '$' {
		path, flags = path[:len(path)-1], flags|anchored
	}
	r := rule{from: uint32(len(patterns))}
	for i := 0; i < len(path); i++ {
		if path[i] == '*' {
			flags |= wild
			patterns = append(patterns, '*')
			continue
		}
		patterns, i = appendOctet(patterns, path, i)
	}
	r.to, r.flags = uint32(len(patterns)), flags
	return patterns, r
}

// matches compares in time that grows with pattern and path, whatever the number of stars: what stands
// between two stars is looked for from left to right, and the first place is as good as any later one.
func (r rule) matches(patterns, path string) bool {
	p := patterns[r.from:r.to]
	end := r.flags&anchored != 0
	if r.flags&wild == 0 {
		return strings.HasPrefix(path, p) && (!end || len(path) == len(p))
	}
	first, p, _ := strings.Cut(p, "*")
	if !strings.HasPrefix(path, first) {
		return false
	}
	path = path[len(first):]
	for {
		part, rest, more := strings.Cut(p, "*")
		if !more {
			break
		}
		i := strings.Index(path, part)
		if i < 0 {
			return false
		}
		path, p = path[i+len(part):], rest
	}
	if end {
		return strings.HasSuffix(path, p)
	}
	return strings.Contains(path, p)
}

// pathOf is path and query of an address, in the comparable form.
func pathOf(url string) string {
	if i := strings.IndexAny(url, ":/?#"); i > 0 && strings.HasPrefix(url[i:], "://") {
		url = url[i+3:]
		if i := strings.IndexAny(url, "/?#"); i >= 0 {
			url = url[i:]
		} else {
			url = ""
		}
	}
	url, _, _ = strings.Cut(url, "#")
	if url == "" || url[0] != '/' {
		url = "/" + url
	}
	for i := range len(url) {
		if class[url[i]] != plain {
			return comparable(url)
		}
	}
	return url
}

// comparable brings path and query of an address into the form in which they are compared with rules
// (section 2.2.2): octets outside the URI set, and those that are special in a rule, percent-encoded; encoded
// unreserved octets decoded; the digits of the rest in upper case.
func comparable(s string) string {
	b := make([]byte, 0, len(s)+16)
	for i := 0; i < len(s); i++ {
		b, i = appendOctet(b, s, i)
	}
	return string(b)
}

// appendOctet adds the comparable form of the octet at i, which may be written in three characters, and
// returns where it ends.
func appendOctet[T []byte | string](b []byte, s T, i int) ([]byte, int) {
	c := s[i]
	k := class[c]
	if c == '%' && i+2 < len(s) {
		if hi, lo := unhex(s[i+1]), unhex(s[i+2]); hi < 16 && lo < 16 {
			c, i = hi<<4|lo, i+2
			if k = foreign; isUnreserved(c) {
				k = plain
			}
		}
	}
	if k == plain {
		return append(b, c), i
	}
	const digits = "0123456789ABCDEF"
	return append(b, '%', digits[c>>4], digits[c&15]), i
}

// The classes of octets in an address.
const (
	foreign uint8 = iota // outside the URI set, or special in a rule: compared percent-encoded
	plain                // compared as it stands
)

// class sorts octets by RFC 3986, section 2. "%", "*" and "$" are in the URI set and still compared encoded,
// so that those of an address meet the ones that a rule has to write as %2A and %24 (section 2.2.3).
var class = func() (t [256]uint8) {
	for c := range t {
		if isUnreserved(byte(c)) || strings.IndexByte(":/?#[]@!&'()+,;=", byte(c)) >= 0 {
			t[c] = plain
		}
	}
	return t
}()

// isUnreserved is RFC 3986, section 2.3.
func isUnreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

// unhex is the value of a hexadecimal digit; 16 and more for other characters.
func unhex(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	}
	return 255
}
