package dedup

import "unicode/utf8"

// An article speaks of the same people, places and things from its beginning to its end: of the names and long words of its second half a
// fifth to a half stand in the first as well (one in ten in the most disparate of twenty), of those of any other article one in thirty.
// So what only one text says can be told apart: more of the same article, or another one.

// terms are the names and long words among some words.
type terms map[string]bool

func termsOf(spans ...[]word) terms {
	const long = 5 // letters; with 6 a short continuation seldom has terms enough in common
	t := terms{}
	for _, ws := range spans {
		for _, w := range ws {
			if isDay(w) {
				continue // every report has one
			}
			if w.kind == name || w.kind != number && utf8.RuneCountInString(w.text) >= long {
				t[w.text] = true
			}
		}
	}
	return t
}

// inCommon is the share of the terms of some words that a text has too; known is false where there are too few to tell.
func inCommon(words []word, text terms) (share float64, known bool) {
	const fewest = 12
	of := termsOf(words)
	if len(of) < fewest || len(text) < fewest {
		return 0, false
	}
	n := 0
	for t := range of {
		if text[t] {
			n++
		}
	}
	return float64(n) / float64(len(of)), true
}

// below is 0 for a share of at least own, 1 for one of at most other, and in between by its place.
func below(share, own, other float64) float64 {
	return min(max((own-share)/(own-other), 0), 1)
}
