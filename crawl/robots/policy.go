package robots

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"kabar/news"
)

// Decision is what a stored copy of robots.txt says at a moment.
type Decision uint8

// The decisions.
const (
	Ask      Decision = iota // there is no usable copy: request the file first
	Rules                    // the copy's rules hold (its Body, or that of its Location)
	AllowAll                 // there are no rules
	NotNow                   // the file cannot be read at present: nothing may be asked for before Robots.Until
)

// Bounds of the policy.
const (
	MaxAge       = 24 * time.Hour      // "SHOULD NOT use the cached version for more than 24 hours" (section 2.4)
	MaxStale     = 30 * 24 * time.Hour // a copy serves this long while the file is unreachable (section 2.3.1.4)
	minAge       = 10 * time.Minute    // a shorter max-age is not worth a request
	retryMin     = time.Minute
	retryMax     = 6 * time.Hour
	maxRetrySpan = 20 // doublings
)

// Answer is what came of a request for robots.txt. A redirect is the caller's to follow; it gives the
// answer of the last hop, and one with status 3xx where it gave up (more than five hops, or no target).
type Answer struct {
	Status    int
	Err       error // no answer: DNS, connection, timeout
	Header    http.Header
	Body      []byte
	Truncated bool // the body broke off
}

// Update makes the copy that is to be stored after an answer:
//
//   - 2xx: the body, for 24 hours or the answer's shorter max-age (section 2.3.1.1);
//   - 304: the copy of before, as if fetched now;
//   - 3xx and 4xx: no rules (sections 2.3.1.2 and 2.3.1.3);
//   - 5xx, no answer, a body that broke off: unreachable. The copy of before stays, asked again with
//     growing pauses (section 2.3.1.4).
func Update(prev news.Robots, origin string, a Answer, now time.Time) news.Robots {
	r := prev
	r.Origin, r.Asked = origin, now
	switch {
	case a.Err == nil && a.Status == http.StatusNotModified && !prev.Fetched.IsZero():
		return renewed(r, a, now)
	case a.Err != nil || a.Status >= 500 || a.Status < 200 || a.Truncated && len(a.Body) < MaxSize:
		r.Failures++
		if r.Since.IsZero() {
			r.Since = now
		}
		r.Until = now.Add(min(retryMin<<min(r.Failures-1, maxRetrySpan), retryMax))
		if a.Err == nil && r.Fetched.IsZero() {
			r.Status = a.Status
		} else if r.Fetched.IsZero() {
			r.Status = 0
		}
		return r
	}
	r.Fetched, r.Status, r.Location, r.Body = now, a.Status, "", nil
	r.ETag, r.LastModified = "", ""
	if a.Status < 300 {
		r.Body = append([]byte(nil), a.Body[:min(len(a.Body), MaxSize)]...)
		r.ETag, r.LastModified = short(a.Header.Get("ETag")), short(a.Header.Get("Last-Modified"))
	}
	return renewed(r, a, now)
}

func renewed(r news.Robots, a Answer, now time.Time) news.Robots {
	r.Fetched, r.Failures, r.Since = now, 0, time.Time{}
	r.Until = now.Add(maxAge(a.Header))
	return r
}

func short(s string) string {
	if len(s) > 1024 {
		return ""
	}
	return s
}

// maxAge is how long an answer may be used: a day, or less where Cache-Control says so.
func maxAge(h http.Header) time.Duration {
	for _, line := range h.Values("Cache-Control") {
		for part := range strings.SplitSeq(line, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
			if strings.EqualFold(name, "max-age") {
				if n, err := strconv.ParseUint(strings.Trim(value, `"`), 10, 31); err == nil {
					return min(max(time.Duration(n)*time.Second, minAge), MaxAge)
				}
			}
		}
	}
	return MaxAge
}

// Verdict reads a stored copy at a moment. The zero copy is Ask.
func Verdict(r news.Robots, now time.Time) Decision {
	usable := !r.Fetched.IsZero() && now.Sub(r.Fetched) < MaxStale
	switch {
	case r.Asked.IsZero() || !now.Before(r.Until):
		return Ask
	case r.Failures > 0 && !usable: // unreachable, and no copy to go by
		if !r.Since.IsZero() && now.Sub(r.Since) >= MaxStale {
			return AllowAll // "MAY assume that the robots.txt file is unavailable" after a long time
		}
		return NotNow
	case r.Location != "":
		return Rules
	case r.Status >= 300 || len(r.Body) == 0:
		return AllowAll
	}
	return Rules
}
