package bolt

import (
	"math/bits"
	"sync"
)

// set maps 64-bit hashes to sequence numbers: 12 bytes an entry in open addressing, in segments that grow one
// by one, so that growing never doubles the whole. A hash may stand there with several numbers: equal
// hashes of different keys are told apart by the records behind the numbers. It holds no number twice
// under one hash as long as the caller looks first.
//
// The top bit of a number is a hint, see settle; numbers go up to 2³¹-1, the zero is no number.
type set struct {
	mu       sync.RWMutex
	segments [segmentCount]segment
	n        int
}

type segment struct {
	hashes []uint64
	values []uint32
	n      int
}

const (
	segmentCount = 1024
	maxSequence  = 1<<31 - 1
	settledBit   = 1 << 31
)

// spread makes hashes that differ in a few bits only, as tests like them, spread too; it loses nothing.
func spread(h uint64) uint64 {
	h ^= h >> 32
	h *= 0x9E3779B97F4A7C15
	return h ^ h>>29
}

func (s *set) segment(h uint64) (*segment, uint64) {
	m := spread(h)
	return &s.segments[m>>(64-10)], m << 10
}

// home is where the search for a hash begins.
func (g *segment) home(m uint64) int {
	hi, _ := bits.Mul64(m, uint64(len(g.hashes)))
	return int(hi)
}

// lookup calls yes for each number under h until it returns true.
func (s *set) lookup(h uint64, yes func(seq uint64, settled bool) bool) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	g, m := s.segment(h)
	if g.n == 0 {
		return false
	}
	for i := g.home(m); g.values[i] != 0; {
		if g.hashes[i] == h && yes(uint64(g.values[i]&maxSequence), g.values[i]&settledBit != 0) {
			return true
		}
		if i++; i == len(g.values) {
			i = 0
		}
	}
	return false
}

// entry is a hash with its number.
type entry struct {
	hash uint64
	seq  uint32
}

func (s *set) add(entries []entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range entries {
		g, m := s.segment(e.hash)
		if 5*(g.n+1) > 4*len(g.values) {
			g.grow()
		}
		g.put(m, e)
		s.n++
	}
}

func (g *segment) put(m uint64, e entry) {
	i := g.home(m)
	for g.values[i] != 0 {
		if i++; i == len(g.values) {
			i = 0
		}
	}
	g.hashes[i], g.values[i] = e.hash, e.seq
	g.n++
}

func (g *segment) grow() {
	old := *g
	size := max(16, len(old.values)+len(old.values)/4)
	*g = segment{hashes: make([]uint64, size), values: make([]uint32, size)}
	for i, v := range old.values {
		if v != 0 {
			g.put(spread(old.hashes[i])<<10, entry{old.hashes[i], v})
		}
	}
}

// each calls f for every entry.
func (s *set) each(f func(entry)) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for i := range s.segments {
		g := &s.segments[i]
		for k, v := range g.values {
			if v != 0 {
				f(entry{g.hashes[k], v & maxSequence})
			}
		}
	}
}

// settle marks entries whose records have nothing left that a link could improve, so that no one reads them again for
// that. The mark is a hint that ends with the process.
func (s *set) settle(entries []entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range entries {
		g, m := s.segment(e.hash)
		if g.n == 0 {
			continue
		}
		for i := g.home(m); g.values[i] != 0; {
			if g.hashes[i] == e.hash && g.values[i]&maxSequence == e.seq {
				g.values[i] |= settledBit
				break
			}
			if i++; i == len(g.values) {
				i = 0
			}
		}
	}
}
