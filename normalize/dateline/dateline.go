// Package dateline takes off what an outlet puts around the text of an article: the dateline before it
// ("PEKANBARU, HARIANRIAU.EXAMPLE – ") and the end mark behind it ("(ant/rd)", "(***)").
//
// Start with [Strip]. It knows no outlets: it goes by the forms that datelines have, by a small gazetteer, and
// by [Hints] of the page and its site. In doubt it leaves the text as it is: a dateline that stays costs a few
// words, a word taken from a sentence spoils it.
package dateline

import (
	"strings"

	"kabar/news"
)

// Hints is what the page and its site tell about their datelines. The zero Hints is fine.
type Hints struct {
	// Outlets are names of the outlet as the page knows them: site name, domain. Any may be empty.
	Outlets []string
	// BoldPrefix is the text of the bold element that the first paragraph starts with.
	BoldPrefix string
	// Language is the BCP 47 tag of the text, empty when not known.
	Language string
	// SitePrefixes are datelines (Dateline.Raw) learned from other articles of the site.
	SitePrefixes []string
}

// Strip returns the paragraphs without dateline and end mark, the dateline (nil when there is none) and the
// end mark. It does not change its argument. A paragraph that becomes empty is dropped; an article never
// becomes empty by it.
func Strip(paragraphs []string, h Hints) (out []string, dl *news.Dateline, endMark string) {
	if len(paragraphs) == 0 {
		return nil, nil, ""
	}
	c := newContext(paragraphs, h)
	return c.strip(paragraphs)
}

func (c *context) strip(paragraphs []string) (out []string, dl *news.Dateline, endMark string) {
	out = append(make([]string, 0, len(paragraphs)), paragraphs...)
	for len(out) > 1 && isBlankText(out[0]) {
		out = out[1:]
	}
	if len(out) == 0 {
		return out, nil, ""
	}
	if n, found := c.prefix(out[0]); n > 0 {
		dl = found
		if rest := out[0][n:]; rest != "" {
			out[0] = rest
		} else {
			out = out[1:]
		}
	} else if len(out) > 1 {
		// A dateline in a block of its own.
		if n, found := c.alone(out[0], out[1]); n > 0 {
			dl, out = found, out[1:]
		}
	}
	for range 2 { // initials and asterisks may stand together
		last := len(out) - 1
		text, mark := c.endMark(out[last], last > 0)
		if mark == "" || text == "" && last == 0 {
			break
		}
		endMark = strings.TrimSpace(mark + " " + endMark)
		if out[last] = text; text == "" {
			out = out[:last]
		}
	}
	return out, dl, endMark
}

func isBlankText(s string) bool { return strings.TrimFunc(s, isBlank) == "" }

// context is what is known while one article is read.
type context struct {
	outlets  map[string]bool // names of the outlet, letters and digits only, lower case
	agencies map[string]bool // names that stand in brackets on other articles, likewise
	prefixes []string        // datelines of other articles, trimmed, lower case
	bold     string
	lang     string
	all      []string
}

func newContext(paragraphs []string, h Hints) *context {
	c := &context{bold: strings.TrimFunc(h.BoldPrefix, isBlank), all: paragraphs}
	c.lang, _, _ = strings.Cut(strings.ToLower(h.Language), "-")
	if c.lang == "" || c.lang == "und" {
		c.lang = guessLanguage(paragraphs)
	}
	for _, name := range h.Outlets {
		c.addOutlet(name)
	}
	for _, p := range h.SitePrefixes {
		c.learn(p)
	}
	return c
}

func (c *context) addOutlet(name string) {
	name = bare(name)
	if len(name) < 3 || len(name) > 60 {
		return
	}
	if c.outlets == nil {
		c.outlets = make(map[string]bool)
	}
	c.outlets[name] = true
}

// learn takes the names out of a dateline of another article: its outlet and what stood in brackets.
func (c *context) learn(prefix string) {
	sep, ok := nextSeparator(prefix+" ", 0)
	text := prefix
	if ok {
		text = prefix[:sep.at]
	}
	h, ok := c.takeApart(text)
	if !ok {
		return
	}
	c.prefixes = append(c.prefixes, strings.ToLower(strings.Join(strings.Fields(text), " ")))
	for _, f := range h.fields {
		switch f.class {
		case domain:
			c.addOutlet(strings.Fields(f.text)[0])
		case title, capital:
			if h.has[domain]+h.has[outlet] == 0 && len(h.fields) == 1 && h.agency == "" || isOutletName(f) {
				c.addOutlet(f.text)
			}
		}
	}
	if h.agency != "" {
		if c.agencies == nil {
			c.agencies = make(map[string]bool)
		}
		c.agencies[bare(h.agency)] = true
	}
}

// bare folds a name for comparison: letters and digits only, lower case, without "www.".
func bare(s string) string {
	s = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "www.")
	return strings.Map(func(r rune) rune {
		if isWord(r) {
			return r
		}
		return -1
	}, s)
}

// isOutlet reports whether s is a name of the outlet, or its domain with or without the ending.
func (c *context) isOutlet(s string) bool {
	if len(c.outlets) == 0 || len(s) > 60 {
		return false
	}
	b := bare(s)
	if c.outlets[b] {
		return true
	}
	if base, _, ok := strings.Cut(s, "."); ok && isDomain(s) {
		return c.outlets[bare(base)]
	}
	for _, tld := range [...]string{"com", "id", "co", "coid", "net", "my", "commy", "org"} {
		if c.outlets[b+tld] && len(b) >= 3 {
			return true
		}
	}
	return false
}
