package bolt

import (
	"bytes"
	"cmp"
	"time"

	"kabar/news"
	"kabar/store"
)

// again is a candidate whose address, or an alias of it, has a document.
func (b *batch) again(j *job, doc, seq uint64, a *addrRecord) error {
	d, err := readDoc(b.bucket(bucketDocs), doc)
	if err != nil {
		return err
	}
	j.receipt.Document = d.id
	if d.head != 0 && d.hash != j.visit.Document.TextHash {
		return b.rejudge(j, doc, seq, a, d)
	}
	if d.hash == j.visit.Document.TextHash {
		j.receipt.Result = news.ResultUnchanged
		err = b.refresh(j, doc, seq, d)
	} else {
		j.receipt.Result = news.ResultChanged
		err = b.revise(j, doc, seq, a, d)
	}
	if err != nil {
		return err
	}
	if d, err = readDoc(b.bucket(bucketDocs), doc); err != nil || d.head == 0 { // a head may have become a member
		return err
	}
	_, h, err := b.head(doc)
	if err == nil {
		j.receipt.Head, j.receipt.Level = h.id, d.level
	}
	return err
}

// refresh takes over other facts about the same text.
func (b *batch) refresh(j *job, doc, seq uint64, d *docRecord) error {
	back := !d.gone.IsZero() && !j.visit.Document.Derived // a capture says nothing of what is there now
	if bytes.Equal(d.article, j.article) && !back {
		return nil
	}
	if back {
		d.gone = time.Time{}
		b.c.gone--
	}
	d.article, d.from = j.article, seq
	if err := b.putDoc(doc, d); err != nil {
		return err
	}
	if d.head != 0 {
		return b.refreshMember(j, d)
	}
	return b.change(store.Updated, d.id, news.ID{})
}

// refreshMember keeps what a head says of a pointer in step with it.
func (b *batch) refreshMember(j *job, d *docRecord) error {
	key := pairKey(d.head, d.first)
	v := b.bucket(bucketMembers).Get(key)
	if v == nil {
		return corrupt("members", key, "record is missing")
	}
	m, err := decodeMember(key, v)
	if err != nil || m.Published.String() == j.visit.Document.Article.Published.String() {
		return err
	}
	m.Published = j.visit.Document.Article.Published
	if err := b.bucket(bucketMembers).Put(key, m.encode(key)); err != nil {
		return err
	}
	_, h, err := b.head(d.head)
	if err != nil {
		return err
	}
	return b.change(store.Updated, h.id, news.ID{})
}

// revise gives a head another text and keeps the one before. Where the new text is that of another head's, the two clusters become one.
func (b *batch) revise(j *job, doc, seq uint64, a *addrRecord, d *docRecord) error {
	m, err := b.matchText(j, doc)
	if err != nil {
		return err
	}
	if err := b.keepRevision(doc, d); err != nil {
		return err
	}
	if !d.gone.IsZero() && !j.visit.Document.Derived {
		d.gone = time.Time{}
		b.c.gone--
	}
	d.take(j, seq, b.now)
	if err := b.putText(doc, d.revision, j); err != nil {
		return err
	}
	if err := b.cutRevisions(doc, d); err != nil {
		return err
	}
	b.rememberText(doc, j.visit.Document)
	b.post(doc, j.visit.Document.Signature)
	if err := b.putDoc(doc, d); err != nil {
		return err
	}
	if err := b.change(store.Revised, d.id, news.ID{}); err != nil || m.head == 0 {
		return err
	}
	if err := b.unite(max(doc, m.head), min(doc, m.head), m.level, m.score); err != nil {
		return err
	}
	return b.absorb(min(doc, m.head), m.others)
}

func (b *batch) dropRevision(doc uint64, revision uint32) error {
	key := revKey(doc, revision)
	v := b.bucket(bucketTexts).Get(key)
	if v != nil {
		b.c.revisions--
		b.c.textBytes -= min(packedSize(v), b.c.textBytes)
		if err := b.bucket(bucketTexts).Delete(key); err != nil {
			return err
		}
	}
	return b.bucket(bucketRevs).Delete(key)
}

// rejudge decides about a pointer whose text changed: it stays a pointer while it still is the same as its head, becomes one of
// another head that it is the same as now, and else stands for itself with the new text.
func (b *batch) rejudge(j *job, doc, seq uint64, a *addrRecord, d *docRecord) error {
	first, err := b.address(d.first)
	if err != nil {
		return err
	}
	m, err := b.match(j, first, doc)
	if err != nil {
		return err
	}
	j.receipt.Result = news.ResultChanged
	old := d.head
	if err := b.keepRevision(doc, d); err != nil {
		return err
	}
	var own map[uint64]*memberRecord // addresses that lead to it
	if old != m.head {
		if own, err = b.takeLeave(doc, d); err != nil {
			return err
		}
		delete(own, d.first)
	}
	d.head, d.level, d.score = m.head, m.level, m.score
	d.take(j, seq, b.now)
	b.rememberText(doc, j.visit.Document)
	if m.head != 0 {
		err = b.staysMember(j, doc, first, d, m)
	} else {
		err = b.becomesHead(j, doc, d)
	}
	if err != nil {
		return err
	}
	for _, other := range sortedKeys(own) {
		if to := cmp.Or(m.head, doc); b.bucket(bucketMembers).Get(pairKey(to, other)) == nil {
			if err := b.putMember(to, other, own[other]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *batch) staysMember(j *job, doc uint64, first *addrRecord, d *docRecord, m match) error {
	j.receipt.Result = news.ResultDuplicate
	if err := b.putMemberText(doc, d, j.visit.Document.Article.Paragraphs); err != nil {
		return err
	}
	if err := b.cutRevisions(doc, d); err != nil {
		return err
	}
	if err := b.putDoc(doc, d); err != nil {
		return err
	}
	if err := b.point(j, doc, d.first, first, d); err != nil {
		return err
	}
	return b.absorb(m.head, m.others)
}

func (b *batch) becomesHead(j *job, doc uint64, d *docRecord) error {
	b.c.members--
	b.c.documents++
	site := b.site(d.source)
	site.Members--
	site.Documents++
	if err := b.putText(doc, d.revision, j); err != nil {
		return err
	}
	if err := b.cutRevisions(doc, d); err != nil {
		return err
	}
	b.post(doc, j.visit.Document.Signature)
	if err := b.putDoc(doc, d); err != nil {
		return err
	}
	return b.change(store.Added, d.id, news.ID{})
}

// gone marks a document as no longer there.
func (b *batch) gone(doc uint64) error {
	d, err := readDoc(b.bucket(bucketDocs), doc)
	if err != nil || !d.gone.IsZero() || d.forgotten() {
		return err
	}
	d.gone = b.now
	b.c.gone++
	if err := b.putDoc(doc, d); err != nil || d.head != 0 {
		return err
	}
	return b.change(store.Updated, d.id, news.ID{})
}
