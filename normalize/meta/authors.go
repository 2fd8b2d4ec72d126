package meta

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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
	if weak(list) && !shareName(list, written) && slices.ContainsFunc(written, twoWords) {
		list = nil // the association that publishes, where a line names the writer
	}
	if edits := allIn(list, edited) && !anyIn(list, written); edits && len(written) > 0 {
		list = nil // what machines are told is the editor's name
	} else if edits || len(list) == 0 {
		if seen, how := r.seen(len(list) > 0); len(seen) > 0 && !shareName(seen, list) {
			list, from = seen, how
			if (how == "byline" || how == "profile") && len(written) > 0 {
				list, from = written, "label"
			}
		}
	}
	if len(list) == 0 {
		list, from = written, "label"
	}
	if len(list) == 0 {
		list, from = r.dated(), "dateline"
	}
	if len(list) == 0 {
		list, from = r.signed(), "signature"
	}
	if len(list) == 0 {
		list, from = r.stated(), "state"
	}
	if len(list) > 0 {
		f.Authors, f.Why["authors"] = list, from
	}
}

// weak reports whether none of the names is one of a person by its form: abbreviations, and names of bodies.
func weak(list []string) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(s string) bool { return (twoWords(s) || wide(s)) && !body(s) })
}

func twoWords(s string) bool { return strings.Contains(s, " ") }

// declared are the authors that JSON-LD or a meta element names: JSON-LD, unless an element names the same people and more, as where
// a system gives JSON-LD the first of several.
func (r *reader) declared() ([]string, string) {
	list, from := r.inGraph()
	if all, name := r.inMetas(); len(all) > len(list) && (len(list) == 0 || allIn(list, all) && !slices.ContainsFunc(all, func(s string) bool { return !fullName(s) })) {
		return all, name
	}
	return list, from
}

// inGraph are the authors that JSON-LD names.
func (r *reader) inGraph() (list []string, from string) {
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
	return nil, ""
}

// inMetas are the authors that the best meta element names.
func (r *reader) inMetas() (list []string, from string) {
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
	{name: "profile", prop: "profile"},
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
			texts, sure := namesWithin(m.node, kind.prop)
			for _, text := range texts {
				list = r.addNames(list, clean(text), !kind.lax && !sure || full)
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
		if full || kind.bio || kind.prop == "profile" || kind.prop == "" && len(list) > 3 { // more than three names of one word are the article's sections
			list = slices.DeleteFunc(list, func(s string) bool { return !twoWords(s) })
		}
		if len(list) > 0 {
			return list, kind.name
		}
	}
	return nil, ""
}

// isByline reports whether an element is a byline of that kind, and this article's.
func (r *reader) isByline(m *mention, kind byKind) bool {
	if kind.prop == "profile" {
		return m.prop == kind.prop && r.headline != nil && r.adjacentBlock(m.place) && m.where&inCaption == 0
	}
	if m.prop != kind.prop || m.marks&markAuthor == 0 || m.marks&markEditor != 0 || m.node.DataAtom == atom.H1 ||
		m.where&(inComments|inNav|inFooter|inCaption) != 0 || !r.nearHeadline(m.place) {
		return false
	}
	where := r.beyond(m)
	if kind.bio {
		return (where&inBio != 0 || m.marks&markBio != 0) && where&(inAside|inRelated) == 0
	}
	return where&(inAside|inRelated|inBio) == 0 || r.beneath(m.place)
}

// adjacentBlock reports whether a place is just above or below the headline.
func (r *reader) adjacentBlock(place int) bool {
	return place > r.headline.place-15 && place < r.headline.place+60
}

// linkedNames are the names in a byline that are links to the authors' pages, which are sure to be names whatever they look
// like. Other links are sections and tags; one link alone is taken as it is.
func linkedNames(n *html.Node) (names []string, sure bool) {
	var all, authors []string
	for a := range page.Elements(n, atom.A) {
		s := shortText(a, 60)
		if s == "" || len(all) > maxAuthors {
			continue
		}
		all = append(all, s)
		if (personal(s) || nickname(s)) && !desk(s) && (marksOf(page.Attr(a, "href"))&(markAuthor|markBio) != 0 || strings.EqualFold(page.Attr(a, "rel"), "author")) {
			authors = append(authors, s)
		}
	}
	if len(authors) == 0 && len(all) == 1 && namePart(n) == "" && twoWords(all[0]) && personal(all[0]) && !desk(all[0]) {
		return all, false
	}
	return authors, true
}

// nickname reports whether a text is one word of letters and figures, as people call themselves on blogs.
func nickname(s string) bool {
	for _, c := range s {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '_' {
			return false
		}
	}
	return len(s) >= 2 && len(s) <= 24
}

// beneath reports whether a place is right below the headline.
func (r *reader) beneath(place int) bool {
	return r.headline != nil && place > r.headline.place && place < r.headline.place+70
}

// namesWithin are the texts of an element that may be names: the itemprop name, else the links, else what is marked or stands
// as a name of its own, else all. sure: they need not look like names.
func namesWithin(n *html.Node, prop string) (names []string, sure bool) {
	if s := page.Attr(n, "content"); s != "" {
		return []string{s}, false
	}
	if textSize(n, 2*maxLine) > 2*maxLine {
		return nil, false
	}
	if prop != "rel" && prop != "profile" {
		for c := range page.Elements(n) {
			if page.Attr(c, "itemprop") == "name" || page.Attr(c, "property") == "name" || page.Attr(c, "property") == "schema:name" {
				if s := page.Attr(c, "content"); s != "" {
					return []string{s}, false
				}
				return []string{shortText(c, maxLine)}, false
			}
		}
		if list, sure := linkedNames(n); len(list) > 0 {
			return list, sure
		}
		if prop == "" {
			if s := namePart(n); s != "" {
				return []string{s}, false
			}
		}
	}
	return []string{shortText(n, maxLine)}, false
}

// namePart is the text of an element within a byline that is marked as the name, as in <div class="author"><b class="author-name">…</b>
// <span>Senior Reporter</span></div>; "" without one.
func namePart(n *html.Node) string {
	for c := range page.Elements(n) {
		class := page.Attr(c, "class")
		if c == n || len(class) < 8 || len(class) > 120 || marksOf(class)&markAuthor == 0 || !strings.Contains(strings.ToLower(class), "name") {
			continue
		}
		if s := shortText(c, 60); called(s) {
			return s
		}
	}
	return firstPiece(n)
}

// firstPiece is the first text within an element of several, when it is a person's name and nothing joins it to another: what
// follows is what the person does, or a button.
func firstPiece(n *html.Node) string {
	var list []string
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil && len(list) < 6; c = c.NextSibling {
			if c.Type != html.TextNode {
				walk(c)
			} else if s := clean(c.Data); s != "" {
				list = append(list, s)
			}
		}
	}
	walk(n)
	if len(list) > 1 {
		if _, _, start, end := findLabel(list[0]); start == 0 && end == len(list[0]) && end > 0 {
			list = list[1:]
		}
	}
	if len(list) < 2 || !twoWords(list[0]) || strings.Count(list[0], " ") > 3 || !personal(list[0]) || roleWords(list[0]) || desk(list[0]) {
		return ""
	}
	switch c, _ := utf8.DecodeRuneInString(list[1]); {
	case c == ',' || c == '&' || c == '/' || c == ';' || unicode.IsLower(c): // "and", "dan"
		return ""
	}
	return list[0]
}

// nearHeadline reports whether a place is where a byline stands: behind the headline, or shortly before.
func (r *reader) nearHeadline(place int) bool {
	return r.headline == nil || place > r.headline.place-100
}

// crew reports whether a name is that of the outlet's people as a whole: "Tim Harian Riau".
func (r *reader) crew(name string) bool {
	first, rest, ok := strings.Cut(name, " ")
	return ok && strings.EqualFold(first, "tim") && r.isOutlet(rest)
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
	names := splitNames(s)
	if len(names) > 1 && len(s) < 60 && slices.Contains(r.outletKeys, key(s)) { // an outlet whose name falls apart: "Work & Life"
		names = []string{s}
	}
	for _, name := range names {
		if len(list) >= maxAuthors {
			break
		}
		crew := r.crew(name)
		if i := strings.LastIndexByte(name, ' '); !crew && i > 0 && r.isOutlet(name[i+1:]) && !r.isOutlet(name) { // "Jane Doe Harianriau"
			name = name[:i]
		}
		if first, rest, _ := strings.Cut(name, " "); strings.Contains(first, "-") && strings.Contains(rest, " ") && r.isOutlet(first) { // "Harianriau-Experte Jane Doe"
			name = rest
		}
		if r.isOutlet(name) && !r.ownBlog(name) || desk(name) || crew {
			f := &r.facts
			if len(f.Credits) < 5 && len(list) == 0 && !strict && !slices.Contains(f.Credits, name) {
				f.Credits = append(f.Credits, name)
			}
			whole = false
			continue
		}
		if (strict || !whole) && !called(name) && !r.ownBlog(name) || !whole && !strings.Contains(name, " ") && !agency(name) {
			continue
		}
		if !slices.ContainsFunc(list, func(t string) bool { return strings.EqualFold(t, name) }) {
			list = append(list, name)
		}
	}
	return list
}
