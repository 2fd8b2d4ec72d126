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
	c := context{}
	window := paragraph[:min(len(paragraph), maxHead)]
	if word := strings.TrimRight(firstWord(window), ","); isDomain(word) && len(word) < len(paragraph) {
		l.count(word)
	}
	sep, ok := nextSeparator(window, 0)
	if !ok || !sep.dash || sep.at == 0 || sep.end >= len(paragraph) || !startsSentence(paragraph[sep.end:]) {
		return
	}
	h, ok := c.takeApart(window[:sep.at])
	if !ok || h.longest(title) > 3 || labels[strings.ToLower(h.fields[0].text)] {
		return
	}
	for _, f := range h.fields {
		switch f.class {
		case capital, title:
			if len(h.fields) == 1 && h.agency == "" {
				l.count(f.text)
			}
		}
	}
	if h.agency != "" && (h.has[capital]+h.has[place]+h.has[date] > 0 || h.agencyC == domain) {
		l.count("(" + h.agency + ")")
		l.count(h.agency)
	}
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
func (l *Learner) Prefixes() []string {
	var out []string
	for s, n := range l.counts {
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
