package block

import "golang.org/x/net/html/atom"

// amid is the mean verdict that is enough for a table right between two kept paragraphs of its own container.
const amid = 0.25

// keepTables judges the rows of a table together: half of one is worth less than all of it or nothing.
func (j *judgement) keepTables(threshold float32) {
	for at := range j.containers {
		c := &j.containers[at]
		if c.tag != atom.Table {
			continue
		}
		rows, sum, weight := 0, float32(0), float32(0)
		for i := c.first; i < c.end; i++ {
			if b := &j.blocks[i]; j.rowOf(b, int32(at)) {
				rows++
				sum += weightOf(b) * j.verdict[i]
				weight += weightOf(b)
			}
		}
		if rows < 2 {
			continue
		}
		keep := sum > threshold*weight || sum > amid*weight && j.between(c)
		for i := c.first; i < c.end; i++ {
			if b := &j.blocks[i]; j.rowOf(b, int32(at)) {
				j.set(int(i), keep && !j.furniture(b), tableRule)
			}
		}
	}
}

// rowOf reports a row of a table, not one of another table inside it, that is not mostly links.
func (j *judgement) rowOf(b *block, table int32) bool {
	if b.tag != atom.Tr || b.linkWords*2 > b.words || b.words == 0 {
		return false
	}
	up := j.containers[b.parent].parent
	if up != table && up >= 0 { // the table's body
		up = j.containers[up].parent
	}
	return up == table
}

// between tells whether the paragraphs right before and behind a container, beside it, are of the text.
func (j *judgement) between(c *container) bool {
	beside := func(k int32) bool {
		if k < 0 || int(k) >= len(j.blocks) || !j.keep[k] || j.blocks[k].words < 8 {
			return false
		}
		own := j.blocks[k].parent
		return own == c.parent || j.containers[own].parent == c.parent
	}
	return beside(c.first-1) && beside(c.end)
}
