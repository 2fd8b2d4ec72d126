package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"kabar/dedup"
	"kabar/export"
	"kabar/news"
	"kabar/store"
	"kabar/store/bolt"
)

// story makes a report of numbered sentences, so that one can be near to another by as many as they share.
func story(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "Warga Kampung%d membawa perahu%c ke Dermaga%d bersama Kepala%d sejak pagi.\n\n", i, 'a'+i%26, i*7, i*13)
	}
	return strings.TrimSpace(b.String())
}

func publish(t *testing.T, s store.Store, url, text string) store.Receipt {
	t.Helper()
	host := strings.Split(url, "/")[2]
	link := store.Found{Link: news.Link{URL: url, Work: news.WorkArticle}, Key: url, Host: host, Site: host}
	if _, err := s.Add(t.Context(), []store.Found{link}); err != nil {
		t.Fatal(err)
	}
	l, err := s.Lease(t.Context(), store.LeaseRequest{TTL: time.Minute, Sites: []string{host}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Commit(t.Context(), store.Visit{
		Token: l.Token, Outcome: news.Outcome{Result: news.ResultNew}, State: store.AddressState{Visited: time.Now(), Result: news.ResultNew},
		Document: &store.Candidate{
			Article:  news.Article{URL: url, Title: "Perahu", Paragraphs: news.SplitText(text), Kind: news.KindArticle},
			TextHash: dedup.TextHash(text), Signature: dedup.Signature(text), Fetched: time.Now(),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// When two clusters turn out to be one, the younger head leaves the exports, and the next incremental one says so.
func TestMergedClusterExport(t *testing.T) {
	a := &app{}
	a.cfg.Duplicates.Keep, a.cfg.Revisions.Keep = "pointer", 3
	s, err := bolt.Open(t.TempDir(), a.storeOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	// Two reports of 30 sentences that share 20 are not one by themselves; both are near to one of the 25 in the middle.
	older := publish(t, s, "https://a.example/1", story(0, 30))
	younger := publish(t, s, "https://b.example/2", story(10, 40))
	if younger.Result != news.ResultNew {
		t.Fatalf("the two are one by themselves: %+v", younger)
	}
	var first bytes.Buffer
	before, err := export.Write(t.Context(), s, &first, export.Options{})
	if err != nil || before.Written != 2 {
		t.Fatalf("%+v, %v", before, err)
	}
	bridge := publish(t, s, "https://c.example/3", story(5, 35))
	if bridge.Head != older.Document {
		t.Fatalf("the text between: %+v", bridge)
	}

	records := func(o export.Options) (map[string]export.Record, map[string]bool) {
		t.Helper()
		var b bytes.Buffer
		if _, err := export.Write(t.Context(), s, &b, o); err != nil {
			t.Fatal(err)
		}
		all, deleted := map[string]export.Record{}, map[string]bool{}
		for line := range strings.Lines(b.String()) {
			var r struct {
				export.Record
				Deleted bool `json:"deleted"`
			}
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				t.Fatal(err)
			}
			if r.Deleted {
				deleted[r.ID] = true
			} else {
				all[r.ID] = r.Record
			}
		}
		return all, deleted
	}
	heads, _ := records(export.Options{})
	if len(heads) != 1 || len(heads[older.Document.String()].Metadata.AlsoAt) != 2 {
		t.Errorf("heads: %+v", heads)
	}
	changed, deleted := records(export.Options{Since: before.Cursor})
	if len(changed) != 1 || !deleted[younger.Document.String()] {
		t.Errorf("changed %v, deleted %v", changed, deleted)
	}
	all, _ := records(export.Options{Members: true, Since: before.Cursor})
	if m := all[younger.Document.String()]; m.Metadata.DuplicateOf != older.Document.String() || m.Text != story(10, 40) {
		t.Errorf("the younger one: %+v", m)
	}

	asked, err := findOwn(t.Context(), s, "https://b.example/2")
	if err != nil {
		t.Fatal(err)
	}
	c, err := clusterOf(t.Context(), s, &asked)
	if err != nil {
		t.Fatal(err)
	}
	if c.Head.ID != older.Document.String() || len(c.Members) != 2 || c.Members[0].Now == nil || c.Members[0].Now.Duplicate || !c.Members[1].Now.Duplicate {
		t.Errorf("cluster: %+v", c)
	}
	var out bytes.Buffer
	if err := c.print(&out); err != nil || !strings.Contains(out.String(), "not the same by themselves") {
		t.Errorf("%v\n%s", err, out.String())
	}
}
