// Package feature turns text into the hashed features that the language model is made of. The program that
// trains the model and the package that uses it share it: a change here makes the weights worthless.
package feature

import (
	"unicode"
	"unicode/utf8"
)

// Bits is the size of the feature space: 1<<Bits buckets.
const Bits = 15

// Normalize appends to dst the text in lower case, every run of anything but letters and marks as one blank,
// with a blank at both ends. Apostrophes inside a word stay, as letters: many languages write sounds with them. A
// word with an "@", "/" or "." inside, an address, is left out.
func Normalize(dst []byte, text string) []byte {
	dst = append(dst, ' ')
	start := len(dst) // of the word
	address := false
	flush := func() {
		if address {
			dst = dst[:start]
			address = false
		}
		if len(dst) > start {
			dst = append(dst, ' ')
			start = len(dst)
		}
	}
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c >= 'a' && c <= 'z':
				dst = append(dst, c)
			case c >= 'A' && c <= 'Z':
				dst = append(dst, c+'a'-'A')
			case c == '\'' || c == '`':
				if len(dst) > start && i < len(text) && isLetterAt(text, i) {
					dst = append(dst, '\'')
				} else {
					flush()
				}
			case (c == '.' || c == '@' || c == '/' || c == ':') && len(dst) > start && i < len(text) && isLetterAt(text, i):
				if c == '.' || c == '@' {
					address = true
				} else if c == '/' && i+1 < len(text) && text[i] == '/' {
					address = true
				} else {
					flush()
				}
			default:
				flush()
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		switch {
		case r == '’' || r == '‘' || r == 'ʼ':
			if len(dst) > start && i < len(text) && isLetterAt(text, i) {
				dst = append(dst, '\'')
			} else {
				flush()
			}
		case unicode.IsLetter(r) || unicode.IsMark(r):
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		default:
			flush()
		}
	}
	flush()
	return dst
}

func isLetterAt(s string, i int) bool {
	if s[i] < utf8.RuneSelf {
		return s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z'
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLetter(r)
}

// Append appends the buckets of the features of a normalized text: runs of one to five bytes that begin in a
// word, with the blanks around it, and whole words.
func Append(dst []uint16, norm []byte) []uint16 {
	const mask = 1<<Bits - 1
	for i := 0; i < len(norm); i++ {
		if norm[i]&0xC0 == 0x80 { // inside a character
			continue
		}
		h := uint32(2166136261)
		end := min(i+5, len(norm))
		for j := i; j < end; j++ {
			h = (h ^ uint32(norm[j])) * 16777619
			if j > i || norm[i] != ' ' {
				m := h ^ h>>15
				m *= 0x2c1b3c6d
				dst = append(dst, uint16((m^m>>13)&mask))
			}
			if j > i && norm[j] == ' ' {
				break
			}
		}
		if norm[i] == ' ' && i+1 < len(norm) {
			h := uint32(0x9747b28c)
			for j := i + 1; j < len(norm) && norm[j] != ' '; j++ {
				h = (h ^ uint32(norm[j])) * 16777619
			}
			m := h ^ h>>15
			m *= 0x2c1b3c6d
			b := uint16((m ^ m>>13) & mask)
			dst = append(dst, b, b, b) // a word weighs three runs
		}
	}
	return dst
}
