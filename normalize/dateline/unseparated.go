package dateline

import (
	"strings"
	"unicode"

	"kabar/news"
)

// unseparated reads a dateline without a separator, which only the name of the outlet betrays:
// "Contoh.example, Jakarta Sepekan lamanya", and the older "Jakarta, Sepekan lamanya".
func (c *context) unseparated(s string) (int, *news.Dateline) {
	word := firstWord(s)
	name := strings.TrimRight(word, ",")
	known := c.isOutlet(name)
	if !known && !isDomain(name) {
		if n := c.outletAt(s); n > 0 {
			name, word, known = s[:n], s[:n], true
			if strings.HasPrefix(s[n:], ",") {
				word += ","
			}
		} else {
			return c.placeAndComma(s)
		}
	}
	rest := strings.TrimLeftFunc(s[len(word):], isBlank)
	f := field{text: name, class: outlet}
	if !strings.HasSuffix(word, ",") {
		base, _, _ := strings.Cut(name, ".")
		shouting := base == strings.ToUpper(base) && len(base) > 3 && isDomain(name)
		if (known || shouting || hasNewsPart(base) && isDomain(name)) && startsCapital(rest) && isDomain(name) && !verbFollows(rest) {
			n := len(s) - len(rest)
			h := head{fields: []field{f}}
			return n, h.dateline(s[:n])
		}
		return 0, nil
	}
	words := placeWords(rest)
	if words == 0 && known && isDomain(name) && c.lang != "en" {
		words = 1
	}
	if words == 0 {
		if strings.HasPrefix(rest, "(") || !startsCapital(rest) || !isDomain(name) || !(known || name == strings.ToUpper(name)) {
			return 0, nil
		}
		n := len(s) - len(rest) // CONTOH.CO, Kabar
		h := head{fields: []field{f}}
		return n, h.dateline(s[:n])
	}
	at := 0
	for range words {
		at += len(firstWord(rest[at:]))
		at += len(rest[at:]) - len(strings.TrimLeftFunc(rest[at:], isBlank))
	}
	text := rest[at:]
	where := strings.TrimFunc(rest[:at], isBlank)
	if !startsCapital(text) || strings.HasSuffix(where, ".") || startsLower(where) {
		return 0, nil
	}
	n := len(s) - len(text)
	h := head{fields: []field{f, {text: strings.TrimRight(where, ","), class: place}}}
	return n, h.dateline(s[:n])
}

// outletAt returns the length of a known name of the outlet of several words that s starts with and that a
// comma follows.
func (c *context) outletAt(s string) int {
	comma := strings.IndexByte(s[:min(len(s), 50)], ',')
	if comma > 0 && c.isOutlet(s[:comma]) {
		return comma
	}
	return 0
}

// placeAndComma reads the older form "Jakarta, Sepekan lamanya": a known place and a comma before a capital
// letter, with nothing that would make it a list or an apposition.
func (c *context) placeAndComma(s string) (int, *news.Dateline) {
	comma := strings.IndexByte(s[:min(len(s), 30)], ',')
	if comma < 0 || c.lang != "id" || !isPlace(s[:comma]) || startsLower(s) {
		return 0, nil
	}
	rest := strings.TrimLeftFunc(s[comma+1:], isBlank)
	words := strings.Fields(rest)
	if len(words) < 4 || !startsCapital(rest) || len(rest) == len(s)-comma-1 {
		return 0, nil
	}
	if strings.HasSuffix(words[0], ",") || placeWords(rest) > 0 || apposition[strings.ToLower(words[0])] || isDate(words[:1]) || weekdays[strings.ToLower(words[0])] {
		return 0, nil
	}
	if strings.Contains(strings.Join(words[:4], " "), ",") {
		return 0, nil
	}
	n := len(s) - len(rest)
	h := head{fields: []field{{text: s[:comma], class: place}}}
	return n, h.dateline(s[:n])
}

var apposition = map[string]bool{"ibu": true, "ibukota": true, "kota": true, "kabupaten": true, "provinsi": true, "salah": true, "sebagai": true, "tempat": true, "yang": true, "daerah": true, "pulau": true, "negara": true, "dan": true}

var weekdays = map[string]bool{"senin": true, "selasa": true, "rabu": true, "kamis": true, "jumat": true, "jum'at": true, "sabtu": true, "minggu": true, "ahad": true}

// verbFollows reports whether the words behind a name make a sentence with it: a second word that is a verb.
func verbFollows(rest string) bool {
	w := strings.Fields(rest)
	if len(w) < 2 {
		return false
	}
	return strings.HasPrefix(w[0], "me") || strings.EqualFold(w[0], "Indonesia") || strings.EqualFold(w[0], "Group")
}

// placeWords returns how many words of the longest known place s starts with.
func placeWords(s string) int {
	words := strings.Fields(s[:min(len(s), 80)])
	for n := min(3, len(words)); n > 0; n-- {
		if isPlace(strings.Join(words[:n], " ")) {
			return n
		}
	}
	return 0
}

func hasNewsPart(s string) bool {
	s = strings.ToLower(s)
	for _, part := range [...]string{"berita", "kabar", "news", "warta", "harian", "koran", "media", "info"} {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

func startsCapital(s string) bool {
	r := firstRune(s)
	return unicode.IsUpper(r) || unicode.IsDigit(r) || strings.ContainsRune("\"“'‘«", r)
}
