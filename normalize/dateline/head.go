package dateline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kabar/news"
)

// maxHead bounds a dateline, in bytes. The longest seen, with a byline before, are about 110.
const maxHead = 160

// separator is a mark between a dateline and the text.
type separator struct {
	at, end int  // bytes; blanks around it are within
	dash    bool // else a colon or a bar
	glued   bool // no blank on either side
}

// nextSeparator finds the first separator at or after byte from.
func nextSeparator(s string, from int) (separator, bool) {
	for i := from; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		end := i + size
		switch r {
		case '-', '–', '—', '―', '−', '‒', ':', '|', '：', '•':
			for end < len(s) {
				next, n := utf8.DecodeRuneInString(s[end:])
				if !strings.ContainsRune("-–—―−‒:", next) {
					break
				}
				end += n
			}
			before := i > 0 && isBlank(lastRune(s[:i]))
			after := end == len(s) || isBlank(firstRune(s[end:]))
			hyphen := r == '-' && end-i == 1
			long := !hyphen && strings.ContainsRune("-–—―−‒", r)
			closed := i > 0 && lastRune(s[:i]) == ')'
			ok := before || after || closed || long
			if r == ':' || r == '：' || r == '|' || r == '•' {
				ok = after || end-i > 1
			}
			if ok {
				sep := separator{at: i, end: end, glued: !before && !after && !closed}
				sep.dash = strings.ContainsAny(s[i:end], "-–—―−‒")
				sep.at = len(strings.TrimRightFunc(s[:i], isBlank))
				sep.end = len(s) - len(strings.TrimLeftFunc(s[end:], isBlank))
				return sep, true
			}
		}
		i = end
	}
	return separator{}, false
}

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }
func lastRune(s string) rune  { r, _ := utf8.DecodeLastRuneInString(s); return r }

func isBlank(r rune) bool { return unicode.IsSpace(r) || r == 0xA0 || r == 0x200B || r == 0xFEFF }

// class is what a part of a head looks like, by its form and by what is known.
type class uint8

const (
	other   class = iota
	title         // capitalised words
	capital       // words in capitals
	place         // in the gazetteer
	state         // "Calif."
	domain        // name.tld
	outlet        // a name of the outlet, known
	date
)

// head is a dateline taken apart.
type head struct {
	fields  []field
	agency  string // what stood in brackets
	agencyC class  // domain, outlet, capital, title or other
	has     [date + 1]int
}

type field struct {
	text  string
	class class
	words int
}

// takeApart splits the text before a separator into its fields. ok is false when it cannot be a dateline.
func (c *context) takeApart(s string) (h head, ok bool) {
	s = strings.TrimFunc(s, isBlank)
	if s == "" || len(s) > maxHead || strings.ContainsAny(s, "\"“”«»„‘!?;@#%&=*<>[]{}") {
		return h, false
	}
	if open := strings.IndexByte(s, '('); open >= 0 {
		shut := strings.IndexByte(s, ')')
		if shut < open || strings.IndexByte(s[shut+1:], '(') >= 0 || open == 0 {
			return h, false
		}
		h.agency = strings.TrimFunc(s[open+1:shut], isBlank)
		if h.agencyC = c.classifyAgency(h.agency); h.agencyC == other {
			return h, false
		}
		s = s[:open] + "," + s[shut+1:]
	}
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimFunc(part, isBlank)
		if part == "" {
			continue
		}
		f := c.classify(part)
		if f.class == other || len(h.fields) == 5 {
			return h, false
		}
		if n := len(h.fields); f.class == date && n > 0 && h.fields[n-1].class == date { // SEPTEMBER 27, 2004
			h.fields[n-1].text += ", " + f.text
			continue
		}
		h.fields = append(h.fields, f)
		h.has[f.class]++
	}
	return h, len(h.fields) > 0
}

// classifyAgency judges what stands in brackets.
func (c *context) classifyAgency(s string) class {
	if s == "" || len(s) > 30 {
		return other
	}
	if c.isOutlet(s) {
		return outlet
	}
	if isDomain(s) {
		return domain
	}
	words := strings.FieldsFunc(s, func(r rune) bool { return isBlank(r) || r == '/' || r == '-' || r == '.' || r == ',' })
	if len(words) == 0 || len(words) > 3 {
		return other
	}
	caps, short := true, len(words) == 1
	for _, w := range words {
		if strings.ContainsFunc(w, unicode.IsDigit) || !unicode.IsLetter(firstRune(w)) {
			return other
		}
		if notAgency[strings.ToLower(w)] {
			return other
		}
		if w != strings.ToUpper(w) {
			caps = false
		}
		if !unicode.IsUpper(firstRune(w)) && (len(words) > 1 || utf8.RuneCountInString(w) > 5) {
			return other
		}
	}
	switch {
	case caps:
		return capital
	case short && !unicode.IsUpper(firstRune(s)): // (dpa)
		return capital
	}
	return title
}

// Words that stand in brackets behind the names of firms and people.
var notAgency = map[string]bool{
	"persero": true, "perseroda": true, "tbk": true, "kiri": true, "kanan": true, "tengah": true, "dok": true, "foto": true, "ilustrasi": true,
	"left": true, "right": true, "photo": true, "file": true, "pictured": true, "alm": true, "almarhum": true, "almarhumah": true, "ret": true, "purn": true,
}

// classify judges one field between commas.
func (c *context) classify(s string) field {
	f := field{text: s}
	if c.isOutlet(s) {
		f.class = outlet
		return f
	}
	words := strings.FieldsFunc(s, isBlank)
	f.words = len(words)
	if f.words == 0 || f.words > 5 {
		return f
	}
	if isDomain(words[0]) || c.isOutlet(words[0]) {
		f.class = domain
		for _, w := range words[1:] { // doubled, "name.tld News", or a branch of a known outlet: "Contoh Plus"
			branch := f.words == 2 && c.isOutlet(words[0]) && unicode.IsUpper(firstRune(w))
			if !isDomain(w) && !c.isOutlet(w) && !newsWords[strings.ToLower(w)] && !branch {
				f.class = other
			}
		}
		return f
	}
	switch {
	case isDate(words):
		f.class = date
		return f
	case isState(s):
		f.class = state
		return f
	case isPlace(s) && !startsLower(s):
		f.class = place
		return f
	}
	caps, titled := true, true
	for i, w := range words {
		if isDomain(w) && !c.isOutlet(s) && !isInitial(w) { // a byline before the outlet
			return f
		}
		if strings.ContainsFunc(w, unicode.IsDigit) && !strings.ContainsFunc(w, unicode.IsLetter) {
			return f
		}
		if strings.HasSuffix(w, ".") && utf8.RuneCountInString(w) > 4 {
			return f
		}
		if strings.ToUpper(w) != w {
			caps = false
		}
		if startsLower(w) && !(i > 0 && joining[w]) {
			if i > 0 || !hasInnerUpper(w) { // contohTravel
				titled = false
			}
		}
		if r := firstRune(w); !unicode.IsLetter(r) {
			return f
		}
	}
	switch {
	case caps && f.words <= 4:
		f.class = capital
	case titled && f.words <= 4:
		f.class = title
	}
	return f
}

// isInitial reports whether a word with a dot is short enough for an abbreviation: St., D.C.
func isInitial(w string) bool { return utf8.RuneCountInString(w) <= 4 }

var joining = map[string]bool{"de": true, "del": true, "la": true, "of": true, "the": true, "am": true, "an": true, "der": true, "upon": true, "sur": true, "al": true, "el": true, "bei": true, "im": true, "do": true, "da": true, "e": true, "und": true, "and": true, "dan": true, "van": true}

// Words that names of news outlets end with, in the languages of the region and some others.
var newsWords = map[string]bool{
	"news": true, "times": true, "post": true, "pos": true, "online": true, "express": true, "ekspres": true, "press": true, "daily": true, "today": true,
	"herald": true, "tribune": true, "journal": true, "gazette": true, "network": true, "media": true, "radio": true, "tv": true, "wire": true, "newswire": true,
	"berita": true, "zeitung": true, "anzeiger": true, "kurier": true, "globe": true, "telegraph": true, "observer": true, "chronicle": true, "reporter": true, "weekly": true, "magazine": true, "community": true, "channel": true, "newspaper": true, "standard": true, "mail": true, "independent": true,
}

func startsLower(s string) bool { return unicode.IsLower(firstRune(s)) }

func hasInnerUpper(s string) bool {
	_, size := utf8.DecodeRuneInString(s)
	return strings.ContainsFunc(s[size:], unicode.IsUpper)
}

// Top-level domains that outlets use.
var tlds = map[string]bool{
	"com": true, "net": true, "org": true, "id": true, "co": true, "my": true, "sg": true, "info": true, "news": true, "tv": true, "biz": true, "asia": true,
	"press": true, "media": true, "online": true, "today": true, "live": true, "me": true, "in": true, "ph": true, "th": true, "vn": true, "uk": true, "us": true,
	"au": true, "nz": true, "de": true, "at": true, "ch": true, "fr": true, "it": true, "es": true, "nl": true, "be": true, "pl": true, "pt": true, "br": true, "ru": true, "eu": true, "jp": true, "kr": true, "cn": true, "site": true, "xyz": true, "io": true,
}

// isDomain reports whether a word is written as a domain, name.tld or name.co.id, or as one with a slip in
// its end (NAME.C), which is told by its capitals.
func isDomain(w string) bool {
	w = strings.TrimRight(w, ".,")
	w = strings.TrimPrefix(strings.ToLower(w), "www.") + "\x00" + w
	low, orig, _ := strings.Cut(w, "\x00")
	dot := strings.LastIndexByte(low, '.')
	if dot < 3 && !strings.Contains(low, ".co.") && dot < 2 || dot+1 >= len(low) {
		return false
	}
	base, tld := low[:dot], low[dot+1:]
	for _, r := range base {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '.' {
			return false
		}
	}
	if strings.HasPrefix(base, ".") || strings.Contains(base, "..") || !strings.ContainsFunc(base, unicode.IsLetter) {
		return false
	}
	first, _, _ := strings.Cut(base, ".")
	if len(first) < 2 {
		return false
	}
	if tlds[tld] {
		return true
	}
	for _, r := range tld {
		if r < 'a' || r > 'z' {
			return false
		}
	}
	return len(first) >= 4 && len(tld) <= 4 && orig == strings.ToUpper(orig)
}

var monthWords = map[string]bool{
	"january": true, "jan": true, "february": true, "feb": true, "march": true, "mar": true, "april": true, "apr": true, "may": true, "june": true, "jun": true, "july": true, "jul": true, "august": true, "aug": true, "september": true, "sept": true, "sep": true, "october": true, "oct": true, "november": true, "nov": true, "december": true, "dec": true,
	"januari": true, "februari": true, "maret": true, "mei": true, "juni": true, "juli": true, "agustus": true, "oktober": true, "okt": true, "desember": true, "des": true, "agu": true,
	"mac": true, "julai": true, "ogos": true, "ogo": true, "disember": true, "dis": true,
	"janvier": true, "février": true, "mars": true, "avril": true, "mai": true, "juin": true, "juillet": true, "août": true, "septembre": true, "octobre": true, "novembre": true, "décembre": true,
	"januar": true, "februar": true, "märz": true, "dezember": true, "enero": true, "febrero": true, "marzo": true, "abril": true, "mayo": true, "junio": true, "julio": true, "agosto": true, "septiembre": true, "octubre": true, "noviembre": true, "diciembre": true,
}

// isDate reports whether words are a day and month, a year, or figures of a date.
func isDate(words []string) bool {
	if len(words) > 3 {
		return false
	}
	month, figures := 0, 0
	for _, w := range words {
		w = strings.ToLower(strings.Trim(w, ".,"))
		switch {
		case monthWords[w]:
			month++
		case w != "" && strings.Trim(w, "0123456789/.") == "":
			figures++
		default:
			return false
		}
	}
	if month == 1 && figures >= 1 {
		return true
	}
	if month != 0 || figures != 1 || len(words) != 1 {
		return false
	}
	w := words[0]
	return len(w) == 4 && (strings.HasPrefix(w, "19") || strings.HasPrefix(w, "20")) || strings.Count(w, "/") == 2
}

// dateline makes the record of a head.
func (h *head) dateline(raw string) *news.Dateline {
	dl := &news.Dateline{Raw: raw}
	var places, dates []string
	for _, f := range h.fields {
		switch f.class {
		case domain, outlet:
			if dl.Outlet == "" {
				dl.Outlet = f.text
				if w := strings.FieldsFunc(f.text, isBlank); len(w) == 2 && strings.EqualFold(w[0], w[1]) {
					dl.Outlet = w[0]
				}
			}
		case date:
			dates = append(dates, f.text)
		case place, state:
			places = append(places, f.text)
		default:
			if dl.Outlet == "" && isOutletName(f) {
				dl.Outlet = f.text
			} else {
				places = append(places, f.text)
			}
		}
	}
	dl.Place = strings.Join(places, ", ")
	dl.Date = strings.Join(dates, ", ")
	if dl.Place != "" && len(places) == 1 && isAcronymOfAgency(dl.Place) {
		dl.Agency, dl.Place = dl.Place, ""
	}
	switch h.agencyC {
	case domain, outlet:
		if dl.Outlet == "" {
			dl.Outlet = h.agency
		} else {
			dl.Agency = h.agency
		}
	case capital, title:
		dl.Agency = h.agency
	}
	return dl
}

// isOutletName reports whether a field is named like a news outlet: "Kabar Kota", "KOTA EXPRESS".
func isOutletName(f field) bool {
	words := strings.Fields(strings.ToLower(f.text))
	if len(words) < 2 || len(words) > 4 {
		return false
	}
	if newsWords[words[len(words)-1]] {
		return true
	}
	switch words[0] {
	case "kabar", "suara", "warta", "berita", "harian", "info", "radar", "sinar", "media":
		return isPlace(strings.Join(words[1:], " "))
	}
	return false
}

// Acronyms of news agencies.
var agencies = map[string]bool{
	"AP": true, "AFP": true, "DPA": true, "UPI": true, "ANSA": true, "EFE": true, "PTI": true, "ANI": true, "IANS": true, "UNI": true, "TASS": true, "KCNA": true, "APA": true, "AAP": true, "CP": true, "PA": true, "ANP": true, "NTB": true, "TT": true, "STT": true, "SID": true, "EPD": true, "KNA": true, "AFX": true, "NNN": true, "VNA": true, "CNA": true, "MENA": true, "WAM": true, "SPA": true, "IRNA": true, "KUNA": true, "JTA": true, "CNS": true,
}

func isAcronymOfAgency(s string) bool { return agencies[s] }
