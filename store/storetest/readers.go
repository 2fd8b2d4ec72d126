package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"kabar/news"
	"kabar/store"
)

func changesNeverHide(w *world) {
	const writers, each = 16, 12
	for i := range writers {
		for j := range each {
			w.add(link(fmt.Sprintf("h%02d.example", i), fmt.Sprintf("/%d", j)))
		}
	}
	ctx, stop := context.WithCancel(w.ctx)
	var followed []store.Change
	reader := make(chan struct{})
	go func() {
		defer close(reader)
		var at store.Cursor
		for last := false; ; {
			page, next, err := w.s.Changes(w.ctx, at, 5)
			if err != nil {
				w.Error(err)
				return
			}
			followed, at = append(followed, page...), next
			if len(page) == 0 {
				if last {
					return
				}
				last = ctx.Err() != nil
			}
		}
	}()
	var group sync.WaitGroup
	for i := range writers {
		group.Go(func() {
			for j := 0; j < each; {
				l, err := w.s.Lease(w.ctx, store.LeaseRequest{TTL: time.Minute})
				if errors.As(err, new(*store.NothingDue)) {
					j++
					continue
				}
				if err == nil {
					_, err = w.s.Commit(w.ctx, w.article(l, fmt.Sprint(l.Address.Key, i)))
				}
				if err != nil {
					w.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	stop()
	<-reader
	if !reflect.DeepEqual(followed, w.changes()) {
		w.Errorf("the reader saw %d changes, there are %d", len(followed), len(w.changes()))
	}
}

func changesCursor(w *world) {
	page, end, err := w.s.Changes(w.ctx, "", 0)
	w.must(err)
	equal(w, "empty store", len(page), 0)
	var receipts []store.Receipt
	for i := range 3 {
		receipts = append(receipts, w.publish("a.example", fmt.Sprint("/", i), fmt.Sprint("teks ", i)))
	}
	page, _, err = w.s.Changes(w.ctx, end, 0)
	w.must(err)
	equal(w, "from the end of the empty store", len(page), 3)
	page, next, err := w.s.Changes(w.ctx, "", 1)
	w.must(err)
	equal(w, "limit 1", len(page), 1)
	equal(w, "receipt's cursor", receipts[0].Seq, next)
	w.reopen()
	page, end, err = w.s.Changes(w.ctx, next, 100)
	w.must(err)
	equal(w, "after reopen", len(page), 2)
	equal(w, "end", end, receipts[2].Seq)
	page, same, err := w.s.Changes(w.ctx, end, 0)
	w.must(err)
	equal(w, "at the end", len(page), 0)
	equal(w, "cursor at the end", same, end)

	other := newWorld(w.T, w.open)
	other.publish("a.example", "/", "teks")
	_, _, err = other.s.Changes(w.ctx, next, 0)
	w.want(err, store.ErrForeignCursor)
	for _, junk := range []store.Cursor{"x", "!!", "AAAA", "AAAAAAAAAAAA", store.Cursor(strings.Repeat("A", 1000))} {
		_, _, err = w.s.Changes(w.ctx, junk, 0)
		w.want(err, store.ErrForeignCursor)
		_, _, err = w.s.Frontier(w.ctx, "a.example", store.FrontierCursor(junk), 0)
		w.want(err, store.ErrForeignCursor)
		_, _, err = w.s.Documents(w.ctx, store.DocCursor(junk), 0)
		w.want(err, store.ErrForeignCursor)
		_, _, err = w.s.Sources(w.ctx, "a.example", store.SourceCursor(junk), 0)
		w.want(err, store.ErrForeignCursor)
	}
}

func seenExact(w *world) {
	var keys, unknown []string
	var links []store.Found
	for i := range 2000 {
		f := link("a.example", fmt.Sprintf("/%d", i))
		links, keys = append(links, f), append(keys, f.Key)
		unknown = append(unknown, f.Key+"/")
	}
	w.add(links...)
	for range 2 {
		for _, c := range []struct {
			keys []string
			want bool
		}{{keys, true}, {unknown, false}} {
			seen, err := w.s.Seen(w.ctx, c.keys)
			w.must(err)
			equal(w, "answers", len(seen), len(c.keys))
			if i := slices.Index(seen, !c.want); i >= 0 {
				w.Fatalf("%s: seen is %v", c.keys[i], !c.want)
			}
		}
		w.reopen()
	}
	seen, err := w.s.Seen(w.ctx, []string{"", keys[7], unknown[0], keys[7]})
	w.must(err)
	if !slices.Equal(seen, []bool{false, true, false, true}) {
		w.Errorf("order: %v", seen)
	}
}

func frontierPages(w *world) {
	var want []string
	for i := range 10 {
		f := link("a.example", fmt.Sprintf("/ready%d", i))
		f.Priority, f.Rank = store.PriorityPage, uint64(i)
		w.add(f)
		want = append(want, f.URL)
	}
	for i := range 10 {
		f := link("a.example", fmt.Sprintf("/due%d", i))
		f.At, f.Again, f.Priority = start.Add(time.Duration(i/3)*time.Minute), i%2 == 0, store.PriorityArchive
		w.add(f)
		want = append(want, f.URL)
	}
	later := feed("a.example.other", "/")
	later.At = start.Add(time.Hour)
	w.add(later)
	for _, limit := range []int{0, 1, 3, 100} {
		var got []string
		var at store.FrontierCursor
		for {
			page, next, err := w.s.Frontier(w.ctx, "a.example", at, limit)
			w.must(err)
			if len(page) == 0 {
				break
			}
			for _, a := range page {
				got = append(got, a.URL)
			}
			at = next
		}
		if !slices.Equal(got, want) {
			w.Errorf("limit %d: got %v", limit, got)
		}
	}
	// What is visited between two pages is gone, nothing else.
	page, next, err := w.s.Frontier(w.ctx, "a.example", "", 5)
	w.must(err)
	equal(w, "page", len(page), 5)
	for i := range 7 {
		l := w.lease()
		equal(w, "visited", l.Address.URL, want[i])
		w.commit(w.outcome(l))
	}
	page, _, err = w.s.Frontier(w.ctx, "a.example", next, 100)
	w.must(err)
	equal(w, "rest", len(page), 13)
	equal(w, "first of the rest", page[0].URL, want[7])
	page, _, err = w.s.Frontier(w.ctx, "unknown.example", "", 0)
	w.must(err)
	equal(w, "unknown host", len(page), 0)
}

func sourcesPages(w *world) {
	var want []string
	for i := range 7 {
		f := feed("a.example", fmt.Sprintf("/feed%d", 7-i))
		w.add(f, link("a.example", fmt.Sprint("/", i)))
		want = append(want, f.URL)
	}
	w.add(feed("b.example", "/feed"))
	var got []string
	var at store.SourceCursor
	for {
		page, next, err := w.s.Sources(w.ctx, "a.example", at, 3)
		w.must(err)
		if len(page) == 0 {
			break
		}
		for _, a := range page {
			got = append(got, a.URL)
		}
		at = next
	}
	if !slices.Equal(got, want) {
		w.Errorf("got %v", got)
	}
}

func sitesAndStats(w *world) {
	w.add(feed("b.example", "/feed"), link("www.b.example", "/1"), link("a.example", "/"))
	v := w.outcome(w.leaseOf("https://a.example/"))
	v.State.Result = news.ResultFailed
	w.commit(v)
	for range 2 {
		sites, err := w.s.Sites(w.ctx)
		w.must(err)
		equal(w, "sites", len(sites), 2)
		equal(w, "a", sites[0], store.SiteInfo{Site: "a.example", Hosts: 1, Addresses: 1, Failed: 1, LastVisit: start})
		equal(w, "b", sites[1], store.SiteInfo{Site: "b.example", Hosts: 2, Addresses: 2, Feeds: 1, Waiting: 2})
		hosts, err := w.s.Hosts(w.ctx, "b.example")
		w.must(err)
		if len(hosts) != 2 || hosts[0].Host != "b.example" || hosts[1].Host != "www.b.example" {
			w.Errorf("hosts %+v", hosts)
		}
		st, err := w.s.Stats(w.ctx)
		w.must(err)
		if st.Sites != 2 || st.Hosts != 3 || st.Addresses != 3 || st.Waiting != 2 || st.Visits != 1 || !st.First.Equal(start) || st.FileBytes == 0 {
			w.Errorf("stats %+v", st)
		}
		w.reopen()
	}
}

func oddText(w *world) {
	for i, odd := range []string{
		"\x00", "a\x00b", "\xff\xfe", "\xed\xa0\x80", "é", "e\u0301", "\u202eقلب", "👩‍👩‍👧", "\n\n", " ", strings.Repeat("x", 2<<20),
		strings.Repeat("\xf0\x9f", 1000),
	} {
		f := link("a.example", fmt.Sprintf("/%d?q=%s", i, odd[:min(len(odd), 20)]))
		f.Title, f.Tags = odd, []string{odd, ""}
		w.add(f)
		l := w.leaseOf(f.URL)
		equal(w, "title", l.Address.Title, odd)
		equal(w, "tag", l.Address.Tags[0], odd)
		v := w.article(l, "")
		v.Document.Article.Title = odd
		v.Document.Article.Paragraphs = []string{odd, "", odd}
		v.Document.Article.Canonical = odd[:min(len(odd), 100)]
		v.Document.TextHash = hashOf(odd)
		r := w.commit(v)
		d := w.document(r.Document)
		equal(w, "title", d.Title, odd)
		if !slices.Equal(d.Paragraphs, v.Document.Article.Paragraphs) {
			w.Errorf("%q: paragraphs %q", odd[:min(len(odd), 20)], d.Paragraphs)
		}
	}
	w.add(link("b.example", "/"))
	l := w.leaseOf("https://b.example/")
	v := w.outcome(l)
	long := link("b.example", "/"+strings.Repeat("u", 1<<20))
	v.Links = []store.Found{link("b.example", "/short"), long}
	if _, err := w.s.Commit(w.ctx, v); err != nil {
		w.want(err, store.ErrBadVisit)
		seen, err := w.s.Seen(w.ctx, []string{long.Key, "https://b.example/short"})
		w.must(err)
		equal(w, "nothing was written", seen[0] || seen[1], false)
	} else {
		equal(w, "url", w.address(long.Key).URL, long.URL)
	}
}

func closeRefuses(w *world) {
	w.add(link("a.example", "/"))
	l := w.lease()
	w.must(w.s.Close())
	w.must(w.s.Close())
	_, err := w.s.Commit(w.ctx, w.outcome(l))
	w.want(err, store.ErrClosed)
	_, err = w.tryLease()
	w.want(err, store.ErrClosed)
	_, err = w.s.Add(w.ctx, nil)
	w.want(err, store.ErrClosed)
	_, err = w.s.Stats(w.ctx)
	w.want(err, store.ErrClosed)
	_, err = w.s.Document(w.ctx, news.ID{})
	w.want(err, store.ErrClosed)
	_, _, err = w.s.Changes(w.ctx, "", 0)
	w.want(err, store.ErrClosed)
	_, err = w.s.Seen(w.ctx, []string{"x"})
	w.want(err, store.ErrClosed)
	_, err = w.s.Sites(w.ctx)
	w.want(err, store.ErrClosed)
	w.want(w.s.Extend(w.ctx, l.Token, time.Minute), store.ErrClosed)
	w.want(w.s.Release(w.ctx, l.Token), store.ErrClosed)
	w.want(w.s.Backup(w.ctx, new(bytes.Buffer)), store.ErrClosed)
	w.want(w.s.Check(w.ctx, func(store.Problem) {}), store.ErrClosed)
	w.s = nil
	w.reopen() // the lock is free
}

func closeRaces(w *world) {
	const n = 64
	leases := make([]store.Lease, n)
	for i := range n {
		w.add(link(fmt.Sprintf("h%02d.example", i), "/"))
	}
	for i := range leases {
		leases[i] = w.lease()
	}
	errs := make([]error, n)
	var group sync.WaitGroup
	for i, l := range leases {
		group.Go(func() { _, errs[i] = w.s.Commit(w.ctx, w.article(l, l.Address.Key)) })
	}
	group.Go(func() { w.must(w.s.Close()) })
	group.Wait()
	w.reopen()
	for i, l := range leases {
		_, err := w.s.Document(w.ctx, news.NewID(l.Address.Key))
		switch {
		case errs[i] == nil:
			w.must(err)
		default:
			w.want(errs[i], store.ErrClosed)
			w.want(err, store.ErrNotFound)
		}
	}
}

func checkAndBackup(w *world) {
	for i := range 20 {
		w.publish("a.example", fmt.Sprint("/", i), fmt.Sprint("teks ", i/2))
	}
	var group sync.WaitGroup
	for i := range 8 {
		host := fmt.Sprintf("h%d.example", i)
		w.add(link(host, "/"))
	}
	for range 8 {
		l := w.lease()
		group.Go(func() {
			if _, err := w.s.Commit(w.ctx, w.article(l, l.Address.Key)); err != nil {
				w.Error(err)
			}
		})
	}
	var copied bytes.Buffer
	w.must(w.s.Backup(w.ctx, &copied))
	group.Wait()
	changes := w.changes()
	w.check()
	files, err := os.ReadDir(w.dir)
	w.must(err)
	other := &world{T: w.T, ctx: w.ctx, open: w.open, dir: w.TempDir(), now: w.now}
	other.o.Now = other.time
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".db") {
			w.must(os.WriteFile(filepath.Join(other.dir, f.Name()), copied.Bytes(), 0o666))
		}
	}
	other.reopen()
	other.check()
	kept := other.changes()
	if len(kept) > len(changes) || !reflect.DeepEqual(kept, changes[:len(kept)]) || len(kept) < 30 {
		w.Errorf("the copy has %d changes, the store %d", len(kept), len(changes))
	}
	w.must(other.s.Close())
	ctx, cancel := context.WithCancel(w.ctx)
	cancel()
	w.want(w.s.Backup(ctx, &copied), context.Canceled)
}

func callersMemory(w *world) {
	f := feed("a.example", "/feed")
	f.Tags, f.Aliases = []string{"tag"}, []store.Alias{{URL: "https://a.example/x", Key: "https://a.example/x"}}
	w.add(f)
	f.Tags[0], f.Aliases[0].Key = "spoilt", "spoilt"
	a := w.address(f.Key)
	equal(w, "tag", a.Tags[0], "tag")
	a.Tags[0], a.Aliases[0].Key = "spoilt", "spoilt"
	a = w.address(f.Key)
	equal(w, "tag", a.Tags[0], "tag")
	equal(w, "alias", a.Aliases[0].Key, "https://a.example/x")
	v := w.outcome(w.lease())
	memo := []byte("memo")
	v.Memos = map[string][]byte{"m": memo}
	w.commit(v)
	memo[0] = 'x'
	got, err := w.s.Memo(w.ctx, "a.example", "m")
	w.must(err)
	equal(w, "memo", string(got), "memo")
	got[0] = 'y'
	got, err = w.s.Memo(w.ctx, "a.example", "m")
	w.must(err)
	equal(w, "memo", string(got), "memo")
}
