package tree

import (
	"slices"

	"golang.org/x/net/html/atom"
)

// startInTable reads a start tag inside a table (13.2.6.4.9 to 13.2.6.4.15). It reports false when the rules of the
// body hold, which in the wrong place of a table put the element before it.
func (b *builder) startInTable(k kind) bool {
	if k&headContent != 0 && k&void == 0 && b.atom != atom.Title && b.atom != atom.Noframes {
		b.startHeadContent(k)
		return true
	}
	for {
		switch b.mode {
		case cellMode, captionMode:
			if k&tablePart == 0 || b.atom == atom.Head || b.atom == atom.Frame || b.atom == atom.Frameset {
				return false
			}
			b.closeCell()
			continue
		case columnMode:
			if b.atom == atom.Col {
				b.place(b.element())
				return true
			}
			b.pop()
			continue
		case rowMode:
			switch b.atom {
			case atom.Td, atom.Th:
				b.clearTo(atom.Tr)
				b.push(b.element())
				b.mark()
				return true
			case atom.Caption, atom.Col, atom.Colgroup, atom.Tbody, atom.Tfoot, atom.Thead, atom.Tr:
				b.closeTo(atom.Tr)
				continue
			}
		case sectionMode:
			switch b.atom {
			case atom.Tr:
				b.clearTo(atom.Tbody, atom.Thead, atom.Tfoot)
				b.push(b.element())
				return true
			case atom.Td, atom.Th:
				b.clearTo(atom.Tbody, atom.Thead, atom.Tfoot)
				b.push(b.implied(atom.Tr))
				continue
			case atom.Caption, atom.Col, atom.Colgroup, atom.Tbody, atom.Tfoot, atom.Thead:
				b.closeTo(atom.Tbody, atom.Thead, atom.Tfoot)
				continue
			}
		case tableMode:
			switch b.atom {
			case atom.Caption, atom.Colgroup, atom.Tbody, atom.Tfoot, atom.Thead:
				b.clearTo(atom.Table)
				b.push(b.element())
				if b.atom == atom.Caption {
					b.mark()
				}
				return true
			case atom.Col:
				b.clearTo(atom.Table)
				b.push(b.implied(atom.Colgroup))
				continue
			case atom.Td, atom.Th, atom.Tr:
				b.clearTo(atom.Table)
				b.push(b.implied(atom.Tbody))
				continue
			}
		default:
			return false
		}
		// What all parts of a table have in common.
		switch b.atom {
		case atom.Table:
			b.closeTo(atom.Table)
			continue
		case atom.Form:
			if b.form == nil {
				b.form = b.element()
				b.place(b.form)
			}
			return true
		case atom.Input:
			if n := b.element(); b.atHome(n) {
				b.place(n)
				return true
			}
		}
		return false
	}
}

// endInTable reads an end tag inside a table. False: the rules of the body hold.
func (b *builder) endInTable() bool {
	for {
		switch b.mode {
		case cellMode, captionMode:
			switch b.atom {
			case atom.Td, atom.Th, atom.Caption:
				if b.inTableScope(b.atom) >= 0 {
					b.closeTo(b.atom)
					b.clearToMarker()
				}
				return true
			case atom.Body, atom.Col, atom.Colgroup, atom.Html:
				return true
			case atom.Table, atom.Tbody, atom.Tfoot, atom.Thead, atom.Tr:
				if b.inTableScope(b.atom) < 0 {
					return true
				}
				b.closeCell()
				continue
			}
			return false
		case columnMode:
			if b.atom == atom.Col {
				return true
			}
			b.pop()
			if b.atom == atom.Colgroup {
				return true
			}
			continue
		case rowMode, sectionMode, tableMode:
			switch b.atom {
			case atom.Table, atom.Tbody, atom.Tfoot, atom.Thead, atom.Tr:
				b.closeTo(b.atom)
				return true
			case atom.Body, atom.Caption, atom.Col, atom.Colgroup, atom.Html, atom.Td, atom.Th:
				return true
			}
		}
		return false
	}
}

// closeCell closes the cell or caption that is open.
func (b *builder) closeCell() {
	b.closeTo(atom.Td, atom.Th, atom.Caption)
	b.clearToMarker()
}

// closeTo closes the innermost of these elements in the table, and all that is in it.
func (b *builder) closeTo(names ...atom.Atom) {
	if i := b.inTableScope(names...); i > 0 {
		b.popTo(i)
	}
}

// clearTo closes what is open inside the innermost of these elements.
func (b *builder) clearTo(names ...atom.Atom) {
	for i := len(b.stack) - 1; i > 0; i-- {
		if slices.Contains(names, b.stack[i].atom) {
			b.popTo(i + 1)
			return
		}
	}
}
