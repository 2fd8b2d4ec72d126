package meta

import (
	"slices"
	"strings"
	"unicode"
)

// decideTags takes what names this article's subjects: tags before keywords, which on many sites are the same on every page.
// Those are told by naming the outlet.
func (r *reader) decideTags() {
	var tags, keywords []string
	for _, m := range r.metas {
		switch m.role {
		case roleTags:
			if m.weight == 9 { // one tag each, but for those who put all into one
				tags = append(tags, splitTight(m.content)...)
			} else {
				tags = append(tags, splitList(m.content)...)
			}
		case roleKeywords:
			keywords = append(keywords, splitList(m.content)...)
		}
	}
	if r.takeTags("meta", tags) {
		return
	}
	var words []string
	r.graph.article.get("keywords").each(func(v *value) {
		s := v.string()
		if v.kind == objectValue {
			s = v.get("name").string()
		}
		words = append(words, splitList(s)...)
	})
	if r.takeTags("jsonld", words) {
		return
	}
	words = words[:0]
	for _, m := range r.tags {
		if m.where&apart == 0 && r.after(m.place) {
			words = append(words, shortText(m.node, 60))
		}
	}
	if r.takeTags("link", words) {
		return
	}
	words = words[:0]
	for _, m := range r.kinds { // of several categories the first is the section
		if s := shortText(m.node, 60); s != r.facts.Section && m.where&apart == 0 && r.byHeadline(m.place) && !pageType(s) {
			words = append(words, s)
		}
	}
	if r.takeTags("category", words) {
		return
	}
	ofSite := slices.ContainsFunc(keywords, func(s string) bool { return r.isOutlet(clean(s)) })
	if !ofSite && len(keywords) < 30 && !loose(keywords) {
		r.takeTags("keywords", keywords)
	}
}

// takeTags keeps those of a list that are tags, and reports whether there were any.
func (r *reader) takeTags(from string, list []string) bool {
	f := &r.facts
	coded := codes(list)
	for _, s := range list {
		s = tagValue(strings.Trim(clean(s), " #\"'"))
		if s == "" || coded && code(s) || slices.ContainsFunc(f.Authors, func(a string) bool { return strings.EqualFold(a, s) }) || len(s) > 100 || len(f.Tags) >= 50 || !tagLike(s) || r.isOutlet(s) ||
			slices.ContainsFunc(f.Tags, func(t string) bool { return strings.EqualFold(t, s) }) {
			continue
		}
		f.Tags = append(f.Tags, s)
	}
	if len(f.Tags) == 0 {
		return false
	}
	f.Why["tags"] = from
	return true
}

// loose reports whether keywords are a sentence cut into its words, as some systems fill them: one of them alone means nothing.
func loose(keywords []string) bool {
	for _, s := range keywords {
		switch strings.ToLower(strings.TrimSpace(s)) {
		case "di", "ke", "dan", "yang", "dari", "ini", "itu", "untuk", "dengan", "pada", "atau", "sebuah", "the", "and", "of", "in", "on", "to", "for",
			"a", "is", "der", "die", "das", "und":
			return true
		}
	}
	return false
}

// tagValue is the tag in what a system of tags wrote: "topic/banjir" and "person: Sari Wulandari" are what they are about, while
// "Page Type: Article", "RULES:BANJIR" and "b Politik" are for the system itself and no tags.
func tagValue(s string) string {
	if len(s) > 3 && s[1] == ' ' && s[0] >= 'a' && s[0] <= 'z' && s[2] >= 'A' && s[2] <= 'Z' {
		return ""
	}
	if strings.Contains(s, "_") && !strings.Contains(s, " ") {
		return ""
	}
	i := strings.IndexAny(s, ":/=")
	if i <= 0 || i == len(s)-1 {
		return s
	}
	name, value := strings.ToLower(strings.TrimSpace(s[:i])), strings.TrimSpace(s[i+1:])
	switch name {
	case "topic", "topics", "topik", "tag", "tags", "person", "people", "place", "location", "geo", "organization", "organisation", "org",
		"company", "event", "subject", "keyword", "entity":
		return value
	case "page type", "content type", "article type", "story type", "type", "format", "template", "layout", "category", "nlp category",
		"section", "sections", "subsection", "channel", "source", "author", "byline", "site", "brand", "desk", "sponsor", "status", "version",
		"nlp entity tokens", "rules", "rule", "priority", "theme", "author type", "language", "market", "product":
		return ""
	}
	if s[i] == '=' || s[i] == ':' && i+1 < len(s) && s[i+1] != ' ' && letters(name) { // "RULES:BANJIR": people leave a blank
		return ""
	}
	return s
}

// letters reports whether s is made of letters only.
func letters(s string) bool {
	for _, c := range s {
		if !unicode.IsLetter(c) && c != '-' {
			return false
		}
	}
	return true
}

// code reports whether a tag may be one of an agency's codes: AMERS, CYCS08.
func code(s string) bool {
	if len(s) < 2 || len(s) > 8 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !(c >= 'A' && c <= 'Z' || digit(c)) {
			return false
		}
	}
	return s[0] >= 'A'
}

// codes reports whether a list is one of codes for the most part: one "AFP" or "KPK" among words is a tag.
func codes(list []string) bool {
	n := 0
	for _, s := range list {
		if code(strings.TrimSpace(s)) {
			n++
		}
	}
	return n >= 6 && n*2 > len(list)
}

// tagLike refuses numbers, identifiers, addresses and the buttons that stand among tags.
func tagLike(s string) bool {
	if strings.Contains(s, "://") || strings.Contains(s, "/") && strings.Contains(s, ".") || strings.HasSuffix(s, ":") || unfilled(s) {
		return false
	}
	letters, others := 0, 0
	for _, c := range s {
		switch {
		case unicode.IsLetter(c):
			letters++
		case c != ' ':
			others++
		}
	}
	if letters == 0 && (len(s) != 4 || others != 4) || letters < others && len(s) > 12 { // a year may be a tag
		return false
	}
	switch strings.ToLower(s) {
	case "topik pilihan", "topik terkait", "tag populer", "tag terkait", "topik", "tag:", "baca juga", "facebook", "twitter", "whatsapp", "linkedin", "telegram", "e-mail", "email", "tags", "tag", "share", "print", "drucken":
		return false
	}
	return true
}

func splitList(s string) []string {
	return strings.FieldsFunc(s, func(c rune) bool { return c == ',' || c == ';' })
}

// splitTight splits at commas without a blank behind: "Migration, Flucht" is one tag, "politik,daerah" are two.
func splitTight(s string) (parts []string) {
	for {
		i := 0
		for i < len(s) && (s[i] != ',' || i+1 < len(s) && s[i+1] == ' ') {
			i++
		}
		parts = append(parts, s[:i])
		if i >= len(s) {
			return parts
		}
		s = s[i+1:]
	}
}
