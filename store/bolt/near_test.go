package bolt

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"go.etcd.io/bbolt"

	"kabar/news"
	"kabar/store"
)

// Every document that shares a band is found, before, during and after the merge into the tree, and after a reopen.
func TestNearMerge(t *testing.T) {
	dir := t.TempDir()
	o := Options{nearTable: 30, Near: func(_, _ news.Article) store.Likeness { return store.Likeness{} }}
	s := mustOpen(t, dir, o)
	r := rand.New(rand.NewPCG(1, 1))
	bands := map[uint64][]uint64{} // signatureKey → documents
	find := func(signature []uint64) []uint64 {
		t.Helper()
		var docs []uint64
		if err := s.read(func(tx *bbolt.Tx) error {
			docs = s.near.candidates(bucket(tx, bucketNear), bandKeys(signature), 0, 1000)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return docs
	}
	for i := range 200 {
		mustAdd(t, s, i)
		v := testVisit(mustLease(t, s), fmt.Sprint("teks ", i))
		for range 5 {
			v.Document.Signature = append(v.Document.Signature, r.Uint64N(60)<<32)
		}
		if _, err := s.Commit(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		for _, k := range bandKeys(v.Document.Signature) {
			bands[k] = append(bands[k], uint64(i+1))
		}
		if i%20 != 0 {
			continue
		}
		if i%100 == 60 {
			s.Close()
			s = mustOpen(t, dir, o)
		}
		for range 10 {
			signature := []uint64{r.Uint64N(60) << 32, r.Uint64N(60) << 32}
			var want []uint64
			for _, k := range bandKeys(signature) {
				want = append(want, bands[k]...)
			}
			slices.Sort(want)
			want = slices.Compact(want)
			if got := find(signature); !slices.Equal(got, want) {
				t.Fatalf("after %d documents: found %v, want %v", i+1, got, want)
			}
		}
	}
	s.Close()
	s = mustOpen(t, dir, o)
	if s.counters.nearMerged == 0 {
		t.Error("nothing was merged")
	}
	mustCheck(t, s)
}
