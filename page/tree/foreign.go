package tree

import "golang.org/x/net/html/atom"

// openForeign opens an element of SVG or MathML.
func (b *builder) openForeign(namespace string) {
	n := b.element()
	n.Namespace = namespace
	b.place(n)
	if b.selfClosing {
		return
	}
	k := kind(0)
	switch b.name {
	case "foreignobject", "desc", "title":
		if namespace == "svg" {
			k = integration | special
		}
	case "mi", "mo", "mn", "ms", "mtext", "annotation-xml":
		if namespace == "math" {
			k = integration | special
		}
	}
	b.open(n, k)
	if !b.deep {
		b.top().atom = 0 // no rule of HTML is about it
	}
}

// startForeign reads a start tag inside foreign content (13.2.6.5). It reports false when the tag ends that.
func (b *builder) startForeign(k kind) bool {
	if k&breaksOut == 0 && !(b.atom == atom.Font && b.presents()) {
		b.openForeign(b.top().node.Namespace)
		return true
	}
	for b.inForeign() {
		b.pop()
	}
	return false
}

// presents reports whether a font element says anything about the font.
func (b *builder) presents() bool {
	for _, a := range b.attributes {
		switch a.Key {
		case "color", "face", "size":
			return true
		}
	}
	return false
}

// endForeign closes the foreign element of that name; without one, the rules of HTML hold.
func (b *builder) endForeign() {
	for i := len(b.stack) - 1; i > 0 && b.stack[i].node.Namespace != ""; i-- {
		if b.stack[i].node.Data == b.name {
			b.popTo(i)
			return
		}
	}
	switch {
	case b.atom == atom.Br, b.atom == atom.P:
		for b.inForeign() {
			b.pop()
		}
	}
	if b.mode == bodyMode || !b.endInTable() {
		b.endInBody()
	}
}
