package bolt

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"go.etcd.io/bbolt"

	"kabar/news"
	"kabar/store"
)

// hookWrites puts f before every write of the engine, which offers no hook of its own.
func hookWrites(db *bbolt.DB, f func(write func(b []byte, at int64) (int, error), b []byte, at int64) (int, error)) {
	ops := reflect.ValueOf(db).Elem().FieldByName("ops").FieldByName("writeAt")
	field := (*func(b []byte, at int64) (int, error))(unsafe.Pointer(ops.UnsafeAddr()))
	write := *field
	*field = func(b []byte, at int64) (int, error) { return f(write, b, at) }
}

func testLink(n int) store.Found {
	url := fmt.Sprintf("https://h%03d.example/%d", n%50, n)
	return store.Found{
		Link: news.Link{URL: url, Work: news.WorkArticle, Via: news.ViaFeed}, Key: url,
		Host: fmt.Sprintf("h%03d.example", n%50), Site: "h.example",
	}
}

func testVisit(l store.Lease, text string, links ...store.Found) store.Visit {
	v := store.Visit{
		Token: l.Token, Outcome: news.Outcome{Result: news.ResultNew}, Links: links,
		State: store.AddressState{Visits: 1, Result: news.ResultNew},
	}
	v.Document = &store.Candidate{Article: news.Article{URL: l.Address.URL, Paragraphs: []string{text}}}
	v.Document.TextHash = [16]byte(news.NewID(text)) // any hash will do
	return v
}

func mustOpen(t testing.TB, dir string, o Options) *Store {
	t.Helper()
	s, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func mustAdd(t testing.TB, s *Store, n ...int) {
	t.Helper()
	var links []store.Found
	for _, i := range n {
		links = append(links, testLink(i))
	}
	if _, err := s.Add(t.Context(), links); err != nil {
		t.Fatal(err)
	}
}

func mustLease(t testing.TB, s *Store) store.Lease {
	t.Helper()
	l, err := s.Lease(t.Context(), store.LeaseRequest{TTL: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func mustCheck(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Check(t.Context(), func(p store.Problem) { t.Errorf("check: %s: %s", p.Where, p.What) }); err != nil {
		t.Errorf("check: %v", err)
	}
}

// Each write of a commit fails in turn, then its syncs: all of the visit is there after a reopen, or nothing, and the same Commit
// tells which.
func TestCommitFaults(t *testing.T) {
	lost := errors.New("disk is gone")
	full := &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	for step := range 40 {
		for _, fault := range []error{lost, full} {
			dir := t.TempDir()
			s := mustOpen(t, dir, Options{})
			mustAdd(t, s, 1, 2)
			l := mustLease(t, s)
			v := testVisit(l, "teks", testLink(3))
			var writes int
			armed := true
			hookWrites(s.db, func(write func([]byte, int64) (int, error), b []byte, at int64) (int, error) {
				if writes++; armed && writes == step+1 {
					n, _ := write(b[:len(b)/2], at) // torn
					return n, fault
				}
				return write(b, at)
			})
			_, err := s.Commit(t.Context(), v)
			if err == nil { // fewer writes than that
				if step < 3 {
					t.Fatalf("step %d: no fault", step)
				}
				return
			}
			if isMeta := writes == step+1 && errors.Is(err, store.ErrUnknownOutcome); fault == full && !isMeta {
				if !errors.Is(err, store.ErrFull) {
					t.Fatalf("step %d: %v, want ErrFull", step, err)
				}
				armed = false
				if _, err := s.Address(t.Context(), testLink(1).Key); err != nil {
					t.Fatalf("read on a full disk: %v", err)
				}
				if seen, err := s.Seen(t.Context(), []string{testLink(3).Key}); err != nil || seen[0] {
					t.Fatalf("seen after a refused commit: %v, %v", seen, err)
				}
				if r, err := s.Commit(t.Context(), v); err != nil || r.Replayed {
					t.Fatalf("with space again: %+v, %v", r, err)
				}
				mustCheck(t, s)
				continue
			}
			if !errors.Is(err, store.ErrUnknownOutcome) {
				t.Fatalf("step %d: %v, want ErrUnknownOutcome", step, err)
			}
			if _, err := s.Lease(t.Context(), store.LeaseRequest{TTL: time.Hour}); !errors.Is(err, store.ErrFailed) {
				t.Fatalf("a failed store goes on: %v", err)
			}
			s.Close()
			checkAllOrNothing(t, dir, v)
		}
	}
	t.Fatal("a commit has more writes than this test expects")
}

// The engine says no although the commit happened, as when its last sync fails; and before it happened.
func TestUnknownOutcome(t *testing.T) {
	for name, happens := range map[string]bool{"happened": true, "did not happen": false} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			armed := false
			s := mustOpen(t, dir, Options{commit: func(commit func() error) error {
				if !armed {
					return commit()
				}
				if happens {
					if err := commit(); err != nil {
						return err
					}
				}
				return errors.New("sync failed")
			}})
			mustAdd(t, s, 1, 2)
			v := testVisit(mustLease(t, s), "teks", testLink(3))
			armed = true
			if _, err := s.Commit(t.Context(), v); !errors.Is(err, store.ErrUnknownOutcome) {
				t.Fatalf("got %v", err)
			}
			if _, err := s.Stats(t.Context()); !errors.Is(err, store.ErrFailed) {
				t.Fatalf("got %v", err)
			}
			s.Close()
			if got := checkAllOrNothing(t, dir, v); got != happens {
				t.Errorf("the visit is there: %v", got)
			}
		})
	}
}

// checkAllOrNothing reopens a store and tells whether a visit with testLink(3) is in it, wholly.
func checkAllOrNothing(t *testing.T, dir string, v store.Visit) bool {
	t.Helper()
	s := mustOpen(t, dir, Options{})
	defer s.Close()
	mustCheck(t, s)
	r, err := s.Commit(t.Context(), v)
	there := err == nil && r.Replayed
	if !there && !errors.Is(err, store.ErrLeaseLost) {
		t.Fatalf("the same commit after a reopen: %+v, %v", r, err)
	}
	seen, err := s.Seen(t.Context(), []string{testLink(3).Key})
	if err != nil || seen[0] != there {
		t.Fatalf("link is there: %v, receipt: %v, %v", seen, there, err)
	}
	changes, _, err := s.Changes(t.Context(), "", 0)
	if err != nil || (len(changes) == 1) != there {
		t.Fatalf("%d changes, receipt: %v, %v", len(changes), there, err)
	}
	if _, err = s.Document(t.Context(), news.NewID(v.Document.Article.URL)); (err == nil) != there {
		t.Fatalf("document: %v, receipt: %v", err, there)
	}
	return there
}

// A quota of the engine is a full disk.
func TestFull(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, Options{})
	mustAdd(t, s, 1, 2)
	s.Close()
	info, err := os.Stat(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, dir, Options{engine: bbolt.Options{MaxSize: int(info.Size())}})
	l := mustLease(t, s)
	noise := make([]byte, 15<<20)
	if _, err := rand.NewChaCha8([32]byte{}).Read(noise); err != nil {
		t.Fatal(err)
	}
	v := testVisit(l, string(noise))
	if _, err := s.Commit(t.Context(), v); !errors.Is(err, store.ErrFull) {
		t.Fatalf("got %v", err)
	}
	if _, err := s.Document(t.Context(), news.NewID(l.Address.Key)); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("got %v", err)
	}
	if _, err := s.Commit(t.Context(), testVisit(l, "klein")); err != nil {
		t.Fatal(err)
	}
	mustCheck(t, s)
}

// What the archive cannot sync is not committed, and the lease stays.
func TestSyncFails(t *testing.T) {
	fault := errors.New("archive is gone")
	var fail atomic.Bool
	var calls atomic.Int64
	s := mustOpen(t, t.TempDir(), Options{Sync: func() error {
		calls.Add(1)
		if fail.Load() {
			return fault
		}
		return nil
	}})
	mustAdd(t, s, 1)
	l := mustLease(t, s)
	fail.Store(true)
	if _, err := s.Commit(t.Context(), testVisit(l, "teks")); !errors.Is(err, fault) {
		t.Fatalf("got %v", err)
	}
	fail.Store(false)
	if _, err := s.Commit(t.Context(), testVisit(l, "teks")); err != nil {
		t.Fatal(err)
	}
	if calls.Load() != 3 {
		t.Errorf("synced %d times for 3 groups", calls.Load())
	}
}

func TestLocked(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, Options{})
	for _, o := range []Options{{LockTimeout: 50 * time.Millisecond}, {LockTimeout: 50 * time.Millisecond, ReadOnly: true}} {
		_, err := Open(dir, o)
		if !errors.Is(err, store.ErrLocked) || !strings.Contains(err.Error(), fmt.Sprint(os.Getpid())) {
			t.Errorf("second open, read only %v: %v", o.ReadOnly, err)
		}
	}
	mustAdd(t, s, 1)
	s.Close()
	a, b := mustOpen(t, dir, Options{ReadOnly: true}), mustOpen(t, dir, Options{ReadOnly: true})
	for _, s := range []*Store{a, b} {
		if _, err := s.Address(t.Context(), testLink(1).Key); err != nil {
			t.Error(err)
		}
		if _, err := s.Add(t.Context(), []store.Found{testLink(2)}); err == nil {
			t.Error("a reader writes")
		}
		if _, err := s.Lease(t.Context(), store.LeaseRequest{TTL: 1}); err == nil {
			t.Error("a reader leases")
		}
		mustCheck(t, s)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := Open(t.TempDir(), Options{ReadOnly: true}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("reading a store that is not there: %v", err)
	}
}

func TestNewer(t *testing.T) {
	dir := t.TempDir()
	mustOpen(t, dir, Options{}).Close()
	db, err := bbolt.Open(filepath.Join(dir, FileName), 0o666, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		w := &writer{}
		w.uint(schemaVersion + 1)
		return tx.Bucket(bucketMeta).Put(keySchema, seal(keySchema, w.b))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{}); !errors.Is(err, store.ErrNewer) {
		t.Errorf("got %v", err)
	}
}

// killedEnv tells the test binary to be the process that is killed.
const killedEnv = "KABAR_TEST_KILLED_STORE"

// A process is killed while it commits: every commit that it reported is there, and the store is whole.
func TestKilled(t *testing.T) {
	if dir := os.Getenv(killedEnv); dir != "" {
		commitForEver(t, dir)
		return
	}
	for round := range 6 {
		dir := t.TempDir()
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilled$", "-test.timeout=60s")
		cmd.Env = append(os.Environ(), killedEnv+"="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// It prints a line for each commit; after some of them it is killed, wherever it is.
		var acknowledged strings.Builder
		buf := make([]byte, 1<<10)
		for acknowledged.Len() < 400+997*round {
			n, err := out.Read(buf)
			acknowledged.Write(buf[:n])
			if err != nil {
				t.Fatalf("the process ended by itself: %v, %s", err, acknowledged.String())
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for {
			n, err := out.Read(buf)
			acknowledged.Write(buf[:n])
			if err != nil {
				break
			}
		}
		_ = cmd.Wait() // killed
		s := mustOpen(t, dir, Options{})
		mustCheck(t, s)
		lines := strings.Split(acknowledged.String(), "\n")
		for _, key := range lines[:len(lines)-1] { // the last may be cut
			doc, err := s.Document(t.Context(), news.NewID(key))
			if err != nil || doc.Text() != "teks "+key {
				t.Fatalf("round %d: acknowledged %q: %q, %v", round, key, doc.Text(), err)
			}
		}
		s.Close()
	}
}

func commitForEver(t *testing.T, dir string) {
	s := mustOpen(t, dir, Options{})
	var n atomic.Int64
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for {
				if _, err := s.Add(t.Context(), []store.Found{testLink(int(n.Add(1)))}); err != nil {
					t.Error(err)
					return
				}
				l, err := s.Lease(t.Context(), store.LeaseRequest{TTL: time.Hour})
				if errors.As(err, new(*store.NothingDue)) {
					continue
				}
				if err == nil {
					_, err = s.Commit(t.Context(), testVisit(l, "teks "+l.Address.Key))
				}
				if err != nil {
					t.Error(err)
					return
				}
				os.Stdout.WriteString(l.Address.Key + "\n")
			}
		})
	}
	group.Wait()
}
