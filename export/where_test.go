package export

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"kabar/news"
)

func whereRecord() *Record {
	return &Record{
		ID: "abc", Source: "harianriau.example", Text: "Jembatan di hulu sungai ditutup.", Added: "2026-02-01T10:00:00Z", Created: "2026-01-31T23:30:00+07:00",
		Metadata: Metadata{
			URL: "https://harianriau.example/daerah/1", Title: `Jembatan "Lama" Ditutup`, Authors: []string{"Ani", "Budi"}, Language: "id",
			Published: "2026-01-31T23:30:00+07:00", Modified: "2026-02-02", Kind: news.KindArticle, Tags: []string{"jembatan", "sungai"},
			Dateline: &news.Dateline{Raw: "PEKANBARU - ", Place: "PEKANBARU"}, Rights: &news.Rights{Robots: []string{"noindex"}},
			Quality: &news.Quality{Words: 120, Sentences: 8, Lines: 5, Ratios: map[string]float64{"short_lines": 0.25}},
		},
	}
}

func TestWhere(t *testing.T) {
	r := whereRecord()
	for source, want := range map[string]bool{
		"":                             true,
		"  ":                           true,
		"quality.words >= 120":         true,
		"metadata.quality.words > 120": false,
		"quality.words != 120":         false,
		"quality.ratios.short_lines < 0.3 and quality.sentences = 8": true,
		"quality.ratios.no_such_measure < 1":                         false,
		"quality.ratios.no_such_measure":                             false,
		`language = "id"`:                                            true,
		`language == 'id'`:                                           true,
		`language in ("ms", "id")`:                                   true,
		`language not in ("ms", "id")`:                               false,
		`not language in ("ms")`:                                     true,
		`title ~ "^Jembatan"`:                                        true,
		`title ~ '(?i)DITUTUP$' and title !~ "\d"`:                   true,
		`title = "Jembatan \"Lama\" Ditutup"`:                        true,
		`title ~ "\\bLama\\b"`:                                       true,
		`title ~ '\bLama\b'`:                                         true,
		`authors = "Budi"`:                                           true,
		`authors != "Budi"`:                                          false,
		`authors ~ "^A"`:                                             true,
		`tags in ("banjir", "sungai")`:                               true,
		`section = "Daerah"`:                                         false,
		`section != "Daerah"`:                                        true, // what is not known is equal to nothing
		"section":                                                    false,
		"dateline.place":                                             true,
		`dateline.place = "PEKANBARU"`:                               true,
		"dateline.agency":                                            false,
		"paywalled":                                                  false,
		"not paywalled and not partial":                              true,
		"paywalled = false":                                          true,
		`rights.robots = "noindex"`:                                  true,
		"rights.tdm.reserved":                                        false,
		"published = 2026-01-31":                                     true, // the page's own day
		"published >= 2026-02":                                       false,
		"published < 2026-02":                                        true,
		"published = 2026":                                           true,
		"published > 2025 and published <= 2026-01-31":               true,
		"published > 2026-01-31T16:00:00Z":                           true, // 16:30 UTC
		"published < 2026-01-31T23:30:00+07:00":                      false,
		"modified >= '2026-02-02'":                                   true,
		"modified = 2026-02-02T00:00:00Z":                            true,
		"gone":                                                       false,
		"gone < 2030":                                                false,
		"added > 2026-01-31 AND quality.lines > 4":                   true,
		"paywalled or partial or quality.words > 100":                true,
		"paywalled and partial or quality.words > 100":               true,
		"paywalled and (partial or quality.words > 100)":             false,
		"not (paywalled or quality.words > 100)":                     false,
		"not not (kind = 'article')":                                 true,
		"revision":                                                   false,
		"language_score > -1":                                        false,
		"text ~ 'hulu' and id = 'abc' and source ~ 'riau'":           true,
	} {
		w, err := ParseWhere(source)
		if err != nil {
			t.Errorf("%s: %v", source, err)
		} else if got := w.Holds(r); got != want {
			t.Errorf("%s: got %v", source, got)
		}
	}
}

func TestWhereFaults(t *testing.T) {
	for source, want := range map[string]struct {
		at   int
		what string
	}{
		"words > 5":                     {0, "did you mean quality.words?"},
		"langauge = 'id'":               {0, "did you mean language?"},
		"zzzzzz = 'id'":                 {0, "there are added, also_at"},
		"language = id":                 {11, `write the value in quotes, "id"`},
		"language = ":                   {11, "found the end"},
		"language < 'id'":               {0, "language is text: it can be compared by"},
		"quality.words > '5'":           {16, "quality.words is a number"},
		"quality.words ~ '5'":           {16, "only text can be searched"},
		"title ~ '('":                   {8, "no regular expression: missing closing )"},
		"title ~ 'x":                    {8, "no closing '"},
		"published > 5pm":               {12, "no date"},
		"published > 2026-13-01":        {12, "no date"},
		"published > yesterday":         {12, "published is a date, found yesterday"},
		"paywalled = 1":                 {12, "true or false"},
		"(paywalled":                    {0, "no closing parenthesis"},
		"paywalled)":                    {9, "expected and, or, or the end"},
		"paywalled partial":             {10, "found partial"},
		"paywalled and":                 {13, "expected a field, found the end"},
		"language in 'id'":              {12, "expected ( and a list"},
		"language in ('id' 'ms')":       {18, "expected , or )"},
		"title not ~ 'x'":               {10, "expected in behind not"},
		"paywalled & partial":           {10, `"&" has no meaning`},
		"quality.words > 1.2.3":         {16, "neither a number nor a date"},
		strings.Repeat("(", 1000):       {200, "more than 200 conditions"},
		strings.Repeat("not ", 1000):    {800, "more than 200 conditions"},
		strings.Repeat(" ", maxWhere+1): {0, "longer than"},
	} {
		_, err := ParseWhere(source)
		fault := new(WhereError)
		if !errors.As(err, &fault) {
			t.Errorf("%.30s: got %v", source, err)
		} else if fault.At != want.at || !strings.Contains(fault.What, want.what) {
			t.Errorf("%.30s: got %q at %d, want %q at %d", source, fault.What, fault.At, want.what, want.at)
		}
	}
	_, err := ParseWhere("paywalled and worsd > 5")
	want := "paywalled and worsd > 5\n                ^"
	if !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %q, want it to end in %q", err, want)
	}
}

// fields is searched by halves.
func TestFieldsInOrder(t *testing.T) {
	if !slices.IsSortedFunc(fields, func(a, b *field) int { return strings.Compare(a.name, b.name) }) {
		t.Error("fields are not in the order of their names")
	}
	empty, full := &Record{}, whereRecord()
	for _, f := range fields {
		w, err := ParseWhere("metadata." + f.name)
		if err != nil {
			t.Errorf("%s: %v", f.name, err)
			continue
		}
		if w.Holds(empty) {
			t.Errorf("%s is known of an empty record", f.name)
		}
		w.Holds(full)
	}
}

func FuzzParseWhere(f *testing.F) {
	f.Add(`not (quality.words >= 10 or title ~ "a\"") and published > 2026-01-31T10:00:00Z`)
	f.Add(`language not in ('id', "ms") and quality.ratios.upper < -0.5`)
	f.Fuzz(func(t *testing.T, source string) {
		w, err := ParseWhere(source)
		if err == nil {
			w.Holds(whereRecord())
			w.Holds(&Record{})
			return
		}
		fault := new(WhereError)
		if !errors.As(err, &fault) || fault.At < 0 || fault.At > len(source) || fault.Error() == "" {
			t.Errorf("%q: %v", source, err)
		}
	})
}
