package dateline

import "strings"

// guessLanguage tells apart the languages whose datelines differ, by their most frequent words: "id", "ms",
// "en", "de", and "other" for the rest; "" when the text is too short.
func guessLanguage(paragraphs []string) string {
	const enough = 3
	var id, en, de, rest int
	seen := 0
	for _, p := range paragraphs {
		for w := range strings.FieldsSeq(p) {
			switch strings.ToLower(strings.Trim(w, ".,;:\"“”()")) {
			case "yang", "dan", "untuk", "dengan", "dari", "pada", "tidak", "akan", "dalam", "adalah", "itu", "tersebut", "juga", "karena", "oleh", "kepada", "telah", "bisa", "ini", "ke":
				id++
			case "the", "of", "and", "to", "that", "was", "for", "with", "said", "has", "is", "on", "by", "it", "as":
				en++
			case "der", "und", "das", "ist", "mit", "den", "von", "nicht", "auf", "ein", "eine", "für", "sich", "im", "dem", "zu", "wie":
				de++
			case "le", "les", "et", "des", "est", "dans", "el", "los", "que", "una", "por", "il", "che", "della", "w", "z", "się", "og", "på", "af", "som", "na", "của", "và", "là", "de", "la", "nie", "jest", "và,":
				rest++
			}
			if seen++; seen > 400 {
				break
			}
		}
	}
	most := max(id, en, de, rest)
	switch {
	case most == 0 || most < enough && seen > 40:
		return ""
	case most == id:
		return "id"
	case most == en:
		return "en"
	case most == de:
		return "de"
	}
	return "other"
}
