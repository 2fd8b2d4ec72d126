package main

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kabar/dedup"
	"kabar/news"
	"kabar/store"
	"kabar/store/bolt"
)

// must runs a command line that has to succeed.
func must(t *testing.T, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, errOut bytes.Buffer
	if code := realMain(args, nil, &out, &errOut); code != exitOK {
		t.Fatalf("crawler %s: exit %d\n%s", strings.Join(args, " "), code, errOut.String())
	}
	return out.String(), errOut.String()
}

// texts are the texts of all heads with their other addresses, in order; all must be derived, or none.
func texts(t *testing.T, dir string, derived bool) (all []string) {
	t.Helper()
	s, err := bolt.Open(dir, bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = eachDocument(t.Context(), s, func(d *news.Document) error {
		if d.DuplicateOf.IsZero() {
			all = append(all, d.URL+"\n"+d.Text())
			if d.Derived != derived {
				t.Errorf("%s is derived: %v", d.URL, d.Derived)
			}
			for _, m := range d.AlsoAt {
				all = append(all, d.URL+" also at "+m.URL)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// age makes all texts those of older rules, which left an advertisement in them.
func age(t *testing.T, dir string) (heads int) {
	t.Helper()
	s, err := bolt.Open(dir, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = eachDocument(t.Context(), s, func(d *news.Document) error {
		if !d.DuplicateOf.IsZero() {
			return nil
		}
		heads++
		art := d.Article
		art.Normalizer = "0"
		art.Paragraphs = append(slices.Clone(art.Paragraphs), "IKLAN: pasang iklan di sini.")
		_, err := s.Revise(t.Context(), d.ID, store.Candidate{Article: art, TextHash: dedup.TextHash(art.Text()), Capture: d.Capture})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return heads
}

func TestRederive(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	must(t, "demo", "--data", dir)
	rederive := func(args ...string) (r rederived, stderr string) {
		t.Helper()
		out, errOut := must(t, append([]string{"rederive", "--json", "--data", dir}, args...)...)
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatal(err)
		}
		return r, errOut
	}
	want := texts(t, dir, false)
	// What a visit made is what its capture makes.
	if r, _ := rederive(); r.Documents != 0 || r.Current < 14 {
		t.Errorf("of this very version: %+v", r)
	}
	if r, _ := rederive("--force"); r.Documents < 14 || r.Changed+r.Duplicate+r.NoText+r.NoCapture+r.Unreadable > 0 {
		t.Errorf("made again: %+v", r)
	}
	if got := texts(t, dir, false); !slices.Equal(got, want) {
		t.Errorf("texts differ after a rederive of what is current")
	}

	heads := age(t, dir)
	old := texts(t, dir, true)
	r, diff := rederive("--dry-run", "--diffs", "2")
	if r.Changed != heads || !r.DryRun || strings.Count(diff, "- IKLAN: pasang iklan di sini.\n") != 2 || strings.Contains(diff, "\n+ ") {
		t.Errorf("dry run: %+v\n%s", r, diff)
	}
	if got := texts(t, dir, true); !slices.Equal(got, old) {
		t.Error("a dry run changed the texts")
	}
	if r, _ := rederive("--site", "kabarsiak.example"); r.Changed == 0 || r.Changed >= heads {
		t.Errorf("one site: %+v", r)
	}
	if r, _ := rederive("--since", "2100-01-01"); r.Documents != 0 {
		t.Errorf("since a day to come: %+v", r)
	}

	// Interrupted, it says so and goes on where it was.
	s, err := bolt.Open(dir, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errOut bytes.Buffer
	a := &app{out: &out, errOut: &errOut, asJSON: true, progress: newProgressLine(&errOut)}
	a.cfg.Data = dir
	if err := a.rederive(ctx, s, s, rederiveOptions{workers: 2}); err == nil || !strings.Contains(err.Error(), "goes on from here") {
		t.Errorf("interrupted: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r, _ = rederive("--workers", "3")
	if r.Changed == 0 || r.Documents >= heads+r.Current || r.NoText+r.Unreadable > 0 {
		t.Errorf("the rest: %+v", r)
	}
	if got := texts(t, dir, true); !slices.Equal(got, want) {
		t.Error("the texts are not what they were")
	}
	if r, _ := rederive(); r.Documents != 0 {
		t.Errorf("a last time: %+v", r)
	}
	must(t, "check", "--data", dir)
	must(t, "prune", "--data", dir, "--keep-raw", "0s")
	if r, _ := rederive("--force"); r.NoCapture != r.Documents {
		t.Errorf("without captures: %+v", r)
	}
}
