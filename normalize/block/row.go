package block

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// inRow reads an element of a table's row: the row is one block, its cells a bar apart.
func (w *walker) inRow(n *html.Node, depth int) {
	switch {
	case n.DataAtom == atom.Td || n.DataAtom == atom.Th:
		w.cell = w.open
		w.children(n, depth)
		w.cell = w.open
	case isInline(n):
		w.inline(n, depth)
	default:
		w.gap = true
		w.children(n, depth)
		w.gap = true
	}
}

// isRow reports a table's row that holds data: several cells with little in them. Rows of tables that are
// there for the layout hold blocks.
func isRow(n *html.Node) bool {
	cells, budget := 0, 60
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
			continue
		}
		cells++
		if !isCell(c, &budget) {
			return false
		}
	}
	return cells > 1
}

// maxCell is how much text a cell of data may hold, in bytes.
const maxCell = 300

func isCell(n *html.Node, budget *int) bool {
	blocks, size := 0, 0
	var look func(n *html.Node) bool
	look = func(n *html.Node) bool {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			*budget--
			if *budget < 0 {
				return false
			}
			switch {
			case c.Type == html.TextNode:
				if size += len(c.Data); size > maxCell {
					return false
				}
				continue
			case c.Type != html.ElementNode:
				continue
			}
			switch c.DataAtom {
			case atom.Table, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.H4, atom.Form, atom.Article, atom.Section, atom.Script,
				atom.Iframe, atom.Dl, atom.Blockquote, atom.Figure:
				return false
			case atom.Div, atom.P, atom.Br:
				if blocks++; blocks > 2 {
					return false
				}
			}
			if !look(c) {
				return false
			}
		}
		return true
	}
	return look(n)
}
