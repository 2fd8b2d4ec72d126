package text

import (
	"testing"

	"kabar/internal/shared"
)

// TestSharedVectors holds the labelled cases to what is reached: all of our own, and all of the foreign ones but three, of which two
// are garbled beyond repair and one is a mixture that is repaired rightly.
func TestSharedVectors(t *testing.T) {
	type vector struct{ ID, In, Want, Why, Source string }
	wrong := map[string]int{}
	for _, v := range shared.Lines[vector](t, "data", "text", "mojibake.jsonl") {
		got := CleanText(v.In)
		if got != v.Want {
			wrong[v.Source]++
			t.Logf("%s %s: CleanText(%q) = %q, want %q: %s", v.Source, v.ID, v.In, got, v.Want, v.Why)
		}
		if again := CleanText(got); again != got {
			t.Errorf("%s: CleanText(%q) = %q: not idempotent", v.ID, got, again)
		}
	}
	if wrong["own"] > 0 || wrong["ftfy"] > 3 {
		t.Errorf("wrong: %v", wrong)
	}
}
