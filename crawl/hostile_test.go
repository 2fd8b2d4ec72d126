package crawl

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"runtime/metrics"
	"strings"
	"sync"
	"testing"
	"time"

	"kabar/address"
	"kabar/news"
	"kabar/store"
)

// watchMemory looks at the heap until the function that it returns is called, which gives the most that was in use.
func watchMemory() (most func() uint64) {
	stop, result := make(chan struct{}), make(chan uint64)
	go func() {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		var peak uint64
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			metrics.Read(sample)
			peak = max(peak, sample[0].Value.Uint64())
			select {
			case <-tick.C:
			case <-stop:
				result <- peak
				return
			}
		}
	}()
	return func() uint64 { close(stop); return <-result }
}

// claimed is a connection that says it has reached another address than loopback: that which was dialled.
type claimed struct {
	net.Conn
	remote net.Addr
}

func (c claimed) RemoteAddr() net.Addr { return c.remote }

// TestRebinding crawls a host whose name leads to the public internet at first and inside from then on: the guard looks at every dial, so nothing
// inside is reached, and another host is crawled as if nothing were.
func TestRebinding(t *testing.T) {
	t.Parallel()
	const turned, sound = "berubah.example", "sehat.example"
	for _, inside := range []string{"127.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::a9fe:a9fe"} {
		t.Run(inside, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			hasTurned := false
			var dialled []string
			web := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Connection", "close") // each request looks the name up anew
				switch r.URL.Path {
				case "/":
					writeHTML(w, frontHTML("/berita/berita-satu-dari-tempat-itu", "/berita/berita-dua-dari-tempat-itu"))
				case "/berita/berita-satu-dari-tempat-itu", "/berita/berita-dua-dari-tempat-itu":
					mu.Lock()
					hasTurned = hasTurned || r.Host == turned
					mu.Unlock()
					writeHTML(w, articleHTML("", "Sebuah Judul", r.Host+r.URL.Path))
				default:
					http.NotFound(w, r)
				}
			})
			h := newHouse(t, web, turned, sound)
			h.o.Attempts = 2
			h.fetch.AllowPrivate = false
			public := netip.MustParseAddr("203.0.114.7")
			h.fetch.Resolve = func(_ context.Context, host string) ([]netip.Addr, error) {
				mu.Lock()
				defer mu.Unlock()
				if host == turned && hasTurned {
					return []netip.Addr{netip.MustParseAddr(inside)}, nil
				}
				return []netip.Addr{public}, nil
			}
			dial := h.dial
			h.fetch.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
				mu.Lock()
				dialled = append(dialled, addr)
				mu.Unlock()
				conn, err := dial(ctx, network, addr)
				if err != nil {
					return nil, err
				}
				return claimed{conn, net.TCPAddrFromAddrPort(netip.MustParseAddrPort(addr))}, nil
			}
			_, docs := h.run()
			n := 0
			for _, d := range docs {
				if strings.Contains(d.URL, sound) {
					n++
				}
			}
			if n != 2 {
				t.Errorf("%d documents of the sound host", n)
			}
			for _, addr := range dialled {
				if addr != netip.AddrPortFrom(public, 80).String() {
					t.Errorf("%s was dialled", addr)
				}
			}
			h.with(func(_ *Crawler, s store.Store) {
				failed := 0
				for _, path := range []string{"satu", "dua"} {
					key, err := address.Key(fmt.Sprintf("http://%s/berita/berita-%s-dari-tempat-itu", turned, path))
					if err != nil {
						t.Fatal(err)
					}
					if a, err := s.Address(t.Context(), key); err != nil {
						t.Error(err)
					} else if a.State.Result == news.ResultFailed && a.State.Reason == "blocked-address" {
						failed++
					}
				}
				if failed != 1 {
					t.Errorf("%d outcomes tell of it, want that of the second article", failed)
				}
			})
		})
	}
}
