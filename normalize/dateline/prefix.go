package dateline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kabar/news"
)

// maxBylineHead bounds a dateline with a byline before it, in bytes.
const maxBylineHead = 190

// prefix returns the length of the dateline that s starts with, with separator and blanks, and 0 for none.
func (c *context) prefix(s string) (int, *news.Dateline) {
	if n, dl := eastAsian(s); n > 0 {
		return n, dl
	}
	n, dl := c.first(s)
	if n == 0 || n >= len(s) {
		return 0, nil
	}
	if m, more := c.first(s[n:]); m > 0 && n+m < len(s) && more.Place != "" && dl.Place == "" && c.strong(s[n:n+m]) {
		// "Harian Contoh - JAKARTA (HC) - "
		n += m
		dl.Raw = s[:n]
		dl.Place = more.Place
		if dl.Agency == "" {
			dl.Agency = more.Agency
		}
		if dl.Date == "" {
			dl.Date = more.Date
		}
	}
	return n, dl
}

// first reads one dateline.
func (c *context) first(s string) (int, *news.Dateline) {
	if startsLower(s) && !isDomainStart(s) && !hasInnerUpper(firstWord(s)) && !c.isOutlet(firstWord(s)) {
		return 0, nil
	}
	if n, dl := c.byBold(s); n > 0 {
		return n, dl
	}
	if n, dl := c.byline(s); n > 0 {
		return n, dl
	}
	window := s
	if len(window) > maxHead {
		window = window[:maxHead]
	}
	for from, tries := 0, 0; tries < 4; tries++ {
		sep, ok := nextSeparator(window, from)
		if !ok || sep.at == 0 {
			break
		}
		from = sep.end
		if from <= sep.at || from > len(s) {
			break
		}
		h, ok := c.takeApart(s[:sep.at])
		if !ok {
			continue
		}
		if c.accept(&h, sep, s[:sep.at], s[sep.end:]) {
			return sep.end, h.dateline(s[:sep.end])
		}
	}
	return c.unseparated(s)
}

func isDomainStart(s string) bool { return isDomain(strings.TrimRight(firstWord(s), ",")) }

func firstWord(s string) string {
	if i := strings.IndexFunc(s, isBlank); i >= 0 {
		return s[:i]
	}
	return s
}

// strong reports whether a dateline needs no other evidence: capitals or a known place before its mark.
func (c *context) strong(raw string) bool {
	sep, ok := nextSeparator(raw, 0)
	if !ok {
		return false
	}
	h, ok := c.takeApart(raw[:sep.at])
	return ok && (h.has[capital] > 0 || h.has[place] > 0) && (h.agency != "" || h.has[title] == 0)
}

// accept decides on a head of good form by its parts, its separator and the text behind it.
func (c *context) accept(h *head, sep separator, text, rest string) bool {
	if rest == "" || !startsSentence(rest) {
		return false
	}
	named := h.has[domain] + h.has[outlet]
	seen := c.seen(text)
	switch {
	case named > 0 || seen && sep.dash:
		return h.longest(title) <= 3 && h.longest(capital) <= 4
	case h.agency != "":
		return c.acceptAgency(h, sep)
	case h.has[date] > 0 && h.has[capital]+h.has[place] > 0:
		return true // NEW DELHI, Nov 26:
	case h.has[date] > 0:
		return false
	}
	first := h.fields[0]
	if sep.dash && isRoute(first, rest) {
		return false
	}
	switch first.class {
	case capital:
		return c.acceptCapitals(h, sep, rest)
	case place:
		inCapitals := first.text == strings.ToUpper(first.text)
		if !sep.dash {
			return (inCapitals || len(h.fields) > 1 && h.has[title]+h.has[capital] == 0) && len(h.fields) <= 3
		}
		if len(h.fields) > 1 && h.has[place] == len(h.fields) && !inCapitals {
			return len(h.fields) == 2 // "Riau, Jambi, Aceh - " is a list
		}
		return h.longest(title) <= 3
	case title:
		return c.acceptTitle(h, sep, rest)
	}
	return false
}

// acceptAgency decides on a head with a name in brackets: WASHINGTON (AP) -.
func (c *context) acceptAgency(h *head, sep separator) bool {
	if h.agencyC == domain || h.agencyC == outlet || c.agencies[bare(h.agency)] {
		return h.longest(title) <= 3
	}
	if len(h.fields) > 3 {
		return false
	}
	switch h.fields[0].class {
	case capital, place:
		return h.longest(title) <= 2 && (sep.dash || h.agencyC == capital)
	case date:
		return true
	case title: // Kiel (xyz) -
		return h.agencyC == capital && (agencies[strings.ToUpper(h.agency)] || hasTownEnding(h.fields[0].text) && h.fields[0].words == 1)
	}
	return false
}

// Words in capitals that head a text and are no places.
var labels = map[string]bool{
	"foto": true, "video": true, "breaking": true, "update": true, "updated": true, "exclusive": true, "eksklusif": true, "viral": true, "heboh": true, "opini": true, "opinion": true, "analysis": true, "analisis": true, "editorial": true, "live": true, "watch": true, "hoax": true, "hoaks": true, "fakta": true, "fact": true, "claim": true, "klaim": true, "question": true, "answer": true, "note": true, "catatan": true, "review": true, "warning": true, "penting": true, "info": true, "infografis": true, "kolom": true, "column": true, "profil": true, "profile": true, "tips": true, "wow": true, "awas": true, "news": true, "sports": true, "the": true, "dear": true, "q": true, "a": true, "migration": true, "pengumuman": true, "advertorial": true, "photos": true, "gallery": true, "interview": true, "wawancara": true, "salah": true, "benar": true, "disinformasi": true, "covid-19": true, "rekomendasi": true, "sinopsis": true, "spoiler": true, "baseball": true, "football": true, "basketball": true, "hockey": true, "soccer": true, "golf": true, "tennis": true, "boxing": true,
}

// acceptCapitals decides on words in capitals that the gazetteer does not have.
func (c *context) acceptCapitals(h *head, sep separator, rest string) bool {
	first := h.fields[0]
	if h.longest(capital) > 3 || h.longest(title) > 2 || len(h.fields) > 3 || labels[strings.ToLower(first.text)] || labels[strings.ToLower(firstWord(first.text))] {
		return false
	}
	if h.has[place]+h.has[state] > 0 {
		return true // KHAN YOUNIS, GAZA —
	}
	if !sep.dash {
		return first.words <= 3 && len(h.fields) == 1 && c.namedInText(first.text, rest, false)
	}
	if isAcronymOfAgency(first.text) && len(h.fields) == 1 {
		return true
	}
	if first.words == 1 && utf8.RuneCountInString(first.text) <= 4 {
		return c.namedInText(first.text, rest, false)
	}
	switch c.lang {
	case "id", "ms", "en", "":
		return true
	}
	return hasTownEnding(first.text) || c.namedInText(first.text, rest, true)
}

// acceptTitle decides on capitalised words that the gazetteer does not have.
func (c *context) acceptTitle(h *head, sep separator, rest string) bool {
	first := h.fields[0]
	if len(h.fields) > 3 || first.words > 3 {
		return false
	}
	if h.has[place]+h.has[state] > 0 && h.has[place]+h.has[state] == len(h.fields)-1 && len(h.fields) > 1 {
		return sep.dash || h.has[state] > 0
	}
	if !sep.dash {
		return false
	}
	if isOutletName(first) {
		return true
	}
	if len(h.fields) > 1 {
		return len(h.fields) == 2 && h.fields[1].class == place
	}
	if next, ok := nextSeparator(rest, 0); ok && next.at > 0 { // "Harian Contoh - JAKARTA (HC) - "
		if inner, ok := c.takeApart(rest[:next.at]); ok && inner.agency != "" && c.accept(&inner, next, rest[:next.at], rest[next.end:]) {
			return true
		}
	}
	switch c.lang {
	case "id", "ms", "en":
		return c.namedInText(first.text, rest, true)
	}
	return false
}

func (h *head) longest(cl class) int {
	n := 0
	for _, f := range h.fields {
		if f.class == cl {
			n = max(n, f.words)
		}
	}
	return n
}

// seen reports whether other articles of the site start in the same way.
func (c *context) seen(text string) bool {
	if len(c.prefixes) == 0 {
		return false
	}
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	for _, p := range c.prefixes {
		if p == text {
			return true
		}
	}
	return false
}

// startsSentence reports whether text can begin an article: no lower-case letter, no mark of a clause. A name
// with a capital inside may stand first (iPhone).
func startsSentence(s string) bool {
	r := firstRune(s)
	switch {
	case unicode.IsLower(r):
		return hasInnerUpper(firstWord(s))
	case r == '"' || r == '“' || r == '\'' || r == '‘' || r == '«' || r == '„' || r == '(' || r == '@' || r == '#':
		return true
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// isRoute reports whether a place, a dash and another place make a line or a match: "Jakarta - Bandung dapat
// ditempuh". Only places that the gazetteer has are looked at. A country behind a town is the subject of the
// sentence: "Brisbane - New Zealand batting hero".
func isRoute(f field, rest string) bool {
	if f.class != place || f.text == strings.ToUpper(f.text) {
		return false
	}
	words := strings.Fields(rest)
	for n := min(3, len(words)); n > 0; n-- {
		second := strings.TrimRight(strings.Join(words[:n], " "), ",.;:")
		if !isPlace(second) {
			continue
		}
		if len(words) <= n || !startsLower(words[n]) {
			return false
		}
		return !isCountry(second) || words[n] == "tepatnya"
	}
	return false
}

// namedInText reports whether the text names what stands in capitals before it, in the usual spelling; led
// asks for a word like "in" before it.
func (c *context) namedInText(name, rest string, led bool) bool {
	name = strings.ToLower(name)
	r, size := utf8.DecodeRuneInString(name)
	if size == 0 || len(name) < 3 {
		return false
	}
	titled := []rune(name)
	titled[0] = unicode.ToUpper(r)
	for i := 1; i < len(titled); i++ {
		if titled[i-1] == ' ' || titled[i-1] == '-' {
			titled[i] = unicode.ToUpper(titled[i])
		}
	}
	want := string(titled)
	texts := append([]string{rest}, c.all[min(1, len(c.all)):]...)
	for _, s := range texts {
		for from := 0; ; {
			i := strings.Index(s[from:], want)
			if i < 0 {
				break
			}
			i += from
			from = i + len(want)
			if i == 0 || isWord(lastRune(s[:i])) || from < len(s) && isWord(firstRune(s[from:])) {
				continue
			}
			before := strings.Fields(s[max(0, i-20):i])
			if len(before) == 0 || strings.HasSuffix(before[len(before)-1], ".") {
				continue
			}
			if !led || locative[strings.ToLower(before[len(before)-1])] {
				return true
			}
		}
	}
	return false
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// Words that stand before names of places.
var locative = map[string]bool{
	"di": true, "ke": true, "dari": true, "kota": true, "kabupaten": true, "kecamatan": true, "desa": true, "kelurahan": true, "provinsi": true, "pekan": true, "bandar": true,
	"in": true, "near": true, "outside": true, "bei": true, "aus": true, "nach": true, "à": true,
}

// byBold takes the bold element at the start of the paragraph as the dateline, when its text has the form of
// one.
func (c *context) byBold(s string) (int, *news.Dateline) {
	if c.bold == "" || len(c.bold) > maxHead || !strings.HasPrefix(s, c.bold) {
		return 0, nil
	}
	text := strings.TrimRightFunc(c.bold, func(r rune) bool { return isBlank(r) || strings.ContainsRune("-–—―−:|", r) })
	h, ok := c.takeApart(text)
	if !ok {
		return 0, nil
	}
	known := h.has[domain] + h.has[outlet]
	if sep, found := nextSeparator(s, len(text)); found && sep.at <= len(c.bold) && sep.at == len(text) {
		rest := s[sep.end:]
		if rest == "" || !startsSentence(rest) || h.longest(title) > 3 || h.longest(capital) > 4 || labels[strings.ToLower(firstWord(text))] {
			return 0, nil
		}
		if sep.dash || known > 0 || h.has[place] > 0 && h.has[title] == 0 {
			return sep.end, h.dateline(s[:sep.end])
		}
		return 0, nil
	}
	rest := strings.TrimLeftFunc(s[len(c.bold):], isBlank)
	if rest == "" || !startsSentence(rest) {
		return 0, nil
	}
	if known > 0 && (h.has[place]+h.has[capital]+h.has[title] > 0 || len(h.fields) == known) || h.has[place] == 1 && len(h.fields) == 1 && strings.HasSuffix(c.bold, ",") {
		n := len(s) - len(rest)
		return n, h.dateline(s[:n])
	}
	return 0, nil
}

// alone reads a dateline that is a paragraph of its own: it must be one by its form, and end with its mark.
func (c *context) alone(s, next string) (int, *news.Dateline) {
	trimmed := strings.TrimFunc(s, isBlank)
	if len(trimmed) > 60 || next == "" || !startsSentence(next) {
		return 0, nil
	}
	sep, ok := nextSeparator(trimmed+" ", 0)
	if !ok || sep.end < len(trimmed) || !sep.dash {
		return 0, nil
	}
	h, ok := c.takeApart(trimmed[:sep.at])
	if !ok || !c.accept(&h, sep, trimmed[:sep.at], next) {
		return 0, nil
	}
	return len(s), h.dateline(s)
}
