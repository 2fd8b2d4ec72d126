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
	Rules                    // the copy's rules hold (its Body, or that of its Location); what they refuse is refused for good
	AllowAll                 // there are no rules
	NotNow                   // the file cannot be read at present: nothing may be asked for before Robots.Until
)

// Bounds of the policy.
const (
	MaxAge   = 24 * time.Hour      // "SHOULD NOT use the cached version for more than 24 hours" (section 2.4)
	MaxStale = 30 * 24 * time.Hour // a copy serves this long while the file is unreachable (section 2.3.1.4)

	minAge   = 10 * time.Minute // a shorter max-age is not worth a request
	retryMin = time.Minute      // before the first new try; then twice as long each time
	retryMax = 6 * time.Hour
	maxShift = 20        // doublings of retryMin; far more than lead to retryMax
	maxSkew  = time.Hour // a copy that was asked for later than this from now comes of a wrong clock
)

// Answer is what came of a request for robots.txt. A redirect is the caller's to follow, up to five hops
// (section 2.3.1.2): it requests each and gives the answer of the last, or the redirect itself, status 3xx,
// where there are more hops or no target.
type Answer struct {
	Status    int
	Err       error // no answer: DNS, connection, timeout
	Header    http.Header
	Body      []byte
	Truncated bool // the body broke off
}

// Update makes the copy that is to be stored after an answer:
//
//   - 2xx: the body, for 24 hours or as long as Cache-Control says, whichever is shorter (section 2.3.1.1);
//   - 304: the copy of before, as if fetched now;
//   - 3xx and 4xx: no rules (sections 2.3.1.2 and 2.3.1.3);
//   - 5xx, no answer, a body that broke off: unreachable. The copy of before stays, asked again with
//     growing pauses, or when Retry-After says so (section 2.3.1.4).
//
// A redirect that is followed makes its copy by [Redirected].
//
// Only a file that was there is a copy that can serve while the file is unreachable. That there was none is
// not: a server that answered 404 and now fails is not asked for anything.
func Update(prev news.Robots, origin string, a Answer, now time.Time) news.Robots {
	r := prev
	r.Origin, r.Asked, r.Status = origin, now, a.Status
	switch {
	case a.Err != nil:
		r.Status = 0
		return failed(r, a, now)
	case a.Status == http.StatusNotModified && !prev.Fetched.IsZero():
		return renewed(r, a, now)
	case a.Status == http.StatusNotModified, // to a request that set no condition: there is a file, and we do not see it
		a.Status < 200, a.Status > 499,
		a.Status < 300 && a.Truncated && len(a.Body) < MaxSize:
		return failed(r, a, now)
	}
	r.Fetched, r.Location, r.Body, r.ETag, r.LastModified = time.Time{}, "", nil, "", ""
	if a.Status < 300 {
		r.Fetched = now
		r.Body = append([]byte(nil), cut(a.Body)...)
		r.ETag, r.LastModified = short(a.Header.Get("ETag")), short(a.Header.Get("Last-Modified"))
	}
	return renewed(r, a, now)
}

// Redirected makes the copy that is to be stored after a redirect to another robots.txt: no rules of its own, for as long as any answer.
func Redirected(prev news.Robots, origin string, a Answer, location string, now time.Time) news.Robots {
	r := Update(prev, origin, a, now)
	r.Fetched, r.Location = now, location
	return r
}

// renewed is a copy after an answer that said something.
func renewed(r news.Robots, a Answer, now time.Time) news.Robots {
	if !r.Fetched.IsZero() {
		r.Fetched = now
	}
	r.Failures, r.Since = 0, time.Time{}
	r.Until = now.Add(maxAge(a.Header))
	return r
}

// failed is a copy after an answer that said nothing.
func failed(r news.Robots, a Answer, now time.Time) news.Robots {
	if r.Failures < 1<<16-1 {
		r.Failures++
	}
	if r.Since.IsZero() {
		r.Since = now
	}
	wait := min(retryMin<<min(r.Failures-1, maxShift), retryMax)
	r.Until = now.Add(min(max(wait, retryAfter(a.Header, now)), MaxAge))
	return r
}

// short drops a validator that is too long to be sent back.
func short(s string) string {
	if len(s) > 1024 {
		return ""
	}
	return s
}

// retryAfter is the pause that the server asks for (RFC 9110, section 10.2.3); zero for none.
func retryAfter(h http.Header, now time.Time) time.Duration {
	s := strings.TrimSpace(h.Get("Retry-After"))
	if n, err := strconv.ParseUint(s, 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(s); err == nil {
		return at.Sub(now)
	}
	return 0
}

// maxAge is how long an answer may be used: a day, or less where Cache-Control says so (section 2.4; RFC 9111,
// section 5.2.2). What must not be kept is kept for the shortest time: each page asks for the rules.
func maxAge(h http.Header) time.Duration {
	age, ok := statedAge(h)
	if !ok {
		return MaxAge
	}
	return min(max(age, minAge), MaxAge)
}

// statedAge is how long Cache-Control says that an answer may be used; false when it says nothing.
func statedAge(h http.Header) (age time.Duration, stated bool) {
	for _, line := range h.Values("Cache-Control") {
		for part := range strings.SplitSeq(line, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
			switch strings.ToLower(name) {
			case "no-store", "no-cache":
				return 0, true
			case "max-age":
				n, err := strconv.ParseUint(strings.Trim(value, `"`), 10, 31)
				if d := time.Duration(n) * time.Second; err == nil && (!stated || d < age) {
					age, stated = d, true
				}
			}
		}
	}
	return age, stated
}

// Verdict reads a stored copy at a moment. The zero copy is Ask.
func Verdict(r news.Robots, now time.Time) Decision {
	usable := !r.Fetched.IsZero() && now.Sub(r.Fetched) < MaxStale
	switch {
	case r.Asked.IsZero() || !now.Before(r.Until):
		return Ask
	case now.Before(r.Asked.Add(-maxSkew)):
		return Ask // the clock has been set back: nobody knows how old the copy is
	case r.Failures > 0 && !usable: // unreachable, and no copy to go by
		if !r.Since.IsZero() && now.Sub(r.Since) >= MaxStale {
			return AllowAll // after so long "crawlers MAY assume that the robots.txt file is unavailable"
		}
		return NotNow
	case r.Location == "" && len(r.Body) == 0:
		return AllowAll
	}
	return Rules
}
