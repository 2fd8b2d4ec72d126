package discover

import (
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxTitle = 500 // bytes of a title; a longer one is no headline and is cut
	maxTags  = 50  // of one entry
	maxRoots = 4   // <html> and <body> in the content of one entry
)

// plain is a title as plain text: without tags, references decoded, white space collapsed, bounded. What
// only looks like a tag ("a < b", "<3") stays.
func plain(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	if len(s) > 8*maxTitle {
		s = s[:8*maxTitle]
	}
	if strings.IndexByte(s, '<') >= 0 {
		s = withoutTags(s)
	}
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	return cut(collapse(s), maxTitle)
}

// collapse makes each run of white space and control characters one blank, and none at the ends.
func collapse(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff' }), " ")
}

// cut shortens at a rune's edge.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return strings.TrimSpace(s[:most])
}

// withoutTags takes tags and comments out, and the content of scripts and styles with them.
func withoutTags(s string) string {
	var b strings.Builder
	z := xhtml.NewTokenizer(strings.NewReader(s))
	skip := 0
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			return b.String()
		case xhtml.TextToken:
			if skip == 0 {
				b.Write(z.Raw())
			}
		case xhtml.StartTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			if a == atom.Script || a == atom.Style {
				skip++
			}
			if !slices.Contains(inline, a) {
				b.WriteByte(' ')
			}
		case xhtml.EndTagToken:
			name, _ := z.TagName()
			if a := atom.Lookup(name); a == atom.Script || a == atom.Style {
				skip = max(skip-1, 0)
			}
		case xhtml.SelfClosingTagToken:
			b.WriteByte(' ')
		}
	}
}

// inline are elements whose edges part no words; an unknown element (0) is taken for one.
var inline = []atom.Atom{0, atom.A, atom.Abbr, atom.B, atom.Big, atom.Cite, atom.Code, atom.Del, atom.Em, atom.Font, atom.I, atom.Ins,
	atom.Kbd, atom.Mark, atom.Q, atom.S, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.U, atom.Wbr}

// paragraphs is HTML as plain text: the text of its blocks, a blank line apart, lines within a block as
// <br> parts them. Scripts, styles, captions and forms are left out.
func paragraphs(source string) string {
	if low := strings.ToLower(source); strings.Count(low, "<html")+strings.Count(low, "<body") > maxRoots { // each is compared with all before it
		return collapse(html.UnescapeString(withoutTags(source)))
	}
	nodes, err := xhtml.ParseFragment(strings.NewReader(source), &xhtml.Node{Type: xhtml.ElementNode, DataAtom: atom.Body, Data: "body"})
	if err != nil { // nests deeper than the parser goes
		return collapse(html.UnescapeString(withoutTags(source)))
	}
	var p paragraphWriter
	for _, n := range nodes {
		p.node(n)
	}
	p.flush()
	return strings.Join(p.blocks, "\n\n")
}

type paragraphWriter struct {
	blocks []string
	lines  []string
	line   strings.Builder
}

func (p *paragraphWriter) node(n *xhtml.Node) {
	switch n.Type {
	case xhtml.TextNode:
		p.line.WriteString(n.Data)
		return
	case xhtml.ElementNode:
	default:
		return
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Iframe, atom.Object, atom.Form, atom.Figcaption, atom.Svg, atom.Video, atom.Audio, atom.Button:
		return
	case atom.Br:
		if !p.endLine() { // two in a row part blocks
			p.flush()
		}
		return
	}
	block := !slices.Contains(inline, n.DataAtom)
	item := n.DataAtom == atom.Li || n.DataAtom == atom.Tr
	switch {
	case item:
		p.endLine()
	case block:
		p.flush()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.node(c)
	}
	switch {
	case item:
		p.endLine()
	case n.DataAtom == atom.Td || n.DataAtom == atom.Th:
		p.line.WriteByte(' ')
	case block:
		p.flush()
	}
}

// endLine ends a line and tells whether there was anything in it.
func (p *paragraphWriter) endLine() bool {
	text := collapse(p.line.String())
	p.line.Reset()
	if text != "" {
		p.lines = append(p.lines, text)
	}
	return text != ""
}

// flush ends a block.
func (p *paragraphWriter) flush() {
	p.endLine()
	if len(p.lines) > 0 {
		p.blocks = append(p.blocks, strings.Join(p.lines, "\n"))
		p.lines = nil
	}
}
