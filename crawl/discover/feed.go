package discover

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/rss"

	"kabar/address"
	"kabar/news"
	"kabar/page"
)

// Bounds on one feed. What comes after them is left out and FeedResult.Salvaged is set.
const (
	MaxFeed      = 16 << 20 // bytes; the largest full-text feeds are a few megabytes
	MaxFeedItems = 10_000
)

// The kinds of a feed.
const (
	FeedRSS  = "rss" // 0.91 to 2.0
	FeedRDF  = "rdf" // RSS 0.90 and 1.0
	FeedAtom = "atom"
	FeedJSON = "json"
)

// ErrNotFeed says that a body is no feed at all: an HTML page, some other JSON, nothing. The error that
// wraps it says what it looks like. A feed without items is no error.
var ErrNotFeed = errors.New("not a feed")

// FeedResult is what a feed says.
type FeedResult struct {
	Kind     string // one of the Feed constants
	Title    string
	Language string // as written
	Home     string // the page that the feed belongs to, absolute
	Items    []Item // in the feed's order

	// What the feed asks of its readers; zero where it says nothing.
	TTL          time.Duration
	SkipHours    []int // 0..23, UTC
	SkipDays     []time.Weekday
	UpdatePeriod time.Duration // sy:updatePeriod divided by sy:updateFrequency

	Next string // the page with older entries (RFC 5005, JSON Feed next_url), absolute
	Hub  string // a WebSub hub, absolute
	// Salvaged is set when the feed was broken or too large and some of it may be missing.
	Salvaged bool
}

// Item is an entry of a feed. Its Link has Work and Via set, an absolute URL or none, and a title in plain
// text. Dates are as the feed writes them; one without a zone is in UTC.
type Item struct {
	news.Link
	Enclosures []string // absolute addresses of media files
	Author     string   // as written
	GUID       string   // as written
	// Origin is the article's own address where the link goes through a service that counts clicks
	// (feedburner:origLink and the like); absolute, empty for most.
	Origin string
}

// Feed reads RSS, RDF, Atom or JSON Feed. base is the address of the feed, contentType its header.
//
// A feed that is not well-formed gives the items that can be read. The address of an item is, in this
// order: its link to a page, an Atom link within it, a GUID that is a permalink or an Atom id that is an
// http address; never an enclosure. It is resolved by xml:base, else by base.
//
// The only error is ErrNotFeed.
func Feed(base, contentType string, body []byte) (FeedResult, error) {
	over := len(body) > MaxFeed
	if over {
		body = body[:MaxFeed]
	}
	text, ok := utf32(body)
	if !ok {
		text, _, _ = page.Decode(contentType, body)
	}
	text = bytes.TrimLeft(text, "\ufeff \t\r\n\f\x00")
	var f FeedResult
	var err error
	if len(text) > 0 && text[0] == '{' {
		f, err = jsonFeed(text)
	} else {
		f, err = xmlFeed(text)
	}
	if err != nil {
		return FeedResult{}, fmt.Errorf("read %s as a feed: %w", orNameless(base), err)
	}
	if len(f.Items) > MaxFeedItems {
		f.Items, over = f.Items[:MaxFeedItems], true
	}
	f.Salvaged = f.Salvaged || over
	f.resolve(base)
	return f, nil
}

func orNameless(base string) string {
	if base == "" {
		return "the body"
	}
	return base
}

// xmlFeed reads an XML feed in UTF-8. Addresses stay as they are written.
func xmlFeed(text []byte) (FeedResult, error) {
	doc, ok := findFeed(text)
	if !ok {
		return FeedResult{}, fmt.Errorf("%w: %s", ErrNotFeed, looksLike(text))
	}
	doc.clean()
	want := doc.count()
	f, err := doc.parse(doc.text)
	if err != nil || len(f.Items) < want || f.swallowed() {
		f = doc.salvage(f, err == nil)
	}
	doc.fillLinks(&f)
	return f, nil
}

// parse gives a whole document to the library. It survives a panic of it.
func (d *feedDoc) parse(text []byte) (f FeedResult, err error) {
	defer func() {
		if p := recover(); p != nil {
			f, err = FeedResult{}, fmt.Errorf("the parser failed: %v", p)
		}
	}()
	in := bytes.NewReader(text)
	if d.kind == FeedAtom {
		parsed, err := (&atom.Parser{}).Parse(in)
		if err != nil {
			return FeedResult{}, err
		}
		return fromAtom(parsed), nil
	}
	parsed, err := (&rss.Parser{}).Parse(in)
	if err != nil {
		return FeedResult{}, err
	}
	f = fromRSS(parsed)
	f.Kind = d.kind
	return f, nil
}

// swallowed tells that an item holds the end of one of its own fields: a tag in it was not closed, and the
// parser took the rest for its content.
func (f *FeedResult) swallowed() bool {
	for i := range f.Items {
		for _, s := range []string{f.Items[i].Title, f.Items[i].Text} {
			if strings.Contains(s, "</description>") || strings.Contains(s, "</title>") || strings.Contains(s, "</link>") {
				return true
			}
		}
	}
	return false
}

// resolve makes addresses absolute, drops what is none, and fills what is the same for all items.
func (f *FeedResult) resolve(base string) {
	abs := func(ref string) string {
		href, err := address.Resolve(base, strings.TrimSpace(ref))
		if err != nil || strings.TrimSpace(ref) == "" {
			return ""
		}
		return href
	}
	f.Home, f.Next, f.Hub = abs(f.Home), abs(f.Next), abs(f.Hub)
	for i := range f.Items {
		it := &f.Items[i]
		it.Work, it.Via = news.WorkArticle, news.ViaFeed
		it.URL, it.Origin = abs(it.URL), abs(it.Origin)
		it.Text = fullText(it.Text)
		if it.Image = abs(it.Image); len(it.Image) > maxGUID {
			it.Image = ""
		}
		media := it.Enclosures
		it.Enclosures = nil
		for _, e := range media {
			if href := abs(e); href != "" && len(it.Enclosures) < maxTags {
				it.Enclosures = append(it.Enclosures, href)
			}
		}
	}
}

// looksLike says for a message what a body is that is no feed.
func looksLike(text []byte) string {
	switch page.Kind("", text) {
	case page.KindEmpty:
		return "it is empty"
	case page.KindHTML:
		return "it looks like an HTML page"
	case page.KindSitemap:
		return "it looks like a sitemap"
	case page.KindJSON:
		return "it is JSON, but no JSON Feed"
	case page.KindBinary:
		return "it is binary"
	}
	if bytes.HasPrefix(text, []byte("<")) {
		return "it is XML of another kind"
	}
	return "it is plain text"
}
