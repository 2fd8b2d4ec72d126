package robots

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"kabar/news"
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
