// Package robots reads robots.txt by RFC 9309 and the other signals by which a site says what may be done
// with its pages.
//
// [Parse] and [File.Allowed] answer for one file. [Update] and [Verdict] say what an answer, or none, to
// the request for robots.txt means, and for how long. [Page] and [TDMRep] read the rights signals.
package robots

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MaxSize is how much of a robots.txt is read: "at least 500 kibibytes" (RFC 9309, section 2.5).
const MaxSize = 500 << 10

// maxSitemaps bounds the Sitemap lines that are kept.
const maxSitemaps = 1000

// File is a parsed robots.txt. It is not changed after Parse and may be shared.
type File struct {
	groups   map[string]*group // by product token, lower case; "*" for the rest
	sitemaps []string
}

type group struct {
	rules []rule
	delay time.Duration
	timed bool // delay was stated
}

type rule struct {
	pattern string // in the comparable form
	allow   bool
	end     bool // "$": the path ends where the pattern does
}

// Parse reads a robots.txt. It never fails: what is not understood is passed over (section 2.2), and what lies
// beyond MaxSize is not read. Groups of one agent are merged (section 2.2.1).
func Parse(body []byte) *File {
	f := &File{groups: map[string]*group{}}
	body = bytes.TrimPrefix(body[:min(len(body), MaxSize)], []byte("\xef\xbb\xbf"))
	var agents []string // of the group that is being read
	ruled := false      // a rule has been read since the last user-agent line
	for len(body) > 0 {
		line := body
		if i := bytes.IndexAny(body, "\r\n"); i >= 0 {
			line, body = body[:i], body[i+1:]
		} else {
			body = nil
		}
		key, value, ok := split(line)
		if !ok {
			continue
		}
		switch key {
		case "user-agent":
			if ruled {
				agents, ruled = nil, false
			}
			if a := token(value); a != "" {
				agents = append(agents, a)
				if f.groups[a] == nil {
					f.groups[a] = &group{}
				}
			}
		case "allow", "disallow":
			ruled = true
			r, ok := newRule(value, key == "allow")
			for _, a := range agents {
				if ok {
					f.groups[a].rules = append(f.groups[a].rules, r)
				}
			}
		case "crawl-delay":
			// Not in the RFC. It belongs to the agents directly above it and neither opens nor ends a group.
			if d, ok := seconds(value); ok {
				for _, a := range agents {
					if g := f.groups[a]; !g.timed {
						g.delay, g.timed = d, true
					}
				}
			}
		case "sitemap":
			if value != "" && len(f.sitemaps) < maxSitemaps {
				f.sitemaps = append(f.sitemaps, value)
			}
		}
	}
	return f
}

// split takes a line apart into key, lower case, and value, without comment and blanks around.
func split(line []byte) (key, value string, ok bool) {
	if i := bytes.IndexByte(line, '#'); i >= 0 {
		line = line[:i]
	}
	k, v, ok := bytes.Cut(line, []byte(":"))
	if !ok {
		return "", "", false
	}
	return strings.ToLower(strings.TrimSpace(string(k))), strings.TrimSpace(string(v)), true
}

// token is the product token of a User-Agent or of a user-agent line: the first word, up to a blank or a slash, in lower case.
func token(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.IndexAny(s, " \t/"); i >= 0 {
		s = s[:i]
	}
	return strings.ToLower(s)
}

// maxDelay bounds a Crawl-delay; the caller's own bound is lower.
const maxDelay = 24 * time.Hour

func seconds(s string) (time.Duration, bool) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v >= 0) { // NaN too
		return 0, false
	}
	if v > maxDelay.Seconds() {
		return maxDelay, true
	}
	return time.Duration(v * float64(time.Second)), true
}

// newRule makes a rule of a path; false for one that matches nothing: an empty one, or one that begins with
// neither a slash nor a star.
func newRule(path string, allow bool) (rule, bool) {
	if path == "" || path[0] != '/' && path[0] != '*' {
		return rule{}, false
	}
	r := rule{allow: allow}
	if rest, ok := strings.CutSuffix(path, "$"); ok {
		path, r.end = rest, true
	}
	r.pattern = comparable(path, true)
	return r, true
}

const hexDigits = "0123456789ABCDEF"

// comparable brings a path into the form in which rules and addresses are compared (section 2.2.2): octets
// outside the URI set and "%", "*", "$" percent-encoded, encoded unreserved octets decoded, digits of the rest
// in upper case. In a pattern the star stays, since there it is a wildcard.
func comparable(s string, pattern bool) string {
	clean := true
	for i := 0; i < len(s) && clean; i++ {
		clean = s[i] != '%' && s[i] != '$' && (s[i] != '*' || pattern) && inURI(s[i])
	}
	if clean {
		return s
	}
	b := make([]byte, 0, len(s)+16)
	for i := 0; i < len(s); i++ {
		c := s[i]
		encoded := false
		if c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			c, encoded = unhex(s[i+1])<<4|unhex(s[i+2]), true
			i += 2
		}
		plain := inURI(c) && c != '%' && c != '$' && c != '*' && !encoded || unreserved(c) || c == '*' && pattern && !encoded
		if plain {
			b = append(b, c)
		} else {
			b = append(b, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return string(b)
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}

// unreserved is RFC 3986, section 2.3.
func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// inURI tells whether an octet may stand in a URI as it is (RFC 3986, section 2).
func inURI(c byte) bool {
	return unreserved(c) || strings.IndexByte(":/?#[]@!$&'()*+,;=%", c) >= 0
}

// Allowed tells whether the agent (a product token, or a User-Agent that begins with it) may ask for the
// address. The longest matching rule decides, allow wins a tie (section 2.2.2).
func (f *File) Allowed(agent, url string) bool {
	path := pathOf(url)
	if path == "/robots.txt" { // section 2.2.2: implicitly allowed
		return true
	}
	g := f.groupOf(agent)
	return g == nil || g.allows(path)
}

func (g *group) allows(path string) bool {
	best, allow := -1, true
	for _, r := range g.rules {
		n := len(r.pattern)
		if r.end {
			n++
		}
		if n < best || n == best && (allow || !r.allow) || !r.matches(path) {
			continue
		}
		best, allow = n, r.allow
	}
	return allow
}

func (f *File) groupOf(agent string) *group {
	if g := f.groups[token(agent)]; g != nil {
		return g
	}
	return f.groups["*"]
}

// pathOf is path and query of an address, in the comparable form.
func pathOf(url string) string {
	if i := strings.Index(url, "://"); i >= 0 {
		url = url[i+3:]
		if i := strings.IndexAny(url, "/?#"); i >= 0 {
			url = url[i:]
		} else {
			url = ""
		}
	}
	url, _, _ = strings.Cut(url, "#")
	if url == "" || url[0] != '/' {
		url = "/" + url
	}
	return comparable(url, false)
}

// matches compares in time of at most pattern times path, whatever the number of stars.
func (r *rule) matches(path string) bool {
	p, i, star, from := 0, 0, -1, 0
	for i < len(path) {
		switch {
		case p < len(r.pattern) && r.pattern[p] == '*':
			star, from = p, i
			p++
		case p < len(r.pattern) && r.pattern[p] == path[i]:
			p++
			i++
		case p == len(r.pattern) && !r.end:
			return true
		case star >= 0:
			from++
			p, i = star+1, from
		default:
			return false
		}
	}
	for p < len(r.pattern) && r.pattern[p] == '*' {
		p++
	}
	return p == len(r.pattern)
}

// Delay is the Crawl-delay for the agent, at most a day; false where none is stated.
func (f *File) Delay(agent string) (time.Duration, bool) {
	g := f.groupOf(agent)
	if g == nil {
		return 0, false
	}
	return g.delay, g.timed
}

// Sitemaps are the Sitemap lines as written, in file order, whatever group they stand in.
func (f *File) Sitemaps() []string { return slices.Clone(f.sitemaps) }
