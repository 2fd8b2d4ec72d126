package block

import "slices"

// A copy is a long block nearly all of whose threes of words the text has before it, and all of whose words stand in one of these. A
// sentence that says the same of another place, or names another figure, has a word that does not.
const (
	copyWords = 20
	copyShare = 0.9
)

// dropCopies drops what the text has already, cut or marked up in another way: pages hold their text once more as
// one block.
func (j *judgement) dropCopies() {
	var told threes // made when a block may be a copy; few pages have one
	for i := range j.blocks {
		if !j.keep[i] {
			continue
		}
		words := j.hashes[j.blocks[i].w0:j.blocks[i].w1]
		if len(words) >= copyWords && j.seenBefore[i] >= copyShare {
			if told == nil {
				told = threes{}
				for k := range i {
					if j.keep[k] {
						told.add(j.hashes[j.blocks[k].w0:j.blocks[k].w1])
					}
				}
			}
			if told.hold(words) {
				j.set(i, false, repeatRule)
				continue
			}
		}
		if told != nil {
			told.add(words)
		}
	}
}

// threes are those of the words of some blocks. A set that errs now and then, as bits does, would take another word for a known one.
type threes map[uint32]struct{}

func (s threes) add(words []uint32) {
	for k := 2; k < len(words); k++ {
		s[trigram(words[k-2], words[k-1], words[k])] = struct{}{}
	}
}

// hold tells whether words are a copy of what the threes come from.
func (s threes) hold(words []uint32) bool {
	known, covered := 0, 0 // threes that are known; words from the start that stand in one
	for k := 2; k < len(words); k++ {
		if _, ok := s[trigram(words[k-2], words[k-1], words[k])]; ok {
			if k-2 > covered {
				return false
			}
			covered = k + 1
			known++
		}
	}
	return covered == len(words) && float32(known) >= copyShare*float32(len(words)-2)
}

// A standfirst repeats the lead when all of its words, not fewer than these, open the paragraph behind it after at most so many others:
// the place or the outlet that the lead begins with.
const (
	standfirstWords = 4
	datelineWords   = 6
)

// dropStandfirst drops a first paragraph that is the beginning of the second one, so that the text begins where the outlet's does.
func (j *judgement) dropStandfirst() {
	first := slices.Index(j.keep, true)
	if first < 0 || isHeading(j.blocks[first].tag) { // a heading names what its paragraph begins with
		return
	}
	second := slices.Index(j.keep[first+1:], true) + first + 1
	if second == first || j.oneParagraph(first, second) {
		return
	}
	stand, lead := j.hashes[j.blocks[first].w0:j.blocks[first].w1], j.hashes[j.blocks[second].w0:j.blocks[second].w1]
	if len(stand) < standfirstWords || len(lead) < longWords {
		return
	}
	for at := 0; at <= datelineWords && at+len(stand) <= len(lead); at++ {
		if slices.Equal(stand, lead[at:at+len(stand)]) {
			j.set(first, false, repeatRule)
			return
		}
	}
}
