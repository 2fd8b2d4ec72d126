package block

// context is what the first judgement says around each block.
type context struct {
	p      []float32
	pass   []float32 // running sums of words times verdict
	frame  *frame
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
	c.frame = v.frameOf(v.mainContainer(c.pass))
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
	x[gOutsid], x[gLowBel] = float32(f.outside[b.parent]), f.low[b.parent]
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
