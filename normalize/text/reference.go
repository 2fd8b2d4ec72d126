package text

import (
	"html"
	"strings"
)

// maxReference bounds a character reference, in bytes, "&" and ";" with it. The longest name in HTML has 31.
const maxReference = 34

// referenceEnd returns the length of the character reference that s, which begins behind an "&", starts with;
// 0 for none. Only references with a semicolon count: without it "&copy=2" and "R&D" would be spoilt.
func referenceEnd(s string) int {
	for i := 0; i < len(s) && i < maxReference; i++ {
		c := s[i]
		switch {
		case c == ';':
			if i < 2 {
				return 0
			}
			return i + 1
		case c >= '0' && c <= '9', c|0x20 >= 'a' && c|0x20 <= 'z':
		case c == '#' && i == 0:
		default:
			return 0
		}
	}
	return 0
}

// isReference reports whether s starts with a character reference that unescape would undo.
func isReference(s string) bool {
	n := referenceEnd(s[1:])
	return n > 0 && resolve(s[1:n+1]) != ""
}

// resolve returns what "&"+ref stands for, and "" when it is no reference. Code points of Windows-1252 are read
// as HTML reads them (WHATWG 13.2.5.80).
func resolve(ref string) string {
	whole := "&" + ref
	out := html.UnescapeString(whole)
	if out == whole || strings.HasSuffix(out, ";") && out != ";" {
		return ""
	}
	return out
}

// unescape undoes character references, also those that were escaped twice.
func unescape(s string) string {
	at := strings.IndexByte(s, '&')
	if at < 0 {
		return s
	}
	var b strings.Builder
	for {
		b.WriteString(s[:at])
		s = s[at+1:]
		out := "&"
		for out == "&" {
			n := referenceEnd(s)
			if n == 0 {
				break
			}
			next := resolve(s[:n])
			if next == "" {
				break
			}
			out, s = next, s[n:]
		}
		b.WriteString(out)
		if at = strings.IndexByte(s, '&'); at < 0 {
			b.WriteString(s)
			return b.String()
		}
	}
}
