package discover

import (
	"html"
	"io"
	"slices"
	"strings"
)

// maxNesting bounds the open elements that are remembered. An entry is four deep.
const maxNesting = 64

// rootSearch is how many elements may come before the root of a sitemap: a server's warning in HTML, a
// wrapper of some tool.
const rootSearch = 40

// markup reads a sitemap in XML.
func (s *sitemapReader) markup(r io.Reader) error {
	m := newMarkup(r)
	for range rootSearch {
		t := m.next()
		if t.kind == endOfFile {
			return nil
		}
		if t.kind != startTag {
			continue
		}
		switch t.name {
		case "urlset", "sitemapindex":
			x := &sitemapXML{sitemapReader: s, m: m, item: "url"}
			s.result.Kind = SitemapURLs
			if t.name == "sitemapindex" {
				s.result.Kind, x.item = SitemapIndex, "sitemap"
			}
			if t.empty {
				return nil
			}
			return x.read()
		case "rss", "feed", "rdf":
			return s.feed(m.text, m.r)
		}
	}
	return nil
}

// feed reads a feed that is named as a sitemap. A feed is bounded more closely than a sitemap, so it is
// read whole; the root, which the tokenizer has consumed, is put back.
func (s *sitemapReader) feed(root []byte, rest io.Reader) error {
	body, err := io.ReadAll(io.LimitReader(rest, MaxFeed))
	if err != nil {
		s.result.Truncated = true
	}
	f, err := Feed(s.base, "application/xml; charset=utf-8", slices.Concat([]byte("<"), root, []byte(">"), body))
	if err != nil {
		return nil
	}
	s.result.Kind = SitemapFeed
	for i := range f.Items {
		it := &f.Items[i]
		if it.URL == "" {
			continue
		}
		e := Entry{LastMod: it.Modified}
		if e.LastMod.IsZero() {
			e.LastMod = it.Published
		}
		if it.Title != "" || !it.Published.IsZero() {
			e.News = &NewsEntry{Title: it.Title, Published: it.Published, Language: f.Language, Name: f.Title, Keywords: it.Tags}
		}
		if err := s.give(it.URL, e); err != nil {
			return err
		}
	}
	return nil
}

// sitemapXML reads the inside of <urlset> or <sitemapindex>.
type sitemapXML struct {
	*sitemapReader
	m    *markup
	item string // name of the element of one entry: url or sitemap

	stack []string // open elements below the root, by local name

	open   bool   // within an entry
	prefix string // of the entry's element; its fields share it
	depth  int    // of the stack outside of the entry
	locs   []string
	e      Entry
	field  string // the field that text is collected for: the key of set
	level  int    // depth of that field
	text   strings.Builder
}

// maxLocs bounds the addresses of one entry: the protocol says one.
const maxLocs = 100

func (x *sitemapXML) read() error {
	for {
		t := x.m.next()
		switch t.kind {
		case endOfFile:
			return nil // an open entry is incomplete
		case charData:
			if x.field != "" && x.text.Len() < maxToken {
				x.text.WriteString(t.text)
			}
		case startTag:
			if err := x.start(t); err != nil {
				return err
			}
		case endTag:
			done, err := x.end(t)
			if done || err != nil {
				return err
			}
		}
	}
}

func (x *sitemapXML) start(t token) error {
	if t.name == x.item && x.field == "" && (!x.open || len(x.stack) <= x.depth+1) {
		if x.open { // the end tag of the one before is missing
			if err := x.finish(); err != nil {
				return err
			}
		}
		x.open, x.prefix, x.depth = true, t.prefix, len(x.stack)
		x.e, x.locs = Entry{Index: x.item == "sitemap"}, x.locs[:0]
		if t.empty {
			return x.finish()
		}
	}
	if t.empty || len(x.stack) >= maxNesting {
		return nil
	}
	x.stack = append(x.stack, t.name)
	if x.open && x.field == "" {
		if f := x.fieldOf(t); f != "" {
			x.field, x.level = f, len(x.stack)
			x.text.Reset()
		}
	}
	return nil
}

// fieldOf is the field whose text an element holds. Addresses of images, videos and alternates are under
// another prefix or deeper down.
func (x *sitemapXML) fieldOf(t token) string {
	inside := x.stack[min(x.depth, len(x.stack)-1):]
	switch {
	case len(inside) == 2 && t.prefix == x.prefix:
		if t.name == "loc" || t.name == "lastmod" {
			return t.name
		}
	case len(inside) >= 3 && inside[1] == "news":
		if x.e.News == nil {
			x.e.News = &NewsEntry{}
		}
		switch t.name {
		case "name", "language", "publication_date", "title", "keywords":
			return t.name
		}
	}
	return ""
}

func (x *sitemapXML) end(t token) (done bool, err error) {
	i := len(x.stack) - 1
	for i >= 0 && x.stack[i] != t.name {
		i--
	}
	if i < 0 {
		return (t.name == "urlset" || t.name == "sitemapindex") && !x.open, nil
	}
	x.stack = x.stack[:i]
	if x.field != "" && len(x.stack) < x.level {
		x.set(strings.TrimSpace(strings.ToValidUTF8(x.text.String(), "\ufffd")))
		x.field = ""
	}
	if x.open && len(x.stack) <= x.depth {
		return false, x.finish()
	}
	return false, nil
}

func (x *sitemapXML) set(value string) {
	n := x.e.News
	switch x.field {
	case "loc":
		if len(x.locs) < maxLocs && !(x.m.defines && entity(value)) {
			x.locs = append(x.locs, value)
		}
	case "lastmod":
		x.e.LastMod = w3cDate(value)
	case "name":
		n.Name = headline(value)
	case "language":
		n.Language = value
	case "publication_date":
		n.Published = w3cDate(value)
	case "title":
		n.Title = headline(value)
	case "keywords":
		n.Keywords = splitTags(value)
	}
}

// finish gives the entry that ends here.
func (x *sitemapXML) finish() error {
	x.open = false
	for _, loc := range x.locs {
		if err := x.give(loc, x.e); err != nil {
			return err
		}
	}
	return nil
}

// entity tells a text with a reference to an entity that the document defines. It is not looked up: the
// definition may be a file of this machine, or grow to gigabytes.
func entity(text string) bool {
	_, rest, ok := strings.Cut(text, "&")
	name, _, end := strings.Cut(rest, ";")
	return ok && end && name != "" && !strings.ContainsAny(name, "=&?/")
}

// headline is a text of the news extension: plain text by its definition, though some write it as HTML with
// its references escaped once more.
func headline(value string) string {
	return cut(collapse(html.UnescapeString(value)), maxTitle)
}

// splitTags parts a list of keywords.
func splitTags(list string) []string {
	var tags []string
	for tag := range strings.SplitSeq(list, ",") {
		if tag = plain(tag); tag != "" && len(tags) < maxTags && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return tags
}
