package discover

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"kabar/address"
	"kabar/internal/shared"
	"kabar/news"
	"kabar/page"
)

// TestKindOfPages measures how well articles are told from other pages, on pages of the web. The weights
// were fitted on these, so that it holds what has been reached; it does not foretell other sites.
func TestKindOfPages(t *testing.T) {
	for _, tt := range []struct {
		set               string
		stride            int     // each how manieth page is read, to be quick
		precision, recall float64 // at least
	}{
		{"wcxb", 3, 0.80, 0.85},
		{"indonesian", 1, 1, 1},
		{"article", 3, 1, 0.98},
		{"patterns", 1, 0.95, 0.98},
	} {
		t.Run(tt.set, func(t *testing.T) {
			t.Parallel()
			dir := shared.Dir(t, "data", "extract", tt.set)
			type gold struct {
				ID       string
				PageType string `json:"page_type"`
			}
			types := map[string]string{}
			for _, g := range shared.Lines[gold](t, "data/extract", tt.set, "gold.jsonl") {
				types[g.ID] = g.PageType
			}
			var found, extra, missed, listings int
			for i, c := range shared.Lines[struct{ ID, URL, Path string }](t, "data/extract", tt.set, "pages.jsonl") {
				if i%tt.stride != 0 {
					continue
				}
				r := Page(readPage(t, c.URL, filepath.Join(dir, c.Path)), address.Site(address.Host(c.URL)))
				checkLinks(t, c.ID, &r)
				article := types[c.ID] == "article" || types[c.ID] == ""
				switch got := r.Kind == news.KindArticle; {
				case article && got:
					found++
				case article:
					missed++
					t.Logf("%s: %s, %.2f: %q", c.ID, r.Kind, r.Score, r.Why)
				case got:
					extra++
				case types[c.ID] == "listing" && r.Kind != news.KindListing:
					listings++
				}
			}
			precision, recall := float64(found)/float64(found+extra), float64(found)/float64(found+missed)
			t.Logf("articles: found %d, missed %d, extra %d: precision %.3f, recall %.3f; listings called other: %d", found, missed, extra, precision, recall, listings)
			if precision < tt.precision || recall < tt.recall {
				t.Errorf("precision %.3f, recall %.3f; want %.2f and %.2f", precision, recall, tt.precision, tt.recall)
			}
		})
	}
}

// readPage parses a page of the recorded data, which is kept compressed.
func readPage(t testing.TB, url, path string) *page.Page {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if z, err := gzip.NewReader(bytes.NewReader(body)); err == nil {
		if body, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	p, err := page.Parse(url, nil, body)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// checkLinks holds the links of a page to what PageResult promises.
func checkLinks(t *testing.T, id string, r *PageResult) {
	t.Helper()
	seen := map[string]bool{}
	for _, l := range slices.Concat(r.Articles, r.Sections) {
		key, err := address.Key(l.URL)
		if err != nil || seen[key] || l.Via != news.ViaSection || l.Work != news.WorkArticle && l.Work != news.WorkSection {
			t.Errorf("%s: %+v, %v", id, l, err)
		}
		seen[key] = true
	}
}
