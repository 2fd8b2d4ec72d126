package lang

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"kabar/normalize/lang/internal/feature"
)

// maxLanguages bounds the languages of the model.
const maxLanguages = 64

//go:embed model.bin
var weights []byte

// model is what internal/train writes: for each bucket of the feature space a row of weights, one byte for each
// language, in steps of scale. Languages of one script stand together.
type model struct {
	langs   []string
	scripts []string // of langs
	scale   float64
	weights []byte
	stride  int // bytes of a row: the languages, and zeros up to a multiple of eight
}

// loadModel reads the head of the weights, once. They are part of the program: a broken head is a fault of the
// build, which the tests find, and gives a model without languages.
var loadModel = sync.OnceValue(func() *model {
	m, err := parseModel(weights)
	if err != nil {
		return new(model)
	}
	return m
})

func parseModel(data []byte) (*model, error) {
	head, rest, ok := bytes.Cut(data, []byte("\n"))
	names, body, more := bytes.Cut(rest, []byte("\n"))
	if !ok || !more {
		return nil, fmt.Errorf("reading the language model: no head")
	}
	var version, bits, n int
	m := &model{weights: body}
	if _, err := fmt.Sscanf(string(head), "kabar-lang %d %d %d %g", &version, &bits, &n, &m.scale); err != nil {
		return nil, fmt.Errorf("reading the language model: %w", err)
	}
	for name := range strings.FieldsSeq(string(names)) {
		script, lang, _ := strings.Cut(name, ":")
		m.scripts = append(m.scripts, script)
		m.langs = append(m.langs, lang)
	}
	m.stride = (n + 7) / 8 * 8
	if version != 1 || bits != feature.Bits || n != len(m.langs) || n > maxLanguages || len(body) != m.stride<<bits {
		return nil, fmt.Errorf("reading the language model: version %d, %d bits, %d languages, %d bytes do not fit", version, bits, n, len(body))
	}
	return m, nil
}

// span is the range of the languages of a script.
func (m *model) span(s script) (lo, hi int) {
	name := s.model()
	for lo < len(m.scripts) && m.scripts[lo] != name {
		lo++
	}
	for hi = lo; hi < len(m.scripts) && m.scripts[hi] == name; hi++ {
	}
	return lo, hi
}
