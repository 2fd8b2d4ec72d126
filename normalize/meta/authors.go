package meta

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"kabar/page"
)

// maxAuthors bounds the list; long lists are those of a whole newsroom.
const maxAuthors = 20

// decideAuthors takes the names from the best source that names somebody other than the outlet.
func (r *reader) decideAuthors() {
	f := &r.facts
	written, edited := r.labelled()
	list, from := r.declared()
	if edits := allIn(list, edited) && !anyIn(list, written); edits && len(written) > 0 {
		list = nil // what machines are told is the editor's name
	} else if edits || len(list) == 0 {
		if seen, how := r.seen(len(list) > 0); len(seen) > 0 && !shareName(seen, list) {
			list, from = seen, how
			if how == "byline" && len(written) > 0 {
				list, from = written, "label"
			}
		}
	}
	if len(list) == 0 {
		list, from = written, "label"
	}
	if len(list) > 0 {
		f.Authors, f.Why["authors"] = list, from
	}
}

// declared are the authors that JSON-LD or a meta element names.
func (r *reader) declared() ([]string, string) {
	var list []string
	for _, key := range [...]string{"author", "creator"} {
		r.graph.article.get(key).each(func(v *value) {
			v = r.graph.resolve(v)
			name := v.string()
			if v.kind == objectValue {
				if name = v.get("name").string(); name == "" {
					name = strings.TrimSpace(v.get("givenName").string() + " " + v.get("familyName").string())
				}
			}
			list = r.addNames(list, name, false)
		})
		if len(list) > 0 {
			return list, "jsonld"
		}
	}
	for _, weight := range [...]int{9, 7, 6, 5} {
		name := ""
		for _, m := range r.metas {
			if m.role == roleAuthor && m.weight == weight {
				if name != "" && name != m.name {
					continue
				}
				if n := len(list); n < maxAuthors {
					list = r.addNames(list, clean(m.content), false)
					if len(list) > n {
						name = m.name
					}
				}
			}
		}
		if len(list) > 0 {
			return list, name
		}
	}
	return nil, ""
}

// shareName reports whether a word of a name in a stands in one of b: the same person, written in another way.
func shareName(a, b []string) bool {
	for _, s := range a {
		for w := range strings.FieldsSeq(s) {
			for _, t := range b {
				if len(w) > 3 && strings.Contains(strings.ToLower(t), strings.ToLower(w)) {
					return true
				}
			}
		}
	}
	return false
}

// byKind is a way in which elements are marked as bylines.
type byKind struct {
	name, prop string
	bio        bool // in a box about the author
	lax        bool // the marking says enough: names need not look like names
}

// byKinds, the surest first. A box about the author below the text counts when nothing else names one.
var byKinds = [...]byKind{
	{name: "microdata", prop: "author", lax: true},
	{name: "microdata", prop: "creator", lax: true},
	{name: "rel", prop: "rel", lax: true},
	{name: "byline"},
	{name: "bio", bio: true},
}

// seen are the authors that elements marked as such name. full asks for names of two words at least.
func (r *reader) seen(full bool) ([]string, string) {
	for _, kind := range byKinds {
		var list []string
		first := 0
		for i := range r.names {
			m := &r.names[i]
			if !r.isByline(m, kind) {
				continue
			}
			if len(list) > 0 && m.place > first+100 { // of other articles, of posts below
				break
			}
			for _, text := range namesWithin(m.node, kind.prop) {
				list = r.addNames(list, clean(text), !kind.lax || full)
			}
			if len(list) == 0 {
				continue
			}
			if kind.prop == "" { // classes nest, and stand on other articles too
				break
			}
			if first == 0 {
				first = m.place
			}
		}
		if full || kind.bio {
			list = slices.DeleteFunc(list, func(s string) bool { return !strings.Contains(s, " ") })
		}
		if len(list) > 0 {
			return list, kind.name
		}
	}
	return nil, ""
}

// isByline reports whether an element is a byline of that kind, and this article's.
func (r *reader) isByline(m *mention, kind byKind) bool {
	if m.prop != kind.prop || m.marks&markAuthor == 0 || m.marks&markEditor != 0 || m.node.DataAtom == atom.H1 ||
		m.where&(inComments|inNav|inFooter|inCaption) != 0 || !r.nearHeadline(m.place) {
		return false
	}
	if kind.bio {
		return (m.where&inBio != 0 || m.marks&markBio != 0) && m.where&(inAside|inRelated) == 0
	}
	return m.where&(inAside|inRelated|inBio) == 0 || r.beneath(m.place)
}

// linkedNames are the names in a byline that are links to the authors' pages. Other links are sections and
// tags; one link alone is taken as it is.
func linkedNames(n *html.Node) []string {
	var all, authors []string
	for a := range page.Elements(n, atom.A) {
		s := shortText(a, 60)
		if s == "" || len(all) > maxAuthors {
			continue
		}
		all = append(all, s)
		if personal(s) && !desk(s) && (marksOf(page.Attr(a, "href"))&(markAuthor|markBio) != 0 || strings.EqualFold(page.Attr(a, "rel"), "author")) {
			authors = append(authors, s)
		}
	}
	if len(authors) == 0 && len(all) == 1 && strings.Contains(all[0], " ") && personal(all[0]) && !desk(all[0]) {
		return all
	}
	return authors
}

// beneath reports whether a place is right below the headline.
func (r *reader) beneath(place int) bool {
	return r.headline != nil && place > r.headline.place && place < r.headline.place+70
}

// namesWithin are the texts of an element that may be names: the itemprop name, else the links, else all.
func namesWithin(n *html.Node, prop string) []string {
	if s := page.Attr(n, "content"); s != "" {
		return []string{s}
	}
	if textSize(n, 2*maxLine) > 2*maxLine {
		return nil
	}
	if prop != "rel" {
		for c := range page.Elements(n) {
			if page.Attr(c, "itemprop") == "name" {
				if s := page.Attr(c, "content"); s != "" {
					return []string{s}
				}
				return []string{shortText(c, maxLine)}
			}
		}
		if list := linkedNames(n); len(list) > 0 {
			return list
		}
	}
	return []string{shortText(n, maxLine)}
}

// nearHeadline reports whether a place is where a byline stands: behind the headline, or shortly before.
func (r *reader) nearHeadline(place int) bool {
	return r.headline == nil || place > r.headline.place-100
}

// labelled are the names behind or before a visible word such as "Penulis" or "Editor".
func (r *reader) labelled() (written, edited []string) {
	var lines []*html.Node
	for i := range r.names {
		m := &r.names[i]
		if m.prop != "label" || m.where&(inComments|inRelated|inAside|inNav|inCaption) != 0 || !r.nearHeadline(m.place) {
			continue
		}
		block := blockOf(m.node)
		if block == nil || slices.Contains(lines, block) {
			continue
		}
		lines = append(lines, block)
		text := shortText(block, maxLine)
		if text == "" {
			continue
		}
		role, strong, start, end := findLabel(text)
		// The element of the label may hold the name too; what else its block holds (a date) is then of no interest.
		if own := shortText(m.node, maxLine); len(own) < len(text) {
			if _, _, s, e := findLabel(own); s == 0 && e > 0 && called(strings.TrimLeft(own[e:], " :")) {
				text = own
				role, strong, start, end = findLabel(text)
			}
		}
		if end == 0 || !strong && r.headline != nil && m.place > r.headline.place+150 && len(text) > 60 {
			continue
		}
		name := strings.TrimLeft(text[end:], " :.-–|")
		if name == "" {
			name = text[:start]
		}
		if _, _, s, e := findLabel(name); e > 0 && s > 0 {
			name = name[:s]
		}
		if i := strings.IndexAny(name, "|•·"); i > 0 {
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

func allIn(list, of []string) bool {
	for _, s := range list {
		if !slices.ContainsFunc(of, func(t string) bool { return strings.EqualFold(s, t) }) {
			return false
		}
	}
	return len(list) > 0
}

func anyIn(list, of []string) bool {
	return slices.ContainsFunc(list, func(s string) bool {
		return slices.ContainsFunc(of, func(t string) bool { return strings.EqualFold(s, t) })
	})
}

// addNames adds the names in s that are new. strict asks that each looks like a person's name: for texts that
// only stand where names stand.
func (r *reader) addNames(list []string, s string, strict bool) []string {
	whole := true // no outlet or desk came before: what follows one may be its town
	for _, name := range splitNames(s) {
		if len(list) >= maxAuthors {
			break
		}
		if i := strings.LastIndexByte(name, ' '); i > 0 && r.isOutlet(name[i+1:]) && !r.isOutlet(name) { // "Jane Doe Harianriau"
			name = name[:i]
		}
		if r.isOutlet(name) || desk(name) {
			f := &r.facts
			if len(f.Credits) < 5 && len(list) == 0 && !strict && !slices.Contains(f.Credits, name) {
				f.Credits = append(f.Credits, name)
			}
			whole = false
			continue
		}
		if (strict || !whole) && !called(name) || !whole && !strings.Contains(name, " ") && !agency(name) {
			continue
		}
		if !slices.ContainsFunc(list, func(t string) bool { return strings.EqualFold(t, name) }) {
			list = append(list, name)
		}
	}
	return list
}
