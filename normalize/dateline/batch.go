package dateline

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"kabar/news"
)

// maxBatchLine bounds a line of a batch file, in bytes.
const maxBatchLine = 16 << 20

// gap stands in a text of a batch for the paragraphs that were left out between its beginning and its end.
const gap = "…"

type batchLine struct {
	ID       string         `json:"id"`
	Text     string         `json:"text"`
	Dateline *news.Dateline `json:"dateline,omitempty"`
	EndMark  string         `json:"end_mark,omitempty"`
}

// Batch reads lines {"id","text"} and writes {"id","text","dateline","end_mark"} for each, in their order. The
// text is paragraphs with an empty line between. Beginnings that several texts of the batch share are learned
// first, as a site's are, so the whole batch is held in memory. A line that is not such an object is an error
// that names its number. A paragraph "…" stands for what was left out between the beginning and the end of an article.
func Batch(r io.Reader, w io.Writer) error {
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxBatchLine)
	var lines []batchLine
	for n := 1; in.Scan(); n++ {
		var l batchLine
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		lines = append(lines, batchLine{ID: l.ID, Text: l.Text})
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("reading the batch: %w", err)
	}
	var starts Learner
	for _, l := range lines {
		starts.Add(firstParagraph(l.Text))
	}
	hints := Hints{SitePrefixes: starts.Prefixes()}
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, l := range lines {
		var paragraphs []string
		paragraphs, l.Dateline, l.EndMark = Strip(news.SplitText(l.Text), hints)
		if n := len(paragraphs); l.EndMark != "" && n > 1 && paragraphs[n-1] == gap { // the mark was all that stood behind the gap
			paragraphs = paragraphs[:n-1]
		}
		l.Text = strings.Join(paragraphs, "\n\n")
		if err := enc.Encode(l); err != nil {
			return err
		}
	}
	return out.Flush()
}

func firstParagraph(text string) string {
	p, _, _ := strings.Cut(text, "\n\n")
	return p
}
