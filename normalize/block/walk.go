package block

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds of the walk, for pages that were made to be large. What comes after them is not read.
const (
	maxBlocks     = 20_000
	maxContainers = 100_000
	maxDepth      = 1024
)

// walker cuts a tree into blocks. Inline elements only change the counters of the open block.
type walker struct {
	*doc
	tokens *tokenTable
	heard  func(container int32, class string) // told of class names, in training
	met    func(block int, n *html.Node)       // told of text nodes and the block that they are part of, to explain

	open bool  // a block is open
	b    block // the open one
	gap  bool  // white space since the last word
	edge bool  // an inline element began or ended since the last word
	at   int32 // the innermost container
	link int   // open <a>
	bold int
	ital int
	br   int  // <br> since the last block
	row  int  // inside a table's row that is one block
	cell bool // a cell began since the last word
	pre  int  // inside <pre>
	line bool // a line of <pre> ended since the last word

	inlineCats  cats
	inlineScore float32
	cjk         int32 // letters of scripts without blanks, in halves of a word
}

func newWalker(t *tokenTable) *walker { return &walker{doc: &doc{}, tokens: t} }

func (w *walker) segment(root *html.Node) *doc {
	w.text = make([]byte, 0, 32<<10)
	w.hashes = make([]uint32, 0, 4096)
	w.blocks = make([]block, 0, 256)
	w.containers = make([]container, 1, 512)
	w.containers[0] = container{parent: -1}
	w.children(root, 0)
	w.close()
	w.containers[0].end = int32(len(w.blocks))
	return w.doc
}

func (w *walker) children(n *html.Node, depth int) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			w.addText(c.Data)
			if w.met != nil && w.open {
				w.met(len(w.blocks), c)
			}
		case html.ElementNode:
			w.element(c, depth+1)
		}
	}
}

func (w *walker) element(n *html.Node, depth int) {
	if depth > maxDepth {
		return
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Iframe, atom.Svg, atom.Canvas, atom.Select,
		atom.Option, atom.Textarea, atom.Object, atom.Video, atom.Audio, atom.Input, atom.Img, atom.Source, atom.Picture, atom.Embed,
		atom.Map, atom.Datalist, atom.Progress, atom.Meter, atom.Link, atom.Meta, atom.Param, atom.Track, atom.Rp, atom.Rt:
		w.edge = true
		return
	case atom.Br:
		if w.row > 0 {
			w.gap = true
			return
		}
		w.lineBreak()
		return
	case atom.Hr:
		w.close()
		return
	case atom.Wbr:
		return
	}
	if w.row > 0 {
		w.inRow(n, depth)
		return
	}
	if isInline(n) {
		w.inline(n, depth)
		return
	}
	w.close()
	if n.DataAtom == atom.Tr && isRow(n) {
		w.row++
		defer func() { w.row-- }()
	}
	parent := w.at
	if len(w.containers) < maxContainers {
		w.at = w.enter(n, parent)
	}
	me := w.at
	if w.link > 0 {
		w.containers[me].marks |= inAnchor
	}
	if n.DataAtom == atom.Pre {
		w.pre++
		defer func() { w.pre-- }()
	}
	w.children(n, depth)
	w.close()
	if me != parent {
		w.containers[me].end = int32(len(w.blocks))
	}
	w.at = parent
}

// inline reads an element that does not break the line.
func (w *walker) inline(n *html.Node, depth int) {
	w.edge = true
	if n.FirstChild == nil && isBreak(n) {
		w.lineBreak()
		return
	}
	switch n.DataAtom {
	case atom.A:
		w.link++
		defer func() { w.link-- }()
		if w.open {
			w.b.links++
		}
	case atom.B, atom.Strong:
		if !w.open {
			w.b.boldEnd = -1
		}
		w.bold++
		defer func() {
			w.bold--
			if w.open && w.b.boldEnd == -1 {
				w.b.boldEnd = int32(len(w.text))
			}
		}()
	case atom.I, atom.Em, atom.Cite:
		w.ital++
		defer func() { w.ital-- }()
	}
	cats, score := cats(0), float32(0)
	for i := range n.Attr {
		switch n.Attr[i].Key {
		case "class", "id":
			c, s, _ := w.tokens.classes(n.Attr[i].Val)
			if c&catUnseen == catUnseen && w.tokens.unseen(n.Attr[i].Val) {
				return
			}
			cats |= c
			score += s
		case "style":
			if hidesStyle(n.Attr[i].Val) {
				cats |= catHidden
			}
		}
	}
	oldCats, oldScore := w.inlineCats, w.inlineScore
	w.inlineCats |= cats
	w.inlineScore = min(w.inlineScore, score)
	w.children(n, depth)
	w.inlineCats, w.inlineScore = oldCats, oldScore
	w.edge = true
}

// lineBreak ends the open block; the next one stands right below it.
func (w *walker) lineBreak() {
	wasOpen := w.open
	w.close()
	if wasOpen {
		w.br = 1
	} else {
		w.br++
	}
}

// start opens a block.
func (w *walker) start() {
	bold := w.b.boldEnd
	br := w.br
	w.b = block{parent: w.at, start: int32(len(w.text)), w0: int32(len(w.hashes)), hash: offset32, afterBr: br == 1}
	w.br = 0
	w.b.boldEnd = w.b.start
	if bold == -1 && w.bold > 0 {
		w.b.boldEnd = -1
	}
	if w.link > 0 {
		w.b.links++
	}
	w.open, w.gap, w.edge, w.cjk = true, false, false, 0
}

// close ends the open block, if there is one.
func (w *walker) close() {
	w.gap, w.cell, w.line = false, false, false
	w.b.boldEnd = min(w.b.boldEnd, int32(len(w.text)))
	if !w.open {
		if w.bold == 0 {
			w.b.boldEnd = 0
		}
		return
	}
	w.open = false
	b := &w.b
	b.end, b.w1 = int32(len(w.text)), int32(len(w.hashes))
	if b.boldEnd < 0 {
		b.boldEnd = b.end
	}
	if len(w.blocks) >= maxBlocks || b.end == b.start {
		return
	}
	c := &w.containers[b.parent]
	b.tag, b.marks = c.tag, c.marks
	b.firstByte, b.lastByte = w.text[b.start], w.text[b.end-1]
	look := c.look
	if c.parent >= 0 {
		look = (look^w.containers[c.parent].look)*prime32 ^ uint32(c.depth)
	}
	b.look = look
	w.blocks = append(w.blocks, *b)
}

// isBreak reports an empty element that a style sheet makes a line break of.
func isBreak(n *html.Node) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == "class" {
			for name := range strings.FieldsSeq(n.Attr[i].Val[:min(len(n.Attr[i].Val), 256)]) {
				if name == "br" || name == "linebreak" || name == "line-break" {
					return true
				}
			}
		}
	}
	return false
}
