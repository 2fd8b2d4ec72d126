package storetest

import (
	"slices"
	"strings"
	"time"

	"kabar/news"
	"kabar/store"
)

// alike is a judge for texts of single letters: they are the same when they share two of three, and related when they share one,
// unless one holds "!".
func alike(a, b news.Article) store.Likeness {
	x, y := a.Text(), b.Text()
	shared := 0
	for _, r := range x {
		if strings.ContainsRune(y, r) {
			shared++
		}
	}
	l := store.Likeness{Similarity: float64(shared) / float64(max(len(x), len(y))), Same: shared >= 2}
	l.Related = !l.Same && shared == 1 && !strings.Contains(x+y, "!")
	return l
}

// indexed is the visit of an article whose text is looked up among the near ones.
func (w *world) indexed(l store.Lease, text string) store.Visit {
	v := due(w.article(l, text))
	v.Document.Signature = []uint64{7}
	return v
}

func (w *world) publishNear(host, path, text string) store.Receipt {
	w.Helper()
	f := link(host, path)
	w.add(f)
	return w.commit(w.indexed(w.leaseOf(f.URL), text))
}

func (w *world) useAlike() {
	w.o.Near = alike
	w.reopen()
}

// since are the changes after the first n, with what they name.
func (w *world) since(n int, names map[news.ID]string) string {
	w.Helper()
	var all []string
	for _, c := range w.changes()[n:] {
		s := string(c.Kind) + " " + names[c.ID]
		if !c.Head.IsZero() {
			s += " of " + names[c.Head]
		}
		all = append(all, s)
	}
	return strings.Join(all, ", ")
}

// A text that is near to two heads makes one cluster of theirs.
func clusterMerge(w *world) {
	w.useAlike()
	a := w.publishNear("a.example", "/1", "abc")
	b := w.publishNear("b.example", "/2", "cde")
	other := w.publishNear("c.example", "/3", "xyz")
	equal(w, "b", b.Result, news.ResultNew)
	member := w.publish("d.example", "/4", "cde") // of b
	equal(w, "member of b", member.Head, b.Document)
	f := link("b.example", "/5")
	w.add(f)
	alias := w.article(w.leaseOf(f.URL), "cde")
	alias.Aliases = []store.Alias{{URL: "https://b.example/5?m", Key: "https://b.example/5?m"}}
	w.commit(alias)
	before := len(w.changes())
	names := map[news.ID]string{a.Document: "a", b.Document: "b", member.Document: "member", news.NewID(f.Key): "second"}

	w.pass(time.Hour)
	r := w.publishNear("e.example", "/6", "bcd")
	names[r.Document] = "bridge"
	equal(w, "head of the bridge", r.Head, a.Document)
	for range 2 {
		equal(w, "b's head", w.document(b.Document).DuplicateOf, a.Document)
		equal(w, "b's text", w.document(b.Document).Text(), "cde")
		equal(w, "b's title", w.document(b.Document).Title, "Judul https://b.example/2")
		equal(w, "its member's head", w.document(member.Document).DuplicateOf, a.Document)
		equal(w, "its member's text", w.document(member.Document).Text(), "cde")
		head := w.document(a.Document)
		equal(w, "a stays the head", head.DuplicateOf, news.ID{})
		equal(w, "a's text", head.Text(), "abc")
		var at []string
		for _, m := range head.AlsoAt {
			at = append(at, strings.TrimPrefix(m.URL, "https://")+" "+string(m.Level))
			if m.Level == news.NearText && m.Similarity == 0 {
				w.Errorf("no similarity: %+v", m)
			}
		}
		want := []string{"b.example/2 near", "b.example/5 near", "b.example/5?m address", "d.example/4 near", "e.example/6 near"}
		if !slices.Equal(at, want) {
			w.Errorf("also at %v, want %v", at, want)
		}
		w.check()
		w.reopen()
	}
	equal(w, "changes", w.since(before, names),
		"member bridge of a, updated a, merged b of a, member member of a, member second of a, updated a")
	st, err := w.s.Stats(w.ctx)
	w.must(err)
	equal(w, "documents", st.Documents, 2)
	equal(w, "members", st.Members, 4)
	equal(w, "not concerned", w.document(other.Document).DuplicateOf, news.ID{})

	// What was b's is found through its text, and joins the head.
	equal(w, "near to b only", w.publishNear("f.example", "/7", "cdq").Head, a.Document)
	// Visited again, a member of old stays with the head that it has now.
	equal(w, "unchanged", w.commit(w.indexed(w.leaseOf("https://b.example/2"), "cde")).Head, a.Document)

	equal(w, "forgotten", w.forget(store.Forget{Documents: []news.ID{a.Document}}), store.Forgetting{Documents: 6, Addresses: 7})
	for _, id := range []news.ID{a.Document, b.Document, member.Document, r.Document} {
		w.isGone(id)
	}
}

// What is not related is not merged, whatever lies between.
func clusterApart(w *world) {
	w.useAlike()
	a := w.publishNear("a.example", "/1", "ab!")
	b := w.publishNear("b.example", "/2", "cd!")
	bridge := w.publishNear("c.example", "/3", "abcd")
	equal(w, "head", bridge.Head, a.Document)
	equal(w, "b stays", w.document(b.Document).DuplicateOf, news.ID{})
	for _, c := range w.changes() {
		if c.Kind == store.Merged {
			w.Error("two clusters were merged")
		}
	}
}

// A head whose new text is another's becomes its member, or takes it in when it is the older one.
func clusterRevised(w *world) {
	w.useAlike()
	a := w.publishNear("a.example", "/1", "abc")
	b := w.publishNear("b.example", "/2", "xyz")
	names := map[news.ID]string{a.Document: "a", b.Document: "b"}
	before := len(w.changes())
	r := w.commit(w.indexed(w.leaseOf("https://b.example/2"), "abd"))
	equal(w, "result", r.Result, news.ResultChanged)
	equal(w, "head", r.Head, a.Document)
	equal(w, "level", r.Level, news.NearText)
	equal(w, "text", w.document(b.Document).Text(), "abd")
	equal(w, "changes", w.since(before, names), "revised b, merged b of a, updated a")
	all, err := w.s.Revisions(w.ctx, b.Document)
	w.must(err)
	equal(w, "revisions", len(all), 2)
	equal(w, "first text", all[0].Text(), "xyz")
	equal(w, "second text", all[1].Text(), "abd")

	// It goes its own way again, under the same id.
	before = len(w.changes())
	r = w.commit(w.indexed(w.leaseOf("https://b.example/2"), "xyq"))
	equal(w, "head", r.Head, news.ID{})
	equal(w, "changes", w.since(before, names), "updated a, added b")
	equal(w, "revision", w.document(b.Document).Revision, 3)

	// The older head's text changes: the younger one becomes its member.
	before = len(w.changes())
	r = w.commit(w.indexed(w.leaseOf("https://a.example/1"), "xyz"))
	equal(w, "head", r.Head, news.ID{})
	equal(w, "b's head", w.document(b.Document).DuplicateOf, a.Document)
	equal(w, "changes", w.since(before, names), "revised a, merged b of a, updated a")
	all, err = w.s.Revisions(w.ctx, b.Document)
	w.must(err)
	equal(w, "revisions of the member", len(all), 3)
}

// A member's text is kept, whichever way, also when the text of its head that it was stored beside is dropped.
func clusterTexts(w *world) {
	long := func(s string) string {
		return strings.Repeat("Kalimat yang sama di kedua naskah, dengan koma. ", 20) + "\n\n" + s + "\n\n" + strings.Repeat("Penutup naskah. ", 9)
	}
	for _, full := range []bool{false, true} {
		w.o.KeepMemberTexts = full
		w.o.Near = func(a, b news.Article) store.Likeness {
			return store.Likeness{Similarity: 0.95, Same: a.Title != "" && b.Title != ""}
		}
		w.reopen()
		text := long
		hosts, band := [2]string{"a.example", "b.example"}, uint64(1)
		if full {
			hosts, band = [2]string{"c.example", "d.example"}, 2
			text = func(s string) string { return "Lagi. " + long(s) }
		}
		signed := func(host, text string) store.Receipt {
			f := link(host, "/1")
			w.add(f)
			v := due(w.article(w.leaseOf(f.URL), text))
			v.Document.Signature = []uint64{band}
			return w.commit(v)
		}
		head := signed(hosts[0], text("satu"))
		member := signed(hosts[1], text("dua")+"\n\ntambahan")
		equal(w, "head", member.Head, head.Document)
		for i := range 25 { // more than any store keeps by default
			w.commit(due(w.article(w.leaseOf("https://"+hosts[0]+"/1"), strings.Repeat(hosts[0]+" lain ", i+1))))
		}
		equal(w, "member's text", w.document(member.Document).Text(), text("dua")+"\n\ntambahan")
		r := w.commit(due(w.article(w.leaseOf("https://"+hosts[1]+"/1"), text("tiga")))) // no longer the same, without bands
		equal(w, "head", r.Head, news.ID{})
		all, err := w.s.Revisions(w.ctx, member.Document)
		w.must(err)
		equal(w, "revisions", len(all), 2)
		equal(w, "earlier text", all[0].Text(), text("dua")+"\n\ntambahan")
		equal(w, "text", all[1].Text(), text("tiga"))
		w.check()
	}
}
