package main

import (
	"math/rand/v2"
	"testing"

	"kabar/normalize/block"
)

// TestGrow learns what no single question tells: whether two features lie on the same side.
func TestGrow(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	tb := newTable(3)
	for range 2000 {
		x := []float32{rng.Float32(), rng.Float32(), rng.Float32()}
		y := float32(0)
		if (x[0] > 0.5) == (x[1] > 0.5) {
			y = 1
		}
		tb.add(x, y, 1)
	}
	tb.cut()
	r := recipe{trees: 40, leaves: 8, rate: 0.3, lambda: 1, minWeight: 1, rows: 0.8, features: 1, seed: 1}
	f := tb.grow(r)
	for _, tt := range []struct {
		x    []float32
		same bool
	}{
		{[]float32{0.1, 0.2, 0.5}, true}, {[]float32{0.9, 0.8, 0.5}, true}, {[]float32{0.1, 0.9, 0.5}, false}, {[]float32{0.9, 0.1, 0.5}, false},
	} {
		if got := f.Score(tt.x) > 0; got != tt.same {
			t.Errorf("%v: same is %v, score %v", tt.x, got, f.Score(tt.x))
		}
	}
	again := tb.grow(r)
	a, b := block.Model{First: f, Second: f}, block.Model{First: again, Second: again}
	if string(a.Append(nil)) != string(b.Append(nil)) {
		t.Error("equal data gave other weights")
	}
}
