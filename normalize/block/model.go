package block

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"sync"
)

// The model is two forests of boosted regression trees. A block's score is the sum of one leaf from each
// tree, its verdict the logistic function of that.
//
// weights.bin, little endian: for each of the two forests the number of trees and of nodes (uint32), the
// base score (float32), the root of each tree (uint32), then the nodes: feature and first child (uint16 each; the child is
// counted from the tree's root, the second follows it, feature 0xffff is a leaf), threshold (float32) and value (float32, what the
// tree would say if it ended there).
//
//go:embed weights.bin
var weights []byte

const leaf = 0xffff

// node is a question "is the feature at most the threshold?" with its yes-child at child and its no-child behind it. In a
// leaf the threshold is the score.
type node struct {
	feature, child uint16
	threshold      float32
}

// Forest is one of the model's two halves.
type Forest struct {
	base   float32
	roots  []uint32
	nodes  []node
	values []float32
	steps  []node // the nodes for Score: a leaf is a question that always leads back to it
	depth  []int  // of the deepest tree in each group of Score
}

// Model judges blocks.
type Model struct{ First, Second *Forest }

var model = sync.OnceValue(func() *Model {
	m, err := ReadModel(weights)
	if err != nil {
		panic("block: the embedded weights are broken: " + err.Error()) // TestWeights holds that this cannot be
	}
	return m
})

// ReadModel reads the format of weights.bin.
func ReadModel(b []byte) (*Model, error) {
	first, b, err := readForest(b, nFirst)
	if err != nil {
		return nil, err
	}
	second, b, err := readForest(b, nSecond)
	if err == nil && len(b) > 0 {
		err = errors.New("bytes behind the second forest")
	}
	return &Model{first, second}, err
}

func readForest(b []byte, features int) (*Forest, []byte, error) {
	short := errors.New("the weights are cut short")
	if len(b) < 12 {
		return nil, nil, short
	}
	u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(b[at:]) }
	trees, nodes := int(u32(0)), int(u32(4))
	if trees > 1<<16 || nodes > 1<<22 || len(b) < 12+4*trees+12*nodes {
		return nil, nil, short
	}
	f := &Forest{base: math.Float32frombits(u32(8)), roots: make([]uint32, trees), nodes: make([]node, nodes), values: make([]float32, nodes)}
	for i := range f.roots {
		f.roots[i] = u32(12 + 4*i)
	}
	for i := range f.nodes {
		at := 12 + 4*trees + 12*i
		v := u32(at)
		f.nodes[i] = node{uint16(v), uint16(v >> 16), math.Float32frombits(u32(at + 4))}
		f.values[i] = math.Float32frombits(u32(at + 8))
	}
	for t, root := range f.roots {
		end := nodes
		if t+1 < trees {
			end = int(f.roots[t+1])
		}
		if int(root) >= end || end > nodes {
			return nil, nil, errors.New("a tree without nodes")
		}
		for i := int(root); i < end; i++ {
			n := f.nodes[i]
			if n.feature != leaf && (int(n.feature) >= features || int(n.child) <= i-int(root) || int(root)+int(n.child)+1 >= end) {
				return nil, nil, errors.New("a node that leads nowhere")
			}
		}
	}
	f.prepare()
	return f, b[12+4*trees+12*nodes:], nil
}

// group is how many trees Score goes down at once: the next node of one is a wait, in which the others get on.
const group = 4

// prepare fills what Score reads.
func (f *Forest) prepare() {
	f.steps = slices.Clone(f.nodes)
	f.depth = make([]int, (len(f.roots)+group-1)/group)
	deep := make([]int, len(f.nodes))
	for t, root := range f.roots {
		end := uint32(len(f.nodes))
		if t+1 < len(f.roots) {
			end = f.roots[t+1]
		}
		for i := root; i < end; i++ { // children come behind their parent
			f.depth[t/group] = max(f.depth[t/group], deep[i])
			if n := f.nodes[i]; n.feature == leaf {
				f.steps[i] = node{0, uint16(i - root), float32(math.Inf(1))}
				f.values[i] = n.threshold
			} else {
				deep[root+uint32(n.child)], deep[root+uint32(n.child)+1] = deep[i]+1, deep[i]+1
			}
		}
	}
}

// AddTree appends a tree, for training. Nodes are in the format of the file; child counts from the tree's root.
func (f *Forest) AddTree(features, children []uint16, thresholds, values []float32) {
	f.roots = append(f.roots, uint32(len(f.nodes)))
	for i := range features {
		f.nodes = append(f.nodes, node{features[i], children[i], thresholds[i]})
		f.values = append(f.values, values[i])
	}
	f.prepare()
}

// SetBase sets the score before the first tree, for training.
func (f *Forest) SetBase(base float32) { f.base = base }

// Append writes the model in the format of weights.bin.
func (m *Model) Append(b []byte) []byte {
	for _, f := range []*Forest{m.First, m.Second} {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(f.roots)))
		b = binary.LittleEndian.AppendUint32(b, uint32(len(f.nodes)))
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(f.base))
		for _, r := range f.roots {
			b = binary.LittleEndian.AppendUint32(b, r)
		}
		for i, n := range f.nodes {
			b = binary.LittleEndian.AppendUint16(b, n.feature)
			b = binary.LittleEndian.AppendUint16(b, n.child)
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(n.threshold))
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(f.values[i]))
		}
	}
	return b
}

// Most blocks of a page are far from the text: after some trees their score cannot come back.
const (
	firstTrees = 32 // and each time so many more
	lost       = -3
)

// Score is the sum of the trees, or of the first ones where these have left no hope.
func (f *Forest) Score(x []float32) float32 {
	sum := f.base
	t := 0
	for ; t+group <= len(f.roots); t += group {
		if t%firstTrees == 0 && t > 0 && sum < lost {
			return sum
		}
		r := (*[group]uint32)(f.roots[t:])
		a, b, c, d := r[0], r[1], r[2], r[3]
		for range f.depth[t/group] {
			a = r[0] + f.steps[a].next(x)
			b = r[1] + f.steps[b].next(x)
			c = r[2] + f.steps[c].next(x)
			d = r[3] + f.steps[d].next(x)
		}
		sum = sum + f.values[a] + f.values[b] + f.values[c] + f.values[d]
	}
	for ; t < len(f.roots); t++ {
		at := f.roots[t]
		for range f.depth[t/group] {
			at = f.roots[t] + f.steps[at].next(x)
		}
		sum += f.values[at]
	}
	return sum
}

// next is the child that x leads to. There is no branch: which way a question goes cannot be foretold.
func (n node) next(x []float32) uint32 {
	no := uint32(0)
	if x[n.feature] > n.threshold {
		no = 1
	}
	return uint32(n.child) + no
}

// explain adds to each feature what its questions changed in the score.
func (f *Forest) explain(x []float32, parts []float32) {
	sum := f.base
	for t, root := range f.roots {
		if t%firstTrees == 0 && t > 0 && sum < lost {
			break
		}
		at := root
		for f.nodes[at].feature != leaf {
			n := f.nodes[at]
			next := root + uint32(n.child)
			if x[n.feature] > n.threshold {
				next++
			}
			parts[n.feature] += f.values[next] - f.values[at]
			at = next
		}
		sum += f.nodes[at].threshold
	}
}

// logistic turns a score into a verdict.
func logistic(x float32) float32 { return float32(1 / (1 + math.Exp(-float64(x)))) }
