package dedup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWords bounds what the judge reads of a text. No news article is longer; a book would be.
const maxWords = 20_000

// word is a word of a text as the judge sees it.
type word struct {
	text string // folded as TextHash does; a number keeps its inner separators: 16.460, 18:30, 7/10/2025
	kind wordKind
}

type wordKind uint8

const (
	plainWord wordKind = iota
	number             // begins with a digit
	name               // begins with a capital inside a sentence
)

// words takes a text apart, without its pointers to other articles.
func words(text string) []word {
	if !norm.NFKC.IsNormalString(text) {
		text = norm.NFKC.String(text)
	}
	var all []word
	for line := range strings.Lines(text) {
		if pointer(line) {
			continue
		}
		all = appendWords(all, line)
		if len(all) > maxWords {
			return all[:maxWords]
		}
	}
	return all
}

// Words is how many words of a text the judge reads: without pointers to other articles, 20,000 at most.
func Words(text string) int { return len(words(text)) }

func appendWords(all []word, line string) []word {
	opening := true // the next word begins a sentence
	for i := 0; i < len(line); {
		r, size := utf8.DecodeRuneInString(line[i:])
		if fold(r) < 0 {
			switch r {
			case '.', '?', '!', ':', '"', '“', '”', '(', '•':
				opening = true
			}
			i += size
			continue
		}
		w := word{}
		switch {
		case unicode.IsDigit(r):
			w.kind = number
		case unicode.IsUpper(r) && !opening:
			w.kind = name
		}
		end := wordEnd(line[i:], w.kind == number)
		w.text = foldWord(line[i : i+end])
		if w.kind == number {
			w.text = canonical(w.text)
		}
		all = append(all, w)
		i += end
		opening = false
	}
	return all
}

// wordEnd is the length of the word that s begins with. An apostrophe inside a word belongs to it (Jum'at),
// and so does a single separator between two digits.
func wordEnd(s string, numeric bool) int {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if fold(r) < 0 {
			next, _ := utf8.DecodeRuneInString(s[i+size:])
			switch {
			case numeric && strings.ContainsRune(".,:/", r) && unicode.IsDigit(next):
			case !numeric && strings.ContainsRune("'’‘ʼ`\u00ad", r) && unicode.IsLetter(next) && i > 0:
			default:
				return i
			}
		}
		i += size
	}
	return len(s)
}

func foldWord(s string) string {
	plain := true
	for i := range len(s) {
		if c := s[i]; !('a' <= c && c <= 'z' || '0' <= c && c <= '9') {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	return strings.Map(func(r rune) rune {
		if f := fold(r); f >= 0 {
			return f
		}
		if strings.ContainsRune(".,:/", r) {
			return r
		}
		return -1
	}, s)
}

// canonical is the form of a number that the ways of writing it share: 16.460 and 16,460 are 16460, 18:30 is
// 18.30, 07/08 is 7/8.
func canonical(s string) string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(".,:/", r) })
	if len(parts) < 2 {
		return s
	}
	if strings.Contains(s, "/") {
		for i, p := range parts {
			if parts[i] = strings.TrimLeft(p, "0"); parts[i] == "" {
				parts[i] = "0"
			}
		}
		return strings.Join(parts, "/")
	}
	for _, p := range parts[1:] {
		if len(p) != 3 || len(parts[0]) > 3 {
			return strings.Join(parts, ".")
		}
	}
	return strings.Join(parts, "")
}

// pointer reports a line that points to another article ("Baca juga: …"), which pages put between the
// paragraphs and which differs with the day.
func pointer(line string) bool {
	const longest = 250 // bytes; more is a paragraph that begins like one
	line = strings.TrimLeft(line, " \t([*-•>")
	if len(line) > longest {
		return false
	}
	head, _, found := strings.Cut(line, ":")
	if !found || len(head) > 40 {
		return false
	}
	first, rest, _ := strings.Cut(strings.ToLower(strings.TrimSpace(head)), " ")
	switch first {
	case "baca", "simak", "lihat", "tonton", "saksikan", "read", "see", "watch", "related":
	default:
		return false
	}
	switch second, _, _ := strings.Cut(rest, " "); second {
	case "", "juga", "pula", "lainnya", "selengkapnya", "video", "also", "more", "artikel", "berita":
		return true
	}
	return false
}
