package text

import (
	"testing"

	"kabar/internal/shared"
)

func TestSharedVectors(t *testing.T) {
	type vector struct{ ID, In, Want, Why, Source string }
	wrong := map[string]int{}
	total := map[string]int{}
	for _, v := range shared.Lines[vector](t, "data", "text", "mojibake.jsonl") {
		total[v.Source]++
		if got := CleanText(v.In); got != v.Want {
			wrong[v.Source]++
			t.Logf("%s %s: CleanText(%q) = %q, want %q: %s", v.Source, v.ID, v.In, got, v.Want, v.Why)
		}
	}
	t.Logf("wrong %v of %v", wrong, total)
}
