package text

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// encoding is one that UTF-8 is wrongly read as.
type encoding uint8

const (
	win1252 encoding = iota // and Latin-1, whose control characters stand for the same bytes
	win1251
	macRoman
	win1250
	cp437
	encodings
)

// maxTabled bounds the characters of these encodings: the box drawings of code page 437 are the last. The
// ligatures and the apple of the Macintosh, beyond it, begin no sequence that is looked for.
const maxTabled = 0x2600

type tables struct {
	bytes [encodings]map[rune]byte
	// lead and trail hold, for a character, the set of encodings in which it is the first or a further byte of
	// a UTF-8 sequence.
	lead, trail [maxTabled]uint8
	from1252    [256]rune
}

var charsets = sync.OnceValue(func() *tables {
	t := new(tables)
	maps := [encodings]*charmap.Charmap{win1252: charmap.Windows1252, win1251: charmap.Windows1251, macRoman: charmap.Macintosh, win1250: charmap.Windows1250, cp437: charmap.CodePage437}
	for e, m := range maps {
		t.bytes[e] = make(map[rune]byte, 200)
		for c := 0x80; c <= 0xFF; c++ {
			r := m.DecodeByte(byte(c))
			if r == utf8.RuneError || r == 0x1A {
				r = rune(c)
			}
			if encoding(e) == win1252 {
				t.from1252[c] = r
			}
			t.add(encoding(e), r, byte(c))
			if c < 0xA0 && encoding(e) == win1252 {
				t.add(win1252, rune(c), byte(c))
			}
			if c < 0xA0 && r >= 0xA0 && encoding(e) == win1250 || c < 0xA0 && encoding(e) == win1251 {
				t.addIfFree(encoding(e), rune(c), byte(c))
			}
		}
	}
	return t
})

func (t *tables) add(e encoding, r rune, c byte) {
	t.bytes[e][r] = c
	if r >= maxTabled {
		return
	}
	if c < 0xC0 {
		t.trail[r] |= 1 << e
	} else if c >= 0xC2 && c <= 0xF4 {
		t.lead[r] |= 1 << e
	}
}

func (t *tables) addIfFree(e encoding, r rune, c byte) {
	if _, taken := t.bytes[e][r]; !taken {
		t.add(e, r, c)
	}
}

// windows1252 is the character of a byte; the five bytes without one stand for themselves.
func windows1252(c byte) rune { return charsets().from1252[c] }

// isSuspect reports whether s starts with two characters that may be the bytes of one.
func isSuspect(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	if r >= maxTabled || size >= len(s) {
		return false
	}
	t := charsets()
	lead := t.lead[r]
	if lead == 0 {
		return false
	}
	next, _ := utf8.DecodeRuneInString(s[size:])
	if next == utf8.RuneError {
		return true
	}
	if next == ' ' { // a no-break blank that became one
		return r == 'Ã' || r == 'Å'
	}
	return next < maxTabled && lead&t.trail[next] != 0
}
