package bolt

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"kabar/store"
)

// mark is a migration that leaves a memo with what the one before it left.
func mark(name string) migration {
	return func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketMemos)
		key := []byte("h.example\x00marks")
		old, err := unseal(key, b.Get(key))
		if err != nil {
			old = nil
		}
		return b.Put(key, seal(key, append([]byte(string(old)), name...)))
	}
}

// A store of this version is opened by versions to come, whose schema is two ahead: by a writer, a reader, compact.
func TestUpgrade(t *testing.T) {
	later := Options{migrations: []migration{mark("a"), mark("b")}}
	reader := later
	reader.ReadOnly = true
	opened := func(dir string, o Options) error {
		s, err := Open(dir, o)
		if err != nil {
			return err
		}
		return s.Close()
	}
	for name, open := range map[string]func(dir string) error{
		"write": func(dir string) error { return opened(dir, later) },
		"read":  func(dir string) error { return opened(dir, reader) },
		"compact": func(dir string) error {
			_, _, err := Compact(t.Context(), dir, later)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := mustOpen(t, dir, Options{})
			mustAdd(t, s, 1, 2, 3)
			s.Close()
			if err := open(dir); err != nil {
				t.Fatal(err)
			}
			if left, _ := filepath.Glob(filepath.Join(dir, ".upgrade-*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
			s = mustOpen(t, dir, later)
			if memo, err := s.Memo(t.Context(), "h.example", "marks"); string(memo) != "ab" || err != nil {
				t.Errorf("memo %q, %v; each migration runs once, in order", memo, err)
			}
			if _, err := s.Address(t.Context(), testLink(2).Key); err != nil {
				t.Error(err)
			}
			mustCheck(t, s)
			s.Close()
			_, err := Open(dir, Options{})
			if !errors.Is(err, store.ErrNewer) || !strings.Contains(err.Error(), "has schema 3, this crawler knows schema 1; update crawler") {
				t.Errorf("this version opens it: %v", err)
			}
		})
	}
}

// A migration that fails, or leaves a store that is not whole, leaves the old file as it was.
func TestUpgradeFails(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, Options{})
	mustAdd(t, s, 1, 2, 3)
	s.Close()
	before, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	for want, step := range map[error]migration{
		broken:           func(*bbolt.Tx) error { return broken },
		store.ErrCorrupt: func(tx *bbolt.Tx) error { return tx.Bucket(bucketState).Delete(u64(2)) },
	} {
		if _, err := Open(dir, Options{migrations: []migration{mark("a"), step}}); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
		if after, err := os.ReadFile(filepath.Join(dir, FileName)); err != nil || string(after) != string(before) {
			t.Errorf("the file has changed (%v)", err)
		}
	}
	mustCheck(t, mustOpen(t, dir, Options{}))
}
