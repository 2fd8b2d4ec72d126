package crawl

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"kabar/crawl/fetch"
	"kabar/news"
)

// A site that has moved to https still names many of its addresses by http, in old feeds and links, and each costs two requests: one for the
// redirect, one for the page. A host that is known to lead every http address to the same one over https is asked the second only. What is stored
// is as if it had been redirected.

const (
	upgradesAt    = 3                   // redirects in a row that are believed
	upgradesHold  = 7 * 24 * time.Hour  // how long they are, before one address is asked by http again
	longestSecure = 30 * 24 * time.Hour // the longest word of a server that is believed (RFC 6797)
)

// overTLS is the same address over https; empty for one that is no http address on the usual port.
func overTLS(url string) string {
	rest, ok := strings.CutPrefix(url, "http://")
	host, _, _ := strings.Cut(rest, "/")
	if !ok || strings.Contains(host, ":") {
		return ""
	}
	return "https://" + rest
}

// upgrade takes an http address for a redirect to https, without a request, when its host is known for that.
func (v *visit) upgrade() bool {
	a := &v.lease.Address
	target := overTLS(a.URL)
	if target == "" || a.Work == news.WorkRobots || !v.now().Before(v.host.Secure) {
		return false
	}
	v.redirect(target, http.StatusPermanentRedirect)
	if v.outcome.Reason == "" {
		v.outcome.Reason = "https"
	}
	return true
}

// learnTLS learns from an answer whether the host leads from http to https.
func (v *visit) learnTLS(r *fetch.Response) {
	h := &v.host
	target := overTLS(r.URL)
	switch {
	case strings.HasPrefix(r.URL, "https://"): // only what comes over TLS may say so (RFC 6797, section 8.1)
		if age, ok := strictAge(r.Header); ok {
			h.Secure = v.now().Add(min(age, longestSecure))
			if age == 0 {
				h.Secure, h.Upgrades = time.Time{}, 0
			}
		}
	case target == "" || r.Status >= 500 || r.Status == http.StatusTooManyRequests:
	case r.Location == target:
		if h.Upgrades < upgradesAt {
			h.Upgrades++
		}
		if h.Upgrades >= upgradesAt {
			h.Secure = v.now().Add(upgradesHold)
		}
	default:
		h.Secure, h.Upgrades = time.Time{}, 0
	}
}

// doubtTLS forgets what was learned when https cannot be spoken: the http addresses are worth a request again.
func (v *visit) doubtTLS(url string) {
	if strings.HasPrefix(url, "https://") {
		v.host.Secure, v.host.Upgrades = time.Time{}, 0
	}
}

// strictAge is the max-age of Strict-Transport-Security; false when there is none (RFC 6797, section 6.1).
func strictAge(h http.Header) (time.Duration, bool) {
	for directive := range strings.SplitSeq(h.Get("Strict-Transport-Security"), ";") {
		name, value, ok := strings.Cut(strings.TrimSpace(directive), "=")
		if ok && strings.EqualFold(strings.TrimSpace(name), "max-age") {
			n, err := strconv.ParseUint(strings.Trim(strings.TrimSpace(value), `"`), 10, 31)
			return time.Duration(n) * time.Second, err == nil
		}
	}
	return 0, false
}
