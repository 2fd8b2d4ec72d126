package block

// bits is a set of hashes that may now and then say yes wrongly.
type bits []uint64

func (s bits) has(h uint32) bool {
	if len(s) == 0 {
		return false
	}
	h ^= h >> 15
	k := h % uint32(len(s)*64)
	return s[k/64]&(1<<(k%64)) != 0
}

func (s bits) add(h uint32) {
	h ^= h >> 15
	k := h % uint32(len(s)*64)
	s[k/64] |= 1 << (k % 64)
}

// threes is the share of the threes of words that are in the set.
func (s bits) threes(words []uint32) float32 {
	if len(words) < 3 {
		return 0
	}
	n := 0
	for k := 2; k < len(words); k++ {
		if s.has(trigram(words[k-2], words[k-1], words[k])) {
			n++
		}
	}
	return float32(n) / float32(len(words)-2)
}

// addThrees adds all threes of words.
func (s bits) addThrees(words []uint32) {
	for k := 2; k < len(words); k++ {
		s.add(trigram(words[k-2], words[k-1], words[k]))
	}
}

// eachWord calls f with the hash of every word of a text; what stands between < and > is no word.
func eachWord(s string, f func(h uint32)) {
	for i := 0; i < len(s); {
		switch {
		case s[i] <= ' ':
			i++
			continue
		case s[i] == '<':
			for i < len(s) && s[i] != '>' {
				i++
			}
			i++
			continue
		}
		j := i
		for j < len(s) && s[j] > ' ' && s[j] != '<' {
			j++
		}
		h, letters, digits, _ := hashWord(s[i:j])
		if letters+digits > 0 {
			f(h)
		}
		i = j
	}
}

func trigram(a, b, c uint32) uint32 { return ((a*prime32)^b)*prime32 ^ c }
