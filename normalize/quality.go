package normalize

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"kabar/news"
)

// Tokenizer names the rules by which Measure counts. It changes with them.
const Tokenizer = "kabar-2"

// maxStopword bounds the length in bytes of a word, with its punctuation, that may be a function word.
const maxStopword = 16

// Measure counts what filters of corpora ask for: the measures of Gopher (Rae et al. 2021, table A1) and
// FineWeb (Penedo et al. 2024) that one document can tell. A word is what stands between blanks; in scripts
// without blanks each letter is one. Ratios by name:
//
//   - alpha_words: words with at least one letter
//   - bullet_lines: lines that begin with a bullet
//   - digits: digits among all characters
//   - duplicate_lines: lines that stood before
//   - duplicate_line_characters: characters in such lines
//   - ellipsis_lines: lines that end with an ellipsis
//   - punctuated_lines: lines that end with a sentence's end
//   - duplicate_5_words to duplicate_10_words: characters in runs of so many words that stood before
//   - short_lines: lines of at most 30 characters
//   - stop_words: words that are common function words of the language; left out where no list of them is known
//   - symbol_words: # and … for each word
//   - top_2_words to top_4_words: characters in the most frequent run of so many words, when it repeats
//   - upper: capitals among the letters
//   - word_length: characters for each word, the only one that may be above 1
func Measure(paragraphs []string, language string) *news.Quality {
	c := counter{stop: stopwordsOf(language)}
	seen := make(map[string]bool, len(paragraphs))
	for _, p := range paragraphs {
		for line := range strings.SplitSeq(p, "\n") {
			c.line(line, seen)
		}
	}
	q := &news.Quality{Words: c.words, Sentences: c.sentences, Lines: c.lines, Tokenizer: Tokenizer}
	q.Ratios = map[string]float64{}
	set := func(name string, part, whole int) {
		if whole > 0 && part > 0 {
			q.Ratios[name] = math.Round(min(1, float64(part)/float64(whole))*1e4) / 1e4
		} else {
			q.Ratios[name] = 0
		}
	}
	set("alpha_words", c.alphaWords, c.words)
	set("bullet_lines", c.bullets, c.lines)
	set("digits", c.digits, c.chars)
	set("duplicate_lines", c.dupLines, c.lines)
	set("duplicate_line_characters", c.dupChars, c.chars)
	set("ellipsis_lines", c.ellipses, c.lines)
	set("punctuated_lines", c.punctuated, c.lines)
	set("short_lines", c.short, c.lines)
	set("symbol_words", c.symbols, c.words)
	set("upper", c.upper, c.letters)
	if c.stop != nil {
		set("stop_words", c.stopped, c.words)
	}
	total := 0
	for _, n := range c.runs.chars {
		total += n
	}
	c.runs.measure(func(name string, chars int) { set(name, chars, total) })
	if c.words > 0 {
		q.Ratios["word_length"] = math.Round(float64(total)/float64(c.words)*1e4) / 1e4
	}
	return q
}

// counter sums over the lines of a text.
type counter struct {
	words, alphaWords, sentences, lines, chars, letters, upper, digits, symbols int
	bullets, ellipses, punctuated, short, dupLines, dupChars                    int
	stopped                                                                     int

	stop map[string]bool // function words of the language
	runs runs
}

func (c *counter) line(line string, seen map[string]bool) {
	if line == "" {
		return
	}
	c.lines++
	chars := utf8.RuneCountInString(line)
	c.chars += chars
	if seen[line] {
		c.dupLines++
		c.dupChars += chars
	}
	seen[line] = true
	if chars <= 30 {
		c.short++
	}
	first, _ := utf8.DecodeRuneInString(line)
	if strings.ContainsRune("•‣▪●◦-*–", first) {
		c.bullets++
	}
	if strings.HasSuffix(line, "…") || strings.HasSuffix(line, "...") {
		c.ellipses++
	}
	ended := false // the last word ended a sentence
	for word := range strings.FieldsSeq(line) {
		ended = c.word(word)
	}
	if ended {
		c.punctuated++
	} else {
		c.sentences++
	}
}

// word counts one word and reports whether it ends a sentence.
func (c *counter) word(word string) (ended bool) {
	alpha, single := false, 0
	end := false
	for _, r := range word {
		switch {
		case r < 0x80 && (r|0x20 >= 'a' && r|0x20 <= 'z'): // most letters
			alpha, end = true, false
			c.letters++
			if r < 'a' {
				c.upper++
			}
			continue
		case r == '.' || r == '!' || r == '?' || r == '。' || r == '！' || r == '？' || r == '…' || r == '।' || r == '؟':
			if r == '…' {
				c.symbols++
			}
			if single > 0 && r >= '。' && !end {
				c.sentences++
			}
			end = true
			continue
		case r == '#':
			c.symbols++
		case unicode.IsLetter(r):
			alpha = true
			c.letters++
			if unicode.IsUpper(r) {
				c.upper++
			}
			if r >= 0xe00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
				single++
			}
		case unicode.IsDigit(r):
			c.digits++
		case strings.ContainsRune("\"'”’»)]」』）", r):
			continue // may follow the end of a sentence
		}
		end = false
	}
	if strings.Contains(word, "...") {
		c.symbols++
	}
	n := max(1, single)
	if single == 0 {
		c.runs.add(word, utf8.RuneCountInString(word))
		if len(word) <= maxStopword && c.stop[strings.ToLower(strings.TrimFunc(word, unicode.IsPunct))] {
			c.stopped++
		}
	} else {
		for _, r := range word {
			c.runs.add(string(r), 1) // not a part of word: what is not UTF-8 has another length there
		}
	}
	c.words += n
	if alpha {
		c.alphaWords += n
	}
	if end && single == 0 {
		c.sentences++
	}
	return end
}
