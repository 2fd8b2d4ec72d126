package tree

import "golang.org/x/net/html/atom"

// end reads an end tag.
func (b *builder) end() {
	b.dropLF = false
	if b.step != inBody {
		if b.inHeadTemplate() {
			b.endOther()
			return
		}
		switch b.atom {
		case atom.Head:
			b.closeHead()
			return
		case atom.Body, atom.Html, atom.Br:
			b.needBody()
		default:
			return
		}
	}
	if b.inForeign() {
		b.endForeign()
		return
	}
	if b.mode != bodyMode && b.endInTable() {
		return
	}
	b.endInBody()
}

func (b *builder) endInBody() {
	k := kindOf(b.atom)
	switch {
	case k&formatting != 0:
		b.endFormatting(b.atom)
	case b.atom == atom.P:
		if b.inScope(buttonScope, atom.P) < 0 {
			b.push(b.implied(atom.P))
		}
		b.closeP()
	case k&closesP != 0, b.atom == atom.Button, b.atom == atom.Select:
		b.closeInScope(0)
	case b.atom == atom.Li:
		b.closeInScope(listScope)
	case b.atom == atom.Dd, b.atom == atom.Dt:
		b.closeInScope(0)
	case k&heading != 0:
		for i := len(b.stack) - 1; i >= 0 && b.stack[i].kind&(scope|integration) == 0; i-- {
			if b.stack[i].kind&heading != 0 {
				b.popTo(i)
				break
			}
		}
	case b.atom == atom.Form:
		b.endForm()
	case b.atom == atom.Br:
		b.reconstruct()
		b.place(b.implied(atom.Br))
	case b.atom == atom.Body, b.atom == atom.Html:
		// what comes behind them joins the body
	case b.atom == atom.Applet, b.atom == atom.Marquee, b.atom == atom.Object:
		if b.inScope(0, b.atom) >= 0 {
			b.closeInScope(0)
			b.clearToMarker()
		}
	case b.atom == atom.Template:
		b.endTemplate()
	default:
		b.endOther()
	}
}

// closeInScope closes the element of the end tag and all in it, if it is open in scope.
func (b *builder) closeInScope(more kind) {
	if i := b.inScope(more, b.atom); i >= 0 {
		b.popTo(i)
	}
}

// endForm takes the form off the stack. What it holds may stay open.
func (b *builder) endForm() {
	form := b.form
	b.form = nil
	if form == nil {
		return
	}
	for i := len(b.stack) - 1; i >= 0; i-- {
		if b.stack[i].node == form {
			b.impliedEnds(0)
			if i < len(b.stack) {
				b.remove(i)
			}
			return
		}
		if b.stack[i].kind&(scope|integration) != 0 {
			return
		}
	}
}

func (b *builder) endTemplate() {
	for i := len(b.stack) - 1; i > 0; i-- {
		if b.stack[i].atom == atom.Template {
			b.popTo(i)
			b.clearToMarker()
			return
		}
	}
}

// endOther closes the innermost element of that name, unless a special one lies in between.
func (b *builder) endOther() {
	for i := len(b.stack) - 1; i > 0; i-- {
		e := &b.stack[i]
		if e.atom != 0 && e.atom == b.atom || e.atom == 0 && e.node.Data == b.name {
			b.popTo(i)
			if b.atom == atom.Template {
				b.clearToMarker()
			}
			return
		}
		if e.kind&special != 0 {
			return
		}
	}
}

// remove takes an open element off the stack, wherever it is.
func (b *builder) remove(i int) {
	k := b.stack[i].kind
	b.stack = append(b.stack[:i], b.stack[i+1:]...)
	if k&modal != 0 {
		b.setMode()
	}
}
