package bolt

import (
	"bytes"
	"slices"

	"kabar/news"
	"kabar/store"
)

// forgetNear keeps a document out of the index of near texts, whatever this group or a merge would bring there.
func (b *batch) forgetNear(doc uint64) {
	if b.forgotten == nil {
		b.forgotten = map[uint64]bool{}
	}
	b.forgotten[doc] = true
	b.near = slices.DeleteFunc(b.near, func(p posting) bool { return p.doc == doc })
}

// erase makes a document and the addresses that lead to it tombstones, and a head's members with it.
func (b *batch) erase(doc uint64, seqs []uint64, n *store.Forgetting) error {
	d, err := readDoc(b.bucket(bucketDocs), doc)
	if err != nil {
		return err
	}
	if d.forgotten() {
		return b.entomb(seqs, n)
	}
	b.forgetNear(doc)
	if err := b.dropTexts(doc); err != nil {
		return err
	}
	seqs = append(slices.Clone(seqs), d.first, d.from)
	if d.head == 0 {
		b.c.documents--
		b.site(d.source).Documents--
		members, err := b.dropMembers(doc, func(*memberRecord, uint64) (bool, error) { return true, nil })
		if err != nil {
			return err
		}
		for seq, m := range members {
			seqs = append(seqs, seq)
			if m.doc != 0 {
				if err := b.erase(m.doc, nil, n); err != nil {
					return err
				}
			}
		}
	} else {
		b.c.members--
		b.site(d.source).Members--
		if _, err := b.takeLeave(doc, d); err != nil {
			return err
		}
	}
	if !d.gone.IsZero() {
		b.c.gone--
	}
	if err := b.putDoc(doc, &docRecord{id: d.id, source: d.source, first: d.first, from: d.first, added: d.added, changed: b.now}); err != nil {
		return err
	}
	n.Documents++
	if err := b.entomb(seqs, n); err != nil {
		return err
	}
	return b.change(store.Forgotten, d.id, news.ID{})
}

// dropTexts removes all texts and revisions of a document.
func (b *batch) dropTexts(doc uint64) error {
	revisions := map[string]bool{}
	for _, name := range [][]byte{bucketTexts, bucketRevs} {
		c := b.bucket(name).Cursor()
		for k, _ := c.Seek(u64(doc)); len(k) == 12 && bytes.HasPrefix(k, u64(doc)); k, _ = c.Next() {
			revisions[string(k)] = true
		}
	}
	for k := range revisions {
		if err := b.dropRevision(doc, uint32(k[8])<<24|uint32(k[9])<<16|uint32(k[10])<<8|uint32(k[11])); err != nil {
			return err
		}
	}
	return nil
}

// dropMembers removes those other addresses of a head that which names, and returns them by address.
func (b *batch) dropMembers(head uint64, which func(m *memberRecord, seq uint64) (bool, error)) (map[uint64]*memberRecord, error) {
	members := map[uint64]*memberRecord{}
	err := eachMember(b.tx, head, func(seq uint64, m *memberRecord) error {
		yes, err := which(m, seq)
		if yes {
			members[seq] = m
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for seq := range members {
		if err := b.bucket(bucketMembers).Delete(pairKey(head, seq)); err != nil {
			return nil, err
		}
	}
	return members, nil
}

// takeLeave takes a member and the further addresses that lead to it from its head, and returns them by address.
func (b *batch) takeLeave(doc uint64, d *docRecord) (map[uint64]*memberRecord, error) {
	left, err := b.dropMembers(d.head, func(m *memberRecord, seq uint64) (bool, error) {
		if m.doc == doc {
			return true, nil
		}
		st, err := b.state(seq)
		return err == nil && st.doc == doc, err
	})
	if err != nil || len(left) == 0 {
		return left, err
	}
	_, h, err := b.head(d.head)
	if err != nil {
		return nil, err
	}
	return left, b.change(store.Updated, h.id, news.ID{})
}

// entomb makes tombstones of addresses.
func (b *batch) entomb(seqs []uint64, n *store.Forgetting) error {
	for _, seq := range seqs {
		a, err := b.address(seq)
		if err != nil {
			return err
		}
		old, err := b.state(seq)
		if err != nil {
			return err
		}
		if old.forgotten() {
			continue
		}
		st := *old
		if err := b.follow(seq, a, &st); err != nil {
			return err
		}
		if err := b.setState(seq, a, old, &st); err != nil {
			return err
		}
		n.Addresses++
	}
	return nil
}

// follow makes the state of an address that of a tombstone and drops what was said of it. The caller stores st.
func (b *batch) follow(seq uint64, a *addrRecord, st *stateRecord) error {
	*st = stateRecord{work: st.work, doc: st.doc, AddressState: store.AddressState{Result: news.ResultForgotten, Visited: b.now}}
	a.title, a.text, a.image, a.tags, a.aliases, a.published = "", "", "", nil, nil, news.Date{}
	key := u64(seq)
	return b.bucket(bucketAddr).Put(key, a.encode(key))
}

// eraseAddress makes a tombstone of an address that has no document of its own. It leaves the head whose other address it was.
func (b *batch) eraseAddress(seq uint64, n *store.Forgetting) error {
	old, err := b.state(seq)
	if err != nil || old.forgotten() {
		return err
	}
	if old.doc == 0 {
		return b.entomb([]uint64{seq}, n)
	}
	head, h, err := b.head(old.doc)
	if err != nil {
		return err
	}
	d, err := readDoc(b.bucket(bucketDocs), old.doc)
	if err != nil {
		return err
	}
	if d.first == seq || d.from == seq { // it is the document's own, or became that since it was looked at
		return b.erase(old.doc, []uint64{seq}, n)
	}
	left, err := b.dropMembers(head, func(_ *memberRecord, s uint64) (bool, error) { return s == seq, nil })
	if err != nil {
		return err
	}
	for _, m := range left {
		if err := b.change(store.Updated, h.id, news.ID{}); err != nil {
			return err
		}
		if m.doc != 0 {
			return b.erase(m.doc, []uint64{seq}, n)
		}
	}
	a, err := b.address(seq)
	if err != nil {
		return err
	}
	st := *old
	st.doc = 0
	if err := b.setState(seq, a, old, &st); err != nil {
		return err
	}
	return b.entomb([]uint64{seq}, n)
}

// visitForgotten ends a visit whose address was forgotten while it was leased: only what it says of others is kept.
func (b *batch) visitForgotten(j *job) error {
	seq := j.lease.seq
	a, err := b.address(seq)
	if err != nil {
		return err
	}
	j.receipt = store.Receipt{Result: news.ResultForgotten}
	if j.receipt.New, err = b.links(j.links, j.hashes, seq); err != nil {
		return err
	}
	return b.end(j, a)
}

// isForgotten tells whether a candidate is a forgotten document: by what its address leads to, its canonical address or an alias.
func (b *batch) isForgotten(doc uint64, canonical string, aliases []store.Alias) (bool, error) {
	if doc != 0 {
		d, err := readDoc(b.bucket(bucketDocs), doc)
		return err == nil && d.forgotten(), err
	}
	keys := make([]string, 0, len(aliases)+1)
	if canonical != "" {
		keys = append(keys, canonical)
	}
	for _, alias := range aliases {
		keys = append(keys, alias.Key)
	}
	for _, key := range keys {
		seq, err := b.find(key)
		if err != nil {
			return false, err
		}
		if seq == 0 {
			continue
		}
		if st, err := b.state(seq); err != nil || st.forgotten() {
			return err == nil, err
		}
	}
	return false, nil
}

// siteForgotten tells whether a site is a tombstone.
func (b *batch) siteForgotten(site string) (bool, error) {
	if is, ok := b.forgottenSites[site]; ok {
		return is, nil
	}
	if b.forgottenSites == nil {
		b.forgottenSites = map[string]bool{}
	}
	key := append(prefix(site), siteTombstone...)
	v := b.bucket(bucketMemos).Get(key)
	if v != nil {
		if _, err := unseal(key, v); err != nil {
			return false, corrupt("memos", key, err)
		}
	}
	b.forgottenSites[site] = v != nil
	return v != nil, nil
}
