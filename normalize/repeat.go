package normalize

import "strconv"

// Lengths in words of the runs that Gopher asks for: of short ones how much the most frequent covers, of long
// ones how much all that stood before cover.
const (
	shortestRun = 2
	longestTop  = 4
	longestRun  = 10
)

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
	count := make(map[uint64]int, len(words))
	repeats := true // no run repeats of which no beginning does
	for n := shortestRun; n <= longestRun; n++ {
		name, chars := "top_"+strconv.Itoa(n)+"_words", 0
		if n > longestTop {
			name = "duplicate_" + strconv.Itoa(n) + "_words"
		}
		if repeats = repeats && r.lengthen(words, n); repeats {
			clear(count)
			if n <= longestTop {
				chars, repeats = r.top(n, count)
			} else {
				chars = r.again(n, count)
				repeats = chars > 0
			}
		}
		set(name, chars)
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
func (r *runs) top(n int, count map[uint64]int) (chars int, repeats bool) {
	most := 1
	for i, h := range r.hashes {
		count[h]++
		k := count[h]
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
func (r *runs) again(n int, seen map[uint64]int) (chars int) {
	for i := 0; i < len(r.hashes); {
		h := r.hashes[i]
		if seen[h] > 0 {
			chars += r.length(i, n)
			i += n
			continue
		}
		seen[h]++
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
