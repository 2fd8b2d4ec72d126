package robots

import (
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"kabar/news"
	"kabar/page"
)

func TestSignals(t *testing.T) {
	tag := func(lines ...string) http.Header { return http.Header{"X-Robots-Tag": lines} }
	robots := func(tokens ...string) news.Rights { return news.Rights{Robots: tokens} }
	for _, tt := range []struct {
		name   string
		header http.Header
		metas  []Meta
		want   news.Rights
	}{
		{"nothing", nil, nil, news.Rights{}},
		{"empty", tag("", " , ;"), []Meta{{"robots", ""}, {"", "noindex"}}, news.Rights{}},
		{"header", tag("noindex, NOARCHIVE"), nil, robots("noarchive", "noindex")},
		{"several lines", tag("noindex", "nofollow"), nil, robots("nofollow", "noindex")},
		{"blanks and semicolons", tag("noindex;nofollow noai"), nil, robots("noai", "nofollow", "noindex")},
		{"for another", tag("googlebot: noindex, nofollow", "Kabar: noai"), nil, robots("noai")},
		{"for another without a blank", tag("googlebot:noindex"), nil, news.Rights{}},
		{"for all by name", tag("*: noindex"), nil, robots("noindex")},
		{"for us, with values", tag("kabar: max-snippet:20, noai"), nil, robots("max-snippet:20", "noai")},
		{"lines joined by a proxy", tag("noarchive, googlebot: noindex, otherbot: nofollow, kabar: noai"), nil, robots("noai", "noarchive")},
		{"valued", tag("max-snippet:-1, max-image-preview: large, max-video-preview:"), nil, robots("max-image-preview:large", "max-snippet:-1", "max-video-preview:")},
		{"date", tag("unavailable_after: 25 Jun 2010 15:00:00 PST"), nil, robots("unavailable_after: 25 jun 2010 15:00:00 pst")},
		{"date with a comma", tag("unavailable_after: Sunday, 01-Sep-24 12:34:56 GMT"), nil, robots("unavailable_after: sunday, 01-sep-24 12:34:56 gmt")},
		{"date before others", tag("unavailable_after: Sun, 01 Sep 2024 12:34:56 GMT, noindex"), nil, robots("noindex", "unavailable_after: sun, 01 sep 2024 12:34:56 gmt")},
		{"date behind others", tag("noindex, unavailable_after:2024-09-01T00:00:00Z"), nil, robots("noindex", "unavailable_after: 2024-09-01t00:00:00z")},
		{"date for another", tag("googlebot: unavailable_after: 25 Jun 2010, noindex"), nil, news.Rights{}},
		{"date for us", tag("kabar: unavailable_after : 25 Jun 2010"), nil, robots("unavailable_after: 25 jun 2010")},
		{"meta", nil, []Meta{{"ROBOTS", "noai,noimageai"}, {" kabar", "nofollow"}, {"bingbot", "noindex"}, {"googlebot-news", "noindex"}}, robots("noai", "nofollow", "noimageai")},
		{"meta names no agents", nil, []Meta{{"robots", "index:1, max-snippet:-1, max-image-preview:large"}}, robots("1", "index", "max-image-preview:large", "max-snippet:-1")},
		{"twice", tag("noai"), []Meta{{"robots", "noai"}}, robots("noai")},
		{"no words of it", tag("<script>, \u200bnoindex, http://a.example/"), nil, news.Rights{}},
		{"tdm header", http.Header{"Tdm-Reservation": {"1"}, "Tdm-Policy": {"/policy.json"}}, nil, news.Rights{TDM: &news.TDM{Reserved: true, Policy: "https://a.example/policy.json"}}},
		{"tdm meta", nil, []Meta{{"tdm-reservation", " 0 "}}, news.Rights{TDM: &news.TDM{}}},
		{"tdm meta goes before header", http.Header{"Tdm-Reservation": {"0"}, "Tdm-Policy": {"/p"}}, []Meta{{"TDM-Reservation", "1"}}, news.Rights{TDM: &news.TDM{Reserved: true, Policy: "https://a.example/p"}}},
		{"tdm meta says no", http.Header{"Tdm-Reservation": {"1"}}, []Meta{{"tdm-reservation", "0"}, {"tdm-policy", "https://b.example/p"}}, news.Rights{TDM: &news.TDM{Policy: "https://b.example/p"}}},
		{"tdm meta without meaning", http.Header{"Tdm-Reservation": {"1"}}, []Meta{{"tdm-reservation", "2"}}, news.Rights{TDM: &news.TDM{Reserved: true}}},
		{"tdm said twice", nil, []Meta{{"tdm-reservation", "1"}, {"tdm-reservation", "0"}}, news.Rights{TDM: &news.TDM{Reserved: true}}},
		{"tdm nonsense", nil, []Meta{{"tdm-reservation", "yes"}, {"tdm-policy", "https://a.example/p"}}, news.Rights{}},
		{"tdm policy that is no web address", nil, []Meta{{"tdm-reservation", "1"}, {"tdm-policy", "javascript:x"}}, news.Rights{TDM: &news.TDM{Reserved: true}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := signals("Kabar", "https://a.example/b", tt.header, tt.metas); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestSignalsAreBounded(t *testing.T) {
	long := strings.Repeat("a", maxToken+1)
	many := make([]string, 300)
	for i := range many {
		many[i] = "x" + strings.Repeat("y", i%60)
	}
	r := signals("kabar", "", http.Header{"X-Robots-Tag": {"noindex, " + long, strings.Join(many, ","), strings.Join(many, " ")}}, nil)
	if len(r.Robots) != maxTokens || slices.Contains(r.Robots, long) || !slices.Contains(r.Robots, "noindex") {
		t.Errorf("%d tokens", len(r.Robots))
	}
}

func TestPage(t *testing.T) {
	p, err := page.Parse("https://a.example/b", http.Header{"X-Robots-Tag": {"noai"}}, []byte(`<html><head>
		<meta name=robots content="noindex"><meta name="tdm-reservation" content=1><meta property=robots content=noarchive><body>text`))
	if err != nil {
		t.Fatal(err)
	}
	want := news.Rights{Robots: []string{"noai", "noindex"}, TDM: &news.TDM{Reserved: true}}
	if got := Page("kabar", p); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestHas(t *testing.T) {
	r := news.Rights{Robots: []string{"noai", "none"}}
	for directive, want := range map[string]bool{"noindex": true, "nofollow": true, "noai": true, "none": true, "noarchive": false, "noimageai": false} {
		if Has(r, directive) != want {
			t.Errorf("%s: %v", directive, !want)
		}
	}
}

func TestRefusedAI(t *testing.T) {
	f := Parse([]byte("User-agent: *\nDisallow: /\n\nUser-agent: gptbot/1.2\nUser-agent: CCBot\nUser-agent: Otherbot\nDisallow: /news\nAllow: /news/free\n\nUser-agent: ClaudeBot\nDisallow:\n"))
	for url, want := range map[string]string{
		"https://a.example/news/1": "CCBot GPTBot", "https://a.example/news/free/1": "", "https://a.example/": "",
	} {
		if got := strings.Join(f.RefusedAI(url), " "); got != want {
			t.Errorf("%s: refused %q, want %q", url, got, want)
		}
	}
}

func TestAgentsAreTokens(t *testing.T) {
	if !slices.IsSorted(aiAgents) || len(slices.Compact(slices.Clone(aiAgents))) != len(aiAgents) {
		t.Error("the agents are not in byte order, or one is there twice")
	}
	for _, a := range aiAgents {
		if token(a) != lower(a) {
			t.Errorf("%q is no product token", a)
		}
	}
}

func TestTDMRep(t *testing.T) {
	body := `[
		{"location":"/free/*","tdm-reservation":0},
		{"location":"/papers/*.pdf$","tdm-reservation":1,"tdm-policy":"policy.json"},
		{"location":"/odd","tdm-reservation":3},
		{"location":"/text","tdm-reservation":"1"},
		{"location":"/unsaid"},
		{"location":7,"tdm-reservation":1},
		"nonsense", null,
		{"location":"news","tdm-reservation":0},
		{"location":"/news","tdm-reservation":1,"tdm-policy":{"a":1}},
		{"location":"/news/free","tdm-reservation":0},
		{"location":"/caf%C3%A9","tdm-reservation":1}
	]`
	reserved := &news.TDM{Reserved: true}
	for path, want := range map[string]*news.TDM{
		"/free/x": {}, "/papers/1.pdf": {Reserved: true, Policy: "https://a.example/.well-known/policy.json"}, "/papers/1.pdf?a": nil,
		"/odd": nil, "/text": reserved, "/unsaid": nil, "/news/1": reserved, "/news/free": reserved, "/": nil,
		"https://a.example/news": reserved, "https://a.example": nil, "/café": reserved,
	} {
		got, err := TDMRep([]byte(body), "https://a.example/.well-known/tdmrep.json", path)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v, want %+v", path, got, err, want)
		}
	}
	for body, fails := range map[string]bool{
		"[]": false, "\ufeff[]": false, "null": false, "": true, "<html>": true, `{"location":"/"}`: true, "[" + strings.Repeat(" ", MaxSize) + "]": true,
		"[" + strings.Repeat(`{"location":"/x","tdm-reservation":0},`, maxTDMRules) + `{"location":"/","tdm-reservation":1}]`: false,
	} {
		if got, err := TDMRep([]byte(body), "https://a.example", "/"); got != nil || (err != nil) != fails {
			t.Errorf("%.40q says %+v, %v", body, got, err)
		}
	}
}

// TestUpdateTDMRep follows the stored copy through answers: what it holds then, and for how long.
func TestUpdateTDMRep(t *testing.T) {
	const at, rules = "https://a.example" + TDMRepPath, `[{"location":"/","tdm-reservation":1}]`
	const day = 24 * time.Hour
	file := Answer{Status: 200, Body: []byte(rules), Header: http.Header{"Etag": {`"e"`}}}
	old := UpdateTDMRep(news.Robots{}, at, file, "", now)
	held := func(cache string) Answer {
		return Answer{Status: 200, Body: []byte(rules), Header: http.Header{"Cache-Control": {cache}}}
	}
	for _, tt := range []struct {
		name     string
		prev     news.Robots
		answer   Answer
		location string
		body     string
		holds    time.Duration
	}{
		{"a file", news.Robots{}, file, "", rules, day},
		{"a file that holds for hours", news.Robots{}, held("max-age=60"), "", rules, day},
		{"a file that holds for days", news.Robots{}, held("max-age=259200"), "", rules, 3 * day},
		{"a file that holds for years", news.Robots{}, held("max-age=99999999"), "", rules, 7 * day},
		{"as before", old, Answer{Status: 304}, "", rules, day},
		{"as before, but nothing was", news.Robots{}, Answer{Status: 304}, "", "", tdmNone},
		{"none", news.Robots{}, Answer{Status: 404, Body: []byte("<html>")}, "", "", tdmNone},
		{"none any more", old, Answer{Status: 410}, "", "", tdmNone},
		{"forbidden", old, Answer{Status: 403}, "", "", tdmNone},
		{"a page in its place", old, Answer{Status: 200, Body: []byte("<html><body>Halaman tidak ditemukan")}, "", "", tdmNone},
		{"no array", news.Robots{}, Answer{Status: 200, Body: []byte(`{"location":"/"}`)}, "", "", tdmNone},
		{"too large", news.Robots{}, Answer{Status: 200, Body: []byte("[" + strings.Repeat(" ", MaxSize) + "]")}, "", "", tdmNone},
		{"moved", old, Answer{Status: 301}, "https://a.example/files/tdm.json?v=2", "", day},
		{"moved to the front page", old, Answer{Status: 302}, "https://a.example/", "", tdmNone},
		{"failing", news.Robots{}, Answer{Status: 503}, "", "", tdmRetry},
		{"failing with a file before", old, Answer{Status: 500}, "", rules, tdmRetry},
		{"too many requests", old, Answer{Status: 429, Header: http.Header{"Retry-After": {"7200"}}}, "", rules, 2 * time.Hour},
		{"no answer", old, Answer{Err: errors.New("reset")}, "", rules, tdmRetry},
		{"broken off", old, Answer{Status: 200, Body: []byte(rules[:9]), Truncated: true}, "", rules, tdmRetry},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := UpdateTDMRep(tt.prev, at, tt.answer, tt.location, now)
			if string(r.Body) != tt.body || r.Until.Sub(now) != tt.holds || r.Origin != at {
				t.Errorf("body %q until %v, want %q for %v", r.Body, r.Until.Sub(now), tt.body, tt.holds)
			}
			if moved := r.Location != ""; moved != (tt.name == "moved") {
				t.Errorf("moved to %q", r.Location)
			}
			if TDMRepDue(r, now) || !TDMRepDue(r, r.Until) || !TDMRepDue(r, now.Add(-day)) {
				t.Error("it is due at the wrong time")
			}
		})
	}
	r := old
	for range 100 {
		r = UpdateTDMRep(r, at, Answer{Status: 500}, "", now)
	}
	if r.Until.Sub(now) != tdmMaxAge || len(r.Body) == 0 {
		t.Errorf("after a hundred failures: %+v", r)
	}
	if r = UpdateTDMRep(r, at, file, "", now); r.Failures != 0 || r.ETag != `"e"` || !TDMRepDue(news.Robots{}, now) {
		t.Errorf("after a good answer: %+v", r)
	}
}

func FuzzRights(f *testing.F) {
	f.Add("noindex, nofollow", []byte(`[{"location":"/*$","tdm-reservation":1}]`))
	f.Add("googlebot: unavailable_after: Sunday, 01-Sep-24 12:34:56 GMT, kabar: none", []byte(`[{"location":"/a%2","tdm-reservation":"0","tdm-policy":"//x"}]`))
	f.Fuzz(func(t *testing.T, line string, body []byte) {
		r := signals("kabar", "https://a.example/", http.Header{"X-Robots-Tag": {line}}, []Meta{{"robots", line}, {"tdm-policy", line}, {"tdm-reservation", "1"}})
		if len(r.Robots) > maxTokens || !slices.IsSorted(r.Robots) || r.TDM == nil || !r.TDM.Reserved {
			t.Errorf("%+v", r)
		}
		for _, token := range r.Robots {
			if token == "" || len(token) > 3*maxToken || token != strings.ToValidUTF8(token, "") {
				t.Errorf("token %q", token)
			}
		}
		// A refusal at the end of a line is seen whatever stands before it, unless that is for another agent or a date.
		if !strings.ContainsAny(line, ":") && len(line) < maxLine-20 && len(r.Robots) < maxTokens-1 {
			if r := signals("kabar", "", http.Header{"X-Robots-Tag": {line + ", noindex"}}, nil); !Has(r, "noindex") && !strings.Contains(lower(line), unavailable) {
				t.Errorf("noindex was lost behind %q: %q", line, r.Robots)
			}
		}
		if got, err := TDMRep(body, "https://a.example", line); err != nil && got != nil {
			t.Errorf("%+v with %v", got, err)
		}
	})
}
