package meta

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"kabar/date"
	"kabar/news"
)

// signed are the names of whoever signs a text without a word of it: a paragraph of its own that is set to the right, below
// the text.
func (r *reader) signed() (list []string) {
	paragraphs := 0
	for i := range r.names {
		m := &r.names[i]
		if m.prop != "right" || r.headline == nil || m.place < r.headline.place+10 || r.beyond(m)&(apart|inCaption|inBio) != 0 {
			continue
		}
		if paragraphs++; paragraphs > 1 { // where much is set to the right it is no signature
			return nil
		}
		for _, name := range splitNames(shortText(m.node, 80)) {
			if n := strings.Count(name, " "); n >= 1 && n <= 3 && strings.Count(name, ".") <= 2 && personal(name) && !lowerWord(name) {
				list = r.addNames(list, name, true)
			}
		}
	}
	return list
}

// dated is the full name behind "by" and the like in a line beside the headline that begins with a date: "13 Juli 2025 10:21 oleh Sari
// Wulandari". Without such a word what stands behind a date is as likely a town or a section.
func (r *reader) dated() []string {
	if r.headline == nil {
		return nil
	}
	for i := range r.lines {
		m := &r.lines[i]
		if !r.adjacentBlock(m.place) || r.beyond(m)&(apart|inCaption|inBio) != 0 {
			continue
		}
		block := blockOf(m.node)
		if block == nil {
			continue
		}
		text := shortText(block, 120)
		for _, word := range [...]string{" by ", " By ", " oleh ", " Oleh ", " von ", " Von ", " por ", " Por ", " par ", " Par ", " door ", " av ", " af ", " автор "} {
			head, name, ok := strings.Cut(text, word)
			if !ok || !datish(head) {
				continue
			}
			if d, ok := date.Line(head, date.LineOptions{DayFirst: r.dayFirst()}); !ok || d.Precision < news.Day {
				continue
			}
			if i := strings.IndexAny(name, "|•·⋅∙/"); i > 0 {
				name = name[:i]
			}
			name, _, _ = strings.Cut(name, " in ")
			if list := r.addNames(nil, name, true); len(list) > 0 && !slices.ContainsFunc(list, func(s string) bool { return !fullName(s) }) {
				return list
			}
		}
	}
	return nil
}

// stated is the name right below the headline that something on the page confirms: the outlet's own name behind it ("Sari Wulandari -
// Harian Riau"), or the page's data, which call it the author: pages that a script builds mark their byline with nothing, and
// carry what it is made of as JSON.
func (r *reader) stated() []string {
	if r.headline == nil {
		return nil
	}
	data := bytes.Contains(r.page.Text, []byte(`"author"`))
	tried := 0
	for n, left := following(r.headline.node), 60; n != nil && left > 0 && tried < 6; n, left = next(n), left-1 {
		if n.Type != html.TextNode || len(n.Data) < 5 || len(n.Data) > 120 {
			continue
		}
		s := clean(n.Data)
		if i := strings.IndexAny(s, ",|-–"); i > 0 && !fullName(s) {
			name, rest := strings.TrimSpace(s[:i]), strings.TrimLeft(s[i:], ",|-–— ")
			if i = strings.IndexAny(rest, ",|-–"); i > 0 {
				rest = rest[:i]
			}
			if fullName(name) && r.isOutlet(rest) {
				return r.addNames(nil, name, true)
			}
			continue
		}
		if !data || !fullName(s) {
			continue
		}
		tried++
		for _, form := range [...]string{`"author":"`, `"author": "`, `"author":{"name":"`} {
			if bytes.Contains(r.page.Text, []byte(form+s+`"`)) {
				return r.addNames(nil, s, true)
			}
		}
	}
	return nil
}

// fullName reports whether a text is two to five words that look like a person's name.
func fullName(s string) bool {
	n := strings.Count(s, " ")
	return n >= 1 && n <= 4 && personal(s) && !roleWords(s) && !desk(s)
}

// next is the node behind n in document order, and following the one behind all of n.
func next(n *html.Node) *html.Node {
	if n.FirstChild != nil {
		return n.FirstChild
	}
	return following(n)
}

func following(n *html.Node) *html.Node {
	for ; n != nil; n = n.Parent {
		if n.NextSibling != nil {
			return n.NextSibling
		}
	}
	return nil
}

// lowerWord reports whether one of the words begins with a small letter.
func lowerWord(s string) bool {
	for w := range strings.FieldsSeq(s) {
		if c, _ := utf8.DecodeRuneInString(w); unicode.IsLower(c) {
			return true
		}
	}
	return false
}

// labelled are the names behind or before a visible word such as "Penulis" or "Editor".
func (r *reader) labelled() (written, edited []string) {
	var lines []*html.Node
	for i := range r.names {
		m := &r.names[i]
		where := r.beyond(m)
		if m.prop != "label" || where&(inComments|inAside|inNav|inCaption) != 0 || !r.nearHeadline(m.place) {
			continue
		}
		block := blockOf(m.node)
		if block == nil || slices.Contains(lines, block) {
			continue
		}
		lines = append(lines, block)
		text := strings.TrimLeft(shortText(block, maxLine), "|·•- ")
		if text == "" { // the line may stand bare in a long box; without its colon it is prose
			text = strings.TrimLeft(clean(m.node.Data), "|·•- ")
			if _, _, start, end := findLabel(text); start > 0 || end == 0 || text[end-1] != ':' {
				continue
			}
		}
		role, strong, start, end := findLabel(text)
		// The element of the label may hold the name too; what else its block holds (a date) is then of no interest.
		if own := shortText(m.node, maxLine); len(own) < len(text) {
			if _, _, s, e := findLabel(own); s == 0 && e > 0 && called(strings.TrimLeft(own[e:], " :")) {
				text = own
				role, strong, start, end = findLabel(text)
			}
		}
		if where&inRelated != 0 && (!strong || end == 0 || text[end-1] != ':' || len(written)+len(edited) > 0 && role == markAuthor) || !strong && where&inLink != 0 {
			continue // beside other articles a label counts that says it with a colon, once
		}
		if end == 0 || !strong && r.headline != nil && m.place > r.headline.place+150 && len(text) > 60 {
			continue
		}
		name := strings.TrimLeft(text[end:], " :.-–|")
		if name == "" {
			name = text[:start]
		}
		if name == "" {
			name = nameBeside(block)
		}
		if _, _, s, e := findLabel(name); e > 0 && s > 0 {
			name = name[:s]
		}
		if i := strings.IndexAny(name, "|•·⋅∙"); i > 0 {
			name = name[:i]
		}
		switch role {
		case markEditor:
			edited = r.addNames(edited, name, true)
		case markAuthor:
			if len(written) == 0 || strong {
				written = r.addNames(written, name, true)
			}
		}
	}
	return written, edited
}

// nameBeside is the text of the box behind that of a label, else of the one before it: <td>Penulis</td><td>: Sari Wulandari</td>,
// <div>Sari Wulandari</div><div>Penulis</div>.
func nameBeside(label *html.Node) string {
	text := func(n *html.Node) string {
		if n.Type != html.ElementNode {
			return ""
		}
		return strings.TrimLeft(clean(shortText(n, 60)), ": ")
	}
	const reach = 6 // nodes to either side
	found := ""
	for n, i := label.NextSibling, 0; n != nil && found == "" && i < reach; n, i = n.NextSibling, i+1 {
		found = text(n)
	}
	for n, i := label.PrevSibling, 0; n != nil && found == "" && i < reach; n, i = n.PrevSibling, i+1 {
		found = text(n)
	}
	if !twoWords(found) || strings.Count(found, " ") > 3 {
		return ""
	}
	return found
}
