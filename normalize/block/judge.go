package block

import (
	"bytes"
	"strings"

	"golang.org/x/net/html/atom"
)

// judgement is what came of the blocks of a page.
type judgement struct {
	*doc
	ev      Evidence
	keep    []bool
	verdict []float32 // of each block, 0..1
	why     []string
}

func judge(d *doc, ev Evidence) *judgement {
	j := &judgement{doc: d, ev: ev}
	n := len(d.blocks)
	j.keep = make([]bool, n)
	j.verdict = make([]float32, n)
	main := d.mainContainer(d.plainMass())
	c := d.containers[main]
	for i := int(c.first); i < int(c.end); i++ {
		b := &d.blocks[i]
		if b.words == 0 {
			j.keep[i] = b.firstByte == '(' && i > 0 && j.keep[i-1]
			continue
		}
		linked := float32(b.linkWords) / float32(b.words)
		bad := b.marks&(inNav|inAside|inFooter|inCaption|inForm|inButton) != 0 ||
			(d.containers[b.parent].own|b.own)&(catShare|catRelated|catAd|catNav|catTag|catPromo|catCaption|catMeta) != 0
		if !bad && linked < 0.5 && (b.words > 6 || b.stops > 0 || b.tag == atom.H2 || b.tag == atom.H3 || b.tag == atom.Li || b.boldWords == b.words) {
			j.keep[i] = true
			j.verdict[i] = 1
		}
	}
	return j
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
	at := int32(0)
	best, bestMass := int32(0), float32(0)
	for i := range d.containers {
		c := &d.containers[i]
		if m := sums[c.end] - sums[c.first]; m >= 0.6*total && c.depth >= d.containers[best].depth {
			best, bestMass = int32(i), m
		}
	}
	_ = bestMass
	at = best
	return at
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
	_ = strings.Join
	return r
}

// oneParagraph reports whether two accepted blocks are lines of one: entries of a list, rows of a table,
// short lines parted by a break.
func (j *judgement) oneParagraph(a, b int) bool {
	x, y := &j.blocks[a], &j.blocks[b]
	cx, cy := &j.containers[x.parent], &j.containers[y.parent]
	switch {
	case x.tag == atom.Li && y.tag == atom.Li && cx.parent == cy.parent:
		return true
	case y.afterBr && x.parent == y.parent && b == a+1 && x.words < 14 && y.words < 14:
		return true
	}
	return false
}
