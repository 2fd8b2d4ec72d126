package dateline

import (
	"strings"

	"kabar/news"
)

// Words that bylines begin with.
var bylines = []string{"Laporan ", "Reporter", "Wartawan", "Penulis", "Kontributor", "Koresponden", "Oleh", "By ", "BY ", "Report by", "Editor"}

// byline reads a dateline with a byline before it: "Laporan Wartawan Harian Contoh, Nama CONTOH.EXAMPLE,
// JAKARTA - ". The dateline must be one by its form alone.
func (c *context) byline(s string) (int, *news.Dateline) {
	led := false
	for _, b := range bylines {
		if strings.HasPrefix(s, b) {
			led = true
		}
	}
	if !led {
		return 0, nil
	}
	window := s[:min(len(s), maxBylineHead)]
	for from, tries := 0, 0; tries < 3; tries++ {
		sep, ok := nextSeparator(window, from)
		if !ok || sep.end <= from {
			return 0, nil
		}
		from = sep.end
		if !sep.dash || sep.end >= len(s) || !startsSentence(s[sep.end:]) {
			continue
		}
		start, h := c.tail(s[:sep.at])
		if start <= 0 {
			continue
		}
		dl := h.dateline(s[:sep.end])
		return sep.end, dl
	}
	return 0, nil
}

// tail finds the dateline at the end of a byline: the longest run of words there that is one by its form. 0 for
// none.
func (c *context) tail(s string) (int, head) {
	starts := []int{}
	for i := 1; i < len(s); i++ {
		if isBlank(rune(s[i-1])) && !isBlank(rune(s[i])) {
			starts = append(starts, i)
		}
	}
	for _, at := range starts {
		h, ok := c.takeApart(s[at:])
		if !ok || strings.Contains(s[:at], ". ") && len(s) > maxHead {
			continue
		}
		first := h.fields[0]
		prev := strings.TrimRightFunc(s[:at], isBlank)
		if strings.HasSuffix(prev, ",") && first.class != domain && first.class != outlet {
			continue
		}
		switch {
		case first.class == domain && (len(h.fields) > 1 || !strings.Contains(strings.TrimSpace(s[at:]), " ")):
			if h.has[title] > 0 && h.has[place] == 0 && !c.isOutlet(first.text) { // "Contoh.example, Nama Orang" is still the byline
				continue
			}
			return at, h
		case first.class == outlet && (len(h.fields) > 1 && h.has[title] == 0 || isDomain(first.text) && len(h.fields) == 1):
			return at, h
		case h.agency != "" && (first.class == place || first.class == capital && first.words <= 2):
			if first.class == capital && first.words > 1 && !isPlace(first.text) {
				// "NAMA KOTA (AP)": the surname may be in capitals too; a shorter run may be a known place
				if isPlace(lastWords(first.text, 1)) || len(h.fields) > 1 && first.words == 2 {
					continue
				}
			}
			return at, h
		case first.class == title && first.words == 1 && newsSuffix(first.text) && len(h.fields) == 1:
			h.fields[0].class = outlet
			return at, h
		case first.class == capital && len(h.fields) == 1 && isPlace(first.text), first.class == place && first.text == strings.ToUpper(first.text):
			return at, h
		}
	}
	return 0, head{}
}

func lastWords(s string, n int) string {
	w := strings.Fields(s)
	return strings.Join(w[max(0, len(w)-n):], " ")
}

// newsSuffix reports whether one word is made like the name of a service: HarianNews.
func newsSuffix(s string) bool {
	low := strings.ToLower(s)
	if !hasInnerUpper(s) {
		return false
	}
	for w := range newsWords {
		if len(low) > len(w) && strings.HasSuffix(low, w) {
			return true
		}
	}
	return false
}
