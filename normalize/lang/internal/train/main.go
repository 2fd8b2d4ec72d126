// Command train makes the weights of the language model from labelled texts:
//
//	go run ./normalize/lang/internal/train --data ../shared/data/text --out normalize/lang/model.bin
//
// DIR holds langid_sentences.jsonl and langid_documents.jsonl, lines {"id","text","lang"}. With --folds N it
// writes nothing, but trains N times without a part of the texts and reports how that part is told; texts that
// are translations of one another, which share the number in their id, are kept in one part. The same texts
// give the same weights.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"log"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"kabar/normalize/lang/internal/feature"
)

// Chosen by cross-validation.
const (
	rarity  = 0.7  // languages weigh as the inverse of their number of texts to this power
	damping = 0.02 // keeps the first steps of the adaptive rate small
)

type example struct {
	ID, Text, Lang string
	document       bool
}

// Languages whose script is theirs alone among those known: the script decides, there is nothing to learn.
var byScript = map[string]bool{"zh": true, "ja": true, "ko": true, "th": true, "ta": true, "el": true, "he": true, "bn": true, "te": true, "ml": true, "km": true}

// others are the languages of the model that are not written in Latin letters, with the script that they share.
var others = map[string]string{"ru": "cyrl", "uk": "cyrl", "bg": "cyrl", "ar": "arab", "fa": "arab", "ur": "arab", "hi": "deva", "mr": "deva"}

func group(lang string) string {
	if g, ok := others[lang]; ok {
		return g
	}
	return "latn"
}

func main() {
	log.SetFlags(0)
	data := flag.String("data", "../shared/data/text", "`folder` with the labelled texts")
	out := flag.String("out", "normalize/lang/model.bin", "`file` to write")
	folds := flag.Int("folds", 0, "cross-validate in `N` parts and write nothing")
	only := flag.Int("only", -1, "with --folds: try only this part")
	epochs := flag.Int("epochs", 8, "passes over the texts")
	rate := flag.Float64("rate", 0.6, "learning rate")
	flag.Parse()
	all, err := load(*data)
	if err != nil {
		log.Fatal(err)
	}
	if *folds == 0 {
		m := fit(all, *epochs, *rate)
		if err := os.WriteFile(*out, m.encode(), 0o644); err != nil {
			log.Fatal(err)
		}
		return
	}
	var r report
	for k := range *folds {
		if *only >= 0 && k != *only {
			continue
		}
		var learn, test []example
		for _, e := range all {
			if part(e, *folds) == k {
				test = append(test, e)
			} else {
				learn = append(learn, e)
			}
		}
		m := fit(learn, *epochs, *rate)
		m.quantize()
		for _, e := range test {
			r.add(e, m.guess(e.Text))
		}
	}
	r.print()
}

func load(dir string) ([]example, error) {
	var all []example
	for _, name := range []string{"langid_sentences.jsonl", "langid_documents.jsonl"} {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		in := bufio.NewScanner(f)
		in.Buffer(nil, 16<<20)
		for n := 1; in.Scan(); n++ {
			e := example{document: strings.Contains(name, "documents")}
			if err := json.Unmarshal(in.Bytes(), &e); err != nil {
				return nil, fmt.Errorf("%s, line %d: %w", name, n, err)
			}
			if !byScript[e.Lang] && !mislabelled(e) {
				all = append(all, e)
			}
		}
		if err := in.Err(); err != nil {
			return nil, err
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// mislabelled reports whether a document is in another language than its label says: some were labelled by the
// country of their publisher. Its function words tell.
func mislabelled(e example) bool {
	widespread := []string{"en", "de", "fr", "es", "pt", "it", "nl"}
	if !e.document || !slices.Contains(widespread, e.Lang) {
		return false
	}
	count := map[string]int{}
	for w := range strings.FieldsSeq(strings.ToLower(e.Text)) {
		for _, l := range widespread {
			if strings.Contains(lexicon[l], " "+w+" ") {
				count[l]++
			}
		}
	}
	for _, l := range widespread {
		if count[l] > 2*count[e.Lang]+10 {
			return true
		}
	}
	return false
}

// part spreads examples over n parts by what their id has apart from the language.
func part(e example, n int) int {
	h := fnv.New32a()
	h.Write([]byte(strings.ReplaceAll(e.ID, "-"+e.Lang, "")))
	return int(h.Sum32()>>8) % n
}

// model is a multinomial logistic regression for each script.
type model struct {
	langs []string
	group []string
	w     []float32 // bucket × language
	scale float32
}

type sample struct {
	features []uint16 // sorted
	lang     int
	weight   float32
}

func fit(all []example, epochs int, rate float64) *model {
	m := &model{}
	index := map[string]int{}
	for _, e := range all {
		if _, ok := index[e.Lang]; !ok {
			index[e.Lang] = 0
			m.langs = append(m.langs, e.Lang)
		}
	}
	slices.SortFunc(m.langs, func(a, b string) int {
		if c := strings.Compare(group(a), group(b)); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	for i, l := range m.langs {
		index[l] = i
		m.group = append(m.group, group(l))
	}
	n := len(m.langs)
	buckets := 1 << feature.Bits
	m.w = make([]float32, buckets*n)
	rnd := rand.New(rand.NewPCG(1, 2))
	samples := makeSamples(all, index, rnd)
	square := make([]float32, buckets*n)
	logits := make([]float32, n)
	sum, steps := make([]float32, buckets*n), 0
	for epoch := range epochs {
		rnd.Shuffle(len(samples), func(i, j int) { samples[i], samples[j] = samples[j], samples[i] })
		for _, s := range samples {
			lo, hi := m.span(s.lang)
			x := float32(1 / math.Sqrt(float64(len(s.features))))
			m.logits(s.features, logits, lo, hi)
			softmax(logits[lo:hi])
			for l := lo; l < hi; l++ {
				g := logits[l]
				if l == s.lang {
					g--
				}
				logits[l] = g * s.weight
			}
			for i := 0; i < len(s.features); {
				f := s.features[i]
				j := i
				for j < len(s.features) && s.features[j] == f {
					j++
				}
				v := x * float32(j-i)
				i = j
				row := int(f) * n
				for l := lo; l < hi; l++ {
					g := logits[l] * v
					if g < 1e-6 && g > -1e-6 {
						continue
					}
					square[row+l] += g * g
					m.w[row+l] -= float32(rate) * g / (damping + float32(math.Sqrt(float64(square[row+l]))))
				}
			}
		}
		if epoch >= epochs/2 { // the mean of the later passes is steadier than the last
			for i, w := range m.w {
				sum[i] += w
			}
			steps++
		}
	}
	for i := range m.w {
		m.w[i] = sum[i] / float32(steps)
	}
	return m
}

// makeSamples cuts documents into pieces of the lengths that texts in the wild have, and weighs languages with
// few texts up.
func makeSamples(all []example, index map[string]int, rnd *rand.Rand) []sample {
	var samples []sample
	count := make([]float64, len(index))
	add := func(text, lang string) {
		f := feature.Append(nil, feature.Normalize(nil, text))
		if len(f) < 8 {
			return
		}
		slices.Sort(f)
		samples = append(samples, sample{features: f, lang: index[lang]})
		count[index[lang]]++
	}
	for _, e := range all {
		if !e.document {
			add(e.Text, e.Lang)
			continue
		}
		words := strings.Fields(e.Text)
		if len(words) > 10 {
			add(strings.Join(words[:min(len(words), 150)], " "), e.Lang)
		}
		for i := 0; i < len(words); {
			n := 5 + rnd.IntN(35)
			if i+n > len(words) {
				n = len(words) - i
			}
			add(strings.Join(words[i:i+n], " "), e.Lang)
			i += n
		}
	}
	lexiconSamples(add, index, rnd)
	var most float64
	for _, c := range count {
		most = max(most, c)
	}
	for i := range samples {
		samples[i].weight = float32(math.Pow(most/count[samples[i].lang], rarity))
	}
	return samples
}

// span is the range of languages that share a script with lang.
func (m *model) span(lang int) (lo, hi int) {
	g := m.group[lang]
	lo = lang
	for lo > 0 && m.group[lo-1] == g {
		lo--
	}
	hi = lang + 1
	for hi < len(m.group) && m.group[hi] == g {
		hi++
	}
	return lo, hi
}

func (m *model) logits(features []uint16, out []float32, lo, hi int) {
	n := len(m.langs)
	for l := lo; l < hi; l++ {
		out[l] = 0
	}
	for _, f := range features {
		row := m.w[int(f)*n : int(f)*n+n]
		for l := lo; l < hi; l++ {
			out[l] += row[l]
		}
	}
	x := float32(1 / math.Sqrt(float64(len(features))))
	for l := lo; l < hi; l++ {
		out[l] *= x
	}
}

func softmax(v []float32) {
	top := slices.Max(v)
	var sum float32
	for i := range v {
		v[i] = float32(math.Exp(float64(v[i] - top)))
		sum += v[i]
	}
	for i := range v {
		v[i] /= sum
	}
}

func (m *model) guess(text string) string {
	f := feature.Append(nil, feature.Normalize(nil, sampleOf(text)))
	if len(f) == 0 {
		return "und"
	}
	first := slices.Index(m.group, scriptOf(text))
	if first < 0 {
		return "und"
	}
	lo, hi := m.span(first)
	logits := make([]float32, len(m.langs))
	m.logits(f, logits, lo, hi)
	best := lo
	for l := lo; l < hi; l++ {
		if logits[l] > logits[best] {
			best = l
		}
	}
	return m.langs[best]
}

func sampleOf(s string) string { return s[:min(len(s), 3000)] }

func scriptOf(s string) string {
	var latn, cyrl, arab, deva int
	for _, r := range s {
		switch {
		case r < 0x250 && (r|0x20 >= 'a' && r|0x20 <= 'z' || r >= 0xC0):
			latn++
		case r >= 0x400 && r < 0x530:
			cyrl++
		case r >= 0x600 && r < 0x780:
			arab++
		case r >= 0x900 && r < 0x980:
			deva++
		}
	}
	switch max(latn, cyrl, arab, deva) {
	case latn:
		return "latn"
	case cyrl:
		return "cyrl"
	case arab:
		return "arab"
	}
	return "deva"
}

// quantize rounds the weights to what the file holds.
func (m *model) quantize() {
	m.setScale()
	for i, w := range m.w {
		m.w[i] = float32(m.round(w)) * m.scale
	}
}

// setScale chooses the step so that all but one weight in twenty thousand fit into a byte.
func (m *model) setScale() {
	abs := make([]float64, len(m.w))
	for i, w := range m.w {
		abs[i] = math.Abs(float64(w))
	}
	sort.Float64s(abs)
	m.scale = float32(abs[len(abs)-1-len(abs)/20000] / 127)
}

func (m *model) round(w float32) int8 {
	return int8(max(-127, min(127, math.Round(float64(w/m.scale)))))
}

// encode writes the model: a line of its form, a line of the languages with their scripts, the step as text,
// and the weights, a row of bytes for each bucket, filled up to a multiple of eight.
func (m *model) encode() []byte {
	m.setScale()
	var b strings.Builder
	fmt.Fprintf(&b, "kabar-lang 1 %d %d %g\n", feature.Bits, len(m.langs), m.scale)
	for i, l := range m.langs {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(m.group[i] + ":" + l)
	}
	b.WriteByte('\n')
	for i, w := range m.w {
		b.WriteByte(byte(m.round(w)))
		if n := len(m.langs); (i+1)%n == 0 {
			for range (8 - n%8) % 8 {
				b.WriteByte(0)
			}
		}
	}
	return []byte(b.String())
}

type report struct {
	right, total map[string]int
	confused     map[string]int
}

func (r *report) add(e example, got string) {
	if r.total == nil {
		r.right, r.total, r.confused = map[string]int{}, map[string]int{}, map[string]int{}
	}
	kind := "sentences "
	if e.document {
		kind = "documents "
	}
	for _, k := range []string{kind + e.Lang, kind + "all"} {
		r.total[k]++
		if got == e.Lang {
			r.right[k]++
		}
	}
	if got != e.Lang {
		r.confused[kind+e.Lang+" as "+got]++
	}
}

func (r *report) print() {
	for _, k := range slices.Sorted(maps.Keys(r.total)) {
		fmt.Printf("%-20s %5d %.3f", k, r.total[k], float64(r.right[k])/float64(r.total[k]))
		for _, c := range slices.Sorted(maps.Keys(r.confused)) {
			if strings.HasPrefix(c, k+" as ") {
				fmt.Printf("  %s %d", strings.TrimPrefix(c, k+" as "), r.confused[c])
			}
		}
		fmt.Println()
	}
}
