package block

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// addText adds a text node to the open block, with its white space folded.
func (w *walker) addText(s string) {
	for i := 0; i < len(s); {
		c := s[i]
		if c <= ' ' {
			w.gap = true
			w.line = w.line || c == '\n' && w.pre > 0
			i++
			continue
		}
		if c == 0xc2 && i+1 < len(s) && s[i+1] == 0xa0 { // no-break space
			w.gap = true
			i += 2
			continue
		}
		j := i + 1
		for j < len(s) && s[j] > ' ' && !(s[j] == 0xc2 && j+1 < len(s) && s[j+1] == 0xa0) {
			j++
		}
		w.addWord(s[i:j])
		i = j
	}
}

func (w *walker) addWord(word string) {
	if !w.open {
		if invisible(word) {
			return
		}
		w.start()
	}
	b := &w.b
	joined := false
	if n := int32(len(w.text)); n > b.start {
		switch {
		case w.cell:
			w.text = append(w.text, " | "...)
		case w.line:
			w.text = append(w.text, '\n')
		case w.gap:
			w.text = append(w.text, ' ')
		case w.edge && glued(w.text[b.start:n], word):
			w.text = append(w.text, ' ')
		default:
			joined = true
		}
	}
	w.gap, w.edge, w.cell, w.line = false, false, false, false
	w.text = append(w.text, word...)

	h, letters, digits, cjk := hashWord(word)
	b.upper += int32(upperOf(word))
	b.letters += int32(letters)
	b.digits += int32(digits)
	last := word[len(word)-1]
	switch last {
	case '.', '!', '?':
		b.stops++
	case ',', ';':
		b.commas++
	case '"', '\'', ')':
		if len(word) > 1 {
			switch word[len(word)-2] {
			case '.', '!', '?':
				b.stops++
			case ',':
				b.commas++
			}
		}
	default:
		if last >= 0x80 {
			stop, comma := foreignStop(word)
			if stop {
				b.stops++
			}
			if comma {
				b.commas++
			}
		}
	}
	own := int32(0)
	if !joined && letters+digits > 0 {
		own = 1
		r := rune(word[0])
		if r >= 0x80 {
			r, _ = utf8.DecodeRuneInString(word)
		}
		if r >= 'A' && r <= 'Z' || r >= 0x80 && unicode.IsUpper(r) {
			b.capitals++
		}
	}
	if cjk > 0 {
		w.cjk += int32(cjk)
		own = w.cjk / 2
		w.cjk %= 2
		if own == 0 && b.words == 0 {
			own = 1
		}
		if n := strings.Count(word, "。") + strings.Count(word, "！") + strings.Count(word, "？"); n > 1 {
			b.stops += int32(n - 1)
		}
		b.commas += int32(strings.Count(word, "、") + strings.Count(word, "，"))
	}
	if own > 0 {
		b.words += own
		if w.link > 0 {
			b.linkWords += own
		}
		if w.bold > 0 {
			b.boldWords += own
		}
		if w.ital > 0 {
			b.italWords += own
		}
	}
	b.own |= w.inlineCats
	b.ownScore = min(b.ownScore, w.inlineScore)
	b.hash = (b.hash ^ h) * prime32
	w.hashes = append(w.hashes, h)
}

// invisible reports a word that shows nothing: zero-width characters and soft hyphens only.
func invisible(word string) bool {
	if word[0] < 0x80 {
		return false
	}
	for _, r := range word {
		switch r {
		case 0xad, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0x200e, 0x200f:
		default:
			return false
		}
	}
	return true
}

// glued reports that two words ran together at the edge of an inline element where the author meant a
// blank: a small letter or the end of a sentence before a capital.
func glued(before []byte, word string) bool {
	if len(word) < 2 || word[0] < 'A' || word[0] > 'Z' || !(word[1] >= 'a' && word[1] <= 'z') {
		return false
	}
	c := before[len(before)-1]
	if c == '.' || c == '!' || c == '?' || c == ',' || c == ':' || c == ';' {
		return len(before) > 1 && before[len(before)-2] != '.' && (before[len(before)-2] >= 'a' || before[len(before)-2] == ')')
	}
	if c < 'a' || c > 'z' {
		return false
	}
	// Mc and Mac, and a lone letter as in iPhone, are parts of a name
	n := 0
	for i := len(before) - 1; i >= 0 && n < 4 && (before[i]|0x20 >= 'a' && before[i]|0x20 <= 'z'); i-- {
		n++
	}
	return n > 3
}

// foreignStop looks at the last character of a word that is not ASCII.
func foreignStop(word string) (stop, comma bool) {
	r, size := utf8.DecodeLastRuneInString(word)
	switch r {
	case '。', '！', '？', '…', '।', '۔', '؟', '።':
		return true, false
	case '、', '，', '،', '；', '؛':
		return false, true
	case '”', '’', '»', '“', '«', '」', '』', '）':
		if len(word) > size {
			switch rest := word[:len(word)-size]; rest[len(rest)-1] {
			case '.', '!', '?':
				return true, false
			case ',':
				return false, true
			default:
				r, _ := utf8.DecodeLastRuneInString(rest)
				return r == '。' || r == '…' || r == '！' || r == '？', false
			}
		}
	}
	return false, false
}
