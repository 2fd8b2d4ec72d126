package address

import "strings"

// plain reports whether raw is an http or https address that every rule of the standard leaves as it is.
// Most addresses are, and need no parsing. It never says so of one that would change or fail (the fuzz
// test holds it to that); of some that would not change it says no.
func plain(raw string) bool {
	n := plainHost(raw)
	return n > 0 && len(raw) <= MaxLength && plainTail(raw[n:])
}

// plainHost is the length of "scheme://host" when the scheme and the host of raw are plain and a path
// follows, else 0. A host is when it is made of letters, digits, hyphens and dots, and is no number.
func plainHost(raw string) int {
	const shortest = len("http://")
	if len(raw) <= shortest {
		return 0
	}
	start := shortest
	switch {
	case raw[:shortest] == "http://":
	case raw[:shortest] == "https:/" && raw[shortest] == '/':
		start++
	default:
		return 0
	}
	label := start // where the current label begins
	for i := start; i < len(raw); i++ {
		switch c := raw[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-':
		case c == '.':
			if i == label {
				return 0
			}
			label = i + 1
		case c == '/':
			// A last label that begins with a digit may be a number: an IPv4 address in one of its forms. An empty one is the root's.
			if i == label || raw[label] <= '9' || strings.Contains(raw[start:i], "xn--") {
				return 0
			}
			return i
		default:
			return 0
		}
	}
	return 0
}

// plainTail reports whether path, query and fragment, beginning with a slash, stay as they are.
func plainTail(s string) bool {
	path := true
	for i := range len(s) {
		c := s[i]
		if !plainByte[c] {
			return false
		}
		switch c {
		case '?', '#':
			path = false
		case '/':
			// What may be a dot segment: /. and /%2e
			if path && i+1 < len(s) && (s[i+1] == '.' || s[i+1] == '%') {
				return false
			}
		}
	}
	return true
}

// plainByte are the bytes that no part after the host encodes.
var plainByte = func() (set [256]bool) {
	for c := range set {
		set[c] = 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
	}
	for _, c := range "-._~!$&()*+,;=:@%/?#" {
		set[c] = true
	}
	return set
}()
