package meta

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"kabar/date"
	"kabar/news"
)

// maxLines bounds how many visible lines are handed to the date reader.
const maxLines = 8

// visible reads the date lines near the headline, nearest first, those behind it before those in front.
func (r *reader) visible() (published, modified []reading) {
	type candidate struct{ distance, i int }
	var order []candidate
	for i := range r.lines {
		if d, ok := r.distance(&r.lines[i]); ok {
			order = append(order, candidate{d, i})
		}
	}
	slices.SortStableFunc(order, func(a, b candidate) int { return a.distance - b.distance })
	var blocks []*html.Node
	for _, c := range order[:min(len(order), maxLines)] {
		m := &r.lines[c.i]
		block := blockOf(m.node)
		if block == nil || slices.Contains(blocks, block) {
			continue
		}
		blocks = append(blocks, block)
		text := shortText(block, maxLine)
		if text == "" || block.DataAtom == atom.H1 {
			text = clean(m.node.Data)
		}
		if prose(text) {
			continue
		}
		o := date.LineOptions{Fetched: r.options.Now, Site: r.site, DayFirst: r.dayFirst()}
		d, ok := date.Line(text, o)
		if !ok && len(text) > len(m.node.Data) { // the neighbours may be what confuses
			text = clean(m.node.Data)
			d, ok = date.Line(text, o)
		}
		if !ok || !r.plausible(d) || d.Precision < news.Day || r.clockOfPage(m, d) {
			continue
		}
		line := reading{d, d.Precision > news.Day && namesZone(text), "text", "text: " + cut(text, 80), weightLine - min(len(published), 3)}
		if ofChange(text) {
			modified = append(modified, line)
		} else {
			published = append(published, line)
		}
	}
	return published, modified
}

// distance says how far a line is from where the article's date stands, in nodes; ok is false where it is too far, or
// stands among what is not the article's.
func (r *reader) distance(m *mention) (d int, ok bool) {
	switch {
	case m.where&(inComments|inNav|inFooter) != 0,
		m.where&(inLink|inDates) == inLink,
		m.where&(inCaption|inDates) == inCaption && !r.adjacent(m.place),
		m.where&inHeading != 0 && !r.inHeadline(m):
		return 0, false
	}
	if r.headline == nil {
		return m.place, m.where&(inRelated|inAside|inHeader|inLink) == 0
	}
	switch d = m.place - r.headline.place; {
	case d < -45, d < 0 && m.where&inHeader != 0:
		return 0, false
	case d < 0:
		d *= -4
	case d > 250, d > 100 && m.where&inDates == 0:
		if !ofPublication(m.node.Data) {
			return 0, false
		}
	}
	if m.where&(inRelated|inAside) != 0 {
		d += 60
	}
	if m.where&inDates != 0 {
		d -= 40
	}
	return d, true
}

// clockOfPage reports whether a line may be the day on which the page was fetched, as many outlets show it above
// everything: in front of the headline, today, without a time.
func (r *reader) clockOfPage(m *mention, d news.Date) bool {
	if r.headline == nil || m.place > r.headline.place || d.Precision > news.Day || r.options.Now.IsZero() {
		return false
	}
	diff := r.options.Now.Sub(d.Time)
	return diff < 36*time.Hour && diff > -36*time.Hour
}

// adjacent reports whether a place is next to the headline: some sites lay headline and date over the picture.
func (r *reader) adjacent(place int) bool {
	return r.headline != nil && place > r.headline.place-8 && place < r.headline.place+12
}

// prose reports whether a line is a sentence rather than a date with its labels.
func prose(s string) bool {
	return strings.Count(s, " ") >= 8 && (strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!")) ||
		strings.Count(s, " ") > 24 || strings.Contains(s, " replies")
}

// ofPublication reports whether a line says that it tells when the article appeared: such lines stand below the text too.
func ofPublication(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s[:min(len(s), 40)]))
	for _, w := range [...]string{"published", "posted on", "first published", "originally published", "diterbitkan", "dipublikasikan",
		"tayang", "terbit", "erschienen", "veröffentlicht", "publié", "publicado", "pubblicato"} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// ofChange reports whether a line tells when a page was changed, not when it appeared.
func ofChange(s string) bool {
	s = strings.ToLower(s[:min(len(s), 40)])
	for _, w := range [...]string{"updated", "last update", "modified", "last post", "diperbarui", "dikemas kini",
		"aktualisiert", "actualizado", "mis à jour", "aggiornato", "letzte änderung", "zuletzt"} {
		if i := strings.Index(s, w); i >= 0 && i < 12 {
			return true
		}
	}
	return false
}

// inHeadline reports whether m stands in the headline's element, as in <h1>Headline <small>2 May 2024</small></h1>.
func (r *reader) inHeadline(m *mention) bool {
	if r.headline == nil {
		return false
	}
	for p := m.node.Parent; p != nil; p = p.Parent {
		if p == r.headline.node {
			return pieces(p) > 1
		}
	}
	return false
}

// dayFirst tells the date reader that 3.11.2023 is a day in November, which holds for all languages here but American English
// (and "en" alone, which is what templates say).
func (r *reader) dayFirst() *bool {
	lang := strings.ToLower(r.page.Lang)
	switch lang {
	case "en", "en-us", "en-ph", "en-ca":
		return nil
	}
	switch lang, _, _ = strings.Cut(lang, "-"); lang {
	case "", "zh", "ja", "ko":
		return nil
	}
	yes := true
	return &yes
}
