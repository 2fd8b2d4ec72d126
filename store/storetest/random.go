package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"kabar/news"
	"kabar/store"
)

// randomCrawl makes a long random crawl, with everything a visit may bring, in random order, and lets the store check itself on the
// way. A seed that fails is named.
func randomCrawl(w *world) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	defer func() {
		if w.Failed() {
			w.Logf("seed %d", seed)
		}
	}()
	w.o.KeepMemberTexts = seed%2 == 0
	w.o.Near = func(candidate, head news.Article) store.Likeness {
		a, b := hashOf(candidate.Text())[0], hashOf(head.Text())[0]
		return store.Likeness{Similarity: 0.8, Same: a%3 == b%3 || a%4 == b%4, Related: a%2 == b%2}
	}
	w.reopen()
	found := func() store.Found {
		f := link([]string{"a.example", "www.a.example", "b.example", "c.example"}[r.IntN(4)], fmt.Sprintf("/%d", r.IntN(150)))
		switch r.IntN(6) {
		case 0:
			f.Work, f.Priority = news.WorkSection, store.PriorityListing
		case 1:
			f.Priority = store.PriorityFresh
		case 2:
			f.At = w.time().Add(time.Duration(r.IntN(100)-50) * time.Minute)
			f.Again = r.IntN(2) == 0
		}
		f.Rank = r.Uint64N(4)
		return f
	}
	w.add(found(), found(), found())
	for step := range 800 {
		if step%200 == 150 {
			w.check()
			w.reopen()
		}
		w.pass(time.Duration(r.IntN(60)) * time.Second)
		l, err := w.tryLease()
		var due *store.NothingDue
		if errors.As(err, &due) {
			w.add(found())
			continue
		}
		w.must(err)
		v := w.outcome(l)
		switch r.IntN(8) {
		case 0, 1, 2, 3:
			v = w.article(l, fmt.Sprint("teks ", r.IntN(120)))
			if r.IntN(3) == 0 {
				v.Document.Signature = []uint64{r.Uint64N(20), r.Uint64N(20)}
			}
			if r.IntN(4) == 0 {
				c := found()
				v.Document.Canonical, v.Document.Article.Canonical = c.Key, c.URL
			}
		case 4:
			to := found()
			v = w.moved(l, to)
		case 5:
			v.Gone = true
		case 6:
			v.State.Result = news.ResultFailed
		}
		for range r.IntN(6) {
			v.Links = append(v.Links, found())
		}
		if r.IntN(5) == 0 {
			a := found()
			v.Aliases = append(v.Aliases, store.Alias{URL: a.URL, Key: a.Key})
		}
		if r.IntN(2) == 0 {
			v.Next = &store.Schedule{At: w.time().Add(time.Duration(r.IntN(200)) * time.Minute), Priority: uint8(r.IntN(60)), Again: r.IntN(2) == 0}
		}
		if r.IntN(10) == 0 {
			v.Work = news.Work(1 + r.IntN(4))
		}
		v.Host.NotBefore = w.time().Add(time.Duration(r.IntN(20)) * time.Second)
		w.commit(v)
	}
	for range 20 { // whatever was made of them, forgetting leaves nothing dangling
		key := found().Key
		_, err := w.s.Forget(w.ctx, store.Forget{Keys: []string{key}})
		if !errors.Is(err, store.ErrNotFound) {
			w.must(err)
		}
	}
	for _, c := range w.changes() {
		if _, err := w.s.Document(w.ctx, c.ID); errors.Is(err, store.ErrGone) {
			continue
		}
		d := w.document(c.ID)
		for _, m := range d.AlsoAt {
			if m.URL == "" {
				w.Errorf("%s has a nameless address", d.ID)
			}
		}
	}
}
