package page

import (
	"bytes"
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// How deep the tree of parseDeep may get. Wrappers stop nesting first, so that below a tower of them the
// paragraphs and links still hold their text.
const (
	maxNesting      = 256
	maxBlockNesting = 400
)

// deepBuilder makes a tree over the tokenizer, for pages that the parser refuses. It knows void elements,
// optional end tags of the common kind, and nothing of tables, formatting or foster parents.
type deepBuilder struct {
	doc   *html.Node
	stack []open
	names map[string]int // how many of a name are open: an end tag without start must not cost a search
}

// open is a start tag whose end has not come.
type open struct {
	name  string
	atom  atom.Atom
	node  *html.Node // where its content goes: its own node, or that of an ancestor when it is beyond the depth
	depth int        // of node
}

func parseDeep(text []byte) *html.Node {
	b := &deepBuilder{doc: &html.Node{Type: html.DocumentNode}, names: map[string]int{}}
	b.stack = append(b.stack, open{node: b.doc})
	z := html.NewTokenizer(bytes.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.doc
		case html.TextToken:
			b.add(&html.Node{Type: html.TextNode, Data: string(z.Text())})
		case html.StartTagToken, html.SelfClosingTagToken:
			b.start(z.Token())
		case html.EndTagToken:
			name, _ := z.TagName()
			b.end(string(name))
		}
	}
}

func (b *deepBuilder) add(n *html.Node) { b.stack[len(b.stack)-1].node.AppendChild(n) }

func (b *deepBuilder) start(t html.Token) {
	b.implyEnd(t.DataAtom)
	n := &html.Node{Type: html.ElementNode, DataAtom: t.DataAtom, Data: t.Data, Attr: t.Attr}
	b.add(n)
	if void(t.DataAtom) {
		return
	}
	o := b.stack[len(b.stack)-1]
	o.name, o.atom = t.Data, t.DataAtom
	if o.depth < maxNesting || o.depth < maxBlockNesting && holdsText(t.DataAtom) {
		o.node, o.depth = n, o.depth+1
	}
	b.stack = append(b.stack, o)
	b.names[o.name]++
}

// end closes the innermost element of that name, and what is open inside it.
func (b *deepBuilder) end(name string) {
	for b.names[name] > 0 {
		if b.pop() == name {
			return
		}
	}
}

func (b *deepBuilder) pop() string {
	last := len(b.stack) - 1
	name := b.stack[last].name
	b.stack[last] = open{}
	b.stack = b.stack[:last]
	b.names[name]--
	return name
}

// implyEnd closes what a start tag closes without an end tag: a paragraph by a block, a cell by a cell.
func (b *deepBuilder) implyEnd(a atom.Atom) {
	switch a {
	case atom.Li:
		b.closeNear([]atom.Atom{atom.Li}, atom.Ul, atom.Ol)
	case atom.Dt, atom.Dd:
		b.closeNear([]atom.Atom{atom.Dt, atom.Dd}, atom.Dl)
	case atom.Td, atom.Th:
		b.closeNear([]atom.Atom{atom.Td, atom.Th}, atom.Tr, atom.Table)
	case atom.Tr:
		b.closeNear([]atom.Atom{atom.Tr}, atom.Table)
	case atom.Option:
		b.closeNear([]atom.Atom{atom.Option}, atom.Select)
	default:
		if !inline(a) && !void(a) {
			b.closeNear([]atom.Atom{atom.P}, atom.Td, atom.Th, atom.Table, atom.Button)
		}
	}
}

// closeNear closes the innermost element that is one of names, unless one of within lies between. It
// looks at a few levels only: this runs for every tag.
func (b *deepBuilder) closeNear(names []atom.Atom, within ...atom.Atom) {
	for i := len(b.stack) - 1; i > max(0, len(b.stack)-16); i-- {
		a := b.stack[i].atom
		if slices.Contains(within, a) {
			return
		}
		if slices.Contains(names, a) {
			for len(b.stack) > i {
				b.pop()
			}
			return
		}
	}
}

// void reports whether an element has no content and no end tag (WHATWG HTML 13.1.2).
func void(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta,
		atom.Param, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// holdsText reports whether an element's own text matters more than its place.
func holdsText(a atom.Atom) bool {
	switch a {
	case atom.P, atom.A, atom.Li, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Pre, atom.Td, atom.Th,
		atom.Dt, atom.Dd, atom.Figcaption, atom.Time, atom.Title, atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Article:
		return true
	}
	return false
}
