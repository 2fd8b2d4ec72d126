package bolt

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"kabar/news"
	"kabar/store"
)

// damaged is a small store, the same bytes each time, and what it holds.
type damaged struct {
	file    []byte
	docs    map[news.ID]news.Document
	changes []store.Change
	addr    map[string]store.Address
}

func newDamaged(t testing.TB) *damaged {
	dir := t.TempDir()
	clock := time.Date(2025, 7, 13, 0, 0, 0, 0, time.UTC)
	r := rand.New(rand.NewPCG(1, 2))
	// The array gives pages out in the same order each time, the map does not.
	o := Options{Now: func() time.Time { return clock }, Rand: rand.NewChaCha8([32]byte{1}), engine: bbolt.Options{FreelistType: bbolt.FreelistArrayType}}
	s := mustOpen(t, dir, o)
	var n []int
	for i := range 300 {
		n = append(n, i)
	}
	mustAdd(t, s, n...)
	for i := range 120 {
		l := mustLease(t, s)
		v := testVisit(l, benchText(r, 200+r.IntN(3000))+fmt.Sprint(i%100), testLink(1000+i), testLink(2000+i))
		v.Host.Delay = time.Second
		v.Memos = map[string][]byte{"profile": []byte("memo")}
		if i%3 == 0 {
			v.Next = &store.Schedule{Priority: 1}
		}
		if _, err := s.Commit(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	d := &damaged{docs: map[news.ID]news.Document{}, addr: map[string]store.Address{}}
	if err := d.read(t, s, func(doc news.Document) { d.docs[doc.ID] = doc }, func(a store.Address) { d.addr[a.Key] = a }, func(c []store.Change) { d.changes = c }); err != nil {
		t.Fatal(err)
	}
	mustCheck(t, s)
	s.Close()
	var err error
	if d.file, err = os.ReadFile(filepath.Join(dir, FileName)); err != nil {
		t.Fatal(err)
	}
	return d
}

// read reads everything; it returns the first error but reads on.
func (d *damaged) read(t testing.TB, s *Store, doc func(news.Document), addr func(store.Address), changes func([]store.Change)) (first error) {
	keep := func(err error) bool {
		if err != nil && first == nil {
			first = err
		}
		return err == nil
	}
	var at store.DocCursor
	for {
		page, next, err := s.Documents(t.Context(), at, 10)
		if !keep(err) || len(page) == 0 {
			break
		}
		for _, p := range page {
			doc(p)
			if one, err := s.Document(t.Context(), p.ID); keep(err) {
				doc(one)
			}
		}
		at = next
	}
	for _, base := range []int{0, 1000, 2000} {
		for i := range 300 {
			if a, err := s.Address(t.Context(), testLink(base+i).Key); err == nil {
				addr(a)
			} else if base == 0 || i < 120 {
				keep(err)
			}
		}
	}
	page, _, err := s.Changes(t.Context(), "", 10_000)
	if keep(err) {
		changes(page)
	}
	_, err = s.Memo(t.Context(), "h.example", "profile")
	keep(err)
	_, err = s.Stats(t.Context())
	keep(err)
	return first
}

// try opens a damaged file and uses it: what it gives is what was stored, or an error that says so. It tells whether the damage was
// found by reading, and by Check.
func (d *damaged) try(t *testing.T, name string, file []byte) (read, checked bool) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, FileName), file, 0o666); err != nil {
		t.Fatal(err)
	}
	allowed := func(what string, err error) {
		t.Helper()
		if err != nil && !errors.Is(err, store.ErrCorrupt) && !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: %s: %v", name, what, err)
		}
	}
	s, err := Open(dir, Options{})
	if err != nil {
		allowed("open", err)
		return true, true
	}
	defer s.Close()
	metas, err := readMetas(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if len(metas) < 2 { // the store may be one commit older, and Check tells
		found := 0
		err := s.Check(t.Context(), func(store.Problem) { found++ })
		if err != nil || found == 0 {
			t.Errorf("%s: a damaged meta page: %d problems, %v", name, found, err)
		}
		return true, true
	}
	err = d.read(t, s, func(doc news.Document) {
		if !reflect.DeepEqual(doc, d.docs[doc.ID]) {
			t.Errorf("%s: another document", name)
		}
	}, func(a store.Address) {
		if !reflect.DeepEqual(a, d.addr[a.Key]) {
			t.Errorf("%s: another address:\n%+v\n%+v", name, a, d.addr[a.Key])
		}
	}, func(c []store.Change) {
		if !reflect.DeepEqual(c, d.changes) && len(c) > 0 && !reflect.DeepEqual(c, d.changes[:min(len(c), len(d.changes))]) {
			t.Errorf("%s: other changes", name)
		}
	})
	allowed("read", err)
	found := 0
	err2 := s.Check(t.Context(), func(store.Problem) { found++ })
	allowed("check", err2)
	if errors.Is(err, store.ErrCorrupt) && found == 0 && err2 == nil {
		t.Errorf("%s: reading found damage (%v) and Check none", name, err)
	}
	if l, err := s.Lease(t.Context(), store.LeaseRequest{TTL: time.Minute}); err == nil {
		_, err = s.Commit(t.Context(), testVisit(l, "lagi", testLink(5000)))
		if !errors.Is(err, store.ErrFailed) && !errors.Is(err, store.ErrUnknownOutcome) {
			allowed("commit", err)
		}
	} else if !errors.As(err, new(*store.NothingDue)) {
		allowed("lease", err)
	}
	return err != nil, found > 0
}

var (
	damageSeed   = flag.Uint64("damage.seed", 1, "seed of TestDamage")
	damageRounds = flag.Int("damage.rounds", 1, "factor to the rounds of TestDamage")
)

func TestDamage(t *testing.T) {
	d := newDamaged(t)
	r := rand.New(rand.NewPCG(*damageSeed, 4))
	pages := len(d.file) / pageSize
	used := pages
	for used > 0 && bytes.Count(d.file[(used-1)*pageSize:used*pageSize], []byte{0}) == pageSize {
		used-- // the file grows ahead of what is in it
	}
	d.file = d.file[:used*pageSize]
	if read, checked := d.try(t, "undamaged", d.file); read || checked {
		t.Fatal("the undamaged file has damage")
	}
	for _, c := range []struct {
		name   string
		rounds int
		damage func(file []byte) []byte
	}{
		{"flipped bit", 30, func(f []byte) []byte { f[r.IntN(used*pageSize)] ^= 1 << r.IntN(8); return f }},
		{"flipped bit in a page's head", 30, func(f []byte) []byte {
			f[r.IntN(used)*pageSize+r.IntN(64)] ^= 1 << r.IntN(8)
			return f
		}},
		{"zeroed page", 20, func(f []byte) []byte { p := r.IntN(used); clear(f[p*pageSize : (p+1)*pageSize]); return f }},
		{"cut", 15, func(f []byte) []byte { return f[:r.IntN(used*pageSize)] }},
	} {
		t.Run(c.name, func(t *testing.T) {
			read, checked := 0, 0
			for round := range c.rounds * *damageRounds {
				a, b := d.try(t, fmt.Sprintf("round %d", round), c.damage(bytes.Clone(d.file)))
				if a {
					read++
				}
				if b {
					checked++
				}
			}
			t.Logf("of %d, reading found %d, Check %d", c.rounds**damageRounds, read, checked)
			if read == 0 {
				t.Error("no damage was found at all")
			}
		})
	}
}
