// Package page turns a response into one parsed tree that discovery and the normalizer share: every page
// is parsed once.
package page

import (
	"net/http"

	"golang.org/x/net/html"
)

// Page is a parsed HTML page. Readers must not change the tree.
type Page struct {
	URL    string // after redirects, as requested; may be empty
	Base   string // what relative links are resolved by: <base href>, else URL
	Header http.Header
	Text   []byte // the body in UTF-8
	Root   *html.Node
	Lang   string // html lang, as written
	// Charset is the WHATWG name of the body's encoding and how it was found.
	Charset, CharsetFrom string
	// Deep is set when the page nests deeper than the parser allows: Root then is a flat tree made over the
	// tokenizer, with the text and the elements but without their nesting beyond that depth.
	Deep bool
}
