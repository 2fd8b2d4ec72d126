package remote

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kabar/news"
	"kabar/store"
	"kabar/store/bolt"
)

// BenchmarkCommitsUnderExport commits visits with a text of 4 KB from 16 workers while nobody reads, and while exports run one after
// the other over the socket: how many a second, the longest waits, and by how much the file grew.
func BenchmarkCommitsUnderExport(b *testing.B) {
	for _, reading := range []bool{false, true} {
		b.Run(fmt.Sprintf("exports=%v", reading), func(b *testing.B) {
			dir := b.TempDir()
			s, err := bolt.Open(dir, bolt.Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			server, err := Serve(dir, s, nil)
			if err != nil {
				b.Fatal(err)
			}
			defer server.Close()
			const before = 3_000
			work(b, s, 0, before)
			size := fileSize(b, dir)

			stop := make(chan struct{})
			var readers sync.WaitGroup
			var exported, rounds int
			if reading {
				readers.Go(func() {
					for {
						n, err := readAll(b, dir, stop)
						if err != nil {
							b.Error(err)
						}
						exported += n
						select {
						case <-stop:
							return
						default:
							rounds++
						}
					}
				})
			}
			b.ResetTimer()
			took := work(b, s, before, b.N)
			b.StopTimer()
			close(stop)
			readers.Wait()
			slices.Sort(took)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "visits/s")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
			b.ReportMetric(float64(fileSize(b, dir)-size)/(1<<20), "MB-grown")
			if reading {
				b.ReportMetric(float64(exported)/b.Elapsed().Seconds(), "documents-read/s")
				b.ReportMetric(float64(rounds), "exports")
			}
		})
	}
}

func fileSize(b *testing.B, dir string) int64 {
	info, err := os.Stat(filepath.Join(dir, bolt.FileName))
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

// readAll reads all documents as an export does, or until it is stopped.
func readAll(b *testing.B, dir string, stop chan struct{}) (n int, err error) {
	c, err := Dial(b.Context(), dir, nil)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	var after store.DocCursor
	for {
		docs, next, err := c.Documents(b.Context(), after, maxDocuments)
		if err != nil || len(docs) == 0 {
			return n, err
		}
		n, after = n+len(docs), next
		select {
		case <-stop:
			return n, nil
		default:
		}
	}
}

// text is 4 KB that do not pack well.
func text(i int) string {
	var words strings.Builder
	r := rand.New(rand.NewPCG(uint64(i), 0))
	for words.Len() < 4<<10 {
		fmt.Fprintf(&words, "%x ", r.Uint32())
	}
	return words.String()
}

// work commits n visits, numbered from first, and tells how long each waited.
func work(b *testing.B, s store.Store, first, n int) []time.Duration {
	took := make([]time.Duration, n)
	var next atomic.Int64
	var group sync.WaitGroup
	links := make([]store.Found, n)
	for i := range links {
		host := fmt.Sprintf("h%d.example", first+i)
		url := "https://" + host + "/"
		links[i] = store.Found{Link: news.Link{URL: url, Work: news.WorkArticle}, Key: url, Host: host, Site: host}
	}
	if _, err := s.Add(b.Context(), links); err != nil {
		b.Fatal(err)
	}
	for range 16 {
		group.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				l, err := s.Lease(b.Context(), store.LeaseRequest{TTL: time.Hour})
				if err != nil {
					b.Error(err)
					return
				}
				begin := time.Now()
				_, err = s.Commit(b.Context(), store.Visit{
					Token: l.Token, Outcome: news.Outcome{Result: news.ResultNew}, State: store.AddressState{Visited: time.Now()},
					Document: &store.Candidate{
						Article:  news.Article{URL: l.Address.URL, Title: "Perahu", Paragraphs: []string{text(i)}},
						TextHash: [16]byte(news.NewID(l.Address.URL)), Fetched: time.Now(),
					},
				})
				if err != nil {
					b.Error(err)
					return
				}
				took[i] = time.Since(begin)
			}
		})
	}
	group.Wait()
	return took
}
