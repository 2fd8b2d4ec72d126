package block

import (
	"cmp"
	"fmt"
	"slices"

	"golang.org/x/net/html"

	"kabar/page"
)

// Verdict is how a block of a page was judged.
type Verdict struct {
	Text string
	Path string  // its containers, innermost last: "body > main > div > p"
	Sure float64 // 0..1
	Kept bool
	// Why tells what decided: a rule ("link among links", "repeated"), or "model".
	Why string
	// Weights are the features that moved the verdict most, in log odds, the strongest first.
	Weights []Weight
	// Nodes are the text nodes of the page that the block is made of.
	Nodes []*html.Node
}

// Weight is a feature's part in a verdict.
type Weight struct {
	Feature string
	Value   float64 // of the feature
	Weight  float64 // above zero: for the text
}

// maxWeights is how many weights a verdict shows.
const maxWeights = 6

// Explain judges the blocks of a page as Extract does and tells why.
func Explain(p *page.Page, ev Evidence) []Verdict {
	t, m := tokens(), model()
	w := newWalker(t)
	var nodes [][]*html.Node // by block
	w.met = func(block int, n *html.Node) {
		for len(nodes) <= block {
			nodes = append(nodes, nil)
		}
		nodes[block] = append(nodes[block], n)
	}
	v := newView(w.segment(p.Root), ev, t)
	j := judge(v, m)
	first := make([]float32, len(v.blocks))
	x := make([]float32, nSecond)
	for i := range v.blocks {
		if !v.hopeless(i) {
			v.first(i, x)
			first[i] = logistic(m.First.Score(x))
		}
	}
	c := v.contextOf(first)
	out := make([]Verdict, len(v.blocks))
	parts := make([]float32, nSecond)
	for i := range v.blocks {
		b := &v.blocks[i]
		o := &out[i]
		*o = Verdict{Text: string(v.textOf(b)), Path: v.path(b.parent), Sure: float64(j.verdict[i]), Kept: j.keep[i], Why: "model"}
		if i < len(nodes) {
			o.Nodes = nodes[i]
		}
		switch {
		case b.words == 0:
			o.Why = "no words"
			continue
		case v.hopeless(i):
			o.Why = "link among links"
			continue
		case !o.Kept && j.furniture(b):
			o.Why = "a call or a credit"
		default:
			o.Why = ruleNames[j.rule[i]]
		}
		clear(parts)
		v.first(i, x)
		if first[i] >= doubtful {
			v.second(i, c, x)
			m.Second.explain(x, parts)
		} else {
			m.First.explain(x, parts)
		}
		for k, w := range parts {
			if w != 0 {
				o.Weights = append(o.Weights, Weight{featureName(k), float64(x[k]), float64(w)})
			}
		}
		slices.SortStableFunc(o.Weights, func(a, b Weight) int { return cmp.Compare(abs(b.Weight), abs(a.Weight)) })
		o.Weights = o.Weights[:min(len(o.Weights), maxWeights)]
	}
	return out
}

func abs(x float64) float64 { return max(x, -x) }

// path names the containers of a block.
func (v *view) path(at int32) string {
	s := ""
	for n := 0; at > 0 && n < 6; at, n = v.containers[at].parent, n+1 {
		name := v.containers[at].tag.String()
		if name == "" {
			name = "?"
		}
		if s != "" {
			name += " > "
		}
		s = name + s
	}
	return s
}

var markNames = [markCount]string{"nav", "aside", "footer", "header", "figure", "caption", "form", "button", "table", "list", "quote", "hidden",
	"article", "main", "articleBody", "section", "dialog", "details", "address", "label", "complementary", "nested article", "pre",
	"definition", "embed", "anchor"}

var catNames = [catCount]string{"comment", "share", "related", "advertisement", "navigation", "meta", "caption", "tag", "promotion", "body",
	"title", "lead", "footer", "side", "hidden", "embed", "box", "live"}

var featureNames = [...]string{
	fWords: "words", fLinked: "share of words in links", fLinks: "links", fWordLength: "letters a word", fStopRate: "sentence ends a word",
	fStops: "sentence ends", fCommaRate: "commas a word", fCapitals: "words with a capital", fDigits: "share of digits", fBold: "share in bold",
	fItalic: "share in italics", fKind: "element", fParentKind: "element around it", fEnd: "last character", fStart: "first character",
	fAfterBr: "after a break", fOwnScore: "class names", fUpScore: "class names around it", fInlineScore: "class names inside",
	fLowBelow: "worst class name within the main part",
	fPlace:    "place by blocks", fPlaceWords: "place by words", fFromMain: "blocks since the main part began",
	fToMainEnd: "blocks till the main part ends", fInMain: "in the main part", fDepthMain: "depth in the main part",
	fOutside: "levels outside the main part", fTitleEqual: "equals the headline", fTitleOverlap: "words of the headline",
	fAfterTitle: "blocks since the headline", fDescription: "words of the summary", fBody: "share in the machine-readable text",
	fParentBlocks: "blocks in its container", fParentWords: "words a block in its container", fParentLinked: "links in its container",
	fParentStops: "sentence ends in its container", fParentMass: "share of the page in its container",
	fGrandBlocks: "blocks around its container", fGrandWords: "words a block around its container",
	fGrandLinked: "links around its container", fGrandStops: "sentence ends around its container",
	fGrandMass: "share of the page around its container", fLookCount: "look-alikes", fLookWords: "words of look-alikes",
	fLookStops: "sentence ends of look-alikes", fLookLinked: "links in look-alikes", fTwinBefore: "equal blocks",
	fSeenBefore: "share that stood before", fWordScore: "its words", fWordLow: "its worst word", fWordStart: "its first words",

	fMainShare: "share of the text in the main part",
	fPrevWords: "words of the block before", fPrevLinked: "links in the block before", fPrevKind: "element of the block before",
	fPrevStops: "sentence ends in the block before", fPrev2Words: "words two blocks before", fPrev2Linked: "links two blocks before",
	fNextWords: "words of the next block", fNextLinked: "links in the next block", fNextKind: "element of the next block",
	fNextStops: "sentence ends in the next block", fNext2Words: "words two blocks on", fNext2Linked: "links two blocks on",
	fSamePrev: "beside the block before", fSameNext: "beside the next block", fUpper: "share of capitals",
	fSeenAfter: "share that stands again below", fArticle: "what the page says it is", fSinceHead: "blocks since the last heading",
	fHeadScore: "words of the heading above", fHeadLevel: "level of the heading above",

	gFirst: "first verdict", gPrev1: "verdict before", gPrev2: "verdict two before", gPrev3: "verdict three before",
	gNext1: "next verdict", gNext2: "verdict two on", gNext3: "verdict three on", gBefore: "verdict on the long block before",
	gAfter: "verdict on the next long block", gWindow: "verdicts around", gParent: "verdicts in its container",
	gGrand: "verdicts around its container", gLook: "verdicts on look-alikes", gShare: "share of the text in its container",
	gDone: "share of the text before it", gGapUp: "blocks since the text", gGapDn: "blocks till the text", gInMain: "where the text is",
	gOutsid: "levels outside the text", gLowBel: "worst class name within the text's container",
	gDepth: "depth in the text's container", gMass: "length of the text",
	gMean: "verdicts where the text is", gGreat: "share of the text in one container",
}

// featureName puts a feature into words.
func featureName(k int) string {
	in := func(first, n int) bool { return k >= first && k < first+n }
	switch {
	case in(fMarks, markCount):
		return "in " + markNames[k-fMarks]
	case in(fOwn, catCount):
		return "named " + catNames[k-fOwn]
	case in(fBelow, catCount):
		return "below " + catNames[k-fBelow]
	case in(gBelow, catCount):
		return "below " + catNames[k-gBelow] + " within the text's container"
	case k < len(featureNames) && featureNames[k] != "":
		return featureNames[k]
	}
	return fmt.Sprint("feature ", k)
}

// ByRule tells whether a rule decided and not the model.
func (v *Verdict) ByRule() bool { return v.Why != "model" }

// String is a weight as a line for a person: what it adds, and the feature with its value.
func (w Weight) String() string { return fmt.Sprintf("%+.2f %s = %.3g", w.Weight, w.Feature, w.Value) }
