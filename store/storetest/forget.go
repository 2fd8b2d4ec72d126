package storetest

import (
	"time"

	"kabar/news"
	"kabar/store"
)

func (w *world) forget(what store.Forget) store.Forgetting {
	w.Helper()
	done, err := w.s.Forget(w.ctx, what)
	w.must(err)
	return done
}

// isGone wants a document to be forgotten, for every way of asking.
func (w *world) isGone(id news.ID) {
	w.Helper()
	_, err := w.s.Document(w.ctx, id)
	w.want(err, store.ErrGone)
	_, err = w.s.Revisions(w.ctx, id)
	w.want(err, store.ErrGone)
	docs, _, err := w.s.Documents(w.ctx, "", 0)
	w.must(err)
	for _, d := range docs {
		if d.ID == id {
			w.Errorf("%s is still listed", id)
		}
	}
}

func forgetHead(w *world) {
	other := w.publish("c.example", "/0", "lain")
	f := link("a.example", "/1")
	f.Title, f.Text, f.Tags = "Judul", "teks dari umpan", []string{"tag"}
	w.add(f)
	v := due(w.article(w.leaseOf(f.URL), "satu"))
	v.Aliases = []store.Alias{{URL: "https://a.example/1?m", Key: "https://a.example/1?m"}}
	v.Document.Capture = &news.Capture{File: "x.warc.gz"}
	v.Document.Canonical, v.Document.Article.Canonical = "https://a.example/c", "https://a.example/c"
	v.Document.Signature = []uint64{1, 2}
	head := w.commit(v)
	equal(w, "changed", w.commit(due(w.article(w.leaseOf(f.URL), "dua"))).Result, news.ResultChanged)
	member := w.publish("b.example", "/2", "dua")
	equal(w, "head", member.Head, head.Document)
	before := len(w.changes())

	_, err := w.s.Forget(w.ctx, store.Forget{Documents: []news.ID{head.Document}, Keys: []string{"https://a.example/unknown"}})
	w.want(err, store.ErrNotFound)
	equal(w, "nothing happened", w.document(head.Document).Text(), "dua")
	_, err = w.s.Forget(w.ctx, store.Forget{Documents: []news.ID{news.NewID("unknown")}})
	w.want(err, store.ErrNotFound)

	w.pass(time.Hour)
	done := w.forget(store.Forget{Documents: []news.ID{head.Document}})
	equal(w, "forgotten", done, store.Forgetting{Documents: 2, Addresses: 4})
	for range 2 {
		w.isGone(head.Document)
		w.isGone(member.Document)
		equal(w, "the other", w.document(other.Document).Text(), "lain")
		for _, key := range []string{f.Key, "https://a.example/1?m", "https://a.example/c", "https://b.example/2"} {
			a := w.address(key)
			if a.Scheduled || a.State.Result != news.ResultForgotten || a.Title != "" || a.Text != "" || len(a.Tags) > 0 || len(a.Aliases) > 0 {
				w.Errorf("what is left of %s: %+v", key, a)
			}
		}
		st, err := w.s.Stats(w.ctx)
		w.must(err)
		equal(w, "documents", st.Documents, 1)
		equal(w, "members", st.Members, 0)
		equal(w, "revisions", st.Revisions, 1)
		equal(w, "text", st.TextBytes < 20, true)
		w.check()
		w.reopen()
	}
	last := w.changes()[before:]
	equal(w, "changes", kinds(last), "forgotten forgotten")
	equal(w, "again", w.forget(store.Forget{Documents: []news.ID{head.Document}, Keys: []string{f.Key}}), store.Forgetting{})
	equal(w, "no change", len(w.changes()), before+2)
	// The text belongs to nobody now.
	equal(w, "same text", w.publish("d.example", "/4", "dua").Result, news.ResultNew)
	equal(w, "earlier text", w.publish("d.example", "/5", "satu").Result, news.ResultNew)
}

func forgetMember(w *world) {
	head := w.publish("a.example", "/1", "sama")
	f := link("b.example", "/2")
	w.add(f)
	v := w.article(w.leaseOf(f.URL), "sama")
	v.Aliases = []store.Alias{{URL: "https://b.example/2?m", Key: "https://b.example/2?m"}}
	member := w.commit(v)
	equal(w, "also at", len(w.document(head.Document).AlsoAt), 2)
	done := w.forget(store.Forget{Keys: []string{"https://b.example/2?m"}}) // leads to the member
	equal(w, "forgotten", done, store.Forgetting{Documents: 1, Addresses: 2})
	w.isGone(member.Document)
	equal(w, "also at", len(w.document(head.Document).AlsoAt), 0)
	equal(w, "changes", kinds(w.changes()), "added member updated updated updated forgotten")
}

func forgetNeverAgain(w *world) {
	waiting, read := link("a.example", "/waiting"), link("a.example", "/read")
	w.add(read)
	w.commit(due(w.article(w.leaseOf(read.URL), "teks")))
	w.add(waiting)
	equal(w, "forgotten", w.forget(store.Forget{Keys: []string{waiting.Key, read.Key}}), store.Forgetting{Documents: 1, Addresses: 2})
	w.nothing()
	again := waiting
	again.Work, again.Priority = news.WorkFeed, 0 // not even as something better
	equal(w, "new", w.add(again, read), 0)
	w.nothing()
	seen, err := w.s.Seen(w.ctx, []string{waiting.Key, read.Key})
	w.must(err)
	equal(w, "seen", seen[0] && seen[1], true)

	// Pages that say that they are this one.
	for i, change := range []func(*store.Visit){
		func(v *store.Visit) { v.Document.Canonical, v.Document.Article.Canonical = read.Key, read.URL },
		func(v *store.Visit) { v.Aliases = []store.Alias{{URL: waiting.URL, Key: waiting.Key}} },
		func(v *store.Visit) { v.Document, v.Redirect = nil, &read },
		func(v *store.Visit) { v.Document, v.Redirect = nil, &waiting },
	} {
		f := link("b.example", string(rune('a'+i)))
		w.add(f)
		v := due(w.article(w.leaseOf(f.URL), "teks"))
		change(&v)
		w.commit(v)
		a := w.address(f.Key)
		if a.State.Result != news.ResultForgotten || a.Scheduled || !a.Document.IsZero() {
			w.Errorf("%d: %+v", i, a)
		}
		w.nothing()
	}
	// An address of a forgotten page that is named as another form of a page that stays does not come back with it.
	f := link("b.example", "/stays")
	w.add(f)
	r := w.commit(due(w.article(w.leaseOf(f.URL), "tinggal")))
	v := w.outcome(w.leaseOf(f.URL))
	v.Aliases = []store.Alias{{URL: waiting.URL, Key: waiting.Key}, {URL: read.URL, Key: read.Key}}
	w.commit(v)
	equal(w, "also at", len(w.document(r.Document).AlsoAt), 0)
	st, err := w.s.Stats(w.ctx)
	w.must(err)
	equal(w, "documents", st.Documents, 1)
}

func forgetLeased(w *world) {
	f, found := link("a.example", "/1"), link("a.example", "/2")
	w.add(f)
	w.commit(due(w.article(w.leaseOf(f.URL), "satu")))
	l := w.leaseOf(f.URL)
	w.forget(store.Forget{Keys: []string{f.Key}})
	v := due(w.article(l, "dua"))
	v.Links = []store.Found{found, f}
	r := w.commit(v)
	equal(w, "result", r.Result, news.ResultForgotten)
	equal(w, "links", r.New, 1)
	w.isGone(news.NewID(f.Key))
	equal(w, "next", w.lease().Address.URL, found.URL)
	w.nothing()
}

func forgetNear(w *world) {
	w.o.Near = func(news.Article, news.Article) store.Likeness { return store.Likeness{Similarity: 1, Same: true} }
	w.reopen()
	publish := func(path, text string) store.Receipt {
		w.Helper()
		f := link("a.example", path)
		w.add(f)
		v := w.article(w.leaseOf(f.URL), text)
		v.Document.Signature = []uint64{1, 2}
		return w.commit(v)
	}
	head := publish("/1", "satu")
	equal(w, "near", publish("/2", "dua").Head, head.Document)
	w.forget(store.Forget{Documents: []news.ID{head.Document}})
	next := publish("/3", "tiga")
	equal(w, "a new head", next.Result, news.ResultNew)
	w.reopen()
	equal(w, "after a reopen", publish("/4", "empat").Head, next.Document)
}

func forgetSite(w *world) {
	stays := w.publish("b.example", "/1", "punya b")
	shared := w.publish("b.example", "/2", "bersama")
	own := w.publish("a.example", "/1", "punya a")
	member := w.publish("a.example", "/2", "bersama")
	w.add(feed("a.example", "/rss"), link("a.example", "/waiting"))
	taken := w.publish("b.example", "/3", "punya a")
	equal(w, "head", taken.Head, own.Document)
	_, err := w.s.Forget(w.ctx, store.Forget{Sites: []string{"unknown.example"}})
	w.want(err, store.ErrNotFound)
	equal(w, "forgotten", w.forget(store.Forget{Sites: []string{"a.example"}}), store.Forgetting{Documents: 3, Addresses: 5})
	for _, id := range []news.ID{own.Document, member.Document, taken.Document} {
		w.isGone(id)
	}
	equal(w, "also at", len(w.document(shared.Document).AlsoAt), 0)
	equal(w, "stays", w.document(stays.Document).Text(), "punya b")
	w.nothing()
	equal(w, "new", w.add(link("a.example", "/later"), feed("www.a.example", "/")), 0)
	f := link("b.example", "/5")
	w.add(f)
	w.commit(w.moved(w.leaseOf(f.URL), link("a.example", "/moved")))
	w.nothing()
	w.reopen()
	equal(w, "new after a reopen", w.add(link("a.example", "/later")), 0)
	equal(w, "another site", w.add(link("c.example", "/")), 1)
}
