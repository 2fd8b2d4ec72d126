package block

import (
	"golang.org/x/net/html/atom"
)

// What the trees read of a block. The order is that of the weights file: append only, or train anew.
const (
	fWords = iota
	fLinked
	fLinks
	fWordLength
	fStopRate
	fStops
	fCommaRate
	fCapitals
	fDigits
	fBold
	fItalic
	fKind
	fParentKind
	fEnd   // what the last character is
	fStart // what the first character is
	fAfterBr
	fOwnScore // learned weights of class names: of the block's container, its parent, its inline elements …
	fUpScore
	fInlineScore
	fLowBelow // … and of all containers between it and the main container, or of all
	fPlace    // position in the page, by blocks and by words
	fPlaceWords
	fFromMain
	fToMainEnd
	fInMain
	fDepthMain
	fOutside
	fTitleEqual
	fTitleOverlap
	fAfterTitle
	fDescription
	fBody
	fParentBlocks
	fParentWords
	fParentLinked
	fParentStops
	fParentMass
	fGrandBlocks
	fGrandWords
	fGrandLinked
	fGrandStops
	fGrandMass
	fLookCount
	fLookWords
	fLookStops
	fLookLinked
	fTwinBefore
	fSeenBefore // share of its threes of words that stood further up
	fWordScore
	fWordLow
	fWordStart
	fMainShare
	fPrevWords // of the neighbours: -1, -2, +1, +2
	fPrevLinked
	fPrevKind
	fPrevStops
	fPrev2Words
	fPrev2Linked
	fNextWords
	fNextLinked
	fNextKind
	fNextStops
	fNext2Words
	fNext2Linked
	fSamePrev // stands in the container of the block before, after
	fSameNext
	fUpper
	fSeenAfter // share of its threes of words that stand further down, too
	fArticle   // what the page says it is
	fSinceHead // blocks since the last heading
	fHeadScore // what the words of that say
	fHeadLevel
	fMarks // one for each mark
	fOwn   = fMarks + markCount
	fBelow = fOwn + catCount
	nFirst = fBelow + catCount
)

// The second judgement reads on.
const (
	gFirst = nFirst + iota // the first verdict on the block itself, on its neighbours,
	gPrev1
	gPrev2
	gPrev3
	gNext1
	gNext2
	gNext3
	gBefore // on the nearest long block before and after,
	gAfter
	gWindow // the mean over five blocks to each side,
	gParent // over the other blocks of the parent,
	gGrand
	gLook  // over the look-alikes,
	gShare // the share of the accepted words in the parent,
	gDone  // before the block,
	gGapUp // how far the next accepted long block is,
	gGapDn
	gInMain // the main container by what was accepted,
	gOutsid
	gLowBel
	gDepth
	gMass // and how much that is.
	gMean
	gGreat
	gBelow
	nSecond = gBelow + catCount
)

// overlap is the share of a block's words that are in a set.
func (v *view) overlap(b *block, set bits) float32 {
	words := v.hashes[b.w0:b.w1]
	if len(words) == 0 || len(set) == 0 {
		return 0
	}
	n := 0
	for _, h := range words {
		if set.has(h) {
			n++
		}
	}
	return float32(n) / float32(len(words))
}

// inBody is the share of a block's threes of words that the machine-readable text has, -1 without one.
func (v *view) inBody(b *block) float32 {
	if len(v.body) == 0 {
		return -1
	}
	words := v.hashes[b.w0:b.w1]
	if len(words) < 3 {
		return -0.5
	}
	return v.body.threes(words)
}

// kindOf orders elements by what they are used for.
func kindOf(a atom.Atom) float32 {
	switch a {
	case atom.P:
		return 0
	case atom.Blockquote:
		return 1
	case atom.Pre:
		return 2
	case atom.H2:
		return 3
	case atom.H3:
		return 4
	case atom.H4, atom.H5, atom.H6:
		return 5
	case atom.Li:
		return 6
	case atom.Td, atom.Th, atom.Tr:
		return 7
	case atom.Dd, atom.Dt:
		return 8
	case atom.Article, atom.Main, atom.Section:
		return 9
	case atom.Div:
		return 10
	case atom.H1:
		return 11
	case atom.Figcaption, atom.Caption:
		return 13
	case 0:
		return 14
	}
	return 12
}

// edgeOf sorts the last character of a block.
func edgeOf(c byte) float32 {
	switch c {
	case '.', '!', '?':
		return 0
	case '"', '\'', ')':
		return 1
	case ',', ';':
		return 3
	case ':':
		return 4
	case '|', '/', '>':
		return 6
	}
	switch {
	case c >= 0x80:
		return 2
	case c >= '0' && c <= '9':
		return 7
	}
	return 5
}

// startOf sorts the first character.
func startOf(c byte) float32 {
	switch {
	case c >= 'A' && c <= 'Z':
		return 0
	case c == '"' || c == '\'':
		return 1
	case c >= 0x80:
		return 2
	case c >= 'a' && c <= 'z':
		return 3
	case c >= '0' && c <= '9':
		return 4
	case c == '(' || c == '[':
		return 6
	}
	return 5
}

func ratio(a, b float32) float32 {
	if b <= 0 {
		return 0
	}
	return a / b
}

// first fills in the features of the first judgement.
func (v *view) first(i int, x []float32) {
	b := &v.blocks[i]
	n := len(v.blocks)
	w := float32(b.words)
	c := &v.containers[b.parent]
	up := c
	if c.parent >= 0 {
		up = &v.containers[c.parent]
	}
	x[fWords], x[fLinked], x[fLinks] = w, ratio(float32(b.linkWords), w), float32(b.links)
	x[fWordLength] = ratio(float32(b.letters), w)
	x[fStopRate], x[fStops], x[fCommaRate] = ratio(float32(b.stops), w), float32(b.stops), ratio(float32(b.commas), w)
	x[fCapitals], x[fDigits] = ratio(float32(b.capitals), w), ratio(float32(b.digits), float32(b.letters+b.digits))
	x[fBold], x[fItalic] = ratio(float32(b.boldWords), w), ratio(float32(b.italWords), w)
	x[fKind], x[fParentKind] = kindOf(b.tag), kindOf(up.tag)
	x[fEnd], x[fStart], x[fAfterBr] = edgeOf(b.lastByte), startOf(b.firstByte), 0
	if b.afterBr {
		x[fAfterBr] = 1
	}
	f := v.frame
	x[fOwnScore], x[fUpScore], x[fInlineScore] = c.score, up.score, b.ownScore
	x[fLowBelow] = f.low[b.parent]
	x[fPlace], x[fPlaceWords] = float32(i)/float32(n), ratio(v.words[i], v.words[n])
	m := &v.containers[f.main]
	x[fFromMain] = clip(float32(i-int(m.first)), 60)
	x[fToMainEnd] = clip(float32(int(m.end)-1-i), 60)
	x[fInMain] = 0
	if i >= int(m.first) && i < int(m.end) {
		x[fInMain] = 1
	}
	x[fDepthMain], x[fOutside] = float32(c.depth-m.depth), float32(f.outside[b.parent])
	x[fTitleEqual], x[fTitleOverlap], x[fAfterTitle] = 0, 0, -100
	if len(v.titleSet) > 0 && b.words < 60 {
		if b.hash == v.titleHash {
			x[fTitleEqual] = 1
		}
		x[fTitleOverlap] = v.overlap(b, v.titleSet)
	}
	if v.titleAt >= 0 {
		x[fAfterTitle] = clip(float32(i-v.titleAt), 60)
	}
	x[fDescription] = 0
	if b.words < 100 {
		x[fDescription] = v.overlap(b, v.descr)
	}
	x[fBody] = v.inBody(b)
	v.group(x[fParentBlocks:fParentMass+1], c)
	v.group(x[fGrandBlocks:fGrandMass+1], up)
	k := v.lookOf[i]
	x[fLookCount], x[fLookWords] = k.count, k.words/k.count
	x[fLookStops], x[fLookLinked] = k.stops/k.count, ratio(k.linked, k.words)
	x[fTwinBefore] = float32(min(v.twins[b.hash], 4))
	x[fSeenBefore], x[fSeenAfter] = v.seenBefore[i], v.seenAfter[i]
	x[fUpper], x[fArticle] = ratio(float32(b.upper), float32(b.letters)), v.article
	x[fSinceHead], x[fHeadScore], x[fHeadLevel] = 60, 0, 0
	if h := v.headOf[i]; h >= 0 {
		x[fSinceHead], x[fHeadScore], x[fHeadLevel] = min(60, float32(int32(i)-h)), v.headScore[h], kindOf(v.blocks[h].tag)
	}
	x[fWordScore], x[fWordLow], x[fWordStart] = v.says[i].sum, v.says[i].low, v.says[i].start
	x[fMainShare] = ratio(v.mass[m.end]-v.mass[m.first], v.mass[n])
	v.neighbour(i-1, x[fPrevWords:fPrevStops+1])
	v.neighbour(i-2, x[fPrev2Words:fPrev2Linked+1])
	v.neighbour(i+1, x[fNextWords:fNextStops+1])
	v.neighbour(i+2, x[fNext2Words:fNext2Linked+1])
	x[fSamePrev], x[fSameNext] = 0, 0
	if i > 0 && v.containers[v.blocks[i-1].parent].parent == c.parent {
		x[fSamePrev] = 1
	}
	if i+1 < n && v.containers[v.blocks[i+1].parent].parent == c.parent {
		x[fSameNext] = 1
	}
	spread(x[fMarks:fMarks+markCount], uint32(b.marks))
	spread(x[fOwn:fOwn+catCount], uint32(c.own|b.own))
	spread(x[fBelow:fBelow+catCount], uint32(f.below[b.parent]|b.own))
}

func spread(x []float32, set uint32) {
	for i := range x {
		x[i] = float32(set >> i & 1)
	}
}

func clip(x, limit float32) float32 { return max(-limit, min(limit, x)) }

// group describes the blocks of a container.
func (v *view) group(x []float32, c *container) {
	n := float32(c.end - c.first)
	words := v.words[c.end] - v.words[c.first]
	x[0], x[1] = n, ratio(words, n)
	x[2], x[3] = ratio(v.linked[c.end]-v.linked[c.first], words), ratio(v.stops[c.end]-v.stops[c.first], n)
	x[4] = ratio(v.mass[c.end]-v.mass[c.first], v.mass[len(v.mass)-1])
}

// neighbour describes a block beside: words, linked and, where there is room, kind and stops.
func (v *view) neighbour(i int, x []float32) {
	clear(x)
	if i < 0 || i >= len(v.blocks) {
		x[0] = -1
		return
	}
	b := &v.blocks[i]
	x[0], x[1] = float32(b.words), ratio(float32(b.linkWords), float32(b.words))
	if len(x) > 2 {
		x[2], x[3] = kindOf(b.tag), float32(min(b.stops, 5))
	}
}
