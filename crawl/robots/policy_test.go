package robots

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"kabar/news"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// TestStatus holds the policy against the cases on status, network errors, age and size.
func TestStatus(t *testing.T) {
	n := 0
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
		if got != c.Decision {
			t.Errorf("%s: %s, want %s (%s)", c.ID, got, c.Decision, c.Why)
		}
	})
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

func TestPage(t *testing.T) {
	for _, tt := range []struct {
		name   string
		header http.Header
		metas  []Meta
		want   news.Rights
	}{
		{"nothing", nil, nil, news.Rights{}},
		{"header", http.Header{"X-Robots-Tag": {"noindex, NOARCHIVE"}}, nil, news.Rights{Robots: []string{"noarchive", "noindex"}}},
		{"for others", http.Header{"X-Robots-Tag": {"googlebot: noindex", "Kabar: noai"}}, nil, news.Rights{Robots: []string{"noai"}}},
		{"valued", http.Header{"X-Robots-Tag": {"max-snippet:-1"}}, nil, news.Rights{Robots: []string{"max-snippet:-1"}}},
		{"a date with commas", http.Header{"X-Robots-Tag": {"unavailable_after: Sunday, 01-Sep-24 12:34:56 GMT"}}, nil, news.Rights{Robots: []string{"unavailable_after: sunday, 01-sep-24 12:34:56 gmt"}}},
		{"meta", nil, []Meta{{"ROBOTS", "noai,noimageai"}, {"kabar", "nofollow"}, {"bingbot", "noindex"}}, news.Rights{Robots: []string{"noai", "nofollow", "noimageai"}}},
		{"twice", http.Header{"X-Robots-Tag": {"noai"}}, []Meta{{"robots", "noai"}}, news.Rights{Robots: []string{"noai"}}},
		{"tdm header", http.Header{"Tdm-Reservation": {"1"}, "Tdm-Policy": {"/policy.json"}}, nil, news.Rights{TDM: &news.TDM{Reserved: true, Policy: "https://a.example/policy.json"}}},
		{"tdm meta", nil, []Meta{{"tdm-reservation", "0"}}, news.Rights{TDM: &news.TDM{}}},
		{"tdm nonsense", nil, []Meta{{"tdm-reservation", "yes"}, {"tdm-policy", "javascript:x"}}, news.Rights{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := signals("kabar", "https://a.example/b", tt.header, tt.metas); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
	if r := (news.Rights{Robots: []string{"none"}}); !Has(r, "noindex") || !Has(r, "nofollow") || Has(r, "noarchive") {
		t.Error(`"none" is noindex and nofollow, and nothing else`)
	}
}

func TestRefusedAI(t *testing.T) {
	f := Parse([]byte("User-agent: *\nDisallow: /\n\nUser-agent: GPTBot\nUser-agent: CCBot\nDisallow: /news\nAllow: /news/free\n"))
	if got := strings.Join(f.RefusedAI("https://a.example/news/1"), " "); got != "CCBot GPTBot" {
		t.Errorf("refused: %s", got)
	}
	if got := f.RefusedAI("https://a.example/news/free/1"); got != nil {
		t.Errorf("refused: %v", got)
	}
}

func TestTDMRep(t *testing.T) {
	body := []byte(`[{"location":"/free/*","tdm-reservation":0},{"location":"/","tdm-reservation":1,"tdm-policy":"https://a.example/p"}]`)
	for path, want := range map[string]*news.TDM{
		"/free/x": {}, "/news/1": {Reserved: true, Policy: "https://a.example/p"},
	} {
		got, err := TDMRep(body, "https://a.example", path)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", path, got, err)
		}
	}
	if got, err := TDMRep([]byte("[]"), "https://a.example", "/"); got != nil || err != nil {
		t.Errorf("an empty file says %+v, %v", got, err)
	}
	if _, err := TDMRep([]byte("<html>"), "", "/"); err == nil {
		t.Error("HTML was read as tdmrep.json")
	}
}

func FuzzRights(f *testing.F) {
	f.Add("noindex, nofollow", []byte(`[{"location":"/*$"}]`))
	f.Fuzz(func(t *testing.T, line string, body []byte) {
		r := signals("kabar", "https://a.example/", http.Header{"X-Robots-Tag": {line}}, []Meta{{"robots", line}, {"tdm-policy", line}, {"tdm-reservation", "1"}})
		if len(r.Robots) > maxTokens {
			t.Errorf("%d tokens", len(r.Robots))
		}
		_, _ = TDMRep(body, "https://a.example", line) // must not panic
	})
}
