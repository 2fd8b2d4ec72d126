// Package storetest holds the promises of package store as tests: the suite that every store passes.
//
// A store's own test calls [Run] with a function that opens it. What only one engine can suffer (damage, a full disk, a killed
// process) that store tests itself.
package storetest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kabar/news"
	"kabar/store"
)

// Options of a store under test.
type Options struct {
	Now  func() time.Time
	Near func(candidate, head news.Article) store.Likeness
	// KeepMemberTexts keeps texts of members in full, where the store has another way.
	KeepMemberTexts bool
}

// Opener opens the store kept in dir, new when the folder is empty. Opened again after Close it is the same store.
type Opener func(dir string, o Options) (store.Store, error)

// Run tests a store.
func Run(t *testing.T, open Opener) {
	for _, test := range []struct {
		name string
		run  func(*world)
	}{
		{"lease/exclusive", leaseExclusive},
		{"lease/order of sites and hosts", leaseOrder},
		{"lease/order of addresses", leaseAddressOrder},
		{"lease/due times and horizon", leaseDue},
		{"lease/only the sites asked for", leaseSites},
		{"lease/keeps the host's pace", leasePace},
		{"lease/ends", leaseEnds},
		{"lease/extend and release", leaseExtend},
		{"lease/says when and how many", leaseNothing},
		{"lease/after a reopen", leaseReopen},
		{"commit/round trip", commitRoundTrip},
		{"commit/once", commitOnce},
		{"commit/once for a day", commitOnceForADay},
		{"commit/refused", commitRefused},
		{"commit/neighbours", commitNeighbours},
		{"commit/links", commitLinks},
		{"commit/a link found again", commitImprove},
		{"commit/host never earlier", commitHost},
		{"commit/robots and memos", commitSmall},
		{"add/seeds", addSeeds},
		{"document/new, unchanged, revised", documentLife},
		{"document/same text", documentSameText},
		{"document/same address", documentCanonical},
		{"document/aliases", documentAliases},
		{"document/redirects", documentRedirects},
		{"document/near", documentNear},
		{"document/pointer with another text", documentPointerChanges},
		{"document/gone", documentGone},
		{"cluster/merged by a text between", clusterMerge},
		{"cluster/kept apart", clusterApart},
		{"cluster/merged by a revision", clusterRevised},
		{"cluster/texts of members", clusterTexts},
		{"document/pages", documentPages},
		{"document/without a text", documentEmpty},
		{"document/derived anew", documentDerived},
		{"document/captures dropped", documentCaptures},
		{"document/captures of several pages", documentParts},
		{"document/the text of a feed", documentFallback},
		{"forget/a head and its members", forgetHead},
		{"forget/a member", forgetMember},
		{"forget/never again", forgetNeverAgain},
		{"forget/while it is leased", forgetLeased},
		{"forget/an index of near texts", forgetNear},
		{"forget/a site", forgetSite},
		{"changes/never hide", changesNeverHide},
		{"changes/cursor", changesCursor},
		{"seen/exact", seenExact},
		{"frontier/order and paging", frontierPages},
		{"sources/paging", sourcesPages},
		{"sites and stats", sitesAndStats},
		{"odd text", oddText},
		{"close/refuses", closeRefuses},
		{"close/races with commits", closeRaces},
		{"check and backup", checkAndBackup},
		{"memory is the caller's", callersMemory},
		{"random crawl", randomCrawl},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, open)
			test.run(w)
			w.check()
			if err := w.s.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
}

// world is a store under test with its clock.
type world struct {
	*testing.T
	ctx  context.Context
	open Opener
	dir  string
	s    store.Store
	o    Options

	mu  sync.Mutex
	now time.Time
}

var start = time.Date(2025, 7, 13, 3, 21, 0, 0, time.UTC)

func newWorld(t *testing.T, open Opener) *world {
	w := &world{T: t, ctx: t.Context(), open: open, dir: t.TempDir(), now: start}
	w.o.Now = w.time
	w.reopen()
	return w
}

func (w *world) time() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// reopen closes the store, if it is open, and opens it again.
func (w *world) reopen() {
	w.Helper()
	if w.s != nil {
		w.must(w.s.Close())
	}
	s, err := w.open(w.dir, w.o)
	if err != nil {
		w.Fatalf("open: %v", err)
	}
	w.s = s
	w.Cleanup(func() { s.Close() })
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) want(err, want error) {
	w.Helper()
	if !errors.Is(err, want) {
		w.Fatalf("got error %v, want %v", err, want)
	}
}

func equal[T comparable](w *world, what string, got, want T) {
	w.Helper()
	if got != want {
		w.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

// check lets the store check itself.
func (w *world) check() {
	w.Helper()
	err := w.s.Check(w.ctx, func(p store.Problem) { w.Errorf("check: %s: %s", p.Where, p.What) })
	if err != nil && !errors.Is(err, store.ErrClosed) {
		w.Errorf("check: %v", err)
	}
}

// link is a new address of host at a path; its site is the host without "www.".
func link(host, path string) store.Found {
	url := "https://" + host + path
	return store.Found{
		Link: news.Link{URL: url, Work: news.WorkArticle, Via: news.ViaSection},
		Key:  url, Host: host, Site: strings.TrimPrefix(host, "www."),
		Schedule: store.Schedule{Priority: store.PriorityPage},
	}
}

func feed(host, path string) store.Found {
	f := link(host, path)
	f.Work, f.Via, f.Priority = news.WorkFeed, news.ViaSeed, store.PrioritySource
	return f
}

func (w *world) add(links ...store.Found) int {
	w.Helper()
	n, err := w.s.Add(w.ctx, links)
	w.must(err)
	return n
}

func (w *world) tryLease() (store.Lease, error) {
	return w.s.Lease(w.ctx, store.LeaseRequest{Worker: "test", TTL: time.Minute})
}

func (w *world) lease() store.Lease {
	w.Helper()
	l, err := w.tryLease()
	w.must(err)
	return l
}

// leaseOf leases until the address is given; the others are given back.
func (w *world) leaseOf(url string) store.Lease {
	w.Helper()
	var others []store.Lease
	defer func() {
		for _, o := range others {
			w.must(w.s.Release(w.ctx, o.Token))
		}
	}()
	for {
		l, err := w.tryLease()
		if err != nil {
			w.Fatalf("lease %s: %v (before it came %d others)", url, err, len(others))
		}
		if l.Address.URL == url {
			return l
		}
		others = append(others, l)
	}
}

// nothing wants Lease to find nothing.
func (w *world) nothing() *store.NothingDue {
	w.Helper()
	l, err := w.tryLease()
	var due *store.NothingDue
	if !errors.As(err, &due) {
		w.Fatalf("got lease of %s, error %v; want nothing due", l.Address.URL, err)
	}
	return due
}

// outcome is the visit of a lease that brought nothing.
func (w *world) outcome(l store.Lease) store.Visit {
	now := w.time()
	return store.Visit{
		Token:   l.Token,
		Outcome: news.Outcome{At: now, URL: l.Address.URL, Host: l.Address.Host, Site: l.Address.Site, Result: news.ResultNoArticle, Status: 200},
		State:   store.AddressState{Visited: now, Status: 200, Result: news.ResultNoArticle, Visits: l.Address.State.Visits + 1},
		Host:    store.HostState{LastStart: now, NotBefore: now, Requests: l.Host.Requests + 1},
	}
}

// article is the visit of a lease that brought an article with this text.
func (w *world) article(l store.Lease, text string) store.Visit {
	v := w.outcome(l)
	v.Outcome.Result, v.State.Result = news.ResultNew, news.ResultNew
	v.Document = &store.Candidate{
		Article: news.Article{
			URL: l.Address.URL, Title: "Judul " + l.Address.URL, Paragraphs: news.SplitText(text), Kind: news.KindArticle,
			Published: news.Date{Time: start.Add(-time.Hour), Precision: news.Minute}, Language: "id", LanguageScore: 0.9,
		},
		TextHash: hashOf(text), Fetched: w.time(),
	}
	return v
}

func hashOf(text string) (h [16]byte) {
	sum := sha256.Sum256([]byte(text))
	copy(h[:], sum[:])
	return h
}

func (w *world) commit(v store.Visit) store.Receipt {
	w.Helper()
	r, err := w.s.Commit(w.ctx, v)
	w.must(err)
	return r
}

// publish adds an address and visits it with this text.
func (w *world) publish(host, path, text string) store.Receipt {
	w.Helper()
	f := link(host, path)
	w.add(f)
	return w.commit(w.article(w.leaseOf(f.URL), text))
}

func (w *world) document(id news.ID) *news.Document {
	w.Helper()
	d, err := w.s.Document(w.ctx, id)
	w.must(err)
	return &d
}

func (w *world) address(key string) store.Address {
	w.Helper()
	a, err := w.s.Address(w.ctx, key)
	w.must(err)
	return a
}

// changes are all changes from the beginning.
func (w *world) changes() []store.Change {
	w.Helper()
	var all []store.Change
	var at store.Cursor
	for {
		page, next, err := w.s.Changes(w.ctx, at, 7)
		w.must(err)
		if len(page) == 0 {
			return all
		}
		all, at = append(all, page...), next
	}
}

// kinds is what happened, in short.
func kinds(changes []store.Change) string {
	var b strings.Builder
	for i, c := range changes {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprint(&b, c.Kind)
	}
	return b.String()
}
