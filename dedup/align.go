package dedup

import "sort"

// span is a run of words: a[a0:a1] and b[b0:b1] are equal in a match, and different in a gap.
type span struct{ a0, a1, b0, b1 int }

// alignment is the way from one text to the other, in order: gaps and matches alternate. Either side of a gap may
// be empty. What was moved counts as a gap twice.
type alignment struct {
	matches []span
	gaps    []span // gaps[i] stands before matches[i]; the last behind all
}

// align finds the words that two texts share in order. It anchors on runs of three words that stand once in each
// text (the longest increasing chain of them), grows the anchors, and compares what is left between
// them word by word where that is small. Its time grows with n log n, whatever the texts.
func align(a, b []int32) alignment {
	matches := grow(a, b, chain(anchors(a, b)))
	var all []span
	a0, b0 := 0, 0
	for _, m := range append(matches, span{len(a), len(a), len(b), len(b)}) {
		all = append(all, common(a, b, span{a0, m.a0, b0, m.b0})...)
		if m.a1 > m.a0 {
			all = append(all, m)
		}
		a0, b0 = m.a1, m.b1
	}
	return gapped(drop(join(all)), len(a), len(b))
}

// anchors are the pairs of places where a run of three words begins that stands once in each text.
func anchors(a, b []int32) [][2]int {
	const many = -1
	once := func(s []int32) map[[3]int32]int {
		at := make(map[[3]int32]int, len(s))
		for i := 0; i+3 <= len(s); i++ {
			k := [3]int32(s[i : i+3])
			if _, ok := at[k]; ok {
				at[k] = many
			} else {
				at[k] = i
			}
		}
		return at
	}
	inA, inB := once(a), once(b)
	var pairs [][2]int
	for i := 0; i+3 <= len(a); i++ {
		k := [3]int32(a[i : i+3])
		if inA[k] != i {
			continue
		}
		if j, ok := inB[k]; ok && j >= 0 {
			pairs = append(pairs, [2]int{i, j})
		}
	}
	return pairs
}

// chain is the longest subsequence of pairs whose second places increase.
func chain(pairs [][2]int) [][2]int {
	tails := make([]int, 0, len(pairs)) // tails[n] ends the best chain of n+1
	before := make([]int, len(pairs))
	for i, p := range pairs {
		n := sort.Search(len(tails), func(n int) bool { return pairs[tails[n]][1] >= p[1] })
		before[i] = -1
		if n > 0 {
			before[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, i)
		} else {
			tails[n] = i
		}
	}
	out := make([][2]int, len(tails))
	if len(tails) > 0 {
		for n, i := len(tails)-1, tails[len(tails)-1]; n >= 0; n, i = n-1, before[i] {
			out[n] = pairs[i]
		}
	}
	return out
}

// grow makes each anchor as long as the texts agree around it.
func grow(a, b []int32, anchors [][2]int) []span {
	var out []span
	a0, b0 := 0, 0 // what lies before is taken
	for _, p := range anchors {
		i, j := p[0], p[1]
		if i < a0 || j < b0 {
			if i+3 <= a0 || i-j != a0-b0 {
				continue
			}
			i, j = a0, b0
		}
		for i > a0 && j > b0 && a[i-1] == b[j-1] {
			i, j = i-1, j-1
		}
		end, endB := i, j
		for end < len(a) && endB < len(b) && a[end] == b[endB] {
			end, endB = end+1, endB+1
		}
		if end > i {
			out = append(out, span{i, end, j, endB})
			a0, b0 = end, endB
		}
	}
	return out
}

// common is the longest common subsequence of a small gap, as runs. A large gap has none.
func common(a, b []int32, gap span) []span {
	const largest = 1 << 18 // cells
	n, m := gap.a1-gap.a0, gap.b1-gap.b0
	if n == 0 || m == 0 || n*m > largest {
		return nil
	}
	width := m + 1
	table := make([]uint16, (n+1)*width) // table[i*width+j]: of a[i:] and b[j:]
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if a[gap.a0+i] == b[gap.b0+j] {
				table[i*width+j] = table[(i+1)*width+j+1] + 1
			} else {
				table[i*width+j] = max(table[(i+1)*width+j], table[i*width+j+1])
			}
		}
	}
	var out []span
	for i, j := 0, 0; i < n && j < m; {
		switch {
		case a[gap.a0+i] == b[gap.b0+j]:
			s := span{gap.a0 + i, gap.a0 + i + 1, gap.b0 + j, gap.b0 + j + 1}
			out = append(out, s)
			i, j = i+1, j+1
		case table[(i+1)*width+j] >= table[i*width+j+1]:
			i++
		default:
			j++
		}
	}
	return out
}

// join makes one of matches that touch.
func join(matches []span) []span {
	var out []span
	for _, m := range matches {
		if n := len(out); n > 0 && out[n-1].a1 == m.a0 && out[n-1].b1 == m.b0 {
			out[n-1].a1, out[n-1].b1 = m.a1, m.b1
		} else {
			out = append(out, m)
		}
	}
	return out
}

// drop takes out the short matches between two large gaps: the little words that any two texts share.
func drop(matches []span) []span {
	const short, large = 3, 4 // matches of fewer words, between gaps of so many times their length
	const most = 8            // passes: each makes gaps larger, and the third seldom finds anything
	for range most {
		kept := make([]span, 0, len(matches))
		for i, m := range matches {
			n := m.a1 - m.a0
			before, after := span{}, span{}
			if len(kept) > 0 {
				p := kept[len(kept)-1]
				before = span{p.a1, m.a0, p.b1, m.b0}
			} else {
				before = span{0, m.a0, 0, m.b0}
			}
			if i+1 < len(matches) {
				after = span{m.a1, matches[i+1].a0, m.b1, matches[i+1].b0}
			}
			if n < short && before.size() >= large*n && (after.size() >= large*n || i+1 == len(matches)) {
				continue
			}
			kept = append(kept, m)
		}
		if len(kept) == len(matches) {
			break
		}
		matches = kept
	}
	return matches
}

// size is the length of the longer side.
func (s span) size() int { return max(s.a1-s.a0, s.b1-s.b0) }

// least is the length of the shorter side: what stands in the place of something else.
func (s span) least() int { return min(s.a1-s.a0, s.b1-s.b0) }

func gapped(matches []span, n, m int) alignment {
	al := alignment{matches: matches, gaps: make([]span, 0, len(matches)+1)}
	a0, b0 := 0, 0
	for _, s := range matches {
		al.gaps = append(al.gaps, span{a0, s.a0, b0, s.b0})
		a0, b0 = s.a1, s.b1
	}
	al.gaps = append(al.gaps, span{a0, n, b0, m})
	return al
}
