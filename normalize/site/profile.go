// Package site is what a single page cannot show and the other articles of its site do: which paragraphs stand in all of them, how their texts
// begin, and whether the pages have changed of late.
//
// Start with [Profile]. An article gives a [Lesson], a profile learns from it, and what is known then helps with the next one:
// [Profile.Strip] drops boilerplate, [Profile.Prefixes] are hints for datelines, [Health] notices a redesign. A profile is small and
// bounded, is kept as bytes ([Profile.Append], [Parse]), and depends on nothing but the lessons and their order.
package site

import (
	"hash/fnv"
	"maps"
	"slices"
	"strings"

	"kabar/normalize/dateline"
)

// Profile is what the articles of one site have shown. A nil Profile knows nothing, and can be asked like any other.
type Profile struct {
	// Version counts the cycles that have added to it.
	Version uint32
	// Articles is how many articles taught it. From memory on it counts the latest half twice as much as what came before.
	Articles uint32
	Health   Health

	clock  uint32            // lessons in all, for ages
	lines  map[uint64]line   // paragraphs by their hash
	starts map[string]uint32 // beginnings of texts, see dateline.Beginnings
}

// line is a paragraph that was seen.
type line struct {
	seen uint32 // in how many articles
	last uint32 // the clock then
}

const (
	memory    = 256 // articles; then all counts are halved, so that what a site has given up is forgotten
	maxLines  = 256 // what recurs in one article of five recurs long before so many others were seen
	maxStarts = 32
	maxStart  = 64 // bytes
)

// Lesson is what one article teaches. The zero Lesson teaches nothing.
type Lesson struct {
	lines  []uint64 // hashes of the paragraphs
	words  []int    // of each
	starts []string
}

// NewLesson reads the paragraphs of an article as they were found in the page: before anything was stripped.
func NewLesson(paragraphs []string) Lesson {
	var l Lesson
	l.lines, l.words = hashes(paragraphs)
	if len(paragraphs) > 0 {
		l.starts = dateline.Beginnings(paragraphs[0])
	}
	return l
}

// hashes are those of the paragraphs, and how many words each has.
func hashes(paragraphs []string) (lines []uint64, words []int) {
	lines, words = make([]uint64, len(paragraphs)), make([]int, len(paragraphs))
	for i, p := range paragraphs {
		lines[i], words[i] = hash(p)
	}
	return lines, words
}

// hash is that of a paragraph's words, and how many there are.
func hash(paragraph string) (sum uint64, words int) {
	h := fnv.New64a()
	for w := range strings.FieldsSeq(paragraph) {
		h.Write([]byte(w))
		h.Write([]byte{' '})
		words++
	}
	return h.Sum64(), words
}

// An article teaches when it is long enough to be one, and another one than those before. Of reports that fill in one frame (prices, prayer
// times, weather), of the parts of a series and of corrections a large share is known: their common words are text. So they are not
// learned from, and by the same measure nothing is dropped from them.
const (
	teaches  = 60   // words
	toOthers = 0.34 // share of the words that other articles may have too
)

// Learn adds an article.
func (p *Profile) Learn(l Lesson) {
	total, known := 0, 0
	for i, h := range l.lines {
		total += l.words[i]
		if p.lines[h].seen > 0 {
			known += l.words[i]
		}
	}
	if total < teaches || float64(known) > toOthers*float64(total) {
		return
	}
	if p.lines == nil {
		p.lines, p.starts = map[uint64]line{}, map[string]uint32{}
	}
	p.clock++
	p.Articles++
	for i, h := range l.lines {
		if k := p.lines[h]; !slices.Contains(l.lines[:i], h) { // twice in one article is once
			p.lines[h] = line{k.seen + 1, p.clock}
		}
	}
	for _, s := range l.starts {
		if len(s) <= maxStart {
			p.starts[s]++
		}
	}
	p.forget()
}

// forget keeps the bounds.
func (p *Profile) forget() {
	if p.Articles >= memory {
		p.Articles /= 2
		for h, k := range p.lines {
			p.lines[h] = line{k.seen / 2, k.last}
		}
		for s := range p.starts {
			p.starts[s] /= 2
		}
		maps.DeleteFunc(p.lines, func(_ uint64, k line) bool { return k.seen == 0 })
		maps.DeleteFunc(p.starts, func(_ string, n uint32) bool { return n == 0 })
	}
	if over := len(p.lines) - maxLines; over > 0 {
		order := slices.SortedFunc(maps.Keys(p.lines), func(a, b uint64) int { return p.compare(a, b) })
		for _, h := range order[:over] {
			delete(p.lines, h)
		}
	}
	if over := len(p.starts) - maxStarts; over > 0 {
		order := slices.SortedFunc(maps.Keys(p.starts), func(a, b string) int {
			if d := int(p.starts[a]) - int(p.starts[b]); d != 0 {
				return d
			}
			return strings.Compare(a, b)
		})
		for _, s := range order[:over] {
			delete(p.starts, s)
		}
	}
}

// compare puts the line that is the lesser loss first: seen in fewer articles, and longer ago.
func (p *Profile) compare(a, b uint64) int {
	x, y := p.lines[a], p.lines[b]
	switch {
	case x.seen != y.seen:
		return int(x.seen) - int(y.seen)
	case x.last != y.last:
		return int(x.last) - int(y.last)
	case a < b:
		return -1
	}
	return 1
}

// boilerplate tells a paragraph that the site's articles share: one in two while few are known, later one in five, and three at least.
// What follows a topic from report to report (its background) stands in fewer.
func (p *Profile) boilerplate(h uint64) bool {
	const few, atLeast = 10, 3
	seen, articles := p.lines[h].seen, p.Articles
	if articles < few {
		return seen >= atLeast && 2*seen >= articles
	}
	return seen > atLeast && 5*seen >= articles
}

// within is how many words a paragraph needs to be dropped amid the text. Shorter ones are subheadings and the names of speakers, which
// recur too; at the ends of a text there are none.
const within = 6

// bracketed tells what may be an end mark, (***) or (ant/rd), which recurs too: that is the dateline room's to strip and to keep as a fact.
func bracketed(paragraph string) bool {
	s := strings.TrimSpace(paragraph)
	return len(s) < 40 && (strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") || strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]"))
}

// Strip returns the paragraphs without the site's boilerplate, and what was dropped. paragraphs stays as it is.
func (p *Profile) Strip(paragraphs []string) (kept, dropped []string) {
	if p == nil || len(p.lines) == 0 {
		return paragraphs, nil
	}
	n := len(paragraphs)
	lines, words := hashes(paragraphs)
	known := make([]bool, n)
	for i, h := range lines {
		known[i] = p.boilerplate(h) && !bracketed(paragraphs[i])
	}
	first := slices.Index(known, false)
	if first < 0 { // nothing but what the others have: a page of another kind
		return paragraphs, nil
	}
	last := n - 1
	for known[last] {
		last--
	}
	total, gone := 0, 0
	for i := range n {
		total += words[i]
		if known[i] = known[i] && (i < first || i > last || words[i] >= within); known[i] {
			gone += words[i]
		}
	}
	if gone == 0 || float64(gone) > toOthers*float64(total) {
		return paragraphs, nil
	}
	for i, s := range paragraphs {
		if known[i] {
			dropped = append(dropped, s)
		} else {
			kept = append(kept, s)
		}
	}
	return kept, dropped
}

// Prefixes are the datelines that the site's texts begin with, fit for dateline.Hints.
func (p *Profile) Prefixes() []string {
	if p == nil {
		return nil
	}
	return dateline.Prefixes(p.starts)
}

// Next is a copy for the next cycle to add to.
func (p *Profile) Next() *Profile {
	if p == nil {
		return &Profile{Version: 1}
	}
	c := *p
	c.Version++
	c.lines, c.starts = maps.Clone(p.lines), maps.Clone(p.starts)
	c.Health.recent = slices.Clone(p.Health.recent)
	return &c
}
