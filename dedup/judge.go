package dedup

import (
	"fmt"

	"kabar/news"
)

// Text is one side of a judgement. URL and Title may be empty.
type Text struct {
	URL   string `json:"url"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

// Verdict is what Judge decides.
type Verdict struct {
	Duplicate bool
	Level     news.Level // SameText or NearText; empty when no duplicate
	// Similarity is the share of the shorter text's words that stand in the longer one in the same order, 0..1.
	// A template may have a high one and still be no duplicate.
	Similarity float64
	// Related says that the two have so much in common that a third text, which is one article with each, makes them one. One frame
	// filled twice never is.
	Related bool
	Why     string // a few words for a person
}

// even is the sum of costs that decides. No labelled duplicate costs more than 0.76, no other pair less than 1.14 but for templates; it stands in
// the middle of the two.
const even = 1

// Bounds of what a third text joins. Of two that share less, or one of which says so much of another matter, one is a round-up or another
// report.
const related, foreign = 0.5, 0.2

// fewest is how many words two texts must share to be near duplicates. Below it, only equal texts are.
const fewest = 20

// Judge decides whether two texts are one article. The order of the two makes no
// difference. Each text is read up to 20,000 words.
func Judge(a, b Text) Verdict {
	wa, wb := words(a.Text), words(b.Text)
	if len(wa) == 0 || len(wb) == 0 {
		return Verdict{Why: "no text"}
	}
	if TextHash(a.Text) == TextHash(b.Text) {
		return Verdict{Duplicate: true, Level: news.SameText, Similarity: 1, Related: true, Why: "the same text"}
	}
	e := compare(wa, wb)
	v := Verdict{Similarity: float64(e.matched) / float64(e.a)}
	cost := e.cost()
	template := e.matched >= fewest && e.template(titleConflicts(a.Title, b.Title))
	v.Related = e.matched >= fewest && !template && v.Similarity >= related && cost.strange < foreign
	switch {
	case e.matched < fewest:
		v.Why = fmt.Sprintf("only %d words shared", e.matched)
	case cost.total() >= even:
		v.Why = cost.worst()
	case template:
		v.Why = e.slots()
	default:
		v.Duplicate, v.Related, v.Level = true, true, news.NearText
		v.Why = fmt.Sprintf("%d of %d words in the same order", e.matched, e.a)
	}
	return v
}

// cost is how much speaks against one article, by kind. Each is a number of words in proportion to the words
// shared, weighed by how seldom an editor does it to an article and how often another article has it. The
// weights come from a logistic regression on labelled pairs, made round; the sum decides at even.
type cost struct {
	replaced float64 // told in other words
	own      float64 // the shorter text says what the longer does not
	inserted float64 // the longer text says more in between: a round-up, a longer report
	lead     float64 // the longer text begins otherwise
	rest     float64 // the longer text goes on: a shortened one, or a round-up
	strange  float64 // what is said besides belongs to another article
}

// paragraph is what an editor adds on another matter, in proportion to the article; more is another article.
const paragraph = 0.35

func (e evidence) cost() cost {
	share := func(words int) float64 { return float64(words) / float64(max(e.matched, 1)) }
	// A headline, a byline and a dateline before the text cost no more than their words; what is more counts twice,
	// as a lead of its own.
	const header = 15
	// What is cut off costs less the more it is, since half or a third of an article is still that article.
	const most = 1.5
	rest, weight := share(e.tailB), 0.45
	if e.goesOn && share(e.onlyB) < 0.1 { // cut off, and nothing else done
		weight = 0.35
	}
	return cost{
		replaced: 0.8*share(e.replaced) + 0.5*share(e.largest),
		own:      1.2 * share(e.headA+e.onlyA+e.tailA+max(e.headA-header, 0)),
		inserted: 1.7 * share(e.onlyB),
		lead:     0.65 * share(e.headB),
		rest:     weight*min(rest, most) + 0.15*max(rest-most, 0),
		strange:  max(e.strange/float64(max(e.matched, 1))-paragraph, 0) + e.apart(),
	}
}

// apart is the cost of two stories around one text, a notice of the outlet or the background of both. What an article is about stands at its
// beginning: with another one it is another article, however long the rest that they share.
func (e evidence) apart() float64 {
	cost := 1.5 * (e.apartHead/float64(max(e.matched, 1)) + max(e.apartTail/float64(max(e.matched, 1))-paragraph, 0))
	if e.apartHead > 0 {
		cost += min(e.apartHead/40, 0.6)
	}
	return cost
}

func (c cost) total() float64 { return c.replaced + c.own + c.inserted + c.lead + c.rest + c.strange }

// worst names the greatest cost.
func (c cost) worst() string {
	top, why := c.replaced, "told in other words"
	for _, k := range []struct {
		cost float64
		why  string
	}{
		{c.own, "each says what the other does not"},
		{c.inserted, "the longer one says much more in between"},
		{c.lead, "another beginning"},
		{c.rest, "a small part of the longer one"},
		{c.strange, "one says what belongs to another article"},
	} {
		if k.cost > top {
			top, why = k.cost, k.why
		}
	}
	return why
}

// template reports whether the texts are one frame filled twice: figures, dates or names stand in the place
// of others, in proportion to the figures that agree. A single corrected figure in a report full of
// figures is no template; another day in a notice is one.
func (e evidence) template(title conflicts) bool {
	const share = 0.1
	slots := float64(e.figures+title.figures) + 2*float64(e.dates+title.dates)
	if slots > 0 {
		slots += 0.5 * float64(e.names)
	} else if e.names >= 3 && 2*e.names >= e.places {
		return true
	}
	return slots >= 1 && slots > share*(slots+float64(e.agreed))
}

func (e evidence) slots() string {
	switch {
	case e.dates > 0:
		return "the same frame with another date"
	case e.figures > 0:
		return "the same frame with other figures"
	case e.names > 0:
		return "the same frame with other names"
	}
	return "the same frame, by its headlines of another day or thing"
}

// titleConflicts compares two headlines of one frame; those of another wording say nothing.
func titleConflicts(a, b string) conflicts {
	wa, wb := words(a), words(b)
	e := compare(wa, wb)
	if 2*e.matched < e.b {
		return conflicts{}
	}
	return e.conflicts
}
