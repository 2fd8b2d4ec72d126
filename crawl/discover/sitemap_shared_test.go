package discover

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"kabar/address"
	"kabar/internal/shared"
	"kabar/news"
)

type sitemapCase struct {
	ID, Path, Kind string
	URLs, Must     []string
	Count          int
	LastMods       []*string
	News           []*struct{ Language, Published, Title string }
	Foreign        []string
	BaseURL        string `json:"base_url"`
	ContentType    string `json:"content_type"`
	Why            string
}

func TestSitemapCases(t *testing.T) {
	dir := shared.Dir(t, "data", "sitemaps")
	var kinds, counts, urls, lastMods, newsEntries, foreign tally
	for _, c := range shared.Lines[sitemapCase](t, "data/sitemaps", "expected.jsonl") {
		body, err := os.ReadFile(filepath.Join(dir, c.Path))
		if err != nil {
			t.Fatal(err)
		}
		var got []Entry
		res, err := Sitemap(c.BaseURL, c.ContentType, bytes.NewReader(body), func(e Entry) error {
			got = append(got, e)
			return nil
		})
		if err != nil {
			t.Errorf("%s (%s): %v", c.ID, c.Why, err)
		}
		if !kinds.add(res.Kind == c.Kind) {
			t.Errorf("%s (%s): kind %s, want %s", c.ID, c.Why, res.Kind, c.Kind)
		}
		if len(c.Must) > 0 {
			for _, want := range c.Must {
				if !urls.add(slices.ContainsFunc(got, func(e Entry) bool { return e.URL == serialised(want) })) {
					t.Errorf("%s (%s): %s is missing", c.ID, c.Why, want)
				}
			}
			continue
		}
		if !counts.add(res.Count == c.Count && len(got) == c.Count) {
			t.Errorf("%s (%s): %d entries, want %d", c.ID, c.Why, res.Count, c.Count)
		}
		var others []string
		for i, want := range c.URLs {
			var e Entry
			if i < len(got) {
				e = got[i]
			}
			if e.Foreign {
				others = append(others, e.URL)
			}
			if !urls.add(e.URL == serialised(want)) {
				t.Errorf("%s (%s): entry %d: %q, want %q", c.ID, c.Why, i, e.URL, want)
			}
			if e.Index != (c.Kind == SitemapIndex) {
				t.Errorf("%s (%s): entry %d: index is %v", c.ID, c.Why, i, e.Index)
			}
			if i < len(c.LastMods) && !lastMods.add(sameDate(e.LastMod, deref(c.LastMods[i]))) {
				t.Errorf("%s (%s): entry %d: lastmod %v, want %q", c.ID, c.Why, i, e.LastMod, deref(c.LastMods[i]))
			}
			if i < len(c.News) && c.News[i] != nil {
				want := c.News[i]
				if !newsEntries.add(e.News != nil && e.News.Language == want.Language && e.News.Title == want.Title && sameDate(e.News.Published, want.Published)) {
					t.Errorf("%s (%s): entry %d: news %+v, want %+v", c.ID, c.Why, i, e.News, want)
				}
			}
		}
		for i := range c.Foreign {
			c.Foreign[i] = serialised(c.Foreign[i])
		}
		if !foreign.add(slices.Equal(others, c.Foreign)) {
			t.Errorf("%s (%s): foreign %q, want %q", c.ID, c.Why, others, c.Foreign)
		}
	}
	t.Logf("conformance: sitemaps: kinds %v, counts %v, addresses %v, lastmods %v, news %v, foreign %v", kinds, counts, urls, lastMods, newsEntries, foreign)
}

// serialised is an address in the form that the address room gives; the labels hold it as it was written.
func serialised(raw string) string {
	href, err := address.Parse(raw)
	if err != nil {
		return raw
	}
	return href
}

// sameDate compares with a label: an instant in UTC, a day, or nothing.
func sameDate(d news.Date, want string) bool {
	if want == "" {
		return d.IsZero()
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, want); err == nil {
			return d.Time.Equal(at) && (layout == time.DateOnly) == (d.Precision <= news.Day)
		}
	}
	return false
}
