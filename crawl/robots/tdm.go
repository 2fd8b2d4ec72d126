package robots

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kabar/news"
)

// TDMRepPath is where an origin keeps what it says about the mining of its pages (TDMRep, "TDM File on the Origin Server").
const TDMRepPath = "/.well-known/tdmrep.json"

// How long an answer for tdmrep.json counts. Hardly any site has the file, so that there is none is believed for weeks.
const (
	tdmMinAge = 24 * time.Hour
	tdmMaxAge = 7 * 24 * time.Hour
	tdmNone   = 28 * 24 * time.Hour
	tdmRetry  = time.Hour // before the first new try; then twice as long each time, up to tdmMaxAge
)

// maxTDMRules bounds the rules of a tdmrep.json.
const maxTDMRules = 1000

// reservation is the pair of values that TDMRep knows, as written.
type reservation struct{ reserved, policy string }

// stricter takes the value of one more element of the same name: a reservation stands whatever else is said.
func (r *reservation) stricter(value string) {
	if strings.TrimSpace(r.reserved) != "1" {
		r.reserved = value
	}
}

// orPolicyOf takes the policy of another place where this one names none.
func (r reservation) orPolicyOf(o reservation) reservation {
	if r.policy == "" {
		r.policy = o.policy
	}
	return r
}

// read gives nil for any value but 0 and 1: a protocol error, as if nothing was said (TDMRep, "The TDM
// reservation property").
func (r reservation) read(base string) *news.TDM {
	value := strings.TrimSpace(r.reserved)
	if value != "0" && value != "1" {
		return nil
	}
	return &news.TDM{Reserved: value == "1", Policy: absolute(base, r.policy)}
}

// absolute resolves a policy's address; empty for one that is no web address.
func absolute(base, ref string) string {
	ref = strings.TrimSpace(ref)
	b, err := url.Parse(base)
	if err != nil || ref == "" || len(ref) > 2048 {
		return ""
	}
	u, err := b.Parse(ref)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

// TDMRep reads /.well-known/tdmrep.json (W3C Text and Data Mining Reservation Protocol, "TDM File on the
// Origin Server") and returns what it says of a path, or of an address of that origin; nil when it says nothing. The
// first rule that matches counts; one without a valid reservation says nothing. Locations are patterns as in
// robots.txt. base, the address of the file, resolves the policy's. An error means that the file is no
// array of rules.
func TDMRep(body []byte, base, path string) (*news.TDM, error) {
	if len(body) > MaxSize {
		return nil, fmt.Errorf("tdmrep.json of %d octets, at most %d are read", len(body), MaxSize)
	}
	var rules []json.RawMessage
	if err := json.Unmarshal(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), &rules); err != nil {
		return nil, fmt.Errorf("tdmrep.json: %w", err)
	}
	path = pathOf(path)
	for _, raw := range rules[:min(len(rules), maxTDMRules)] {
		// One rule that is written wrongly does not spoil the others.
		var r struct {
			Location    string          `json:"location"`
			Reservation json.RawMessage `json:"tdm-reservation"`
			Policy      any             `json:"tdm-policy"`
		}
		if json.Unmarshal(raw, &r) != nil || !begins([]byte(r.Location)) {
			continue
		}
		pattern, rule := appendRule(nil, []byte(r.Location), allow)
		if !rule.matches(string(pattern), path) {
			continue
		}
		policy, _ := r.Policy.(string)
		return reservation{strings.Trim(string(r.Reservation), `"`), policy}.read(base), nil // "1" is seen for 1
	}
	return nil, nil
}

// UpdateTDMRep makes the copy of a tdmrep.json that is to be stored after an answer. It has the form of a stored robots.txt, with the address of
// the file for its origin:
//
//   - an array of rules: kept for a day, or up to a week where Cache-Control says so;
//   - 304: the copy of before, as if fetched now;
//   - a redirect to another file of that kind (location): followed by whoever reads the copy;
//   - anything else that a server means, a page in place of the file too: there is none, believed for four weeks;
//   - 429, 5xx, no answer, a body that broke off: the copy of before stays, asked again with growing pauses. Unlike robots.txt, a file that cannot
//     be read forbids nothing: what is not said is not reserved.
func UpdateTDMRep(prev news.Robots, at string, a Answer, location string, now time.Time) news.Robots {
	r := prev
	r.Origin, r.Asked, r.Status = at, now, a.Status
	if a.Err != nil {
		r.Status = 0
	}
	again := a.Status == http.StatusNotModified && !prev.Fetched.IsZero()
	switch {
	case a.Err != nil, a.Status == http.StatusTooManyRequests, a.Status < 200, a.Status > 499, a.Status < 300 && a.Truncated:
		r = failed(r, a, now)
		wait := max(tdmRetry<<min(r.Failures-1, maxShift), min(retryAfter(a.Header, now), tdmMaxAge))
		r.Until = now.Add(min(wait, tdmMaxAge))
		return r
	case !again:
		r.Fetched, r.Location, r.Body, r.ETag, r.LastModified = time.Time{}, "", nil, "", ""
	}
	r.Failures, r.Since, r.Until = 0, time.Time{}, now.Add(tdmNone)
	switch {
	case again:
		r.Fetched, r.Until = now, now.Add(tdmAge(a.Header))
	case a.Status >= 300 && a.Status < 400 && isTDMRep(location):
		r.Location, r.Until = location, now.Add(tdmAge(a.Header))
	case a.Status < 300:
		if _, err := TDMRep(a.Body, at, "/"); err == nil {
			r.Fetched, r.Body, r.Until = now, append([]byte(nil), a.Body...), now.Add(tdmAge(a.Header))
			r.ETag, r.LastModified = short(a.Header.Get("ETag")), short(a.Header.Get("Last-Modified"))
		}
	}
	return r
}

// TDMRepDue tells whether the file is to be asked for; the zero copy is.
func TDMRepDue(r news.Robots, now time.Time) bool {
	return r.Asked.IsZero() || !now.Before(r.Until) || now.Before(r.Asked.Add(-maxSkew))
}

// isTDMRep tells a redirect to the file's other place from one to a front page or an error page.
func isTDMRep(location string) bool {
	path, _, _ := strings.Cut(location, "?")
	return strings.HasSuffix(path, ".json")
}

// tdmAge is how long a file counts.
func tdmAge(h http.Header) time.Duration {
	age, ok := statedAge(h)
	if !ok {
		return tdmMinAge
	}
	return min(max(age, tdmMinAge), tdmMaxAge)
}
