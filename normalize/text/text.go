// Package text makes strings fit for a corpus: it mends text that was decoded wrongly, undoes character
// references that were left in it, and removes what no reader sees. What an author may have written on
// purpose stays: quotation marks, dashes, ligatures, joiners inside words and emoji.
//
// [Clean] is for one line or paragraph, [CleanText] for a text with paragraphs. Both are idempotent, give valid
// UTF-8 in NFC, and return their argument without allocating when there is nothing to do, which is most often so.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxRounds bounds how often a text is gone over until nothing changes: mojibake of mojibake, references to
// references.
const maxRounds = 12

// Clean cleans one line or paragraph: every run of white space becomes one blank.
func Clean(s string) string { return clean(s, false) }

// CleanText cleans a text: lines are kept, and at most one empty line stays between two.
func CleanText(s string) string { return clean(s, true) }

func clean(s string, lines bool) string {
	if isClean(s, lines) {
		return s
	}
	for range maxRounds {
		before := s
		s = strings.ToValidUTF8(s, "\uFFFD")
		s = unescape(s)
		s = mend(s)
		s = sweep(s, lines)
		if !norm.NFC.IsNormalString(s) {
			s = norm.NFC.String(s)
		}
		if s == before {
			break
		}
	}
	return s
}

// isClean reports whether there is certainly nothing to do. It may err to the other side.
func isClean(s string, lines bool) bool {
	if s == "" {
		return true
	}
	blank, breaks := true, 2 // as if a line break stood before
	composed := true         // no character so far that NFC could change
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			switch {
			case c > ' ' && c != 0x7F:
				if c == '&' && isReference(s[i:]) {
					return false
				}
				blank, breaks = false, 0
			case c == ' ':
				if blank {
					return false
				}
				blank = true
			case c == '\n' && lines:
				if blank && breaks == 0 || breaks >= 2 {
					return false
				}
				blank = true
				breaks++
			default:
				return false
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || isSwept(r) || isSuspect(s[i:]) {
			return false
		}
		composed = composed && r < 0x300
		blank, breaks = false, 0
		i += size
	}
	return !blank && (composed || norm.NFC.QuickSpanString(s) == len(s))
}

// isSwept reports whether sweep may change or remove the character.
func isSwept(r rune) bool {
	switch {
	case r < 0xA1, r == 0xAD, r == 0x61C, r == 0x1680, r == 0x180E:
		return true
	case r >= 0x2000 && r <= 0x200F, r >= 0x2028 && r <= 0x202F, r >= 0x205F && r <= 0x206F, r == 0x3000, r == 0xFEFF:
		return true
	case r >= 0xFFF9 && r <= 0xFFFB, r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF:
		return true
	}
	return false
}

// sweep removes what no reader sees and makes blanks and line breaks even.
func sweep(s string, lines bool) string {
	var b strings.Builder
	b.Grow(len(s))
	blank, breaks := false, 0 // what is due before the next character
	rtl := hasRightToLeft(s)
	prev := rune(-1) // the last character written
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		at := i
		i += size
		switch r {
		case '\r':
			if i < len(s) && s[i] == '\n' {
				continue
			}
			r = '\n'
		case '\v', '\f', 0x2028:
			r = '\n'
		case 0x2029:
			breaks++
			r = '\n'
		}
		switch {
		case r == '\n' && lines:
			breaks++
			continue
		case r == '\n', r == ' ', r == '\t', isOtherBlank(r):
			blank = true
			continue
		case r >= 0x80 && r < 0xA0: // a control character that was a Windows-1252 byte
			if r = windows1252(byte(r)); r < 0xA0 {
				continue
			}
		case r < ' ', r == 0x7F, isInvisible(r):
			continue
		case r == 0x200C || r == 0x200D:
			next, _ := utf8.DecodeRuneInString(s[i:])
			if !joins(prev, next) || at == 0 {
				continue
			}
		case isDirection(r):
			if !rtl {
				continue
			}
		}
		if b.Len() > 0 {
			switch {
			case breaks > 1:
				b.WriteString("\n\n")
			case breaks == 1:
				b.WriteByte('\n')
			case blank:
				b.WriteByte(' ')
			}
		}
		blank, breaks = false, 0
		b.WriteRune(r)
		prev = r
	}
	return b.String()
}

func isOtherBlank(r rune) bool {
	switch {
	case r == 0xA0, r == 0x1680, r == 0x202F, r == 0x205F, r == 0x3000, r >= 0x2000 && r <= 0x200A:
		return true
	}
	return false
}

// isInvisible: soft hyphen, zero width space, word joiner, byte order mark, annotation marks, non-characters.
func isInvisible(r rune) bool {
	switch {
	case r == 0xAD, r == 0x200B, r == 0xFEFF, r == 0x180E, r >= 0x2060 && r <= 0x2064, r >= 0x206A && r <= 0x206F:
		return true
	case r >= 0xFFF9 && r <= 0xFFFB, r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF:
		return true
	}
	return false
}

func isDirection(r rune) bool {
	return r == 0x200E || r == 0x200F || r == 0x61C || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

// joins reports whether a zero width joiner or non-joiner between two characters belongs to the text: inside
// words of the scripts that shape their letters, and inside emoji. Between Latin, Greek and Cyrillic letters and
// at the edges of words it is dirt.
func joins(prev, next rune) bool {
	shaped := func(r rune) bool {
		return r >= 0x600 && r < 0x1100 && (unicode.IsLetter(r) || unicode.IsMark(r)) || r >= 0x1780 && r < 0x1800 || r >= 0xFB50 && r < 0xFE00
	}
	emoji := func(r rune) bool {
		return r >= 0x2190 && r < 0x2C00 || r >= 0x1F000 && r < 0x1FB00 || r == 0xFE0F || r >= 0xE0020 && r < 0xE0080
	}
	return shaped(prev) && (shaped(next) || !unicode.IsLetter(next) && unicode.IsMark(next)) || emoji(prev) && emoji(next)
}

func hasRightToLeft(s string) bool {
	for _, r := range s {
		if r >= 0x590 && r < 0x900 && unicode.IsLetter(r) || r >= 0xFB1D && r < 0xFDD0 || r >= 0xFE70 && r < 0xFEFF {
			return true
		}
	}
	return false
}
