package fetch

import (
	"math"
	"net/http"
	"strings"
	"time"
)

// RetryAfter is how long an answer asks to wait (RFC 9110 10.2.3): seconds, or a date, taken from the
// server's own clock when its Date header can be read and from now else. A date that is past is no wait. False:
// there is no such header, or it says nothing. The wait may be absurdly long (up to the longest Duration): the caller bounds it.
func RetryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	lines := h["Retry-After"]
	if len(lines) == 0 {
		return 0, false
	}
	s := strings.Trim(lines[0], " \t") // one value only: of several lines the first
	if seconds, ok := deltaSeconds(s); ok {
		return seconds, true
	}
	at, ok := httpDate(s)
	if !ok {
		return 0, false
	}
	if server, ok := httpDate(h.Get("Date")); ok {
		now = server
	}
	return max(at.Sub(now), 0), true // Sub saturates
}

// deltaSeconds reads a run of digits as seconds (RFC 9111 1.2.2), up to the longest Duration.
func deltaSeconds(s string) (time.Duration, bool) {
	if s == "" {
		return 0, false
	}
	const most = math.MaxInt64 / int64(time.Second)
	var n int64
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		if n = n*10 + int64(s[i]-'0'); n > most {
			n = most
		}
	}
	return time.Duration(n) * time.Second, true
}
