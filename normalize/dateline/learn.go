package dateline

import (
	"slices"
	"strings"
)

// Learner collects the beginnings of the articles of one site, to find what they share. The zero Learner is
// ready.
type Learner struct {
	counts map[string]int
}

// maxLearned bounds what a Learner remembers.
const maxLearned = 1 << 16

// Add takes the first paragraph of an article, as it was before stripping.
func (l *Learner) Add(paragraph string) {
	for _, s := range Beginnings(paragraph) {
		l.count(s)
	}
}

// Beginnings are what at the start of a first paragraph may be its outlet's: a name in capitals before a dash, an agency, a domain. Prefixes
// makes something of those that recur.
func Beginnings(paragraph string) (found []string) {
	c := context{}
	window := paragraph[:min(len(paragraph), maxHead)]
	if word := strings.TrimRight(firstWord(window), ","); isDomain(word) && len(word) < len(paragraph) {
		found = append(found, word)
	}
	sep, ok := nextSeparator(window, 0)
	if !ok || !sep.dash || sep.at == 0 || sep.end >= len(paragraph) || !startsSentence(paragraph[sep.end:]) {
		return found
	}
	h, ok := c.takeApart(window[:sep.at])
	if !ok || h.longest(title) > 3 || labels[strings.ToLower(h.fields[0].text)] {
		return found
	}
	for _, f := range h.fields {
		switch f.class {
		case capital, title:
			if len(h.fields) == 1 && h.agency == "" {
				found = append(found, f.text)
			}
		}
	}
	if h.agency != "" && (h.has[capital]+h.has[place]+h.has[date] > 0 || h.agencyC == domain) {
		found = append(found, "("+h.agency+")")
		found = append(found, h.agency)
	}
	return found
}

func (l *Learner) count(s string) {
	if l.counts == nil {
		l.counts = make(map[string]int)
	}
	if _, ok := l.counts[s]; ok || len(l.counts) < maxLearned {
		l.counts[s]++
	}
}

// Prefixes returns what two articles or more have begun with, fit for Hints.SitePrefixes, in the order of
// their names.
func (l *Learner) Prefixes() []string { return Prefixes(l.counts) }

// Prefixes are those beginnings that were counted twice or more, fit for Hints.SitePrefixes, in the order of their names.
func Prefixes[N int | uint32](counts map[string]N) []string {
	var out []string
	for s, n := range counts {
		if n < 2 {
			continue
		}
		if name, ok := strings.CutPrefix(s, "("); ok {
			out = append(out, "X ("+name+" - ")
		} else {
			out = append(out, s+" - ")
		}
	}
	slices.Sort(out)
	return out
}
