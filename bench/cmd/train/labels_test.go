package main

import (
	"testing"

	"kabar/normalize/block"
	"kabar/page"
)

func TestLabel(t *testing.T) {
	const body = `<nav>Beranda</nav><h1>Jembatan dibuka lagi</h1><p>Jembatan gantung di hulu sungai itu dibuka kembali pada Sabtu pagi.</p>
<h2>Disambut warga</h2><p>Warga menyambut pembukaan jembatan dengan doa bersama di halaman balai desa.</p><p>Baca juga: harga cabai naik di pasar pagi</p>
<div class="mobile"><p>Jembatan gantung di hulu sungai itu dibuka kembali pada Sabtu pagi.</p></div>`
	p, err := page.Parse("", nil, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	s := block.NewSheet(p, block.Evidence{}, nil)
	g := gold{Text: "PEKANBARU - Jembatan gantung di hulu sungai itu dibuka kembali pada Sabtu pagi.\n\nDisambut warga\n\nWarga menyambut pembukaan jembatan dengan doa bersama di halaman balai desa."}
	want := []float32{0, 0, 1, 1, 1, 0, 0}
	got := label(s, &g)
	if len(got) != len(want) {
		t.Fatalf("%d blocks, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%q: %v, want %v", s.Text(i), got[i], want[i])
		}
	}
	g = gold{With: []string{"doa bersama"}, Without: []string{"Baca juga"}}
	want = []float32{-1, -1, -1, -1, 1, 0, -1}
	for i, y := range label(s, &g) {
		if y != want[i] {
			t.Errorf("by snippets %q: %v, want %v", s.Text(i), y, want[i])
		}
	}
}
