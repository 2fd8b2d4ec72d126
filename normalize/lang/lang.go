// Package lang tells the language of a text. Start with [Detect].
//
// Three steps, each on a bounded sample: the script, which for many languages is the answer; letters that only
// one language of a script has; and, for languages that share a script, a linear model over hashed runs of
// letters and words. The model was made for the languages of Indonesia and Malaysia: Indonesian, Malay, Javanese,
// Sundanese, Minangkabau and their neighbours, which general detectors take for Indonesian. Its weights are
// embedded; internal/train makes them from labelled texts.
//
// Answers depend on the text alone. Nothing is loaded at start; the first call reads the head of the weights.
package lang

import (
	"encoding/binary"
	"math"
	"sync"
	"unicode/utf8"

	"kabar/normalize/lang/internal/feature"
)

// Und is the tag of a text whose language cannot be told.
const Und = "und"

// maxSample bounds what is read of a text, in bytes: a text of this length is told as well as a longer one.
const maxSample = 2048

// parts is in how many places a long text is sampled: a heading or a quotation at its start shall not decide.
const parts = 4

// unsure is the least share of certainty for an answer from the model.
const unsure = 0.25

// Detect returns the BCP 47 tag of the language of a text, "und" when it is not sure, and how sure it is, 0..1.
func Detect(text string) (tag string, score float64) {
	d := pool.Get().(*detector)
	defer pool.Put(d)
	return d.detect(text)
}

// detector holds the buffers of one call.
type detector struct {
	norm     []byte
	features []uint16
}

var pool = sync.Pool{New: func() any { return new(detector) }}

func (d *detector) detect(text string) (string, float64) {
	d.norm = sample(d.norm[:0], text)
	s, share := mainScript(d.norm)
	if share == 0 {
		return Und, 0
	}
	if tag := s.only(); tag != "" {
		return tag, share
	}
	if tag := byLetters(s, d.norm); tag != "" {
		return tag, share
	}
	m := loadModel()
	lo, hi := m.span(s)
	if lo == hi {
		return Und, 0
	}
	d.features = feature.Append(d.features[:0], d.norm)
	best, p := m.judge(d.features, lo, hi, s == latin && accented(d.norm))
	tag := m.langs[best]
	if other, sure := byWords(s, d.norm); other != "" {
		return other, sure
	}
	if p < unsure || len(d.norm) < 5 {
		return Und, p
	}
	return tag, p * share
}

// sample normalizes text, or some parts of it when it is long.
func sample(dst []byte, text string) []byte {
	if len(text) <= maxSample {
		return feature.Normalize(dst, text)
	}
	step := (len(text) - maxSample/parts) / (parts - 1)
	for i := range parts {
		from := i * step
		end := from + maxSample/parts
		dst = feature.Normalize(dst, wholeWords(text, from, end))
	}
	return dst
}

// wholeWords is text[from:end] without the words that it cuts, where there are any blanks.
func wholeWords(text string, from, end int) string {
	for from > 0 && from < end && !utf8.RuneStart(text[from]) {
		from++
	}
	for end < len(text) && end > from && !utf8.RuneStart(text[end]) {
		end--
	}
	s := text[from:end]
	if from > 0 {
		for i := 0; i < len(s) && i < 60; i++ {
			if s[i] == ' ' || s[i] == '\n' {
				s = s[i:]
				break
			}
		}
	}
	if end < len(text) {
		for i := len(s) - 1; i >= 0 && i > len(s)-60; i-- {
			if s[i] == ' ' || s[i] == '\n' {
				s = s[:i]
				break
			}
		}
	}
	return s
}

// judge adds up the weights of the features and returns the language with the most, among those from lo to hi,
// with its share of certainty. With accents those that are written without any are left out.
func (m *model) judge(features []uint16, lo, hi int, accents bool) (best int, p float64) {
	sums := m.sum(features)
	best = -1
	for l := lo; l < hi; l++ {
		if accents && unaccented[m.langs[l]] {
			sums[l] = math.MinInt32 / 2
		}
		if best < 0 || sums[l] > sums[best] {
			best = l
		}
	}
	x := m.scale / math.Sqrt(float64(max(1, len(features))))
	var total float64
	for l := lo; l < hi; l++ {
		total += math.Exp(float64(sums[l]-sums[best]) * x)
	}
	return best, 1 / total
}

// sum adds up the rows of the features, eight weights at a time: each byte, made positive, goes to a lane of 16
// bits, and the lanes are emptied before they can run over.
func (m *model) sum(features []uint16) (sums [maxLanguages]int32) {
	const (
		low  = 0x00FF00FF00FF00FF
		sign = 0x8080808080808080
		full = 257 // 257 × 255 fits 16 bits
	)
	for len(features) > 0 {
		part := features[:min(full, len(features))]
		features = features[len(part):]
		var even, odd [maxLanguages / 8]uint64
		for _, f := range part {
			row := m.weights[int(f)*m.stride:][:m.stride]
			for k := 0; k+8 <= len(row); k += 8 {
				w := binary.LittleEndian.Uint64(row[k:]) ^ sign
				even[k/8&7] += w & low
				odd[k/8&7] += w >> 8 & low
			}
		}
		for l := range m.stride {
			lanes := even[l/8]
			if l%2 == 1 {
				lanes = odd[l/8]
			}
			sums[l] += int32(lanes>>(l%8/2*16)&0xFFFF) - 128*int32(len(part))
		}
	}
	return sums
}
