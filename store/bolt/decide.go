package bolt

import (
	"bytes"
	"errors"
	"slices"
	"time"

	"kabar/news"
	"kabar/store"
)

// decide makes of a candidate a new document, a revision or a pointer, in the order that the contract gives.
func (b *batch) decide(j *job, seq uint64, a *addrRecord, st *stateRecord) error {
	aliases := mergeAliases(a.aliases[:len(a.aliases):len(a.aliases)], j.visit.Aliases, a.key)
	if forgotten, err := b.isForgotten(st.doc, j.visit.Document.Canonical, aliases); err != nil || forgotten {
		j.receipt.Result = news.ResultForgotten
		return errors.Join(err, b.follow(seq, a, st))
	}
	if st.doc == 0 {
		doc, err := b.documentOf(aliases)
		if err != nil {
			return err
		}
		if doc != 0 {
			st.doc = doc
			if err := b.join(doc, seq, a.url, a.key, a.site); err != nil {
				return err
			}
		}
	}
	if st.doc != 0 {
		if err := b.again(j, st.doc, seq, a); err != nil {
			return err
		}
	} else {
		m, err := b.match(j, a, 0)
		if err != nil {
			return err
		}
		if st.doc, err = b.store(j, seq, a, m); err != nil {
			return err
		}
	}
	if err := b.adopt(st.doc, seq, a, aliases, news.ViaRedirect); err != nil {
		return err
	}
	// The canonical address is this page too: no need to fetch it. The document names it, so it is no other address.
	if c := j.visit.Document.Canonical; c != "" && c != a.key && len(j.visit.Document.Article.Canonical) <= maxURL {
		_, err := b.lead(st.doc, seq, store.Alias{URL: j.visit.Document.Article.Canonical, Key: c}, a.site, news.ViaCanonical)
		return err
	}
	return nil
}

// documentOf is the document that one of the aliases leads to, 0 for none.
func (b *batch) documentOf(aliases []store.Alias) (uint64, error) {
	for _, alias := range aliases {
		seq, err := b.find(alias.Key)
		if err != nil {
			return 0, err
		}
		if seq == 0 {
			continue
		}
		st, err := b.state(seq)
		if err != nil {
			return 0, err
		}
		if st.doc != 0 {
			return st.doc, nil
		}
	}
	return 0, nil
}

// match is what a candidate was found to be the same as.
type match struct {
	head  uint64 // 0: nothing
	level news.Level
	score float64
	// others are heads that the text is near to as well, all younger.
	others []uint64
}

// match looks for a head that the candidate is the same as: by canonical address, by text, by a near text. not is a document
// that does not count, the candidate's own.
func (b *batch) match(j *job, a *addrRecord, not uint64) (match, error) {
	d := j.visit.Document
	if d.Canonical != "" && d.Canonical != a.key {
		seq, err := b.find(d.Canonical)
		if err != nil {
			return match{}, err
		}
		if seq != 0 {
			st, err := b.state(seq)
			if err != nil {
				return match{}, err
			}
			if st.doc != 0 {
				head, _, err := b.head(st.doc)
				if err != nil {
					return match{}, err
				}
				if head != not {
					return match{head: head, level: news.SameAddress}, nil
				}
			}
		}
	}
	return b.matchText(j, not)
}

// matchText looks for a head that the candidate has the text of.
func (b *batch) matchText(j *job, not uint64) (match, error) {
	d := j.visit.Document
	if len(d.Article.Paragraphs) == 0 { // pages without a text are not the same page
		return match{}, nil
	}
	head, err := b.sameText(d.TextHash, not)
	if err != nil || head != 0 {
		return match{head: head, level: news.SameText}, err
	}
	return b.nearMatch(j, not)
}

// sameText is the head of a document that has, or had in a revision that is kept, this text; 0 for none.
func (b *batch) sameText(hash [16]byte, not uint64) (uint64, error) {
	if hash == ([16]byte{}) {
		return 0, nil
	}
	var docs []uint64
	b.hashes.lookup(hashText(hash), func(n uint64, _ bool) bool { docs = append(docs, n); return false })
	for _, n := range docs {
		if n == not {
			continue
		}
		has, err := b.hasText(n, hash)
		if err != nil {
			return 0, err
		}
		if !has {
			continue
		}
		head, _, err := b.head(n)
		if err != nil {
			return 0, err
		}
		if head != not {
			return head, nil
		}
	}
	return 0, nil
}

func (b *batch) hasText(doc uint64, hash [16]byte) (bool, error) {
	d, err := readDoc(b.bucket(bucketDocs), doc)
	if err != nil {
		return false, err
	}
	if d.hash == hash {
		return true, nil
	}
	c := b.bucket(bucketRevs).Cursor()
	for k, v := c.Seek(u64(doc)); k != nil && bytes.HasPrefix(k, u64(doc)); k, v = c.Next() {
		r, err := decodeDoc(bucketRevs, k, v)
		if err != nil {
			return false, err
		}
		if r.hash == hash {
			return true, nil
		}
	}
	return false, nil
}

// head is the head of a document's cluster, itself for a head.
func (b *batch) head(doc uint64) (uint64, *docRecord, error) {
	d, err := readDoc(b.bucket(bucketDocs), doc)
	if err != nil || d.head == 0 {
		return doc, d, err
	}
	h, err := readDoc(b.bucket(bucketDocs), d.head)
	if err == nil && h.head != 0 {
		err = corrupt("docs", u64(doc), errLoop)
	}
	return d.head, h, err
}

func (b *batch) putDoc(doc uint64, d *docRecord) error {
	key := u64(doc)
	return b.bucket(bucketDocs).Put(key, d.encode(key))
}

// store stores a candidate for the first time: as a head with its text, or as a pointer to the head that it matched.
func (b *batch) store(j *job, seq uint64, a *addrRecord, m match) (uint64, error) {
	if b.c.doc >= maxSequence {
		return 0, store.ErrFull
	}
	b.c.doc++
	doc := b.c.doc
	c := j.visit.Document
	if b.now.After(b.c.added) { // a clock that went back must not disturb the order
		b.c.added = b.now
	}
	d := &docRecord{id: news.NewID(a.key), source: a.site, first: seq, added: b.c.added, revision: 1, oldest: 1, head: m.head, level: m.level, score: m.score}
	d.take(j, seq, b.c.added)
	j.receipt.Document = d.id
	if m.head == 0 {
		j.receipt.Result = news.ResultNew
		b.c.documents++
		b.site(a.site).Documents++
		if err := b.putText(doc, 1, j); err != nil {
			return 0, err
		}
		b.post(doc, c.Signature)
		if err := b.change(store.Added, d.id, news.ID{}); err != nil {
			return 0, err
		}
	} else {
		j.receipt.Result = news.ResultDuplicate
		b.c.members++
		b.site(a.site).Members++
		if err := b.point(j, doc, seq, a, d); err != nil {
			return 0, err
		}
		if err := b.putMemberText(doc, d, c.Article.Paragraphs); err != nil {
			return 0, err
		}
	}
	b.rememberText(doc, c)
	if err := b.putDoc(doc, d); err != nil {
		return 0, err
	}
	return doc, b.absorb(m.head, m.others)
}

// take takes over what the candidate says, all but the text.
func (d *docRecord) take(j *job, seq uint64, now time.Time) {
	c := j.visit.Document
	d.from, d.changed, d.fetched, d.hash, d.derived, d.article = seq, now, c.Fetched.UTC(), c.TextHash, c.Derived, j.article
	d.capture = nil
	if c.Capture != nil {
		capture := *c.Capture
		d.capture = &capture
	}
	d.parts = slices.Clone(c.Parts)
	if c.Fetched.IsZero() {
		d.fetched = c.Fetched
	}
}

// rememberText lets a later candidate find the document by its text. A text that others have too is remembered once.
func (b *batch) rememberText(doc uint64, c *store.Candidate) {
	if c.TextHash == ([16]byte{}) || len(c.Article.Paragraphs) == 0 {
		return
	}
	h := hashText(c.TextHash)
	if !b.hashes.lookup(h, func(n uint64, _ bool) bool { return n == doc }) {
		b.hashes.add(h, doc)
	}
}

// point makes a pointer known to its head.
func (b *batch) point(j *job, doc, seq uint64, a *addrRecord, d *docRecord) error {
	_, h, err := b.head(d.head)
	if err != nil {
		return err
	}
	j.receipt.Head, j.receipt.Level = h.id, d.level
	m := memberRecord{doc: doc, Member: news.Member{
		URL: a.url, Source: a.site, Published: j.visit.Document.Article.Published, Level: d.level, Similarity: d.score, ID: d.id,
	}}
	if err := b.putMember(d.head, seq, &m); err != nil {
		return err
	}
	if err := b.change(store.MemberOf, d.id, h.id); err != nil {
		return err
	}
	return b.change(store.Updated, h.id, news.ID{})
}

// join makes an address without a document of its own another address of a document's head.
func (b *batch) join(doc, seq uint64, url, crawlKey, site string) error {
	head, h, err := b.head(doc)
	if err != nil {
		return err
	}
	key := pairKey(head, seq)
	if seq == h.first || h.forgotten() || b.bucket(bucketMembers).Get(key) != nil {
		return nil
	}
	m := memberRecord{Member: news.Member{URL: url, Source: site, Level: news.SameAddress, ID: news.NewID(crawlKey)}}
	if err := b.bucket(bucketMembers).Put(key, m.encode(key)); err != nil {
		return err
	}
	return b.change(store.Updated, h.id, news.ID{})
}

func (b *batch) putText(doc uint64, revision uint32, j *job) error {
	return b.putPacked(revKey(doc, revision), j.text)
}
