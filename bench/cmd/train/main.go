// Train learns the weights by which kabar/normalize/block tells an article's text from what stands around
// it:
//
//	cd bench && go run ./cmd/train -shared ../../shared -out ../normalize/block
//
// It reads the pages with known text, labels each block by whether the text has it, counts the words of
// class names and of short blocks, and grows two forests. Everything that judges a page while learning or scoring has not
// seen the page's site: the words are counted without it, and the forests come from the other folds. With
// -cv the texts so made are written for the scorer. Equal data gives equal weights.
package main

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kabar/normalize/block"
	"kabar/normalize/dateline"
	"kabar/normalize/text"
)

func main() {
	shared := flag.String("shared", "../../shared", "folder with the data")
	out := flag.String("out", "", "folder for weights.bin and tokens.txt; empty: they are not written")
	cv := flag.String("cv", "", "folder for the records of the cross-validation; empty: none")
	errors := flag.String("errors", "", "file for the blocks that were misjudged; empty: none")
	folds := flag.Int("folds", 5, "number of folds, by site")
	t1 := flag.Int("trees1", 150, "trees of the first forest")
	t2 := flag.Int("trees2", 180, "trees of the second forest")
	leaves := flag.Int("leaves", 16, "leaves of a tree")
	bag := flag.Int("bag", 1, "forests that are averaged to one")
	seed := flag.Uint64("seed", 1, "of the choice of rows and features")
	rate := flag.Float64("rate", 0.08, "how much of each tree counts")
	flag.Parse()
	if err := run(*shared, *out, *cv, *errors, *folds, *t1, *t2, *leaves, *bag, *rate, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(shared, out, cv, errors string, folds, t1, t2, leaves, bag int, rate float64, seed uint64) error {
	start := time.Now()
	say := func(format string, args ...any) {
		fmt.Fprintf(os.Stderr, "%5.1fs "+format+"\n", append([]any{time.Since(start).Seconds()}, args...)...)
	}
	all, err := readSets(shared, folds)
	if err != nil {
		return err
	}
	say("%d pages read", len(all))
	parallel(len(all), func(i int) {
		s := all[i]
		s.sheet = block.NewSheet(s.page, s.evidence, nil)
		s.labels = label(s.sheet, &s.gold)
	})
	x := newLexicon(all)
	bySite := map[string][]*sample{}
	for _, s := range all {
		bySite[s.site] = append(bySite[s.site], s)
	}
	sites := sortedKeys(bySite)
	parallel(len(sites), func(i int) {
		words := block.ReadWords(x.text(sites[i]))
		for _, s := range bySite[sites[i]] {
			s.sheet = block.NewSheet(s.page, s.evidence, words)
			s.page = nil
		}
	})
	say("words counted")
	tellLabels(all, say)

	rec1 := recipe{trees: t1, leaves: leaves, rate: rate, lambda: 5, minWeight: 8, minGain: 0.5, rows: 0.6, features: 0.2, bag: bag, seed: 2*seed - 1}
	rec2 := recipe{trees: t2, leaves: leaves, rate: rate * 0.875, lambda: 5, minWeight: 8, minGain: 0.5, rows: 0.6, features: 0.2, bag: bag, seed: 2 * seed}
	crossValidate(all, folds, rec1, rec2, say)
	if errors != "" {
		if err := writeErrors(all, errors); err != nil {
			return err
		}
	}
	if cv != "" {
		for _, s := range all { // what perfect verdicts would give
			s.oracle = make([]float32, len(s.labels))
			for i, y := range s.labels {
				if s.oracle[i] = y; y < 0 {
					s.oracle[i] = s.second[i]
				}
			}
			s.second, s.oracle = s.oracle, s.second
		}
		if err := writeRecords(all, cv+"-oracle", 0); err != nil {
			return err
		}
		for _, s := range all {
			s.second, s.oracle = s.oracle, s.second
		}
		for _, at := range []float32{-0.1, 0, 0.1} {
			if err := writeRecords(all, fmt.Sprintf("%s%+.1f", cv, at), at); err != nil {
				return err
			}
		}
	}
	if out == "" {
		return nil
	}
	every := func(*sample) bool { return true }
	m := block.Model{First: grow(all, rec1, 1, every), Second: grow(all, rec2, 2, every)}
	say("all grown")
	if err := os.WriteFile(filepath.Join(out, "weights.bin"), m.Append(nil), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "tokens.txt"), []byte(x.text("")), 0o644)
}

// crossValidate gives every page verdicts of forests that were grown without its fold.
func crossValidate(all []*sample, folds int, rec1, rec2 recipe, say func(string, ...any)) {
	for k := range folds {
		f := grow(all, rec1, 1, func(s *sample) bool { return s.fold != k })
		parallel(len(all), func(i int) {
			if s := all[i]; s.fold == k {
				s.first = verdicts(s, f, 1)
				s.sheet.SetFirst(s.first)
			}
		})
	}
	say("first forests, loss %.4f", loss(all, func(s *sample) []float32 { return s.first }))
	for k := range folds {
		f := grow(all, rec2, 2, func(s *sample) bool { return s.fold != k })
		parallel(len(all), func(i int) {
			if s := all[i]; s.fold == k {
				s.second = verdicts(s, f, 2)
			}
		})
	}
	say("second forests, loss %.4f", loss(all, func(s *sample) []float32 { return s.second }))
}

func tellLabels(all []*sample, say func(string, ...any)) {
	in, outs, lost, rows := 0, 0, 0, 0
	for _, s := range all {
		for i, y := range s.labels {
			if y < 0 {
				continue
			}
			if s.sheet.Hopeless(i) {
				if y > 0.5 {
					lost++
				}
				continue
			}
			rows++
			if y > 0.5 {
				in++
			} else {
				outs++
			}
		}
	}
	lostIn := map[string]int{}
	for _, s := range all {
		for i, y := range s.labels {
			if y > 0.5 && s.sheet.Hopeless(i) {
				lostIn[s.set+" "+s.gold.PageType]++
			}
		}
	}
	say("lost: %v", lostIn)
	say("%d blocks: %d in, %d out; %d that are in are never judged", rows, in, outs, lost)
}

func grow(all []*sample, r recipe, stage int, use func(*sample) bool) *block.Forest {
	width := block.FirstFeatures
	if stage == 2 {
		width = block.SecondFeatures
	}
	t := newTable(width)
	row := make([]float32, block.SecondFeatures)
	for _, s := range all {
		if !use(s) {
			continue
		}
		total := float32(0)
		for i, y := range s.labels {
			if y >= 0 && !s.sheet.Hopeless(i) {
				total += blockWeight(s, i)
			}
		}
		scale := s.weight * float32(math.Sqrt(150/float64(max(total, 20))))
		for i, y := range s.labels {
			if y < 0 || s.sheet.Hopeless(i) || stage == 2 && !block.Doubtful(s.first[i]) {
				continue
			}
			s.sheet.First(i, row)
			if stage == 2 {
				s.sheet.Second(i, row)
			}
			t.add(row[:width], y, scale*blockWeight(s, i))
		}
	}
	t.cut()
	return t.grow(r)
}

func blockWeight(s *sample, i int) float32 {
	return 1 + min(float32(s.sheet.Words(i)), 100)/20
}

func verdicts(s *sample, f *block.Forest, stage int) []float32 {
	p := make([]float32, s.sheet.Len())
	row := make([]float32, block.SecondFeatures)
	for i := range p {
		if s.sheet.Hopeless(i) {
			continue
		}
		if stage == 2 && !block.Doubtful(s.first[i]) {
			p[i] = s.first[i]
			continue
		}
		s.sheet.First(i, row)
		if stage == 2 {
			s.sheet.Second(i, row)
		}
		p[i] = float32(1 / (1 + math.Exp(-float64(f.Score(row)))))
	}
	return p
}

func loss(all []*sample, of func(*sample) []float32) float64 {
	sum, n := 0.0, 0.0
	for _, s := range all {
		if s.weight < 0.5 || s.gold.Text == "" {
			continue
		}
		for i, p := range of(s) {
			if s.labels[i] < 0 || s.sheet.Hopeless(i) {
				continue
			}
			q := min(max(float64(p), 1e-6), 1-1e-6)
			w, y := float64(blockWeight(s, i)), float64(s.labels[i])
			sum -= w * (y*math.Log(q) + (1-y)*math.Log(1-q))
			n += w
		}
	}
	return sum / n
}

// writeRecords writes what the held-out forests make of each page, a file a set.
func writeRecords(all []*sample, dir string, shift float32) error {
	lines := make([][]byte, len(all))
	parallel(len(all), func(i int) {
		s := all[i]
		r := s.sheet.Result(s.second, shift)
		var clean []string
		for _, p := range r.Paragraphs {
			var ls []string
			for l := range strings.SplitSeq(p, "\n") {
				if l = text.Clean(l); l != "" {
					ls = append(ls, l)
				}
			}
			if len(ls) > 0 {
				clean = append(clean, strings.Join(ls, "\n"))
			}
		}
		clean, _, _ = dateline.Strip(clean, dateline.Hints{Outlets: s.facts.Outlets, BoldPrefix: r.BoldPrefix, Language: s.lang})
		lines[i], _ = json.Marshal(map[string]any{"id": s.id, "text": strings.Join(clean, "\n\n")})
	})
	files := map[string][]byte{}
	for i, s := range all {
		files[s.set] = append(append(files[s.set], lines[i]...), '\n')
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for set, b := range files {
		if err := os.WriteFile(filepath.Join(dir, set+".jsonl"), b, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// writeErrors lists the blocks that held-out forests misjudge, those first that cost their page most.
func writeErrors(all []*sample, file string) error {
	type fault struct {
		cost float64
		line string
	}
	var faults []fault
	for _, s := range all {
		if s.gold.Text == "" {
			continue
		}
		total := 0
		for i, y := range s.labels {
			if y > 0.5 {
				total += s.sheet.Words(i)
			}
		}
		for i, y := range s.labels {
			if y < 0 || (y > 0.5) == (s.second[i] > 0.6) {
				continue
			}
			kind := "extra"
			if y > 0.5 {
				kind = "missed"
			}
			cost := float64(s.sheet.Words(i)) / float64(max(total, 50))
			t := []rune(s.sheet.Text(i))
			faults = append(faults, fault{cost, fmt.Sprintf("%-6s %.3f of %s %s block %d: first %.2f second %.2f [%s] %s", kind, cost, s.set, s.id, i,
				s.first[i], s.second[i], s.sheet.Path(i), string(t[:min(len(t), 140)]))})
		}
	}
	slices.SortStableFunc(faults, func(a, b fault) int { return cmp.Compare(b.cost, a.cost) })
	var b strings.Builder
	for _, f := range faults {
		fmt.Fprintln(&b, f.line)
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}
