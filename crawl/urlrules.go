package crawl

import (
	"regexp"
	"slices"
	"strings"

	"kabar/address"
	"kabar/news"
)

// URLRules are what the configuration says of a site's addresses. Every pattern is looked for in the whole address as it would
// be requested, scheme and host included, its parameters already stripped. The zero value says nothing.
type URLRules struct {
	// Allow, when not empty, lets in only what one of them matches. Feeds, sitemaps and start addresses need no leave.
	// What is allowed by name is never shut as a trap.
	Allow []*regexp.Regexp
	Deny  []*regexp.Regexp // never asked for, even what Allow matches
	// StripParams are names of parameters that are cut off before an address is queued or requested. KeepParams are names that
	// are not, though StripParams names them. A name may end in * for all that begin so; the case of letters does not count.
	StripParams, KeepParams []string
	// Articles and Sections say what a page is, whatever it looks like.
	Articles, Sections []*regexp.Regexp
}

// Strip cuts the parameters off an address that are to be stripped.
func (r *URLRules) Strip(href string) string {
	if len(r.StripParams) == 0 {
		return href
	}
	before, fragment, hasFragment := strings.Cut(href, "#")
	path, query, hasQuery := strings.Cut(before, "?")
	if !hasQuery {
		return href
	}
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		if name, _, _ := strings.Cut(pair, "="); !named(r.StripParams, name) || named(r.KeepParams, name) {
			kept = append(kept, pair)
		}
	}
	if len(kept) > 0 {
		path += "?" + strings.Join(kept, "&")
	}
	if hasFragment {
		path += "#" + fragment
	}
	return path
}

// named tells whether one of the names, or of their beginnings, is that of a parameter.
func named(names []string, name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(names, func(n string) bool {
		n = strings.ToLower(n)
		if prefix, ok := strings.CutSuffix(n, "*"); ok {
			return strings.HasPrefix(name, prefix)
		}
		return n == name
	})
}

const notAllowed = "allow: none matches"

// Refuses returns the rule that keeps an address out, as it stands in the configuration; empty: none does. work is what it would
// be visited for.
func (r *URLRules) Refuses(href string, work news.Work) string {
	if p := match(r.Deny, href); p != "" {
		return "deny: " + p
	}
	if len(r.Allow) > 0 && work != news.WorkFeed && work != news.WorkSitemap && match(r.Allow, href) == "" {
		return notAllowed
	}
	return ""
}

// Allows tells whether the address is let in by name.
func (r *URLRules) Allows(href string) bool { return match(r.Allow, href) != "" }

// Kind is what the rules say that a page is; empty: nothing. Articles stand before sections.
func (r *URLRules) Kind(href string) news.PageKind {
	switch {
	case match(r.Articles, href) != "":
		return news.KindArticle
	case match(r.Sections, href) != "":
		return news.KindListing
	}
	return ""
}

// match returns the first pattern that an address matches.
func match(patterns []*regexp.Regexp, href string) string {
	for _, p := range patterns {
		if p.MatchString(href) {
			return p.String()
		}
	}
	return ""
}

// Foreign is what keeps a link out that is no http address of its site.
const Foreign = "no address of the site"

// Apply gives a link the form in which it is queued: the address as it is requested, without the parameters that are to be
// stripped, and the work that the rules name. This is the one place where links become addresses. The rule that keeps the link out comes
// back too: Foreign, or one of the configuration as Refuses names it; empty: none does.
func (s *Site) Apply(l news.Link) (news.Link, string) {
	u, err := address.Parse(l.URL)
	if err != nil || !address.Within(s.Domain, u) {
		return l, Foreign
	}
	l.URL = s.URLs.Strip(address.Request(u))
	if l.Work == news.WorkArticle || l.Work == news.WorkSection {
		switch s.URLs.Kind(l.URL) {
		case news.KindArticle:
			l.Work = news.WorkArticle
		case news.KindListing:
			l.Work = news.WorkSection
		}
	}
	return l, s.refuses(&l)
}

// refuses returns the rule of the configuration that keeps an address of the site out. A start address needs no leave.
func (s *Site) refuses(l *news.Link) string {
	if s.excludes(l.URL) {
		return "exclude"
	}
	rule := s.URLs.Refuses(l.URL, l.Work)
	if l.Via == news.ViaSeed && rule == notAllowed {
		return ""
	}
	return rule
}
