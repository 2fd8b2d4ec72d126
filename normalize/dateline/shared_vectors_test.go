package dateline

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"testing"

	"kabar/internal/shared"
)

type vector struct{ ID, Class, Outlet, Lang, Text, Want string }

func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

// run sends vectors through Batch and counts what comes out right.
func run(t *testing.T, all []vector) (strip, exact, keep, touched int) {
	t.Helper()
	var in, out bytes.Buffer
	enc := json.NewEncoder(&in)
	for _, v := range all {
		if err := enc.Encode(map[string]string{"id": v.ID, "text": v.Text}); err != nil {
			t.Fatal(err)
		}
	}
	if err := Batch(&in, &out); err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(&out)
	for _, v := range all {
		var got batchLine
		if err := dec.Decode(&got); err != nil || got.ID != v.ID {
			t.Fatalf("%s: %v, %s", v.ID, err, got.ID)
		}
		right := fold(got.Text) == fold(v.Want)
		if v.Class == "keep" {
			keep++
			right = fold(got.Text) == fold(v.Text)
			if !right {
				touched++
			}
		} else {
			strip++
			if right {
				exact++
			}
		}
		if !right {
			t.Logf("%s %s %s: %.90q … %q: %+v %q", v.Class, v.ID, v.Lang, v.Text, v.Text[max(0, len(v.Text)-40):], got.Dateline, got.EndMark)
		}
	}
	return strip, exact, keep, touched
}

func TestSharedVectors(t *testing.T) {
	all := shared.Lines[vector](t, "data", "text", "datelines.jsonl")
	strip, exact, keep, touched := run(t, all)
	t.Logf("strip %d of %d exact (%.3f), keep %d of %d touched (%.3f)", exact, strip, float64(exact)/float64(strip), touched, keep, float64(touched)/float64(keep))
	if float64(exact) < 0.95*float64(strip) || float64(touched) >= 0.02*float64(keep) {
		t.Errorf("strip %d of %d exact, want 0.95; keep %d of %d touched, want less than 0.02", exact, strip, touched, keep)
	}
}

// Each outlet falls into one of five parts, and each part is read on its own: nothing that one outlet repeats
// helps another.
func TestSharedVectorsByOutlet(t *testing.T) {
	parts := make([][]vector, 5)
	for _, v := range shared.Lines[vector](t, "data", "text", "datelines.jsonl") {
		name := v.Outlet
		if name == "" || name == "unknown" {
			name = v.ID
		}
		k := sha256.Sum256([]byte(strings.ToLower(name)))[1] % 5
		parts[k] = append(parts[k], v)
	}
	for k, part := range parts {
		strip, exact, keep, touched := run(t, part)
		t.Logf("part %d: strip %d of %d exact, keep %d of %d touched", k, exact, strip, touched, keep)
		if float64(exact) < 0.9*float64(strip) || touched > 1 {
			t.Errorf("part %d: strip %d of %d exact, keep %d of %d touched", k, exact, strip, touched, keep)
		}
	}
}
