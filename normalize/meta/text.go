package meta

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"kabar/page"
)

// clean folds white space and resolves character references: system after system escapes text once for
// HTML and once more for JSON or the attribute.
func clean(s string) string {
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
		if strings.Contains(s, "&amp;") || strings.Contains(s, "&#") || strings.Contains(s, "&quot;") {
			s = html.UnescapeString(s)
		}
	}
	return fold(strings.ToValidUTF8(s, "\uFFFD"))
}

// fold makes runs of white space one blank, and drops them at the ends, and what is not seen: soft
// hyphens, zero-width characters, a byte order mark.
func fold(s string) string {
	if folded(s) {
		return s
	}
	for _, field := range [...]string{"\u00ad", "\u200b", "\u2060", "\ufeff", "\u200e", "\u200f"} {
		if strings.Contains(s, field) {
			s = strings.ReplaceAll(s, field, "")
		}
	}
	var b strings.Builder
	b.Grow(len(s))
	for f := range strings.FieldsSeq(s) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(f)
	}
	return b.String()
}

// folded reports whether fold would change nothing.
func folded(s string) bool {
	gap := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c <= ' ' {
			if c != ' ' || gap {
				return false
			}
			gap = true
			continue
		}
		gap = false
		switch c { // the first bytes of what is dropped, and of blanks beyond ASCII
		case 0xC2:
			if i+1 < len(s) && (s[i+1] == 0xA0 || s[i+1] == 0xAD || s[i+1] == 0x85) {
				return false
			}
		case 0xE1, 0xE3, 0xEF:
			if c == 0xEF && i+1 < len(s) && s[i+1] != 0xBB || c == 0xE3 && i+2 < len(s) && (s[i+1] != 0x80 || s[i+2] != 0x80) {
				continue
			}
			return false
		case 0xE2:
			if i+2 < len(s) && s[i+1] == 0x80 && (s[i+2] <= 0x8F || s[i+2] >= 0xA8 && s[i+2] <= 0xAF) || i+1 < len(s) && s[i+1] == 0x81 {
				return false
			}
		}
	}
	return len(s) == 0 || !gap
}

// blockOf is the nearest ancestor that is not inline.
func blockOf(n *html.Node) *html.Node {
	for p := n.Parent; p != nil; p = p.Parent {
		switch p.DataAtom {
		case atom.Span, atom.A, atom.B, atom.Strong, atom.I, atom.Em, atom.Font, atom.Small, atom.Time, atom.U, atom.Cite, atom.Abbr:
			continue
		case atom.Body, atom.Html:
			return nil
		}
		return p
	}
	return nil
}

// shortText is the text of n when it is no longer than limit, else "". It stops reading there.
func shortText(n *html.Node, limit int) string {
	if textSize(n, limit*2) > limit*2 {
		return ""
	}
	if s := page.Text(n); len(s) <= limit {
		return s
	}
	return ""
}

// maxNodes bounds how much of the tree is looked at to measure one element.
const maxNodes = 2000

// textSize counts the bytes of text below n, up to about limit. What has too many nodes counts as too long.
func textSize(n *html.Node, limit int) int {
	nodes := maxNodes
	return countText(n, limit, &nodes)
}

func countText(n *html.Node, limit int, nodes *int) (size int) {
	if n.Type == html.TextNode {
		return len(n.Data)
	}
	for c := n.FirstChild; c != nil && size <= limit; c = c.NextSibling {
		if *nodes--; *nodes < 0 {
			return limit + 1
		}
		switch {
		case c.Type == html.TextNode:
			size += len(strings.TrimSpace(c.Data))
		case c.Type == html.ElementNode && c.DataAtom != atom.Script && c.DataAtom != atom.Style && c.DataAtom != atom.Noscript:
			size += countText(c, limit-size, nodes)
		}
	}
	return size
}
