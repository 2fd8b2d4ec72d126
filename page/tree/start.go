package tree

import (
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// start reads a start tag.
func (b *builder) start() {
	b.dropLF = false
	k := kindOf(b.atom)
	if b.step != inBody && b.beforeBody(k) {
		return
	}
	if b.inForeign() && b.startForeign(k) {
		return
	}
	if b.mode != bodyMode && b.startInTable(k) {
		return
	}
	b.startInBody(k)
}

// beforeBody reads a start tag before the body, and reports whether it was one of those that belong there.
func (b *builder) beforeBody(k kind) bool {
	switch {
	case b.atom == atom.Html:
		if b.step == beforeHTML {
			b.openRoot(b.element())
		} else {
			b.merge(b.root)
		}
		return true
	case b.atom == atom.Head:
		b.needHTML()
		if b.step == beforeHead {
			b.openHead(b.element())
		}
		return true
	case k&headContent != 0 || b.atom == atom.Noscript && b.step <= inHead:
		b.needHead()
		if b.step == afterHead { // what comes between the head and the body joins the head
			b.open(b.head, kindOf(atom.Head))
			b.step = inHead
			b.startHeadContent(k)
			if b.atom != atom.Template {
				b.closeHead()
			}
			return true
		}
		b.startHeadContent(k)
		return true
	case b.atom == atom.Body:
		b.closeHead()
		b.openBody(b.element())
		return true
	case b.inHeadTemplate():
		return false
	}
	b.needBody()
	return false
}

// merge adds the attributes of a second <html> or <body> that the first has not.
func (b *builder) merge(n *html.Node) {
	for _, a := range b.attributes {
		if len(n.Attr) < maxAttributes && !slices.ContainsFunc(n.Attr, func(had html.Attribute) bool { return had.Key == a.Key }) {
			n.Attr = append(slices.Clip(n.Attr), a)
		}
	}
}

// startHeadContent reads what may stand in the head, wherever it is.
func (b *builder) startHeadContent(k kind) {
	switch {
	case k&void != 0:
		b.place(b.element())
	case b.atom == atom.Template:
		b.push(b.element())
		b.mark()
	default:
		b.placeRaw()
	}
}

// placeRaw reads an element whose content is text, with its end tag.
func (b *builder) placeRaw() {
	n := b.element()
	b.place(n)
	if text := b.rawText(); text != "" {
		c := b.node(html.TextNode)
		c.Data = text
		n.AppendChild(c)
	}
}

func (b *builder) startInBody(k kind) {
	switch {
	case b.atom == atom.Image:
		b.atom, b.name = atom.Img, "img"
		b.startInBody(kindOf(atom.Img))
	case k&formatting != 0:
		b.startFormatting()
	case k&closesP != 0:
		b.closeP()
		if b.atom == atom.Pre || b.atom == atom.Listing {
			b.dropLF = true
		}
		b.push(b.element())
	case b.atom == atom.P:
		b.closeP()
		b.push(b.element())
	case b.atom == atom.Li:
		b.closeItem(atom.Li, atom.Li)
	case b.atom == atom.Dd, b.atom == atom.Dt:
		b.closeItem(atom.Dd, atom.Dt)
	case k&heading != 0:
		b.closeP()
		if b.top().kind&heading != 0 {
			b.pop()
		}
		b.push(b.element())
	case k&headContent != 0:
		b.startHeadContent(k)
	case k&tablePart != 0:
		// a part of a table without a table
	case k&raw != 0:
		b.startRawInBody()
	case k&void != 0:
		switch b.atom {
		case atom.Hr:
			b.closeP()
			if b.inScope(0, atom.Select) >= 0 {
				b.impliedEnds(0)
			}
		case atom.Input:
			if i := b.inScope(0, atom.Select); i >= 0 {
				b.popTo(i)
			}
			b.reconstruct()
		case atom.Param, atom.Source, atom.Track:
		default:
			b.reconstruct()
		}
		b.place(b.element())
	default:
		b.startOther()
	}
}

func (b *builder) startRawInBody() {
	switch b.atom {
	case atom.Xmp:
		b.closeP()
		b.reconstruct()
	case atom.Plaintext:
		b.closeP()
	}
	b.placeRaw()
}

func (b *builder) startOther() {
	switch b.atom {
	case atom.Html:
		b.merge(b.root)
		return
	case atom.Body:
		if b.body != nil {
			b.merge(b.body)
		}
		return
	case atom.Form:
		if b.form != nil {
			return
		}
		b.closeP()
		b.push(b.element())
		b.form = b.top().node
		return
	case atom.Table:
		if !b.quirks {
			b.closeP()
		}
		b.push(b.element())
		return
	case atom.Button:
		if i := b.inScope(0, atom.Button); i >= 0 {
			b.popTo(i)
		}
	case atom.Select:
		if i := b.inScope(0, atom.Select); i >= 0 { // they do not nest: the tag counts as an end tag
			b.popTo(i)
			return
		}
	case atom.Optgroup, atom.Option:
		if b.inScope(0, atom.Select) >= 0 {
			keep := atom.Optgroup
			if b.atom == atom.Optgroup {
				keep = 0
			}
			b.impliedEnds(keep)
		} else if b.top().atom == atom.Option {
			b.pop()
		}
	case atom.Rb, atom.Rtc, atom.Rp, atom.Rt:
		if b.inScope(0, atom.Ruby) >= 0 {
			keep := atom.Rtc
			if b.atom == atom.Rb || b.atom == atom.Rtc {
				keep = 0
			}
			b.impliedEnds(keep)
		}
		b.push(b.element())
		return
	}
	b.reconstruct()
	switch b.atom {
	case atom.Svg, atom.Math:
		b.openForeign(b.name)
		return
	}
	b.push(b.element())
	switch b.atom {
	case atom.Applet, atom.Marquee, atom.Object:
		b.mark()
	}
}

// closeItem closes the item that the start tag of the next one ends, and opens that.
func (b *builder) closeItem(one, other atom.Atom) {
search:
	for i := len(b.stack) - 1; i >= 0; i-- {
		e := &b.stack[i]
		switch {
		case e.atom == one || e.atom == other:
			b.popTo(i)
			break search
		case e.kind&special != 0 && e.atom != atom.Address && e.atom != atom.Div && e.atom != atom.P:
			break search
		}
	}
	b.closeP()
	b.push(b.element())
}

// closeP closes an open paragraph.
func (b *builder) closeP() {
	if i := b.inScope(buttonScope, atom.P); i >= 0 {
		b.popTo(i)
	}
}

// inScope finds the innermost open element of that name that no element of the scope hides: one of the common scope, or one of
// more. It is -1 when there is none.
func (b *builder) inScope(more kind, name atom.Atom) int {
	for i := len(b.stack) - 1; i >= 0; i-- {
		e := &b.stack[i]
		if e.atom == name {
			return i
		}
		if e.kind&(scope|more|integration) != 0 {
			return -1
		}
	}
	return -1
}

// inTableScope is inScope for the parts of a table.
func (b *builder) inTableScope(names ...atom.Atom) int {
	for i := len(b.stack) - 1; i >= 0; i-- {
		e := &b.stack[i]
		if slices.Contains(names, e.atom) {
			return i
		}
		if e.kind&tableScope != 0 {
			return -1
		}
	}
	return -1
}

// impliedEnds closes the elements whose end tag may be left out.
func (b *builder) impliedEnds(except atom.Atom) {
	for e := b.top(); e.kind&impliedEnd != 0 && e.atom != except; e = b.top() {
		b.pop()
	}
}
