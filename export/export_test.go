package export

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"kabar/news"
)

func within(site, href string) bool { return strings.Contains(href, site) }

func sample() *news.Document {
	wib := time.FixedZone("", 7*3600)
	published := news.Date{Time: time.Date(2025, 7, 13, 10, 21, 0, 0, wib), Precision: news.Minute}
	return &news.Document{
		ID: news.NewID("x"), Source: "kabar.example", Added: time.Date(2025, 7, 13, 10, 25, 1, 9e8, wib),
		Article: news.Article{
			URL: "https://www.kabar.example/a?b=1&c=<2>", Canonical: "https://www.kabar.example/a", Title: "T",
			Authors: []string{"Ani", "Budi"}, Published: published, DateFrom: "text", DateConfidence: 0.123456,
			Language: "id", LanguageScore: 0.99999, Paragraphs: []string{"Satu & <dua>.", "Tiga\u2028\\u2028 \"empat\"."},
			Dateline: &news.Dateline{Raw: "KABAR.EXAMPLE - ", Outlet: "KABAR.EXAMPLE"}, EndMark: "(***)", Kind: news.KindArticle,
			Normalizer: "1", Rights: news.Rights{Robots: []string{"noarchive"}},
		},
		Revision: 2, Changed: time.Date(2025, 7, 14, 0, 0, 0, 0, time.UTC), Fetched: time.Date(2025, 7, 13, 3, 25, 0, 0, time.UTC),
		Capture: &news.Capture{File: "kabar-1.warc.gz", Offset: 12, Digest: "sha256:ab"},
		AlsoAt:  []news.Member{{URL: "https://b.example/x", Source: "b.example", Level: news.NearText, Similarity: 0.98765}},
	}
}

func TestRecordBytes(t *testing.T) {
	r := Of(sample(), within)
	line, err := r.Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"fvyrctbvlxu57tr7mnrxucoapy","text":"Satu & <dua>.\n\nTiga` + "\u2028" + `\\u2028 \"empat\".","source":"kabar.example","added":"2025-07-13T03:25:01Z","created":"2025-07-13T10:21:00+07:00","metadata":{"url":"https://www.kabar.example/a?b=1&c=<2>","canonical":"https://www.kabar.example/a","also_at":[{"url":"https://b.example/x","source":"b.example","level":"near","similarity":0.9877}],"title":"T","authors":["Ani","Budi"],"published":"2025-07-13T10:21:00+07:00","date_from":"text","date_confidence":0.1235,"language":"id","language_score":1,"dateline":{"raw":"KABAR.EXAMPLE - ","outlet":"KABAR.EXAMPLE"},"end_mark":"(***)","kind":"article","rights":{"robots":["noarchive"]},"revision":2,"changed":"2025-07-14T00:00:00Z","fetched":"2025-07-13T03:25:00Z","capture":{"file":"kabar-1.warc.gz","offset":12,"digest":"sha256:ab"},"normalizer":"1"}}` + "\n"
	want = strings.Replace(want, "fvyrctbvlxu57tr7mnrxucoapy", news.NewID("x").String(), 1)
	if string(line) != want {
		t.Errorf("got  %s\nwant %s", line, want)
	}
	var back Record
	if err := json.Unmarshal(line, &back); err != nil || back.Text != sample().Text() {
		t.Errorf("read back: %q, %v", back.Text, err)
	}
}

func TestRecordLeavesOut(t *testing.T) {
	for _, tt := range []struct {
		name       string
		change     func(*news.Document)
		with, gone string
	}{
		{"a canonical of another site", func(d *news.Document) { d.Canonical = "https://other.test/a" }, `"url"`, `"canonical"`},
		{"a canonical that is the address", func(d *news.Document) { d.Canonical = d.URL }, `"url"`, `"canonical"`},
		{"a month is no date of the format", func(d *news.Document) { d.Published.Precision = news.Month }, `"title"`, `"created"`},
		{"evidence of a date that is not there", func(d *news.Document) { d.Published = news.Date{} }, `"title"`, `"date_from"`},
		{"a reason with a text", func(d *news.Document) { d.Reason = news.NoArticle }, `"text"`, `"reason"`},
		{"a day stays a day", func(d *news.Document) { d.Published.Precision = news.Day }, `"created":"2025-07-13",`, `"created":"2025-07-13T`},
		{"no text has a reason", func(d *news.Document) { d.Paragraphs = nil }, `"reason":"no-article"`, `null`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := sample()
			tt.change(d)
			r := Of(d, within)
			line, err := r.Append(nil)
			if err != nil {
				t.Fatal(err)
			}
			if s := string(line); !strings.Contains(s, tt.with) || strings.Contains(s, tt.gone) {
				t.Errorf("want %s and not %s in %s", tt.with, tt.gone, s)
			}
		})
	}
}

func TestFile(t *testing.T) {
	dir := t.TempDir()
	for name, open := range map[string]func(io.Reader) (io.Reader, error){
		"a.jsonl":    func(r io.Reader) (io.Reader, error) { return r, nil },
		"a.jsonl.gz": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		"a.jsonl.zst": func(r io.Reader) (io.Reader, error) {
			z, err := zstd.NewReader(r)
			return z, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(dir, name)
			var sizes [2][]byte
			for i := range sizes {
				f, err := Create(path)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := io.WriteString(f, strings.Repeat("line\n", 1000)); err != nil {
					t.Fatal(err)
				}
				if _, err := os.Stat(path); i == 0 && err == nil {
					t.Error("the file stands under its name before it is whole")
				}
				if err := f.Commit(); err != nil {
					t.Fatal(err)
				}
				if sizes[i], err = os.ReadFile(path); err != nil {
					t.Fatal(err)
				}
			}
			if string(sizes[0]) != string(sizes[1]) {
				t.Error("equal content gave different bytes")
			}
			r, err := open(strings.NewReader(string(sizes[0])))
			if err != nil {
				t.Fatal(err)
			}
			if b, err := io.ReadAll(r); err != nil || len(b) != 5000 {
				t.Errorf("%d bytes, %v", len(b), err)
			}
		})
	}
}

func TestAbortLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	f, err := Create(filepath.Join(dir, "a.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Abort(); err != nil {
		t.Fatal(err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 0 {
		t.Errorf("left behind: %v", entries)
	}
}
