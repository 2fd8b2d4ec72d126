package discover

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"kabar/news"
	"kabar/page"
)

// Feature is one thing that speaks for an article or against it. Value lies between 0 and 1.
type Feature struct {
	Name  string
	Value float64
}

// Features are what Page judges a page by. They are for the training of the weights.
func Features(p *page.Page, site string) []Feature {
	w := newWalker(p, site)
	return w.features().list
}

// features are what judge goes by, for one page.
type features struct {
	list []Feature

	lists bool // the page links to articles
	text  bool // and has a text of its own, more than a teaser for each link
}

// features reads off the counts of the walk.
func (w *walker) features() *features {
	s, u := &w.stats, w.ownURL
	f := &features{}
	add := func(name string, value float64) { f.list = append(f.list, Feature{name, min(max(value, 0), 1)}) }
	is := func(name string, ok bool) {
		v := 0.0
		if ok {
			v = 1
		}
		add(name, v)
	}
	articleLinks := 0
	for i := range w.anchors {
		if a := &w.anchors[i]; !a.menu && strings.Count(a.title, " ") >= 4 && a.leads == toArticle {
			articleLinks++
		}
	}
	all := float64(max(s.plainText+s.linkText, 1))
	parts, more := u.dateIn()
	words := u.words

	is("schema article", s.schema[schemaArticle])
	is("schema listing", s.schema[schemaListing])
	is("schema product", s.schema[schemaProduct])
	is("schema forum", s.schema[schemaForum])
	is("og article", strings.Contains(s.og, "article"))
	is("og other", s.og != "" && s.og != "website" && !strings.Contains(s.og, "article"))
	is("date in meta", s.published)
	is("byline", s.byline)
	is("body single", s.single)
	is("body archive", s.archive || s.home)
	is("body product", s.product)

	is("front page", u.front())
	is("date in path", parts > 0 && more)
	is("id in path", u.articleID)
	is("list word in path", u.hasListWord())
	is("article word in path", u.hasWord(articleWords) || u.has("blog"))
	is("shop or forum in path", u.has("product", "products", "shop", "store", "collections", "collection", "forum", "forums", "thread", "threads", "t", "questions", "community", "discussion", "viewtopic.php", "showthread.php", "topic", "item", "dp", "p"))
	is("documentation in path", u.has("docs", "doc", "documentation", "api", "reference", "guide", "guides", "manual", "wiki", "help", "support", "kb", "tutorial", "tutorials", "en-us", "latest"))
	is("service in path", u.has("services", "service", "solutions", "about", "contact", "pricing", "features", "products", "company") || u.about())
	is("forum in host or path", u.contains("forum", "thread", "topic", "discuss", "community", "/comments/", "question", "answers") || containsAny(s.generator, "discourse", "vbulletin", "phpbb", "xenforo", "mybb", "invision", "vanilla", "simple machines"))
	is("documentation in host", u.hosted("docs", "doc", "developer", "developers", "wiki", "help", "support", "learn", "api", "kb") || containsAny(s.generator, "docusaurus", "sphinx", "mediawiki", "gitbook", "mkdocs", "hugo book", "doxygen", "readme"))
	is("shop in host", u.hosted("shop", "store", "buy"))
	add("words in slug", float64(words)/6)

	add("long text", math.Log1p(float64(s.longText))/10)
	add("paragraphs", math.Log1p(float64(s.paragraphs))/4)
	add("text in paragraphs", float64(s.inP)/all)
	add("text in links", float64(s.linkText)/all)
	add("text in one column", float64(s.column)/float64(max(s.inP, 1)))
	add("buttons", math.Log1p(float64(s.buttons))/3)
	add("telephone links", math.Log1p(float64(s.phones))/2)
	is("few times", s.times >= 1 && s.times <= 3)
	add("links to articles", math.Log1p(float64(articleLinks))/5)
	add("linked headings", math.Log1p(float64(s.headingLinks))/4)
	add("subheadings", math.Log1p(float64(s.subheadings))/4)
	add("words in h1", float64(s.h1Words)/12)
	is("one article element", s.articles == 1)
	add("article elements", math.Log1p(float64(s.articles))/4)
	add("times", math.Log1p(float64(s.times))/4)
	add("code", math.Log1p(float64(s.code))/3)
	add("forms", math.Log1p(float64(s.forms))/4)
	add("prices", math.Log1p(float64(s.prices))/3)
	add("posts", math.Log1p(float64(s.posts))/3)
	add("links", math.Log1p(float64(len(w.anchors)))/7)

	f.lists = articleLinks >= 5 || s.headingLinks >= 5 || u.front() || s.archive
	teasers := s.headingLinks >= 5 && s.paragraphs <= 2*s.headingLinks
	f.text = s.longText >= 1000 && s.linkText < s.plainText && !teasers
	return f
}

// contains tells whether host or path hold one of the words anywhere.
func (s *shape) contains(words ...string) bool {
	return containsAny(s.host+s.path+"/", words...)
}

func containsAny(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

// hosted tells whether the first label of the host is one of the words.
func (s *shape) hosted(labels ...string) bool {
	first, _, _ := strings.Cut(s.host, ".")
	return slices.Contains(labels, first)
}

// judge weighs the features: the kind, how much the page looks like an article, and why.
func (f *features) judge() (news.PageKind, float64, []string) {
	sum := bias
	type part struct {
		name string
		adds float64
	}
	var parts []part
	for _, x := range f.list {
		if adds := weights[x.Name] * x.Value; math.Abs(adds) >= 0.05 {
			sum += adds
			parts = append(parts, part{x.Name, adds})
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(math.Abs(b.adds), math.Abs(a.adds)) })
	var why []string
	for _, p := range parts[:min(len(parts), 8)] {
		why = append(why, fmt.Sprintf("%s %+.1f", p.name, p.adds))
	}
	score := 1 / (1 + math.Exp(-sum))
	return verdict(score, f.lists, f.text), score, why
}

func verdict(score float64, lists, text bool) news.PageKind {
	switch {
	case score >= 0.5:
		return news.KindArticle
	case lists && (score < 0.2 || !text): // what is open is read as a page with a text
		return news.KindListing
	}
	return news.KindOther
}

// Between these scores a page is in doubt. Outside of them it is proof enough to learn from.
const (
	surelyNot = 0.15
	surely    = 0.85
)

// Proves tells what the page teaches of others of its site: 1 that it is an article, -1 that it is none, 0 nothing, since it is in
// doubt.
func (r *PageResult) Proves() int {
	switch {
	case r.Score >= surely:
		return 1
	case r.Score <= surelyNot:
		return -1
	}
	return 0
}

// Weigh judges a page anew that is in doubt, with what pages with addresses of the same shape proved to be: lean is the logarithm
// of the odds that it is an article, 0 for not known. A page that is clear stays what it is.
func (r *PageResult) Weigh(lean float64) {
	if lean == 0 || r.Proves() != 0 {
		return
	}
	r.Score = 1 / (1 + math.Exp(-math.Log(r.Score/(1-r.Score))-lean))
	r.Kind = verdict(r.Score, r.lists, r.text)
	r.Why = append([]string{fmt.Sprintf("pages like it on this site %+.1f", lean)}, r.Why...)
}
