// Package tree builds the tree of an HTML page (WHATWG HTML 13.2) several times as fast as
// golang.org/x/net/html, in the nodes of that package.
//
// What it saves: the text of the tree is the page itself wherever nothing in it has to change, nodes and
// attributes are cut from slabs, comments get no node, and frame sets, the template insertion modes and the parse
// errors are left out. Everything that decides where text ends up is there: implied and optional tags, scopes, tables with
// foster parents, formatting elements that overlap, foreign content. Scripts count as enabled: the content of
// <noscript> is text.
package tree

import (
	"errors"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// MaxDepth is how many elements may be open at once.
const MaxDepth = 512

// maxClones bounds how many formatting elements are opened again in later blocks: a hostile page would have
// hundreds made for each of its paragraphs.
const maxClones = 50_000

// slabSize is how many nodes or attributes are allocated at once.
const slabSize = 256

// ErrTooDeep is what Parse returns for a page that nests deeper than MaxDepth.
var ErrTooDeep = errors.New("the page nests too deep")

// Parse builds the tree of a page in UTF-8. The tree holds parts of text. ErrTooDeep.
func Parse(text string) (*html.Node, error) {
	b := &builder{}
	b.page = newlines(text)
	b.doc = b.node(html.DocumentNode)
	b.quirks = true
	for !b.deep {
		b.foreign = b.inForeign()
		switch b.next() {
		case endOfText:
			b.needBody()
			return b.doc, nil
		case textToken:
			b.addText(b.text)
		case startTag:
			b.start()
		case endTag:
			b.end()
		case doctype:
			if b.root == nil {
				b.quirks = quirks(b.text)
			}
		}
	}
	return nil, ErrTooDeep
}

// builder makes the tree. The insertion mode is not kept but read off the stack, as 13.2.4.1 does after
// a change; only before the body it has a step of its own.
type builder struct {
	tokenizer
	doc, root, head, body *html.Node
	form                  *html.Node

	step   step
	mode   mode
	stack  []element // open elements, the root first
	format []element // active formatting elements; a marker has no node
	quirks bool
	deep   bool
	dropLF bool // the next text loses its first line feed
	clones int

	nodes []html.Node // what is left of the slab
}

// element is an open element.
type element struct {
	node *html.Node
	atom atom.Atom
	kind kind // 0 for foreign elements that are no integration point
}

// step is how far the page has come before its body.
type step uint8

const (
	beforeHTML step = iota
	beforeHead
	inHead
	afterHead
	inBody
)

// mode is the insertion mode within the body.
type mode uint8

const (
	bodyMode mode = iota
	tableMode
	captionMode
	columnMode
	sectionMode // in table body
	rowMode
	cellMode
)

func (b *builder) node(t html.NodeType) *html.Node {
	if len(b.nodes) == 0 {
		b.nodes = make([]html.Node, slabSize)
	}
	n := &b.nodes[0]
	b.nodes = b.nodes[1:]
	n.Type = t
	return n
}

// element makes a node of the tag that was read last.
func (b *builder) element() *html.Node {
	n := b.node(html.ElementNode)
	n.Data, n.DataAtom, n.Attr = b.name, b.atom, b.attributes
	return n
}

// implied makes an element without a tag.
func (b *builder) implied(a atom.Atom) *html.Node {
	n := b.node(html.ElementNode)
	n.Data, n.DataAtom = a.String(), a
	return n
}

func (b *builder) top() *element { return &b.stack[len(b.stack)-1] }

// push appends a node where it belongs and opens it.
func (b *builder) push(n *html.Node) {
	b.place(n)
	b.open(n, kindOf(n.DataAtom))
}

func (b *builder) open(n *html.Node, k kind) {
	if len(b.stack) >= MaxDepth {
		b.deep = true
		return
	}
	b.stack = append(b.stack, element{n, n.DataAtom, k})
	if k&modal != 0 {
		b.setMode()
	}
}

func (b *builder) pop() {
	last := len(b.stack) - 1
	k := b.stack[last].kind
	b.stack = b.stack[:last]
	if k&modal != 0 {
		b.setMode()
	}
}

// popTo pops until n elements are open.
func (b *builder) popTo(n int) {
	reset := false
	for i := n; i < len(b.stack); i++ {
		reset = reset || b.stack[i].kind&modal != 0
	}
	b.stack = b.stack[:n]
	if reset {
		b.setMode()
	}
}

// setMode finds the insertion mode (13.2.4.1).
func (b *builder) setMode() {
	b.mode = bodyMode
	for i := len(b.stack) - 1; i >= 0; i-- {
		switch b.stack[i].atom {
		case atom.Td, atom.Th:
			b.mode = cellMode
		case atom.Tr:
			b.mode = rowMode
		case atom.Tbody, atom.Thead, atom.Tfoot:
			b.mode = sectionMode
		case atom.Caption:
			b.mode = captionMode
		case atom.Colgroup:
			b.mode = columnMode
		case atom.Table:
			b.mode = tableMode
		case atom.Template, atom.Body:
		default:
			continue
		}
		return
	}
}

// place appends a node to the current one, or before the table when the content of a table is wrong there
// (13.2.6.1, foster parenting).
func (b *builder) place(n *html.Node) {
	parent := b.top()
	switch parent.atom {
	case atom.Table, atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr:
		if parent.kind != 0 && !b.atHome(n) {
			b.foster(n)
			return
		}
	}
	parent.node.AppendChild(n)
}

// atHome reports what may stand between the cells of a table.
func (b *builder) atHome(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Caption, atom.Colgroup, atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr, atom.Td, atom.Th, atom.Script, atom.Style,
		atom.Template, atom.Form:
		return true
	case atom.Input:
		for _, a := range n.Attr {
			if a.Key == "type" {
				return strings.EqualFold(a.Val, "hidden")
			}
		}
	}
	return n.Type == html.TextNode && blank(n.Data)
}

// foster puts a node before the innermost table.
func (b *builder) foster(n *html.Node) {
	for i := len(b.stack) - 1; i > 0; i-- {
		switch b.stack[i].atom {
		case atom.Template:
			b.stack[i].node.AppendChild(n)
			return
		case atom.Table:
			if table := b.stack[i].node; table.Parent != nil {
				table.Parent.InsertBefore(n, table)
			} else {
				b.stack[i-1].node.AppendChild(n)
			}
			return
		}
	}
	b.stack[0].node.AppendChild(n)
}

// addText adds text where the page stands.
func (b *builder) addText(s string) {
	if b.dropLF {
		b.dropLF = false
		if s = strings.TrimPrefix(s, "\n"); s == "" {
			return
		}
	}
	if b.step != inBody {
		if b.inHeadTemplate() {
			b.appendText(s)
			return
		}
		if white := s[:len(s)-len(strings.TrimLeft(s, " \t\n\f"))]; white != "" {
			if b.step >= inHead {
				b.appendText(white)
			}
			s = s[len(white):]
		}
		if s == "" {
			return
		}
		b.needBody()
	}
	switch b.mode {
	case bodyMode, cellMode, captionMode:
		if !b.inForeign() {
			b.reconstruct()
		}
	case columnMode:
		if !blank(s) {
			b.pop()
		}
	case tableMode, sectionMode, rowMode:
		if !blank(s) {
			b.reconstruct()
		}
	}
	b.appendText(s)
}

func (b *builder) appendText(s string) {
	n := b.node(html.TextNode)
	n.Data = s
	b.place(n)
}

// needHTML and its sisters open what a page may leave out.
func (b *builder) needHTML() {
	if b.step == beforeHTML {
		b.openRoot(b.implied(atom.Html))
	}
}

func (b *builder) openRoot(n *html.Node) {
	b.root = n
	b.doc.AppendChild(n)
	b.open(n, kindOf(atom.Html))
	b.step = beforeHead
}

func (b *builder) needHead() {
	b.needHTML()
	if b.step == beforeHead {
		b.openHead(b.implied(atom.Head))
	}
}

func (b *builder) openHead(n *html.Node) {
	b.head = n
	b.push(n)
	b.step = inHead
}

func (b *builder) closeHead() {
	b.needHead()
	if b.step == inHead {
		b.popTo(1)
		b.step = afterHead
	}
}

func (b *builder) needBody() {
	b.closeHead()
	if b.step == afterHead {
		b.openBody(b.implied(atom.Body))
	}
}

func (b *builder) openBody(n *html.Node) {
	b.body = n
	b.push(n)
	b.step = inBody
}

// inHeadTemplate reports whether the current element is in a template of the head.
func (b *builder) inHeadTemplate() bool { return b.step == inHead && len(b.stack) > 2 }

// inForeign reports whether the current element is one of SVG or MathML whose content is foreign too.
func (b *builder) inForeign() bool {
	if len(b.stack) == 0 {
		return false
	}
	top := b.top()
	return top.node.Namespace != "" && top.kind&integration == 0
}

// newlines is the page with its line ends as the parser's input has them (13.2.3.5).
func newlines(page string) string {
	if strings.IndexByte(page, '\r') < 0 {
		return page
	}
	var b strings.Builder
	b.Grow(len(page))
	for {
		i := strings.IndexByte(page, '\r')
		if i < 0 {
			b.WriteString(page)
			return b.String()
		}
		b.WriteString(page[:i])
		b.WriteByte('\n')
		page = strings.TrimPrefix(page[i+1:], "\n")
	}
}

func blank(s string) bool { return strings.TrimLeft(s, " \t\n\f\r") == "" }

// quirks reports whether a doctype makes browsers leave paragraphs open before tables (13.2.6.4.1).
func quirks(doctype string) bool {
	s := strings.ToLower(strings.TrimSpace(doctype))
	if s == "html" {
		return false
	}
	if !strings.HasPrefix(s, "html ") && !strings.HasPrefix(s, "html\n") {
		return true
	}
	for _, old := range [...]string{"-//w3c//dtd html 3", "-//w3c//dtd html 4.0 transitional", "-//w3c//dtd html 4.0 frameset",
		"-//ietf//dtd", "-//netscape", "-//microsoft", "-//softquad"} {
		if strings.Contains(s, old) {
			return true
		}
	}
	loose := strings.Contains(s, "-//w3c//dtd html 4.01 transitional//") || strings.Contains(s, "-//w3c//dtd html 4.01 frameset//")
	return loose && !strings.Contains(s, "http://")
}
