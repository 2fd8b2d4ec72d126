package tree

import (
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// startFormatting opens an element that is opened again in the blocks after the one that it is cut off by.
func (b *builder) startFormatting() {
	name := b.atom
	switch {
	case name == atom.A:
		if i := b.lastFormat(atom.A); i >= 0 { // links do not nest
			old := b.format[i].node
			b.endFormatting(atom.A)
			if i := indexOf(b.format, old); i >= 0 {
				b.format = slices.Delete(b.format, i, i+1)
			}
			if i := indexOf(b.stack, old); i >= 0 {
				b.remove(i)
			}
		}
	case name == atom.Nobr && b.inScope(0, atom.Nobr) >= 0:
		b.endFormatting(atom.Nobr)
	}
	b.reconstruct()
	n := b.element()
	b.push(n)
	b.addFormat(n)
}

// addFormat makes n an active formatting element. Of equal ones three are enough.
func (b *builder) addFormat(n *html.Node) {
	same, first := 0, 0
	for i := len(b.format) - 1; i >= 0 && b.format[i].node != nil; i-- {
		if f := b.format[i].node; f.DataAtom == n.DataAtom && slices.Equal(f.Attr, n.Attr) {
			same, first = same+1, i
		}
	}
	if same >= 3 {
		b.format = slices.Delete(b.format, first, first+1)
	}
	b.format = append(b.format, element{n, n.DataAtom, html5 | formatting})
}

// mark separates the formatting of a cell or an object from that around it.
func (b *builder) mark() { b.format = append(b.format, element{}) }

func (b *builder) clearToMarker() {
	for len(b.format) > 0 {
		last := len(b.format) - 1
		marker := b.format[last].node == nil
		b.format = b.format[:last]
		if marker {
			return
		}
	}
}

// lastFormat is the last active formatting element of that name behind the last marker, or -1.
func (b *builder) lastFormat(name atom.Atom) int {
	for i := len(b.format) - 1; i >= 0 && b.format[i].node != nil; i-- {
		if b.format[i].atom == name {
			return i
		}
	}
	return -1
}

// indexOf searches from the end, where nearly all that is asked for is found.
func indexOf(list []element, n *html.Node) int {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].node == n {
			return i
		}
	}
	return -1
}

// reconstruct opens the active formatting elements again that were cut off (13.2.4.3).
func (b *builder) reconstruct() {
	i := len(b.format)
	for i > 0 && b.format[i-1].node != nil && indexOf(b.stack, b.format[i-1].node) < 0 {
		i--
	}
	for first := i; i < len(b.format) && !b.deep; i++ {
		if b.clones++; b.clones > maxClones {
			b.format = b.format[:first]
			return
		}
		n := b.clone(b.format[i].node)
		b.push(n)
		b.format[i].node = n
	}
}

// clone is a new element like n, without its content. They share their attributes.
func (b *builder) clone(n *html.Node) *html.Node {
	c := b.node(html.ElementNode)
	c.Data, c.DataAtom, c.Attr = n.Data, n.DataAtom, n.Attr
	return c
}

// endFormatting reads the end tag of a formatting element: the adoption agency of 13.2.6.4.7, which makes a tree of elements
// that overlap.
func (b *builder) endFormatting(name atom.Atom) {
	if top := b.top(); top.atom == name && indexOf(b.format, top.node) < 0 {
		b.pop()
		return
	}
	for range 8 {
		f := b.lastFormat(name)
		if f < 0 {
			b.endOther()
			return
		}
		formatted := b.format[f].node
		s := indexOf(b.stack, formatted)
		if s < 0 {
			b.format = slices.Delete(b.format, f, f+1)
			return
		}
		furthest := -1
		for i := len(b.stack) - 1; i > s; i-- {
			if b.stack[i].kind&(scope|integration) != 0 {
				return
			}
			if b.stack[i].kind&special != 0 {
				furthest = i
			}
		}
		if furthest < 0 {
			b.popTo(s)
			b.format = slices.Delete(b.format, f, f+1)
			return
		}
		b.adopt(f, s, furthest)
	}
}

// adopt takes the content of a block out of the formatting element that ends inside it, and wraps it in one of its own. The
// arguments are places: of the formatting element among the active ones and on the stack, and of the block on the stack.
func (b *builder) adopt(f, s, furthest int) {
	formatted, block := b.format[f].node, b.stack[furthest].node
	ancestor := b.stack[s-1]
	bookmark := f
	last := block
	for i, n := furthest-1, 1; i > s; i, n = i-1, n+1 {
		k := indexOf(b.format, b.stack[i].node)
		if n > 3 && k >= 0 {
			b.format = slices.Delete(b.format, k, k+1)
			if k < bookmark {
				bookmark--
			}
			k = -1
		}
		if k < 0 {
			b.stack = slices.Delete(b.stack, i, i+1)
			continue
		}
		c := b.clone(b.stack[i].node)
		b.format[k].node, b.stack[i].node = c, c
		if last == block {
			bookmark = k + 1
		}
		detach(last)
		c.AppendChild(last)
		last = c
	}
	detach(last)
	switch ancestor.atom {
	case atom.Table, atom.Tbody, atom.Tfoot, atom.Thead, atom.Tr:
		b.foster(last)
	default:
		ancestor.node.AppendChild(last)
	}
	c := b.clone(formatted)
	for n := block.FirstChild; n != nil; n = block.FirstChild {
		block.RemoveChild(n)
		c.AppendChild(n)
	}
	block.AppendChild(c)

	if old := indexOf(b.format, formatted); old >= 0 {
		b.format = slices.Delete(b.format, old, old+1)
		if old < bookmark {
			bookmark--
		}
	}
	e := element{c, c.DataAtom, html5 | formatting}
	b.format = slices.Insert(b.format, min(bookmark, len(b.format)), e)
	b.stack = slices.Delete(b.stack, s, s+1)
	b.stack = slices.Insert(b.stack, indexOf(b.stack, block)+1, e)
}

func detach(n *html.Node) {
	if n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
}
