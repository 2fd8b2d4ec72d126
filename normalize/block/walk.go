package block

import (
	"strings"
	"unicode"
	"unicode/utf8"

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

	open  bool  // a block is open
	b     block // the open one
	gap   bool  // white space since the last word
	edge  bool  // an inline element began or ended since the last word
	at    int32 // the innermost container
	link  int   // open <a>
	bold  int
	ital  int
	count struct{ br int }
	row   int  // inside a table's row that is one block
	cell  bool // a cell began since the last word
	pre   int  // inside <pre>
	line  bool // a line of <pre> ended since the last word

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

// inline reads an element that does not break the line.
func (w *walker) inline(n *html.Node, depth int) {
	w.edge = true
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

// enter makes the container of an element.
func (w *walker) enter(n *html.Node, parent int32) int32 {
	up := &w.containers[parent]
	c := container{parent: parent, first: int32(len(w.blocks)), tag: n.DataAtom, depth: up.depth + 1, marks: up.marks, serial: up.items}
	up.items++
	look := uint32(offset32)
	look = (look ^ uint32(n.DataAtom)) * prime32
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "class", "id":
			if n.DataAtom == atom.Body || n.DataAtom == atom.Html {
				continue
			}
			cats, score, hash := w.tokens.classes(a.Val)
			if w.heard != nil {
				w.heard(int32(len(w.containers)), a.Val)
			}
			c.own |= cats
			c.score += score
			if a.Key == "class" {
				look = (look ^ hash) * prime32
			}
		case "style":
			if hidesStyle(a.Val) {
				c.marks |= isHidden
			}
		case "hidden":
			c.marks |= isHidden
		case "aria-hidden":
			if a.Val == "true" {
				c.marks |= isHidden
			}
		case "itemprop", "property":
			if v := strings.ToLower(a.Val); strings.Contains(v, "articlebody") || v == "content:encoded" {
				c.marks |= inBodyProp
			}
		case "role":
			switch a.Val {
			case "navigation", "menu", "menubar", "tablist", "search":
				c.marks |= inNav
			case "complementary":
				c.marks |= inComplementary
			case "contentinfo":
				c.marks |= inFooter
			case "banner":
				c.marks |= inHeader
			case "dialog", "alertdialog", "alert":
				c.marks |= inDialog
			case "main":
				c.marks |= inMain
			case "article":
				c.marks |= inArticle
			}
		}
	}
	switch n.DataAtom {
	case atom.Nav, atom.Menu:
		c.marks |= inNav
	case atom.Aside:
		c.marks |= inAside
	case atom.Footer:
		c.marks |= inFooter
	case atom.Header:
		c.marks |= inHeader
	case atom.Figure:
		c.marks |= inFigure
	case atom.Figcaption, atom.Caption:
		c.marks |= inCaption
	case atom.Form, atom.Fieldset:
		c.marks |= inForm
	case atom.Button:
		c.marks |= inButton
	case atom.Label, atom.Legend:
		c.marks |= inLabel
	case atom.Table:
		c.marks |= inTable
	case atom.Ul, atom.Ol:
		c.marks |= inList
	case atom.Dl:
		c.marks |= inDefinition
	case atom.Blockquote:
		c.marks |= inQuote
	case atom.Article:
		if c.marks&inArticle != 0 {
			c.marks |= inNested
		}
		c.marks |= inArticle
	case atom.Main:
		c.marks |= inMain
	case atom.Section:
		c.marks |= inSection
	case atom.Dialog:
		c.marks |= inDialog
	case atom.Details:
		c.marks |= inDetails
	case atom.Address:
		c.marks |= inAddress
	case atom.Pre:
		c.marks |= inPre
	}
	c.all = up.all | c.own
	c.sum = up.sum + c.score
	c.low = min(up.low, c.score)
	c.look = look
	w.containers = append(w.containers, c)
	return int32(len(w.containers) - 1)
}

// hidesStyle reports a style attribute that keeps an element from being shown.
func hidesStyle(style string) bool {
	i := strings.Index(style, "display")
	if i >= 0 {
		rest := strings.TrimLeft(style[i+len("display"):], " :")
		if strings.HasPrefix(rest, "none") {
			return true
		}
	}
	return strings.Contains(style, "visibility:hidden") || strings.Contains(style, "visibility: hidden")
}

// lineBreak ends the open block; the next one stands right below it.
func (w *walker) lineBreak() {
	wasOpen := w.open
	w.close()
	if wasOpen {
		w.count.br = 1
	} else {
		w.count.br++
	}
}

// start opens a block.
func (w *walker) start() {
	bold := w.b.boldEnd
	br := w.count.br
	w.b = block{parent: w.at, start: int32(len(w.text)), w0: int32(len(w.hashes)), hash: offset32, afterBr: br == 1}
	w.count.br = 0
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
	if b.words == 0 {
		b.words = 0
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

// addText adds a text node to the open block, with its white space folded.
func (w *walker) addText(s string) {
	for i := 0; i < len(s); {
		c := s[i]
		if c <= ' ' {
			w.gap = true
			w.line = w.line || c == '\n' && w.pre > 0
			i++
			continue
		}
		if c == 0xc2 && i+1 < len(s) && s[i+1] == 0xa0 { // no-break space
			w.gap = true
			i += 2
			continue
		}
		j := i + 1
		for j < len(s) && s[j] > ' ' && !(s[j] == 0xc2 && j+1 < len(s) && s[j+1] == 0xa0) {
			j++
		}
		w.addWord(s[i:j])
		i = j
	}
}

func (w *walker) addWord(word string) {
	if !w.open {
		if invisible(word) {
			return
		}
		w.start()
	}
	b := &w.b
	joined := false
	if n := int32(len(w.text)); n > b.start {
		switch {
		case w.cell:
			w.text = append(w.text, " | "...)
		case w.line:
			w.text = append(w.text, '\n')
		case w.gap:
			w.text = append(w.text, ' ')
		case w.edge && glued(w.text[b.start:n], word):
			w.text = append(w.text, ' ')
		default:
			joined = true
		}
	}
	w.gap, w.edge, w.cell, w.line = false, false, false, false
	w.text = append(w.text, word...)

	h, letters, digits, cjk := hashWord(word)
	b.upper += int32(upperOf(word))
	b.letters += int32(letters)
	b.digits += int32(digits)
	last := word[len(word)-1]
	switch last {
	case '.', '!', '?':
		b.stops++
	case ',', ';':
		b.commas++
	case '"', '\'', ')':
		if len(word) > 1 {
			switch word[len(word)-2] {
			case '.', '!', '?':
				b.stops++
			case ',':
				b.commas++
			}
		}
	default:
		if last >= 0x80 {
			stop, comma := foreignStop(word)
			if stop {
				b.stops++
			}
			if comma {
				b.commas++
			}
		}
	}
	own := int32(0)
	if !joined && letters+digits > 0 {
		own = 1
		r := rune(word[0])
		if r >= 0x80 {
			r, _ = utf8.DecodeRuneInString(word)
		}
		if r >= 'A' && r <= 'Z' || r >= 0x80 && unicode.IsUpper(r) {
			b.capitals++
		}
	}
	if cjk > 0 {
		w.cjk += int32(cjk)
		own = w.cjk / 2
		w.cjk %= 2
		if own == 0 && b.words == 0 {
			own = 1
		}
		if n := strings.Count(word, "。") + strings.Count(word, "！") + strings.Count(word, "？"); n > 1 {
			b.stops += int32(n - 1)
		}
		b.commas += int32(strings.Count(word, "、") + strings.Count(word, "，"))
	}
	if own > 0 {
		b.words += own
		if w.link > 0 {
			b.linkWords += own
		}
		if w.bold > 0 {
			b.boldWords += own
		}
		if w.ital > 0 {
			b.italWords += own
		}
	}
	b.own |= w.inlineCats
	b.ownScore = min(b.ownScore, w.inlineScore)
	b.hash = (b.hash ^ h) * prime32
	w.hashes = append(w.hashes, h)
}

// invisible reports a word that shows nothing: zero-width characters and soft hyphens only.
func invisible(word string) bool {
	if word[0] < 0x80 {
		return false
	}
	for _, r := range word {
		switch r {
		case 0xad, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0x200e, 0x200f:
		default:
			return false
		}
	}
	return true
}

// glued reports that two words ran together at the edge of an inline element where the author meant a
// blank: a small letter or the end of a sentence before a capital.
func glued(before []byte, word string) bool {
	if len(word) < 2 || word[0] < 'A' || word[0] > 'Z' || !(word[1] >= 'a' && word[1] <= 'z') {
		return false
	}
	c := before[len(before)-1]
	if c == '.' || c == '!' || c == '?' || c == ',' || c == ':' || c == ';' {
		return len(before) > 1 && before[len(before)-2] != '.' && (before[len(before)-2] >= 'a' || before[len(before)-2] == ')')
	}
	if c < 'a' || c > 'z' {
		return false
	}
	// Mc and Mac, and a lone letter as in iPhone, are parts of a name
	n := 0
	for i := len(before) - 1; i >= 0 && n < 4 && (before[i]|0x20 >= 'a' && before[i]|0x20 <= 'z'); i-- {
		n++
	}
	return n > 3
}

// foreignStop looks at the last character of a word that is not ASCII.
func foreignStop(word string) (stop, comma bool) {
	r, size := utf8.DecodeLastRuneInString(word)
	switch r {
	case '。', '！', '？', '…', '।', '۔', '؟', '።':
		return true, false
	case '、', '，', '،', '；', '؛':
		return false, true
	case '”', '’', '»', '“', '«', '」', '』', '）':
		if len(word) > size {
			switch rest := word[:len(word)-size]; rest[len(rest)-1] {
			case '.', '!', '?':
				return true, false
			case ',':
				return false, true
			default:
				r, _ := utf8.DecodeLastRuneInString(rest)
				return r == '。' || r == '…' || r == '！' || r == '？', false
			}
		}
	}
	return false, false
}

// isInline reports whether an element's edges do not break the line. An unknown element is inline unless it
// holds a block.
func isInline(n *html.Node) bool {
	switch n.DataAtom {
	case atom.A, atom.Abbr, atom.Acronym, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code, atom.Data, atom.Del, atom.Dfn,
		atom.Em, atom.Font, atom.I, atom.Ins, atom.Kbd, atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span, atom.Nobr,
		atom.Strike, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr, atom.Ruby, atom.Rb, atom.Math:
		return true
	case 0:
		budget := 100
		return !strings.Contains(n.Data, "-") && !holdsBlock(n, &budget)
	}
	return false
}

// holdsBlock looks for an element that breaks the line among the first ones in an unknown element.
func holdsBlock(n *html.Node, budget *int) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if *budget--; *budget < 0 {
			return true
		}
		if c.Type != html.ElementNode || c.DataAtom == atom.Br || c.DataAtom == atom.Img {
			continue
		}
		if c.DataAtom == 0 {
			if holdsBlock(c, budget) {
				return true
			}
		} else if !isInline(c) {
			return true
		}
	}
	return false
}
