package normalize

import (
	"encoding/json"
	"net/http"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"kabar/page"
)

// Bounds of the search for a text in scripts.
const (
	maxScripts    = 8 << 20 // octets of scripts that are looked through
	minEmbedded   = 400     // octets of markup that may be an article
	maxEmbeddings = 2       // JSON in JSON strings
)

// embedded finds the article of a page that scripts build in the browser: the longest run of paragraphs
// that stands as markup in a string of the page's inline data, or a script that is itself markup. It is nil when there is none.
func embedded(p *page.Page) *page.Page {
	best, left := "", maxScripts
	for n := range page.Elements(p.Root, atom.Script) {
		if n.FirstChild == nil || n.FirstChild.Type != html.TextNode || page.Attr(n, "type") == "application/ld+json" {
			continue
		}
		s := n.FirstChild.Data
		if left -= len(s); left < 0 {
			break
		}
		found := longestMarkup(s, maxEmbeddings)
		switch page.Attr(n, "type") {
		case "text/template", "text/html", "text/x-template": // markup as it is, for a script to put in place
			if !strings.Contains(s, "{{") && !strings.Contains(s, "<%") { // else there are gaps to be filled in
				found = s
			}
		}
		if len(found) > len(best) {
			best = found
		}
	}
	if len(best) < minEmbedded {
		return nil
	}
	inner, err := page.Parse(p.URL, http.Header{"Content-Type": {"text/html; charset=utf-8"}}, []byte("<article>"+best+"</article>"))
	if err != nil {
		return nil
	}
	return inner
}

// openings are how a paragraph begins in markup within a string of JSON.
var openings = [...]string{`\u003cp`, `\u003Cp`, `<p>`, `<p `}

// longestMarkup returns the longest string literal of a script that holds at least two paragraphs, decoded.
func longestMarkup(s string, depth int) string {
	best := ""
	var next [len(openings)]int // where each opening stands next: looked for once, however many there are
	for k, o := range openings {
		next[k] = strings.Index(s, o)
	}
	for from := 0; from < len(s); {
		at := -1
		for k, o := range openings {
			if next[k] >= 0 && next[k] < from {
				i := strings.Index(s[from:], o)
				if next[k] = -1; i >= 0 {
					next[k] = from + i
				}
			}
			if next[k] >= 0 && (at < 0 || next[k] < at) {
				at = next[k]
			}
		}
		if at < 0 {
			break
		}
		start, end := literal(s, from, at)
		from = end + 1
		var decoded string
		if start < 0 || json.Unmarshal([]byte(s[start:end+1]), &decoded) != nil {
			continue
		}
		if depth > 1 && strings.Contains(decoded, `":"`) { // JSON in a string of JSON
			if inner := longestMarkup(decoded, depth-1); inner != "" {
				decoded = inner
			}
		}
		if len(decoded) > len(best) && strings.Count(decoded, "<p") >= 2 && !strings.Contains(decoded, "<html") {
			best = decoded
		}
	}
	return best
}

// literal finds the string literal around a place, not reaching back before from: the offsets of its quotation marks, or a
// start of -1.
func literal(s string, from, at int) (start, end int) {
	start = -1
	for i := at - 1; i >= from; i-- {
		if s[i] == '"' && !escaped(s, i) {
			start = i
			break
		}
	}
	for end = at; end < len(s); end++ {
		if s[end] == '"' && !escaped(s, end) {
			return start, end
		}
	}
	return -1, len(s)
}

// escaped tells whether an odd number of backslashes stands before a place.
func escaped(s string, i int) bool {
	n := 0
	for i--; i >= 0 && s[i] == '\\'; i-- {
		n++
	}
	return n%2 == 1
}
