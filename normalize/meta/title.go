package meta

import (
	"strings"
	"unicode"

	"kabar/address"
	"kabar/page"
)

// maxTitle bounds a headline in bytes.
const maxTitle = 400

// separators stand between a headline and the names of section and outlet. Blanks around them are part of
// the sign: a hyphen within a word separates nothing.
var separators = [...]string{" | ", " - ", " – ", " — ", " : ", " » ", " « ", " · ", " • ", " / ", " :: ", "｜", " ‹ ", " › ", " ∙ ", " ~ ", ": "}

// decideTitle picks the headline that readers see when what machines see agrees with it, else the best of
// the latter. It also finds where the headline stands and which JSON-LD object is this article's.
func (r *reader) decideTitle() {
	og, ogName := r.first(roleTitle)
	same := func(headline, addr string) bool {
		if headline != "" && (similar(headline, og) || similar(headline, r.title)) {
			return true
		}
		return addr != "" && (samePage(addr, r.page.URL) || samePage(addr, r.facts.Canonical))
	}
	r.graph = readGraph(r.evidence.graph, same)
	ld := r.graph.article.get("headline").string()
	if ld == "" && grade(r.graph.article.get("@type")) > 0 {
		ld = r.graph.article.get("name").string()
	}
	f := &r.facts
	best := 0
	for i := range r.heads {
		h := &r.heads[i]
		if h.where&(inComments|inHidden|inFooter) != 0 {
			continue
		}
		text := clean(page.Text(h.node))
		if text == "" || len(text) > maxTitle {
			continue
		}
		score := 0
		if h.node.Data == "h1" {
			score += 3
		}
		for _, s := range [...]string{og, ld, r.title} {
			if s == "" {
				continue
			}
			if similar(text, s) {
				score += 4
			} else if contains(s, text) && strings.Count(text, " ") >= 2 {
				score += 3
			}
		}
		if h.where&(apart|inHeader) == 0 {
			score++
		}
		if h.node.Data != "h1" && score < 4 || score <= 1 {
			continue
		}
		if score > best {
			best, r.headline = score, h
			f.Title, f.Trace["title"] = text, h.node.Data
		}
	}
	switch {
	case best >= 6: // seen, and confirmed
	case best >= 3 && og == "" && ld == "":
	case og != "":
		f.Title, f.Trace["title"] = og, ogName
	case ld != "":
		f.Title, f.Trace["title"] = ld, "jsonld"
	case f.Title == "":
		f.Title, f.Trace["title"] = r.title, "title"
	}
	if len(f.Title) > maxTitle {
		f.Title = cut(f.Title, maxTitle)
	}
}

// cutTitle takes the outlet's name and the like off a title that was not seen as a headline.
func (r *reader) cutTitle() {
	f := &r.facts
	switch f.Trace["title"] {
	case "h1", "h2", "jsonld":
		return
	}
	for range 2 {
		t := r.trimOutlet(f.Title)
		if t == f.Title || t == "" {
			return
		}
		f.Title = t
	}
}

// trimOutlet cuts one segment off the end or the start of a title when it names the outlet.
func (r *reader) trimOutlet(t string) string {
	for _, sep := range separators {
		if i := strings.LastIndex(t, sep); i > 0 && r.isOutlet(t[i+len(sep):]) {
			return strings.TrimSpace(t[:i])
		}
		if sep == ": " || sep == " / " {
			continue
		}
		if i := strings.Index(t, sep); i > 0 && r.isOutlet(t[:i]) {
			return strings.TrimSpace(t[i+len(sep):])
		}
	}
	return t
}

// similar reports whether two titles are the same but for what stands around: equal once folded, or one
// the other with a prefix or suffix behind a separator.
func similar(a, b string) bool {
	a, b = key(a), key(b)
	if len(a) > len(b) {
		a, b = b, a
	}
	if a == "" {
		return false
	}
	if a == b {
		return true
	}
	return len(a) >= 12 && len(a)*2 >= len(b) && strings.Contains(b, a)
}

// contains reports whether whole holds part, both folded.
func contains(whole, part string) bool {
	k := key(part)
	return len(k) >= 8 && strings.Contains(key(whole), k)
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

// decideOutlets collects what the outlet is called.
func (r *reader) decideOutlets() {
	f := &r.facts
	add := func(s string) {
		s = strings.TrimPrefix(strings.TrimSpace(s), "@")
		if s == "" || len(s) > 60 || unfilled(s) || len(f.Outlets) >= 12 {
			return
		}
		for _, o := range f.Outlets {
			if strings.EqualFold(o, s) {
				return
			}
		}
		f.Outlets = append(f.Outlets, s)
	}
	if s, name := r.first(roleSite); s != "" && !strings.Contains(s, "://") {
		f.SiteName, f.Trace["sitename"] = s, name
	}
	publisher := r.graph.resolve(r.graph.article.get("publisher")).get("name").string()
	if f.SiteName == "" {
		f.SiteName, f.Trace["sitename"] = publisher, "jsonld"
	}
	if f.SiteName == "" {
		f.SiteName = r.graph.site
	}
	if f.SiteName == "" {
		delete(f.Trace, "sitename")
	}
	add(f.SiteName)
	for _, m := range r.metas {
		if m.role == roleSite && !strings.Contains(m.content, "://") {
			add(clean(m.content))
		}
	}
	add(publisher)
	add(r.graph.site)
	host := strings.TrimPrefix(address.Host(r.page.URL), "www.")
	if r.site != "" {
		add(r.site)
		name, _, _ := strings.Cut(r.site, ".")
		add(name)
	}
	if host != r.site {
		add(host)
	}
	// What stands at the end or the start of <title> beside the headline, when it resembles a name already known.
	if rest := besides(r.title, f.Title); rest != "" {
		for _, sep := range separators {
			rest = strings.ReplaceAll(rest, sep, "\x00")
		}
		for s := range strings.SplitSeq(rest, "\x00") {
			s = strings.Trim(s, " -|–—:»·•")
			if k := key(s); len(k) >= 3 && len(s) <= 40 {
				for _, o := range f.Outlets {
					if ok := key(o); ok != "" && (strings.Contains(k, ok) || strings.Contains(ok, k)) {
						add(s)
						break
					}
				}
			}
		}
	}
}

// besides is what a title holds beside the headline.
func besides(title, headline string) string {
	i := strings.Index(title, headline)
	if headline == "" || i < 0 {
		return ""
	}
	if i == 0 {
		return title[len(headline):]
	}
	return title[:i]
}

// isOutlet reports whether s names the outlet.
func (r *reader) isOutlet(s string) bool {
	k := key(s)
	if k == "" {
		return false
	}
	for _, o := range r.facts.Outlets {
		ok := key(o)
		if ok == "" {
			continue
		}
		if k == ok || len(ok) >= 4 && strings.HasPrefix(k, ok) && len(k) <= len(ok)+8 || len(k) >= 4 && strings.HasPrefix(ok, k) && len(ok) <= len(k)+8 {
			return true
		}
		if strings.HasPrefix(k, "www") && strings.HasPrefix(k[3:], ok) {
			return true
		}
	}
	return false
}
