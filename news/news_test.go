package news

import (
	"testing"
	"time"
)

func TestID(t *testing.T) {
	id := NewID("https://www.kabar.example/berita/1")
	s := id.String()
	if len(s) != 26 {
		t.Fatalf("%q has %d characters", s, len(s))
	}
	back, err := ParseID(s)
	if err != nil || back != id {
		t.Errorf("%q came back as %v, %v", s, back, err)
	}
	// The record's format is binding for dumps that exist: this value must never change.
	if s != "wlrzkt4qdvg6jlclkyiqqjgnca" {
		t.Errorf("the id of a known key is %q", s)
	}
	for _, bad := range []string{"", "x", s[:25], s + "a", s[:25] + "1", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", s[:25] + "b", s[:25] + "\n"} {
		if got, err := ParseID(bad); err == nil {
			t.Errorf("%q was read as %v", bad, got)
		}
	}
}

func TestDate(t *testing.T) {
	wib := time.FixedZone("", 7*3600)
	at := time.Date(2025, 7, 13, 10, 21, 7, 5e8, wib)
	for _, tt := range []struct {
		date Date
		want string
	}{
		{Date{}, ""},
		{Date{at, Second}, "2025-07-13T10:21:07+07:00"},
		{Date{at, Minute}, "2025-07-13T10:21:07+07:00"},
		{Date{at, Day}, "2025-07-13"},
		{Date{at, Month}, "2025-07"},
		{Date{at, Year}, "2025"},
		{Date{at.UTC(), Second}, "2025-07-13T03:21:07Z"},
	} {
		got := tt.date.String()
		if got != tt.want {
			t.Errorf("%v: %q, want %q", tt.date, got, tt.want)
		}
		back, err := ParseDate(got)
		if err != nil || back.String() != got {
			t.Errorf("%q came back as %q, %v", got, back, err)
		}
	}
	for _, bad := range []string{"x", "2025-13", "2025-07-32", "2025-07-13 10:21", "25", "2025-07-13T10:21:00"} {
		if d, err := ParseDate(bad); err == nil {
			t.Errorf("%q was read as %v", bad, d)
		}
	}
}

func TestText(t *testing.T) {
	a := Article{Paragraphs: []string{"one", "two\nlines", "three"}}
	text := a.Text()
	if text != "one\n\ntwo\nlines\n\nthree" {
		t.Errorf("%q", text)
	}
	if got := SplitText(text); len(got) != 3 || got[1] != "two\nlines" {
		t.Errorf("%q", got)
	}
	if SplitText("") != nil {
		t.Error("an empty text has paragraphs")
	}
}

func TestResults(t *testing.T) {
	failed := map[Result]bool{ResultGone: true, ResultRefused: true, ResultFailed: true}
	for _, r := range []Result{ResultNew, ResultChanged, ResultDuplicate, ResultListed, ResultUnchanged, ResultRedirect, ResultNoArticle, ResultDenied, ResultSkipped, ResultGone, ResultRefused, ResultFailed} {
		if r.Failed() != failed[r] {
			t.Errorf("%s: failed is %v", r, r.Failed())
		}
	}
}
