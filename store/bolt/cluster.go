package bolt

import (
	"slices"

	"kabar/news"
	"kabar/store"
)

// A cluster is a head with its members, one level deep. It changes in three ways: a document joins it (store, rejudge), a member
// leaves it (rejudge, erase), and two become one (unite). Heads keep their ids and numbers in each.

// unite merges a younger cluster into an older one: its head becomes a member as level and score say, its members are
// members of the older head from now on.
func (b *batch) unite(younger, older uint64, level news.Level, score float64) error {
	y, err := readDoc(b.bucket(bucketDocs), younger)
	if err != nil {
		return err
	}
	o, err := readDoc(b.bucket(bucketDocs), older)
	if err != nil {
		return err
	}
	members, err := b.dropMembers(younger, func(*memberRecord, uint64) (bool, error) { return true, nil })
	if err != nil {
		return err
	}
	texts := map[uint64][]string{} // of the members: they may be differences from the text that becomes one itself below
	for seq, m := range members {
		if m.doc == 0 {
			continue
		}
		d, err := readDoc(b.bucket(bucketDocs), m.doc)
		if err != nil {
			return err
		}
		if texts[seq], err = b.memberText(m.doc, d); err != nil {
			return err
		}
	}
	first, err := b.address(y.first)
	if err != nil {
		return err
	}
	article, err := y.document()
	if err != nil {
		return corrupt("docs", u64(younger), err)
	}
	text, err := b.s.text(b.tx, younger, y.revision)
	if err != nil {
		return err
	}
	y.head, y.level, y.score = older, level, score
	if level != news.NearText {
		y.score = 0
	}
	if err := b.putDoc(younger, y); err != nil {
		return err
	}
	if err := b.putMemberText(younger, y, text); err != nil {
		return err
	}
	b.c.documents--
	b.c.members++
	site := b.site(y.source)
	site.Documents--
	site.Members++
	m := memberRecord{doc: younger, Member: news.Member{URL: first.url, Source: first.site, Published: article.Published, Level: level, Similarity: y.score, ID: y.id}}
	if err := b.putMember(older, y.first, &m); err != nil {
		return err
	}
	if err := b.change(store.Merged, y.id, o.id); err != nil {
		return err
	}
	for _, seq := range sortedKeys(members) {
		if err := b.follower(members[seq], seq, texts[seq], older, o); err != nil {
			return err
		}
	}
	return b.change(store.Updated, o.id, news.ID{})
}

// follower gives a member of a head that became a member itself to the new head.
func (b *batch) follower(m *memberRecord, seq uint64, text []string, head uint64, h *docRecord) error {
	if seq == h.first {
		return nil
	}
	if m.doc == 0 {
		return b.putMember(head, seq, m)
	}
	d, err := readDoc(b.bucket(bucketDocs), m.doc)
	if err != nil {
		return err
	}
	d.head = head
	if d.level != news.SameAddress {
		if d.level, d.score = news.SameText, 0; d.hash != h.hash {
			d.level = news.NearText
			like, err := b.like(m.doc, d, text, head, h)
			if err != nil {
				return err
			}
			d.score = like.Similarity
		}
	}
	m.Level, m.Similarity = d.level, d.score
	if err := b.putDoc(m.doc, d); err != nil {
		return err
	}
	if text != nil {
		if err := b.putMemberText(m.doc, d, text); err != nil {
			return err
		}
	}
	if err := b.putMember(head, seq, m); err != nil {
		return err
	}
	return b.change(store.MemberOf, d.id, h.id)
}

// like compares a document's text with that of a head.
func (b *batch) like(doc uint64, d *docRecord, text []string, head uint64, h *docRecord) (store.Likeness, error) {
	if b.s.o.Near == nil || len(text) == 0 {
		return store.Likeness{}, nil
	}
	one, err := d.document()
	if err != nil {
		return store.Likeness{}, corrupt("docs", u64(doc), err)
	}
	one.Paragraphs = text
	other, err := b.s.withText(b.tx, head, h)
	if err != nil {
		return store.Likeness{}, err
	}
	return b.s.o.Near(one.Article, other.Article), nil
}

// absorb unites with a head the other heads that a text of its cluster is near to, those that the judge calls the same or related.
func (b *batch) absorb(head uint64, others []uint64) error {
	for _, other := range others {
		h, err := readDoc(b.bucket(bucketDocs), head)
		if err != nil {
			return err
		}
		o, err := readDoc(b.bucket(bucketDocs), other)
		if err != nil {
			return err
		}
		if other == head || o.head != 0 || h.head != 0 || o.forgotten() || h.forgotten() {
			continue
		}
		text, err := b.s.text(b.tx, other, o.revision)
		if err != nil {
			return err
		}
		like, err := b.like(other, o, text, head, h)
		if err != nil {
			return err
		}
		if !like.Same && !like.Related {
			continue
		}
		if err := b.unite(max(head, other), min(head, other), news.NearText, like.Similarity); err != nil {
			return err
		}
		head = min(head, other)
	}
	return nil
}

func (b *batch) putMember(head, seq uint64, m *memberRecord) error {
	key := pairKey(head, seq)
	return b.bucket(bucketMembers).Put(key, m.encode(key))
}

// putMemberText keeps the current text of a member as the options say, in place of one that is there.
func (b *batch) putMemberText(doc uint64, d *docRecord, paragraphs []string) error {
	packed, _ := b.s.pack.pack(paragraphs)
	if !b.s.o.KeepMemberTexts {
		h, err := readDoc(b.bucket(bucketDocs), d.head)
		if err != nil {
			return err
		}
		base, err := b.s.text(b.tx, d.head, h.revision)
		if err != nil {
			return err
		}
		if delta := encodeDelta(paragraphs, base, d.head, h.revision); len(delta) < len(packed) {
			packed = delta
		}
	}
	return b.putPacked(revKey(doc, d.revision), packed)
}

// putPacked stores a packed text, new or in place of another, and counts it.
func (b *batch) putPacked(key, packed []byte) error {
	texts := b.bucket(bucketTexts)
	if old := texts.Get(key); old != nil {
		b.c.revisions--
		b.c.textBytes -= min(packedSize(old), b.c.textBytes)
	}
	b.c.revisions++
	b.c.textBytes += packedSize(packed)
	return texts.Put(key, seal(key, packed))
}

// memberText is the current text of a member; nil when none was kept.
func (b *batch) memberText(doc uint64, d *docRecord) ([]string, error) {
	if b.bucket(bucketTexts).Get(revKey(doc, d.revision)) == nil {
		return nil, nil
	}
	return b.s.text(b.tx, doc, d.revision)
}

// keepRevision makes the current text of a document an earlier one, in full, as many as the options say. The caller gives the document
// another one.
func (b *batch) keepRevision(doc uint64, d *docRecord) error {
	key := revKey(doc, d.revision)
	v := b.bucket(bucketTexts).Get(key)
	if v == nil { // a member's that was not kept
		d.revision++
		d.oldest = d.revision
		return nil
	}
	if _, _, ok := deltaBase(v); ok {
		text, err := b.s.text(b.tx, doc, d.revision)
		if err != nil {
			return err
		}
		packed, _ := b.s.pack.pack(text)
		if err := b.putPacked(key, packed); err != nil {
			return err
		}
	}
	if err := b.bucket(bucketRevs).Put(key, d.encode(key)); err != nil {
		return err
	}
	d.revision++
	return nil
}

// cutRevisions drops the revisions of a document that are beyond what the options keep. The current text is stored by now.
func (b *batch) cutRevisions(doc uint64, d *docRecord) error {
	for d.revision-d.oldest >= uint32(b.s.o.KeepRevisions) {
		if d.head == 0 {
			if err := b.rebase(doc, d); err != nil {
				return err
			}
		}
		if err := b.dropRevision(doc, d.oldest); err != nil {
			return err
		}
		d.oldest++
	}
	return nil
}

// rebase makes the members whose texts are differences from a head's oldest revision differences from its current one. The head's record
// may not be stored yet, its texts are.
func (b *batch) rebase(head uint64, h *docRecord) error {
	docs, err := b.memberDocs(head)
	if err != nil {
		return err
	}
	for _, doc := range docs {
		d, err := readDoc(b.bucket(bucketDocs), doc)
		if err != nil {
			return err
		}
		key := revKey(doc, d.revision)
		base, revision, ok := deltaBase(b.bucket(bucketTexts).Get(key))
		if !ok || base != head || revision != h.oldest {
			continue
		}
		text, err := b.s.text(b.tx, doc, d.revision)
		if err != nil {
			return err
		}
		now, err := b.s.text(b.tx, head, h.revision)
		if err != nil {
			return err
		}
		packed, _ := b.s.pack.pack(text)
		if delta := encodeDelta(text, now, head, h.revision); len(delta) < len(packed) {
			packed = delta
		}
		if err := b.putPacked(key, packed); err != nil {
			return err
		}
	}
	return nil
}

// memberDocs are the documents that are members of a head, in order.
func (b *batch) memberDocs(head uint64) ([]uint64, error) {
	var docs []uint64
	err := eachMember(b.tx, head, func(_ uint64, m *memberRecord) error {
		if m.doc != 0 {
			docs = append(docs, m.doc)
		}
		return nil
	})
	slices.Sort(docs)
	return docs, err
}
