package fetch

import (
	"net/http"
	"strings"
	"time"
)

// CacheInfo is what an answer says about its own age, for a private cache (RFC 9111).
type CacheInfo struct {
	// Fresh is how much longer the answer holds, at least zero. Only when Known: without, the answer said nothing
	// that counts.
	Fresh time.Duration
	Known bool
	// Heuristic is a tenth of the time since Last-Modified (RFC 9111 4.2.2), when nothing is Known; the
	// schedule may take it for a hint. 0: none.
	Heuristic time.Duration
	// Store is false when neither body nor validators may be kept for reuse.
	Store bool
	// Revalidate: to be asked again before each use, whatever Fresh says.
	Revalidate bool
	// RevalidateStale: not to be used once it is stale, not even when the server cannot be reached.
	RevalidateStale bool
	// Stale: what was said about freshness is over already, or is invalid and counts as over.
	Stale bool
	// ETag and LastModified are the validators for the next request, as they came; empty: none, or not to be kept.
	ETag, LastModified string
}

// Freshness reads Cache-Control, Expires, Age, Vary and the validators of an answer. now counts where the
// answer has no readable Date.
func Freshness(h http.Header, now time.Time) CacheInfo {
	date, ok := httpDate(h.Get("Date"))
	if !ok {
		date = now
	}
	cc := parseCacheControl(h["Cache-Control"])
	c := CacheInfo{Store: !cc.noStore, RevalidateStale: cc.mustRevalidate}
	if c.Store {
		c.ETag = strings.Trim(h.Get("Etag"), " \t")
		c.LastModified = strings.Trim(h.Get("Last-Modified"), " \t")
	}
	modified, isDate := httpDate(h.Get("Last-Modified"))
	if !isDate {
		c.LastModified = ""
	}
	anyVary := false
	for _, line := range h["Vary"] {
		anyVary = anyVary || strings.TrimSpace(line) == "*"
	}
	switch expires, hasExpires := h["Expires"]; {
	case cc.noStore:
	case anyVary: // matches no later request
		c.Revalidate = true
	case cc.noCache:
		c.Known, c.Revalidate = true, true
	case cc.hasMaxAge && cc.badMaxAge:
		c.Stale = true
	case cc.hasMaxAge:
		c.lifetime(cc.maxAge, h)
	case hasExpires:
		at, ok := httpDate(expires[0])
		if !ok {
			at = date // invalid, above all "0": a time in the past
		}
		c.lifetime(at.Sub(date), h)
	case len(h["Cache-Control"]) == 0 && strings.EqualFold(strings.TrimSpace(h.Get("Pragma")), "no-cache"):
		c.Known, c.Revalidate = true, true // not of the standard, but asking again is always allowed
	case isDate && modified.Before(date):
		c.Heuristic = date.Sub(modified) / 10
	}
	return c
}

// lifetime sets how much of a lifetime is left after the Age that caches on the way have added.
func (c *CacheInfo) lifetime(d time.Duration, h http.Header) {
	if age, ok := deltaSeconds(strings.Trim(h.Get("Age"), " \t")); ok {
		d -= age
	}
	c.Known, c.Fresh, c.Stale = true, max(d, 0), d <= 0
}

// cacheControl is what counts here of a Cache-Control header.
type cacheControl struct {
	noStore, noCache, mustRevalidate bool
	hasMaxAge, badMaxAge             bool
	maxAge                           time.Duration
}

// parseCacheControl reads directives by the grammar of RFC 9111 5.2. Of a directive twice the first counts.
func parseCacheControl(lines []string) cacheControl {
	var cc cacheControl
	for _, line := range lines {
		for line != "" {
			var directive string
			directive, line = cutUnquoted(line)
			name, value, hasValue := strings.Cut(directive, "=")
			switch name = strings.ToLower(name); name {
			case "no-store":
				cc.noStore = true
			case "no-cache":
				cc.noCache = cc.noCache || !hasValue // with a value only the fields that it names are concerned
			case "must-revalidate":
				cc.mustRevalidate = true
			default:
				if strings.TrimRight(name, " \t") != "max-age" || cc.hasMaxAge {
					continue
				}
				age, ok := deltaSeconds(unquote(value))
				cc.hasMaxAge, cc.maxAge, cc.badMaxAge = true, age, !ok || name != "max-age"
			}
		}
	}
	return cc
}

// cutUnquoted cuts at the first comma outside of a quoted string.
func cutUnquoted(s string) (directive, rest string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ',' && !quoted:
			return strings.Trim(s[:i], " \t"), s[i+1:]
		}
	}
	return strings.Trim(s, " \t"), ""
}

func unquote(s string) string {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}
