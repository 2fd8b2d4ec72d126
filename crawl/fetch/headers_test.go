package fetch

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"kabar/internal/shared"
)

// lines is a header that is a string or a list of lines.
type lines []string

func (l *lines) UnmarshalJSON(b []byte) error {
	if b[0] == '[' {
		return json.Unmarshal(b, (*[]string)(l))
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	*l = lines{s}
	return nil
}

func TestRetryAfterCases(t *testing.T) {
	all := shared.Lines[struct {
		ID         string
		Header     lines
		Now        time.Time
		ServerDate string `json:"server_date"`
		Seconds    *float64
		Cap        bool
		Why        string
	}](t, "data/http/retry_after.jsonl")
	wrong := map[string]bool{}
	for _, c := range all {
		h := http.Header{"Retry-After": c.Header}
		if c.ServerDate != "" {
			h.Set("Date", c.ServerDate)
		}
		got, ok := RetryAfter(h, c.Now)
		fail := func(what string) {
			wrong[c.ID] = true
			t.Errorf("%s: %q: %v, %v %s: %s", c.ID, c.Header, got, ok, what, c.Why)
		}
		switch {
		case ok != (c.Seconds != nil):
			fail("is wrong")
		case !ok:
		case c.Cap && got < 100*365*24*time.Hour:
			fail("is not saturated")
		case !c.Cap && got.Seconds() != *c.Seconds:
			fail(fmt.Sprintf("should be %v s", *c.Seconds))
		}
	}
	t.Logf("conformance: Retry-After: %d of %d", len(all)-len(wrong), len(all))
	if len(all) < 53 {
		t.Errorf("%d cases, want 53", len(all))
	}
}

func TestFreshnessCases(t *testing.T) {
	all := shared.Lines[struct {
		ID              string
		Headers         map[string]lines
		Fresh           *float64 `json:"fresh_seconds"`
		AtLeast         bool     `json:"at_least"`
		Store           *bool
		Revalidate      *bool
		RevalidateStale bool `json:"revalidate_when_stale"`
		Stale           *bool
		Heuristic       bool
		Informative     bool
		Next            map[string]string
		Why             string
	}](t, "data/http/cache_control.jsonl")
	wrong := map[string]bool{}
	for _, c := range all {
		h := http.Header{}
		for k, v := range c.Headers {
			h[http.CanonicalHeaderKey(k)] = v
		}
		got := Freshness(h, time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC))
		fail := func(what string, have any) {
			wrong[c.ID] = true
			t.Errorf("%s: %s %v (%+v): %s", c.ID, what, have, got, c.Why)
		}
		fresh, known := got.Fresh, got.Known
		if c.Heuristic {
			fresh, known = got.Heuristic, got.Heuristic > 0
		}
		switch {
		case known != (c.Fresh != nil):
			fail("known", known)
		case !known:
		case c.AtLeast && fresh.Seconds() < *c.Fresh, !c.AtLeast && fresh.Seconds() != *c.Fresh:
			fail("fresh", fresh)
		}
		if got.Store != (c.Store == nil || *c.Store) {
			fail("store", got.Store)
		}
		if got.Revalidate != (c.Revalidate != nil && *c.Revalidate) {
			fail("revalidate", got.Revalidate)
		}
		if got.RevalidateStale != c.RevalidateStale {
			fail("revalidate when stale", got.RevalidateStale)
		}
		if c.Stale != nil && got.Stale != *c.Stale {
			fail("stale", got.Stale)
		}
		if c.Next != nil && (got.ETag != c.Next["If-None-Match"] || got.LastModified != c.Next["If-Modified-Since"]) {
			fail("validators", []string{got.ETag, got.LastModified})
		}
	}
	t.Logf("conformance: Cache-Control and Expires: %d of %d", len(all)-len(wrong), len(all))
	if len(all) < 59 {
		t.Errorf("%d cases, want 59", len(all))
	}
}

func TestFreshnessWithoutDate(t *testing.T) {
	now := time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)
	c := Freshness(http.Header{"Expires": {"Sat, 21 Nov 2026 03:01:00 GMT"}}, now)
	if !c.Known || c.Fresh != time.Minute {
		t.Errorf("%+v", c)
	}
}

func TestFreshnessNoStoreKeepsNoValidators(t *testing.T) {
	c := Freshness(http.Header{"Cache-Control": {"no-store"}, "Etag": {`"a"`}, "Last-Modified": {"Wed, 11 Nov 2026 03:00:00 GMT"}}, time.Time{})
	if c.Store || c.ETag != "" || c.LastModified != "" {
		t.Errorf("%+v", c)
	}
}

func FuzzHeaders(f *testing.F) {
	f.Add("max-age=60, no-cache=\"a", "Sat, 21 Nov 2026 03:00:00 GMT", "99999999999999999999")
	f.Add("MAX-AGE=\"5\\\"", "0", "-1")
	f.Fuzz(func(t *testing.T, control, date, number string) {
		now := time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)
		for _, h := range []http.Header{
			{"Cache-Control": {control}, "Expires": {date}, "Age": {number}, "Last-Modified": {date}},
			{"Expires": {date}, "Date": {control}}, {"Last-Modified": {date}},
		} {
			if c := Freshness(h, now); c.Fresh < 0 || c.Heuristic < 0 || c.Fresh > 0 && !c.Known {
				t.Errorf("%v: %+v", h, c)
			}
		}
		for _, s := range []string{control, date, number} {
			if d, ok := RetryAfter(http.Header{"Retry-After": {s}, "Date": {date}}, now); d < 0 || !ok && d != 0 {
				t.Errorf("%q: %v, %v", s, d, ok)
			}
		}
	})
}
