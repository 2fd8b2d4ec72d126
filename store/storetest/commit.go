package storetest

import (
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"kabar/news"
	"kabar/store"
)

func commitRoundTrip(w *world) {
	f := feed("a.example", "/feed")
	f.Title, f.Text, f.Tags, f.Image, f.Depth = "Umpan", "isi\n\nlagi", []string{"satu", "dua"}, "https://a.example/a.png", 3
	f.Published = news.Date{Time: time.Date(2025, 7, 1, 9, 30, 0, 0, time.FixedZone("", 7*3600)), Precision: news.Minute}
	f.Aliases = []store.Alias{{URL: "https://a.example/rss?utm=1", Key: "https://a.example/rss"}}
	w.add(f)
	l := w.lease()
	v := w.outcome(l)
	v.State = store.AddressState{
		ETag: `W/"x"`, LastModified: "Sun, 13 Jul 2025 03:00:00 GMT", BodyHash: 1 << 63, Visited: start, Status: 200,
		Result: news.ResultListed, Reason: "mengapa", Visits: 7, Fruitful: 3, Failures: 2, Interval: 90 * time.Minute,
		LastNew: start.Add(-time.Hour), Revisits: 4, Floor: time.Hour, SkipHours: 1<<23 | 1, SkipDays: 1 << time.Saturday,
	}
	next := store.Schedule{At: start.Add(time.Hour), Priority: 11, Rank: 1 << 60, Again: true, Tries: 2}
	v.Next, v.Work = &next, news.WorkSitemap
	v.Host = store.HostState{
		Host: "a.example", Site: "a.example", NotBefore: start.Add(time.Second), Delay: time.Second, LastStart: start,
		Latency: 80 * time.Millisecond, Failures: 1, Broken: true, Requests: 9, Pages: 5, PagesDay: 20282, Upgrades: 3, Secure: start.Add(24 * time.Hour),
	}
	w.commit(v)
	for range 2 {
		a := w.address(f.Key)
		if !reflect.DeepEqual(a.State, v.State) {
			w.Errorf("state %+v\nwant  %+v", a.State, v.State)
		}
		if !a.Scheduled || a.Schedule != next {
			w.Errorf("schedule %+v", a.Schedule)
		}
		if a.URL != f.URL || a.Host != f.Host || a.Site != f.Site || a.Work != news.WorkSitemap || a.Via != f.Via || a.Depth != 3 ||
			a.Title != f.Title || a.Text != f.Text || a.Image != f.Image || !reflect.DeepEqual(a.Tags, f.Tags) || !reflect.DeepEqual(a.Aliases, f.Aliases) ||
			a.Published.String() != f.Published.String() || !a.Added.Equal(start) || !a.Document.IsZero() {
			w.Errorf("address %+v", a)
		}
		h, err := w.s.Host(w.ctx, "a.example")
		w.must(err)
		if h != v.Host {
			w.Errorf("host %+v\nwant %+v", h, v.Host)
		}
		w.reopen() // and its delay holds on from now
	}
}

func commitOnce(w *world) {
	w.add(link("a.example", "/"), link("b.example", "/"))
	l := w.leaseOf("https://a.example/")
	v := w.article(l, "teks")
	v.Links = []store.Found{link("a.example", "/new")}
	var group sync.WaitGroup
	receipts := make([]store.Receipt, 16)
	for i := range receipts {
		group.Go(func() {
			var err error
			if receipts[i], err = w.s.Commit(w.ctx, v); err != nil {
				w.Error(err)
			}
		})
	}
	group.Wait()
	first := 0
	for _, r := range receipts {
		if !r.Replayed {
			first++
		}
		r.Replayed = false
		other := receipts[0]
		other.Replayed = false
		equal(w, "receipt", r, other)
	}
	equal(w, "first commits", first, 1)
	equal(w, "new", receipts[0].New, 1)
	equal(w, "id", receipts[0].Document, news.NewID("https://a.example/"))
	different := w.article(l, "teks lain")
	different.Links = []store.Found{link("a.example", "/other"), {}}
	again := func() {
		w.Helper()
		r := w.commit(different)
		equal(w, "replayed", r.Replayed, true)
		r.Replayed = receipts[0].Replayed
		equal(w, "receipt", r, receipts[0])
		equal(w, "text", w.document(r.Document).Text(), "teks")
	}
	again()
	w.reopen()
	again()
	equal(w, "changes", kinds(w.changes()), "added")
}

func commitOnceForADay(w *world) {
	w.add(link("a.example", "/1"), link("a.example", "/2"), link("a.example", "/3"))
	v := w.article(w.lease(), "teks")
	w.commit(v)
	w.pass(24 * time.Hour)
	w.commit(w.outcome(w.lease())) // what is old is dropped by a later commit
	w.reopen()
	equal(w, "replayed", w.commit(v).Replayed, true)
	w.pass(48 * time.Hour)
	w.commit(w.outcome(w.lease()))
	if r, err := w.s.Commit(w.ctx, v); err == nil && !r.Replayed {
		w.Error("stored a second time")
	}
}

func commitRefused(w *world) {
	w.add(link("a.example", "/"))
	l := w.lease()
	for name, spoil := range map[string]func(*store.Visit){
		"link without address": func(v *store.Visit) { v.Links = []store.Found{link("a.example", "/x"), {}} },
		"host with NUL":        func(v *store.Visit) { f := link("a\x00.example", "/x"); v.Links = []store.Found{f} },
		"site missing":         func(v *store.Visit) { f := link("a.example", "/x"); f.Site = ""; v.Links = []store.Found{f} },
		"alias without key":    func(v *store.Visit) { v.Aliases = []store.Alias{{URL: "https://a.example/y"}} },
		"memo without name":    func(v *store.Visit) { v.Memos = map[string][]byte{"": {1}} },
		"robots of nothing":    func(v *store.Visit) { v.Robots = &news.Robots{} },
		"redirect to nothing":  func(v *store.Visit) { v.Redirect = &store.Found{} },
		"next visit in year 100000": func(v *store.Visit) {
			v.Next = &store.Schedule{At: time.Date(100_000, 1, 1, 0, 0, 0, 0, time.UTC)}
		},
		"published in year 100000": func(v *store.Visit) {
			v.Document.Article.Published = news.Date{Time: time.Date(100_000, 1, 1, 0, 0, 0, 0, time.UTC), Precision: news.Day}
		},
		"zone of a week": func(v *store.Visit) {
			v.Document.Article.Published = news.Date{Time: start.In(time.FixedZone("", 7*86400)), Precision: news.Minute}
		},
	} {
		v := w.article(l, "teks")
		spoil(&v)
		_, err := w.s.Commit(w.ctx, v)
		if err == nil {
			w.Fatalf("%s: accepted", name)
		}
		w.want(err, store.ErrBadVisit)
	}
	seen, err := w.s.Seen(w.ctx, []string{"https://a.example/x"})
	w.must(err)
	equal(w, "seen", seen[0], false)
	equal(w, "changes", len(w.changes()), 0)
	w.commit(w.article(l, "teks")) // the lease stayed
}

func commitNeighbours(w *world) {
	const n = 64
	leases := make([]store.Lease, n)
	for i := range n {
		w.add(link(fmt.Sprintf("h%02d.example", i), "/"))
	}
	for i := range leases {
		leases[i] = w.lease()
	}
	var added, failed atomic.Int64
	var group sync.WaitGroup
	for i, l := range leases {
		v := w.article(l, fmt.Sprint("teks ", i))
		v.Links = []store.Found{link("shared.example", "/same"), link("shared.example", "/same"), link(l.Address.Host, "/own")}
		if i == 13 {
			v.Links = append(v.Links, store.Found{})
		}
		group.Go(func() {
			r, err := w.s.Commit(w.ctx, v)
			if err != nil {
				failed.Add(1)
			}
			added.Add(int64(r.New))
		})
	}
	group.Wait()
	equal(w, "refused", failed.Load(), 1)
	equal(w, "new links", added.Load(), n-1+1)
	st, err := w.s.Stats(w.ctx)
	w.must(err)
	equal(w, "addresses", st.Addresses, n+n-1+1)
	equal(w, "documents", st.Documents, n-1)
}

func commitLinks(w *world) {
	w.add(link("a.example", "/"))
	l := w.lease()
	v := w.outcome(l)
	v.Links = append(v.Links, link("a.example", "/"))
	for i := range 10_000 {
		f := link(fmt.Sprintf("h%d.example", i%7), fmt.Sprintf("/%d", i))
		v.Links = append(v.Links, f)
		if i%3 == 0 {
			v.Links = append(v.Links, f)
		}
	}
	r := w.commit(v)
	equal(w, "new", r.New, 10_000)
	st, err := w.s.Stats(w.ctx)
	w.must(err)
	equal(w, "waiting", st.Waiting, 10_000)
	if a := w.address("https://a.example/"); a.Scheduled {
		w.Error("a link to itself scheduled the address again")
	}
}

func commitImprove(w *world) {
	archive := link("a.example", "/news")
	archive.Priority, archive.Via = store.PriorityArchive, news.ViaSitemap
	other := link("a.example", "/section")
	w.add(link("b.example", "/"), archive, other)
	fresh := link("a.example", "/news")
	fresh.Priority, fresh.Via, fresh.Title, fresh.Rank = store.PriorityFresh, news.ViaFeed, "Judul", 7
	fresh.Published = news.Date{Time: start, Precision: news.Second}
	source := feed("a.example", "/section")
	v := w.outcome(w.leaseOf("https://b.example/"))
	v.Links = []store.Found{fresh, source}
	equal(w, "new", w.commit(v).New, 0)
	a := w.address(fresh.Key)
	if a.Priority != store.PriorityFresh || a.Title != "Judul" || a.Rank != 7 || a.Published.IsZero() || a.Via != news.ViaFeed {
		w.Errorf("found again by a feed: %+v", a)
	}
	equal(w, "an article found as a feed", w.address(source.Key).Work, news.WorkFeed)
	// Worse news changes nothing, and what was visited is left alone.
	w.add(archive)
	equal(w, "priority", w.address(fresh.Key).Priority, store.PriorityFresh)
	w.commit(w.outcome(w.leaseOf(source.URL)))
	w.commit(w.outcome(w.leaseOf(fresh.URL)))
	fresh.Priority = store.PrioritySource
	equal(w, "added", w.add(fresh, fresh), 0)
	equal(w, "a visited one is scheduled", w.address(fresh.Key).Scheduled, false)
}

func commitHost(w *world) {
	w.add(link("a.example", "/1"), link("a.example", "/2"))
	v := w.outcome(w.lease())
	v.Host.NotBefore = start.Add(time.Hour)
	w.commit(v)
	w.pass(time.Hour)
	v = w.outcome(w.lease())
	v.Host.NotBefore = start
	v.Host.Host, v.Host.Site = "other.example", "other.example"
	w.commit(v)
	h, err := w.s.Host(w.ctx, "a.example")
	w.must(err)
	equal(w, "not before", h.NotBefore, start.Add(time.Hour))
	_, err = w.s.Host(w.ctx, "other.example")
	w.want(err, store.ErrNotFound)
}

func commitSmall(w *world) {
	w.add(link("a.example", "/1"), link("a.example", "/2"))
	robots := news.Robots{
		Origin: "https://a.example", Fetched: start, Asked: start, Until: start.Add(time.Hour), Status: 200, Body: []byte("User-agent: *\x00\xff"),
		ETag: `"e"`, LastModified: "m", Failures: 3, Location: "https://b.example/robots.txt", Since: start.Add(-time.Hour),
	}
	v := w.outcome(w.lease())
	v.Robots, v.Memos = &robots, map[string][]byte{"profile": {1, 0, 2}, "empty": {}, "tried": []byte("x")}
	w.commit(v)
	got, err := w.s.Robots(w.ctx, robots.Origin)
	w.must(err)
	if !reflect.DeepEqual(got, robots) {
		w.Errorf("robots %+v", got)
	}
	_, err = w.s.Robots(w.ctx, "https://b.example")
	w.want(err, store.ErrNotFound)
	v = w.outcome(w.lease())
	v.Memos = map[string][]byte{"tried": nil}
	w.commit(v)
	memo, err := w.s.Memo(w.ctx, "a.example", "profile")
	w.must(err)
	equal(w, "memo", string(memo), "\x01\x00\x02")
	memo, err = w.s.Memo(w.ctx, "a.example", "empty")
	w.must(err)
	equal(w, "empty memo", len(memo), 0)
	_, err = w.s.Memo(w.ctx, "a.example", "tried")
	w.want(err, store.ErrNotFound)
	_, err = w.s.Memo(w.ctx, "b.example", "profile")
	w.want(err, store.ErrNotFound)
}

func addSeeds(w *world) {
	equal(w, "added", w.add(link("a.example", "/"), link("a.example", "/"), link("b.example", "/")), 2)
	equal(w, "added again", w.add(link("a.example", "/")), 0)
	equal(w, "none", w.add(), 0)
	equal(w, "found as a source", w.add(feed("a.example", "/")), 0)
	equal(w, "work", w.address("https://a.example/").Work, news.WorkFeed)
	_, err := w.s.Add(w.ctx, []store.Found{{}})
	w.want(err, store.ErrBadVisit)
	w.reopen()
	equal(w, "after reopen", w.add(link("b.example", "/")), 0)
	sources, _, err := w.s.Sources(w.ctx, "a.example", "", 0)
	w.must(err)
	equal(w, "sources", len(sources), 1)
}
