package bolt

import "errors"

// A member's text is kept as its difference from its head's: the two agree but for some words, so that it takes an eighth of the space.
// Only the current text of a member is one, and its base, a text of the head that stays as long as the difference does, never is.
//
// After what every packed text begins with (method packDelta, u 0, u length unpacked) come: u document and u revision of the base, and for each
// paragraph u number of a paragraph of the base, from 1 (0: none), u bytes that it begins with, u bytes that it ends with, s what
// stands between.

// deltaPairs bounds how many pairs of paragraphs are compared; of longer texts only equal paragraphs are found.
const deltaPairs = 1 << 18

// encodeDelta is paragraphs as their difference from base, the text of a revision of doc.
func encodeDelta(paragraphs, base []string, doc uint64, revision uint32) (packed []byte) {
	plain := &writer{}
	plain.strs(paragraphs)
	w := &writer{}
	w.byte(packDelta)
	w.uint(0)
	w.uint(uint64(len(plain.b)))
	w.uint(doc)
	w.uint(uint64(revision))
	equal := make(map[string]int, len(base))
	for i := len(base) - 1; i >= 0; i-- {
		equal[base[i]] = i
	}
	search := len(paragraphs)*len(base) <= deltaPairs
	w.uint(uint64(len(paragraphs)))
	for _, p := range paragraphs {
		at, ok := equal[p]
		head, tail := len(p), 0
		if !ok {
			at, head, tail = -1, 0, 0
			for i := 0; search && i < len(base); i++ {
				if h, t := commonEnds(p, base[i]); h+t > head+tail {
					at, head, tail = i, h, t
				}
			}
		}
		w.uint(uint64(at + 1))
		w.uint(uint64(head))
		w.uint(uint64(tail))
		w.str(p[head : len(p)-tail])
	}
	return w.b
}

// commonEnds are the lengths of what two strings begin and end with in common, without overlap.
func commonEnds(a, b string) (head, tail int) {
	n := min(len(a), len(b))
	for head < n && a[head] == b[head] {
		head++
	}
	for tail < n-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return head, tail
}

var errDelta = errors.New("difference does not fit its base")

// deltaBase tells which text a packed one is the difference from; false for one that stands for itself.
func deltaBase(packed []byte) (doc uint64, revision uint32, ok bool) {
	r := &reader{b: packed}
	if r.byte() != packDelta {
		return 0, 0, false
	}
	r.uint()
	r.uint()
	doc, revision = r.uint(), uint32(r.below(1<<32-1))
	return doc, revision, !r.bad
}

// decodeDelta undoes encodeDelta.
func decodeDelta(packed []byte, base []string) ([]string, error) {
	r := &reader{b: packed}
	r.byte()
	r.uint()
	size := r.below(maxText)
	r.uint()
	r.uint()
	n := r.count(4)
	paragraphs := make([]string, 0, n)
	total := 0
	for range n {
		at, head, tail, middle := r.uint(), r.uint(), r.uint(), r.str()
		if r.bad || at > uint64(len(base)) {
			return nil, errDelta
		}
		from := ""
		if at > 0 {
			from = base[at-1]
		}
		if head > uint64(len(from)) || tail > uint64(len(from))-head {
			return nil, errDelta
		}
		p := from[:head] + middle + from[uint64(len(from))-tail:]
		if total += len(p); uint64(total) > size {
			return nil, errDelta
		}
		paragraphs = append(paragraphs, p)
	}
	if err := r.done(); err != nil {
		return nil, err
	}
	plain := &writer{}
	if plain.strs(paragraphs); uint64(len(plain.b)) != size {
		return nil, errDelta
	}
	return paragraphs, nil
}
