package discover

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"kabar/address"
	"kabar/news"
	"kabar/page"
)

// PageResult is what a page links to, and what kind of page it is.
type PageResult struct {
	Feeds    []news.Link // named in the head, then anchors that look like feeds
	Sitemaps []news.Link

	// Articles and Sections are links in the page's order. What may be either is an article: to fetch a
	// page in vain costs less than to lose one.
	Articles, Sections []news.Link
	// Next are further pages of a listing, the next one first.
	Next []string
	// Continuations are further pages of an article: the one that shows all of it first, then by number.
	Continuations []string

	AMP, Canonical string // absolute; may lead to another site

	Kind  news.PageKind
	Score float64  // how much the page looks like an article, 0..1
	Why   []string // the features behind Kind, the weightiest first, with what each added

	// NoFollow is set when the page asks robots not to follow its links (meta robots, X-Robots-Tag).
	NoFollow bool

	lists, text bool // see features
}

// maxLinks bounds the links that are kept of one page. Site maps for people have thousands.
const maxLinks = 5000

// Page reads the links of a page that lie within site, a registrable domain as address.Site names it.
// Each address comes once, without its fragment; rel=nofollow on a link is a hint about its target, not a
// ban, and is not looked at. Links that lead to no text (files, forms, shares, logins) are left out, and
// so are pages about the outlet itself.
func Page(p *page.Page, site string) PageResult {
	w := newWalker(p, site)
	res := w.result
	res.Feeds, res.Sitemaps = w.feeds.links, w.sitemaps.links
	w.sort(&res)
	f := w.features()
	res.lists, res.text = f.lists, f.text
	res.Kind, res.Score, res.Why = f.judge()
	return res
}

// place is where in the page a node stands.
type place struct {
	menu    bool // navigation, header, footer, side column
	article bool // <article>
	heading bool
	table   bool
	link    bool
	comment bool // readers' comments
	pager   bool
}

// anchor is a link of the page, all its occurrences together.
type anchor struct {
	*target
	title   string
	text    string // of the occurrence that paging goes by
	rel     string
	heading bool
	article bool
	menu    bool // every occurrence is in a menu
	table   bool
	pager   bool
	leads   linkClass // once the page is read
}

// target is an address that the page names, looked at once.
type target struct {
	url    string // without its fragment
	key    string
	within bool   // the site
	shape  *shape // nil when it is not within
}

// walker collects over one walk.
type walker struct {
	page     *page.Page
	site     string
	own      string // crawl key of the page
	ownURL   *shape
	result   PageResult
	feeds    sources
	sitemaps sources
	anchors  []anchor
	byKey    map[string]int
	targets  map[string]*target // by href, since menus repeat; nil for what is no address
	within   map[string]bool    // by origin: whether it lies within the site
	names    map[string]names   // by value of class and id, which repeat even more
	stats    stats
}

// newWalker walks over a page.
func newWalker(p *page.Page, site string) *walker {
	w := &walker{page: p, site: site, byKey: map[string]int{}, targets: map[string]*target{}, within: map[string]bool{}, names: map[string]names{}}
	w.own, _ = address.Key(p.URL)
	w.ownURL = newShape(p.URL)
	w.headers()
	w.walk(p.Root, place{})
	for i := range w.anchors {
		w.anchors[i].leads = w.anchors[i].class()
	}
	return w
}

// headers reads what the HTTP headers say.
func (w *walker) headers() {
	for _, value := range w.page.Header.Values("X-Robots-Tag") {
		if _, _, agent := strings.Cut(value, ":"); !agent {
			w.robots(value)
		}
	}
}

func (w *walker) robots(tokens string) {
	for token := range strings.FieldsFuncSeq(strings.ToLower(tokens), func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		if token == "nofollow" || token == "none" {
			w.result.NoFollow = true
		}
	}
}

// walk visits n and what is below it. The parser bounds the depth.
func (w *walker) walk(n *html.Node, at place) {
	switch n.Type {
	case html.TextNode:
		w.stats.text(n.Data, at)
		return
	case html.ElementNode:
	case html.DocumentNode:
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			w.walk(c, at)
		}
		return
	default:
		return
	}
	switch n.DataAtom {
	case atom.Script:
		w.stats.script(n)
		return
	case atom.Style, atom.Template, atom.Noscript, atom.Svg, atom.Iframe:
		return
	case atom.Meta:
		w.meta(n)
		return
	case atom.Link:
		w.headLink(n)
		return
	}
	at, class := w.enter(n, at)
	switch n.DataAtom {
	case atom.A, atom.Area:
		w.anchor(n, at)
		at.link = true
	}
	done := w.stats.enter(n, at, class)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c, at)
	}
	if done != nil {
		done()
	}
}

// enter is the place below n, and what its class says.
func (w *walker) enter(n *html.Node, at place) (place, names) {
	switch n.DataAtom {
	case atom.Nav, atom.Footer, atom.Menu:
		at.menu = true
	case atom.Header:
		at.menu = at.menu || !at.article
	case atom.Aside:
		at.menu = true
	case atom.Article:
		at.article = true
	case atom.H1, atom.H2, atom.H3, atom.H4:
		at.heading = true
	case atom.Table:
		at.table = true
	}
	whole := n.DataAtom == atom.Body || n.DataAtom == atom.Html // their names are about the page
	var class names
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "role":
			switch a.Val {
			case "navigation", "menu", "menubar", "contentinfo":
				at.menu = true
			}
		case "class", "id":
			found := w.named(a.Val)
			if a.Key == "class" {
				class = found
			}
			if !whole {
				at.menu, at.comment, at.pager = at.menu || found.menu, at.comment || found.comment, at.pager || found.pager
			}
		case "itemtype":
			w.stats.itemtype(a.Val)
		}
	}
	return at, class
}

// named reads the value of a class or an id.
func (w *walker) named(value string) names {
	found, known := w.names[value]
	if !known && value != "" {
		found = readNames(value)
		w.names[value] = found
	}
	return found
}

func (w *walker) meta(n *html.Node) {
	name := strings.ToLower(page.Attr(n, "name"))
	if name == "" {
		name = strings.ToLower(page.Attr(n, "property"))
	}
	content := page.Attr(n, "content")
	if name == "robots" || name == "googlebot" {
		w.robots(content)
	}
	w.stats.meta(name, content)
}

// linkRels are what headLink looks at.
var linkRels = [...]string{"canonical", "amphtml", "alternate", "feed", "sitemap", "next"}

// headLink reads <link>, wherever it stands.
func (w *walker) headLink(n *html.Node) {
	rels := strings.Fields(strings.ToLower(page.Attr(n, "rel")))
	has := func(rel string) bool { return slices.Contains(rels, rel) }
	if len(rels) == 0 {
		return
	}
	w.stats.itemtype(page.Attr(n, "itemtype"))
	if !slices.ContainsFunc(rels, func(rel string) bool { return slices.Contains(linkRels[:], rel) }) {
		return // most name styles, icons and hosts to connect to
	}
	to := w.target(page.Attr(n, "href"))
	if to == nil {
		return
	}
	switch {
	case has("canonical"):
		if w.result.Canonical == "" {
			w.result.Canonical = to.url
		}
	case has("amphtml"):
		if w.result.AMP == "" {
			w.result.AMP = to.url
		}
	case !to.within:
	case has("alternate") && feedType(page.Attr(n, "type")), has("feed"):
		title := plain(html.EscapeString(page.Attr(n, "title")))
		if !commentFeed(to.url, title) {
			w.addSource(&w.feeds, to, title, news.WorkFeed)
		}
	case has("sitemap"):
		w.addSource(&w.sitemaps, to, "", news.WorkSitemap)
	case has("next"):
		w.add(anchor{target: to, rel: "next", menu: true})
	}
}

// feedType tells whether a media type is one of feeds.
func feedType(t string) bool {
	t, _, _ = strings.Cut(strings.ToLower(t), ";")
	switch strings.TrimSpace(t) {
	case "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "application/rss", "application/atom",
		"text/rss+xml", "application/x.atom+xml", "application/x-atom+xml", "text/rss", "application/xml", "text/xml":
		return true
	}
	return false
}

// commentFeed tells a feed of comments, which names no articles.
func commentFeed(href, title string) bool {
	low := strings.ToLower(href)
	if strings.Contains(low, "/comments/") || strings.Contains(low, "comments-rss") || strings.Contains(low, "/comment/") {
		return true
	}
	title = strings.ToLower(title)
	return strings.Contains(title, "comments feed") || strings.Contains(title, "umpan komentar") || strings.Contains(title, "komentar feed")
}

// target makes a reference of the page absolute; nil for what is no http address, or only a fragment.
func (w *walker) target(ref string) *target {
	ref = strings.TrimSpace(ref)
	if ref == "" || ref[0] == '#' {
		return nil
	}
	if t, ok := w.targets[ref]; ok {
		return t
	}
	var t *target
	if href, err := address.Resolve(w.page.Base, ref); err == nil {
		href, _, _ = strings.Cut(href, "#")
		if key, err := address.Key(href); err == nil {
			t = &target{url: href, key: key, within: w.isWithin(href)}
			if t.within {
				t.shape = newShape(href)
			}
		}
	}
	w.targets[ref] = t
	return t
}

func (w *walker) isWithin(href string) bool {
	origin := address.Origin(href)
	in, known := w.within[origin]
	if !known {
		in = address.Within(w.site, href)
		w.within[origin] = in
	}
	return in
}

// addSource adds a feed or a sitemap once.
func (w *walker) addSource(list *sources, to *target, title string, work news.Work) {
	if len(list.links) >= maxTags || slices.Contains(list.keys, to.key) {
		return
	}
	list.keys = append(list.keys, to.key)
	list.links = append(list.links, news.Link{URL: to.url, Work: work, Via: news.ViaSection, Title: title})
}

// sources are feeds or sitemaps, each once.
type sources struct {
	links []news.Link
	keys  []string
}

// anchor reads <a> and <area>.
func (w *walker) anchor(n *html.Node, at place) {
	if at.comment || len(w.anchors) >= maxLinks {
		return
	}
	to := w.target(page.Attr(n, "href"))
	if to == nil || !to.within {
		return
	}
	text := page.Text(n)
	title := anchorTitle(n, text)
	a := anchor{target: to, title: title, text: cut(text, 100), rel: strings.ToLower(page.Attr(n, "rel")),
		heading: at.heading || page.First(n, atom.H1, atom.H2, atom.H3, atom.H4) != nil, article: at.article, menu: at.menu, table: at.table, pager: at.pager}
	switch {
	case to.shape.sitemap():
		w.addSource(&w.sitemaps, to, title, news.WorkSitemap)
	case to.shape.feed(text):
		if !commentFeed(to.url, title) {
			w.addSource(&w.feeds, to, title, news.WorkFeed)
		}
	default:
		w.add(a)
	}
}

// anchorTitle is what an anchor calls its target: a heading within it, its text, or what stands for an
// image.
func anchorTitle(n *html.Node, text string) string {
	if h := page.First(n, atom.H1, atom.H2, atom.H3, atom.H4); h != nil {
		if t := page.Text(h); t != "" {
			return cut(t, maxTitle)
		}
	}
	if text != "" {
		return cut(text, maxTitle)
	}
	for _, key := range [...]string{"title", "aria-label"} {
		if t := collapse(page.Attr(n, key)); t != "" {
			return cut(t, maxTitle)
		}
	}
	if img := page.First(n, atom.Img); img != nil {
		return cut(collapse(page.Attr(img, "alt")), maxTitle)
	}
	return ""
}

// add keeps an anchor, with the others of the same address.
func (w *walker) add(a anchor) {
	i, known := w.byKey[a.key]
	if !known {
		w.byKey[a.key] = len(w.anchors)
		w.anchors = append(w.anchors, a)
		return
	}
	old := &w.anchors[i]
	if betterTitle(a.title, old.title) {
		old.title = a.title
	}
	old.heading = old.heading || a.heading
	old.article = old.article || a.article
	old.menu = old.menu && a.menu
	old.table = old.table && a.table
	old.pager = old.pager || a.pager
	if a.rel != "" && old.rel == "" {
		old.rel = a.rel
	}
	if old.text == "" {
		old.text = a.text
	}
}

// betterTitle tells whether a is more of a headline than b: the longer, within what a headline can be.
func betterTitle(a, b string) bool {
	const most = 200
	if b == "" || len(b) > most && len(a) > 20 && len(a) <= most {
		return a != ""
	}
	return len(a) > len(b) && len(a) <= most
}
