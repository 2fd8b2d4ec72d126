package block

import (
	"math"

	"golang.org/x/net/html/atom"
)

// sums are running sums over the blocks of a page: sums[i] is over all before block i.
type sums struct{ words, linked, stops, mass, weights []float32 }

// view is all that the features of a page's blocks are read from.
type view struct {
	*doc
	sums
	frame     *frame
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

// frame is the page seen from one container: where everything else hangs beside it.
type frame struct {
	main    int32
	outside []int16 // levels that one must climb from the main container to hold the container
	below   []cats  // themes of the containers from there down
	low     []float32
}

func (d *doc) frameOf(main int32) *frame {
	n := len(d.containers)
	f := &frame{main: main, outside: make([]int16, n), below: make([]cats, n), low: make([]float32, n)}
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
	}
	return f
}

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
	v.frame = d.frameOf(d.mainContainer(v.mass))
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
		share := seen.threes(words)
		seen.addThrees(words)
		return share
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
