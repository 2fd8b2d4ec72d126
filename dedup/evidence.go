package dedup

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// evidence is what the judge weighs: how two texts agree, word by word. a is the shorter one.
type evidence struct {
	a, b    int // words
	matched int // words that stand in both, in order; mistyped ones too

	headA, headB int // words before the first match
	tailA, tailB int // words behind the last match
	onlyA, onlyB int // words in between that only one has
	// replaced counts the words in between that stand in the place of others (the shorter side), and largest is the
	// largest such place.
	replaced, largest int
	places            int // such places

	// strange are the words of the longer text that have nothing to do with what both say, each counted by how sure that is; goesOn, that
	// behind the last match it says more of the same.
	strange float64
	goesOn  bool
	// apartHead and apartTail are words with which the shorter text begins and ends where the longer one has another story, counted likewise.
	apartHead, apartTail float64

	agreed int // numbers in matches
	conflicts
}

// conflicts counts the places where little stands in the place of little, and both sides say another thing of
// one kind: the slots of a template.
type conflicts struct {
	figures, dates, names int
}

// compare aligns two texts, the shorter one first, so that the result does not depend on their order.
func compare(ta, tb []word) evidence {
	if len(ta) > len(tb) || len(ta) == len(tb) && slices.CompareFunc(ta, tb, func(x, y word) int { return strings.Compare(x.text, y.text) }) > 0 {
		ta, tb = tb, ta
	}
	a, b := intern(ta, tb)
	al := align(a, b)
	e := evidence{a: len(a), b: len(b)}
	for _, m := range al.matches {
		e.matched += m.a1 - m.a0
		for _, w := range ta[m.a0:m.a1] {
			if w.kind == number {
				e.agreed++
			}
		}
	}
	e.weighStrange(ta, tb, al)
	last := len(al.gaps) - 1
	for i, g := range al.gaps {
		ga, gb := ta[g.a0:g.a1], tb[g.b0:g.b1]
		if typo(ga, gb) {
			e.matched += g.least()
			continue
		}
		switch {
		case i == 0 && last > 0:
			e.headA, e.headB = len(ga), len(gb)
		case i == last:
			e.tailA, e.tailB = len(ga), len(gb)
		case g.least() == 0:
			e.onlyA += len(ga)
			e.onlyB += len(gb)
		default:
			e.places++
			e.replaced += g.least()
			e.largest = max(e.largest, g.least())
			e.onlyA += len(ga) - g.least()
			e.onlyB += len(gb) - g.least()
		}
		if i > 0 {
			e.conflicts.slot(ta, tb, g)
		}
	}
	return e
}

// weighStrange looks for other articles in what only one text says.
func (e *evidence) weighStrange(ta, tb []word, al alignment) {
	const own, other = 0.11, 0.06 // shares of terms in common, see terms
	if len(al.matches) == 0 {
		return
	}
	var both terms // of what both say; made when it is asked for
	e.apartHead, e.apartTail = apartEnds(ta, tb, al)
	last := len(al.gaps) - 1
	for i, g := range al.gaps {
		ga, gb := ta[g.a0:g.a1], tb[g.b0:g.b1]
		if len(gb)-len(ga) < block {
			continue
		}
		if both == nil {
			matched := make([][]word, len(al.matches))
			for i, m := range al.matches {
				matched[i] = ta[m.a0:m.a1]
			}
			both = termsOf(matched...)
		}
		share, known := inCommon(gb, both)
		if !known {
			continue
		}
		e.strange += float64(len(gb)-len(ga)) * below(share, own, other)
		if i == last && share >= own {
			e.goesOn = true
		}
	}
}

// block is how many words may say something of their own; less is a header, a sentence, a pointer.
const block = 30

// apartEnds are the words with which the shorter text begins and ends where the longer one has another story. A beginning goes up to
// the first run of words in common that is no dateline, date or phrase.
func apartEnds(ta, tb []word, al alignment) (head, tail float64) {
	const run = 12
	first, last := -1, -1
	before, behind := 0, 0 // matched words
	for i, m := range al.matches {
		n := m.a1 - m.a0
		if n > run {
			if first < 0 {
				first = i
			}
			last, behind = i, 0
			continue
		}
		if first < 0 {
			before += n
		}
		behind += n
	}
	if first < 0 {
		return 0, 0
	}
	f, l := al.matches[first], al.matches[last]
	end := func(a, b []word, matched int) float64 {
		own := min(len(a), len(b)) - matched
		if own < block {
			return 0
		}
		return float64(own) * apart(a, b)
	}
	return end(ta[:f.a0], tb[:f.b0], before), end(ta[l.a1:], tb[l.b1:], behind)
}

// apart is how sure it is that two beginnings, or ends, are of different stories, 0 to 1.
func apart(a, b []word) float64 {
	x, known := inCommon(a, termsOf(b))
	y, _ := inCommon(b, termsOf(a))
	if !known {
		return 0
	}
	return below(max(x, y), 0.2, 0.1)
}

// slot judges a gap.
func (c *conflicts) slot(ta, tb []word, g span) {
	const widest = 3
	if g.least() == 0 || g.size() > widest {
		return
	}
	na, nb := pick(ta[g.a0:g.a1], isNumber), pick(tb[g.b0:g.b1], isNumber)
	da, db := pick(ta[g.a0:g.a1], isDay), pick(tb[g.b0:g.b1], isDay)
	switch {
	case len(da) > 0 && len(db) > 0:
		if len(na) == len(nb) && days[da[0].text] != days[db[0].text] {
			c.dates++
		}
	case len(na) > 0 && len(na) == len(nb) && !sameNumbers(na, nb):
		if dated(ta, g.a1) || strings.Contains(na[0].text, "/") && strings.Contains(nb[0].text, "/") {
			c.dates++
		} else {
			c.figures++
		}
	case len(na)+len(nb) == 0 && allNames(ta[g.a0:g.a1]) && allNames(tb[g.b0:g.b1]):
		c.names++
	}
}

// dated reports whether a month follows.
func dated(ws []word, at int) bool {
	return at < len(ws) && isDay(ws[at])
}

func allNames(ws []word) bool {
	for _, w := range ws {
		if w.kind != name {
			return false
		}
	}
	return true
}

func isNumber(w word) bool { return w.kind == number }
func isDay(w word) bool    { return days[w.text] != 0 }

func pick(ws []word, is func(word) bool) (out []word) {
	for _, w := range ws {
		if is(w) {
			out = append(out, w)
		}
	}
	return out
}

// sameNumbers takes 28/11 and 28/11/2019 for one, and 2052 for a slip in 2025.
func sameNumbers(a, b []word) bool {
	for i := range a {
		x, y := a[i].text, b[i].text
		if x != y && !strings.HasPrefix(x, y+"/") && !strings.HasPrefix(y, x+"/") && !swapped(x, y) {
			return false
		}
	}
	return true
}

// swapped reports whether two long numbers differ by two neighbours that changed places. In a short one
// that is more likely another number: 12 and 21.
func swapped(x, y string) bool {
	if len(x) != len(y) || len(x) < 4 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && x[i+2:] == y[i+2:]
}

// days are the names of weekdays and months; equal ones have equal values.
var days = func() map[string]int {
	m := make(map[string]int)
	for i, names := range []string{
		"", "senin monday isnin", "selasa tuesday", "rabu wednesday", "kamis thursday khamis", "jumat friday", "sabtu saturday", "minggu ahad sunday",
		"januari january jan", "februari february feb", "maret march mac mar", "april apr", "mei may", "juni june jun", "juli july jul julai",
		"agustus august ogos agu agt aug", "september sep sept", "oktober october okt oct", "november nov", "desember december disember des dec",
	} {
		for n := range strings.FieldsSeq(names) {
			m[n] = i
		}
	}
	return m
}()

// intern gives each word a number, equal for equal words.
func intern(a, b []word) (na, nb []int32) {
	ids := make(map[string]int32, len(a)+len(b))
	number := func(ws []word) []int32 {
		out := make([]int32, len(ws))
		for i, w := range ws {
			id, ok := ids[w.text]
			if !ok {
				id = int32(len(ids))
				ids[w.text] = id
			}
			out[i] = id
		}
		return out
	}
	return number(a), number(b)
}

// typo reports whether two small gaps are the same letters but for a slip.
func typo(a, b []word) bool {
	const mostWords, mostLetters = 4, 64
	if len(a) == 0 || len(b) == 0 || len(a) > mostWords || len(b) > mostWords {
		return false
	}
	for _, w := range a {
		if w.kind == number {
			return false
		}
	}
	for _, w := range b {
		if w.kind == number {
			return false
		}
	}
	if size(a) > mostLetters*utf8.UTFMax || size(b) > mostLetters*utf8.UTFMax {
		return false
	}
	x, y := letters(a), letters(b)
	n := max(len(x), len(y))
	return n >= 4 && n <= mostLetters && distance(x, y) <= max(1, n/5)
}

// size is the length of some words in bytes.
func size(ws []word) (n int) {
	for _, w := range ws {
		n += len(w.text)
	}
	return n
}

func letters(ws []word) []rune {
	var b strings.Builder
	for _, w := range ws {
		b.WriteString(w.text)
	}
	return []rune(b.String())
}

// distance is the number of letters put in, left out, exchanged or swapped with their neighbour.
func distance(a, b []rune) int {
	two, one, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range one {
		one[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(row[j-1]+1, one[j]+1, one[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], two[j-2]+1)
			}
		}
		two, one, row = one, row, two
	}
	return one[len(b)]
}
