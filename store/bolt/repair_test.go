package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"kabar/news"
	"kabar/store"
)

// repairOptions judge texts by their first word, which is their signature too.
func repairOptions(now time.Time) Options {
	word := func(a news.Article) string { w, _, _ := strings.Cut(a.Text(), " "); return w }
	return Options{
		Now: func() time.Time { return now }, Scheme: "first word",
		Signature: func(a news.Article) []uint64 { return []uint64{hashKey(word(a))} },
		Near: func(a, b news.Article) store.Likeness {
			return store.Likeness{Same: word(a) == word(b), Similarity: 0.5}
		},
	}
}

// repairStore makes a store with something in every bucket and returns its file.
func repairStore(t *testing.T, o Options) []byte {
	t.Helper()
	dir := t.TempDir()
	o.nearTable = 5
	s := mustOpen(t, dir, o)
	var links []store.Found
	for i := range 80 {
		l := testLink(i)
		switch i % 8 {
		case 6:
			l.Work = news.WorkFeed
		case 7:
			l.At = o.Now().Add(time.Hour)
		}
		links = append(links, l)
	}
	if _, err := s.Add(t.Context(), links); err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		l := mustLease(t, s)
		v := testVisit(l, fmt.Sprintf("k%d teks yang panjang sekali supaya ada beda antara keduanya %d", i%12, i), testLink(500+i))
		v.Document.Signature = o.Signature(v.Document.Article)
		v.Host.Delay = time.Second
		v.Memos = map[string][]byte{"profile": []byte("memo")}
		v.Robots = &news.Robots{Origin: "https://" + l.Address.Host, Body: []byte("x"), Fetched: o.Now()}
		if i%5 == 0 {
			v.Next = &store.Schedule{Again: true, At: o.Now().Add(-time.Minute), Priority: 9}
		}
		if i%7 == 0 {
			also := testLink(900 + i)
			v.Aliases = []store.Alias{{URL: also.URL, Key: also.Key}}
		}
		if _, err := s.Commit(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Forget(t.Context(), store.Forget{Keys: []string{testLink(30).Key}}); err != nil {
		t.Fatal(err)
	}
	mustCheck(t, s)
	s.Close()
	file, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// engineUpdate changes the file of a closed store behind its back.
func engineUpdate(t *testing.T, dir string, f func(tx *bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(dir, FileName), 0o666, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(f), db.Close()); err != nil {
		t.Fatal(err)
	}
}

// contents are all keys and values but for the logs, which may be cut into values otherwise, and the index of near texts.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	engineUpdate(t, dir, func(tx *bbolt.Tx) error {
		for _, b := range allBuckets {
			switch string(b.name) {
			case "meta", "seen", "hashes", "near", "nearlog":
				continue
			}
			if err := tx.Bucket(b.name).ForEach(func(k, v []byte) error {
				all[fmt.Sprintf("%s %x", b.name, k)] = string(v)
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	return all
}

// differences names the keys that differ, by bucket.
func differences(a, b map[string]string) map[string]int {
	n := map[string]int{}
	for k, v := range a {
		if w, ok := b[k]; !ok || v != w {
			n[strings.Fields(k)[0]]++
		}
	}
	for k := range b {
		if _, ok := a[k]; !ok {
			n[strings.Fields(k)[0]]++
		}
	}
	return n
}

// spoil deletes the key at position i of a bucket, or flips a bit of its value.
func spoil(t *testing.T, dir string, name []byte, i int, flip bool) {
	t.Helper()
	engineUpdate(t, dir, func(tx *bbolt.Tx) error {
		c := tx.Bucket(name).Cursor()
		k, v := c.First()
		for ; i > 0; i-- {
			k, v = c.Next()
		}
		if k == nil {
			return fmt.Errorf("%s holds too little", name)
		}
		k, v = bytes.Clone(k), bytes.Clone(v)
		if !flip || len(v) == 0 {
			return c.Delete()
		}
		v[len(v)/2] ^= 4
		return tx.Bucket(name).Put(k, v)
	})
}

func repaired(t *testing.T, dir string, o Options) (lost []string) {
	t.Helper()
	found := 0
	kept, err := Repair(t.Context(), dir, o, func(store.Problem) { found++ }, func(p store.Problem) {
		lost = append(lost, p.Where+": "+p.What)
	})
	if err != nil || found == 0 || kept == "" {
		t.Fatalf("%d problems, kept as %q, %v", found, kept, err)
	}
	if _, err := os.Stat(kept); err != nil {
		t.Error(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".repair-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	s := mustOpen(t, dir, o)
	mustCheck(t, s)
	s.Close()
	return lost
}

// Every index is made again as it was: the bytes of all records and indexes are those of before.
func TestRepairIndexes(t *testing.T) {
	o := repairOptions(time.Date(2025, 7, 13, 0, 0, 0, 0, time.UTC))
	file := repairStore(t, o)
	for _, name := range [][]byte{
		bucketReady, bucketOwed, bucketAgain, bucketSources, bucketMembers, bucketSeen, bucketHashes, bucketSites, bucketNearLog, bucketNear,
	} {
		for _, flip := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s flip %v", name, flip), func(t *testing.T) {
				dir := t.TempDir()
				if err := os.WriteFile(filepath.Join(dir, FileName), file, 0o666); err != nil {
					t.Fatal(err)
				}
				before := contents(t, dir)
				if bytes.Equal(name, bucketNearLog) && !flip {
					t.Skip("a value of the log that is missing looks like one that was merged")
				}
				spoil(t, dir, name, 0, flip)
				if lost := repaired(t, dir, o); len(lost) > 0 {
					t.Errorf("lost: %q", lost)
				}
				if d := differences(before, contents(t, dir)); len(d) > 0 {
					t.Errorf("differences: %v", d)
				}
			})
		}
	}
}

// A record that is damaged itself is told, and nothing but what hangs on it is changed.
func TestRepairRecords(t *testing.T) {
	o := repairOptions(time.Date(2025, 7, 13, 0, 0, 0, 0, time.UTC))
	file := repairStore(t, o)
	for _, c := range []struct {
		name  []byte
		at    int
		wants string // what is told
		only  string // the buckets that may differ
	}{
		{bucketAddr, 0, "is what is left of it", "addr sites hosts ready"},
		{bucketAddr, 79, "is dropped", "addr state ready owed again sources sites hosts docs"},
		{bucketState, 7, "its place in the frontier is kept", "state sites members"},
		{bucketDocs, 0, "its address will be asked again", "state docs texts revs members ready again sites"},
		{bucketTexts, 0, "its address will be asked again", "state docs texts revs members ready again sites"},
		{bucketRobots, 0, "is dropped", "robots"},
		{bucketMemos, 0, "is dropped", "memos"},
		{bucketReceipts, 0, "is dropped", "receipts"},
		{bucketChanges, 3, "is dropped", "changes"},
		{bucketHosts, 1, "is dropped", "hosts sites"},
	} {
		t.Run(fmt.Sprintf("%s %d", c.name, c.at), func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, FileName), file, 0o666); err != nil {
				t.Fatal(err)
			}
			before := contents(t, dir)
			spoil(t, dir, c.name, c.at, true)
			lost := repaired(t, dir, o)
			if !strings.Contains(strings.Join(lost, "\n"), c.wants) {
				t.Errorf("told %q, want %q", lost, c.wants)
			}
			for name, n := range differences(before, contents(t, dir)) {
				if !strings.Contains(c.only, name) || n > 12 {
					t.Errorf("%d differences in %s; told %q", n, name, lost)
				}
			}
		})
	}
}

// A whole store is left alone, and counters that cannot be read keep the store from opening, but not from being repaired.
func TestRepairMeta(t *testing.T) {
	o := repairOptions(time.Date(2025, 7, 13, 0, 0, 0, 0, time.UTC))
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, FileName), repairStore(t, o), 0o666); err != nil {
		t.Fatal(err)
	}
	none := func(p store.Problem) { t.Errorf("%+v", p) }
	if kept, err := Repair(t.Context(), dir, o, none, none); kept != "" || err != nil {
		t.Errorf("a whole store: %q, %v", kept, err)
	}
	before := contents(t, dir)
	for range 2 { // the second damaged file gets another name
		engineUpdate(t, dir, func(tx *bbolt.Tx) error { return tx.Bucket(bucketMeta).Put(keyCounters, []byte("?")) })
		if _, err := Open(dir, o); !errors.Is(err, store.ErrCorrupt) {
			t.Fatalf("opened: %v", err)
		}
		if lost := repaired(t, dir, o); len(lost) != 1 {
			t.Errorf("lost %q", lost)
		}
		if d := differences(before, contents(t, dir)); len(d) > 0 {
			t.Errorf("differences: %v", d)
		}
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "*.damaged*")); len(files) != 2 {
		t.Errorf("kept: %v", files)
	}
}
