// Growth draws what BenchmarkGrowth of the store measured, one small picture for each operation:
//
//	go test ./store/bolt -run '^$' -bench Growth -growth 1000,10000,100000,1000000 -benchtime 2000x | go run ./cmd/growth > growth.svg
//
// It reads lines "BenchmarkGrowth/n=N/OPERATION-P … RATE UNIT/s …" and leaves the others out. The width is the number of documents,
// each tenfold a step; the height is the rate, from zero.
package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"html"
	"io"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "growth:", err)
		os.Exit(1)
	}
}

func run(r io.Reader, w io.Writer) error {
	curves, err := read(r)
	if err != nil {
		return err
	}
	if len(curves) == 0 {
		return errors.New("no line of BenchmarkGrowth was read")
	}
	_, err = io.WriteString(w, draw(curves))
	return err
}

// curve is how the rate of an operation goes with the number of documents.
type curve struct {
	name, unit string
	points     []point
}

type point struct{ n, rate float64 }

var (
	name = regexp.MustCompile(`^BenchmarkGrowth/n=(\d+)/(\S+?)(-\d+)?$`)
	rate = regexp.MustCompile(`([0-9.e+]+) (\w+)/s\b`)
)

func read(r io.Reader) ([]curve, error) {
	var curves []curve
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) == 0 {
			continue
		}
		at, value := name.FindStringSubmatch(fields[0]), rate.FindStringSubmatch(strings.Join(fields[1:], " "))
		if at == nil || value == nil {
			continue
		}
		n, err := strconv.ParseFloat(at[1], 64)
		if err != nil {
			return nil, err
		}
		v, err := strconv.ParseFloat(value[1], 64)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q: not a rate", lines.Text())
		}
		title := strings.ReplaceAll(at[2], "_", " ")
		i := slices.IndexFunc(curves, func(c curve) bool { return c.name == title })
		if i < 0 {
			i, curves = len(curves), append(curves, curve{name: title, unit: value[2]})
		}
		curves[i].points = append(curves[i].points, point{n, v})
	}
	for _, c := range curves {
		slices.SortFunc(c.points, func(a, b point) int { return cmp.Compare(a.n, b.n) })
	}
	return curves, lines.Err()
}

// Sizes of the drawing, in its units.
const (
	columns       = 2
	width, height = 360, 190 // of a picture
	left, right   = 20, 60
	top, bottom   = 40, 30
)

func draw(curves []curve) string {
	var b strings.Builder
	rows := (len(curves) + columns - 1) / columns
	fmt.Fprintf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"11\">\n", columns*width, rows*height)
	b.WriteString("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n")
	for i, c := range curves {
		fmt.Fprintf(&b, "<g transform=\"translate(%d %d)\">\n", i%columns*width, i/columns*height)
		c.draw(&b)
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func (c curve) draw(b *strings.Builder) {
	most := 0.0
	for _, p := range c.points {
		most = max(most, p.rate)
	}
	first, last := math.Log10(c.points[0].n), math.Log10(c.points[len(c.points)-1].n)
	x := func(n float64) float64 {
		return left + (math.Log10(n)-first)/max(last-first, 1e-9)*(width-left-right)
	}
	y := func(v float64) float64 { return height - bottom - v/max(most, 1e-9)*(height-top-bottom) }
	fmt.Fprintf(b, "<text x=\"%d\" y=\"18\" font-weight=\"bold\">%s, %s a second</text>\n", left, html.EscapeString(c.name), html.EscapeString(c.unit))
	fmt.Fprintf(b, "<path d=\"M%d %.0fH%d\" stroke=\"#999\"/>\n", left, y(0), width-right)
	var line strings.Builder
	for i, p := range c.points {
		fmt.Fprintf(&line, "%s%.1f %.1f", map[bool]string{true: "M", false: "L"}[i == 0], x(p.n), y(p.rate))
		fmt.Fprintf(b, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#06c\"/>\n", x(p.n), y(p.rate))
		fmt.Fprintf(b, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>\n", x(p.n), y(p.rate)-7, short(p.rate))
		fmt.Fprintf(b, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#555\">%s</text>\n", x(p.n), height-bottom+15, short(p.n))
	}
	fmt.Fprintf(b, "<path d=\"%s\" fill=\"none\" stroke=\"#06c\"/>\n", line.String())
}

// short writes a number with two or three digits.
func short(v float64) string {
	for _, u := range []struct {
		size float64
		name string
	}{{1e6, "M"}, {1e3, "k"}} {
		if v >= u.size {
			return strings.TrimSuffix(strconv.FormatFloat(v/u.size, 'f', digits(v/u.size), 64), ".0") + u.name
		}
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}

func digits(v float64) int {
	if v < 10 {
		return 1
	}
	return 0
}
