// Package robots reads robots.txt by RFC 9309 and the other signals by which a site says what may be done
// with its pages.
//
// Start with [Parse] and [File.Allowed], which answer for one file. [Update] and [Verdict] say what an answer,
// or none, to the request for robots.txt means, and for how long. [Page] and [TDMRep] read the rights signals,
// which are recorded with a page. Nothing here requests anything or looks at a clock.
//
// Sections named in comments are those of RFC 9309.
package robots

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MaxSize is how much of a robots.txt is read, in octets: "at least 500 kibibytes" (section 2.5).
const MaxSize = 500 << 10

// maxSitemaps bounds the Sitemap lines that are kept.
const maxSitemaps = 1000

// maxDelay bounds a Crawl-delay; the caller's own bound is lower.
const maxDelay = 24 * time.Hour

// File is a parsed robots.txt. It is not changed after Parse and may be shared.
type File struct {
	groups   map[string]*group // by product token, lower case; "*" for the rest
	patterns string            // of all rules, one behind the other
	sitemaps []string
}

// group is what is said to one product token. Groups of one token are merged (section 2.2.1); the rules are
// not copied for it, since a file may name thousands of agents above thousands of rules.
type group struct {
	sets  []*ruleSet
	delay time.Duration
	timed bool // delay was stated
}

// ruleSet holds the rules below one run of user-agent lines, the longest first and allow before disallow, so
// that the first that matches is the one that counts (section 2.2.2).
type ruleSet struct{ rules []rule }

// Parse reads a robots.txt. It never fails: what is not understood is passed over (section 2.2), and what lies
// beyond MaxSize is not read. Time and memory grow with the size of the file alone.
func Parse(body []byte) *File {
	p := parser{file: &File{groups: map[string]*group{}}}
	body = bytes.TrimPrefix(cut(body), []byte("\xef\xbb\xbf"))
	for lines := range bytes.SplitSeq(body, []byte("\n")) {
		for line := range bytes.SplitSeq(lines, []byte("\r")) { // CR alone ends a line, too
			p.line(line)
		}
	}
	p.file.patterns = string(p.patterns)
	for _, s := range p.sets {
		slices.SortStableFunc(s.rules, func(a, b rule) int {
			if a.length() != b.length() {
				return b.length() - a.length()
			}
			return int(b.flags&allow) - int(a.flags&allow)
		})
	}
	return p.file
}

// cut keeps whole lines within MaxSize. Half a rule is another rule: a cut could make "Disallow: /" of any.
func cut(body []byte) []byte {
	if len(body) <= MaxSize {
		return body
	}
	return body[:bytes.LastIndexAny(body[:MaxSize], "\r\n")+1]
}

type parser struct {
	file     *File
	patterns []byte
	sets     []*ruleSet

	agents  []*group // of the user-agent lines that were read last
	delayed int      // so many of them have their Crawl-delay
	set     *ruleSet // of the rules below them; nil before the first
}

func (p *parser) line(line []byte) {
	if i := bytes.IndexByte(line, '#'); i >= 0 {
		line = line[:i]
	}
	key, value, ok := bytes.Cut(line, []byte(":"))
	if !ok {
		return
	}
	key, value = bytes.TrimSpace(key), bytes.TrimSpace(value)
	switch {
	case is(key, "user-agent"):
		p.agent(value)
	case is(key, "allow"):
		p.rule(value, allow)
	case is(key, "disallow"):
		p.rule(value, 0)
	case is(key, "crawl-delay"):
		// Not in the RFC. It belongs to the agents directly above it, and like every line that the RFC does
		// not know it neither begins nor ends a group (section 2.2.4).
		if d, ok := seconds(string(value)); ok {
			for _, g := range p.agents[p.delayed:] {
				if !g.timed {
					g.delay, g.timed = d, true
				}
			}
			p.delayed = len(p.agents)
		}
	case is(key, "sitemap"):
		if len(value) > 0 && len(p.file.sitemaps) < maxSitemaps {
			p.file.sitemaps = append(p.file.sitemaps, string(value))
		}
	}
}

func (p *parser) agent(value []byte) {
	if p.set != nil { // a rule stood above: another group begins
		p.agents, p.delayed, p.set = nil, 0, nil
	}
	name := token(string(value))
	if name == "" {
		return
	}
	g := p.file.groups[name]
	if g == nil {
		g = &group{}
		p.file.groups[name] = g
	}
	p.agents = append(p.agents, g)
}

func (p *parser) rule(path []byte, flags uint8) {
	if p.set == nil {
		p.set = &ruleSet{}
		p.sets = append(p.sets, p.set)
		for _, g := range p.agents {
			if n := len(g.sets); n == 0 || g.sets[n-1] != p.set { // an agent may be named twice
				g.sets = append(g.sets, p.set)
			}
		}
	}
	if len(p.agents) == 0 || !begins(path) {
		return
	}
	var r rule
	p.patterns, r = appendRule(p.patterns, path, flags)
	p.set.rules = append(p.set.rules, r)
}

// is compares a key with one that is given in lower case.
func is(key []byte, lower string) bool {
	if len(key) != len(lower) {
		return false
	}
	for i, c := range key {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

// token is the product token of a User-Agent or of a user-agent line: the first word, up to a blank or a
// slash, in lower case.
func token(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.IndexAny(s, " \t/"); i >= 0 {
		s = s[:i]
	}
	return lower(s)
}

// lower folds ASCII only, as RFC 9309 compares: with Unicode's rules a Kelvin sign would be a k.
func lower(s string) string {
	for i := range len(s) {
		if s[i] >= 'A' && s[i] <= 'Z' {
			b := []byte(s)
			for i, c := range b {
				if c >= 'A' && c <= 'Z' {
					b[i] = c + 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

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

// Allowed tells whether the agent (a product token, or a User-Agent that begins with it) may ask for the
// address, which is absolute or a path with its query. The longest matching rule decides, allow wins a tie
// (section 2.2.2).
func (f *File) Allowed(agent, url string) bool {
	path := pathOf(url)
	if path == "/robots.txt" { // section 2.2.2: implicitly allowed
		return true
	}
	g := f.groupOf(agent)
	return g == nil || f.allows(g, path)
}

func (f *File) allows(g *group, path string) bool {
	best, allowed := -1, true
	for _, s := range g.sets {
		for _, r := range s.rules {
			if r.length() < best {
				break
			}
			if r.matches(f.patterns, path) {
				if ok := r.flags&allow != 0; r.length() > best || ok {
					best, allowed = r.length(), ok
				}
				break // what follows in this set is shorter, or says no where this one says yes
			}
		}
	}
	return allowed
}

// groupOf is the group of the agent's own token, else that of "*" (section 2.2.1).
func (f *File) groupOf(agent string) *group {
	if g := f.groups[token(agent)]; g != nil {
		return g
	}
	return f.groups["*"]
}

// Delay is the Crawl-delay for the agent, at most a day; false where none is stated.
func (f *File) Delay(agent string) (time.Duration, bool) {
	g := f.groupOf(agent)
	if g == nil {
		return 0, false
	}
	return g.delay, g.timed
}

// Sitemaps are the Sitemap lines as written, in file order, whatever group they stand in; the first thousand.
func (f *File) Sitemaps() []string { return slices.Clone(f.sitemaps) }
