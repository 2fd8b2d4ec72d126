package bolt

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kabar/news"
	"kabar/store"
)

var (
	scaleHosts = flag.Int("hosts", 1000, "hosts of BenchmarkScale, ten on each site")
	scaleDir   = flag.String("dir", "", "folder of the store of BenchmarkScale, which is filled when it is empty; without it, one for this run")
)

// BenchmarkScale opens a store with many hosts and addresses, and leases and commits from it: what one visit costs in time and
// the process in memory should not hang on how much is known. -addresses and -hosts say how much that is. Memory is set as the
// crawler sets it.
func BenchmarkScale(b *testing.B) {
	dir := *scaleDir
	if dir == "" {
		dir = b.TempDir()
	}
	debug.SetGCPercent(200)
	debug.SetMemoryLimit(240 << 20)
	hosts := *scaleHosts
	link := func(host, n int) store.Found {
		site := fmt.Sprintf("media%04d.example", host/10)
		name := fmt.Sprintf("kanal%d.%s", host%10, site)
		url := fmt.Sprintf("https://%s/berita/2025/07/%d/judul-yang-agak-panjang-untuk-sebuah-alamat", name, n)
		return store.Found{Link: news.Link{URL: url, Work: news.WorkArticle, Via: news.ViaSection}, Key: url, Host: name, Site: site,
			Schedule: store.Schedule{Priority: store.PriorityPage, Rank: uint64(n)}}
	}
	s, err := Open(dir, Options{})
	if err != nil {
		b.Fatal(err)
	}
	stats, err := s.Stats(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	if stats.Addresses == 0 {
		part := make([]store.Found, 0, 20_000)
		for i := range *benchAddresses {
			part = append(part, link(i%hosts, i/hosts))
			if len(part) == cap(part) || i == *benchAddresses-1 {
				if _, err := s.Add(b.Context(), part); err != nil {
					b.Fatal(err)
				}
				part = part[:0]
			}
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	debug.FreeOSMemory()
	start := time.Now()
	if s, err = Open(dir, Options{}); err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	opened := time.Since(start)
	r := rand.New(rand.NewPCG(1, 2))
	per := *benchAddresses / hosts
	var leases []time.Duration
	b.ResetTimer()
	for range b.N {
		start := time.Now()
		l, err := s.Lease(b.Context(), store.LeaseRequest{TTL: time.Hour})
		if err != nil {
			b.Fatal(err)
		}
		leases = append(leases, time.Since(start))
		now := time.Now()
		v := store.Visit{
			Token: l.Token, Outcome: news.Outcome{At: now, Result: news.ResultUnchanged, Status: 200},
			State: store.AddressState{Visited: now, Status: 200, Result: news.ResultUnchanged, Visits: 1},
			Next:  &store.Schedule{At: now.Add(24 * time.Hour), Priority: store.PriorityRevisit, Again: true},
			Host:  store.HostState{LastStart: now, NotBefore: now},
		}
		for range 50 {
			v.Links = append(v.Links, link(r.IntN(hosts), r.IntN(per+per/100)))
		}
		if _, err := s.Commit(b.Context(), v); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	b.ReportMetric(opened.Seconds(), "s-to-open")
	slices.Sort(leases)
	b.ReportMetric(float64(leases[len(leases)/2].Nanoseconds())/1000, "µs/lease-p50")
	b.ReportMetric(float64(leases[len(leases)*99/100].Nanoseconds())/1000, "µs/lease-p99")
	for _, key := range []string{"RssAnon", "VmHWM"} {
		if kb, err := processMemory(key); err == nil {
			b.ReportMetric(float64(kb)/1024, key+"-MB")
		}
	}
}

// processMemory reads a line of /proc/self/status, in kB; only Linux has it.
func processMemory(key string) (int, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, key+":"); ok {
			return strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
		}
	}
	return 0, errors.New("no such line")
}
