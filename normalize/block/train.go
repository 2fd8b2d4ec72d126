package block

import "kabar/page"

// Feature counts of the two judgements, for training.
const (
	FirstFeatures  = nFirst
	SecondFeatures = nSecond
)

// Sheet is a page as the trees see it. It is what training works on; [Extract] is for everything else.
type Sheet struct {
	v       *view
	context *context
	classes [][]string
}

// Words is a table of learned words.
type Words struct{ table *tokenTable }

// ReadWords reads the format of tokens.txt.
func ReadWords(learned string) *Words { return &Words{newTokenTable(learned)} }

// NewSheet reads a page with a table of words; without one the sheet knows the words of class names, too.
func NewSheet(p *page.Page, ev Evidence, words *Words) *Sheet {
	train := words == nil
	if train {
		words = ReadWords("")
	}
	w := newWalker(words.table)
	var s Sheet
	if train {
		w.heard = func(container int32, class string) {
			for len(s.classes) <= int(container) {
				s.classes = append(s.classes, nil)
			}
			eachToken(class, func(_ uint32, from, to int) {
				s.classes[container] = append(s.classes[container], class[from:to])
			})
		}
	}
	s.v = newView(w.segment(p.Root), ev, w.tokens)
	return &s
}

// Len is the number of blocks.
func (s *Sheet) Len() int { return len(s.v.blocks) }

// Text is a block's text.
func (s *Sheet) Text(i int) string { return string(s.v.textOf(&s.v.blocks[i])) }

// Path names a block's containers.
func (s *Sheet) Path(i int) string { return s.v.path(s.v.blocks[i].parent) }

// Words is the number of words of a block.
func (s *Sheet) Words(i int) int { return int(s.v.blocks[i].words) }

// Hopeless reports a block that is never judged.
func (s *Sheet) Hopeless(i int) bool { return s.v.hopeless(i) }

// Doubtful reports whether a block with that first verdict is judged again.
func Doubtful(first float32) bool { return first >= doubtful }

// Classes are the words of the class names and ids of a block's containers.
func (s *Sheet) Classes(i int) []string {
	var all []string
	for c := s.v.blocks[i].parent; c >= 0; c = s.v.containers[c].parent {
		if int(c) < len(s.classes) {
			all = append(all, s.classes[c]...)
		}
	}
	return all
}

// First fills in the features of the first judgement of a block.
func (s *Sheet) First(i int, x []float32) { s.v.first(i, x) }

// SetFirst says how the blocks were judged first. Second needs it.
func (s *Sheet) SetFirst(p []float32) { s.context = s.v.contextOf(p) }

// Second fills in the features of the second judgement, behind those of the first.
func (s *Sheet) Second(i int, x []float32) { s.v.second(i, s.context, x) }

// Result puts together the text by given verdicts, with a shift of the threshold.
func (s *Sheet) Result(verdict []float32, shift float32) Result {
	j := judgement{view: s.v, verdict: verdict}
	j.decide(threshold(Kind(s.v.article)) + shift)
	return j.result()
}

// FeatureName puts a feature into words.
func FeatureName(k int) string { return featureName(k) }
