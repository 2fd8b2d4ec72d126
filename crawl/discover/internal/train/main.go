// Command train fits the weights by which pages are told apart, from labelled pages:
//
//	go run ./crawl/discover/internal/train -data ../shared/data/extract
//
// DIR holds sets of pages: gold.jsonl with page_type (none: an article) and pages.jsonl. It reports how held-out pages are
// judged, in five parts by registrable domain, and prints the weights fitted on all of them. Equal data gives equal weights.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"log"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"kabar/address"
	"kabar/crawl/discover"
	"kabar/page"
)

// example is a labelled page.
type example struct {
	set, id, url, site, kind string
	article                  bool
	features                 []discover.Feature
	weight                   float64
}

func main() {
	log.SetFlags(0)
	data := flag.String("data", "../shared/data/extract", "`folder` with the sets")
	errors := flag.String("errors", "", "list the misjudged pages of this `set`")
	l2 := flag.Float64("l2", 0.0005, "how strongly weights are held at zero")
	flag.Parse()
	all, err := load(*data)
	if err != nil {
		log.Fatal(err)
	}
	weigh(all)
	heldOut := validate(all, *l2, *errors)
	report(os.Stdout, all, heldOut)
	m := fit(all, *l2)
	fmt.Printf("\nconst bias = %.2f\n\n", m.bias)
	names := slices.SortedFunc(maps.Keys(m.weights), func(a, b string) int {
		if m.weights[a] > m.weights[b] {
			return -1
		}
		return 1
	})
	for _, n := range names {
		fmt.Printf("\t%q: %.1f,\n", n, m.weights[n])
	}
}

func load(dir string) ([]*example, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*", "pages.jsonl"))
	if err != nil {
		return nil, err
	}
	var all []*example
	var paths []string
	for _, f := range files {
		kinds := map[string]string{}
		if err := lines(filepath.Join(filepath.Dir(f), "gold.jsonl"), func(b []byte) error {
			var g struct {
				ID   string
				Type string `json:"page_type"`
			}
			err := json.Unmarshal(b, &g)
			kinds[g.ID] = g.Type
			return err
		}); err != nil {
			return nil, err
		}
		if err := lines(f, func(b []byte) error {
			var p struct{ ID, URL, Path string }
			if err := json.Unmarshal(b, &p); err != nil {
				return err
			}
			e := &example{set: filepath.Base(filepath.Dir(f)), id: p.ID, url: p.URL, site: address.Site(address.Host(p.URL)), kind: kinds[p.ID]}
			e.article = e.kind == "article" || e.kind == ""
			if e.site == "" {
				e.site = p.ID
			}
			all = append(all, e)
			paths = append(paths, filepath.Join(filepath.Dir(f), p.Path))
			return nil
		}); err != nil {
			return nil, err
		}
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, 4)
	for i, e := range all {
		wg.Add(1)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots; wg.Done() }()
			if err := e.read(paths[i]); err != nil {
				log.Fatalf("%s: %v", paths[i], err)
			}
		}()
	}
	wg.Wait()
	return all, nil
}

func lines(file string, do func([]byte) error) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 64<<20)
	for sc.Scan() {
		if err := do(sc.Bytes()); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return sc.Err()
}

func (e *example) read(file string) error {
	body, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if z, err := gzip.NewReader(bytes.NewReader(body)); err == nil {
		if body, err = io.ReadAll(z); err != nil {
			return err
		}
	}
	p, err := page.Parse(e.url, nil, body)
	if err != nil {
		return err
	}
	e.features = discover.Features(p, e.site)
	return nil
}

// mixedWeight is how much more a page counts of a set in which most pages are none: the sets of articles alone would
// else say that nearly every page is one.
const mixedWeight = 4

// weigh lets the pages of each set and label count as many as their root: no set drowns the others.
func weigh(all []*example) {
	n := map[string]float64{}
	key := func(e *example) string { return fmt.Sprint(e.set, e.article) }
	for _, e := range all {
		n[key(e)]++
	}
	for _, e := range all {
		e.weight = 1 / math.Sqrt(n[key(e)])
		if n[fmt.Sprint(e.set, false)] > n[fmt.Sprint(e.set, true)] {
			e.weight *= mixedWeight
		}
	}
}

const folds = 5

func (e *example) fold() int {
	h := fnv.New32a()
	h.Write([]byte(e.site))
	return int(h.Sum32() % folds)
}

// validate judges each page by weights that were fitted without any page of its fold.
func validate(all []*example, l2 float64, errors string) []float64 {
	scores := make([]float64, len(all))
	for k := range folds {
		var rest []*example
		for _, e := range all {
			if e.fold() != k {
				rest = append(rest, e)
			}
		}
		m := fit(rest, l2)
		for i, e := range all {
			if e.fold() == k {
				scores[i] = m.score(e)
			}
		}
		for i, e := range all {
			if e.fold() == k && e.set == errors && (scores[i] >= 0.5) != e.article {
				fmt.Printf("%s %-13s %.2f %s %v\n", e.id, e.kind, scores[i], e.url, m.why(e))
			}
		}
	}
	return scores
}

func report(w io.Writer, all []*example, scores []float64) {
	fmt.Fprintln(w, "| set | pages | precision | recall | pages in doubt |\n| --- | ---: | ---: | ---: | ---: |")
	sets := map[string]bool{}
	for _, e := range all {
		sets[e.set] = true
	}
	extras := map[string]int{}
	for _, set := range slices.Sorted(maps.Keys(sets)) {
		var n, found, extra, missed, doubt int
		for i, e := range all {
			if e.set != set {
				continue
			}
			n++
			if scores[i] > 0.15 && scores[i] < 0.85 {
				doubt++
			}
			switch got := scores[i] >= 0.5; {
			case e.article && got:
				found++
			case e.article:
				missed++
			case got:
				extra++
				extras[set+" "+e.kind]++
			}
		}
		fmt.Fprintf(w, "| %s | %d | %.3f | %.3f | %d |\n", set, n, float64(found)/float64(max(found+extra, 1)), float64(found)/float64(max(found+missed, 1)), doubt)
	}
	fmt.Fprintln(w, "\ntaken for articles:", extras)
}

// model is a logistic regression.
type model struct {
	bias    float64
	weights map[string]float64
}

func (m *model) score(e *example) float64 {
	sum := m.bias
	for _, f := range e.features {
		sum += m.weights[f.Name] * f.Value
	}
	return 1 / (1 + math.Exp(-sum))
}

func (m *model) why(e *example) (out []string) {
	fs := slices.Clone(e.features)
	slices.SortFunc(fs, func(a, b discover.Feature) int {
		return int(1000 * (math.Abs(m.weights[b.Name]*b.Value) - math.Abs(m.weights[a.Name]*a.Value)))
	})
	for _, f := range fs[:min(9, len(fs))] {
		out = append(out, fmt.Sprintf("%s %+.1f", f.Name, m.weights[f.Name]*f.Value))
	}
	return out
}

// held are the weights that are given, not fitted: fronts, sections and archives of news sites, of which the labelled pages have
// too few.
var held = map[string]float64{
	"front page": -3.0, "body archive": -0.8, "schema listing": -0.8, "list word in path": -0.8, "links to articles": -0.5, "linked headings": -0.3,
}

// fit minimises the weighted logistic loss with a penalty on the squares of the weights (Adam, all pages at each step). held says
// which weights are not fitted but given.
func fit(all []*example, l2 float64) *model {
	names := map[string]int{}
	for _, e := range all {
		for _, f := range e.features {
			if _, ok := names[f.Name]; !ok {
				names[f.Name] = len(names)
			}
		}
	}
	n := len(names) + 1
	w, g, m1, m2 := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	total := 0.0
	x := make([][]float64, len(all))
	for i, e := range all {
		total += e.weight
		x[i] = make([]float64, n)
		x[i][n-1] = 1
		for _, f := range e.features {
			x[i][names[f.Name]] = f.Value
		}
	}
	fixed := make([]bool, n)
	for name, value := range held {
		if j, ok := names[name]; ok {
			w[j], fixed[j] = value, true
		}
	}
	const steps, b1, b2 = 1500, 0.9, 0.999
	for t := 1; t <= steps; t++ {
		for j := range g {
			g[j] = 2 * l2 * w[j]
		}
		g[n-1] = 0
		for i, e := range all {
			sum := 0.0
			for j, v := range x[i] {
				sum += w[j] * v
			}
			y := 0.0
			if e.article {
				y = 1
			}
			d := e.weight / total * (1/(1+math.Exp(-sum)) - y)
			for j, v := range x[i] {
				if v != 0 {
					g[j] += d * v
				}
			}
		}
		rate := 0.05
		if t > steps*2/3 {
			rate = 0.01
		}
		for j := range w {
			if fixed[j] {
				continue
			}
			m1[j] = b1*m1[j] + (1-b1)*g[j]
			m2[j] = b2*m2[j] + (1-b2)*g[j]*g[j]
			w[j] -= rate * (m1[j] / (1 - math.Pow(b1, float64(t)))) / (math.Sqrt(m2[j]/(1-math.Pow(b2, float64(t)))) + 1e-8)
		}
	}
	out := &model{bias: w[n-1], weights: map[string]float64{}}
	for name, j := range names {
		out.weights[name] = w[j]
	}
	return out
}
