package page

import (
	"iter"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Attr is the value of an attribute without a namespace, and "" when it is not there. The key is lower
// case, as the parser leaves it.
func Attr(n *html.Node, key string) string {
	v, _ := lookup(n, key)
	return v
}

func lookup(n *html.Node, key string) (string, bool) {
	for i := range n.Attr {
		if n.Attr[i].Key == key && n.Attr[i].Namespace == "" {
			return n.Attr[i].Val, true
		}
	}
	return "", false
}

// Elements walks the elements below n that are one of names, in document order; with no names, all. It
// does not recurse, and a loop may stop at any time.
func Elements(n *html.Node, names ...atom.Atom) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for c := n.FirstChild; c != nil; c = next(c, n) {
			if c.Type == html.ElementNode && (len(names) == 0 || slices.Contains(names, c.DataAtom)) && !yield(c) {
				return
			}
		}
	}
}

// First is the first element below n of one of names, and nil when there is none.
func First(n *html.Node, names ...atom.Atom) *html.Node {
	for c := range Elements(n, names...) {
		return c
	}
	return nil
}

// Text is the text below n as one line: white space collapsed to single blanks, none at the ends, and
// without the content of scripts, styles, templates and <noscript>. Blocks and <br> separate words.
func Text(n *html.Node) string {
	var l line
	if n.Type == html.TextNode {
		l.add(n.Data)
	} else {
		l.below(n)
	}
	return l.String()
}

// line collects text with its white space collapsed.
type line struct {
	strings.Builder
	gap bool // white space or a block's edge since the last word
}

func (l *line) below(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			l.add(c.Data)
		case html.ElementNode:
			switch c.DataAtom {
			case atom.Script, atom.Style, atom.Template, atom.Noscript:
				continue
			}
			edge := !inline(c.DataAtom)
			l.gap = l.gap || edge
			l.below(c)
			l.gap = l.gap || edge
		}
	}
}

func (l *line) add(text string) {
	for word := range strings.FieldsSeq(text) {
		start := strings.Index(text, word)
		if l.Len() > 0 && (l.gap || start > 0) {
			l.WriteByte(' ')
		}
		l.WriteString(word)
		text = text[start+len(word):]
		l.gap = false
	}
	l.gap = l.gap || text != ""
}

// inline reports whether an element's edges do not separate words.
func inline(a atom.Atom) bool {
	switch a {
	case atom.A, atom.Abbr, atom.Acronym, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code, atom.Data, atom.Del, atom.Dfn,
		atom.Em, atom.Font, atom.I, atom.Ins, atom.Kbd, atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span,
		atom.Strike, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr, 0:
		return true
	}
	return false
}

// next is the node after c in document order, within top; nil at the end.
func next(c, top *html.Node) *html.Node {
	if c.FirstChild != nil {
		return c.FirstChild
	}
	for ; c != nil && c != top; c = c.Parent {
		if c.NextSibling != nil {
			return c.NextSibling
		}
	}
	return nil
}

// Metas are the meta elements of a page that have a name, in page order: name and content.
func (p *Page) Metas() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for n := range Elements(p.Root, atom.Meta) {
			if name := Attr(n, "name"); name != "" && !yield(name, Attr(n, "content")) {
				return
			}
		}
	}
}
