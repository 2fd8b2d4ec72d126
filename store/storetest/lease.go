package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"kabar/news"
	"kabar/store"
)

func leaseExclusive(w *world) {
	const hosts, each = 10, 20
	for i := range hosts {
		for j := range each {
			w.add(link(fmt.Sprintf("host%d.example", i), fmt.Sprintf("/%d", j)))
		}
	}
	var mu sync.Mutex
	held := map[string]bool{}
	visited := map[string]int{}
	var group sync.WaitGroup
	for range 64 {
		group.Go(func() {
			for {
				l, err := w.tryLease()
				var due *store.NothingDue
				if errors.As(err, &due) {
					if due.Leased == 0 && due.Next.IsZero() {
						return
					}
					time.Sleep(time.Millisecond)
					continue
				}
				if err != nil {
					w.Error(err)
					return
				}
				mu.Lock()
				if held[l.Host.Host] {
					w.Errorf("%s is leased twice at once", l.Host.Host)
				}
				held[l.Host.Host] = true
				visited[l.Address.Key]++
				mu.Unlock()
				v := w.outcome(l)
				mu.Lock()
				held[l.Host.Host] = false // before the store can give it out again
				mu.Unlock()
				if _, err := w.s.Commit(w.ctx, v); err != nil {
					w.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	equal(w, "addresses visited", len(visited), hosts*each)
	for key, n := range visited {
		if n != 1 {
			w.Errorf("%s was visited %d times", key, n)
		}
	}
}

func leaseOrder(w *world) {
	for _, host := range []string{"c.example", "a.example", "www.a.example", "b.example"} {
		w.add(link(host, "/1"), link(host, "/2"), link(host, "/3"))
	}
	var got []string
	for range 12 {
		l := w.lease()
		got = append(got, l.Host.Host)
		w.pass(time.Second)
		w.commit(w.outcome(l))
	}
	// Sites by turns; of the two hosts of a.example the one whose time came first.
	want := []string{
		"a.example", "b.example", "c.example", "www.a.example", "b.example", "c.example",
		"a.example", "b.example", "c.example", "www.a.example", "a.example", "www.a.example",
	}
	if !slices.Equal(got, want) {
		w.Errorf("got  %v\nwant %v", got, want)
	}
}

func leaseAddressOrder(w *world) {
	at := func(path string, priority uint8, rank uint64, due time.Time, again bool) store.Found {
		f := link("a.example", path)
		f.Schedule = store.Schedule{Priority: priority, Rank: rank, At: due, Again: again}
		return f
	}
	past := start.Add(-time.Hour)
	w.add(
		at("/archive", store.PriorityArchive, 0, time.Time{}, false),
		at("/page-old", store.PriorityPage, store.NewestFirst(past), time.Time{}, false),
		at("/page-undated", store.PriorityPage, store.NewestFirst(time.Time{}), time.Time{}, false),
		at("/page-new", store.PriorityPage, store.NewestFirst(start), time.Time{}, false),
		at("/page-new-second", store.PriorityPage, store.NewestFirst(start), time.Time{}, false),
		at("/feed", store.PrioritySource, 0, past, true),
		at("/owed", store.PriorityFresh, 5, past.Add(time.Minute), false),
		at("/owed-longer", store.PriorityFresh, 6, past, false),
		at("/later", store.PrioritySource, 0, start.Add(time.Hour), false),
	)
	want := []string{"/feed", "/owed", "/owed-longer", "/page-new", "/page-new-second", "/page-old", "/page-undated", "/archive"}
	for _, path := range want {
		l := w.lease()
		equal(w, "address", l.Address.URL, "https://a.example"+path)
		w.commit(w.outcome(l))
	}
	equal(w, "next", w.nothing().Next, start.Add(time.Hour))
	w.pass(time.Hour)
	equal(w, "address", w.lease().Address.URL, "https://a.example/later")
}

func leaseDue(w *world) {
	f := feed("a.example", "/feed")
	f.At, f.Again = start.Add(time.Minute), true
	w.add(f)
	req := store.LeaseRequest{TTL: time.Minute, Horizon: start}
	var due *store.NothingDue
	_, err := w.s.Lease(w.ctx, req)
	if !errors.As(err, &due) || !due.Next.IsZero() {
		w.Fatalf("before the horizon: %v, next %v", err, due)
	}
	equal(w, "next without horizon", w.nothing().Next, f.At)
	w.pass(time.Hour)
	if _, err = w.s.Lease(w.ctx, req); !errors.As(err, &due) || !due.Next.IsZero() {
		w.Fatalf("behind the horizon: %v, next %v", err, due)
	}
	req.Horizon = f.At
	l, err := w.s.Lease(w.ctx, req)
	w.must(err)
	equal(w, "given", l.Address.URL, f.URL)
	v := w.outcome(l)
	v.Next = &store.Schedule{At: w.time().Add(time.Minute), Priority: 10, Again: false}
	w.commit(v)
	_, err = w.s.Lease(w.ctx, req)
	if !errors.As(err, &due) || !due.Next.Equal(w.time().Add(time.Minute)) {
		w.Fatalf("an owed visit is not bound by the horizon: %v", err)
	}
	w.pass(time.Minute)
	_, err = w.s.Lease(w.ctx, req)
	w.must(err)
}

func leaseSites(w *world) {
	w.add(link("a.example", "/"), link("b.example", "/"), link("c.example", "/"))
	sites := []string{"b.example", "c.example", "unknown.example"}
	var got []string
	var due *store.NothingDue
	for {
		l, err := w.s.Lease(w.ctx, store.LeaseRequest{TTL: time.Minute, Sites: sites})
		if errors.As(err, &due) {
			break
		}
		w.must(err)
		got = append(got, l.Host.Host)
	}
	if !slices.Equal(got, []string{"b.example", "c.example"}) {
		w.Errorf("got %v", got)
	}
	equal(w, "leased", due.Leased, 2)
	_, err := w.s.Lease(w.ctx, store.LeaseRequest{TTL: time.Minute, Sites: []string{}})
	if !errors.As(err, &due) || due.Leased != 0 || !due.Next.IsZero() {
		w.Errorf("no sites: %v, %+v", err, due)
	}
	equal(w, "all sites", w.lease().Host.Host, "a.example")
	_, err = w.s.Lease(w.ctx, store.LeaseRequest{TTL: time.Minute, Sites: []string{"unknown.example"}})
	if !errors.As(err, &due) || due.Leased != 0 || !due.Next.IsZero() {
		w.Errorf("unknown site: %v, %+v", err, due)
	}
	w.add(link("unknown.example", "/"))
	l, err := w.s.Lease(w.ctx, store.LeaseRequest{TTL: time.Minute, Sites: sites})
	w.must(err)
	equal(w, "a site that is new to the store", l.Host.Host, "unknown.example")
}

func leasePace(w *world) {
	w.add(link("a.example", "/1"), link("a.example", "/2"))
	l := w.lease()
	v := w.outcome(l)
	v.Host.Delay = 5 * time.Second
	v.Host.NotBefore = start.Add(5 * time.Second)
	w.commit(v)
	due := w.nothing()
	equal(w, "next", due.Next, start.Add(5*time.Second))
	equal(w, "leased", due.Leased, 0)
	w.pass(5*time.Second - time.Nanosecond)
	w.nothing()
	w.pass(time.Nanosecond)
	equal(w, "host", w.lease().Host.Delay, 5*time.Second)
}

func leaseEnds(w *world) {
	w.add(link("a.example", "/"))
	old := w.lease()
	equal(w, "until", old.Until, start.Add(time.Minute))
	w.pass(time.Minute)
	_, err := w.s.Commit(w.ctx, w.outcome(old))
	w.want(err, store.ErrLeaseLost)
	again := w.lease()
	if again.Token == old.Token {
		w.Error("the same token twice")
	}
	_, err = w.s.Commit(w.ctx, w.outcome(old))
	w.want(err, store.ErrLeaseLost)
	w.want(w.s.Extend(w.ctx, old.Token, time.Minute), store.ErrLeaseLost)
	w.must(w.s.Release(w.ctx, old.Token)) // does not end the new one
	w.nothing()
	if a := w.address("https://a.example/"); a.State.Visits != 0 || !a.Scheduled {
		w.Errorf("a refused commit left %+v", a.State)
	}
	w.commit(w.outcome(again))
	w.reopen()
	_, err = w.s.Commit(w.ctx, w.outcome(old))
	w.want(err, store.ErrLeaseLost)
}

func leaseExtend(w *world) {
	w.add(link("a.example", "/"))
	l := w.lease()
	w.pass(50 * time.Second)
	w.must(w.s.Extend(w.ctx, l.Token, time.Minute))
	w.pass(50 * time.Second)
	w.nothing()
	w.must(w.s.Release(w.ctx, l.Token))
	w.must(w.s.Release(w.ctx, l.Token))
	w.must(w.s.Release(w.ctx, store.Token{1, 2, 3}))
	w.want(w.s.Extend(w.ctx, l.Token, time.Minute), store.ErrLeaseLost)
	_, err := w.s.Commit(w.ctx, w.outcome(l))
	w.want(err, store.ErrLeaseLost)
	again := w.lease()
	equal(w, "address", again.Address.URL, l.Address.URL)
	w.commit(w.outcome(again))
	w.want(w.s.Extend(w.ctx, again.Token, time.Minute), store.ErrLeaseLost)
	if _, err := w.s.Lease(w.ctx, store.LeaseRequest{}); err == nil {
		w.Error("a lease without a time")
	}
	ctx, cancel := context.WithCancel(w.ctx)
	cancel()
	_, err = w.s.Lease(ctx, store.LeaseRequest{TTL: time.Minute})
	w.want(err, context.Canceled)
}

func leaseNothing(w *world) {
	due := w.nothing()
	if !due.Next.IsZero() || due.Leased != 0 {
		w.Errorf("empty store: %+v", due)
	}
	w.add(link("a.example", "/"), link("b.example", "/"))
	later := link("c.example", "/")
	later.At = start.Add(time.Hour)
	w.add(later)
	a := w.lease()
	w.lease()
	due = w.nothing()
	equal(w, "leased", due.Leased, 2)
	equal(w, "next: the end of the leases", due.Next, start.Add(time.Minute))
	w.commit(w.outcome(a))
	due = w.nothing()
	equal(w, "leased", due.Leased, 1)
	w.pass(time.Minute)
	b := w.lease()
	w.commit(w.outcome(b))
	due = w.nothing()
	equal(w, "leased", due.Leased, 0)
	equal(w, "next", due.Next, later.At)
}

func leaseReopen(w *world) {
	w.add(link("a.example", "/1"), link("a.example", "/2"), link("b.example", "/"))
	l := w.leaseOf("https://a.example/1")
	v := w.outcome(l)
	v.Host.Delay, v.Host.NotBefore = 10*time.Second, start.Add(10*time.Second)
	w.commit(v)
	w.pass(time.Hour)
	held := w.leaseOf("https://a.example/2")
	w.reopen()
	_, err := w.s.Commit(w.ctx, w.outcome(held))
	w.want(err, store.ErrLeaseLost)
	w.want(w.s.Extend(w.ctx, held.Token, time.Minute), store.ErrLeaseLost)
	equal(w, "a host that was never paced", w.lease().Host.Host, "b.example")
	// The lost worker may have asked at the very moment of the crash.
	due := w.nothing()
	equal(w, "leased", due.Leased, 1)
	w.pass(10*time.Second - 1)
	w.nothing()
	w.pass(1)
	equal(w, "address", w.lease().Address.URL, "https://a.example/2")
	if h, err := w.s.Host(w.ctx, "a.example"); err != nil || h.Site != "a.example" || h.Requests != 1 {
		w.Errorf("host %+v, %v", h, err)
	}
	_, err = w.s.Host(w.ctx, "unknown.example")
	w.want(err, store.ErrNotFound)
	equal(w, "work", w.address("https://b.example/").Work, news.WorkArticle)
}
