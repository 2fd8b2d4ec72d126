package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"kabar/dedup"
)

// pairFigures are what the judge of near-duplicates does on labelled pairs.
type pairFigures struct {
	Groups []struct {
		Group                 string
		Pairs, TP, FP, FN     int
		Precision, Recall, F1 float64
	}
	Templates       int
	TemplatesMerged int `json:"templates_merged"`
}

// judgePairs runs the judge over the labelled pairs and has the verdicts scored.
func judgePairs(scorer, shared, got string) (figures pairFigures, err error) {
	gold := filepath.Join(shared, "data", "text", "neardup_pairs.jsonl")
	in, err := os.Open(gold)
	if err != nil {
		return figures, err
	}
	defer in.Close()
	file := filepath.Join(got, "pairs.jsonl")
	out, err := os.Create(file)
	if err != nil {
		return figures, err
	}
	err = dedup.Pairs(in, out)
	if cerr := out.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return figures, fmt.Errorf("judging %s: %w", gold, err)
	}
	abs, err := filepath.Abs(scorer)
	if err != nil {
		return figures, err
	}
	b, err := exec.Command(abs, "dups", "--json", "--gold", gold, "--got", file).Output()
	if err != nil {
		return figures, fmt.Errorf("scoring %s: %w", file, err)
	}
	if err := json.Unmarshal(b, &figures); err != nil {
		return figures, fmt.Errorf("reading the score of %s: %w", file, err)
	}
	return figures, nil
}

func (p pairFigures) markdown() string {
	var b strings.Builder
	b.WriteString("\n## Near-duplicates\n\nThe judge on labelled pairs of texts, by kind and by level. `real` pairs were found among texts of outlets that republish each " +
		"other, `synthetic` ones were made from one text (dateline, headline, pointers, end cut off, paragraph added), `template` ones are one frame filled twice and " +
		"no duplicates. The judge's weights were learned from these pairs too: expect less elsewhere. Its tests hold it to perturbations of invented reports.\n\n| pairs | number | precision | recall | F1 | merged wrongly | missed |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for _, g := range p.Groups {
		if g.TP+g.FN == 0 { // nothing to find: only what is wrong counts
			fmt.Fprintf(&b, "| %s | %d | | | | %d | |\n", g.Group, g.Pairs, g.FP)
			continue
		}
		fmt.Fprintf(&b, "| %s | %d | %.3f | %.3f | %.3f | %d | %d |\n", g.Group, g.Pairs, g.Precision, g.Recall, g.F1, g.FP, g.FN)
	}
	fmt.Fprintf(&b, "\nTemplates merged: %d of %d.\n", p.TemplatesMerged, p.Templates)
	return b.String()
}
