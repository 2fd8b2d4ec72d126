package normalize

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"kabar/normalize/block"
)

// WriteHTML writes a page that shows the blocks where they stood, what was kept green and what was dropped red, beside the text that came out. Of the
// original it has the text and the elements that give it structure: no scripts, styles, images or links, so that looking at it asks
// nothing of the site, and what a style sheet hid is seen too.
func (e *Explanation) WriteHTML(w io.Writer) error {
	o := overlay{w: bufio.NewWriter(w), of: make(map[*html.Node]int, 4*len(e.Blocks)), blocks: e.Blocks}
	for i := range e.Blocks {
		for _, n := range e.Blocks[i].Nodes {
			o.of[n] = i
		}
	}
	o.head(e)
	o.below(e.page.Root, 0)
	o.put("</div><div class=text>")
	if e.Article.Dateline != nil {
		o.put("<p><del>", html.EscapeString(e.Article.Dateline.Raw), "</del></p>")
	}
	for _, p := range e.Article.Paragraphs {
		o.put("<p>", strings.ReplaceAll(html.EscapeString(p), "\n", "<br>"), "</p>\n")
	}
	if e.Article.EndMark != "" {
		o.put("<p><del>", html.EscapeString(e.Article.EndMark), "</del></p>")
	}
	o.put("</div></div></body></html>\n")
	return o.w.Flush()
}

// overlay writes a tree with its blocks marked. Errors stay in the writer until it is flushed.
type overlay struct {
	w      *bufio.Writer
	of     map[*html.Node]int // text nodes to blocks
	blocks []block.Verdict
	found  bool // a block of the text was written
}

func (o *overlay) put(parts ...string) {
	for _, s := range parts {
		_, _ = o.w.WriteString(s) // kept by the writer, told by Flush
	}
}

// The policy lets nothing be loaded, whatever slips through.
const overlayHead = `<!DOCTYPE html>
<html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body{font:14px/1.45 sans-serif;margin:0;color:#222}
header{padding:12px 16px;background:#f4f4f2;border-bottom:1px solid #ccc}
header h1{font-size:18px;margin:0 0 6px} header table{border-collapse:collapse} header td{padding:0 12px 0 0;vertical-align:top}
.both{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr)}
.page,.text{padding:12px 16px;overflow-wrap:anywhere} .text{border-left:1px solid #ccc;background:#fbfbfa;position:sticky;top:0;align-self:start;max-height:100vh;overflow:auto;box-sizing:border-box}
.page *{max-width:100%} .page ul,.page ol{padding-left:20px;margin:2px 0} .page p,.page h1,.page h2,.page h3,.page h4{margin:4px 0;font-size:14px}
.page h1{font-size:18px} td,th{padding:1px 4px;text-align:left}
mark{color:inherit;border-radius:2px;padding:0 2px} .k{background:#bfe6bf} .r{background:#8fd0d8} .d{background:#f6caca} .f{background:#f3d9a0} .o{color:#888}
del{background:#f6caca}
</style>
`

func (o *overlay) head(e *Explanation) {
	a := &e.Article
	kept := 0
	for i := range e.Blocks {
		if e.Blocks[i].Kept {
			kept++
		}
	}
	o.put(overlayHead, "<title>", html.EscapeString(a.Title), "</title></head><body><header><h1>", html.EscapeString(a.Title), "</h1><table>")
	row := func(name, value string) {
		if value != "" {
			o.put("<tr><td>", name, "</td><td>", html.EscapeString(value), "</td></tr>\n")
		}
	}
	row("address", a.URL)
	for _, f := range e.Facts() {
		row(f.Name, f.String())
	}
	row("blocks", fmt.Sprintf("%d, %d of them kept", len(e.Blocks), kept))
	o.put(`<tr><td>colours</td><td><mark class=k>kept</mark> <mark class=r>kept by a rule</mark> <mark class=d>dropped by the model</mark> `,
		`<mark class=f>dropped by a rule</mark>; point at a block to see why; <a href=#text>to the first that was kept</a></td></tr></table></header><div class=both><div class=page>`)
}

// maxOverlay bounds how deep the tree is followed; the parser's own bound lies below it.
const maxOverlay = 1024

func (o *overlay) below(n *html.Node, depth int) {
	for c := n.FirstChild; c != nil && depth < maxOverlay; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			o.text(c)
		case c.Type == html.ElementNode:
			name, shown := shownAs(c.DataAtom)
			if !shown {
				continue
			}
			if name == "br" || name == "hr" {
				o.put("<", name, ">")
				continue
			}
			o.put("<", name, ">")
			o.below(c, depth+1)
			o.put("</", name, ">")
			if name == "div" || name == "p" {
				o.put("\n")
			}
		}
	}
}

// text writes a text node in its block's colour.
func (o *overlay) text(n *html.Node) {
	i, marked := o.of[n]
	if !marked || strings.TrimSpace(n.Data) == "" {
		o.put("<span class=o>", html.EscapeString(n.Data), "</span>")
		return
	}
	b := &o.blocks[i]
	class, id := "d", ""
	if b.Kept && !o.found {
		o.found, id = true, " id=text"
	}
	switch {
	case b.Kept && b.ByRule():
		class = "r"
	case b.Kept:
		class = "k"
	case b.ByRule():
		class = "f"
	}
	tip := fmt.Sprintf("%.2f %s\n%s", b.Sure, b.Why, b.Path)
	for _, w := range b.Weights {
		tip += "\n" + w.String()
	}
	o.put(`<mark class=`, class, id, ` title="`, html.EscapeString(tip), `">`, html.EscapeString(n.Data), "</mark>")
}

// shownAs is the element that an element of the original is shown as; false for those whose content is not text of the page.
func shownAs(a atom.Atom) (string, bool) {
	switch a {
	case atom.Head, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Svg, atom.Canvas, atom.Object, atom.Video, atom.Audio,
		atom.Select, atom.Textarea, atom.Math:
		return "", false
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li, atom.Table, atom.Tbody, atom.Thead, atom.Tr, atom.Td,
		atom.Th, atom.Blockquote, atom.Pre, atom.B, atom.Strong, atom.I, atom.Em, atom.Br, atom.Hr, atom.Dl, atom.Dt, atom.Dd, atom.Figure, atom.Figcaption:
		return a.String(), true
	case atom.Html, atom.Body, atom.Div, atom.Section, atom.Article, atom.Main, atom.Aside, atom.Nav, atom.Header, atom.Footer, atom.Form, atom.Address,
		atom.Fieldset, atom.Details, atom.Summary, atom.Dialog, atom.Center:
		return "div", true
	}
	return "span", true
}
