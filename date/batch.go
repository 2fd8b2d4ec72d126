package date

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// maxBatchLine bounds a line of a batch file, in bytes.
const maxBatchLine = 4 << 20

// Batch reads lines {"id","text","fetched","site"} and writes {"id","got"} for each, in their order. got is
// what Line gives, as RFC 3339, a day, a month or a year, or null. fetched is RFC 3339 and may be missing, as
// may site. A line that is not such an object is an error that names its number.
func Batch(r io.Reader, w io.Writer) error {
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxBatchLine)
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for n := 1; in.Scan(); n++ {
		var q struct{ ID, Text, Fetched, Site string }
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		o := LineOptions{Site: q.Site}
		if q.Fetched != "" {
			t, err := time.Parse(time.RFC3339, q.Fetched)
			if err != nil {
				return fmt.Errorf("line %d: fetched: %w", n, err)
			}
			o.Fetched = t
		}
		a := struct {
			ID  string  `json:"id"`
			Got *string `json:"got"`
		}{ID: q.ID}
		if d, ok := Line(q.Text, o); ok {
			s := d.String()
			a.Got = &s
		}
		if err := enc.Encode(a); err != nil {
			return err
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("reading the batch: %w", err)
	}
	return out.Flush()
}
