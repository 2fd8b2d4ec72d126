package meta

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"kabar/address"
	"kabar/page"
)

// maxTitle bounds a headline in bytes.
const maxTitle = 400

// decideTitle picks the headline that readers see, when what machines are told agrees with it, else the best of
// the latter. It also finds where the headline stands.
func (r *reader) decideTitle() {
	f := &r.facts
	for i := range r.heads {
		if h := &r.heads[i]; i < 4 && r.leadsHome(h.node) {
			r.addOutlet(headingText(h))
		}
	}
	r.machineTitles()
	best := 0
	for i := range r.heads {
		h := &r.heads[i]
		text := headingText(h)
		if text == "" || h.where&(inComments|inHidden|inFooter) != 0 {
			continue
		}
		text = strings.TrimRight(text, "¶# ")
		if score := r.gradeHeading(h, text); score > best {
			best, r.headline = score, h
			f.Title, f.Why["title"] = text, h.node.Data
		}
	}
	if best < seenEnough && len(r.told) > 0 {
		f.Title, f.Why["title"] = r.told[0].text, r.told[0].name
	}
	switch f.Why["title"] {
	case "h1":
		r.mendHeading()
	case "title":
		f.Title = r.headlineOfTitle()
	}
	if r.headline != nil && f.Why["title"] == r.headline.node.Data {
		r.heedAgreement()
	}
	f.Title = cut(f.Title, maxTitle)
}

// heedAgreement takes the headline that og:title and JSON-LD agree on, where the one that readers see is another: of a news
// article both are filled from the headline as it is filed, while the page shows a kicker less, or one more, or what is thought to
// please a search. For other pages all three, with <title>, must agree, and stand within what is seen.
func (r *reader) heedAgreement() {
	if len(r.told) < 2 || r.told[0].name != "og:title" || r.told[1].name != "jsonld" || r.told[0].key != r.told[1].key {
		return
	}
	t, seen := r.told[0], key(r.facts.Title)
	if t.key == seen || len(t.key) < 12 || shortened(t.text) {
		return
	}
	within := strings.Contains(seen, t.key) && strings.HasPrefix(r.titleKey, t.key)
	if within || grade(r.graph.article.get("@type")) >= gradeNews {
		r.facts.Title, r.facts.Why["title"] = t.text, t.name
	}
}

// shortened reports whether a title ends where there was no more room.
func shortened(s string) bool { return strings.HasSuffix(s, "...") || strings.HasSuffix(s, "…") }

// told is a headline that machines are told.
type told struct {
	text, name, key string
}

// machineTitles collects them, without the outlet's name, best first.
func (r *reader) machineTitles() {
	add := func(text, name string) {
		text = strings.Trim(text, " |»·│")
		for range 3 {
			t := r.trimOutlet(text)
			if t == text || t == "" {
				break
			}
			text = t
		}
		text = cut(trimPage(text), maxTitle)
		if k := key(text); k != "" {
			r.told = append(r.told, told{text, name, k})
		}
	}
	if og, name := r.first(roleTitle); name != "title" {
		add(og, name)
	}
	article := r.graph.article
	if ld := article.get("headline").string(); ld != "" {
		add(ld, "jsonld")
	} else if grade(article.get("@type")) > 1 {
		add(article.get("name").string(), "jsonld")
	}
	for i := range r.about {
		if m := &r.about[i]; m.prop == "headline" && m.where&apart == 0 {
			if s := page.Attr(m.node, "content"); s != "" {
				add(clean(s), "microdata")
				break
			}
		}
	}
	add(r.title, "title")
	r.titleKey = key(r.title)
	for _, t := range r.told[min(1, len(r.told)):] { // what one of them has behind the other's whole text belongs to the site
		first := &r.told[0]
		if rest, ok := strings.CutPrefix(first.text, t.text); ok && len(t.key) >= 12 && rest != "" && len(rest) < 40 && separates(rest) && !separates(lastPart(rest)) {
			first.text, first.key = t.text, t.key
		}
	}
}

// lastPart is the last part of a text, from the blank before the sign that leads it.
func lastPart(s string) string {
	for _, sep := range [...]string{" | ", " - ", " – ", " — "} {
		if i := strings.LastIndex(s, sep); i > 0 {
			return s[i:]
		}
	}
	return ""
}

// separates reports whether a text begins with a sign that stands between a headline and names of the site.
func separates(s string) bool {
	c, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " "))
	return strings.ContainsRune("|-–—_·•»｜│ㅣ", c)
}

// seenEnough is the score from which a heading is believed without, or against, what machines are told.
const seenEnough = 5

// headingText is the text of a heading, and "" when it is too long for one.
func headingText(h *mention) string {
	if textSize(h.node, 2*maxTitle) > maxTitle {
		return ""
	}
	return clean(page.Text(h.node))
}

// gradeHeading says how likely a heading is the article's: 0 for not at all.
func (r *reader) gradeHeading(h *mention, text string) int {
	k := key(text)
	if k == "" || r.leadsHome(h.node) {
		return 0
	}
	score, agreed := 0, 0
	first := h.node.Data == "h1"
	if first {
		score = 4
	}
	for _, t := range r.told {
		switch {
		case t.key == k:
			agreed += 4
		case len(k) >= 8 && (strings.HasPrefix(t.key, k) || strings.HasSuffix(t.key, k)) && len(k)*3 >= len(t.key):
			agreed += 3
		case len(t.key) >= 12 && strings.Contains(k, t.key):
			agreed += 3
		case first && shareWords(text, t.text):
			agreed += 2
		}
	}
	if agreed == 0 && (strings.Count(text, " ") < 2 && len(r.told) > 0 && !wide(text) || r.isOutlet(text) || !first || h.where&(apart|inHeader) != 0) {
		return 0
	}
	if r.isOutlet(text) {
		agreed -= 3
	}
	if agreed < 4 && !first {
		return 0
	}
	if h.where&(apart|inHeader) == 0 {
		score++
	}
	if strings.HasPrefix(r.titleKey, k) {
		score++
	}
	return score + min(agreed, 8)
}

// leadsHome reports whether a heading is a link to the site's front page: its name, whatever it is.
func (r *reader) leadsHome(n *html.Node) bool {
	for a := range page.Elements(n, atom.A) {
		href := page.Attr(a, "href")
		if href == "/" {
			return barePath(r.page.URL) != ""
		}
		if strings.HasPrefix(href, "http") && strings.Count(strings.TrimSuffix(href, "/"), "/") == 2 {
			return r.site != "" && address.Site(address.Host(href)) == r.site && barePath(r.page.URL) != ""
		}
		return false
	}
	return false
}

// barePath is the path of an address without the slashes around it.
func barePath(u string) string {
	_, path, _ := strings.Cut(barePage(u), "/")
	return strings.Trim(path, "/")
}

// wide reports whether a text is written without blanks between words.
func wide(s string) bool {
	for _, c := range s {
		if c >= 0x2E80 {
			return true
		}
	}
	return false
}

// shareWords reports whether half of the longer words of the shorter text stand in the other.
func shareWords(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	b = strings.ToLower(b)
	all, in := 0, 0
	for w := range strings.FieldsSeq(strings.ToLower(a)) {
		if w = strings.Trim(w, ".,:;!?\"'“”„»«()"); len(w) >= 4 {
			all++
			if strings.Contains(b, w) {
				in++
			}
		}
	}
	return all >= 2 && in*2 >= all
}

// mendHeading corrects a headline that was seen by what machines are told.
//
// A second heading below the first one that holds another of the titles is what readers are meant to read; the first
// then is written for search engines. And a heading made of several pieces holds a kicker or a date beside the headline,
// with no sign between: the same letters, or one of the pieces, as machines are told are better.
func (r *reader) mendHeading() {
	f := &r.facts
	h1 := key(f.Title)
	for i := range r.heads {
		h := &r.heads[i]
		if h == r.headline || h.node.Data != "h2" || h.place < r.headline.place || h.place > r.headline.place+60 || h.where&apart != 0 {
			continue
		}
		k := key(headingText(h))
		for _, t := range r.told {
			if t.name == "title" || t.key == h1 || len(t.key) < 12 || !strings.HasSuffix(k, t.key) {
				continue
			}
			if k == t.key || !strings.Contains(h1, t.key) && !strings.Contains(t.key, h1) {
				f.Title, f.Why["title"] = t.text, t.name
				return
			}
		}
		break
	}
	if pieces(r.headline.node) < 2 {
		return
	}
	for _, t := range r.told {
		if t.key == h1 && t.name != "title" {
			f.Title = t.text
			return
		}
	}
	for _, t := range r.told {
		if !shortened(t.text) && len(t.key) >= 12 && len(t.key)*2 >= len(h1) && strings.Contains(h1, t.key) {
			f.Title, f.Why["title"] = t.text, t.name
			return
		}
	}
}

// pieces counts the texts below n.
func pieces(n *html.Node) (count int) {
	for c := n.FirstChild; c != nil && count < 9; c = c.NextSibling {
		if c.Type == html.TextNode {
			if strings.TrimSpace(c.Data) != "" {
				count++
			}
		} else {
			count += pieces(c)
		}
	}
	return count
}

// headlineOfTitle is the part of <title> that also stands as a text of its own in the page, for pages without headings;
// else what is left without the outlet's name.
func (r *reader) headlineOfTitle() string {
	best := ""
	for i := range r.echoes {
		e := &r.echoes[i]
		if s := clean(e.node.Data); len(s) > len(best) && !r.isOutlet(s) && standsApart(r.title, s) && e.where&(inNav|inFooter|inComments|inRelated) == 0 {
			best, r.headline = s, e
		}
	}
	if best != "" {
		return best
	}
	return r.facts.Title
}

// standsApart reports whether s is a part of a title with signs or nothing around it, not a few words amid.
func standsApart(title, s string) bool {
	before, after, ok := strings.Cut(title, s)
	before, after = strings.TrimRight(before, " "), strings.TrimLeft(after, " ")
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	return ok && (before == "" || !unicode.IsLetter(last) && !unicode.IsDigit(last)) && (after == "" || !unicode.IsLetter(next) && !unicode.IsDigit(next))
}

// readGraph reads the JSON-LD; the object of this article is told from others by its headline or address.
func (r *reader) readGraph() {
	og, _ := r.first(roleTitle)
	og, title := key(og), key(r.title)
	r.graph = readGraph(r.evidence.graph, func(headline, addr string) bool {
		if k := key(headline); k != "" && (related(k, og) || related(k, title)) {
			return true
		}
		return addr != "" && (samePage(addr, r.page.URL) || samePage(addr, r.facts.Canonical))
	})
}

// related reports whether two folded titles are the same but for what stands before or behind.
func related(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return a != "" && (a == b || len(a) >= 12 && len(a)*2 >= len(b) && strings.Contains(b, a))
}

// key folds a text to lower-case letters and digits.
func key(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, c := range s {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b.WriteByte(byte(c))
		case c >= 'A' && c <= 'Z':
			b.WriteByte(byte(c) | 0x20)
		case c < 0x80:
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			b.WriteRune(unicode.ToLower(c))
		}
	}
	return b.String()
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// samePage compares two addresses by host and path.
func samePage(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	return barePage(a) == barePage(b)
}

func barePage(s string) string {
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		s = s[:i]
	}
	s = strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://")
	return strings.TrimSuffix(strings.TrimPrefix(s, "www."), "/")
}
