package block

import (
	"bytes"

	"golang.org/x/net/html/atom"
)

// judgement is what came of the blocks of a page.
type judgement struct {
	*view
	keep    []bool
	rule    []rule    // what changed the decision of the verdict
	verdict []float32 // of each block, 0..1
}

// rule is what decided on a block beside the model.
type rule uint8

const (
	noRule rule = iota
	gapRule
	headingRule
	tableRule
	storyRule
	repeatRule
)

// ruleNames say to a reader what decided.
var ruleNames = [...]string{"model", "closes a gap", "parts the text", "judged with its table", "of another story", "repeated"}

// set decides on a block by a rule.
func (j *judgement) set(i int, keep bool, by rule) {
	if j.keep[i] != keep {
		j.keep[i], j.rule[i] = keep, by
	}
}

// doubtful is the first verdict that a block needs to be judged again.
const doubtful = 0.05

// threshold is the verdict that a block of the text must reach. What goes for an article has captions, boxes
// and standfirsts to keep out; on other pages most of what is there is the text.
func threshold(k Kind) float32 {
	switch k {
	case KindArticle, KindNews:
		return 0.57
	case KindPosting:
		return 0.52
	}
	return 0.45
}

// judge asks the model about every block, twice.
func judge(v *view, m *Model) *judgement {
	n := len(v.blocks)
	j := &judgement{view: v, verdict: make([]float32, n)}
	p := make([]float32, n)
	var x [nSecond]float32
	for i := range n {
		if !v.hopeless(i) {
			v.first(i, x[:])
			p[i] = logistic(m.First.Score(x[:]))
		}
	}
	c := v.contextOf(p)
	for i := range n {
		j.verdict[i] = p[i]
		if p[i] >= doubtful {
			v.first(i, x[:])
			v.second(i, c, x[:])
			j.verdict[i] = logistic(m.Second.Score(x[:]))
		}
	}
	j.decide(threshold(Kind(v.article)))
	return j
}

// hopeless reports a block that needs no judgement: no words, or a link among links.
func (v *view) hopeless(i int) bool {
	b := &v.blocks[i]
	if b.words == 0 {
		return true
	}
	if b.linkWords < b.words || b.words > 25 {
		return false
	}
	if b.marks&(inNav|inFooter) != 0 {
		return true
	}
	c := &v.containers[b.parent]
	for range 3 {
		words := v.words[c.end] - v.words[c.first]
		if c.end-c.first >= 3 && v.linked[c.end]-v.linked[c.first] > 0.9*words {
			return true
		}
		if c.parent < 0 {
			break
		}
		c = &v.containers[c.parent]
	}
	return false
}

// decide turns verdicts into the text.
func (j *judgement) decide(threshold float32) {
	j.keep, j.rule = make([]bool, len(j.blocks)), make([]rule, len(j.blocks))
	for i := range j.blocks {
		b := &j.blocks[i]
		if b.words == 0 { // an end mark such as (***) goes with what stands before it
			j.keep[i] = b.firstByte == '(' && i > 0 && j.keep[i-1]
			continue
		}
		j.keep[i] = j.verdict[i] > threshold && !j.furniture(b)
	}
	j.keepSubheadings()
	j.closeGaps()
	j.keepTables(threshold)
	j.dropOtherStories()
	j.dropRepeats()
	j.dropStandfirst()
}

// subheading is the verdict that is enough for a heading right between two kept paragraphs of its own
// container. A few words tell the model little; that the text goes on behind them tells more.
const subheading = 0.3

// keepSubheadings keeps headings that part the text.
func (j *judgement) keepSubheadings() {
	for i := range j.blocks {
		b := &j.blocks[i]
		if j.keep[i] || j.verdict[i] < subheading || b.linkWords > 0 || b.words > 15 {
			continue
		}
		switch b.tag {
		case atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			j.set(i, j.sibling(i, -1) && j.sibling(i, 1), headingRule)
		}
	}
}

// reach is how many blocks of boxes between two paragraphs are passed over.
const reach = 6

// sibling tells whether the next paragraph of the same container, in one direction, is one of the text. Boxes and
// their few words are passed over.
func (j *judgement) sibling(i, step int) bool {
	// The container of a block is its own element; the one around it is what siblings share.
	around := func(k int) int { return int(j.containers[j.blocks[k].parent].parent) }
	for k := i + step; k >= 0 && k < len(j.blocks) && k != i+reach*step; k += step {
		if around(k) == around(i) && j.blocks[k].words >= 8 {
			return j.keep[k]
		}
	}
	return false
}

// A paragraph in a gap of the text needs less.
const (
	gapThreshold = 0.3
	gapSure      = 0.75
	gapWords     = 15
)

// closeGaps takes in a paragraph between two of the text that looks like one of them.
func (j *judgement) closeGaps() {
	above := -1 // the long block before
	for i := range j.blocks {
		if j.blocks[i].words < gapWords || j.blocks[i].linkWords*2 > j.blocks[i].words {
			continue
		}
		if above >= 0 && !j.keep[i] && j.verdict[i] > gapThreshold && j.blocks[i].stops > 0 && !j.furniture(&j.blocks[i]) && j.verdict[above] > gapSure {
			for k := i + 1; k < min(len(j.blocks), i+20); k++ {
				if j.blocks[k].words < gapWords || j.blocks[k].linkWords*2 > j.blocks[k].words {
					continue
				}
				if j.verdict[k] > gapSure && (j.lookOf[i] == j.lookOf[k] || j.lookOf[i] == j.lookOf[above]) {
					j.set(i, true, gapRule)
				}
				break
			}
		}
		above = i
	}
}

// dropRepeats drops what the text has already: paragraphs that the page holds once more for another width
// of the screen, and calls that stand between all paragraphs.
func (j *judgement) dropRepeats() {
	first := make(map[uint32]int, 64)
	count := make(map[uint32]int, 64)
	for i := range j.blocks {
		if j.keep[i] {
			count[j.blocks[i].hash]++
		}
	}
	for i := range j.blocks {
		b := &j.blocks[i]
		if !j.keep[i] || b.words < 3 {
			continue
		}
		if b.words < 12 && count[b.hash] > 2 && b.tag != atom.Td && b.tag != atom.Tr && b.marks&(inPre|inQuote) == 0 {
			j.set(i, false, repeatRule)
			continue
		}
		if at, ok := first[b.hash]; ok && b.words >= 12 && j.blocks[at].words == b.words {
			j.set(i, false, repeatRule)
			continue
		}
		first[b.hash] = i
	}
	j.dropCopies()
}

// plainMass is how much each block looks like text of an article by itself.
func (d *doc) plainMass() []float32 {
	mass := make([]float32, len(d.blocks)+1)
	for i := range d.blocks {
		b := &d.blocks[i]
		m := float32(0)
		if b.words >= 8 && b.linkWords*3 < b.words && b.stops+b.commas > 0 {
			m = float32(min(b.words, 100))
			if b.marks&(inNav|inFooter|inAside|inForm|inCaption|inDialog) != 0 {
				m *= 0.2
			}
			if d.containers[b.parent].all&(catComment|catPromo|catSide) != 0 {
				m *= 0.5
			}
		}
		mass[i+1] = mass[i] + m
	}
	return mass
}

// mainContainer is the deepest container that holds most of a mass, given as running sums over the blocks.
func (d *doc) mainContainer(sums []float32) int32 {
	total := sums[len(sums)-1]
	best := int32(0)
	for i := range d.containers {
		c := &d.containers[i]
		if m := sums[c.end] - sums[c.first]; m >= 0.6*total && c.depth >= d.containers[best].depth {
			best = int32(i)
		}
	}
	return best
}

// result puts the accepted blocks together.
func (j *judgement) result() Result {
	var r Result
	linked, sure := int32(0), float32(0)
	last := -1
	for i := range j.blocks {
		if !j.keep[i] {
			continue
		}
		b := &j.blocks[i]
		text := string(j.textOf(b))
		if last >= 0 && j.oneParagraph(last, i) {
			r.Paragraphs[len(r.Paragraphs)-1] += "\n" + text
		} else {
			if last < 0 && b.boldEnd > b.start {
				r.BoldPrefix = string(bytes.TrimSpace(j.text[b.start:b.boldEnd]))
			}
			r.Paragraphs = append(r.Paragraphs, text)
		}
		last = i
		r.Words += int(b.words)
		linked += b.linkWords
		sure += float32(b.words) * j.verdict[i]
	}
	if r.Words > 0 {
		r.Sure = float64(sure) / float64(r.Words)
		r.Linked = float64(linked) / float64(r.Words)
	}
	return r
}

// oneParagraph reports whether two accepted blocks are lines of one: entries of a list, rows of a table,
// short lines parted by a break.
func (j *judgement) oneParagraph(a, b int) bool {
	x, y := &j.blocks[a], &j.blocks[b]
	cx, cy := &j.containers[x.parent], &j.containers[y.parent]
	switch {
	case x.tag == atom.Li && y.tag == atom.Li && cx.parent == cy.parent,
		x.tag == atom.Tr && y.tag == atom.Tr && cx.parent == cy.parent:
		return true
	case y.afterBr && x.parent == y.parent && b == a+1 && x.words < 14 && y.words < 14:
		return true
	}
	return false
}
