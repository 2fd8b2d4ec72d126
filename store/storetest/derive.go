package storetest

import (
	"time"

	"kabar/news"
	"kabar/store"
)

// captured is the visit of an article with a capture.
func (w *world) captured(l store.Lease, text, file string) store.Visit {
	v := due(w.article(l, text))
	v.Document.Capture = &news.Capture{File: file, Offset: 7, Digest: "sha256:00"}
	v.Document.Article.Normalizer = "1"
	return v
}

func documentDerived(w *world) {
	f := link("a.example", "/1")
	w.add(f)
	v := w.captured(w.leaseOf(f.URL), "satu", "x.warc.gz")
	id := w.commit(v).Document
	w.pass(time.Hour)
	gone := due(w.outcome(w.leaseOf(f.URL)))
	gone.Gone = true
	w.commit(gone)
	before := *w.document(id)
	w.pass(time.Hour)

	// The same text by newer rules.
	c := *v.Document
	c.Article.Normalizer, c.Article.Section, c.Fetched = "2", "Bagian", w.time()
	r, err := w.s.Revise(w.ctx, id, c)
	w.must(err)
	equal(w, "result", r.Result, news.ResultUnchanged)
	d := w.document(id)
	equal(w, "normalizer", d.Normalizer, "2")
	equal(w, "revision", d.Revision, 1)
	equal(w, "still gone", d.Gone, before.Gone)
	changes := len(w.changes())
	r, err = w.s.Revise(w.ctx, id, c) // once more, as after a crash
	w.must(err)
	equal(w, "result", r.Result, news.ResultUnchanged)
	equal(w, "changes", len(w.changes()), changes)

	// Another text.
	c.Article.Paragraphs, c.TextHash = []string{"satu, tanpa iklan"}, hashOf("satu, tanpa iklan")
	r, err = w.s.Revise(w.ctx, id, c)
	w.must(err)
	equal(w, "result", r.Result, news.ResultChanged)
	d = w.document(id)
	equal(w, "text", d.Text(), "satu, tanpa iklan")
	equal(w, "revision", d.Revision, 2)
	equal(w, "derived", d.Derived, true)
	equal(w, "fetched", d.Fetched, before.Fetched)
	equal(w, "changed", d.Changed, w.time())
	equal(w, "capture", *d.Capture, *before.Capture)
	equal(w, "still gone", d.Gone, before.Gone)
	equal(w, "visits", w.address(f.Key).Scheduled, true) // the address goes on as it was

	// A visit came between.
	w.pass(time.Hour)
	w.commit(w.captured(w.leaseOf(f.URL), "dua", "y.warc.gz"))
	c.Article.Paragraphs, c.TextHash = []string{"basi"}, hashOf("basi")
	r, err = w.s.Revise(w.ctx, id, c)
	w.must(err)
	equal(w, "result", r.Result, news.ResultUnchanged)
	d = w.document(id)
	equal(w, "text", d.Text(), "dua")
	equal(w, "derived", d.Derived, false)

	_, err = w.s.Revise(w.ctx, news.NewID("unknown"), c)
	w.want(err, store.ErrNotFound)
	c.Signature = make([]uint64, 1000)
	_, err = w.s.Revise(w.ctx, id, c)
	w.want(err, store.ErrBadVisit)
	c.Signature = nil
	w.forget(store.Forget{Documents: []news.ID{id}})
	_, err = w.s.Revise(w.ctx, id, c)
	w.want(err, store.ErrGone)

	// A member's text is judged anew.
	head := w.publish("b.example", "/1", "sama")
	m := link("c.example", "/2")
	w.add(m)
	v = w.captured(w.leaseOf(m.URL), "sama", "z.warc.gz")
	r = w.commit(v)
	equal(w, "head", r.Head, head.Document)
	c = *v.Document
	c.Article.Paragraphs, c.TextHash = []string{"lain"}, hashOf("lain")
	r, err = w.s.Revise(w.ctx, r.Document, c)
	w.must(err)
	equal(w, "result", r.Result, news.ResultChanged)
	equal(w, "stands for itself", w.document(r.Document).Text(), "lain")
}

func documentCaptures(w *world) {
	f, g := link("a.example", "/1"), link("a.example", "/2")
	w.add(f)
	id := w.commit(w.captured(w.leaseOf(f.URL), "satu", "old.warc.gz")).Document
	w.commit(w.captured(w.leaseOf(f.URL), "dua", "new.warc.gz"))
	w.add(g)
	other := w.commit(w.captured(w.leaseOf(g.URL), "tiga", "old.warc.gz")).Document
	changes := len(w.changes())
	n, err := w.s.DropCaptures(w.ctx, []string{"old.warc.gz", "unknown.warc.gz"})
	w.must(err)
	equal(w, "dropped", n, 2)
	all, err := w.s.Revisions(w.ctx, id)
	w.must(err)
	equal(w, "first", all[0].Capture, nil)
	equal(w, "first text", all[0].Text(), "satu")
	equal(w, "second", all[1].Capture.File, "new.warc.gz")
	equal(w, "other", w.document(other).Capture, nil)
	equal(w, "other text", w.document(other).Text(), "tiga")
	equal(w, "changes", len(w.changes()), changes)
	n, err = w.s.DropCaptures(w.ctx, []string{"old.warc.gz"})
	w.must(err)
	equal(w, "dropped again", n, 0)
}
