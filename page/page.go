// Package page turns a response into one parsed tree that discovery and the normalizer share: every page
// is parsed once.
//
// Start with [Parse], from bytes and headers to a [Page]. [Decode] is its first half, bytes to UTF-8, for
// bodies that are not HTML (feeds, sitemaps); [Kind] says what a body is before anything is parsed. [Attr],
// [Text] and [Elements] read the tree.
//
// Everything that comes in is a stranger's: input is bounded, and no input makes these functions panic.
package page

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"kabar/address"
	"kabar/page/tree"
)

// MaxText bounds the text of a page, in bytes of UTF-8. What comes after it is not parsed, and Page.Cut is
// set. The largest real pages are a few megabytes; the tree takes about three times the text.
const MaxText = 16 << 20

// What Parse refuses.
var (
	// ErrEmpty: there is nothing to parse.
	ErrEmpty = errors.New("the body is empty")
	// ErrNotHTML: the body is not text at all, whatever its content type says: PDF, image, gzip, …
	ErrNotHTML = errors.New("the body is not HTML")
)

// Page is a parsed HTML page. Readers must not change the tree.
//
// The tree is what a browser with scripts would build: the content of <noscript> is one text node.
type Page struct {
	URL    string // after redirects, as requested; may be empty
	Base   string // what relative links are resolved by: <base href>, else URL
	Header http.Header
	Text   []byte // the body in UTF-8
	Root   *html.Node
	Lang   string // html lang, as written
	// Charset is the WHATWG name of the body's encoding and how it was found; see Decode.
	Charset, CharsetFrom string
	// Deep is set when the page nests deeper than the parser allows: Root then is a flat tree made over the
	// tokenizer, with the text and the elements but without their nesting beyond that depth.
	Deep bool
	// Cut is set when the page was longer than MaxText and its end is missing.
	Cut bool
}

// Parse decodes a body and parses it as HTML. url and header are those of the response; both may be
// empty. The body's content type is not judged here (a JSON body becomes a tree with one text node): ask
// Kind first. ErrEmpty, ErrNotHTML.
func Parse(url string, header http.Header, body []byte) (*Page, error) {
	contentType := header.Get("Content-Type")
	switch Kind(contentType, body) {
	case KindEmpty:
		return nil, fmt.Errorf("parsing %s: %w", name(url), ErrEmpty)
	case KindBinary:
		return nil, fmt.Errorf("parsing %s: %w", name(url), ErrNotHTML)
	}
	p := &Page{URL: url, Base: url, Header: header}
	if len(body) > 2*MaxText { // no encoding takes more than two bytes for a character that needs one in UTF-8, except UTF-32, which the web has dropped
		body, p.Cut = body[:2*MaxText], true
	}
	p.Text, p.Charset, p.CharsetFrom = Decode(contentType, body)
	p.Text = dropNUL(p.Text)
	if len(p.Text) > MaxText {
		p.Text, p.Cut = cutRune(p.Text[:MaxText]), true
	}
	var err error
	if p.Root, err = tree.Parse(string(p.Text)); err != nil {
		p.Root, p.Deep = parseDeep(p.Text), true
	}
	root := p.Root
	for n := range Elements(root, atom.Html) {
		p.Lang = strings.TrimSpace(Attr(n, "lang"))
		if p.Lang == "" {
			p.Lang = strings.TrimSpace(Attr(n, "xml:lang"))
		}
		break
	}
	p.setBase()
	return p, nil
}

// setBase takes the first <base> that has an href, and only that one (WHATWG HTML 4.2.3).
func (p *Page) setBase() {
	for n := range Elements(p.Root, atom.Base) {
		ref, ok := lookup(n, "href")
		if !ok {
			continue
		}
		if base, err := address.Resolve(p.URL, ref); err == nil && isHTTP(base) {
			p.Base = base
		}
		return
	}
}

func isHTTP(href string) bool {
	return strings.HasPrefix(href, "https://") || strings.HasPrefix(href, "http://")
}

func name(url string) string {
	if url == "" {
		return "the page"
	}
	return url
}

// dropNUL takes out what the parser would drop in text and replace elsewhere; a stray NUL inside a word
// would else split it.
func dropNUL(text []byte) []byte {
	if bytes.IndexByte(text, 0) < 0 {
		return text
	}
	return bytes.ReplaceAll(text, []byte{0}, nil)
}
