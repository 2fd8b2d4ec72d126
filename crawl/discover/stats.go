package discover

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"kabar/page"
)

// stats is what a walk counts to tell articles from lists and from everything else. Lengths are in
// characters.
type stats struct {
	plainText int // of texts outside of links and menus
	linkText  int
	menuText  int
	longText  int // of texts outside of links and menus that are at least a line long
	longTexts int

	paragraphs int // <p> with at least lineLength characters outside of links
	inP        int // their characters
	column     int // the most of these below one parent
	columns    map[*html.Node]int

	h1, h1Words   int
	subheadings   int // h2 to h4 without a link
	headingLinks  int // headings in or around a link
	articles      int // <article>
	times         int
	code          int // <pre>
	forms, prices int
	comments      int // places of readers' comments
	posts         int // blocks that a forum is made of
	items         int // list items
	buttons       int // links and buttons by class that ask to act
	phones        int // links to a telephone

	byline                         bool
	single, archive, home, product bool // by the class of <body>
	og, generator                  string
	published                      bool
	schema                         [schemaKinds]bool
}

// The kinds of what schema.org types say.
const (
	schemaArticle = iota
	schemaListing
	schemaProduct
	schemaForum
	schemaDocs
	schemaOther
	schemaKinds
)

// schemaTypes are the types that say what a page is; the rest says what stands on it.
var schemaTypes = map[string]int{
	"newsarticle": schemaArticle, "article": schemaArticle, "blogposting": schemaArticle, "reportagenewsarticle": schemaArticle, "analysisnewsarticle": schemaArticle,
	"opinionnewsarticle": schemaArticle, "reviewnewsarticle": schemaArticle, "backgroundnewsarticle": schemaArticle, "liveblogposting": schemaArticle,
	"advertisercontentarticle": schemaArticle, "scholarlyarticle": schemaArticle, "report": schemaArticle, "satiricalarticle": schemaArticle,
	"collectionpage": schemaListing, "itemlist": schemaListing, "searchresultspage": schemaListing, "blog": schemaListing, "offercatalog": schemaListing,
	"product": schemaProduct, "productgroup": schemaProduct, "offer": schemaProduct, "aggregateoffer": schemaProduct, "itempage": schemaProduct,
	"softwareapplication": schemaProduct, "course": schemaProduct, "hotel": schemaProduct, "realestatelisting": schemaProduct, "jobposting": schemaProduct, "event": schemaProduct,
	"discussionforumposting": schemaForum, "qapage": schemaForum, "question": schemaForum,
	"techarticle": schemaDocs, "apireference": schemaDocs, "howto": schemaDocs, "learningresource": schemaDocs,
	"service": schemaOther, "localbusiness": schemaOther, "faqpage": schemaOther, "aboutpage": schemaOther, "contactpage": schemaOther,
	"profilepage": schemaOther, "professionalservice": schemaOther, "checkoutpage": schemaOther, "videoobject": schemaOther, "recipe": schemaOther,
}

// lineLength is from how many characters on a text is more than a label.
const lineLength = 80

func (s *stats) text(data string, at place) {
	data = strings.TrimSpace(data)
	n := utf8.RuneCountInString(data)
	switch {
	case n == 0:
	case at.menu:
		s.menuText += n
	case at.link:
		s.linkText += n
	case at.comment:
	default:
		s.plainText += n
		if n >= lineLength {
			s.longText += n
			s.longTexts++
		}
		if n < 24 && strings.ContainsAny(data, "$€£¥") && digits(data) > 0 || strings.HasPrefix(data, "Rp") && digits(data) > 2 && n < 24 {
			s.prices++
		}
	}
}

// enter counts an element, whose class says what class holds; what it returns is called at its end.
func (s *stats) enter(n *html.Node, at place, class names) (done func()) {
	switch n.DataAtom {
	case atom.Body:
		s.body(n)
	case atom.P:
		if !at.menu && !at.comment {
			before := s.plainText
			return func() {
				if l := s.plainText - before; l >= lineLength {
					s.paragraphs++
					s.inP += l
					if s.columns == nil {
						s.columns = map[*html.Node]int{}
					}
					s.columns[n.Parent] += l
					s.column = max(s.column, s.columns[n.Parent])
				}
			}
		}
	case atom.H1:
		s.h1++
		s.h1Words = max(s.h1Words, len(strings.Fields(page.Text(n))))
		s.heading(n, at)
	case atom.H2, atom.H3, atom.H4:
		s.heading(n, at)
	case atom.Article:
		s.articles++
	case atom.Time:
		s.times++
	case atom.Pre:
		s.code++
	case atom.Form, atom.Input, atom.Select, atom.Textarea, atom.Button:
		s.forms++
	case atom.Li:
		if !at.menu {
			s.items++
		}
	case atom.A:
		if strings.HasPrefix(page.Attr(n, "href"), "tel:") {
			s.phones++
		}
	}
	s.comments += class.comments
	s.byline = s.byline || class.byline && !at.menu && !at.comment
	if !at.menu {
		s.buttons += class.buttons
	}
	if at.article || n.DataAtom == atom.Div || n.DataAtom == atom.Li {
		s.posts += class.posts
	}
	return nil
}

func (s *stats) heading(n *html.Node, at place) {
	switch {
	case at.menu || at.comment:
	case at.link || page.First(n, atom.A) != nil:
		s.headingLinks++
	case n.DataAtom != atom.H1:
		s.subheadings++
	}
}

// body reads the classes by which WordPress, Drupal and others name the kind of a page.
func (s *stats) body(n *html.Node) {
	for name := range strings.FieldsSeq(strings.ToLower(page.Attr(n, "class"))) {
		switch name {
		case "single", "single-post", "single-format-standard", "node-type-article", "page-node-type-article", "article", "post-template-default":
			s.single = true
		case "archive", "category", "tag", "blog", "search", "author", "search-results", "listing":
			s.archive = true
		case "home", "front", "is-front", "path-frontpage", "homepage", "frontpage":
			s.home = true
		case "single-product", "product", "woocommerce-page", "template-product", "catalog-product-view":
			s.product = true
		}
	}
}

func (s *stats) meta(name, content string) {
	switch name {
	case "og:type":
		if s.og == "" {
			s.og = strings.ToLower(strings.TrimSpace(content))
		}
	case "article:published_time", "datepublished", "publishdate", "pubdate", "dc.date.issued", "parsely-pub-date", "sailthru.date", "article.published", "cxenseparse:recs:publishtime":
		s.published = s.published || content != ""
	case "generator":
		s.generator = strings.ToLower(content)
	case "author", "article:author", "content_author", "parsely-author":
		s.byline = s.byline || content != "" && len(content) < 100
	}
}

func (s *stats) itemtype(value string) {
	for t := range strings.FieldsSeq(value) {
		s.schemaType(t[strings.LastIndexAny(t, "/#")+1:])
	}
}

func (s *stats) schemaType(name string) {
	if kind, ok := schemaTypes[strings.ToLower(name)]; ok {
		s.schema[kind] = true
	}
}

// script reads the types of JSON-LD. A type within another counts too: what a page lists says what it is.
func (s *stats) script(n *html.Node) {
	if !strings.Contains(strings.ToLower(page.Attr(n, "type")), "ld+json") || n.FirstChild == nil {
		return
	}
	const key = `"@type"`
	data := n.FirstChild.Data
	for range 200 {
		i := strings.Index(data, key)
		if i < 0 {
			return
		}
		data = data[i+len(key):]
		value := strings.TrimLeft(data, " \t\r\n:")
		list := strings.HasPrefix(value, "[")
		if end := strings.IndexAny(value, "]}"); list && end > 0 {
			value = value[1:end]
		} else if q := strings.Index(strings.TrimPrefix(value, `"`), `"`); q >= 0 {
			value = value[:min(q+2, len(value))]
		}
		for t := range strings.SplitSeq(value[:min(len(value), 200)], ",") {
			s.schemaType(strings.Trim(t, " \t\r\n\""))
		}
	}
}

// has tells whether one of the words is a segment of the path.
func (s *shape) has(words ...string) bool {
	return slices.ContainsFunc(s.segments, func(seg string) bool { return slices.Contains(words, seg) })
}
