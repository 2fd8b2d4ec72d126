package storetest

import (
	"time"

	"kabar/news"
	"kabar/store"
)

func documentParts(w *world) {
	f := link("a.example", "/1")
	w.add(f)
	v := w.captured(w.leaseOf(f.URL), "satu\n\ndua", "x.warc.gz")
	v.Document.Parts = []news.Capture{{File: "x.warc.gz", Offset: 70, Digest: "sha256:01"}, {File: "y.warc.gz", Offset: 1, Digest: "sha256:02"}}
	id := w.commit(v).Document
	w.reopen()
	parts := w.document(id).Parts
	equal(w, "parts", len(parts), 2)
	equal(w, "second", parts[1], v.Document.Parts[1])

	n, err := w.s.DropCaptures(w.ctx, []string{"y.warc.gz"}) // without one of them the others do not make the text
	w.must(err)
	equal(w, "dropped", n, 1)
	equal(w, "parts", len(w.document(id).Parts), 0)
	equal(w, "first page", w.document(id).Capture.File, "x.warc.gz")

	w.pass(time.Hour)
	v = w.captured(w.leaseOf(f.URL), "tiga", "z.warc.gz")
	v.Document.Parts = make([]news.Capture, 1000)
	_, err = w.s.Commit(w.ctx, v)
	w.want(err, store.ErrBadVisit)
}

func documentFallback(w *world) {
	const text = "teks dari umpan"
	publish := func(path string, change func(*store.Visit)) store.Address {
		f := link("a.example", path)
		f.Text, f.Image = text, "https://a.example/foto.jpg"
		w.add(f)
		equal(w, "text at first", w.address(f.Key).Text, text)
		v := due(w.article(w.leaseOf(f.URL), "teks dari "+path))
		change(&v)
		w.commit(v)
		w.pass(time.Minute)
		return w.address(f.Key)
	}
	a := publish("/halaman", func(*store.Visit) {})
	equal(w, "text when the page gave one", a.Text, "")
	equal(w, "image", a.Image, "https://a.example/foto.jpg")
	a = publish("/umpan", func(v *store.Visit) { v.Document.Article.TextFrom = news.TextFromFeed })
	equal(w, "text that the document has", a.Text, text)
	equal(w, "where it is from", w.document(a.Document).TextFrom, news.TextFromFeed)
	a = publish("/gagal", func(v *store.Visit) { v.Document = nil })
	equal(w, "text while it may be needed", a.Text, text)
	a = publish("/tamat", func(v *store.Visit) { v.Document, v.Next = nil, nil })
	equal(w, "text of an address that is done with", a.Text, "")
	w.reopen()
}
