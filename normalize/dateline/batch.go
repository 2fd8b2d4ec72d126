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

// Batch reads lines {"id","text"} and writes {"id","text","dateline","end_mark"} for each, in their order. The
// text is paragraphs with an empty line between. A line that is not such an object is an error that names its
// number.
func Batch(r io.Reader, w io.Writer) error {
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxBatchLine)
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for n := 1; in.Scan(); n++ {
		var q struct{ ID, Text string }
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		paragraphs, dl, mark := Strip(news.SplitText(q.Text), Hints{})
		a := struct {
			ID       string         `json:"id"`
			Text     string         `json:"text"`
			Dateline *news.Dateline `json:"dateline,omitempty"`
			EndMark  string         `json:"end_mark,omitempty"`
		}{q.ID, strings.Join(paragraphs, "\n\n"), dl, mark}
		if err := enc.Encode(a); err != nil {
			return err
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("reading the batch: %w", err)
	}
	return out.Flush()
}
