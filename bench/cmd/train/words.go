package main

import (
	"fmt"
	"math"
	"strings"
	"unicode"
)

// tally counts, for every word, on how many sites it stands with text that is in, and out. Each site has
// one vote, parted between the two.
type tally map[string]map[string][2]float64 // word, site, weight in and out

func (t tally) add(word, site string, in bool, w float64) {
	m := t[word]
	if m == nil {
		m = map[string][2]float64{}
		t[word] = m
	}
	v := m[site]
	if in {
		v[0] += w
	} else {
		v[1] += w
	}
	m[site] = v
}

// share is what a word's sites say together.
type share struct {
	word    string
	sites   int
	in, out float64
}

// total sums over the sites, in the order of the words; those of fewer sites than atLeast are left out.
func (t tally) total(atLeast int) []share {
	var all []share
	for _, word := range sortedKeys(t) {
		k := share{word: word}
		m := t[word]
		if len(m) < atLeast {
			continue
		}
		for _, site := range sortedKeys(m) {
			a := m[site][0] / (m[site][0] + m[site][1])
			k.sites++
			k.in += a
			k.out += 1 - a
		}
		all = append(all, k)
	}
	return all
}

// weights are the log odds of each word that stands on at least atLeast sites besides the one left out.
func (t tally) weights(total []share, without string, atLeast int, ratio float64, f func(word string, weight int)) {
	for _, k := range total {
		if v, ok := t[k.word][without]; ok {
			a := v[0] / (v[0] + v[1])
			k.sites--
			k.in -= a
			k.out -= 1 - a
		}
		if k.sites < atLeast {
			continue
		}
		const prior = 3
		w := math.Log((k.in+prior*ratio)/(k.out+prior*(1-ratio))) - math.Log(ratio/(1-ratio))
		if n := int(math.Round(w * 100)); n > 15 || n < -15 {
			f(k.word, n)
		}
	}
}

// Words of fewer sites are not learned.
const (
	classSites = 4
	wordSites  = 6
)

// lexicon counts the words of class names and of short blocks.
type lexicon struct {
	class, word tally
	names       map[string]bool // of sites: they are not learned
	classRatio  float64
	wordRatio   float64

	classTotal, wordTotal []share
}

func newLexicon(all []*sample) *lexicon {
	x := &lexicon{class: tally{}, word: tally{}, names: map[string]bool{}}
	var cin, call, win, wall float64
	for _, s := range all {
		for part := range strings.FieldsFuncSeq(strings.ToLower(s.site), func(r rune) bool { return !unicode.IsLetter(r) }) {
			if len(part) > 3 {
				x.names[part] = true
			}
		}
		name, _, _ := strings.Cut(strings.ToLower(s.site), ".")
		x.names[name] = true
		for part := range strings.FieldsFuncSeq(strings.ToLower(s.facts.SiteName+" "+strings.Join(s.facts.Outlets, " ")), func(r rune) bool { return !unicode.IsLetter(r) && r < 0x80 }) {
			x.names[part] = true
		}
	}
	for _, common := range []string{"news", "the", "post", "times", "daily", "blog", "media", "online", "today", "media", "info", "web", "com", "org", "net", "and", "of", "in", "on", "home", "world", "new", "die", "der", "das", "und", "de", "la", "le", "el", "article", "magazine"} {
		delete(x.names, common)
	}
	for _, s := range all {
		for i, y := range s.labels {
			if y < 0 || s.sheet.Words(i) == 0 {
				continue
			}
			w := float64(min(s.sheet.Words(i), 60) + 1)
			in := y > 0.5
			for _, c := range s.sheet.Classes(i) {
				if c = strings.ToLower(c); !x.names[c] {
					x.class.add(c, s.site, in, w)
				}
			}
			call += w
			if in {
				cin += w
			}
			words := wordsOf(s.sheet.Text(i))
			if len(words) > 25 || s.set == "patterns" { // few texts under many invented names
				continue
			}
			wall++
			if in {
				win++
			}
			seen := map[string]bool{}
			for _, q := range words {
				if !seen[q] && !x.names[q] && !strings.ContainsFunc(q, unicode.IsDigit) {
					seen[q] = true
					x.word.add(q, s.site, in, 1)
				}
			}
		}
	}
	x.classRatio, x.wordRatio = cin/call, win/wall
	x.classTotal, x.wordTotal = x.class.total(classSites), x.word.total(wordSites)
	return x
}

// text writes the table of words as tokens.txt has it, without what one site taught.
func (x *lexicon) text(without string) string {
	var b strings.Builder
	x.class.weights(x.classTotal, without, classSites, x.classRatio, func(w string, k int) { fmt.Fprintf(&b, "c %s %d\n", w, k) })
	x.word.weights(x.wordTotal, without, wordSites, x.wordRatio, func(w string, k int) { fmt.Fprintf(&b, "w %s %d\n", w, k) })
	return b.String()
}
