package bolt

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestSet(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var s set
	want := map[uint64][]uint64{}
	for i := uint32(1); i <= 50_000; i++ {
		h := r.Uint64()
		switch {
		case i%10 == 0:
			h = uint64(i) // tests like such hashes
		case i%1000 == 1:
			h = 42 // and some are equal
		}
		s.add([]entry{{h, i}})
		want[h] = append(want[h], uint64(i))
		if i%3 == 0 {
			s.settle([]entry{{h, i}})
		}
	}
	if s.n != 50_000 {
		t.Errorf("%d entries", s.n)
	}
	for h, seqs := range want {
		var got []uint64
		s.lookup(h, func(seq uint64, settled bool) bool {
			if settled != (seq%3 == 0) {
				t.Fatalf("%d is settled: %v", seq, settled)
			}
			got = append(got, seq)
			return false
		})
		slices.Sort(got)
		if !slices.Equal(got, seqs) {
			t.Fatalf("%x: got %v, want %v", h, got, seqs)
		}
	}
	for range 20_000 {
		h := r.Uint64()
		if s.lookup(h, func(uint64, bool) bool { return true }) && want[h] == nil {
			t.Fatalf("%x is there", h)
		}
	}
}

func BenchmarkSet(b *testing.B) {
	const n = 1_000_000
	var s set
	entries := make([]entry, n)
	r := rand.New(rand.NewPCG(1, 1))
	for i := range entries {
		entries[i] = entry{r.Uint64(), uint32(i + 1)}
	}
	s.add(entries)
	size := 0
	for i := range s.segments {
		size += 12 * len(s.segments[i].hashes)
	}
	i := 0
	for b.Loop() {
		s.lookup(entries[i%n].hash, func(uint64, bool) bool { return true })
		i += 7919
	}
	b.ReportMetric(float64(size)/n, "B/entry")
}
