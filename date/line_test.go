package date

import (
	"testing"
	"time"

	"kabar/internal/shared"
)

type lineCase struct {
	ID, Text, Fetched, Site, Precision, Why string
	Want                                    *string
}

// judge compares as the set does: the instant where a time is known, else the day, month or year as written.
func (c lineCase) judge(t testing.TB) (right bool, got string) {
	fetched, err := time.Parse(time.RFC3339, c.Fetched)
	if err != nil {
		t.Fatal(err)
	}
	d, ok := Line(c.Text, LineOptions{Fetched: fetched, Site: c.Site})
	if !ok {
		return c.Want == nil, "none"
	}
	got = d.String()
	if c.Want == nil {
		return false, got
	}
	if want, err := time.Parse(time.RFC3339, *c.Want); err == nil {
		return d.Time.Equal(want) && len(got) > 10, got
	}
	return got == *c.Want, got
}

func TestLineSharedVectors(t *testing.T) {
	all := shared.Lines[lineCase](t, "data", "text", "dates_id.jsonl")
	for _, c := range all {
		if right, got := c.judge(t); !right {
			want := "none"
			if c.Want != nil {
				want = *c.Want
			}
			t.Errorf("Line(%q) = %s, want %s: %s", c.Text, got, want, c.Why)
		}
	}
}
