package meta

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"kabar/page"
)

// Bounds on what is collected of one page; real pages stay far below them.
const (
	maxMetas = 400
	maxMarks = 200 // of each kind: headings, bylines, date lines, …
	maxLevel = 600 // nesting; page.Parse allows less
)

// evidence is what one walk over the tree finds.
type evidence struct {
	page   *page.Page
	title  string // <title>
	metas  []metaTag
	links  []linkTag
	graph  []value // all values of all JSON-LD scripts
	heads  []mention
	times  []mention // <time>, itemprop dates
	lines  []mention // elements that may hold a visible date line
	names  []mention // elements that may hold names of authors
	echoes []mention // texts that also stand in <title>
	tags   []mention // links to tags
	crumbs []mention
	kinds  []mention // links to the categories that a blog files the article under
	about  []mention // itemprop headline and isAccessibleForFree
	images []mention
	gated  bool // there is a visible gate
	left   int  // JSON values that may still be kept
}

// metaTag is a meta element with a role.
type metaTag struct {
	role    metaRole
	weight  int
	name    string // lower case
	content string
}

// linkTag is a <link> of the kinds that matter here.
type linkTag struct{ rel, href, kind string }

// mention is an element of the body that says something.
type mention struct {
	node  *html.Node
	place int    // in document order
	where region // what it stands in
	marks mark   // its own
	prop  string // itemprop or rel that made it one
}

// region is the set of what an element lies in.
type region uint16

const (
	inArticle region = 1 << iota
	inNav
	inHeader
	inFooter
	inAside
	inComments
	inRelated
	inCaption
	inCrumbs
	inTags
	inBio
	inDates
	inLink
	inHidden
	inHeading
)

// apart is where things stand that are not about this article.
const apart = inNav | inFooter | inAside | inComments | inRelated

type walker struct {
	evidence
	place int
	body  bool
	forum bool          // posts are the text, not readers' words about it
	seen  [128]struct { // the last class names read: lists repeat theirs
		s string
		m mark
	}
}

// marksOf is the function of that name with a memory. Long lists of classes are those of a style library, which say
// nothing; their start is read.
func (w *walker) marksOf(s string) mark {
	if len(s) < 2 {
		return 0
	}
	s = s[:min(len(s), 120)]
	n := len(s)
	slot := &w.seen[(n*7+int(s[n-1])*31+int(s[n/2])*5+int(s[0]))%len(w.seen)]
	if slot.s != s {
		slot.s, slot.m = s, marksOf(s)
	}
	return slot.m
}

func collect(p *page.Page) *evidence {
	w := &walker{evidence: evidence{page: p, left: maxValues}}
	w.metas = make([]metaTag, 0, 32)
	w.forum = ofForum(p.URL)
	if p.Root != nil {
		w.below(p.Root, 0, 0)
	}
	return &w.evidence
}

func (w *walker) below(n *html.Node, where region, level int) {
	if level > maxLevel {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.place++
		switch c.Type {
		case html.TextNode:
			if w.body {
				w.text(c, where)
			}
		case html.ElementNode:
			w.element(c, where, level)
		}
	}
}

func (w *walker) element(n *html.Node, where region, level int) {
	switch n.DataAtom {
	case atom.Script:
		w.script(n)
		return
	case atom.Style, atom.Template, atom.Noscript, atom.Svg, atom.Iframe, atom.Select, atom.Textarea, atom.Math, atom.Canvas:
		return
	case atom.Title:
		if w.title == "" {
			w.title = clean(page.Text(n))
		}
		return
	case atom.Meta:
		w.meta(n, where)
		return
	case atom.Link:
		w.link(n, where)
		return
	case atom.Br, atom.Hr, atom.Input, atom.Button, atom.Source, atom.Option:
		return
	case atom.Body:
		w.body = true
	case atom.Nav:
		where |= inNav
	case atom.Footer:
		if where&inArticle == 0 {
			where |= inFooter
		}
	case atom.Aside:
		where |= inAside
	case atom.Header:
		if where&inArticle == 0 {
			where |= inHeader
		}
	case atom.Article, atom.Main:
		where = where&^(inHeader|inNav|inFooter) | inArticle
	case atom.Figcaption, atom.Figure:
		where |= inCaption
	case atom.A:
		where |= inLink
		if where&(apart|inHeader|inBio) == 0 && toProfile(page.Attr(n, "href")) {
			w.names = w.note(w.names, n, where, 0, "profile")
		}
	}
	own := w.attributes(n, &where)
	switch n.DataAtom {
	case atom.H1, atom.H2:
		if n.DataAtom == atom.H2 && own&(markDate|markTitle) == markDate { // <h2 class="date-header">: the day of what follows
			break
		}
		w.heads = w.note(w.heads, n, where, own, "")
		where |= inHeading
	case atom.H3:
		if own&markTitle != 0 && strings.Contains(page.Attr(n, "class"), "entry-title") { // hAtom's name for the headline, below a logo and a date
			w.heads = w.note(w.heads, n, where, own, "")
			where |= inHeading
		}
	case atom.Time:
		w.times = w.note(w.times, n, where, own, "")
	case atom.Img:
		if where&(apart|inHeader) == 0 && len(w.images) < 3 {
			w.images = w.note(w.images, n, where, own, "")
		}
	}
	w.below(n, where, level+1)
}

// attributes reads those that say what an element is, and extends where by what it opens.
func (w *walker) attributes(n *html.Node, where *region) (own mark) {
	var prop, rel string
	skip := *where&inComments != 0
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "class", "data-testid", "data-qa":
			if !skip {
				own |= w.marksOf(a.Val)
			}
		case "id":
			if !skip && !strings.Contains(a.Val, "fn") { // footnotes; as a class it is the name in a hCard
				own |= w.marksOf(a.Val)
			}
		case "style":
			if n.DataAtom == atom.P && strings.Contains(a.Val, "right") && strings.Contains(a.Val, "text-align") {
				w.names = w.note(w.names, n, *where, 0, "right")
			}
		case "itemprop":
			prop = a.Val
		case "property":
			if w.body && prop == "" {
				prop = ofRDFa(a.Val)
			}
		case "typeof":
			if strings.Contains(a.Val, "sioc:UserAccount") && *where&inComments == 0 { // who has submitted it
				w.names = w.note(w.names, n, *where, markAuthor, "")
			}
		case "rel":
			rel = a.Val
		case "hidden":
			*where |= inHidden
		default:
			if len(a.Val) >= 10 && digit(a.Val[0]) && !skip && tellsDate(a.Key, a.Val) {
				w.times = w.note(w.times, n, *where, 0, "attr")
			}
		}
	}
	if n.DataAtom == atom.Body || n.DataAtom == atom.Html { // their classes speak of the whole page
		return 0
	}
	if own != 0 {
		w.marked(n, where, own)
	}
	if prop != "" {
		w.property(n, where, own, prop)
	}
	if rel != "" && n.DataAtom == atom.A {
		w.relation(n, *where, own, rel)
	}
	return own
}

// marked notes an element by the words of its classes, and what region they open.
func (w *walker) marked(n *html.Node, where *region, own mark) {
	leaf := n.DataAtom == atom.H1
	if own&markComment != 0 && !leaf && !w.forum {
		*where |= inComments
	}
	if own&markRelated != 0 && !leaf && n.DataAtom != atom.Main && n.DataAtom != atom.Article {
		*where |= inRelated
	}
	if own&markMenu != 0 && !leaf && *where&inArticle == 0 && !ownFooter(page.Attr(n, "class")) { // an article has a footer of its own
		*where |= inNav
	}
	if own&markCaption != 0 {
		*where |= inCaption
	}
	if own&markBio != 0 {
		*where |= inBio
	}
	if own&markCrumb != 0 && *where&inCrumbs == 0 {
		w.crumbs = w.note(w.crumbs, n, *where, own, "")
		*where |= inCrumbs
	}
	if own&markTag != 0 && textSize(n, 1000) <= 1000 { // the article itself carries its tags as classes on some sites
		*where |= inTags
	}
	if own&(markAuthor|markEditor) != 0 && *where&inComments == 0 {
		w.names = w.note(w.names, n, *where, own, "")
	}
	if own&(markDate|markModified) != 0 {
		*where |= inDates
		if n.DataAtom != atom.Time && machineDate(page.Attr(n, "title")) {
			w.times = w.note(w.times, n, *where, own, "")
		}
	}
	if own&markGate != 0 {
		w.gate(n)
	}
}

// property notes microdata.
func (w *walker) property(n *html.Node, where *region, own mark, props string) {
	for prop := range strings.FieldsSeq(props) {
		switch prop {
		case "datePublished", "dateModified", "dateCreated", "uploadDate":
			w.times = w.note(w.times, n, *where, own, prop)
		case "author", "creator":
			w.names = w.note(w.names, n, *where, own|markAuthor, prop)
		case "headline", "isAccessibleForFree":
			w.about = w.note(w.about, n, *where, own, prop)
		case "articleSection":
			if s := shortText(n, 60); s != "" && *where&apart == 0 && len(w.metas) < maxMetas {
				w.metas = append(w.metas, metaTag{roleSection, 5, "articleSection", s})
			}
		case "comment":
			*where |= inComments
		}
	}
}

// relation notes links by their rel.
func (w *walker) relation(n *html.Node, where region, own mark, rels string) {
	for rel := range strings.FieldsSeq(rels) {
		switch {
		case rel == "category": // "category tag" is what blogs write
			if where&(inComments|inTags) == 0 {
				w.kinds = w.note(w.kinds, n, where, own, "rel")
			}
			return
		case strings.EqualFold(rel, "author"):
			w.names = w.note(w.names, n, where, own|markAuthor, "rel")
		case strings.EqualFold(rel, "tag"):
			if where&inTags == 0 && where&inComments == 0 {
				w.tags = w.note(w.tags, n, where, own, "rel")
			}
		case strings.EqualFold(rel, "license"):
			if len(w.links) < maxMarks {
				w.links = append(w.links, linkTag{rel: "license", href: page.Attr(n, "href")})
			}
		}
	}
}

func (w *walker) note(list []mention, n *html.Node, where region, own mark, prop string) []mention {
	if len(list) >= maxMarks {
		return list
	}
	return append(list, mention{n, w.place, where, own, prop})
}

// text looks at a text of the body: may it hold a date, name somebody, or repeat the title?
func (w *walker) text(n *html.Node, where region) {
	if len(n.Data) < 2 || where&(inComments|inNav|inFooter) != 0 {
		return
	}
	if where&(inTags|inLink) == inTags|inLink && len(n.Data) > 3 {
		w.tags = w.note(w.tags, linkAround(n), where, 0, "class")
	}
	s := strings.TrimSpace(n.Data)
	if len(s) > maxLine {
		if (s[0] == '(' || digit(s[0])) && datish(s[:30]) {
			w.lines = w.note(w.lines, n, where, 0, "")
		}
		return
	}
	if len(s) < 2 {
		return
	}
	if len(s) >= 10 && where&inLink == 0 && len(s) <= len(w.title) && len(s)*4 >= len(w.title) && strings.Contains(w.title, s) {
		w.echoes = w.note(w.echoes, n, where, 0, "")
	}
	if label := strings.TrimLeft(s, "| "); label != "" && beginsWithLabel(label) {
		w.names = w.note(w.names, n, where, 0, "label")
	}
	if datish(s) || ago(s) {
		w.lines = w.note(w.lines, n, where, 0, "")
	}
}

// maxLine is the length in bytes of the longest text that is taken for a line about date or author.
const maxLine = 200

func linkAround(n *html.Node) *html.Node {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == atom.A {
			return p
		}
	}
	return n.Parent
}
