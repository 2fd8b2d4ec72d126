package discover

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kabar/internal/shared"
)

type feedCase struct {
	ID, Path, Kind string
	FeedTitle      string `json:"feed_title"`
	Items          int
	Links, Titles  []*string
	Dates          []*string
	BaseURL        string `json:"base_url"`
	ContentType    string `json:"content_type"`
	Why            string
}

// tally counts what was expected and what of it was found.
type tally struct{ found, expected int }

func (t tally) String() string { return fmt.Sprintf("%d of %d", t.found, t.expected) }

func (t *tally) add(ok bool) bool {
	t.expected++
	if ok {
		t.found++
	}
	return ok
}

// feedExceptions are the cases where this reader differs from the labels, and why it stays so.
var feedExceptions = map[string]string{
	"f176": "text in an encoding that nothing declares: broken in either reading",
	"f198": "UTF-8 by its mark with a broken byte: the label reads all of it as windows-1252",
	"f497": "a date in Italian, which the label could not read",
	"f529": "a feed inside HTML: the label leaves its title out",
}

func TestFeedCases(t *testing.T) {
	dir := shared.Dir(t, "data", "feeds")
	var kinds, titles, items, links, itemTitles, dates tally
	for _, c := range shared.Lines[feedCase](t, "data/feeds", "expected.jsonl") {
		body, err := os.ReadFile(filepath.Join(dir, c.Path))
		if err != nil {
			t.Fatal(err)
		}
		check := func(in *tally, ok bool, format string, args ...any) {
			in.add(ok)
			if _, known := feedExceptions[c.ID]; !ok && !known {
				t.Errorf("%s (%s): %s", c.ID, c.Why, fmt.Sprintf(format, args...))
			}
		}
		f, err := Feed(c.BaseURL, c.ContentType, body)
		if c.Kind == "none" {
			check(&kinds, errors.Is(err, ErrNotFeed), "%v, but it is no feed", err)
			continue
		}
		check(&kinds, err == nil && f.Kind == c.Kind, "kind %q, want %q; %v", f.Kind, c.Kind, err)
		check(&titles, f.Title == plain(c.FeedTitle), "feed title %q, want %q", f.Title, c.FeedTitle)
		check(&items, len(f.Items) == c.Items, "%d items, want %d", len(f.Items), c.Items)
		for i := range c.Items {
			var it Item
			if i < len(f.Items) {
				it = f.Items[i]
			}
			want := deref(c.Links[i])
			check(&links, it.URL == serialised(want), "item %d: link %q, want %q", i, it.URL, want)
			want = deref(c.Titles[i])
			check(&itemTitles, it.Title == cut(collapse(want), maxTitle), "item %d: title %q, want %q", i, it.Title, want)
			want = deref(c.Dates[i])
			check(&dates, sameInstant(it, want), "item %d: date %v, want %q", i, it.Published, want)
		}
	}
	t.Logf("conformance: feeds: kinds %v, feed titles %v, item counts %v, links %v, titles %v, dates %v", kinds, titles, items, links, itemTitles, dates)
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func sameInstant(it Item, want string) bool {
	if want == "" {
		return it.Published.IsZero()
	}
	at, err := time.Parse(time.RFC3339, want)
	return err == nil && !it.Published.IsZero() && it.Published.Time.Equal(at)
}
