package bolt

import (
	"bytes"
	"runtime"
	"testing"
	"time"
)

// Whatever stands in the file, the check of its pages ends, with problems or without.
func FuzzPages(f *testing.F) {
	f.Add([]byte{2, 3, 4}, uint16(0), byte(1))
	f.Add([]byte("0123456789"), uint16(3*pageSize+8), byte(0x10))
	good := newDamaged(f).file
	f.Fuzz(func(t *testing.T, patch []byte, at uint16, pages byte) {
		file := bytes.Clone(good[:min(len(good), (int(pages)+2)*pageSize)])
		copy(file[min(int(at), len(file)):], patch)
		metas, err := readMetas(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range append(metas, metaPage{root: 3, freelist: 2}) {
			high := uint64(len(file) / pageSize)
			p := &pageChecker{f: bytes.NewReader(file), high: high, used: make([]bool, high), report: func(string, string) {}}
			p.problem(p.walk(m.root, nil, nil, 0))
			_, err := p.freelist(m.freelist)
			p.problem(err)
		}
	})
}

// A store leaves no goroutine behind.
func TestGoroutines(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 10 {
		s := mustOpen(t, t.TempDir(), Options{})
		mustAdd(t, s, 1)
		if _, err := s.Commit(t.Context(), testVisit(mustLease(t, s), "teks")); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for range 200 { // those that are ending
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("%d goroutines before, %d after", before, runtime.NumGoroutine())
}
