package storetest

import (
	"fmt"
	"slices"
	"time"

	"kabar/news"
	"kabar/store"
)

// due makes the next visit of an address owed at once.
func due(v store.Visit) store.Visit {
	v.Next = &store.Schedule{Priority: store.PriorityRevisit}
	return v
}

func documentLife(w *world) {
	f := link("a.example", "/1")
	w.add(f)
	v := due(w.article(w.leaseOf(f.URL), "satu\n\ndua"))
	v.Document.Capture = &news.Capture{File: "x.warc.gz", Offset: 42, Digest: "sha256:00"}
	v.Document.Article.Quality = &news.Quality{Words: 2, Ratios: map[string]float64{"b": 0.5, "a": 0.25}, Tokenizer: "1"}
	v.Document.Article.Dateline = &news.Dateline{Raw: "KOTA, ", Place: "KOTA"}
	v.Document.Article.Rights = news.Rights{Robots: []string{"noai"}, TDM: &news.TDM{Reserved: true, Policy: "p"}, License: "l"}
	v.Document.Article.Authors = []string{"A", "B"}
	r := w.commit(v)
	equal(w, "result", r.Result, news.ResultNew)
	equal(w, "id", r.Document, news.NewID(f.Key))
	d := w.document(r.Document)
	equal(w, "text", d.Text(), "satu\n\ndua")
	equal(w, "revision", d.Revision, 1)
	equal(w, "capture", *d.Capture, *v.Document.Capture)
	equal(w, "ratio", d.Quality.Ratios["b"], 0.5)
	equal(w, "dateline", *d.Dateline, *v.Document.Article.Dateline)
	equal(w, "policy", *d.Rights.TDM, *v.Document.Article.Rights.TDM)
	equal(w, "published", d.Published.String(), v.Document.Article.Published.String())
	equal(w, "source", d.Source, "a.example")
	equal(w, "address", w.address(f.Key).Document, r.Document)

	w.pass(time.Hour) // the same text, the same facts
	same := w.leaseOf(f.URL)
	v.Token = same.Token
	r = w.commit(v)
	equal(w, "result", r.Result, news.ResultUnchanged)
	equal(w, "changes", kinds(w.changes()), "added")

	w.pass(time.Hour) // the same text, other facts
	v.Token = w.leaseOf(f.URL).Token
	other := *v.Document
	other.Article.Title = "Judul lain"
	v.Document = &other
	r = w.commit(v)
	equal(w, "result", r.Result, news.ResultUnchanged)
	equal(w, "title", w.document(r.Document).Title, "Judul lain")
	equal(w, "changes", kinds(w.changes()), "added updated")

	w.pass(time.Hour) // another text
	r = w.commit(due(w.article(w.leaseOf(f.URL), "tiga")))
	equal(w, "result", r.Result, news.ResultChanged)
	again := w.document(r.Document)
	equal(w, "revision", again.Revision, 2)
	equal(w, "text", again.Text(), "tiga")
	equal(w, "id", again.ID, d.ID)
	equal(w, "added", again.Added, d.Added)
	equal(w, "changed", again.Changed, start.Add(3*time.Hour))
	equal(w, "changes", kinds(w.changes()), "added updated revised")
	w.reopen()
	all, err := w.s.Revisions(w.ctx, r.Document)
	w.must(err)
	equal(w, "revisions", len(all), 2)
	equal(w, "first text", all[0].Text(), "satu\n\ndua")
	equal(w, "first title", all[0].Title, "Judul lain")
	equal(w, "second text", all[1].Text(), "tiga")
	_, err = w.s.Document(w.ctx, news.NewID("unknown"))
	w.want(err, store.ErrNotFound)
	_, err = w.s.Revisions(w.ctx, news.NewID("unknown"))
	w.want(err, store.ErrNotFound)
}

func documentSameText(w *world) {
	head := w.publish("a.example", "/1", "sama")
	r := w.publish("b.example", "/2", "sama")
	equal(w, "result", r.Result, news.ResultDuplicate)
	equal(w, "level", r.Level, news.SameText)
	equal(w, "head", r.Head, head.Document)
	equal(w, "id", r.Document, news.NewID("https://b.example/2"))
	d := w.document(head.Document)
	equal(w, "also at", len(d.AlsoAt), 1)
	m := d.AlsoAt[0]
	if m.URL != "https://b.example/2" || m.Source != "b.example" || m.Level != news.SameText || m.ID != r.Document || m.Published.IsZero() {
		w.Errorf("member %+v", m)
	}
	p := w.document(r.Document)
	equal(w, "pointer", p.DuplicateOf, head.Document)
	equal(w, "pointer's title", p.Title, "Judul https://b.example/2")
	equal(w, "pointer's text", p.Text(), "sama")
	equal(w, "changes", kinds(w.changes()), "added member updated")
	// A third one joins the head, not the pointer; and the head's earlier text still is the head's.
	equal(w, "third", w.publish("c.example", "/3", "sama").Head, head.Document)
	equal(w, "not the same", w.publish("c.example", "/4", "lain").Result, news.ResultNew)
	st, err := w.s.Stats(w.ctx)
	w.must(err)
	equal(w, "documents", st.Documents, 2)
	equal(w, "members", st.Members, 2)
}

func documentCanonical(w *world) {
	head := w.publish("a.example", "/1", "asli")
	f := link("a.example", "/amp/1")
	w.add(f)
	v := w.article(w.leaseOf(f.URL), "asli, lebih pendek")
	v.Document.Canonical, v.Document.Article.Canonical = "https://a.example/1", "https://a.example/1"
	r := w.commit(v)
	equal(w, "level", r.Level, news.SameAddress)
	equal(w, "head", r.Head, head.Document)
	// A canonical address that was not fetched yet is this page: it needs no visit of its own.
	f, canonical := link("a.example", "/print/2"), link("a.example", "/2")
	canonical.Priority = store.PriorityArchive
	w.add(f, canonical)
	v = w.article(w.leaseOf(f.URL), "dua")
	v.Document.Canonical, v.Document.Article.Canonical = canonical.Key, canonical.URL
	r = w.commit(v)
	equal(w, "result", r.Result, news.ResultNew)
	equal(w, "scheduled", w.address(canonical.Key).Scheduled, false)
	equal(w, "document", w.address(canonical.Key).Document, r.Document)
	equal(w, "other addresses", len(w.document(r.Document).AlsoAt), 0)
	w.nothing()
}

func documentAliases(w *world) {
	f, amp := link("a.example", "/1"), link("a.example", "/1/amp")
	amp.Priority = store.PriorityArchive
	w.add(f, amp)
	v := w.article(w.leaseOf(f.URL), "teks")
	v.Aliases = []store.Alias{{URL: amp.URL, Key: amp.Key}, {URL: "https://a.example/1?m=1", Key: "https://a.example/1?m=1"}, {URL: f.URL, Key: f.Key}}
	r := w.commit(v)
	w.nothing() // none of them is fetched for itself
	d := w.document(r.Document)
	equal(w, "also at", len(d.AlsoAt), 2)
	equal(w, "first", d.AlsoAt[0].URL, amp.URL)
	equal(w, "level", d.AlsoAt[0].Level, news.SameAddress)
	equal(w, "would-be id", d.AlsoAt[0].ID, news.NewID(amp.Key))
	equal(w, "added again", w.add(link("a.example", "/1?m=1")), 0)
	w.nothing()
	_, err := w.s.Document(w.ctx, news.NewID(amp.Key))
	w.want(err, store.ErrNotFound)
}

// moved is the visit of an address that redirects.
func (w *world) moved(l store.Lease, to store.Found) store.Visit {
	v := w.outcome(l)
	v.Outcome.Result = news.ResultRedirect
	to.Aliases = append(to.Aliases, l.Address.Aliases...)
	to.Aliases = append(to.Aliases, store.Alias{URL: l.Address.URL, Key: l.Address.Key})
	v.Redirect = &to
	return v
}

func documentRedirects(w *world) {
	// Two hops to an address that was not known.
	a, b, c := link("a.example", "/a"), link("a.example", "/b"), link("www.a.example", "/c")
	w.add(a)
	equal(w, "new", w.commit(w.moved(w.leaseOf(a.URL), b)).New, 1)
	equal(w, "aliases", len(w.address(b.Key).Aliases), 1)
	w.commit(w.moved(w.leaseOf(b.URL), c))
	equal(w, "aliases", len(w.address(c.Key).Aliases), 2)
	r := w.commit(w.article(w.leaseOf(c.URL), "teks"))
	equal(w, "id", r.Document, news.NewID(c.Key))
	d := w.document(r.Document)
	equal(w, "also at", len(d.AlsoAt), 2)
	equal(w, "a's document", w.address(a.Key).Document, r.Document)

	// To an address that has a document.
	old := link("a.example", "/old")
	w.add(old)
	w.commit(w.moved(w.leaseOf(old.URL), c))
	equal(w, "also at", len(w.document(r.Document).AlsoAt), 3)
	equal(w, "old's document", w.address(old.Key).Document, r.Document)

	// A document's address moves: the id stays, and the text found at the new address is a revision.
	first, second := link("b.example", "/1"), link("b.example", "/2")
	w.add(first)
	r = w.commit(due(w.article(w.leaseOf(first.URL), "satu")))
	w.commit(w.moved(w.leaseOf(first.URL), second))
	equal(w, "stays", w.document(r.Document).Text(), "satu")
	moved := w.commit(due(w.article(w.leaseOf(second.URL), "dua")))
	equal(w, "result", moved.Result, news.ResultChanged)
	equal(w, "id", moved.Document, r.Document)
	d = w.document(r.Document)
	equal(w, "revision", d.Revision, 2)
	equal(w, "url", d.URL, second.URL)
	if len(d.AlsoAt) != 1 || d.AlsoAt[0].URL != first.URL {
		w.Errorf("also at %+v", d.AlsoAt)
	}
	// To itself, and round in a circle.
	loop := link("c.example", "/x")
	w.add(loop)
	w.commit(w.moved(w.leaseOf(loop.URL), loop))
	w.commit(w.moved(w.leaseOf(second.URL), first))
	equal(w, "document", w.address(second.Key).Document, r.Document)
}

func documentNear(w *world) {
	w.o.Near = func(candidate, head news.Article) store.Likeness {
		return store.Likeness{Similarity: 0.9, Same: len(candidate.Paragraphs) == len(head.Paragraphs)}
	}
	w.reopen()
	publish := func(path, text string, bands ...uint64) store.Receipt {
		w.Helper()
		f := link("a.example", path)
		w.add(f)
		v := w.article(w.leaseOf(f.URL), text)
		v.Document.Signature = bands
		return w.commit(v)
	}
	head := publish("/1", "satu", 1, 2, 3)
	equal(w, "result", head.Result, news.ResultNew)
	r := publish("/2", "satu!", 9, 2, 9)
	equal(w, "level", r.Level, news.NearText)
	equal(w, "head", r.Head, head.Document)
	equal(w, "similarity", w.document(head.Document).AlsoAt[0].Similarity, 0.9)
	equal(w, "no common band", publish("/3", "satu?", 3, 1, 2).Result, news.ResultNew)
	equal(w, "not so to the judge", publish("/4", "satu\n\ndua", 1, 2, 3).Result, news.ResultNew)
	w.reopen()
	equal(w, "after reopen", publish("/5", "satu.", 1, 0, 0).Head, head.Document)
	// Through the pointer's own text, which is known, to the head.
	equal(w, "text of a pointer", publish("/6", "satu!").Head, head.Document)
}

func documentPointerChanges(w *world) {
	head := w.publish("a.example", "/1", "sama")
	f := link("b.example", "/2")
	w.add(f)
	r := w.commit(due(w.article(w.leaseOf(f.URL), "sama")))
	equal(w, "level", r.Level, news.SameText)
	equal(w, "unchanged", w.commit(due(w.article(w.leaseOf(f.URL), "sama"))).Result, news.ResultUnchanged)
	r = w.commit(due(w.article(w.leaseOf(f.URL), "lain")))
	equal(w, "result", r.Result, news.ResultChanged)
	equal(w, "head", r.Head, news.ID{})
	d := w.document(r.Document)
	equal(w, "stands for itself", d.DuplicateOf, news.ID{})
	equal(w, "text", d.Text(), "lain")
	equal(w, "also at", len(w.document(head.Document).AlsoAt), 0)
	equal(w, "changes", kinds(w.changes()), "added member updated updated added")
	st, err := w.s.Stats(w.ctx)
	w.must(err)
	equal(w, "members", st.Members, 0)
	// A pointer by address stays one, whatever its text.
	amp := link("a.example", "/amp")
	w.add(amp)
	for _, text := range []string{"pendek", "lebih pendek"} {
		v := due(w.article(w.leaseOf(amp.URL), text))
		v.Document.Canonical = "https://a.example/1"
		equal(w, "head", w.commit(v).Head, head.Document)
	}
	equal(w, "also at", len(w.document(head.Document).AlsoAt), 1)
}

func documentGone(w *world) {
	f := link("a.example", "/1")
	w.add(f)
	r := w.commit(due(w.article(w.leaseOf(f.URL), "teks")))
	for range 2 {
		w.pass(time.Hour)
		v := due(w.outcome(w.leaseOf(f.URL)))
		v.Gone = true
		w.commit(v)
	}
	equal(w, "gone since", w.document(r.Document).Gone, start.Add(time.Hour))
	equal(w, "changes", kinds(w.changes()), "added updated")
	w.pass(time.Hour)
	w.commit(w.article(w.leaseOf(f.URL), "teks"))
	equal(w, "back", w.document(r.Document).Gone, time.Time{})
	st, err := w.s.Stats(w.ctx)
	w.must(err)
	equal(w, "gone", st.Gone, 0)
}

func documentPages(w *world) {
	var want []news.ID
	for i := range 25 {
		want = append(want, w.publish(fmt.Sprintf("h%d.example", i), "/", fmt.Sprint("teks ", i%20)).Document)
		w.pass(-time.Minute) // a clock that goes back
	}
	for _, limit := range []int{0, 1, 7, 1000} {
		var got []news.ID
		var at store.DocCursor
		last := time.Time{}
		for {
			page, next, err := w.s.Documents(w.ctx, at, limit)
			w.must(err)
			if len(page) == 0 {
				break
			}
			for _, d := range page {
				got = append(got, d.ID)
				if d.Added.Before(last) {
					w.Error("Added decreases")
				}
				last = d.Added
			}
			at = next
		}
		if !slices.Equal(got, want) {
			w.Errorf("limit %d: got %d documents, want %d in the order of storing", limit, len(got), len(want))
		}
	}
}

func documentEmpty(w *world) {
	a := w.publish("a.example", "/1", "")
	b := w.publish("a.example", "/2", "")
	equal(w, "pages without a text are not the same", b.Result, news.ResultNew)
	equal(w, "text", w.document(a.Document).Text(), "")
}
