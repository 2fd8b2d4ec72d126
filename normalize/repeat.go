package normalize

import "math/bits"

// Lengths in words of the runs that Gopher asks for: of short ones how much the most frequent covers, of long
// ones how much all that stood before cover.
const (
	shortestRun = 2
	longestTop  = 4
	longestRun  = 10
)

// runNames are the measures' names by the length of the run.
var runNames = [longestRun + 1]string{
	2: "top_2_words", 3: "top_3_words", 4: "top_4_words", 5: "duplicate_5_words", 6: "duplicate_6_words",
	7: "duplicate_7_words", 8: "duplicate_8_words", 9: "duplicate_9_words", 10: "duplicate_10_words",
}

// counts counts hashes faster than a map: a table with open addresses, at most half full.
type counts struct {
	slots []struct {
		hash uint64
		n    int
	}
	shift int
}

func newCounts(size int) *counts {
	log := bits.Len(uint(2 * size))
	c := &counts{shift: 64 - log}
	c.slots = make([]struct {
		hash uint64
		n    int
	}, 1<<log)
	return c
}

// add returns how often the hash was there, with this time.
func (c *counts) add(h uint64) int {
	i := int(h * 0x9e3779b97f4a7c15 >> c.shift)
	for c.slots[i].n > 0 && c.slots[i].hash != h {
		i = (i + 1) & (len(c.slots) - 1)
	}
	c.slots[i].hash = h
	c.slots[i].n++
	return c.slots[i].n
}

// runs are the words of a text as numbers, to find those that repeat.
type runs struct {
	hashes []uint64
	chars  []int
}

// add appends a word, blanks not counted.
func (r *runs) add(word string, chars int) {
	h := uint64(14695981039346656037) // FNV-1a: equal in every process
	for i := range len(word) {
		h = (h ^ uint64(word[i])) * 1099511628211
	}
	r.hashes = append(r.hashes, h)
	r.chars = append(r.chars, chars)
}

// measure calls set with the characters in repeated runs of each length. It uses up the hashes.
func (r *runs) measure(set func(name string, chars int)) {
	words := append([]uint64(nil), r.hashes...)
	count := newCounts(len(words))
	repeats := true // no run repeats of which no beginning does
	for n := shortestRun; n <= longestRun; n++ {
		chars := 0
		if repeats = repeats && r.lengthen(words, n); repeats {
			clear(count.slots)
			if n <= longestTop {
				chars, repeats = r.top(n, count)
			} else {
				chars = r.again(n, count)
				repeats = chars > 0
			}
		}
		set(runNames[n], chars)
	}
}

// lengthen makes hashes of runs of n words of those of n-1, and reports whether there are any.
func (r *runs) lengthen(words []uint64, n int) bool {
	if len(words) < n {
		return false
	}
	r.hashes = r.hashes[:len(words)-n+1]
	for i := range r.hashes {
		r.hashes[i] = (r.hashes[i]*0x9e3779b97f4a7c15 ^ r.hashes[i]>>29) + words[i+n-1]
	}
	return true
}

// top is how many characters the most frequent run covers, of equally frequent ones the longest.
func (r *runs) top(n int, count *counts) (chars int, repeats bool) {
	most := 1
	for i, h := range r.hashes {
		k := count.add(h)
		if k < 2 || k < most {
			continue
		}
		if c := k * r.length(i, n); k > most || c > chars {
			most, chars = k, c
		}
	}
	return chars, most > 1
}

// again is how many characters stand in runs that stood before, none counted twice.
func (r *runs) again(n int, seen *counts) (chars int) {
	for i := 0; i < len(r.hashes); {
		if seen.add(r.hashes[i]) > 1 {
			chars += r.length(i, n)
			i += n
			continue
		}
		i++
	}
	return chars
}

func (r *runs) length(i, n int) (chars int) {
	for _, c := range r.chars[i : i+n] {
		chars += c
	}
	return chars
}
