package main

import (
	"strings"
	"unicode"

	"kabar/normalize/block"
	"kabar/normalize/text"
)

// label compares each block with the known text: 1 in, 0 out, -1 not known.
func label(s *block.Sheet, g *gold) []float32 {
	n := s.Len()
	y := make([]float32, n)
	texts := make([][]string, n)
	for i := range n {
		texts[i] = wordsOf(s.Text(i))
	}
	if g.Text == "" && !g.empty {
		return labelSnippets(s, g)
	}
	lines := map[string]int{}
	grams := map[string]int{}
	all := g.Text
	for _, o := range g.Optional {
		all += "\n" + o
	}
	var stream []string
	for line := range strings.SplitSeq(all, "\n") {
		w := wordsOf(line)
		if len(w) == 0 {
			continue
		}
		lines[strings.Join(w, " ")]++
		stream = append(stream, w...)
	}
	for i := range stream {
		for k := 1; k <= 4 && i+k <= len(stream); k++ {
			grams[strings.Join(stream[i:i+k], " ")]++
		}
	}
	optional := map[string]bool{}
	for _, o := range g.Optional {
		for line := range strings.SplitSeq(o, "\n") {
			optional[strings.Join(wordsOf(line), " ")] = true
		}
	}
	joined := " " + strings.Join(stream, " ") + " "
	for i, w := range texts {
		key := strings.Join(w, " ")
		switch {
		case len(w) == 0:
			y[i] = -1
		case optional[key]:
			y[i] = -1
		case lines[key] > 0:
			y[i] = 1
		case len(w) < 4:
			if len(key) > 3 && grams[key] > 0 && grams[key] <= 2 && strings.Contains(joined, " "+key+" ") {
				y[i] = 0.5 // part of a line: for the neighbours to say
			}
		default:
			hit := 0
			for k := 0; k+4 <= len(w); k++ {
				if grams[strings.Join(w[k:k+4], " ")] > 0 {
					hit++
				}
			}
			if hit*2 > len(w)-3 {
				y[i] = 1
			}
		}
	}
	settle(s, texts, y, lines)
	return y
}

// settle decides the doubtful: parts of lines by their neighbours, and which of several equal blocks is
// the one that is meant, by where the rest of the text stands.
func settle(s *block.Sheet, texts [][]string, y []float32, lines map[string]int) {
	mass := func(i int) float64 {
		sum := 0.0
		for k := max(0, i-15); k < min(len(y), i+16); k++ {
			if k != i && y[k] == 1 && len(texts[k]) > 5 {
				d := float64(k - i)
				if d < 0 {
					d = -d
				}
				sum += float64(min(len(texts[k]), 60)) / (3 + d)
			}
		}
		return sum
	}
	same := map[string][]int{}
	for i := range y {
		if y[i] == 1 {
			same[strings.Join(texts[i], " ")] = append(same[strings.Join(texts[i], " ")], i)
		}
	}
	// A block that holds what several blocks beside each other hold too is a second copy of them.
	for i := range y {
		if y[i] != 1 || len(texts[i]) < 40 {
			continue
		}
		own := " " + strings.Join(texts[i], " ") + " "
		inside, words := 0, 0
		for k := range y {
			if k != i && y[k] == 1 && len(texts[k]) > 8 && len(texts[k])*2 < len(texts[i]) && strings.Contains(own, " "+strings.Join(texts[k], " ")+" ") {
				inside++
				words += len(texts[k])
			}
		}
		if inside > 1 && words*2 > len(texts[i]) {
			y[i] = 0
		}
	}
	type fix struct {
		i int
		y float32
	}
	var fixes []fix
	for key, at := range same {
		allowed := max(1, lines[key])
		for len(at) > allowed {
			worst := 0
			for k := range at {
				if mass(at[k]) <= mass(at[worst]) {
					worst = k
				}
			}
			fixes = append(fixes, fix{at[worst], 0})
			at = append(at[:worst:worst], at[worst+1:]...)
		}
	}
	for i := range y {
		if y[i] != 0.5 {
			continue
		}
		before, after := i > 0 && y[i-1] == 1, i+1 < len(y) && y[i+1] == 1
		switch {
		case before && after:
			fixes = append(fixes, fix{i, 1})
		case before || after:
			fixes = append(fixes, fix{i, -1})
		default:
			fixes = append(fixes, fix{i, 0})
		}
	}
	for _, f := range fixes {
		y[f.i] = f.y
	}
	_ = s
}

// labelSnippets knows only what a few snippets tell.
func labelSnippets(s *block.Sheet, g *gold) []float32 {
	y := make([]float32, s.Len())
	for i := range y {
		y[i] = -1
		own := strings.Join(strings.Fields(s.Text(i)), " ")
		if len(own) == 0 {
			continue
		}
		for _, w := range append(g.Without[:len(g.Without):len(g.Without)], g.Comments...) {
			w = strings.Join(strings.Fields(w), " ")
			if strings.Contains(own, w) || len(own) > 15 && strings.Contains(w, own) {
				y[i] = 0
			}
		}
		for _, w := range g.With {
			w = strings.Join(strings.Fields(w), " ")
			if strings.Contains(own, w) || len(own) > 15 && strings.Contains(w, own) {
				y[i] = 1
			}
		}
	}
	return y
}

// wordsOf are the words of a text, without case, signs and soft hyphens; of scripts without blanks the
// letters.
func wordsOf(s string) []string {
	var out []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			out = append(out, string(word))
			word = word[:0]
		}
	}
	for _, r := range strings.ToLower(text.Clean(s)) {
		switch {
		case r == 0xad || r == 0x200b || r == 0x200c || r == 0x200d:
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Khmer, unicode.Lao, unicode.Myanmar):
			flush()
			out = append(out, string(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			word = append(word, r)
		default:
			flush()
		}
	}
	flush()
	return out
}
