package site

import (
	"fmt"
	"math"
	"slices"
)

// Observation is what one page gave that was read as an article.
type Observation struct {
	Words    int  // of the text; 0: no text
	Title    bool // there was one
	Date     bool // of publication
	Stripped bool // a dateline or an end mark was there
}

// Health is the running distribution of what a site's pages give: the latest ones against those before. A sudden change is most often
// a redesign, after which texts may be cut short or have gone, though every request still succeeds. The zero Health is ready.
type Health struct {
	recent []Observation // the latest, oldest first
	past   distribution  // of those that are no longer recent
}

// distribution counts with weights that fade.
type distribution struct {
	n                                  float64
	noText, noTitle, noDate, unmarked  float64 // how many
	texts, logWords, logWordsOfSquares float64 // of those with a text: number, sum and sum of squares of the logarithm
}

const (
	recently = 16   // observations
	enough   = 32   // that must be past, else there is no norm
	fades    = 0.99 // the weight of an observation falls to half in 69
)

// Add adds a page.
func (h *Health) Add(o Observation) {
	o.Words = min(max(o.Words, 0), maxWords)
	h.recent = append(h.recent, o)
	if len(h.recent) > recently {
		h.past.add(h.recent[0])
		h.recent = slices.Delete(h.recent, 0, 1)
	}
}

const maxWords = 1 << 20

func (d *distribution) add(o Observation) {
	for _, x := range d.numbers() {
		*x *= fades
	}
	d.count(o)
}

func (d *distribution) count(o Observation) {
	d.n++
	if o.Words == 0 {
		d.noText++
		return
	}
	if !o.Title {
		d.noTitle++
	}
	if !o.Date {
		d.noDate++
	}
	if !o.Stripped {
		d.unmarked++
	}
	w := math.Log(float64(o.Words))
	d.texts++
	d.logWords += w
	d.logWordsOfSquares += w * w
}

func (d *distribution) numbers() [8]*float64 {
	return [...]*float64{&d.n, &d.noText, &d.noTitle, &d.noDate, &d.unmarked, &d.texts, &d.logWords, &d.logWordsOfSquares}
}

// unlikely is the chance at which what is seen is no longer taken for chance. It is small: each new page asks anew.
const unlikely = 1e-5

// Drifting tells what has changed of late, for a person; empty: nothing. It returns to empty by itself when what is new has become
// the norm.
func (h *Health) Drifting() string {
	if h.past.n < enough/2 || len(h.recent) < recently {
		return ""
	}
	var now distribution
	for _, o := range h.recent {
		now.count(o)
	}
	past := &h.past
	for _, s := range []struct {
		what             string
		is, of, was, all float64
	}{
		{"without a text", now.noText, now.n, past.noText, past.n},
		{"without a title", now.noTitle, now.texts, past.noTitle, past.texts},
		{"without a date", now.noDate, now.texts, past.noDate, past.texts},
		{"without a dateline or end mark", now.unmarked, now.texts, past.unmarked, past.texts},
	} {
		// The rate before, as Laplace's rule of succession has it: one that was never seen is not impossible.
		rate := (s.was + 1) / (s.all + 2)
		if s.of > 0 && s.is/s.of > rate && tail(int(s.of), int(s.is), rate) < unlikely {
			return fmt.Sprintf("%.0f of the last %.0f articles %s, before it was %.0f%%", s.is, s.of, s.what, 100*s.was/s.all)
		}
	}
	if now.texts < recently/2 || past.texts < enough/2 {
		return ""
	}
	mean, of := now.logWords/now.texts, past.logWords/past.texts
	spread := math.Sqrt(max(past.logWordsOfSquares/past.texts-of*of, 0.04)) // no site's texts are all of one length
	const farOff, twice = 5.0, 0.69                                         // standard errors; the logarithm of two
	if d := mean - of; math.Abs(d) > twice && math.Abs(d) > farOff*spread/math.Sqrt(now.texts) {
		return fmt.Sprintf("the last %.0f texts have about %.0f words, before it was %.0f", now.texts, math.Exp(mean), math.Exp(of))
	}
	return ""
}

// tail is the chance of k or more of n when each has the chance p.
func tail(n, k int, p float64) float64 {
	sum := 0.0
	for ; k <= n; k++ {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(k + 1))
		c, _ := math.Lgamma(float64(n - k + 1))
		sum += math.Exp(a - b - c + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
	}
	return sum
}
