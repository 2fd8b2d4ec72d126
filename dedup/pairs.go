package dedup

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"kabar/news"
)

// maxLine bounds a line of Pairs, in bytes: two long articles with every character escaped.
const maxLine = 16 << 20

// Pairs judges pairs of texts: it reads lines {"id","a":{"url","title","text"},"b":{…}} and writes, for each,
// {"id","duplicate","level","similarity","why"}; level is same-text, near or different. Empty lines are skipped. The first
// line that cannot be read ends it with an error that names the line; what was judged before is written.
func Pairs(r io.Reader, w io.Writer) (err error) {
	out := bufio.NewWriter(w)
	defer func() { err = errors.Join(err, out.Flush()) }()
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	n := 0
	for lines.Scan() {
		n++
		line := bytes.TrimSpace(lines.Bytes())
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if len(line) == 0 {
			continue
		}
		got, err := judgeLine(line)
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if err := enc.Encode(got); err != nil {
			return fmt.Errorf("writing the verdict on line %d: %w", n, err)
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return fmt.Errorf("line %d: longer than %d bytes", n+1, maxLine)
	case err != nil:
		return fmt.Errorf("reading line %d: %w", n+1, err)
	}
	return nil
}

type pairVerdict struct {
	ID         string  `json:"id"`
	Duplicate  bool    `json:"duplicate"`
	Level      string  `json:"level"`
	Similarity float64 `json:"similarity"`
	Why        string  `json:"why"`
}

func judgeLine(line []byte) (pairVerdict, error) {
	var pair struct {
		ID   *string `json:"id"`
		A, B *Text
	}
	if err := json.Unmarshal(line, &pair); err != nil {
		return pairVerdict{}, fmt.Errorf(`not a pair {"id","a":{…},"b":{…}}: %w`, err)
	}
	switch {
	case pair.ID == nil:
		return pairVerdict{}, errors.New(`"id" is missing`)
	case pair.A == nil || pair.B == nil:
		return pairVerdict{}, fmt.Errorf(`pair %q: "a" or "b" is missing`, *pair.ID)
	}
	v := Judge(*pair.A, *pair.B)
	level := "different"
	switch v.Level {
	case news.SameText:
		level = "same-text"
	case news.NearText:
		level = "near"
	}
	return pairVerdict{*pair.ID, v.Duplicate, level, math.Round(v.Similarity*1e4) / 1e4, v.Why}, nil
}
