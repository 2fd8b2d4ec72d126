package block

import (
	"math"

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
	fSumBelow
	fLowAll
	fSumAll
	fPlace // position in the page, by blocks and by words
	fPlaceWords
	fFromMain
	fToMainEnd
	fInMain
	fDepth
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
	fPageWords
	fPageMass
	fPageBlocks
	fMainShare
	fSerial
	fSiblings
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
	fThirdBlocks // three levels up
	fThirdWords
	fThirdLinked
	fThirdStops
	fThirdMass
	fWideOut // seen from the container that holds nearly all running text
	fWideLow
	fWideSum
	fWideDepth
	fMarks   // one for each mark
	fOwn     = fMarks + markCount
	fBelow   = fOwn + catCount
	nFirst   = fBelow + catCount
	gFirst   = nFirst // the second judgement reads on: the first one of it, of its neighbours,
	gPrev1   = nFirst + 1
	gPrev2   = nFirst + 2
	gPrev3   = nFirst + 3
	gNext1   = nFirst + 4
	gNext2   = nFirst + 5
	gNext3   = nFirst + 6
	gBefore  = nFirst + 7 // … of the nearest long block before and after,
	gAfter   = nFirst + 8
	gWindow  = nFirst + 9  // the mean over five blocks to each side,
	gParent  = nFirst + 10 // over the other blocks of the parent,
	gGrand   = nFirst + 11
	gLook    = nFirst + 12 // over the look-alikes,
	gShare   = nFirst + 13 // the share of the accepted words in the parent, before the block, …
	gDone    = nFirst + 14
	gGapUp   = nFirst + 15 // and how far the next accepted long block is.
	gGapDn   = nFirst + 16
	gInMain  = nFirst + 17 // The main container by what was accepted.
	gOutsid  = nFirst + 18
	gLowBel  = nFirst + 19
	gSumBel  = nFirst + 20
	gDepth   = nFirst + 21
	gMass    = nFirst + 22
	gMean    = nFirst + 23
	gGreat   = nFirst + 24
	gThird   = nFirst + 25
	gFourth  = nFirst + 26
	gWideOut = nFirst + 27
	gWideLow = nFirst + 28
	gWideSum = nFirst + 29
	gWideDep = nFirst + 30
	gBelow   = nFirst + 31
	nSecond  = gBelow + catCount
)

// frame is the page seen from one container: where everything else hangs beside it.
type frame struct {
	main    int32
	outside []int16 // levels that one must climb from the main container to hold the container
	below   []cats  // themes of the containers from there down
	low     []float32
	sum     []float32
}

func (d *doc) frameOf(main int32) *frame {
	n := len(d.containers)
	f := &frame{main: main, outside: make([]int16, n), below: make([]cats, n), low: make([]float32, n), sum: make([]float32, n)}
	onPath := make([]bool, n)
	for c := main; c >= 0; c = d.containers[c].parent {
		onPath[c] = true
	}
	top := d.containers[main].depth
	for i := range d.containers {
		c := &d.containers[i]
		if onPath[i] {
			f.outside[i] = top - c.depth
			continue
		}
		f.outside[i] = f.outside[c.parent]
		f.below[i] = f.below[c.parent] | c.own
		f.low[i] = min(f.low[c.parent], c.score)
		f.sum[i] = f.sum[c.parent] + c.score
	}
	return f
}

// sums are running sums over the blocks of a page: sums[i] is over all before block i.
type sums struct{ words, linked, stops, mass, weights []float32 }

// view is all that the features of a page's blocks are read from.
type view struct {
	*doc
	sums
	frame     *frame
	wide      *frame // of the container that holds nearly all
	tokens    *tokenTable
	titleHash uint32
	titleSet  bits
	titleAt   int // the block that is the headline; -1
	descr     bits
	body      bits
	looks     map[uint32]*look
	lookOf    []*look
	twins     map[uint32]int32
	article   float32

	seenBefore, seenAfter []float32
	headOf                []int32 // the heading that a block stands below, -1
	headScore             []float32
	says                  []wordSays
}

// look sums over the blocks that share a look.
type look struct{ count, words, linked, stops, pass, weight float32 }

// bits is a set of hashes that may now and then say yes wrongly.
type bits []uint64

func (s bits) has(h uint32) bool {
	if len(s) == 0 {
		return false
	}
	h ^= h >> 15
	k := h % uint32(len(s)*64)
	return s[k/64]&(1<<(k%64)) != 0
}

func (s bits) add(h uint32) {
	h ^= h >> 15
	k := h % uint32(len(s)*64)
	s[k/64] |= 1 << (k % 64)
}

// eachWord calls f with the hash of every word of a text; what stands between < and > is no word.
func eachWord(s string, f func(h uint32)) {
	for i := 0; i < len(s); {
		switch {
		case s[i] <= ' ':
			i++
			continue
		case s[i] == '<':
			for i < len(s) && s[i] != '>' {
				i++
			}
			i++
			continue
		}
		j := i
		for j < len(s) && s[j] > ' ' && s[j] != '<' {
			j++
		}
		h, letters, digits, _ := hashWord(s[i:j])
		if letters+digits > 0 {
			f(h)
		}
		i = j
	}
}

func trigram(a, b, c uint32) uint32 { return ((a*prime32)^b)*prime32 ^ c }

func newView(d *doc, ev Evidence, t *tokenTable) *view {
	n := len(d.blocks)
	v := &view{doc: d, tokens: t, titleAt: -1}
	all := make([]float32, 4*(n+1))
	v.words, v.linked, v.stops = all[:n+1], all[n+1:2*n+2], all[2*n+2:3*n+3]
	v.weights = all[3*n+3:]
	v.looks = make(map[uint32]*look, 64)
	v.lookOf = make([]*look, n)
	v.says = make([]wordSays, n)
	v.twins = make(map[uint32]int32, n)
	v.readEvidence(ev)
	for i := range d.blocks {
		b := &d.blocks[i]
		w, l, s := float32(b.words), float32(b.linkWords), float32(b.stops)
		v.words[i+1], v.linked[i+1], v.stops[i+1] = v.words[i]+w, v.linked[i]+l, v.stops[i]+s
		v.weights[i+1] = v.weights[i] + weightOf(b)
		k := v.looks[b.look]
		if k == nil {
			k = &look{}
			v.looks[b.look] = k
		}
		k.count, k.words, k.linked, k.stops = k.count+1, k.words+w, k.linked+l, k.stops+s
		v.lookOf[i] = k
		v.twins[b.hash]++
		if !v.hopeless(i) {
			v.says[i] = v.wordScores(b)
		}
		if b.words > 2 && v.titleAt < 0 && (b.hash == v.titleHash || b.tag == atom.H1 && v.overlap(b, v.titleSet) > 0.7) && b.words < 60 {
			v.titleAt = i
		}
	}
	v.repeats()
	v.headings()
	v.article = float32(ev.Kind)
	v.mass = d.plainMass()
	v.frame = d.frameOf(d.mainContainer(v.mass, most))
	v.wide = d.frameOf(d.mainContainer(v.mass, nearlyAll))
	return v
}

func (v *view) readEvidence(ev Evidence) {
	if ev.Title != "" {
		v.titleHash, v.titleSet = offset32, make(bits, 32)
		eachWord(ev.Title, func(h uint32) {
			v.titleHash = (v.titleHash ^ h) * prime32
			v.titleSet.add(h)
		})
	}
	if ev.Description != "" {
		v.descr = make(bits, 64)
		eachWord(ev.Description[:min(len(ev.Description), 2000)], v.descr.add)
	}
	if len(ev.Body) > 100 {
		body := ev.Body[:min(len(ev.Body), 1<<18)]
		v.body = make(bits, max(64, len(body)/16))
		var a, b uint32
		eachWord(body, func(h uint32) {
			v.body.add(trigram(a, b, h))
			a, b = b, h
		})
	}
}

// repeats finds out how much of each block the page has elsewhere.
func (v *view) repeats() {
	n := len(v.blocks)
	v.seenBefore, v.seenAfter = make([]float32, n), make([]float32, n)
	seen := make(bits, max(16, len(v.hashes)/4))
	look := func(b *block) float32 {
		words := v.hashes[b.w0:b.w1]
		if len(words) < 3 {
			return 0
		}
		hit := 0
		for k := 2; k < len(words); k++ {
			if seen.has(trigram(words[k-2], words[k-1], words[k])) {
				hit++
			}
		}
		for k := 2; k < len(words); k++ {
			seen.add(trigram(words[k-2], words[k-1], words[k]))
		}
		return float32(hit) / float32(len(words)-2)
	}
	for i := range v.blocks {
		v.seenBefore[i] = look(&v.blocks[i])
	}
	clear(seen)
	for i := n - 1; i >= 0; i-- {
		v.seenAfter[i] = look(&v.blocks[i])
	}
}

// headings finds the heading that each block stands below.
func (v *view) headings() {
	v.headOf = make([]int32, len(v.blocks))
	v.headScore = make([]float32, len(v.blocks))
	last := int32(-1)
	for i := range v.blocks {
		b := &v.blocks[i]
		v.headOf[i] = last
		if isHeading(b.tag) || b.boldWords == b.words && b.words > 0 && b.words < 15 {
			last = int32(i)
			words := v.hashes[b.w0:min(b.w1, b.w0+20)]
			for _, h := range words {
				v.headScore[i] += v.tokens.word[h] / float32(len(words))
			}
		}
	}
}

func isHeading(a atom.Atom) bool {
	switch a {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

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
	n := 0
	for i := 2; i < len(words); i++ {
		if v.body.has(trigram(words[i-2], words[i-1], words[i])) {
			n++
		}
	}
	return float32(n) / float32(len(words)-2)
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
	x[fLowBelow], x[fSumBelow], x[fLowAll], x[fSumAll] = f.low[b.parent], f.sum[b.parent], c.low, c.sum
	x[fPlace], x[fPlaceWords] = float32(i)/float32(n), ratio(v.words[i], v.words[n])
	m := &v.containers[f.main]
	x[fFromMain] = clip(float32(i-int(m.first)), 60)
	x[fToMainEnd] = clip(float32(int(m.end)-1-i), 60)
	x[fInMain] = 0
	if i >= int(m.first) && i < int(m.end) {
		x[fInMain] = 1
	}
	x[fDepth], x[fDepthMain], x[fOutside] = float32(c.depth), float32(c.depth-m.depth), float32(f.outside[b.parent])
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
	third := up
	if up.parent >= 0 {
		third = &v.containers[up.parent]
	}
	v.group(x[fThirdBlocks:fThirdMass+1], third)
	wide := v.wide
	x[fWideOut], x[fWideLow], x[fWideSum] = float32(wide.outside[b.parent]), wide.low[b.parent], wide.sum[b.parent]
	x[fWideDepth] = float32(c.depth - v.containers[wide.main].depth)
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
	x[fPageWords], x[fPageMass], x[fPageBlocks] = v.words[n], v.mass[n], float32(n)
	x[fMainShare] = ratio(v.mass[m.end]-v.mass[m.first], v.mass[n])
	x[fSerial], x[fSiblings] = float32(min(c.serial, 40)), float32(min(up.items, 40))
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

// wordSays is what the words of a short block say: their weights summed, the least, those of the first two.
type wordSays struct{ sum, low, start float32 }

func (v *view) wordScores(b *block) wordSays {
	words := v.hashes[b.w0:b.w1]
	if len(words) > 40 || len(words) == 0 {
		return wordSays{}
	}
	sum, low, start := float32(0), float32(0), float32(0)
	for i, h := range words {
		s := v.tokens.word[h]
		sum += s
		low = min(low, s)
		if i < 2 {
			start += s
		}
	}
	return wordSays{sum / float32(math.Sqrt(float64(len(words)))), low, start}
}

// context is what the first judgement says around each block.
type context struct {
	p      []float32
	pass   []float32 // running sums of words times verdict
	frame  *frame
	wide   *frame
	above  []int32 // nearest accepted long block before, -1
	beneth []int32
}

// Long blocks carry the text; short ones follow them.
const longWords = 12

func (v *view) contextOf(p []float32) *context {
	n := len(v.blocks)
	c := &context{p: p, pass: make([]float32, n+1), above: make([]int32, n), beneth: make([]int32, n)}
	for _, k := range v.lookOf {
		k.pass, k.weight = 0, 0
	}
	last := int32(-1)
	for i := range v.blocks {
		w := weightOf(&v.blocks[i])
		c.pass[i+1] = c.pass[i] + p[i]*w
		k := v.lookOf[i]
		k.pass += p[i] * w
		k.weight += w
		c.above[i] = last
		if p[i] > 0.5 && v.blocks[i].words >= longWords {
			last = int32(i)
		}
	}
	last = -1
	for i := n - 1; i >= 0; i-- {
		c.beneth[i] = last
		if p[i] > 0.5 && v.blocks[i].words >= longWords {
			last = int32(i)
		}
	}
	c.frame = v.frameOf(v.mainContainer(c.pass, most))
	c.wide = v.frameOf(v.mainContainer(c.pass, nearlyAll))
	return c
}

// weightOf is how much a block counts in means: long ones more, but not by their length.
func weightOf(b *block) float32 { return float32(min(b.words, 60)) + 1 }

// second fills in the features that follow the first judgement.
func (v *view) second(i int, c *context, x []float32) {
	n := len(v.blocks)
	p := func(k int) float32 {
		if k < 0 || k >= n {
			return -0.1
		}
		return c.p[k]
	}
	b := &v.blocks[i]
	x[gFirst] = c.p[i]
	x[gPrev1], x[gPrev2], x[gPrev3] = p(i-1), p(i-2), p(i-3)
	x[gNext1], x[gNext2], x[gNext3] = p(i+1), p(i+2), p(i+3)
	x[gBefore], x[gAfter] = -0.1, -0.1
	for k := i - 1; k >= max(0, i-12); k-- {
		if v.blocks[k].words >= longWords {
			x[gBefore] = c.p[k]
			break
		}
	}
	for k := i + 1; k < min(n, i+13); k++ {
		if v.blocks[k].words >= longWords {
			x[gAfter] = c.p[k]
			break
		}
	}
	own := weightOf(b)
	lo, hi := int32(max(0, i-5)), int32(min(n, i+6))
	x[gWindow] = v.passMean(c, lo, hi, i, own)
	parent := &v.containers[b.parent]
	grand := parent
	if parent.parent >= 0 {
		parent = &v.containers[parent.parent]
		grand = parent
		if parent.parent >= 0 {
			grand = &v.containers[parent.parent]
		}
	}
	x[gParent] = v.passMean(c, parent.first, parent.end, i, own)
	x[gGrand] = v.passMean(c, grand.first, grand.end, i, own)
	third, fourth := grand, grand
	if grand.parent >= 0 {
		third = &v.containers[grand.parent]
		fourth = third
		if third.parent >= 0 {
			fourth = &v.containers[third.parent]
		}
	}
	x[gThird] = v.passMean(c, third.first, third.end, i, own)
	x[gFourth] = v.passMean(c, fourth.first, fourth.end, i, own)
	x[gWideOut], x[gWideLow], x[gWideSum] = float32(c.wide.outside[b.parent]), c.wide.low[b.parent], c.wide.sum[b.parent]
	x[gWideDep] = float32(v.containers[b.parent].depth - v.containers[c.wide.main].depth)
	k := v.lookOf[i]
	x[gLook] = -0.1
	if k.weight > own {
		x[gLook] = (k.pass - c.p[i]*own) / (k.weight - own)
	}
	total := c.pass[n]
	x[gShare] = ratio(c.pass[parent.end]-c.pass[parent.first], total)
	x[gDone] = ratio(c.pass[i], total)
	x[gGapUp], x[gGapDn] = 60, 60
	if a := c.above[i]; a >= 0 {
		x[gGapUp] = min(60, float32(i)-float32(a))
	}
	if a := c.beneth[i]; a >= 0 {
		x[gGapDn] = min(60, float32(a)-float32(i))
	}
	f := c.frame
	m := &v.containers[f.main]
	x[gInMain] = 0
	if i >= int(m.first) && i < int(m.end) {
		x[gInMain] = 1
	}
	x[gOutsid], x[gLowBel], x[gSumBel] = float32(f.outside[b.parent]), f.low[b.parent], f.sum[b.parent]
	x[gDepth] = float32(v.containers[b.parent].depth - m.depth)
	x[gMass] = total
	x[gMean] = v.passMean(c, m.first, m.end, -1, 0)
	x[gGreat] = ratio(c.pass[m.end]-c.pass[m.first], total)
	spread(x[gBelow:gBelow+catCount], uint32(f.below[b.parent]|b.own))
}

// passMean is the mean verdict over blocks, weighted, without block i.
func (v *view) passMean(c *context, lo, hi int32, i int, own float32) float32 {
	pass := c.pass[hi] - c.pass[lo]
	weight := v.weights[hi] - v.weights[lo]
	if i >= int(lo) && i < int(hi) {
		pass -= c.p[i] * own
		weight -= own
	}
	if weight <= 0 {
		return -0.1
	}
	return pass / weight
}
