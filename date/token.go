package date

import (
	"unicode"
	"unicode/utf8"
)

// maxInput bounds what is read as a date, in bytes: the longest real date lines, with byline and counter, are
// below 200. Anything longer is prose, and a date in prose is not the date of the page.
const maxInput = 400

// maxTokens bounds the tokens of an input; see maxInput.
const maxTokens = 96

type kind uint8

const (
	number kind = iota + 1
	name        // a run of letters
	mark        // one character of anything else but white space
)

// token is a piece of a date. White space is not a token; gap says that there was some before this one.
type token struct {
	kind    kind
	digits  uint8 // number: how many
	gap     bool
	capital bool // name: every letter that has a case is upper case
	at, end int  // bytes of the input
	n       int  // number: its value; -1 when too long for one
	r       rune // mark: the character, look-alikes folded
	w       word // name: what is known of it; the zero word for most
}

// scanner holds the tokens of one input. It lives on the stack.
type scanner struct {
	s      string
	tokens [maxTokens]token
	n      int
}

// scan cuts s into tokens; false when there are too many.
func (sc *scanner) scan(s string) bool {
	sc.s, sc.n = s, 0
	gap := false
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if isBlank(r) {
			gap = true
			i += size
			continue
		}
		if sc.n == maxTokens {
			return false
		}
		t := &sc.tokens[sc.n]
		*t = token{at: i, gap: gap}
		gap = false
		switch {
		case digit(r) >= 0:
			i = t.number(s, i)
		case isWordRune(r) && !isDateSign(r):
			i = t.name(s, i)
		default:
			t.kind, t.r = mark, foldMark(r)
			if isDateSign(r) {
				t.kind, t.capital = name, true
				t.w = lookup(s[i : i+size])
			}
			i += size
			t.end = i
		}
		sc.n++
	}
	return true
}

func (t *token) number(s string, i int) int {
	t.kind = number
	digits := 0
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		d := digit(r)
		if d < 0 {
			break
		}
		if digits++; digits <= 18 {
			t.n = t.n*10 + d
		}
		i += size
	}
	if digits > 18 {
		t.n = -1
	}
	t.digits = uint8(min(digits, 255))
	t.end = i
	return i
}

func (t *token) name(s string, i int) int {
	t.kind, t.capital = name, true
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if isDateSign(r) {
			break
		}
		if isApostrophe(r) { // only inside a word: Jum'at
			next, _ := utf8.DecodeRuneInString(s[i+size:])
			if !isWordRune(next) {
				break
			}
		} else if !isWordRune(r) {
			break
		}
		if unicode.IsLower(r) {
			t.capital = false
		}
		i += size
	}
	t.end = i
	t.w = lookup(s[t.at:i])
	return i
}

// tok returns token i, and the zero token outside the input.
func (sc *scanner) tok(i int) *token {
	if i < 0 || i >= sc.n {
		return &none
	}
	return &sc.tokens[i]
}

var none token // never written to

func (t *token) isMark(r rune) bool { return t.kind == mark && t.r == r }

func isBlank(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r', '\v', '\f', 0x85, 0xA0, 0x200B, 0x200E, 0x200F, 0x202F, 0xFEFF, 0x2060, 0x3000:
		return true
	}
	return r > 0x1FFF && unicode.IsSpace(r)
}

func digit(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0')
	case r >= 0x660 && r <= 0x669: // Arabic
		return int(r - 0x660)
	case r >= 0x6F0 && r <= 0x6F9: // Persian, Urdu
		return int(r - 0x6F0)
	case r >= 0x966 && r <= 0x96F: // Devanagari
		return int(r - 0x966)
	case r >= 0x9E6 && r <= 0x9EF: // Bengali
		return int(r - 0x9E6)
	case r >= 0xE50 && r <= 0xE59: // Thai
		return int(r - 0xE50)
	case r >= 0xFF10 && r <= 0xFF19: // full width
		return int(r - 0xFF10)
	}
	return -1
}

func isWordRune(r rune) bool {
	if r < 0x80 {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	}
	return unicode.IsLetter(r) || unicode.IsMark(r)
}

// isDateSign reports whether r is a sign of the Chinese, Japanese or Korean way to write dates, which stand
// between numbers and are no words.
func isDateSign(r rune) bool {
	switch r {
	case '年', '月', '日', '号', '時', '时', '分', '년', '월', '일', '시', '분':
		return true
	}
	return false
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', '`', '´', 'ʼ':
		return true
	}
	return false
}

func foldMark(r rune) rune {
	switch r {
	case '‐', '‑', '‒', '–', '—', '−', '―':
		return '-'
	case '：', '∶':
		return ':'
	case '／', '⁄':
		return '/'
	case '，', '、', '،':
		return ','
	case '（', '【':
		return '('
	case '）', '】':
		return ')'
	case '’', '‘', '`', '´':
		return '\''
	case '｜', '¦':
		return '|'
	}
	return r
}
