// Package meta reads what a news page says about itself besides its text: headline, authors, dates,
// section, tags, image, addresses, rights.
//
// [Read] walks the page's tree once and collects evidence: JSON-LD, meta elements, microdata, links, headings,
// bylines and visible date lines. Then each fact is decided by what agrees. Pages lie about themselves: templates leave
// their place holders unfilled, local time is written with the sign of another zone, every page of a site is
// called an article. So no single source is believed over two that agree, what a reader sees counts more than
// what only machines see where the two differ, and a fact that cannot be had is left out rather than
// guessed. [Facts.Why] says where each fact came from.
//
// Strings are valid UTF-8 with white space folded; bringing them to NFC is left to the caller.
package meta

import (
	"slices"
	"strings"
	"time"

	"kabar/address"
	"kabar/news"
	"kabar/page"
)

// Options are what is known of a page beside the page. The zero value works.
type Options struct {
	// Now is when the page was fetched. A date after it is not believed. Zero: no such check.
	Now time.Time
	// Site is the registrable domain; empty: that of the page's address.
	Site string
	// Zone is where the outlet tells time; nil: what the page or the domain's country says.
	Zone *time.Location
	// Link is what the feed, the sitemap or the listing said about the page; its dates are evidence, its title
	// and tags serve where the page has none.
	Link news.Link
}

// Facts are what a page says about itself. What is not known is left zero.
type Facts struct {
	Title, Description string
	// Authors are names of people and of agencies, in the page's order. Without roles, desks, the outlet itself.
	Authors []string
	// Credits are outlets and desks that stand in an author's place where nobody is named before them.
	Credits []string

	Published, Modified news.Date
	// DateFrom is the evidence that gave Published: jsonld, meta, microdata, time, text, feed, sitemap, url.
	DateFrom       string
	DateConfidence float64 // 0..1

	SiteName, Section string
	Tags              []string // of this article

	// Image, Canonical and AMP are absolute addresses.
	Image, Canonical, AMP string

	// Paywalled is set when the page says that it is not free, or shows a gate in the text's place.
	Paywalled bool
	// License is the absolute address of the licence, or its name where no address is given.
	License string

	Types       []string // of schema.org and og:type, in order: evidence only, front pages say article too
	ArticleBody string   // as JSON-LD has it, with its line breaks: evidence, not the text
	Language    string   // as declared, evidence only: html lang=en stands on many Indonesian pages
	Outlets     []string // what the outlet is called, for whoever strips it from a dateline
	Robots      []Robots // meta elements that speak to crawlers, in order

	// Why names the source of each fact, by the fact's name in lower case: "title" to "h1".
	Why map[string]string
}

// Robots is a meta element for crawlers: robots, googlebot, tdm-reservation and their like.
type Robots struct {
	Name    string // lower case
	Content string
}

// Read decides what a page says about itself. It never fails; an empty page gives empty facts.
func Read(p *page.Page, o Options) Facts {
	r := &reader{evidence: collect(p), options: o}
	r.facts.Why = make(map[string]string, 12)
	if r.site = o.Site; r.site == "" {
		r.site = address.Site(address.Host(p.URL))
	}
	r.decideLinks()
	r.readGraph()
	r.decideOutlets()
	r.decideTitle()
	r.outletsOfTitle()
	r.decideDates()
	r.decideAuthors()
	r.decideRest()
	r.takeHints()
	return r.facts
}

// takeHints fills from the link what the page does not say.
func (r *reader) takeHints() {
	f, hint := &r.facts, &r.options.Link
	from := hintSource(hint.Via)
	if from == "" {
		from = "link"
	}
	if s := fold(hint.Title); f.Title == "" && s != "" {
		f.Title, f.Why["title"] = cut(s, maxTitle), from
	}
	if len(f.Tags) == 0 && len(hint.Tags) > 0 {
		f.Tags, f.Why["tags"] = slices.Clone(hint.Tags), from
	}
	if d := hint.Modified; f.Modified.IsZero() && !d.IsZero() && r.plausible(d) && !f.Published.IsZero() && d.Time.After(f.Published.Time) {
		f.Modified, f.Why["modified"] = d, from
	}
}

// reader weighs the evidence of one page.
type reader struct {
	*evidence
	options    Options
	site       string
	graph      *graph
	told       []told         // headlines that machines are told, best first
	titleKey   string         // of <title>
	outletKeys []string       // of facts.Outlets, folded
	local      *time.Location // see zone
	zoneKnown  bool
	headline   *mention // where the headline stands in the body; nil when it is not seen
	facts      Facts
}

// first is the content of the best meta element of a role; among equals the first.
func (r *reader) first(role metaRole) (content, name string) {
	best := 0
	for i := range r.metas {
		m := &r.metas[i]
		if m.role == role && m.weight > best {
			if c := clean(m.content); c != "" && !unfilled(c) {
				best, content, name = m.weight, c, m.name
			}
		}
	}
	return content, name
}

// unfilled reports whether a value is a template's place holder: "[publishdate]", "{{ title }}", "%s".
func unfilled(s string) bool {
	if len(s) < 2 {
		return false
	}
	switch s[0] {
	case '[':
		return s[len(s)-1] == ']'
	case '{':
		return strings.HasPrefix(s, "{{") || s[len(s)-1] == '}'
	case '%':
		return len(s) < 20 && (s[len(s)-1] == '%' || len(s) == 2)
	case '$':
		return strings.HasPrefix(s, "${")
	}
	return s == "null" || s == "undefined" || s == "NULL" || strings.HasPrefix(s, "<%") || strings.HasPrefix(s, "#{")
}

// decideLinks resolves the links of the head.
func (r *reader) decideLinks() {
	f := &r.facts
	for _, l := range r.evidence.links {
		target, err := address.Resolve(r.page.Base, l.href)
		if err != nil {
			continue
		}
		switch {
		case l.rel == "canonical" && f.Canonical == "":
			f.Canonical = target
		case l.rel == "amphtml" && f.AMP == "":
			f.AMP = target
		case l.rel == "license" && f.License == "":
			f.License = target
		}
	}
}

func (r *reader) decideRest() {
	f := &r.facts
	f.Description, _ = r.first(roleDescription)
	if f.Description == "" {
		f.Description = r.graph.article.get("description").string()
	}
	r.decideSection()
	r.decideTags()
	r.decideImage()
	r.decideAccess()
	f.ArticleBody = r.graph.article.get("articleBody").raw()
	if f.Language = strings.TrimSpace(r.page.Lang); f.Language == "" {
		f.Language, _ = r.first(roleLanguage)
	}
	if f.Language == "" {
		f.Language = r.graph.article.get("inLanguage").string()
	}
	f.Types = r.graph.types
	for _, m := range r.metas {
		switch m.role {
		case roleType:
			f.Types = append(f.Types, clean(m.content))
		case roleRobots:
			f.Robots = append(f.Robots, Robots{m.name, clean(m.content)})
		case roleLicense:
			if f.License == "" {
				if strings.HasPrefix(m.content, "http") || strings.Contains(m.content, "CC") {
					f.License = clean(m.content)
				}
			}
		}
	}
	if f.License == "" {
		l := r.graph.article.get("license")
		if l.kind == objectValue {
			l = l.get("url")
		}
		f.License = l.string()
	}
}
