package discover

import (
	"strings"
	"unicode/utf8"
)

const (
	minFullText = 500       // characters; less is a teaser
	maxFullText = 512 << 10 // bytes of HTML that are read of one item
	maxFallback = 128 << 10 // bytes of text that are kept of it: it waits in the store until the page was read
)

// fullText is the plain text of an item's content when it is the article, and empty when it is a teaser of
// it: too short, or breaking off where the link to the rest stands.
func fullText(content string) string {
	if len(content) < minFullText {
		return ""
	}
	text := paragraphs(cut(content, maxFullText))
	blocks := strings.Split(text, "\n\n")
	if n := len(blocks); n > 1 && creditLine(blocks[n-1]) {
		blocks = blocks[:n-1]
	}
	text = strings.Join(blocks, "\n\n")
	if len(text) > maxFallback || utf8.RuneCountInString(text) < minFullText || teaserEnd(blocks[len(blocks)-1]) {
		return ""
	}
	return text
}

// creditLine is the line that WordPress puts below each entry of a feed.
func creditLine(block string) bool {
	return len(block) < 400 && (strings.HasPrefix(block, "The post ") && strings.Contains(block, " appeared first on ") ||
		strings.HasPrefix(block, "Artikel ") && strings.Contains(block, " pertama kali tampil pada "))
}

// teaserEnd tells that a text breaks off and is continued elsewhere.
func teaserEnd(block string) bool {
	block = strings.ToLower(strings.TrimRight(block, " .>»→)]"))
	for _, end := range []string{"…", "[&hellip;", "[..", "read more", "continue reading", "read the full story", "baca selengkapnya", "selengkapnya", "baca juga"} {
		if strings.HasSuffix(block, end) {
			return true
		}
	}
	return false
}
