package discover

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"kabar/news"
)

// feature is one thing that speaks for an article or against it. value lies between 0 and 1.
type feature struct {
	name  string
	value float64
}

// features are what judge goes by, for one page.
type features struct {
	list []feature

	lists bool // the page is mostly links to articles
}

// features reads off the counts of the walk.
func (w *walker) features() *features {
	s, u := &w.stats, w.ownURL
	f := &features{}
	add := func(name string, value float64) { f.list = append(f.list, feature{name, min(max(value, 0), 1)}) }
	is := func(name string, ok bool) {
		v := 0.0
		if ok {
			v = 1
		}
		add(name, v)
	}
	articleLinks := 0
	for i := range w.anchors {
		if a := &w.anchors[i]; !a.menu && strings.Count(a.title, " ") >= 4 && a.class() == toArticle {
			articleLinks++
		}
	}
	all := float64(max(s.plainText+s.linkText, 1))
	parts, more := u.dateIn()
	words := slugWords(u.slug())

	is("schema article", s.schema[schemaArticle])
	is("schema listing", s.schema[schemaListing])
	is("schema product", s.schema[schemaProduct])
	is("schema forum", s.schema[schemaForum])
	is("schema documentation", s.schema[schemaDocs])
	is("schema other", s.schema[schemaOther])
	is("og article", strings.Contains(s.og, "article"))
	is("og website", s.og == "website")
	is("og other", s.og != "" && s.og != "website" && !strings.Contains(s.og, "article"))
	is("date in meta", s.published)
	is("byline", s.byline)
	is("body single", s.single)
	is("body archive", s.archive || s.home)
	is("body product", s.product)

	is("front page", u.front())
	is("date in path", parts > 0 && more)
	is("id in path", u.articleID())
	is("list word in path", u.hasListWord())
	is("article word in path", u.hasWord(articleWords) || u.has("blog"))
	is("shop or forum in path", u.has("product", "products", "shop", "store", "collections", "collection", "forum", "forums", "thread", "threads", "t", "questions", "community", "discussion", "viewtopic.php", "showthread.php", "topic", "item", "dp", "p"))
	is("documentation in path", u.has("docs", "doc", "documentation", "api", "reference", "guide", "guides", "manual", "wiki", "help", "support", "kb", "tutorial", "tutorials", "en-us", "latest"))
	is("service in path", u.has("services", "service", "solutions", "about", "contact", "pricing", "features", "products", "company") || u.about())
	add("words in slug", float64(words)/6)
	add("depth", float64(len(u.segments))/5)

	add("long text", math.Log1p(float64(s.longText))/10)
	add("paragraphs", math.Log1p(float64(s.paragraphs))/4)
	add("text in paragraphs", float64(s.inP)/all)
	add("text in links", float64(s.linkText)/all)
	add("links to articles", math.Log1p(float64(articleLinks))/5)
	add("linked headings", math.Log1p(float64(s.headingLinks))/4)
	add("subheadings", math.Log1p(float64(s.subheadings))/4)
	is("one h1", s.h1 == 1)
	is("no h1", s.h1 == 0)
	add("words in h1", float64(s.h1Words)/12)
	is("one article element", s.articles == 1)
	add("article elements", math.Log1p(float64(s.articles))/4)
	add("times", math.Log1p(float64(s.times))/4)
	add("code", math.Log1p(float64(s.code))/3)
	add("forms", math.Log1p(float64(s.forms))/4)
	add("prices", math.Log1p(float64(s.prices))/3)
	add("comments", math.Log1p(float64(s.comments))/3)
	add("posts", math.Log1p(float64(s.posts))/3)
	add("list items", math.Log1p(float64(s.items))/6)
	add("links", math.Log1p(float64(len(w.anchors)))/7)

	f.lists = articleLinks >= 5 || s.headingLinks >= 5 || u.front() || s.archive
	return f
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
		if adds := weights[x.name] * x.value; math.Abs(adds) >= 0.05 {
			sum += adds
			parts = append(parts, part{x.name, adds})
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(math.Abs(b.adds), math.Abs(a.adds)) })
	var why []string
	for _, p := range parts[:min(len(parts), 8)] {
		why = append(why, fmt.Sprintf("%s %+.1f", p.name, p.adds))
	}
	score := 1 / (1 + math.Exp(-sum))
	kind := news.KindOther
	switch {
	case score >= 0.5:
		kind = news.KindArticle
	case f.lists:
		kind = news.KindListing
	}
	return kind, score, why
}

const bias = -2.0

// weights of the features.
var weights = map[string]float64{
	"schema article": 1.5, "schema listing": -1.5, "schema product": -2, "schema forum": -2, "og article": 0.8, "og website": -0.5, "og other": -1,
	"date in meta": 1.2, "byline": 0.5, "body single": 1, "body archive": -1.5, "body product": -1, "front page": -4, "date in path": 1.5,
	"id in path": 0.5, "list word in path": -1.5, "shop or forum in path": -1.5, "documentation in path": -1.5, "words in slug": 1,
	"long text": 2, "paragraphs": 1.5, "text in paragraphs": 1, "text in links": -2, "links to articles": -0.5, "linked headings": -1,
	"one h1": 0.5, "words in h1": 1, "one article element": 0.5, "code": -1, "prices": -1, "posts": -1,
}
