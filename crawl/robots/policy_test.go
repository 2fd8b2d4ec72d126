package robots

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"kabar/news"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// TestStatus holds the policy against the cases on status, network errors, age and size.
func TestStatus(t *testing.T) {
	n, right := 0, 0
	eachCase(t, "status.jsonl", func(line []byte) {
		var c struct {
			ID, Decision, Why, Error string
			Status                   int
			Cached                   bool
			AgeHours                 int    `json:"age_hours"`
			UnreachableDays          int    `json:"unreachable_days"`
			Bytes                    *int   `json:"bytes"`
			RuleAt                   int    `json:"rule_at"`
			ContentType              string `json:"content_type"`
		}
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatal(err)
		}
		n++
		var prev news.Robots
		at := now
		if c.Cached || c.AgeHours > 0 {
			prev = Update(news.Robots{}, "https://a.example", Answer{Status: 200, Body: []byte("User-agent: *\nDisallow: /old")}, now.Add(-time.Duration(c.AgeHours)*time.Hour))
		}
		if c.UnreachableDays > 0 {
			prev = Update(prev, "https://a.example", Answer{Err: errors.New("dns")}, now.Add(-time.Duration(c.UnreachableDays)*24*time.Hour))
		}
		answer := Answer{Status: c.Status, Body: []byte("User-agent: *\nDisallow: /new")}
		switch {
		case c.Error != "":
			answer = Answer{Err: errors.New(c.Error)}
		case c.ContentType == "text/html":
			answer.Body = []byte("<!DOCTYPE html><html><head><style>a:hover{color:red}</style></head><body>Disallow</body></html>")
		case c.Bytes != nil:
			answer.Body = bytes.Repeat([]byte("# filler\n"), *c.Bytes/9+1)[:*c.Bytes]
			if c.RuleAt > 0 {
				copy(answer.Body[c.RuleAt-20:], "\nUser-agent: *\n     \nDisallow: /new\n")
			}
		case c.Status == 204:
			answer.Body = nil
		}
		got := ""
		switch {
		case c.Decision == "refetch", c.AgeHours > 0 && c.Status == 200:
			if Verdict(prev, at) == Ask {
				got = "refetch"
			} else {
				got = "parse"
			}
		case c.Decision == "follow":
			got = "follow" // the caller's: Update is given the last hop
		default:
			r := Update(prev, "https://a.example", answer, at)
			file := Parse(r.Body)
			switch d := Verdict(r, at); {
			case d == NotNow:
				got = "disallow_all"
			case d == AllowAll && c.Decision == "may_allow_all":
				got = "may_allow_all"
			case d == AllowAll, file.Allowed("kabar", "/new") && file.Allowed("kabar", "/old"):
				got = "allow_all"
			case !file.Allowed("kabar", "/old"):
				got = "cached"
			default:
				got = "parse"
			}
		}
		if got == c.Decision {
			right++
		} else {
			t.Errorf("%s: %s, want %s (%s)", c.ID, got, c.Decision, c.Why)
		}
	})
	t.Logf("conformance: status and age of robots.txt: %d of %d", right, n)
	if n < 45 {
		t.Errorf("only %d cases", n)
	}
}

func TestUnreachableIsAskedEverMoreSeldom(t *testing.T) {
	r := news.Robots{}
	last := time.Duration(0)
	for i := range 40 {
		r = Update(r, "o", Answer{Status: 503}, now)
		pause := r.Until.Sub(now)
		if pause < last || pause > retryMax {
			t.Fatalf("pause %d is %v after %v", i, pause, last)
		}
		last = pause
		if Verdict(r, now) != NotNow || Verdict(r, r.Until) != Ask {
			t.Fatalf("after %d failures: %v now, %v then", i+1, Verdict(r, now), Verdict(r, r.Until))
		}
	}
	good := Update(r, "o", Answer{Status: 200, Body: []byte("x")}, now)
	if good.Failures != 0 || !good.Since.IsZero() || good.Until.Sub(now) != MaxAge {
		t.Errorf("a good answer did not end it: %+v", good)
	}
}

func TestCopyServesWhileUnreachable(t *testing.T) {
	r := Update(news.Robots{}, "o", Answer{Status: 200, Body: []byte("User-agent: *\nDisallow: /")}, now)
	for day := 1; day < 40; day++ {
		at := now.Add(time.Duration(day) * 24 * time.Hour)
		r = Update(r, "o", Answer{Err: errors.New("refused")}, at)
		want := Rules
		if day >= 31 {
			want = AllowAll // unreachable for thirty days
		}
		if day == 30 {
			want = NotNow // the copy is too old, the failure is not yet
		}
		if got := Verdict(r, at); got != want {
			t.Errorf("day %d: %v, want %v", day, got, want)
		}
	}
}

func TestCacheControl(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"max-age=3600": time.Hour, "public, Max-Age=\"7200\"": 2 * time.Hour, "max-age=0": minAge, "max-age=999999999": MaxAge, "no-cache": minAge, "max-age=7200, no-store": minAge, "max-age=x": MaxAge, "s-maxage=60": MaxAge,
	} {
		r := Update(news.Robots{}, "o", Answer{Status: 404, Header: http.Header{"Cache-Control": {value}}}, now)
		if got := r.Until.Sub(now); got != want {
			t.Errorf("%s: %v, want %v", value, got, want)
		}
	}
}

func TestRedirected(t *testing.T) {
	for cache, want := range map[string]time.Duration{"": MaxAge, "max-age=3600": time.Hour, "no-store": minAge} {
		prev := news.Robots{Origin: "o", Body: []byte("x"), ETag: `"e"`, Failures: 3, Since: now}
		r := Redirected(prev, "o", Answer{Status: 301, Header: http.Header{"Cache-Control": {cache}}}, "https://b.example/robots.txt", now)
		if r.Until.Sub(now) != want || r.Location == "" || len(r.Body) > 0 || r.ETag != "" || r.Failures != 0 || Verdict(r, now) != Rules {
			t.Errorf("%q: %+v", cache, r)
		}
	}
}

func TestUpdate(t *testing.T) {
	const rules = "User-agent: *\nDisallow: /old"
	copied := Update(news.Robots{}, "o", Answer{Status: 200, Body: []byte(rules), Header: http.Header{"Etag": {`"e"`}, "Last-Modified": {"m"}}}, now)
	absent := Update(news.Robots{}, "o", Answer{Status: 404}, now)
	redirected := Redirected(news.Robots{}, "o", Answer{Status: 301}, "https://b.example/robots.txt", now)
	later := now.Add(25 * time.Hour)
	broken := Answer{Status: 200, Body: []byte("User-agent: *\nDisallow: /ne"), Truncated: true}
	for _, tt := range []struct {
		name   string
		prev   news.Robots
		answer Answer
		want   Decision
		body   string
	}{
		{"none before, then a file", news.Robots{}, Answer{Status: 200, Body: []byte(rules)}, Rules, rules},
		{"none before, then none", news.Robots{}, Answer{Status: 404, Body: []byte("User-agent: *\nDisallow: /")}, AllowAll, ""},
		{"none before, then a 404 that breaks off", news.Robots{}, Answer{Status: 404, Body: []byte("<html"), Truncated: true}, AllowAll, ""},
		{"none before, then an error", news.Robots{}, Answer{Err: errors.New("dns")}, NotNow, ""},
		{"none before, then broken off", news.Robots{}, broken, NotNow, ""},
		{"none before, then cut by the reader's own bound", news.Robots{}, Answer{Status: 200, Truncated: true, Body: []byte(strings.Repeat("#\n", MaxSize/2) + "Disallow")}, Rules, strings.Repeat("#\n", MaxSize/2)},
		{"none before, then not modified", news.Robots{}, Answer{Status: 304}, NotNow, ""},
		{"none before, then information", news.Robots{}, Answer{Status: 103}, NotNow, ""},
		{"none before, then no status", news.Robots{}, Answer{}, NotNow, ""},
		{"none before, then an unknown status", news.Robots{}, Answer{Status: 600}, NotNow, ""},
		{"a file before, then not modified", copied, Answer{Status: 304}, Rules, rules},
		{"a file before, then an error", copied, Answer{Err: errors.New("reset")}, Rules, rules},
		{"a file before, then a server error", copied, Answer{Status: 502, Body: []byte("User-agent: *\nDisallow: /")}, Rules, rules},
		{"a file before, then broken off", copied, broken, Rules, rules},
		{"a file before, then none", copied, Answer{Status: 410}, AllowAll, ""},
		{"a file before, then an empty one", copied, Answer{Status: 200}, AllowAll, ""},
		{"an answer with an error is none", copied, Answer{Status: 200, Err: errors.New("reset")}, Rules, rules},
		// Section 2.3.1.4 wants complete disallow when the file is unreachable; section 2.4 makes an exception for a copy
		// of the file, and there is none.
		{"none before, then a server error", absent, Answer{Status: 503}, NotNow, ""},
		{"a redirect before, then an error", redirected, Answer{Status: 503}, Rules, ""},
		{"a redirect before, then none", redirected, Answer{Status: 404}, AllowAll, ""},
		{"a redirect before, then a file", redirected, Answer{Status: 200, Body: []byte(rules)}, Rules, rules},
		{"a redirect that leads nowhere", copied, Answer{Status: 302}, AllowAll, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := Update(tt.prev, "o", tt.answer, later)
			if got := Verdict(r, later); got != tt.want || string(r.Body) != tt.body {
				t.Errorf("verdict %v, want %v; body %.60q", got, tt.want, r.Body)
			}
			status := tt.answer.Status
			if tt.answer.Err != nil {
				status = 0
			}
			if r.Status != status || !r.Asked.Equal(later) || r.Origin != "o" {
				t.Errorf("status %d, want %d: %+v", r.Status, status, r)
			}
			if len(tt.prev.Body) > 0 && string(tt.prev.Body) != rules {
				t.Error("the copy of before was changed")
			}
		})
	}
	if got := Update(copied, "o", Answer{Status: 304}, later); got.ETag != `"e"` || got.LastModified != "m" || !got.Fetched.Equal(later) {
		t.Errorf("not modified: %+v", got)
	}
	if got := Update(copied, "o", Answer{Status: 200, Header: http.Header{"Etag": {strings.Repeat("e", 5000)}}}, later); got.ETag != "" || got.LastModified != "" {
		t.Errorf("validators of another answer: %+v", got)
	}
}

func TestRetryAfter(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"": retryMin, "5": retryMin, "3600": time.Hour, "999999999": MaxAge, "-1": retryMin, "soon": retryMin,
		now.Add(2 * time.Hour).Format(http.TimeFormat): 2 * time.Hour, now.Add(-time.Hour).Format(http.TimeFormat): retryMin,
	} {
		r := Update(news.Robots{}, "o", Answer{Status: 503, Header: http.Header{"Retry-After": {value}}}, now)
		if got := r.Until.Sub(now); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

func TestVerdictInTime(t *testing.T) {
	file := Update(news.Robots{}, "o", Answer{Status: 200, Body: []byte("User-agent: *\nDisallow: /")}, now)
	for _, tt := range []struct {
		name string
		copy news.Robots
		at   time.Time
		want Decision
	}{
		{"nothing is known", news.Robots{}, now, Ask},
		{"at once", file, now, Rules},
		{"within the day", file, now.Add(MaxAge - time.Second), Rules},
		{"after a day", file, now.Add(MaxAge), Ask},
		{"a slow clock", file, now.Add(-time.Minute), Rules},
		{"the clock was set back", file, now.Add(-48 * time.Hour), Ask},
	} {
		if got := Verdict(tt.copy, tt.at); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestFailuresDoNotWrap(t *testing.T) {
	r := Update(news.Robots{Failures: 1<<16 - 1, Since: now}, "o", Answer{Status: 500}, now)
	if r.Failures != 1<<16-1 || Verdict(r, now) != NotNow {
		t.Errorf("%d failures, %v", r.Failures, Verdict(r, now))
	}
}
