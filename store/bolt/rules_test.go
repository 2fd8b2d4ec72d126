package bolt

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"kabar/news"
	"kabar/store"
)

func TestKeepRevisions(t *testing.T) {
	s := mustOpen(t, t.TempDir(), Options{KeepRevisions: 3})
	mustAdd(t, s, 1)
	var id news.ID
	for i := range 7 {
		v := testVisit(mustLease(t, s), fmt.Sprint("teks ", i))
		if i < 6 {
			v.Next = &store.Schedule{}
		}
		r, err := s.Commit(t.Context(), v)
		if err != nil {
			t.Fatal(err)
		}
		id = r.Document
	}
	all, err := s.Revisions(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range all {
		got = append(got, fmt.Sprint(r.Revision, " ", r.Text()))
	}
	if want := "[5 teks 4 6 teks 5 7 teks 6]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %v", got, want)
	}
	// A text that is no longer kept is no one's; one that is kept is the head's.
	mustAdd(t, s, 2, 3)
	for text, want := range map[string]news.Result{"teks 0": news.ResultNew, "teks 5": news.ResultDuplicate} {
		r, err := s.Commit(t.Context(), testVisit(mustLease(t, s), text))
		if err != nil || r.Result != want {
			t.Errorf("%s: %s, %v; want %s", text, r.Result, err, want)
		}
	}
	mustCheck(t, s)
}

// Two keys whose hashes are equal in all 64 bits are two addresses.
func TestEqualHashes(t *testing.T) {
	s := mustOpen(t, t.TempDir(), Options{})
	mustAdd(t, s, 1)
	b := testLink(2)
	s.seen.add([]entry{{hashKey(b.Key), 1}}) // as if the key of address 1 had that hash too
	if _, err := s.Address(t.Context(), b.Key); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("got %v", err)
	}
	if seen, err := s.Seen(t.Context(), []string{b.Key}); err != nil || seen[0] {
		t.Fatalf("seen %v, %v", seen, err)
	}
	for want := 1; want >= 0; want-- {
		if n, err := s.Add(t.Context(), []store.Found{b}); err != nil || n != want {
			t.Fatalf("added %d, %v; want %d", n, err, want)
		}
	}
	if a, err := s.Address(t.Context(), b.Key); err != nil || a.URL != b.URL {
		t.Fatalf("%+v, %v", a, err)
	}
}

// A source is never taken for another address of an article.
func TestSourceStaysSource(t *testing.T) {
	s := mustOpen(t, t.TempDir(), Options{})
	front, article := testLink(1), testLink(2)
	front.Work = news.WorkSection
	front.At = time.Now().Add(time.Hour)
	if _, err := s.Add(t.Context(), []store.Found{front, article}); err != nil {
		t.Fatal(err)
	}
	v := testVisit(mustLease(t, s), "teks")
	v.Document.Canonical, v.Document.Article.Canonical = front.Key, front.URL
	v.Aliases = []store.Alias{{URL: front.URL, Key: front.Key}}
	r, err := s.Commit(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Address(t.Context(), front.Key)
	if err != nil || !a.Scheduled || !a.Document.IsZero() {
		t.Errorf("%+v, %v", a, err)
	}
	if d, err := s.Document(t.Context(), r.Document); err != nil || len(d.AlsoAt) != 0 {
		t.Errorf("%+v, %v", d.AlsoAt, err)
	}
	mustCheck(t, s)
}

// Receipts are dropped after a day, the oldest first, and no more than the day's stay.
func TestReceiptsAreForgotten(t *testing.T) {
	now := time.Date(2025, 7, 13, 0, 0, 0, 0, time.UTC)
	s := mustOpen(t, t.TempDir(), Options{Now: func() time.Time { return now }})
	mustAdd(t, s, 1)
	var first store.Visit
	for i := range 40 {
		v := testVisit(mustLease(t, s), "teks")
		v.Next = &store.Schedule{}
		if i == 0 {
			first = v
		}
		if _, err := s.Commit(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		if i == 20 {
			if r, err := s.Commit(t.Context(), first); err != nil || !r.Replayed {
				t.Errorf("after 20 hours: %+v, %v", r, err)
			}
		}
		now = now.Add(time.Hour)
	}
	if _, err := s.Commit(t.Context(), first); !errors.Is(err, store.ErrLeaseLost) {
		t.Errorf("after 40 hours: %v", err)
	}
}
