package news

// Work is what an address is visited for.
type Work uint8

// The kinds of work. Sources come due again and again, articles are fetched once and revisited seldom.
const (
	WorkArticle Work = iota + 1 // a page that may be an article
	WorkSection                 // a page that lists articles: front page, section, index
	WorkSitemap
	WorkFeed
	WorkRobots // a robots.txt that another one redirects to
)

// String is the name that output and logs use.
func (w Work) String() string {
	switch w {
	case WorkArticle:
		return "article"
	case WorkSection:
		return "section"
	case WorkSitemap:
		return "sitemap"
	case WorkFeed:
		return "feed"
	case WorkRobots:
		return "robots"
	}
	return "unknown"
}

// Source reports whether the address is one that lists others.
func (w Work) Source() bool { return w == WorkSection || w == WorkSitemap || w == WorkFeed }

// Via says where an address was found.
type Via uint8

// From what, in the order of how much it says about freshness.
const (
	ViaSeed        Via = iota + 1 // named by the user, or the front page of a named site
	ViaFeed                       // an entry of a feed
	ViaNewsSitemap                // an entry of a sitemap with news data, or dated within the last days
	ViaSection                    // a link on a front page, section or index
	ViaSitemap                    // an entry of any other sitemap
	ViaArticle                    // a link in an article (a further page of it)
	ViaRedirect                   // the target of a redirect
	ViaRobots                     // a Sitemap line in robots.txt
	ViaGuess                      // a well-known path, tried
	ViaCanonical                  // rel=canonical or amphtml
	ViaBackfill                   // a source that is read once more, to its end, for the archive
)

// String is the name that output and logs use.
func (v Via) String() string {
	names := [...]string{"unknown", "seed", "feed", "news-sitemap", "section", "sitemap", "article", "redirect", "robots", "guess", "canonical", "backfill"}
	if int(v) < len(names) {
		return names[v]
	}
	return names[0]
}

// Link is an address that was found, with what its source said about it. URL is absolute and serialised
// by the WHATWG rules; it is what will be requested.
type Link struct {
	URL       string
	Work      Work
	Via       Via
	Title     string
	Published Date
	Modified  Date
	// Text is the plain text of a full-content feed entry, a fallback for a page that cannot be had.
	// Paragraphs are separated by a blank line. Empty for most.
	Text string
	Tags []string // categories of a feed entry, keywords of a news sitemap
	// Image is the picture that a feed entry brings, absolute.
	Image string
}
