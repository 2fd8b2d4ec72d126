package dedup

import (
	"crypto/sha256"
	"hash"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// TextHash is the first 128 bits of SHA-256 over the letters and digits of a text, and nothing else of it.
//
// Folded, so that it makes no difference: case (simple lower case); compatibility forms (NFKC: ligatures,
// full-width letters and digits, superscripts); composed and decomposed accents; and, by leaving it out, all that is
// neither letter, mark nor number: blanks and paragraph breaks, quotation marks, dashes, other punctuation, symbols,
// control and format characters (soft hyphens, zero-width blanks, byte order marks). Accents themselves count.
//
// Texts with no letter and no digit have the hash of the empty text.
func TextHash(text string) [16]byte {
	w := writer{hash: sha256.New()}
	ascii := 0
	for ascii < len(text) && text[ascii] < utf8.RuneSelf {
		ascii++
	}
	if ascii < len(text) && ascii > 0 {
		ascii-- // the last may combine with what follows
	}
	w.add(text[:ascii])
	if ascii < len(text) {
		w.add(norm.NFKC.String(text[ascii:]))
	}
	w.flush()
	return [16]byte(w.hash.Sum(nil)[:16])
}

// writer feeds a hash with the folded characters of a text, a block at a time.
type writer struct {
	hash hash.Hash
	buf  [512]byte
	n    int
}

func (w *writer) add(s string) {
	for _, r := range s {
		if r = fold(r); r < 0 {
			continue
		}
		if w.n+utf8.UTFMax > len(w.buf) {
			w.flush()
		}
		w.n += utf8.EncodeRune(w.buf[w.n:], r)
	}
}

func (w *writer) flush() {
	w.hash.Write(w.buf[:w.n])
	w.n = 0
}

// fold is the character that a word is made of, in lower case; -1 for what is none.
func fold(r rune) rune {
	if r < utf8.RuneSelf {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}
	if r == utf8.RuneError || !unicode.In(r, unicode.L, unicode.M, unicode.N) {
		return -1
	}
	return unicode.ToLower(r)
}
