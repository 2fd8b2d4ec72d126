package lang

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// maxBatchLine bounds a line of a batch file, in bytes.
const maxBatchLine = 16 << 20

// Batch reads lines {"id","text"} and writes {"id","lang"} for each, in their order. A line that is not such
// an object is an error that names its number.
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
		tag, _ := Detect(q.Text)
		if err := enc.Encode(struct {
			ID   string `json:"id"`
			Lang string `json:"lang"`
		}{q.ID, tag}); err != nil {
			return err
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("reading the batch: %w", err)
	}
	return out.Flush()
}
