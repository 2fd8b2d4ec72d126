package fetch

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestParallel asks from many goroutines at once, and looks that no answer is another's and that Close
// leaves nothing running: the server stays up, so that what it still serves counts too.
func TestParallel(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("how") {
		case "1":
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(pack(t, "gzip", []byte(r.URL.Path)))
		case "2":
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, r.URL.Path)
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		case "3":
			w.Header().Set("Location", r.URL.Path)
			w.WriteHeader(http.StatusFound)
			io.WriteString(w, r.URL.Path)
		default:
			io.WriteString(w, r.URL.Path)
		}
	})
	before := runtime.NumGoroutine()
	f := newFetcher(t, nil)
	var wg sync.WaitGroup
	for worker := range 16 {
		wg.Go(func() {
			for i := range 20 {
				path := fmt.Sprintf("/%d-%d", worker, i)
				resp, err := f.Get(t.Context(), Request{URL: fmt.Sprintf("%s%s?how=%d", url, path, i%4)})
				if err != nil {
					t.Error(err)
					continue
				}
				if string(resp.Body) != path || (resp.Truncated != "") != (i%4 == 2) || (resp.Location != "") != (i%4 == 3) {
					t.Errorf("%s: %q, %q, %q", path, resp.Body, resp.Truncated, resp.Location)
				}
			}
		})
	}
	wg.Wait()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for range 500 { // connections need a moment to close
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	buf := make([]byte, 1<<20)
	t.Errorf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), buf[:runtime.Stack(buf, true)])
}

func benchmarkPage() string {
	return "<!doctype html>" + strings.Repeat("<p>Harga cabai rawit merah di pasar tradisional naik.</p>\n", 1250)
}

func BenchmarkGet(b *testing.B) {
	body := benchmarkPage()
	url := serve(b, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) })
	f := newFetcher(b, nil)
	b.ReportAllocs()
	for b.Loop() {
		resp, err := f.Get(b.Context(), Request{URL: url})
		if err != nil || len(resp.Body) != len(body) {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}

// BenchmarkNetHTTP is the same request by the standard library alone, for the ratio.
func BenchmarkNetHTTP(b *testing.B) {
	body := benchmarkPage()
	url := serve(b, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) })
	c := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer c.CloseIdleConnections()
	b.ReportAllocs()
	for b.Loop() {
		resp, err := c.Get(url)
		if err != nil {
			b.Fatal(err)
		}
		all, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || len(all) != len(body) {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}
