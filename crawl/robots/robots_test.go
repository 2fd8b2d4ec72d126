package robots

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
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
// on which those readers disagree; "allowed" holds the RFC's answer there too, and ours differs from it in none.
func TestCases(t *testing.T) {
	binding, conflicts, right := 0, 0, 0
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
		if got := f.Allowed(c.Agent, c.URL); got == c.Allowed {
			right++
		} else {
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
	t.Logf("conformance: robots.txt: %d of %d: %d binding, %d on which readers disagree", right, binding+conflicts, binding, conflicts)
	if binding < 1706 || conflicts < 53 {
		t.Errorf("only %d and %d cases were read", binding, conflicts)
	}
}

// TestRFC holds what the text of RFC 9309 says, in cases of our own.
func TestRFC(t *testing.T) {
	for _, tt := range []struct {
		name, robots, agent string
		allowed, refused    []string
	}{
		{"the longest match wins (2.2.2)", "User-agent: *\nAllow: /a/b\nDisallow: /a\nDisallow: /a/b/c", "kabar", []string{"/", "/a/b", "/a/bc"}, []string{"/a", "/a/c", "/a/b/c"}},
		{"allow wins a tie (2.2.2)", "User-agent: *\nDisallow: /a\nAllow: /a", "kabar", []string{"/a", "/ab"}, nil},
		{"case matters in paths (2.2.2)", "User-agent: *\nDisallow: /A", "kabar", []string{"/a"}, []string{"/A"}},
		{"and not in agents (2.2.1)", "USER-AGENT: KaBar\ndisallow: /", "kAbAr/2.0 (+https://kabar.example)", nil, []string{"/"}},
		{"groups of one agent are merged (2.2.1)", "User-agent: kabar\nDisallow: /a\nUser-agent: *\nDisallow: /c\nUser-agent: kabar\nDisallow: /b\nAllow: /a/x", "kabar", []string{"/c", "/a/x"}, []string{"/a", "/b"}},
		{"an agent of its own is not of all (2.2.1)", "User-agent: *\nDisallow: /\nUser-agent: kabar\nDisallow: /a", "kabar", []string{"/b"}, []string{"/a"}},
		{"a token is matched whole", "User-agent: kab\nUser-agent: kabars\nDisallow: /", "kabar", []string{"/a"}, nil},
		{"nobody is named", "Disallow: /", "kabar", []string{"/a"}, nil},
		{"agents above one another share rules (2.2.1)", "User-agent: a\nUser-agent: kabar\n\nUser-agent: b\nDisallow: /x", "kabar", []string{"/"}, []string{"/x"}},
		{"unknown lines do not part them (2.2.4)", "User-agent: kabar\nSitemap: x\nHost: y\nUser-agent: b\nDisallow: /x", "kabar", []string{"/"}, []string{"/x"}},
		{"an agent named twice", "User-agent: kabar\nUser-agent: kabar\nDisallow: /a\nAllow: /a/b", "kabar", []string{"/a/b"}, []string{"/a"}},
		{"an empty rule matches nothing", "User-agent: *\nDisallow:\nUser-agent: kabar\nAllow:", "kabar", []string{"/", "/a"}, nil},
		{"a rule without slash matches nothing", "User-agent: *\nDisallow: a\nDisallow: $", "kabar", []string{"/", "/a"}, nil},
		{"star (2.2.3)", "User-agent: *\nDisallow: /a*c\nDisallow: *.gif$", "kabar", []string{"/ab", "/x.gif?", "/x.gifs"}, []string{"/ac", "/abbc", "/abc/d", "/x.gif", "/.gif"}},
		{"dollar (2.2.3)", "User-agent: *\nDisallow: /a$\nDisallow: /b*$\nDisallow: /c*d$", "kabar", []string{"/a/", "/a?x", "/cde"}, []string{"/a", "/bcd", "/cd", "/cddd", "/cdxd"}},
		{"a dollar inside is one (2.2.3)", "User-agent: *\nDisallow: /a$b", "kabar", []string{"/a"}, []string{"/a$b", "/a%24b"}},
		{"the special ones, encoded (2.2.3)", "User-agent: *\nDisallow: /a%2Ab\nDisallow: /c%24", "kabar", []string{"/axb", "/c"}, []string{"/a*b", "/a%2ab", "/c$", "/c%24d"}},
		{"percent-encoding (2.2.2)", "User-agent: *\nDisallow: /café\nDisallow: /%7efoo\nDisallow: /a%2fb\nDisallow: /%zz", "kabar", []string{"/a/b", "/caf"}, []string{"/caf%C3%A9", "/caf%c3%a9", "/café", "/~foo", "/%7Efoo", "/a%2Fb", "/%zz", "/%25zz"}},
		{"the query counts", "User-agent: *\nDisallow: /*?id=\nDisallow: /?a", "kabar", []string{"/a?ID=1", "/?b"}, []string{"/a?id=1", "/a/b?id=", "/?a", "https://a.example?a"}},
		{"the fragment does not", "User-agent: *\nDisallow: /*x", "kabar", []string{"/a#x"}, []string{"/x#a"}},
		{"an address inside an address", "User-agent: *\nDisallow: /go\nDisallow: /private", "kabar", []string{"/to?u=https://b.example/private"}, []string{"/go?u=https://b.example/free", "https://a.example/go?u=https://b.example/"}},
		{"robots.txt itself (2.2.2)", "User-agent: *\nDisallow: /", "kabar", []string{"/robots.txt", "https://a.example/robots.txt"}, []string{"/robots.txt?a", "/a/robots.txt", "/"}},
		{"byte order mark", "\xef\xbb\xbfUser-agent: *\nDisallow: /", "kabar", nil, []string{"/"}},
		{"line ends (2.2)", "User-agent: *\rDisallow: /a\r\nDisallow: /b\n\rDisallow: /c", "kabar", []string{"/d"}, []string{"/a", "/b", "/c"}},
		{"comments and blanks (2.2)", "#\n  User-agent\t: * # all\nDisallow:/a#b\n Disallow :\t /c # d", "kabar", []string{"/d"}, []string{"/a", "/ab", "/c"}},
		{"a line without colon (2.2)", "User-agent: *\nDisallow /a\nDisallow: /b", "kabar", []string{"/a"}, []string{"/b"}},
		{"letters that only Unicode folds", "User-agent: \u212aabar\nDisallow: /\n\nU\u017fer-agent: *\nDisallow: /", "kabar", []string{"/a"}, nil},
		{"no agent", "User-agent:\nDisallow: /", "kabar", []string{"/a"}, nil},
		{"NUL and bytes that are no UTF-8", "User-agent: *\nDisallow: /\x00\nDisallow: /\xff", "kabar", []string{"/a"}, []string{"/%00", "/%FF", "/\xff"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := Parse([]byte(tt.robots))
			for _, url := range tt.allowed {
				if !f.Allowed(tt.agent, url) {
					t.Errorf("%s is refused", url)
				}
			}
			for _, url := range tt.refused {
				if f.Allowed(tt.agent, url) {
					t.Errorf("%s is allowed", url)
				}
			}
		})
	}
}

func TestSize(t *testing.T) {
	const within, cut = "User-agent: *\nDisallow: /within\n", "Disallow: /p" // where the bound lies
	f := Parse([]byte(strings.Repeat("\n", MaxSize-len(within)-len(cut)) + within + cut + "rivate\nDisallow: /beyond"))
	for url, want := range map[string]bool{"/within": false, "/beyond": true, "/private": true, "/p": true} {
		if f.Allowed("kabar", url) != want {
			t.Errorf("%s: allowed %v", url, !want)
		}
	}
	if !Parse([]byte("User-agent: *"+strings.Repeat(" ", MaxSize)+"\nDisallow: /")).Allowed("kabar", "/") {
		t.Error("an endless line was read")
	}
}

// TestHostileFiles are files that would take a reader which copies rules for each agent, or tries each place for each
// star, gigabytes and minutes.
func TestHostileFiles(t *testing.T) {
	half := MaxSize / 2
	agents := func() string {
		var b strings.Builder
		for i := 0; b.Len() < half; i++ {
			b.WriteString("User-agent:" + strconv.Itoa(i) + "\n")
		}
		return b.String()
	}()
	for name, robots := range map[string]string{
		"agents above rules":       agents + strings.Repeat("Allow:/\n", half/8),
		"agents above delays":      agents + strings.Repeat("Crawl-delay:1\n", half/14),
		"one agent above delays":   strings.Repeat("User-agent:*\n", half/13) + strings.Repeat("Crawl-delay:1\n", half/14),
		"one agent in many groups": strings.Repeat("User-agent:*\nAllow:/*a*b\n", MaxSize/24),
		"stars":                    "User-agent:*\nDisallow: /" + strings.Repeat("*a", half) + "b\n",
		"rules of stars":           "User-agent:*\n" + strings.Repeat("Disallow:*a*a*a*a*a*b\n", MaxSize/22),
		"carriage returns":         strings.Repeat("\r", MaxSize),
		"sitemaps":                 strings.Repeat("Sitemap:x\n", MaxSize/10),
		"to be encoded":            "User-agent:*\nDisallow: /" + strings.Repeat("\xff", MaxSize-50),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			f := Parse([]byte(robots))
			runtime.ReadMemStats(&after)
			if n := after.TotalAlloc - before.TotalAlloc; n > 64<<20 {
				t.Errorf("%d octets took %d octets of memory", len(robots), n)
			}
			if !f.Allowed("kabar", "https://a.example/"+strings.Repeat("a", 4000)) {
				t.Error("refused")
			}
			if n := len(f.Sitemaps()); n > maxSitemaps {
				t.Errorf("%d sitemaps", n)
			}
		})
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

// plainMatch is the matcher as section 2.2.3 words it, tried at every place.
func plainMatch(pattern, path string) bool {
	if pattern == "" {
		return true
	}
	if pattern == "$" {
		return path == ""
	}
	if pattern[0] == '*' {
		for i := range len(path) + 1 {
			if plainMatch(pattern[1:], path[i:]) {
				return true
			}
		}
		return false
	}
	return path != "" && path[0] == pattern[0] && plainMatch(pattern[1:], path[1:])
}

// TestMatcher compares with plainMatch on all patterns and paths of a few characters.
func TestMatcher(t *testing.T) {
	words := func(alphabet string, most int) []string {
		all, last := []string{""}, []string{""}
		for range most {
			var next []string
			for _, w := range last {
				for _, c := range alphabet {
					next = append(next, w+string(c))
				}
			}
			all, last = append(all, next...), next
		}
		return all
	}
	paths := words("ab", 6)
	for _, pattern := range words("ab*", 6) {
		for _, end := range []string{"", "$"} {
			f := Parse([]byte("User-agent: *\nDisallow: /" + pattern + end))
			for _, path := range paths {
				if got, want := !f.Allowed("kabar", "/"+path), plainMatch("/"+pattern+end, "/"+path); got != want {
					t.Fatalf("%q matches %q: %v, want %v", pattern+end, path, got, want)
				}
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nAllow: /%zz\nCrawl-delay: 1\nSitemap: x"), "https://a.example/a/b?c=%2f")
	f.Add([]byte("User-agent: kabar\rUser-agent: GPTBot\r\nDisallow: /$%24*\nCrawl-delay: -1e9"), "/$%24*")
	f.Fuzz(func(t *testing.T, body []byte, url string) {
		file := Parse(body)
		allowed := file.Allowed("kabar/1.0 (x)", url)
		if d, _ := file.Delay("kabar"); d < 0 || d > maxDelay {
			t.Errorf("delay %v", d)
		}
		once := pathOf(url)
		if twice := pathOf(once); twice != once {
			t.Errorf("%q became %q, then %q", url, once, twice)
		}
		if file.Allowed("KABAR", once) != allowed {
			t.Errorf("%q and %q are judged differently", url, once)
		}
		file.RefusedAI(url)
		// What is added for others, or behind, changes nothing for us.
		if more := Parse(append(bytes.Clone(body), "\nAllow:\nUser-agent: other\nDisallow: /\n"...)); len(body) < MaxSize-50 && more.Allowed("kabar", url) != allowed {
			t.Error("the rules of another agent were applied")
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
	n := 0
	for b.Loop() {
		n++
		f.Allowed("kabar", "https://www.kabar.example/berita/2026/03/02/jembatan-ditutup")
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "checks/s")
}
