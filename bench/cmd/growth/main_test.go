package main

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestDraw(t *testing.T) {
	const lines = `goos: linux
BenchmarkGrowth/n=100000/near_insert-2    2000   285682 ns/op    1922 documents/s    2.048 pages/document
BenchmarkGrowth/n=10000/near_insert-2     2000   285682 ns/op    3501 documents/s    0.28 pages/document
BenchmarkGrowth/n=10000/lease             2000    16736 ns/op    59752 leases/s
BenchmarkOther/n=1/x                      2000    16736 ns/op    5 others/s
PASS
`
	curves, err := read(strings.NewReader(lines))
	if err != nil {
		t.Fatal(err)
	}
	if len(curves) != 2 || curves[0].name != "near insert" || curves[0].unit != "documents" || curves[0].points[0] != (point{10_000, 3501}) ||
		curves[0].points[1] != (point{100_000, 1922}) || curves[1].points[0].rate != 59752 {
		t.Fatalf("read %+v", curves)
	}
	svg := draw(curves)
	for _, want := range []string{"near insert, documents a second", ">3.5k<", ">100k<", ">60k<"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %q in the drawing", want)
		}
	}
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if err := run(strings.NewReader("PASS\n"), io.Discard); err == nil {
		t.Error("nothing to draw, and no error")
	}
}
