package bolt

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"kabar/news"
	"kabar/store"
)

// No index names a forgotten document, wherever its entries were: in the tree, in the log, or on their way from one to the other.
func TestForgetCleansIndexes(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, Options{nearTable: 4, Near: func(_, _ news.Article) store.Likeness { return store.Likeness{} }})
	var ids []news.ID
	for i := range 11 { // some are merged, some not
		mustAdd(t, s, i)
		v := testVisit(mustLease(t, s), fmt.Sprint("rahasia nomor ", i))
		v.Document.Signature = []uint64{uint64(i), 77}
		r, err := s.Commit(t.Context(), v)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, r.Document)
	}
	if done, err := s.Forget(t.Context(), store.Forget{Documents: ids[:10]}); err != nil || done.Documents != 10 {
		t.Fatalf("forgot %+v, %v", done, err)
	}
	for range 2 {
		err := s.read(func(tx *bbolt.Tx) error {
			for _, name := range [][]byte{bucketTexts, bucketRevs} {
				if n := bucket(tx, name).Stats().KeyN; n > 1 {
					t.Errorf("%d entries in %s", n, name)
				}
			}
			return s.indexed(tx, func(name []byte, doc uint64) {
				if doc != 11 {
					t.Errorf("%s names document %d", name, doc)
				}
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		mustCheck(t, s)
		for i := range 8 { // enough for another merge
			mustAdd(t, s, 100+i)
		}
		s.Close()
		s = mustOpen(t, dir, Options{nearTable: 1})
	}
}

// indexed tells which documents the indexes on the disk name.
func (s *Store) indexed(tx *bbolt.Tx, found func(name []byte, doc uint64)) error {
	for _, name := range [][]byte{bucketNear, bucketNearLog, bucketHashes} {
		err := walkBucket(tx, name, func(k, v []byte) error {
			switch string(name) {
			case "near":
				found(name, uint64(k[8])<<24|uint64(k[9])<<16|uint64(k[10])<<8|uint64(k[11]))
			case "nearlog":
				postings, err := decodePostings(k, v)
				for _, p := range postings {
					found(name, p.doc)
				}
				return err
			default:
				entries, err := decodeLog(nil, name, k, v)
				for _, e := range entries {
					found(name, uint64(e.seq))
				}
				return err
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// After Compact the file holds nothing of what was forgotten, not even in free pages.
func TestForgetAndCompact(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, Options{})
	for i := range 200 {
		mustAdd(t, s, i)
		v := testVisit(mustLease(t, s), fmt.Sprintf("teks %d", i))
		v.Document.Article.Title = fmt.Sprintf("Judul rahasia %d.", i)
		if _, err := s.Commit(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	var keys []string
	for i := range 199 {
		keys = append(keys, testLink(i).Key)
	}
	if done, err := s.Forget(t.Context(), store.Forget{Keys: keys}); err != nil || done.Documents != 199 {
		t.Fatalf("forgot %+v, %v", done, err)
	}
	changes, cursor, err := s.Changes(t.Context(), "", 300)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	before, after, err := Compact(t.Context(), dir, Options{})
	if err != nil || after >= before {
		t.Fatalf("from %d to %d bytes, %v", before, after, err)
	}
	file, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(file), "Judul rahasia"); n != 1 {
		t.Errorf("%d titles in the file, want that of the one that stays", n)
	}
	s = mustOpen(t, dir, Options{})
	mustCheck(t, s)
	if rest, _, err := s.Changes(t.Context(), cursor, 300); err != nil || len(rest) != 399-len(changes) {
		t.Errorf("the cursor from before: %d changes, %v", len(rest), err)
	}
	mustAdd(t, s, 500)
	if _, err := s.Commit(t.Context(), testVisit(mustLease(t, s), "baru")); err != nil {
		t.Error(err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
