package robots

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kabar/internal/shared"
)

type oracle struct {
	ID       string
	Source   string
	Robots   string
	B64      string `json:"robots_b64"`
	Agent    string
	URL      string
	Allowed  bool
	Delay    *float64
	Sitemaps []string
	RFC      string
	Conflict bool
}

func eachCase(t testing.TB, name string, do func([]byte)) {
	f, err := os.Open(filepath.Join(shared.Dir(t, "data", "robots"), name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<22)
	for s.Scan() {
		do(s.Bytes())
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
}

// TestCases asks every question that the test suites of eight other readers ask. Conflict cases are those
// on which the readers disagree; there too the answer is the RFC's, since "allowed" holds it.
func TestCases(t *testing.T) {
	binding, conflicts := 0, 0
	eachCase(t, "cases.jsonl", func(line []byte) {
		var c oracle
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatal(err)
		}
		body := []byte(c.Robots)
		if c.B64 != "" {
			var err error
			if body, err = base64.StdEncoding.DecodeString(c.B64); err != nil {
				t.Fatal(err)
			}
		}
		f := Parse(body)
		if c.Conflict {
			conflicts++
		} else {
			binding++
		}
		if got := f.Allowed(c.Agent, c.URL); got != c.Allowed {
			t.Errorf("%s (%s, conflict %v): %s %s: allowed %v\n%s\n%.400s", c.ID, c.Source, c.Conflict, c.Agent, c.URL, got, c.RFC, body)
		}
		if c.Delay != nil {
			got, ok := f.Delay(c.Agent)
			if want := time.Duration(*c.Delay * float64(time.Second)); !ok || got != want {
				t.Errorf("%s (%s): delay %v %v, want %v\n%.300s", c.ID, c.Source, got, ok, want, body)
			}
		}
		if c.Sitemaps != nil && !slices.Equal(f.Sitemaps(), c.Sitemaps) {
			t.Errorf("%s: sitemaps %q, want %q", c.ID, f.Sitemaps(), c.Sitemaps)
		}
	})
	t.Logf("%d binding cases, %d on which readers disagree", binding, conflicts)
	if binding < 1000 {
		t.Errorf("only %d cases were read", binding)
	}
}

func TestMatchingIsBounded(t *testing.T) {
	pattern := strings.Repeat("*a", 1000)
	f := Parse([]byte("User-agent: *\nDisallow: /" + pattern + "b\n"))
	if !f.Allowed("kabar", "https://a.example/"+strings.Repeat("a", 2000)) {
		t.Error("a pattern that ends in b matched a path without one")
	}
}

func TestDelayIsBounded(t *testing.T) {
	for value, want := range map[string]time.Duration{"1e300": maxDelay, "2.5": 2500 * time.Millisecond, "0": 0, "Inf": maxDelay} {
		if got, ok := Parse([]byte("User-agent: *\nCrawl-delay: " + value)).Delay("kabar"); !ok || got != want {
			t.Errorf("%s: %v %v", value, got, ok)
		}
	}
	for _, value := range []string{"-1", "NaN", "10s", "", "x"} {
		if got, ok := Parse([]byte("User-agent: *\nCrawl-delay: " + value)).Delay("kabar"); ok {
			t.Errorf("%s: %v", value, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nAllow: /%zz\nCrawl-delay: 1\nSitemap: x"), "https://a.example/a/b?c=%2f")
	f.Fuzz(func(t *testing.T, body []byte, url string) {
		file := Parse(body)
		file.Allowed("kabar/1.0 (x)", url)
		if d, _ := file.Delay("kabar"); d < 0 {
			t.Errorf("delay %v", d)
		}
		once := pathOf(url)
		if twice := pathOf(once); twice != once {
			t.Errorf("%q became %q, then %q", url, once, twice)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	body := []byte(strings.Repeat("User-agent: bot\nDisallow: /private/\nAllow: /private/open*\n\n", 2000))
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(body)
	}
}

func BenchmarkAllowed(b *testing.B) {
	f := Parse([]byte("User-agent: *\n" + strings.Repeat("Disallow: /private/*/x\nAllow: /news\n", 50)))
	b.ReportAllocs()
	for b.Loop() {
		f.Allowed("kabar", "https://www.kabar.example/berita/2026/03/02/jembatan-ditutup")
	}
}
