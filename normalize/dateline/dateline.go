// Package dateline takes off what an outlet puts around the text of an article: the dateline before it
// ("PEKANBARU, HARIANRIAU.EXAMPLE – ") and the end mark behind it ("(ant/rd)", "(***)").
//
// Start with [Strip]. It knows no outlets: it goes by the forms that datelines have, and by [Hints] of the
// page and its site. In doubt it leaves the text as it is.
package dateline

import (
	"regexp"

	"kabar/news"
)

// Hints is what the page and its site tell about their datelines. The zero Hints is fine.
type Hints struct {
	// Outlets are names of the outlet as the page knows them: site name, domain. Any may be empty.
	Outlets []string
	// BoldPrefix is the text of the bold element that the first paragraph starts with.
	BoldPrefix string
	// Language is the BCP 47 tag of the text, empty when not known.
	Language string
	// SitePrefixes are datelines learned from other articles of the site.
	SitePrefixes []string
}

var simple = regexp.MustCompile(`^([A-Z][A-Z .,]{2,40}|\w+\.(?:com|co|id|net)(?:, [A-Za-z]+)?)\s*[-–—]\s*`)

// Strip returns the paragraphs without dateline and end mark, the dateline (nil when there is none) and the
// end mark. It does not change its argument. A paragraph that becomes empty is dropped.
func Strip(paragraphs []string, h Hints) (out []string, dl *news.Dateline, endMark string) {
	if len(paragraphs) == 0 {
		return nil, nil, ""
	}
	if raw := simple.FindString(paragraphs[0]); raw != "" && len(raw) < len(paragraphs[0]) {
		out = append([]string{paragraphs[0][len(raw):]}, paragraphs[1:]...)
		return out, &news.Dateline{Raw: raw}, ""
	}
	return append([]string(nil), paragraphs...), nil, ""
}
