package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"kabar/address"
	"kabar/export"
	"kabar/internal/shared"
)

// killsEnv and seedEnv say how often TestCrash kills, and from which seed it takes the moments; 'make crash' sets the first.
const (
	killsEnv = "KABAR_CRASH_ROUNDS"
	seedEnv  = "KABAR_CRASH_SEED"
)

// crashWeb is two sites of made-up articles, every fourth of which stands on both. It is an HTTP proxy for all names.
type crashWeb struct {
	mu   sync.Mutex
	left int           // requests until one is held
	held chan struct{} // told when a request is held: its visit is leased
}

var crashHosts = []string{"www.pagi.example", "www.sore.example"}

const crashArticles = 40

func (w *crashWeb) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	w.left--
	hold := w.left == 0
	w.mu.Unlock()
	if hold {
		w.held <- struct{}{}
		<-r.Context().Done() // the crawler is killed before it has its answer
		return
	}
	host := slices.Index(crashHosts, r.Host)
	var n int
	_, err := fmt.Sscanf(r.URL.Path, "/berita/%d/", &n)
	var b strings.Builder
	switch {
	case host < 0:
		http.Redirect(rw, r, "http://www."+r.Host+r.URL.RequestURI(), http.StatusMovedPermanently)
		return
	case r.URL.Path == "/":
		b.WriteString("<html><body><h1>Kabar</h1>")
		for i := range crashArticles {
			fmt.Fprintf(&b, `<h3><a href="/berita/%d/judul-berita-yang-cukup-panjang.html">Judul berita nomor %d yang cukup panjang</a></h3>`, i, i)
		}
	case err != nil || n >= crashArticles:
		http.NotFound(rw, r)
		return
	default:
		seed := uint64(n)
		if n%4 != 0 {
			seed += uint64(1000 * (host + 1))
		}
		fmt.Fprintf(&b, `<html lang="id"><head><title>Judul %d</title><meta property="og:type" content="article"></head><body><article><h1>Judul berita nomor %d yang cukup panjang</h1>`, n, n)
		random := rand.New(rand.NewPCG(seed, 1))
		for range 4 {
			b.WriteString("<p>Warga")
			for range 24 {
				b.WriteByte(' ')
				for range 3 {
					b.WriteString([]string{"ba", "ru", "ti", "ka", "mo", "sen", "du", "la", "per", "gi", "na", "so"}[random.IntN(12)])
				}
			}
			b.WriteString(".</p>")
		}
		b.WriteString("</article>")
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(rw, b.String(), "</body></html>")
}

// crash is a crawler over a crashWeb.
type crash struct {
	bin, dir, proxy string
}

func (c *crash) command(args ...string) *exec.Cmd {
	cmd := exec.Command(c.bin, args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "HTTP_PROXY="+c.proxy, "NO_PROXY=")
	return cmd
}

// dump is what the store holds: by text, the crawl keys of all its addresses.
func (c *crash) dump(t *testing.T) map[string][]string {
	t.Helper()
	cmd := c.command("export")
	var errOut bytes.Buffer
	cmd.Stderr = &errOut
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("export: %v\n%s", err, &errOut)
	}
	all := map[string][]string{}
	for line := range bytes.Lines(out) {
		var r export.Record
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		if _, twice := all[r.Text]; twice {
			t.Errorf("a text stands twice: %s", r.Metadata.URL)
		}
		at := []string{r.Metadata.URL}
		for _, a := range r.Metadata.AlsoAt {
			at = append(at, a.URL)
		}
		for i := range at {
			if at[i], err = address.Key(at[i]); err != nil {
				t.Fatal(err)
			}
		}
		slices.Sort(at)
		all[r.Text] = at
	}
	return all
}

func (c *crash) fresh(t *testing.T) {
	t.Helper()
	c.dir = t.TempDir()
	conf := "agent: {contact: test@kabar.example}\npoliteness: {delay: 2ms}\nlimits: {patience: 1s}\nnetwork: {allow_private: true}\nschedule: {revisit: []}\nsites:\n" +
		"- {site: pagi.example, start: [\"http://www.pagi.example/\"]}\n- {site: sore.example, start: [\"http://www.sore.example/\"]}\n"
	if err := os.WriteFile(filepath.Join(c.dir, "kabar.yaml"), []byte(conf), 0o644); err != nil {
		t.Fatal(err)
	}
}

func envNumber(t *testing.T, name string, usual int) int {
	t.Helper()
	s := os.Getenv(name)
	if s == "" {
		return usual
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		t.Fatalf("%s=%q is no number", name, s)
	}
	return n
}

// TestCrash kills the crawler with SIGKILL, again and again, always while a visit is leased. After each kill store and archive agree, and
// all that an export has shown is there; after all of them the export is that of an undisturbed run.
func TestCrash(t *testing.T) {
	t.Parallel()
	kills, seed := envNumber(t, killsEnv, 8), envNumber(t, seedEnv, 1)
	t.Logf("%d kills, seed %d", kills, seed)
	web := &crashWeb{held: make(chan struct{}, 1)}
	server := httptest.NewServer(web)
	defer server.Close()
	c := &crash{bin: build(t, shared.Root(t), "./cmd/crawler", "crawler"), proxy: server.URL}
	c.fresh(t)
	if out, err := c.command("run").CombinedOutput(); err != nil {
		t.Fatalf("undisturbed: %v\n%s", err, out)
	}
	want := c.dump(t)
	if shared := crashArticles / 4; len(want) != 2*crashArticles-shared {
		t.Fatalf("the undisturbed run has %d texts", len(want))
	}

	random := rand.New(rand.NewPCG(uint64(seed), 2))
	folders := 0
	var before map[string][]string
	for done := 0; done < kills || before != nil; {
		if before == nil {
			c.fresh(t)
			folders++
			before = map[string][]string{}
		}
		web.mu.Lock()
		web.left = 0
		if done < kills {
			web.left = 1 + random.IntN(crashArticles)
		}
		web.mu.Unlock()
		cmd := c.command("run")
		var errOut bytes.Buffer
		cmd.Stderr = &errOut
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		killed := false
		var err error
		select {
		case <-web.held:
			time.Sleep(time.Duration(random.IntN(20)) * time.Millisecond) // the other host goes on meanwhile
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			killed, err = true, <-ended
		case err = <-ended:
		}
		exit := new(exec.ExitError)
		if killed && (!errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL) || !killed && err != nil {
			t.Fatalf("run: %v\n%s", err, &errOut)
		}
		if out, err := c.command("check").CombinedOutput(); err != nil {
			t.Fatalf("after %d kills, seed %d: check: %v\n%s", done, seed, err, out)
		}
		now := c.dump(t)
		for text, at := range before {
			if !slices.Equal(intersection(now[text], at), at) {
				t.Fatalf("after %d kills, seed %d: %v is at %v now: %.60q", done, seed, at, now[text], text)
			}
		}
		if before = now; killed {
			done++
			continue
		}
		if !maps.EqualFunc(now, want, slices.Equal) {
			t.Errorf("after %d kills, seed %d: %d texts, undisturbed %d, or other addresses", done, seed, len(now), len(want))
		}
		before = nil
	}
	t.Logf("%d kills in %d data folders", kills, folders)
}

// intersection is what of b is in a.
func intersection(a, b []string) (both []string) {
	for _, s := range b {
		if slices.Contains(a, s) {
			both = append(both, s)
		}
	}
	return both
}
