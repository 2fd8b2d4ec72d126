package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"

	"kabar/address"
	"kabar/normalize"
	"kabar/normalize/block"
	"kabar/page"
)

// explainPage tells why a page gave the text that it gave: as a list on stdout, as a page in a file, or both.
func (a *app) explainPage(url string, header http.Header, body []byte, list bool, file string) error {
	site := ""
	if url != "" {
		u, err := address.Parse(url)
		if err != nil {
			return usage("--url: %w; write the whole address, https://…", err)
		}
		url, site = u, address.Site(address.Host(u))
	}
	p, err := page.Parse(url, header, body)
	if err != nil {
		return fmt.Errorf("nothing to explain: %w", err)
	}
	e := normalize.Explain(p, normalize.Options{Now: time.Now(), Source: site})
	if file != "" {
		if err := writeOverlay(file, &e); err != nil {
			return err
		}
		if !list {
			fmt.Fprintf(a.errOut, "%d blocks in %s: open it in a browser\n", len(e.Blocks), file)
		}
	}
	switch {
	case !list:
		return nil
	case a.asJSON:
		return writeJSON(a.out, explanationJSON(&e))
	}
	return a.listBlocks(&e)
}

func writeOverlay(name string, e *normalize.Explanation) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := errors.Join(e.WriteHTML(f), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// blockJSON is a block for machines.
type blockJSON struct {
	Kept    bool         `json:"kept"`
	Sure    float64      `json:"sure"`
	Why     string       `json:"why"`
	Path    string       `json:"path"`
	Text    string       `json:"text"`
	Weights []weightJSON `json:"weights,omitempty"`
}

type weightJSON struct {
	Feature string  `json:"feature"`
	Value   float64 `json:"value"`
	Weight  float64 `json:"weight"` // log odds
}

type factJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Why   string `json:"why,omitempty"`
}

type explainedJSON struct {
	Facts  []factJSON  `json:"facts"`
	Blocks []blockJSON `json:"blocks"`
}

func explanationJSON(e *normalize.Explanation) explainedJSON {
	out := explainedJSON{Facts: []factJSON{}, Blocks: []blockJSON{}}
	for _, f := range e.Facts() {
		out.Facts = append(out.Facts, factJSON(f))
	}
	for i := range e.Blocks {
		b := &e.Blocks[i]
		j := blockJSON{Kept: b.Kept, Sure: b.Sure, Why: b.Why, Path: b.Path, Text: b.Text}
		for _, w := range b.Weights {
			j.Weights = append(j.Weights, weightJSON(w))
		}
		out.Blocks = append(out.Blocks, j)
	}
	return out
}

// Bounds of the list: a line of a terminal each for the text and for the reasons of a block.
const (
	shownText    = 150 // characters
	shownWeights = 3
)

// listBlocks writes the facts, then the blocks in their order: "+" was kept, "-" was dropped. Neighbours that were dropped for the
// same reason are one entry.
func (a *app) listBlocks(e *normalize.Explanation) error {
	t := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, f := range e.Facts() {
		fmt.Fprintf(t, "%s\t%s\n", f.Name, oneLine(f.String()))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	colour := isTerminal(a.out) && os.Getenv("NO_COLOR") == ""
	words, kept := 0, 0
	for i := 0; i < len(e.Blocks); {
		b := &e.Blocks[i]
		n := same(e.Blocks[i:])
		i += n
		if b.Kept {
			kept++
			words += len(strings.Fields(b.Text))
		}
		sign := "-"
		if b.Kept {
			sign = "+"
		}
		text := b.Text
		for k := i - n + 1; k < i; k++ {
			text += " · " + e.Blocks[k].Text
		}
		line := fmt.Sprintf("%s %.2f  %s", sign, b.Sure, oneLine(text))
		if colour {
			line = paint(b) + line + "\x1b[0m"
		}
		if _, err := fmt.Fprintf(a.out, "\n%s\n        %s\n", line, why(b, n)); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(a.out, "\n%d of %d blocks kept, about %d words\n", kept, len(e.Blocks), words)
	return err
}

// hardly is the verdict below which it does not matter by how little a block failed.
const hardly = 0.1

// same counts the blocks from the first on that were dropped for the same reason and stand in the same kind of container.
func same(blocks []block.Verdict) int {
	n, b := 1, &blocks[0]
	if b.Kept || !b.ByRule() && b.Sure >= hardly {
		return 1
	}
	for n < len(blocks) {
		if c := &blocks[n]; c.Kept || c.Why != b.Why || c.Path != b.Path || !c.ByRule() && c.Sure >= hardly {
			break
		}
		n++
	}
	return n
}

// why is the line below n alike blocks: what decided, where they stand, and what weighed most.
func why(b *block.Verdict, n int) string {
	var s strings.Builder
	if n > 1 {
		fmt.Fprintf(&s, "%d blocks: ", n)
	}
	s.WriteString(b.Why + ", in " + b.Path)
	for _, w := range b.Weights[:min(len(b.Weights), shownWeights)] {
		s.WriteString("; " + w.String())
	}
	return s.String()
}

func paint(b *block.Verdict) string {
	switch {
	case b.Kept && b.ByRule():
		return "\x1b[36m"
	case b.Kept:
		return "\x1b[32m"
	case b.ByRule():
		return "\x1b[33m"
	}
	return "\x1b[31m"
}

// oneLine folds a text into a line of a terminal. What a page says must not steer it: control characters become blanks.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > shownText {
		return string(r[:shownText-1]) + "…"
	}
	return s
}
