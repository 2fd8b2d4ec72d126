package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kabar/archive"
	"kabar/news"
	"kabar/store"
)

// roundsEnv says how many times the power is lost; 'make crash' sets it.
const roundsEnv = "KABAR_CRASH_ROUNDS"

// seedEnv chooses other points to lose it at.
const seedEnv = "KABAR_CRASH_SEED"

func crashNumber(t *testing.T, name string, usual int) int {
	t.Helper()
	s := os.Getenv(name)
	if s == "" {
		return usual
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		t.Fatalf("%s=%q is no positive number", name, s)
	}
	return n
}

// diskWrite is a write of the store's engine.
type diskWrite struct {
	at   int64
	data []byte
	size int64 // of the file by then
}

// meta tells whether it is the write that makes a commit: the engine syncs before it and after it.
func (w *diskWrite) meta() bool { return w.at < 2*pageSize }

// archiveSync is what of the archive was safe after a sync.
type archiveSync struct {
	writes int // of the store, made before it was over
	sizes  map[string]int64
}

// recording is a crawl with all that went to the disk, in order.
type recording struct {
	dir  string // as it was left
	base []byte // the store's file before

	mu     sync.Mutex
	writes []diskWrite
	syncs  []archiveSync
	acks   map[string]int // crawl key of each visit that was acknowledged: writes by then
}

// lossText is what the made-up web of these tests serves at an address: some texts stand at two of them.
func lossText(key string) string {
	n, _ := strconv.Atoi(key[strings.LastIndexByte(key, '/')+1:]) // testLink made it
	return fmt.Sprintf("teks nomor %d", n%70)
}

const lossPages = 100

// crawlPages leases and commits until all is visited, with a capture for each visit. ack is called for each commit.
func crawlPages(t *testing.T, s *Store, arch *archive.Writer, workers int, ack func(key string)) {
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for {
				l, err := s.Lease(t.Context(), store.LeaseRequest{TTL: time.Hour})
				if due := new(store.NothingDue); errors.As(err, &due) {
					if due.Leased == 0 {
						return
					}
					time.Sleep(time.Millisecond)
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				key := l.Address.Key
				text := lossText(key)
				c, err := arch.Write(archive.Record{URL: l.Address.URL, Fetched: time.Unix(1e9, 0), Status: 200, Body: []byte(text + strings.Repeat(" isi", len(key)*20))})
				if err != nil {
					t.Error(err)
					return
				}
				n, _ := strconv.Atoi(key[strings.LastIndexByte(key, '/')+1:])
				var links []store.Found
				for _, next := range []int{3*n + 1, 3*n + 2, 3*n + 3} {
					if next < lossPages {
						links = append(links, testLink(next))
					}
				}
				v := testVisit(l, text, links...)
				v.State.Visits = l.Address.State.Visits + 1
				v.Document.Capture = &c
				if _, err := s.Commit(t.Context(), v); err != nil {
					t.Error(err)
					return
				}
				ack(key)
			}
		})
	}
	group.Wait()
}

func archiveSizes(t *testing.T, dir string) map[string]int64 {
	files, err := archive.Files(dir)
	if err != nil {
		t.Error(err)
	}
	sizes := map[string]int64{}
	for _, path := range files {
		info, err := os.Stat(path)
		if err != nil {
			t.Error(err)
			continue
		}
		sizes[filepath.Base(path)] = info.Size()
	}
	return sizes
}

func recordCrawl(t *testing.T) *recording {
	t.Helper()
	r := &recording{dir: t.TempDir(), acks: map[string]int{}}
	captures := filepath.Join(r.dir, "archive")
	arch, err := archive.Open(captures, archive.Options{MaxFile: 20_000})
	if err != nil {
		t.Fatal(err)
	}
	s := mustOpen(t, r.dir, Options{Sync: func() error {
		sizes := archiveSizes(t, captures)
		err := arch.Sync()
		r.mu.Lock()
		defer r.mu.Unlock()
		r.syncs = append(r.syncs, archiveSync{len(r.writes), sizes})
		return err
	}})
	if r.base, err = os.ReadFile(filepath.Join(r.dir, FileName)); err != nil {
		t.Fatal(err)
	}
	hookWrites(s.db, func(write func([]byte, int64) (int, error), b []byte, at int64) (int, error) {
		info, err := os.Stat(s.path)
		if err != nil {
			return 0, err
		}
		r.mu.Lock()
		r.writes = append(r.writes, diskWrite{at, bytes.Clone(b), max(info.Size(), at+int64(len(b)))})
		r.mu.Unlock()
		return write(b, at)
	})
	mustAdd(t, s, 0)
	crawlPages(t, s, arch, 4, func(key string) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.acks[key] = len(r.writes)
	})
	if err := errors.Join(s.Close(), arch.Close()); err != nil {
		t.Fatal(err)
	}
	return r
}

// restore makes in dir what the power leaves on the disk when it goes after some of the writes: what was synced, and of the
// rest any sectors.
func (r *recording) restore(t *testing.T, dir string, writes int, rnd *rand.Rand) {
	t.Helper()
	synced := writes
	if synced > 0 && r.writes[synced-1].meta() {
		synced--
	} else {
		for synced > 0 && !r.writes[synced-1].meta() {
			synced--
		}
	}
	size := int64(len(r.base))
	if writes > 0 {
		size = max(size, r.writes[writes-1].size)
	}
	file := make([]byte, size)
	copy(file, r.base)
	lost := rnd.Float64()
	for i, w := range r.writes[:writes] {
		for from := 0; from < len(w.data); from += 512 {
			if i < synced || rnd.Float64() >= lost {
				copy(file[w.at+int64(from):], w.data[from:min(from+512, len(w.data))])
			}
		}
	}
	if err := os.WriteFile(filepath.Join(dir, FileName), file, 0o666); err != nil {
		t.Fatal(err)
	}
	captures := filepath.Join(dir, "archive")
	if err := os.MkdirAll(captures, 0o777); err != nil {
		t.Fatal(err)
	}
	var safe map[string]int64
	written := archiveSizes(t, filepath.Join(r.dir, "archive"))
	for _, s := range r.syncs {
		if s.writes > writes {
			written = s.sizes
			break
		}
		safe = s.sizes
	}
	for _, name := range slices.Sorted(maps.Keys(written)) {
		whole, err := os.ReadFile(filepath.Join(r.dir, "archive", name))
		if err != nil {
			t.Fatal(err)
		}
		keep, known := safe[name]
		if !known && rnd.IntN(2) == 0 {
			continue // not even its name was safe
		}
		end := keep + rnd.Int64N(written[name]-keep+1)
		b := whole[:end]
		if end > keep && rnd.IntN(2) == 0 { // longer, but not filled
			b = slices.Clone(b)
			clear(b[keep+rnd.Int64N(end-keep):])
		}
		if err := os.WriteFile(filepath.Join(captures, name), b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// corpus is what a store holds: the addresses of each text.
func corpus(t *testing.T, s *Store) map[string][]string {
	t.Helper()
	byText := map[string][]string{}
	var at store.DocCursor
	for {
		docs, next, err := s.Documents(t.Context(), at, 0)
		if err != nil {
			t.Fatal(err)
		}
		if len(docs) == 0 {
			return byText
		}
		at = next
		for _, d := range docs {
			if !d.DuplicateOf.IsZero() {
				continue
			}
			if _, twice := byText[d.Text()]; twice {
				t.Errorf("%q stands twice", d.Text())
			}
			urls := []string{d.URL}
			for _, m := range d.AlsoAt {
				urls = append(urls, m.URL)
			}
			slices.Sort(urls)
			byText[d.Text()] = urls
		}
	}
}

// checkCaptures reads what every document points to.
func checkCaptures(t *testing.T, s *Store, dir string) {
	t.Helper()
	docs, _, err := s.Documents(t.Context(), "", maxPage)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		if r, err := archive.Read(dir, *d.Capture); err != nil || r.URL != d.URL {
			t.Errorf("capture of %s: %v", d.URL, err)
		}
	}
}

// The power goes at any point of a crawl: what was committed is there, wholly and once, the archive has what it points to, and the crawl
// ends as if nothing had happened.
func TestPowerLoss(t *testing.T) {
	n, seed := crashNumber(t, roundsEnv, 24), crashNumber(t, seedEnv, 7)
	t.Logf("%s=%d %s=%d", roundsEnv, n, seedEnv, seed)
	const perRecording = 24
	for first := 0; first < n; first += perRecording {
		r := recordCrawl(t)
		calm := mustOpen(t, r.dir, Options{})
		want := corpus(t, calm)
		calm.Close()
		if len(want) != 70 || len(r.acks) != lossPages {
			t.Fatalf("undisturbed: %d texts of %d visits", len(want), len(r.acks))
		}
		for round := first; round < min(n, first+perRecording); round++ {
			t.Run(strconv.Itoa(round), func(t *testing.T) {
				t.Parallel()
				rnd := rand.New(rand.NewPCG(uint64(round), uint64(seed)))
				r.loseAt(t, 1+rnd.IntN(len(r.writes)), rnd, want)
			})
		}
	}
}

func (r *recording) loseAt(t *testing.T, writes int, rnd *rand.Rand, want map[string][]string) {
	dir := t.TempDir()
	captures := filepath.Join(dir, "archive")
	r.restore(t, dir, writes, rnd)
	arch, err := archive.Open(captures, archive.Options{})
	if err != nil {
		t.Fatalf("after write %d of %d: %v", writes, len(r.writes), err)
	}
	defer arch.Close()
	s, err := Open(dir, Options{Sync: arch.Sync})
	if err != nil {
		t.Fatalf("after write %d of %d: %v", writes, len(r.writes), err)
	}
	defer s.Close()
	mustCheck(t, s)
	checkCaptures(t, s, captures)
	committed := 0
	for key, by := range r.acks {
		if by >= writes {
			continue
		}
		committed++
		if _, err := s.Document(t.Context(), news.NewID(key)); err != nil {
			t.Errorf("after write %d: %s was committed by write %d: %v", writes, key, by, err)
		}
	}
	if _, err := s.Add(t.Context(), []store.Found{testLink(0)}); err != nil { // lost, perhaps
		t.Fatal(err)
	}
	crawlPages(t, s, arch, 2, func(string) {})
	for i := range lossPages {
		if a, err := s.Address(t.Context(), testLink(i).Key); err != nil || a.State.Visits != 1 {
			t.Errorf("%s was visited %d times, %v", testLink(i).Key, a.State.Visits, err)
		}
	}
	if got := corpus(t, s); !maps.EqualFunc(got, want, slices.Equal) {
		t.Errorf("after write %d with %d visits committed: the corpus is not that of an undisturbed crawl", writes, committed)
	}
	mustCheck(t, s)
	checkCaptures(t, s, captures)
}
