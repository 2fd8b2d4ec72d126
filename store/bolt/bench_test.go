package bolt

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kabar/news"
	"kabar/store"
)

var benchAddresses = flag.Int("addresses", 100_000, "addresses in the store of BenchmarkCommit")

const benchSites = 1000

func benchLink(site, n int) store.Found {
	host := fmt.Sprintf("www.media%04d.example", site)
	url := fmt.Sprintf("https://%s/berita/2025/07/%d/judul-yang-agak-panjang-untuk-sebuah-alamat", host, n)
	return store.Found{
		Link: news.Link{URL: url, Work: news.WorkArticle, Via: news.ViaSection}, Key: url, Host: host, Site: host[4:],
		Schedule: store.Schedule{Priority: store.PriorityPage, Rank: uint64(n)},
	}
}

// fillStore adds n addresses, spread over the sites.
func fillStore(tb testing.TB, s *Store, n int) {
	part := make([]store.Found, 0, 10_000)
	for i := range n {
		part = append(part, benchLink(i%benchSites, i/benchSites))
		if len(part) == cap(part) || i == n-1 {
			if _, err := s.Add(tb.Context(), part); err != nil {
				tb.Fatal(err)
			}
			part = part[:0]
		}
	}
}

// benchWords makes text that packs about as well as prose.
func benchText(r *rand.Rand, size int) string {
	var b strings.Builder
	for b.Len() < size {
		word := 1 + int(float64(4000)*r.Float64()*r.Float64()*r.Float64())
		fmt.Fprintf(&b, "kata%x ", word*2654435761%1048576)
		if r.IntN(60) == 0 {
			b.WriteString("\n\n")
		}
	}
	return b.String()
}

// BenchmarkCommit makes visits with 64 workers: lease, 50 links of which 10 are new (45 of the visited site, 5 of others), an article of
// 8 KiB, everything synced.
func BenchmarkCommit(b *testing.B) {
	for _, c := range []struct {
		name     string
		size     int
		newLinks int
	}{{"50 links 8 KiB", 8 << 10, 10}, {"50 links no text", 0, 10}, {"50 new links 8 KiB", 8 << 10, 50}} {
		b.Run(c.name, func(b *testing.B) {
			s, err := Open(b.TempDir(), Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			fillStore(b, s, *benchAddresses)
			texts := make([]string, 64)
			for i := range texts {
				texts[i] = benchText(rand.New(rand.NewPCG(uint64(i), 0)), c.size)
			}
			var fresh, visits atomic.Int64
			fresh.Store(int64(*benchAddresses))
			before := s.db.Stats()
			var mu sync.Mutex
			var took []time.Duration
			b.ReportAllocs()
			b.ResetTimer()
			var group sync.WaitGroup
			for worker := range 64 {
				group.Go(func() {
					r := rand.New(rand.NewPCG(uint64(worker), 1))
					var own []time.Duration
					for {
						n := visits.Add(1)
						if n > int64(b.N) {
							break
						}
						l, err := s.Lease(b.Context(), store.LeaseRequest{TTL: time.Hour})
						if err != nil {
							b.Error(err)
							return
						}
						v := benchVisit(r, l, c.newLinks, &fresh)
						if c.size > 0 {
							text := fmt.Sprint(n, texts[n%64])
							v.Document = &store.Candidate{
								Article: news.Article{
									URL: l.Address.URL, Title: "Sebuah judul yang biasa saja", Paragraphs: news.SplitText(text), Language: "id",
									Published: news.Date{Time: time.Now(), Precision: news.Second}, Authors: []string{"Nama Penulis"},
								},
								Fetched: time.Now(),
							}
							v.Document.TextHash = [16]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24), 1}
						}
						start := time.Now()
						if _, err := s.Commit(b.Context(), v); err != nil {
							b.Error(err)
							return
						}
						own = append(own, time.Since(start))
					}
					mu.Lock()
					took = append(took, own...)
					mu.Unlock()
				})
			}
			group.Wait()
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "visits/s")
			after := s.db.Stats()
			written := after.Sub(&before)
			b.ReportMetric(float64(written.TxStats.GetPageAlloc())/pageSize/float64(b.N), "pages/visit")
			if slices.Sort(took); len(took) > 0 {
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			}
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "heap-MB")
		})
	}
}

func benchVisit(r *rand.Rand, l store.Lease, newLinks int, fresh *atomic.Int64) store.Visit {
	var site int
	fmt.Sscanf(l.Host.Host, "www.media%d.example", &site)
	per := *benchAddresses / benchSites
	now := time.Now()
	v := store.Visit{
		Token:   l.Token,
		Outcome: news.Outcome{At: now, Result: news.ResultNew, Status: 200},
		State:   store.AddressState{Visited: now, Status: 200, Result: news.ResultNew, Visits: 1, ETag: `"5f3c-61a2b"`, BodyHash: r.Uint64()},
		Next:    &store.Schedule{At: now.Add(24 * time.Hour), Priority: store.PriorityRevisit, Again: true},
		Host:    store.HostState{LastStart: now, NotBefore: now},
	}
	for i := range 50 {
		at := site
		if i%10 == 9 {
			at = r.IntN(benchSites)
		}
		if i < newLinks {
			v.Links = append(v.Links, benchLink(at, per+1+int(fresh.Add(1))))
		} else {
			v.Links = append(v.Links, benchLink(at, r.IntN(per)))
		}
	}
	return v
}

// BenchmarkLease takes and gives back hosts out of 10,000 on 1,000 sites.
func BenchmarkLease(b *testing.B) {
	s, err := Open(b.TempDir(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var links []store.Found
	sites := []string{}
	for i := range 10_000 {
		site := fmt.Sprintf("media%d.example", i%1000)
		host := fmt.Sprintf("h%d.%s", i/1000, site)
		url := "https://" + host + "/"
		links = append(links, store.Found{Link: news.Link{URL: url, Work: news.WorkArticle}, Key: url, Host: host, Site: site})
		if i < 1000 {
			sites = append(sites, site)
		}
	}
	if _, err := s.Add(b.Context(), links); err != nil {
		b.Fatal(err)
	}
	req := store.LeaseRequest{TTL: time.Hour, Sites: sites, Horizon: time.Now()}
	b.Run("lease and release", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			l, err := s.Lease(b.Context(), req)
			if err != nil {
				b.Fatal(err)
			}
			if err := s.Release(b.Context(), l.Token); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "leases/s")
	})
	b.Run("nothing due", func(b *testing.B) {
		for {
			_, err := s.Lease(b.Context(), req)
			if errors.As(err, new(*store.NothingDue)) {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.Lease(b.Context(), req); err == nil {
				b.Fatal("a lease")
			}
		}
	})
}

// BenchmarkSeen asks for keys, half of them known.
func BenchmarkSeen(b *testing.B) {
	s, err := Open(b.TempDir(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	fillStore(b, s, 100_000)
	keys := make([]string, 0, 1000)
	for i := range 500 {
		keys = append(keys, benchLink(i, i%100).Key, benchLink(i, -1-i).Key)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		if _, err := s.Seen(b.Context(), keys); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(keys))/b.Elapsed().Seconds(), "keys/s")
}

// BenchmarkOpen opens a store of -addresses addresses.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	s, err := Open(dir, Options{})
	if err != nil {
		b.Fatal(err)
	}
	fillStore(b, s, *benchAddresses)
	s.Close()
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		s, err := Open(dir, Options{})
		if err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
}

// BenchmarkScan reads documents and changes from beginning to end.
func BenchmarkScan(b *testing.B) {
	s, err := Open(b.TempDir(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	const n = 5000
	for i := range n {
		if _, err := s.Add(b.Context(), []store.Found{benchLink(i%benchSites, i)}); err != nil {
			b.Fatal(err)
		}
		if i%500 != 499 {
			continue
		}
		var group sync.WaitGroup
		for range 500 {
			group.Go(func() {
				l, err := s.Lease(b.Context(), store.LeaseRequest{TTL: time.Hour})
				if err != nil {
					b.Error(err)
					return
				}
				text := benchText(rand.New(rand.NewPCG(uint64(len(l.Address.URL)), uint64(l.Until.UnixNano()))), 2<<10)
				v := store.Visit{Token: l.Token, Document: &store.Candidate{Article: news.Article{URL: l.Address.URL, Paragraphs: news.SplitText(text)}}}
				if _, err := s.Commit(b.Context(), v); err != nil {
					b.Error(err)
				}
			})
		}
		group.Wait()
	}
	b.Run("documents", func(b *testing.B) {
		b.ReportAllocs()
		got := 0
		for b.Loop() {
			var at store.DocCursor
			for {
				page, next, err := s.Documents(b.Context(), at, 0)
				if err != nil {
					b.Fatal(err)
				}
				if len(page) == 0 {
					break
				}
				got, at = got+len(page), next
			}
		}
		b.ReportMetric(float64(got)/b.Elapsed().Seconds(), "documents/s")
	})
	b.Run("changes", func(b *testing.B) {
		b.ReportAllocs()
		got := 0
		for b.Loop() {
			var at store.Cursor
			for {
				page, next, err := s.Changes(b.Context(), at, 0)
				if err != nil {
					b.Fatal(err)
				}
				if len(page) == 0 {
					break
				}
				got, at = got+len(page), next
			}
		}
		b.ReportMetric(float64(got)/b.Elapsed().Seconds(), "changes/s")
	})
}

// BenchmarkRevisit visits the same 2,000 addresses again and again with nothing new: the file must not grow with it.
func BenchmarkRevisit(b *testing.B) {
	s, err := Open(b.TempDir(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var links []store.Found
	for i := range 2000 {
		links = append(links, benchLink(i%benchSites, i))
	}
	if _, err := s.Add(b.Context(), links); err != nil {
		b.Fatal(err)
	}
	text := benchText(rand.New(rand.NewPCG(1, 1)), 4<<10)
	var visits atomic.Int64
	b.ResetTimer()
	var group sync.WaitGroup
	for range 64 {
		group.Go(func() {
			for visits.Add(1) <= int64(b.N) {
				l, err := s.Lease(b.Context(), store.LeaseRequest{TTL: time.Hour})
				if err != nil {
					b.Error(err)
					return
				}
				v := store.Visit{
					Token: l.Token, Outcome: news.Outcome{Result: news.ResultUnchanged}, State: l.Address.State,
					Next: &store.Schedule{At: time.Now().Add(time.Millisecond), Priority: store.PriorityRevisit, Again: true},
				}
				v.State.Visits++
				if l.Address.Document.IsZero() {
					v.Document = &store.Candidate{Article: news.Article{URL: l.Address.URL, Paragraphs: []string{text, l.Address.URL}}}
				}
				if _, err := s.Commit(b.Context(), v); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	b.StopTimer()
	st, err := s.Stats(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "visits/s")
	b.ReportMetric(float64(st.FileBytes)/(1<<20), "file-MB")
	b.ReportMetric(float64(st.FileBytes-st.FreeBytes)/(1<<20), "used-MB")
}
