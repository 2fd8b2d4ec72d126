package meta

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"kabar/date"
	"kabar/news"
)

// maxLines bounds how many visible lines are handed to the date reader.
const maxLines = 8

// visible reads the date lines near the headline, nearest first, those behind it before those in front.
func (r *reader) visible() (published, modified []reading) {
	type near struct{ distance, i int }
	var order []near
	for i := range r.lines {
		m := &r.lines[i]
		if m.where&(inComments|inNav|inFooter) != 0 || m.where&(inCaption|inDates) == inCaption || m.where&inHeading != 0 && !r.inHeadline(m) || r.headline != nil && m.where&inHeader != 0 && m.place < r.headline.place {
			continue
		}
		if m.where&(inLink|inDates) == inLink {
			continue
		}
		d := 0
		if r.headline != nil {
			if d = m.place - r.headline.place; d < -30 || d > 100 && m.where&inDates == 0 || d > 250 {
				continue
			}
			if d < 0 {
				d = -4 * d
			}
		} else if d = m.place; m.where&(inRelated|inAside|inHeader|inLink) != 0 {
			continue
		}
		if m.where&(inRelated|inAside) != 0 {
			d += 60
		}
		if m.where&inDates != 0 {
			d -= 40
		}
		order = append(order, near{d, i})
	}
	slices.SortStableFunc(order, func(a, b near) int { return a.distance - b.distance })
	var blocks []*html.Node
	for _, o := range order[:min(len(order), maxLines)] {
		n := r.lines[o.i].node
		block := blockOf(n)
		if block == nil || slices.Contains(blocks, block) {
			continue
		}
		blocks = append(blocks, block)
		text := shortText(block, maxLine)
		if text == "" || block.DataAtom == atom.H1 {
			text = clean(n.Data)
		}
		if prose(text) {
			continue
		}
		o := date.LineOptions{Fetched: r.options.Now, Site: r.site, DayFirst: r.dayFirst()}
		d, ok := date.Line(text, o)
		if !ok && len(text) > len(n.Data) { // the neighbours may be what confuses
			text = clean(n.Data)
			d, ok = date.Line(text, o)
		}
		if !ok || !r.plausible(d) || d.Precision < news.Day {
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

// prose reports whether a line is a sentence rather than a date with its labels.
func prose(s string) bool {
	return strings.Count(s, " ") >= 8 && (strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!")) || strings.Count(s, " ") > 24 || strings.Contains(s, " replies")
}

// ofChange reports whether a line tells when a page was changed, not when it appeared.
func ofChange(s string) bool {
	s = strings.ToLower(s[:min(len(s), 40)])
	for _, w := range [...]string{"updated", "last update", "modified", "last post", "diperbarui", "dikemas kini", "aktualisiert", "actualizado", "mis à jour", "aggiornato", "letzte änderung", "zuletzt"} {
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
	if len(lang) < 2 || lang == "en" || lang == "en-us" || lang == "en-ph" || lang == "en-ca" || strings.HasPrefix(lang, "zh") || strings.HasPrefix(lang, "ja") || strings.HasPrefix(lang, "ko") {
		return nil
	}
	yes := true
	return &yes
}
