package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"kabar/normalize/block"
)

// Boosted trees for a yes or no, by histograms: each feature is cut into at most 64 bins, each tree grows
// leaf by leaf where the loss falls most.

// recipe is how a forest is grown.
type recipe struct {
	trees, leaves int
	rate          float64 // how much of each tree counts
	lambda        float64 // shrinks leaves with little weight
	minWeight     float64 // of the curvature in a leaf
	minGain       float64
	rows          float64 // share of the rows that each tree sees
	features      float64 // share of the features
	bag           int     // how many forests are averaged: they differ in the rows and features that their trees see
	seed          uint64
}

// table is what a forest learns from: rows of features, with a label 0..1 and a weight each.
type table struct {
	width  int
	x      []float32
	y, w   []float32
	count  int
	bins   [][]uint8   // by feature, then row
	limits [][]float32 // upper limits of each feature's bins, the last one open
}

func newTable(width int) *table { return &table{width: width} }

func (t *table) add(x []float32, y, w float32) {
	t.x = append(t.x, x...)
	t.y = append(t.y, y)
	t.w = append(t.w, w)
	t.count++
}

const maxBins = 64

// cut sorts the values of each feature into bins.
func (t *table) cut() {
	t.bins = make([][]uint8, t.width)
	t.limits = make([][]float32, t.width)
	parallel(t.width, func(f int) {
		sample := make([]float32, 0, 20_000)
		step := max(1, t.count/20_000)
		for i := 0; i < t.count; i += step {
			sample = append(sample, t.x[i*t.width+f])
		}
		sortFloats(sample)
		var limits []float32
		distinct := sample[:0:0]
		for i, v := range sample {
			if i == 0 || v != sample[i-1] {
				distinct = append(distinct, v)
			}
		}
		if len(distinct) <= maxBins {
			for i := 1; i < len(distinct); i++ {
				limits = append(limits, (distinct[i-1]+distinct[i])/2)
			}
		} else {
			for k := 1; k < maxBins; k++ {
				v := sample[k*len(sample)/maxBins]
				if len(limits) == 0 || v > limits[len(limits)-1] {
					limits = append(limits, v)
				}
			}
		}
		bins := make([]uint8, t.count)
		for i := range bins {
			v := t.x[i*t.width+f]
			lo, hi := 0, len(limits)
			for lo < hi {
				m := (lo + hi) / 2
				if v <= limits[m] {
					hi = m
				} else {
					lo = m + 1
				}
			}
			bins[i] = uint8(lo)
		}
		t.bins[f], t.limits[f] = bins, limits
	})
}

type cell struct{ g, h float64 }

// branch is a leaf that may yet be split.
type branch struct {
	node    int
	rows    []int32
	hist    [][]cell // by position in the tree's feature list
	g, h    float64
	gain    float64
	feature int // position in the list
	bin     int
}

func (t *table) grow(r recipe) *block.Forest {
	rng := rand.New(rand.NewPCG(r.seed, 7))
	forest := &block.Forest{}
	var sy, sw float64
	for i := range t.y {
		sy += float64(t.y[i] * t.w[i])
		sw += float64(t.w[i])
	}
	base := math.Log(sy / (sw - sy))
	forest.SetBase(float32(base))
	scores := make([][]float64, r.bag)
	for k := range scores {
		scores[k] = slices.Repeat([]float64{base}, t.count)
	}
	grad := make([]cell, t.count)
	for n := range r.trees * r.bag { // in turn, so that the first trees of the whole are the first of each
		score := scores[n%r.bag]
		var rows []int32
		for i := range score {
			p := 1 / (1 + math.Exp(-score[i]))
			w := float64(t.w[i])
			grad[i] = cell{(p - float64(t.y[i])) * w, max(p*(1-p), 1e-6) * w}
			if rng.Float64() < r.rows {
				rows = append(rows, int32(i))
			}
		}
		var list []int
		for f := range t.width {
			if len(t.limits[f]) > 0 && rng.Float64() < r.features {
				list = append(list, f)
			}
		}
		t.tree(r, forest, grad, rows, list, score)
	}
	return forest
}

func (t *table) tree(r recipe, forest *block.Forest, grad []cell, rows []int32, list []int, score []float64) {
	var features, children []uint16
	var thresholds, values []float32
	value := func(g, h float64) float32 { return float32(-r.rate * g / (h + r.lambda)) }
	newNode := func(g, h float64) int {
		features = append(features, 0xffff)
		children = append(children, 0)
		v := value(g, h)
		thresholds = append(thresholds, v)
		values = append(values, v)
		return len(features) - 1
	}
	root := &branch{rows: rows}
	for _, i := range rows {
		root.g += grad[i].g
		root.h += grad[i].h
	}
	root.node = newNode(root.g, root.h)
	root.hist = t.histogram(grad, rows, list)
	t.best(r, root, list)
	open := []*branch{root}
	bins := map[int]uint8{} // split bin of each inner node
	for n := 1; n < r.leaves; n++ {
		pick := -1
		for i, b := range open {
			if b.gain > r.minGain && (pick < 0 || b.gain > open[pick].gain) {
				pick = i
			}
		}
		if pick < 0 {
			break
		}
		b := open[pick]
		f := list[b.feature]
		col := t.bins[f]
		var left, right []int32
		for _, i := range b.rows {
			if int(col[i]) <= b.bin {
				left = append(left, i)
			} else {
				right = append(right, i)
			}
		}
		l, s := &branch{rows: left}, &branch{rows: right}
		for k := 0; k <= b.bin; k++ {
			l.g += b.hist[b.feature][k].g
			l.h += b.hist[b.feature][k].h
		}
		s.g, s.h = b.g-l.g, b.h-l.h
		small, large := l, s
		if len(left) > len(right) {
			small, large = s, l
		}
		small.hist = t.histogram(grad, small.rows, list)
		large.hist = b.hist
		for k := range large.hist {
			for j := range large.hist[k] {
				large.hist[k][j].g -= small.hist[k][j].g
				large.hist[k][j].h -= small.hist[k][j].h
			}
		}
		l.node = newNode(l.g, l.h)
		s.node = newNode(s.g, s.h)
		features[b.node], children[b.node], thresholds[b.node] = uint16(f), uint16(l.node), t.limits[f][b.bin]
		bins[b.node] = uint8(b.bin)
		t.best(r, l, list)
		t.best(r, s, list)
		open[pick] = l
		open = append(open, s)
	}
	for i := range score {
		at := 0
		for features[at] != 0xffff {
			next := int(children[at])
			if t.bins[features[at]][i] > bins[at] {
				next++
			}
			at = next
		}
		score[i] += float64(thresholds[at])
	}
	for i := range features {
		values[i] /= float32(r.bag)
		if features[i] == 0xffff {
			thresholds[i] = values[i]
		}
	}
	forest.AddTree(features, children, thresholds, values)
}

func (t *table) histogram(grad []cell, rows []int32, list []int) [][]cell {
	hist := make([][]cell, len(list))
	parallel(len(list), func(k int) {
		h := make([]cell, len(t.limits[list[k]])+1)
		col := t.bins[list[k]]
		for _, i := range rows {
			c := &h[col[i]]
			c.g += grad[i].g
			c.h += grad[i].h
		}
		hist[k] = h
	})
	return hist
}

// best finds the split of a leaf that gains most.
func (t *table) best(r recipe, b *branch, list []int) {
	b.gain = 0
	whole := b.g * b.g / (b.h + r.lambda)
	for k := range list {
		var g, h float64
		for bin := 0; bin+1 < len(b.hist[k]); bin++ {
			g += b.hist[k][bin].g
			h += b.hist[k][bin].h
			if h < r.minWeight || b.h-h < r.minWeight {
				continue
			}
			gain := g*g/(h+r.lambda) + (b.g-g)*(b.g-g)/(b.h-h+r.lambda) - whole
			if gain > b.gain {
				b.gain, b.feature, b.bin = gain, k, bin
			}
		}
	}
}

// parallel calls f for 0 to n-1 on all cores.
func parallel(n int, f func(i int)) {
	var wg sync.WaitGroup
	const workers = 2
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}
