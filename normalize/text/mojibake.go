package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// match is a run of characters that are, in some encoding, the bytes of one character in UTF-8.
type match struct {
	from, end int // bytes of the text
	r         rune
	grade     grade
}

// grade is how sure it is that a match is mojibake.
type grade uint8

const (
	unlikely grade = iota
	weak           // only beside other mojibake, or inside a word
	chained        // only with a neighbour that it forms a word with
	sure
)

// mend undoes UTF-8 that was read in another encoding, where that is certain: layer by layer, each in the
// encoding that explains most.
//
// What counts as certain follows from what people write. "â€™" and "Ã©" stand in no language. "É’" and "Ó…" do, at
// the end of a word in capitals; so a sequence whose further bytes are common punctuation needs a letter
// behind it or other mojibake in the text. Two-byte sequences of other scripts (Ð, ×, Ř) need a neighbour of the
// same kind, since one alone may be a sign: "5×£35".
func mend(s string) string {
	for layer := range 5 {
		if !anySuspect(s) {
			return s
		}
		var best []match
		score := 0
		for e := range encodings {
			if found, n := matches(s, e, layer > 0); n > score {
				best, score = found, n
			}
		}
		if score == 0 {
			return s
		}
		var b strings.Builder
		b.Grow(len(s))
		at := 0
		for _, m := range best {
			b.WriteString(s[at:m.from])
			b.WriteRune(m.r)
			at = m.end
		}
		b.WriteString(s[at:])
		s = b.String()
	}
	return s
}

func anySuspect(s string) bool {
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		if isSuspect(s[i:]) {
			return true
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return false
}

// matches finds the mojibake of one encoding, in order, and how many characters it explains. layered says that a
// layer was taken off before, which is evidence enough for sequences of three bytes.
func matches(s string, e encoding, layered bool) (found []match, explained int) {
	t := charsets()
	prev := ' '
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r < utf8.RuneSelf || r >= maxTabled || t.lead[r]&(1<<e) == 0 {
			prev = r
			i += size
			continue
		}
		if m, ok := t.sequence(s, i, e, prev); ok {
			if layered && m.grade == chained && utf8.RuneCountInString(s[m.from:m.end]) == 3 {
				m.grade = sure
			}
			found = append(found, m)
			prev, _ = utf8.DecodeLastRuneInString(s[:m.end])
			i = m.end
			continue
		}
		prev = r
		i += size
	}
	return settle(s, found)
}

// settle decides on the matches by their neighbours.
func settle(s string, found []match) ([]match, int) {
	evidence := false
	for k := range found {
		m := &found[k]
		if m.grade == chained {
			left := k > 0 && found[k-1].end == m.from && found[k-1].grade != weak && kin(found[k-1].r, m.r)
			right := k+1 < len(found) && m.end == found[k+1].from && found[k+1].grade != weak && kin(m.r, found[k+1].r)
			if !left && !right {
				m.grade = weak
				if unicode.IsLetter(m.r) || m.r < 0xA0 {
					m.grade = unlikely
				}
			}
		}
		evidence = evidence || m.grade >= chained
	}
	if !evidence {
		return nil, 0
	}
	out := found[:0]
	explained := 0
	for _, m := range found {
		if m.grade != unlikely {
			out = append(out, m)
			explained += utf8.RuneCountInString(s[m.from:m.end])
		}
	}
	return out, explained
}

// kin reports whether two decoded characters may stand in one word or beside one another in a script.
func kin(a, b rune) bool {
	if !unicode.IsLetter(a) || !unicode.IsLetter(b) {
		return true
	}
	return script(a) == script(b)
}

func script(r rune) int {
	switch {
	case r < 0x370:
		return 0
	case r < 0x400:
		return 1
	case r < 0x530:
		return 2
	case r < 0x590:
		return 3
	case r < 0x600:
		return 4
	case r < 0x780:
		return 5
	case r < 0x1E00:
		return int(r >> 7)
	case r < 0x1F00:
		return 0
	case r < 0x2000:
		return 1
	}
	return 1 << 20
}

// sequence reads the characters at s[i:] as bytes of UTF-8. prev is the character before.
func (t *tables) sequence(s string, i int, e encoding, prev rune) (match, bool) {
	var raw [6]byte
	var ends [6]int
	n, common, control, lost := 0, 0, false, false
	at := i
	for n < len(raw) && at < len(s) {
		r, size := utf8.DecodeRuneInString(s[at:])
		c, ok := t.bytes[e][r]
		switch {
		case r == utf8.RuneError && n > 0:
			lost = true
			c = 0xBF
		case !ok:
			goto done
		}
		if n > 0 && c >= 0xC0 && !(n == 3 && raw[0] == 0xED && c == 0xED) {
			break
		}
		if n > 0 && r >= 0x80 && r < 0xA0 {
			control = true
		}
		if n > 0 && n < 3 && isCommon(r) {
			common++
		}
		raw[n] = c
		at += size
		ends[n] = at
		n++
	}
done:
	m := match{from: i}
	if n == 1 && e == win1252 && at < len(s) && s[at] == ' ' { // à or Š, whose second byte was a no-break blank
		switch next, _ := utf8.DecodeRuneInString(s[at+1:]); {
		case raw[0] == 0xC3:
			m.end, m.r, m.grade = at, 'à', weak
			return m, true
		case raw[0] == 0xC5 && unicode.IsLower(next):
			m.end, m.r, m.grade = at+1, 'Š', weak
			return m, true
		}
	}
	if n < 2 {
		return m, false
	}
	if n == 6 && raw[0] == 0xED && raw[3] == 0xED && raw[1] >= 0xA0 && raw[1] < 0xB0 && raw[4] >= 0xB0 { // CESU-8
		high := rune(0xD000) | rune(raw[1]&0x3F)<<6 | rune(raw[2]&0x3F)
		low := rune(0xD000) | rune(raw[4]&0x3F)<<6 | rune(raw[5]&0x3F)
		m.end, m.r, m.grade = ends[5], (high-0xD800)<<10|(low-0xDC00)+0x10000, sure
		return m, true
	}
	length := 2
	switch {
	case raw[0] >= 0xF0:
		length = 4
	case raw[0] >= 0xE0:
		length = 3
	}
	if n < length {
		return m, false
	}
	m.end = ends[length-1]
	next, _ := utf8.DecodeRuneInString(s[m.end:])
	if lost {
		for _, r := range s[i:m.end] {
			if r == utf8.RuneError {
				m.r, m.grade = utf8.RuneError, weak
				return m, true
			}
		}
	}
	r, size := utf8.DecodeRune(raw[:length])
	if r == utf8.RuneError && size != length || !plausible(r) {
		return m, false
	}
	m.r = r
	m.grade = rate(e, raw[:length], r, prev, next, common, control)
	return m, m.grade != unlikely
}

// rate says how sure a sequence is, before its neighbours are looked at.
func rate(e encoding, raw []byte, r, prev, next rune, common int, control bool) grade {
	inWord := unicode.IsLetter(next)
	switch len(raw) {
	case 4:
		return sure
	case 3:
		if common == 2 && !control && raw[0] != 0xE2 {
			return unlikely // Brontë…”
		}
		if common == 2 && unicode.IsLetter(prev) && !control {
			return weak
		}
		if control || raw[0] == 0xE2 || raw[0] == 0xEF || r >= 0x1E00 && r < 0x1F00 && (e == win1252 || e == win1250) {
			return sure
		}
		return chained
	}
	if r < 0xA0 { // a control character: the inner layer of two
		return chained
	}
	if control {
		return sure
	}
	switch e {
	case win1252, win1250:
		switch {
		case raw[0] == 0xC2:
			if r > 0xA0 && common > 0 && unicode.IsLetter(prev) && unicode.IsUpper(prev) && raw[1] != 0xB0 {
				return weak
			}
			return sure
		case raw[0] <= 0xC5:
			if common > 0 && !inWord {
				return weak
			}
			return sure
		case raw[0] == 0xCE || raw[0] == 0xCF:
			if common > 0 {
				return chained
			}
			return sure
		}
	case macRoman:
		switch {
		case raw[0] == 0xC2:
			return weak
		case raw[0] <= 0xC5 && unicode.IsLetter(r):
			if unicode.IsLetter(prev) || inWord {
				return sure
			}
			return weak
		}
	case win1251, cp437:
		if raw[0] == 0xC2 {
			return weak
		}
	}
	return chained
}

// isCommon reports whether a character is punctuation that people put behind words, though it may also be the
// byte of another.
func isCommon(r rune) bool {
	switch r {
	case '…', '”', '’', '“', '‘', '–', '—', '•', '™', '®', '»', '«', '›', '‹', '´', '¿', '¡', '§':
		return true
	}
	return false
}

// plausible reports whether a decoded character is one that texts hold.
func plausible(r rune) bool {
	switch {
	case r >= 0x80 && r < 0xA0, r == 0xA0, r == 0xAD, r == 0xFEFF, r == utf8.RuneError, r >= 0x2000 && r <= 0x206F, r == 0x3000:
		return true
	case r >= 0xE000 && r < 0xF900:
		return false
	}
	return unicode.IsPrint(r) || unicode.IsMark(r)
}
