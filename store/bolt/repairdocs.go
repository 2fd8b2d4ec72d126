package bolt

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"kabar/news"
	"kabar/store"
)

// documents writes docs. One that cannot be kept leaves its number behind, as if it had been forgotten, but its addresses are free.
func (r *repairer) documents() error {
	for n := uint64(1); n <= r.doc; n++ {
		key := u64(n)
		if !r.dead[n] {
			d, err := readDoc(bucket(r.tx, bucketDocs), n)
			if err != nil {
				return err
			}
			if r.alone[n] {
				d.head, d.level, d.score = 0, "", 0
			}
			if err := r.out.put(bucketDocs, key, d.encode(key)); err != nil {
				return err
			}
			continue
		}
		first := cmp.Or(r.leads[n], 1) // when nothing leads to it, any address names it
		a, err := readAddr(r.out.bucket(bucketAddr), first)
		if err != nil {
			return err
		}
		d := docRecord{id: news.NewID(a.key), source: a.site, first: first, from: first, added: a.added, changed: r.s.o.Now().UTC()}
		if err := r.out.put(bucketDocs, key, d.encode(key)); err != nil {
			return err
		}
	}
	return nil
}

// texts writes texts and revs. A text that cannot be read is dropped: those without which a document cannot be are not among them.
func (r *repairer) texts() error {
	err := walkBucket(r.tx, bucketTexts, func(k, v []byte) error {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		n, revision, ok := revOf(k)
		if !ok || n > r.doc || n == 0 || r.dead[n] {
			return nil
		}
		d, err := readDoc(r.out.bucket(bucketDocs), n)
		if err != nil {
			return err
		}
		where := fmt.Sprintf("document %s, revision %d", d.id, revision)
		var rev []byte
		if revision != d.revision {
			rev = bucket(r.tx, bucketRevs).Get(k)
			if err := r.revision(k, rev); err != nil {
				r.lost(where, "is dropped: %v", err)
				return nil
			}
		}
		text, err := r.s.text(r.tx, n, revision)
		if err != nil {
			r.lost(where, "its text is dropped: %v", err)
			return nil
		}
		base, at, isDelta := deltaBase(v[:len(v)-4])
		if isDelta && (base != d.head || r.out.bucket(bucketTexts).Get(revKey(base, at)) == nil) { // its base goes or is not kept
			packed, _ := r.s.pack.pack(text)
			v = seal(k, packed)
		}
		if rev != nil {
			if err := r.out.put(bucketRevs, k, rev); err != nil {
				return err
			}
		}
		return r.out.put(bucketTexts, k, v)
	})
	if err != nil {
		return err
	}
	return walkBucket(r.tx, bucketRevs, func(k, _ []byte) error {
		if n, revision, ok := revOf(k); ok && !r.dead[n] && bucket(r.tx, bucketTexts).Get(k) == nil {
			r.lost(fmt.Sprintf("document %d, revision %d", n, revision), "is dropped: its text is missing")
		}
		return nil
	})
}

// revision tells why an earlier revision cannot be kept.
func (r *repairer) revision(key, value []byte) error {
	if value == nil {
		return errors.New("its record is missing")
	}
	d, err := decodeDoc(bucketRevs, key, value)
	if err == nil {
		_, err = d.document()
	}
	return err
}

// members writes the other addresses of heads: those that can be read and still belong there, and from the documents those that are
// missing.
func (r *repairer) members() error {
	docs := r.out.bucket
	err := walkBucket(r.tx, bucketMembers, func(k, v []byte) error {
		m, err := decodeMember(k, v)
		if err != nil || len(k) != 16 { // made anew below, or by aliases
			return nil
		}
		head, seq := readU64(k[:8]), readU64(k[8:])
		h, err := readDoc(docs(bucketDocs), head)
		if err != nil || h.head != 0 || h.forgotten() {
			return nil
		}
		st, err := readState(docs(bucketState), seq)
		if err != nil || st.doc == 0 {
			return nil
		}
		if m.doc != 0 {
			if d, err := readDoc(docs(bucketDocs), m.doc); err != nil || d.head != head {
				return nil
			}
		}
		return r.out.put(bucketMembers, k, v)
	})
	if err != nil {
		return err
	}
	for n := uint64(1); n <= r.doc; n++ {
		d, err := readDoc(docs(bucketDocs), n)
		if err != nil {
			return err
		}
		key := pairKey(d.head, d.first)
		if d.head == 0 || docs(bucketMembers).Get(key) != nil {
			continue
		}
		a, err := readAddr(docs(bucketAddr), d.first)
		if err != nil {
			return err
		}
		doc, err := d.document()
		if err != nil {
			return err
		}
		m := memberRecord{doc: n, Member: news.Member{
			URL: a.url, Source: a.site, Published: doc.Published, Level: d.level, Similarity: d.score, ID: d.id,
		}}
		if err := r.out.put(bucketMembers, key, m.encode(key)); err != nil {
			return err
		}
	}
	return nil
}

// aliases makes addresses that lead to a document, and have none of their own, other addresses of its head.
func (r *repairer) aliases() error {
	for n := uint64(1); n <= r.addr; n++ {
		st, err := readState(r.out.bucket(bucketState), n)
		if err != nil {
			return err
		}
		if st.doc == 0 || st.forgotten() {
			continue
		}
		d, err := readDoc(r.out.bucket(bucketDocs), st.doc)
		if err != nil {
			return err
		}
		key := pairKey(cmp.Or(d.head, st.doc), n)
		if d.forgotten() || d.first == n || r.out.bucket(bucketMembers).Get(key) != nil {
			continue
		}
		a, err := readAddr(r.out.bucket(bucketAddr), n)
		if err != nil {
			return err
		}
		m := memberRecord{Member: news.Member{URL: a.url, Source: a.site, Level: news.SameAddress, ID: news.NewID(a.key)}}
		if err := r.out.put(bucketMembers, key, m.encode(key)); err != nil {
			return err
		}
	}
	return nil
}

// hashes writes the log of text hashes: of documents and of the revisions that are kept.
func (r *repairer) hashes() error {
	log := r.log(bucketHashes)
	for n := uint64(1); n <= r.doc; n++ {
		d, err := readDoc(r.out.bucket(bucketDocs), n)
		if err != nil {
			return err
		}
		all := map[[16]byte]bool{d.hash: true}
		for revision := d.oldest; revision < d.revision; revision++ {
			key := revKey(n, revision)
			v := r.out.bucket(bucketRevs).Get(key)
			if v == nil {
				continue
			}
			old, err := decodeDoc(bucketRevs, key, v)
			if err != nil {
				return err
			}
			all[old.hash] = true
		}
		delete(all, [16]byte{})
		hashes := map[uint64]bool{} // equal in what the log holds of them
		for h := range all {
			hashes[hashText(h)] = true
		}
		for _, h := range slices.Sorted(maps.Keys(hashes)) {
			if err := log.add(entry{h, uint32(n)}); err != nil {
				return err
			}
		}
	}
	return log.flush()
}

// count counts what was written, as Check does, and stores it. What cannot be counted is taken from the damaged file, or, when that
// does not have it, from the states.
func (r *repairer) count() error {
	if err := r.out.flush(); err != nil {
		return err
	}
	c := &checker{ctx: r.ctx, s: r.s, tx: r.out.tx, report: func(string, string) {}, sites: map[string]*store.SiteInfo{}}
	for _, step := range []func() error{c.addresses, c.seenLog, c.hosts, c.documents, c.texts, c.hashLog, c.small} {
		if err := step(); err != nil {
			return err
		}
	}
	seen := counters{}
	visited := map[string]store.SiteInfo{}
	err := walkBucket(r.out.tx, bucketState, func(k, v []byte) error {
		a, st, err := readBoth(r.out.tx, readU64(k))
		if err != nil {
			return err
		}
		seen.visits += uint64(st.Visits)
		if a.added.After(seen.added) {
			seen.added = a.added
		}
		at := st.Visited
		if at.IsZero() {
			return nil
		}
		if seen.first.IsZero() || at.Before(seen.first) {
			seen.first = at
		}
		if at.After(seen.last) {
			seen.last = at
		}
		if s := visited[a.site]; at.After(s.LastVisit) {
			s.LastVisit = at
			visited[a.site] = s
		}
		return nil
	})
	if err != nil {
		return err
	}
	if old, err := decodeCounters(bucket(r.tx, bucketMeta).Get(keyCounters)); err == nil {
		seen = old
	} else {
		r.lost("meta counters", "were damaged: the number and times of visits are those that the addresses remember")
	}
	c.c.visits, c.c.first, c.c.last, c.c.added, c.c.near = seen.visits, seen.first, seen.last, seen.added, seen.near
	for _, name := range slices.Sorted(maps.Keys(c.sites)) {
		key, info := []byte(name), c.sites[name]
		info.LastVisit = visited[name].LastVisit
		if old, err := decodeSite(key, bucket(r.tx, bucketSites).Get(key)); err == nil {
			info.LastVisit = old.LastVisit
		}
		if err := r.out.put(bucketSites, key, encodeSite(key, info)); err != nil {
			return err
		}
	}
	return r.out.put(bucketMeta, keyCounters, c.c.encode())
}
