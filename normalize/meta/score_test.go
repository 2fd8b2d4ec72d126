package meta

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"hash/fnv"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kabar/internal/shared"
	"kabar/page"
)

var scoreOut = flag.String("scoreout", "", "folder for the records of the pages that are measured, one file a set")

// sample is a page of a labelled set with what is known of it.
type sample struct {
	ID, URL, Site, Title, Published string
	Authors                         []string
	hasTitle, hasAuthors            bool
	Path                            string
}

// learnHalf splits the sites: failures are looked at in one half only.
func (s *sample) learnHalf() bool {
	h := fnv.New32a()
	io.WriteString(h, s.Site)
	return h.Sum32()%2 == 0
}

func loadSet(t testing.TB, set string) []*sample {
	dir := shared.Dir(t, "data", "extract", set)
	byID := map[string]*sample{}
	var list []*sample
	eachLine(t, filepath.Join(dir, "pages.jsonl"), func(line []byte) {
		s := new(sample)
		if err := json.Unmarshal(line, s); err != nil {
			t.Fatal(err)
		}
		byID[s.ID] = s
		s.Path = filepath.Join(dir, s.Path)
		list = append(list, s)
	})
	eachLine(t, filepath.Join(dir, "gold.jsonl"), func(line []byte) {
		var g struct {
			ID, Site         string
			Title, Published *string
			Authors          *[]string
		}
		if err := json.Unmarshal(line, &g); err != nil {
			t.Fatal(err)
		}
		s := byID[g.ID]
		s.Site = g.Site
		if g.Title != nil {
			s.Title, s.hasTitle = *g.Title, true
		}
		if g.Published != nil {
			s.Published = *g.Published
		}
		if g.Authors != nil {
			s.Authors, s.hasAuthors = *g.Authors, true
		}
	})
	return list
}

// body is the page's HTML.
func (s *sample) body(t testing.TB) []byte {
	f, err := os.Open(s.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(s.Path, err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(s.Path, err)
	}
	return body
}

func eachLine(t testing.TB, name string, f func([]byte)) {
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	in := bufio.NewScanner(file)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		f(in.Bytes())
	}
	if err := in.Err(); err != nil {
		t.Fatal(name, err)
	}
}

// tally is the share of pages on which a field is right.
type tally struct{ right, all int }

func (t *tally) add(ok bool) {
	t.all++
	if ok {
		t.right++
	}
}

func (t tally) share() float64 { return float64(t.right) / float64(max(t.all, 1)) }

type scores map[string]*tally

func (s scores) add(name string, ok bool) {
	if s[name] == nil {
		s[name] = new(tally)
	}
	s[name].add(ok)
}

// TestScore measures the facts against labelled pages of many sites, and fails when a share falls below
// what has been reached.
func TestScore(t *testing.T) {
	t.Parallel()
	want := map[string]map[string]float64{
		"fundus":      {"title": 0.88, "authors": 0.83, "day": 0.99, "instant": 0.97},
		"trafilatura": {"title": 0.85, "authors": 0.62, "day": 0.88},
		"indonesian":  {"title": 0.97, "authors": 0.96, "day": 1, "instant": 0.97},
		"patterns":    {"title": 1, "authors": 0.97, "day": 1, "instant": 1},
		"wcxb":        {"title": 0.69, "authors": 0.59, "day": 0.85},
	}
	for _, set := range slices.Sorted(maps.Keys(want)) {
		t.Run(set, func(t *testing.T) {
			t.Parallel()
			half := map[bool]scores{true: {}, false: {}}
			all := scores{}
			var out *os.File
			if *scoreOut != "" {
				var err error
				if out, err = os.Create(filepath.Join(*scoreOut, set+".jsonl")); err != nil {
					t.Fatal(err)
				}
				defer out.Close()
			}
			var mu sync.Mutex
			for i, s := range loadSet(t, set) {
				if underRace && i%10 != 0 {
					continue
				}
				p, err := page.Parse(s.URL, http.Header{}, s.body(t))
				if err != nil {
					t.Log(s.ID, err)
					continue
				}
				f := Read(p, Options{Site: s.Site, Now: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)})
				mu.Lock()
				for name, ok := range judge(s, &f) {
					half[s.learnHalf()].add(name, ok)
					all.add(name, ok)
				}
				if out != nil {
					json.NewEncoder(out).Encode(map[string]any{"id": s.ID, "text": "", "learn": s.learnHalf(), "metadata": map[string]any{
						"title": f.Title, "authors": f.Authors, "published": f.Published.String(), "trace": f.Why, "outlets": f.Outlets,
						"section": f.Section, "tags": f.Tags, "image": f.Image, "paywalled": f.Paywalled, "modified": f.Modified.String(), "confidence": f.DateConfidence,
						"from": f.DateFrom, "canonical": f.Canonical, "credits": f.Credits}})
				}
				mu.Unlock()
			}
			for _, name := range slices.Sorted(maps.Keys(all)) {
				n := all[name]
				t.Logf("%-8s %.3f of %d (learn %.3f, check %.3f)", name, n.share(), n.all, shareOf(half[true][name]), shareOf(half[false][name]))
				if !underRace && n.share() < want[set][name] {
					t.Errorf("%s: %.3f, want at least %.3f", name, n.share(), want[set][name])
				}
			}
		})
	}
}

func shareOf(t *tally) float64 {
	if t == nil {
		return 0
	}
	return t.share()
}

// judge compares the facts with what is known of a page.
func judge(s *sample, f *Facts) map[string]bool {
	got := map[string]bool{}
	if s.hasTitle {
		got["title"] = quotes(s.Title) == quotes(f.Title)
	}
	if s.hasAuthors {
		got["authors"] = slices.Equal(nameSet(s.Authors), nameSet(f.Authors))
		credited := f.Authors
		if len(credited) == 0 {
			credited = f.Credits
		}
		got["credits"] = slices.Equal(nameSet(s.Authors), nameSet(credited))
	}
	if s.Published != "" {
		wanted, err := time.Parse(time.RFC3339, s.Published)
		instant := err == nil
		if !instant {
			got["day"] = len(s.Published) >= 10 && len(f.Published.String()) >= 10 && f.Published.String()[:10] == s.Published[:10]
			return got
		}
		is := f.Published.Time
		if len(f.Published.String()) > 10 {
			is = is.In(wanted.Location())
		}
		got["day"] = !f.Published.IsZero() && is.Format(time.DateOnly) == wanted.Format(time.DateOnly)
		got["instant"] = len(f.Published.String()) > 10 && f.Published.Time.Truncate(time.Second).Equal(wanted)
	}
	return got
}

func quotes(s string) string {
	return strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "‘", "'", "’", "'", "‚", "'", "\u00ad", "", "\u200b", "").Replace(strings.Join(strings.Fields(s), " "))
}

func nameSet(names []string) []string {
	set := map[string]bool{}
	for _, n := range names {
		if n = strings.ToLower(strings.Join(strings.Fields(n), " ")); n != "" {
			set[n] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}
