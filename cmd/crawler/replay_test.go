package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"kabar/export"
	"kabar/internal/shared"
)

// replay is a web of recorded pages on loopback, under their real names over TLS, that reports how it was
// crawled.
type replay struct {
	bin, dir string
	env      []string
	proxy    *url.URL
	hosts    []string
}

// build compiles a command to a file of its own.
func build(t *testing.T, dir, pkg, name string) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), name)
	cmd := exec.Command("go", "build", "-o", bin, pkg)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", pkg, err, out)
	}
	return bin
}

// startReplay serves the twenty hosts with most articles of the news sets.
func startReplay(t *testing.T, args ...string) *replay {
	t.Helper()
	r := &replay{bin: build(t, shared.Dir(t, "replay"), ".", "replay"), dir: t.TempDir()}
	call := append([]string{"serve", "--hosts", "20", "--dir", r.dir}, args...)
	for _, set := range []string{"indonesian", "fundus", "fundus_eval", "article"} {
		call = append(call, "--pages", shared.Dir(t, "data", "extract", set))
	}
	cmd := exec.Command(r.bin, call...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var errOut bytes.Buffer
	cmd.Stderr = &errOut
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
		_ = cmd.Wait()
	})
	ready, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(ready, "ready") {
		t.Fatalf("replay did not start: %q %v\n%s", ready, err, errOut.String())
	}
	go io.Copy(io.Discard, out) //nolint:errcheck // drained so that it never blocks

	env, err := os.ReadFile(filepath.Join(r.dir, "env"))
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range strings.Fields(string(env)) {
		if name, value, ok := strings.Cut(word, "="); ok {
			value = strings.Trim(value, "'")
			r.env = append(r.env, name+"="+value)
			if name == "HTTP_PROXY" {
				if r.proxy, err = url.Parse(value); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	hosts := map[string]bool{}
	for _, line := range lines(t, filepath.Join(r.dir, "truth.jsonl")) {
		var page struct{ Host string }
		if err := json.Unmarshal(line, &page); err != nil {
			t.Fatal(err)
		}
		hosts[page.Host] = true
	}
	r.hosts = slices.Sorted(maps.Keys(hosts))
	return r
}

func lines(t *testing.T, path string) [][]byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(bytes.TrimSpace(b), []byte("\n"))
}

// control asks the replay's own address.
func (r *replay) control(t *testing.T, method, path string) []byte {
	t.Helper()
	client := http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(r.proxy)}}
	req, err := http.NewRequest(method, "http://replay.invalid"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %s %v\n%s", method, path, resp.Status, err, b)
	}
	return b
}

// report is the part of the replay's report that is looked at.
type report struct {
	Totals struct {
		Requests      int
		MaxConcurrent int `json:"max_concurrent"`
		Breaches      map[string]int
		Articles      map[string]int
	}
	Hosts []struct{ Statuses map[string]int }
}

// answers counts the answers with a status.
func (rep *report) answers(status string) (n int) {
	for _, h := range rep.Hosts {
		n += h.Statuses[status]
	}
	return n
}

func (r *replay) report(t *testing.T) report {
	t.Helper()
	var rep report
	if err := json.Unmarshal(r.control(t, "GET", "/report"), &rep); err != nil {
		t.Fatal(err)
	}
	return rep
}

func (rep *report) checkPolite(t *testing.T) {
	t.Helper()
	for rule, n := range rep.Totals.Breaches {
		if n > 0 {
			t.Errorf("%d breaches of %s", n, rule)
		}
	}
	if rep.Totals.MaxConcurrent > 1 {
		t.Errorf("a host had %d requests at the same time", rep.Totals.MaxConcurrent)
	}
}

// crawler is the command under test with a data folder of its own, pointed at a replay.
type crawler struct {
	bin, dir string
	web      *replay
}

// gap is the pace of these tests: a quarter of the usual one, so that they end.
const gap = 250 * time.Millisecond

func newCrawler(t *testing.T, web *replay) *crawler {
	t.Helper()
	c := &crawler{bin: build(t, shared.Root(t), "./cmd/crawler", "crawler"), dir: t.TempDir(), web: web}
	conf := fmt.Sprintf("politeness: {delay: %s}\nagent: {contact: test@kabar.example}\n", gap)
	if err := os.WriteFile(filepath.Join(c.dir, "kabar.yaml"), []byte(conf), 0o644); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *crawler) command(args ...string) *exec.Cmd {
	cmd := exec.Command(c.bin, args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), c.web.env...)
	return cmd
}

func (c *crawler) must(t *testing.T, args ...string) (stdout, stderr []byte) {
	t.Helper()
	cmd := c.command(args...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); err != nil {
		t.Fatalf("crawler %s: %v\n%s", strings.Join(args, " "), err, errOut.String())
	}
	return out.Bytes(), errOut.Bytes()
}

func (c *crawler) run(t *testing.T) []byte {
	t.Helper()
	_, errOut := c.must(t, append([]string{"run", "-v"}, c.web.hosts...)...)
	return errOut
}

// dump exports all and returns the addresses of each text.
func (c *crawler) dump(t *testing.T, name string) (path string, byText map[string][]string) {
	t.Helper()
	path = filepath.Join(c.dir, name)
	c.must(t, "export", "--out", path)
	byText = map[string][]string{}
	for _, line := range lines(t, path) {
		var r export.Record
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		if _, twice := byText[r.Text]; twice {
			t.Errorf("a text stands twice: %s", r.Metadata.URL)
		}
		at := []string{r.Metadata.URL}
		for _, a := range r.Metadata.AlsoAt {
			at = append(at, a.URL)
		}
		slices.Sort(at)
		byText[r.Text] = at
	}
	return path, byText
}

// TestReplay crawls twenty real hosts from their bare names: every recorded article is found once, nothing
// that is no article is stored, the second run fetches no article again, and no rule of politeness is broken.
func TestReplay(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute and more: a polite crawl")
	}
	t.Parallel()
	web := startReplay(t, "--gap", gap.String())
	c := newCrawler(t, web)
	log := c.run(t)
	path, _ := c.dump(t, "first.jsonl")
	out, err := exec.Command(web.bin, "verify", "--truth", filepath.Join(web.dir, "truth.jsonl"), "--export", path).CombinedOutput()
	t.Logf("%s", out)
	if err != nil || !bytes.Contains(out, []byte(" missing 0, doubled 0, unexpected 0, other recorded pages 0")) {
		keep := filepath.Join(os.TempDir(), "kabar-replay.log")
		t.Errorf("the export is not what was served: %v; log in %s (%v)", err, keep, os.WriteFile(keep, log, 0o644))
	}
	first := web.report(t)
	first.checkPolite(t)
	t.Logf("first run: %d requests, articles %v", first.Totals.Requests, first.Totals.Articles)

	web.control(t, "POST", "/reset")
	c.run(t)
	second := web.report(t)
	second.checkPolite(t)
	t.Logf("second run: %d requests, %d not modified, articles %v", second.Totals.Requests, second.answers("304"), second.Totals.Articles)
	for what, n := range second.Totals.Articles {
		if n > 0 {
			t.Errorf("second run: %d articles %s", n, what)
		}
	}
	if full, unchanged := second.answers("200"), second.answers("304"); full > 0 || unchanged < 40 {
		t.Errorf("second run: %d answers in full, %d not modified", full, unchanged)
	}
}

// TestKill kills the crawl ten times at random moments: the export is that of an undisturbed one.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes: two polite crawls")
	}
	t.Parallel()
	web := startReplay(t, "--gap", gap.String())
	killed := newCrawler(t, web)
	for i := range 10 {
		cmd := killed.command(append([]string{"run", "-v"}, web.hosts...)...)
		var errOut bytes.Buffer
		cmd.Stderr = &errOut
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(500*time.Millisecond + time.Duration(rand.IntN(2500))*time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatalf("kill %d: %v", i, err)
		}
		var exit *exec.ExitError
		if err := cmd.Wait(); !errors.As(err, &exit) || exit.Success() || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatalf("kill %d came too late: %v\n%s", i, err, errOut.String())
		}
	}
	killed.run(t)
	_, got := killed.dump(t, "killed.jsonl")
	after := web.report(t)
	after.checkPolite(t)

	calm := newCrawler(t, startReplay(t, "--gap", gap.String()))
	calm.run(t)
	_, want := calm.dump(t, "calm.jsonl")
	if len(want) < 90 {
		t.Errorf("the undisturbed run stored %d texts", len(want))
	}
	for text, at := range want {
		if !slices.Equal(got[text], at) {
			t.Errorf("addresses %v, undisturbed %v", got[text], at)
		}
	}
	for text, at := range got {
		if _, ok := want[text]; !ok {
			t.Errorf("only after the kills: %v", at)
		}
	}
}
