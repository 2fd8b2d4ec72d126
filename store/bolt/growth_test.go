package bolt

import (
	"encoding/binary"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kabar/news"
	"kabar/store"
)

var growthSizes = flag.String("growth", "10000", "documents in the stores of BenchmarkGrowth, by comma")

// BenchmarkGrowth measures what grows with the number of documents: commit, lease, look-up of addresses, scan of the changes,
// insertion into the index of near texts and look-up there. 'make growth' draws it. Memory is the heap at its largest while the
// index was filled, and after that.
func BenchmarkGrowth(b *testing.B) {
	for size := range strings.SplitSeq(*growthSizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) { growth(b, n) })
	}
}

func growth(b *testing.B, n int) {
	debug.SetMemoryLimit(256 << 20)
	s, err := Open(b.TempDir(), Options{Near: func(_, _ news.Article) store.Likeness { return store.Likeness{} }})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	peak := watchHeap()
	start := time.Now()
	fillDocuments(b, s, n)
	for s.nearStats(&s.counters).Waiting > s.near.size { // what is left of the merge belongs to the filling
		time.Sleep(10 * time.Millisecond)
	}
	filled, most := time.Since(start), peak()

	b.Run("fill", func(b *testing.B) { // done above, once
		b.ReportMetric(float64(n)/filled.Seconds(), "documents/s")
		b.ReportMetric(float64(most)/(1<<20), "heap-peak-MB")
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "heap-MB")
		st, err := s.Stats(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(st.FileBytes-st.FreeBytes)/float64(n), "file-B/document")
		b.ReportMetric(float64(st.Near.Bytes)/float64(n), "index-B/document")
		b.ReportMetric(0, "ns/op")
	})
	b.Run("commit", func(b *testing.B) { growthCommit(b, s, n) })
	b.Run("lease", func(b *testing.B) {
		for b.Loop() {
			l, err := s.Lease(b.Context(), store.LeaseRequest{TTL: time.Hour})
			if err != nil {
				b.Fatal(err)
			}
			if err := s.Release(b.Context(), l.Token); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "leases/s")
	})
	b.Run("seen", func(b *testing.B) {
		r := rand.New(rand.NewPCG(1, 2))
		keys := make([]string, 100)
		for b.Loop() {
			for i := range keys { // half of them known
				keys[i] = benchLink(r.IntN(benchSites), r.IntN(2*n/benchSites+1)).Key
			}
			if _, err := s.Seen(b.Context(), keys); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N*len(keys))/b.Elapsed().Seconds(), "keys/s")
	})
	b.Run("changes", func(b *testing.B) {
		got := 0
		var at store.Cursor
		for b.Loop() {
			page, next, err := s.Changes(b.Context(), at, 1000)
			if err != nil {
				b.Fatal(err)
			}
			if got, at = got+len(page), next; len(page) == 0 {
				at = ""
			}
		}
		b.ReportMetric(float64(got)/b.Elapsed().Seconds(), "changes/s")
	})
	b.Run("near insert", func(b *testing.B) { growthInsert(b, s, n) })
	b.Run("near query", func(b *testing.B) {
		r := rand.New(rand.NewPCG(3, uint64(n)))
		for b.Loop() {
			c := store.Candidate{Signature: growthSignature(uint64(r.IntN(2 * n))), Article: news.Article{Paragraphs: []string{"x"}}}
			s.judgeNear(&c)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "queries/s")
	})
}

// growthSignature is the signature of document i: every twentieth shares a band with its neighbour before, all have one that many
// share.
func growthSignature(i uint64) []uint64 {
	r := rand.New(rand.NewPCG(i, 7))
	s := make([]uint64, 20)
	for k := range s {
		s[k] = r.Uint64()
	}
	if i%20 == 0 && i > 0 {
		s[3] = growthSignature(i - 1)[3]
	}
	s[19] = i / 50
	return s
}

// fillDocuments stores n documents with texts of 1 KiB, each with its address, many in a transaction.
func fillDocuments(b *testing.B, s *Store, n int) {
	texts := make([][]byte, 64)
	for i := range texts {
		texts[i], _ = s.pack.pack(news.SplitText(benchText(rand.New(rand.NewPCG(uint64(i), 0)), 1<<10)))
	}
	const group = 500
	for at := 0; at < n; at += group {
		err := s.do(func(t *batch) error {
			for i := at; i < min(n, at+group); i++ {
				l := benchLink(i%benchSites, i/benchSites)
				a := &addrRecord{key: l.Key, url: l.URL, host: l.Host, site: l.Site}
				st := &stateRecord{work: news.WorkArticle}
				seq, err := t.insert(hashKey(l.Key), a, st)
				if err != nil {
					return err
				}
				c := &store.Candidate{Article: news.Article{URL: l.URL, Title: "Judul", Paragraphs: []string{"x"}}, Signature: growthSignature(uint64(i))}
				binary.BigEndian.PutUint64(c.TextHash[:], spread(uint64(i)+1))
				j := &job{visit: &store.Visit{Document: c}, text: texts[i%64], article: encodeArticle(&c.Article)}
				done := *st
				if done.doc, err = t.store(j, seq, a, match{}); err != nil {
					return err
				}
				if err := t.setState(seq, a, st, &done); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// growthCommit makes visits with 64 workers, each with 50 links, 10 of them new, and an article.
func growthCommit(b *testing.B, s *Store, n int) {
	if _, err := s.Add(b.Context(), growthSeeds(b.N+10_000)); err != nil {
		b.Fatal(err)
	}
	text := benchText(rand.New(rand.NewPCG(9, 9)), 1<<10)
	var visits, fresh atomic.Int64
	fresh.Store(growthFresh.Add(1) << 32)
	b.ResetTimer()
	var group sync.WaitGroup
	for worker := range 64 {
		group.Go(func() {
			r := rand.New(rand.NewPCG(uint64(worker), 1))
			for visits.Add(1) <= int64(b.N) {
				l, err := s.Lease(b.Context(), store.LeaseRequest{TTL: time.Hour})
				if err != nil {
					b.Error(err)
					return
				}
				v := store.Visit{Token: l.Token, Outcome: news.Outcome{Result: news.ResultNew, Status: 200}}
				id := uint64(fresh.Add(10))
				for i := range 50 {
					k := r.IntN(max(n/benchSites, 1))
					if i < 10 {
						k = int(id) + i
					}
					v.Links = append(v.Links, benchLink(r.IntN(benchSites), k))
				}
				v.Document = &store.Candidate{Article: news.Article{URL: l.Address.URL, Paragraphs: []string{text, l.Address.URL}}, Signature: growthSignature(id)}
				binary.BigEndian.PutUint64(v.Document.TextHash[:], spread(id))
				if _, err := s.Commit(b.Context(), v); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "visits/s")
}

// growthFresh numbers the runs of growthCommit, whose links are new each time.
var growthFresh atomic.Int64

func growthSeeds(n int) []store.Found {
	seeds := make([]store.Found, n)
	run := growthFresh.Add(1) << 32
	for i := range seeds {
		seeds[i] = benchLink(i%benchSites, int(run)+i)
	}
	return seeds
}

// growthInsert looks documents up in the index and puts them there, 40 in a transaction, as a busy crawl does.
func growthInsert(b *testing.B, s *Store, n int) {
	const group = 40
	run := uint64(growthFresh.Add(1)) << 40
	before := s.db.Stats()
	b.ResetTimer()
	for at := 0; at < b.N; at += group {
		signatures := make([][]uint64, min(group, b.N-at))
		for i := range signatures {
			signatures[i] = growthSignature(run + uint64(at+i))
			s.judgeNear(&store.Candidate{Signature: signatures[i], Article: news.Article{Paragraphs: []string{"x"}}})
		}
		err := s.do(func(t *batch) error {
			for i, signature := range signatures {
				t.post(uint64(1+(at+i)%n), signature)
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	after := s.db.Stats()
	written := after.Sub(&before)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "documents/s")
	b.ReportMetric(float64(written.TxStats.GetPageAlloc())/pageSize/float64(b.N), "pages/document")
}

// watchHeap samples the heap until its result is called, which is the largest seen, in bytes.
func watchHeap() func() uint64 {
	stop, most := make(chan struct{}), make(chan uint64)
	go func() {
		var top uint64
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			top = max(top, m.HeapInuse)
			select {
			case <-stop:
				most <- top
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	}()
	return func() uint64 { close(stop); return <-most }
}
