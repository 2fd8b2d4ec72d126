package main

import (
	"bytes"
	"io"
	"net/url"
	"strings"
	"time"

	readability "codeberg.org/readeck/go-readability/v2"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"kabar/address"
	"kabar/crawl/discover"
	"kabar/export"
	"kabar/normalize"
	"kabar/page"
)

// extractor makes a record of a page's bytes.
type extractor struct {
	name    string
	extract func(src string, body []byte) (export.Record, error)
}

func extractors() []extractor {
	return []extractor{
		{"kabar", kabar},
		{"trafilatura", func(src string, body []byte) (export.Record, error) { return trafilaturaText(src, body, true) }},
		{"trafilatura-fast", func(src string, body []byte) (export.Record, error) { return trafilaturaText(src, body, false) }},
		{"readability", readabilityText},
	}
}

func kabar(src string, body []byte) (export.Record, error) {
	p, err := page.Parse(src, nil, body)
	if err != nil {
		return export.Record{}, err
	}
	site := address.Site(address.Host(src))
	a := normalize.Article(p, normalize.Options{Now: time.Now(), Source: site})
	a.Kind = discover.Page(p, site).Kind
	return export.OfArticle(&a), nil
}

// utf8Of gives the peers UTF-8, so that the encoding is not what is measured.
func utf8Of(body []byte) io.Reader {
	text, _, _ := page.Decode("", body)
	return bytes.NewReader(text)
}

func trafilaturaText(src string, body []byte, fallback bool) (export.Record, error) {
	var r export.Record
	u, _ := url.Parse(src)
	doc, err := html.Parse(utf8Of(body))
	if err != nil {
		return r, err
	}
	res, err := trafilatura.ExtractDocument(doc, trafilatura.Options{OriginalURL: u, EnableFallback: fallback, ExcludeComments: true})
	if err != nil {
		return r, err
	}
	r.Text = lines(res.ContentNode)
	r.Metadata.Title = res.Metadata.Title
	r.Metadata.Language = res.Metadata.Language
	r.Metadata.Authors = strings.FieldsFunc(res.Metadata.Author, func(c rune) bool { return c == ';' })
	for i, name := range r.Metadata.Authors {
		r.Metadata.Authors[i] = strings.TrimSpace(name)
	}
	if !res.Metadata.Date.IsZero() {
		r.Metadata.Published = res.Metadata.Date.Format(time.DateOnly)
	}
	return r, nil
}

func readabilityText(src string, body []byte) (export.Record, error) {
	var r export.Record
	u, err := url.Parse(src)
	if err != nil || src == "" {
		u = &url.URL{Scheme: "https", Host: "unknown.example"}
	}
	a, err := readability.FromReader(utf8Of(body), u)
	if err != nil {
		return r, err
	}
	r.Text = lines(a.Node)
	r.Metadata.Title = a.Title()
	r.Metadata.Language = a.Language()
	if a.Byline() != "" {
		r.Metadata.Authors = []string{a.Byline()}
	}
	if t, err := a.PublishedTime(); err == nil && !t.IsZero() {
		r.Metadata.Published = t.Format(time.RFC3339)
	}
	return r, nil
}

// lines renders the peers' nodes: a line for each block element and line break, white space folded.
func lines(n *html.Node) string {
	if n == nil {
		return ""
	}
	var out []string
	var line strings.Builder
	flush := func() {
		if s := strings.Join(strings.Fields(line.String()), " "); s != "" {
			out = append(out, s)
		}
		line.Reset()
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.TextNode:
			line.WriteString(n.Data)
			return
		case html.ElementNode:
			switch n.DataAtom {
			case atom.Script, atom.Style, atom.Noscript:
				return
			}
		}
		block := n.Type == html.ElementNode && breaks(n.DataAtom)
		if block {
			flush()
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if block {
			flush()
		}
	}
	walk(n)
	flush()
	return strings.Join(out, "\n\n")
}

func breaks(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Br, atom.Li, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Tr, atom.Table,
		atom.Td, atom.Th, atom.Blockquote, atom.Pre, atom.Section, atom.Article, atom.Body, atom.Dl, atom.Dt, atom.Dd, atom.Figure,
		atom.Figcaption, atom.Header, atom.Footer, atom.Aside, atom.Main, atom.Hr, atom.Details, atom.Summary:
		return true
	}
	return false
}
