package meta

import (
	"html"
	"strings"
)

// clean folds white space and resolves character references: system after system escapes text once for
// HTML and once more for JSON or the attribute.
func clean(s string) string {
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
		if strings.Contains(s, "&amp;") || strings.Contains(s, "&#") || strings.Contains(s, "&quot;") {
			s = html.UnescapeString(s)
		}
	}
	return fold(strings.ToValidUTF8(s, "\uFFFD"))
}

// fold makes runs of white space one blank, and drops them at the ends, and what is not seen: soft
// hyphens, zero-width characters, a byte order mark.
func fold(s string) string {
	if folded(s) {
		return s
	}
	for _, field := range [...]string{"\u00ad", "\u200b", "\u2060", "\ufeff", "\u200e", "\u200f"} {
		if strings.Contains(s, field) {
			s = strings.ReplaceAll(s, field, "")
		}
	}
	var b strings.Builder
	b.Grow(len(s))
	for f := range strings.FieldsSeq(s) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(f)
	}
	return b.String()
}

// folded reports whether fold would change nothing.
func folded(s string) bool {
	gap := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c <= ' ' {
			if c != ' ' || gap {
				return false
			}
			gap = true
			continue
		}
		gap = false
		switch c { // the first bytes of what is dropped, and of blanks beyond ASCII
		case 0xC2:
			if i+1 < len(s) && (s[i+1] == 0xA0 || s[i+1] == 0xAD || s[i+1] == 0x85) {
				return false
			}
		case 0xE1, 0xE3, 0xEF:
			if c == 0xEF && i+1 < len(s) && s[i+1] != 0xBB || c == 0xE3 && i+2 < len(s) && (s[i+1] != 0x80 || s[i+2] != 0x80) {
				continue
			}
			return false
		case 0xE2:
			if i+2 < len(s) && s[i+1] == 0x80 && (s[i+2] <= 0x8F || s[i+2] >= 0xA8 && s[i+2] <= 0xAF) || i+1 < len(s) && s[i+1] == 0x81 {
				return false
			}
		}
	}
	return len(s) == 0 || !gap
}
