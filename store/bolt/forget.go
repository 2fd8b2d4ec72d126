package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"kabar/store"
)

// What Forget does in one transaction: more would hold commits up.
const (
	forgetDocs = 200
	forgetKeys = 4_000
)

// siteTombstone is the name under which memos hold that a site is forgotten. Memos of visits have no NUL in their names.
const siteTombstone = "\x00forgotten"

// doomed is what a Forget comes to, found before anything is written.
type doomed struct {
	docs  map[uint64][]uint64 // with the addresses that lead to each
	addrs map[uint64]bool     // that lead to none, or to one that stays
}

// Forget removes documents and addresses for good; see the contract. The entries of the indexes go first: a crash in between leaves a
// document that the same call finds again.
func (s *Store) Forget(ctx context.Context, what store.Forget) (store.Forgetting, error) {
	var done store.Forgetting
	if err := s.enter(ctx); err != nil {
		return done, err
	}
	defer s.leave()
	d := &doomed{docs: map[uint64][]uint64{}, addrs: map[uint64]bool{}}
	if err := s.read(func(tx *bbolt.Tx) error { return s.findDoomed(tx, what, d) }); err != nil {
		return done, fmt.Errorf("forget: %w", err)
	}
	err := s.do(func(b *batch) error {
		for doc := range d.docs {
			b.forgetNear(doc)
		}
		for _, site := range what.Sites {
			key := append(prefix(site), siteTombstone...)
			w := &writer{}
			w.time(b.now)
			if err := b.bucket(bucketMemos).Put(key, seal(key, w.b)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return done, err
	}
	if len(d.docs) > 0 {
		if err := s.cleanIndexes(ctx, d.docs); err != nil {
			return done, err
		}
	}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(d.docs)), forgetDocs) {
		if err := s.forgetPart(ctx, &done, func(b *batch, n *store.Forgetting) error {
			for _, doc := range part {
				if err := b.erase(doc, d.docs[doc], n); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return done, err
		}
	}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(d.addrs)), forgetKeys) {
		if err := s.forgetPart(ctx, &done, func(b *batch, n *store.Forgetting) error {
			for _, seq := range part {
				if err := b.eraseAddress(seq, n); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return done, err
		}
	}
	return done, nil
}

// do lets the committer run act within a transaction.
func (s *Store) do(act func(*batch) error) error { return s.submit(&job{act: act}) }

// forgetPart runs one transaction of a Forget and adds to done what it did.
func (s *Store) forgetPart(ctx context.Context, done *store.Forgetting, act func(*batch, *store.Forgetting) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var n store.Forgetting
	err := s.do(func(b *batch) error {
		n = store.Forgetting{}
		return act(b, &n)
	})
	if err == nil {
		done.Documents += n.Documents
		done.Addresses += n.Addresses
	}
	return err
}

// findDoomed resolves what is to be forgotten.
func (s *Store) findDoomed(tx *bbolt.Tx, what store.Forget, d *doomed) error {
	for _, id := range what.Documents {
		n, _, err := s.findDoc(tx, id)
		if err != nil {
			return fmt.Errorf("document %s: %w", id, err)
		}
		d.docs[n] = nil
	}
	for _, key := range what.Keys {
		seq, err := s.lookup(bucket(tx, bucketAddr), key)
		if err == nil && seq == 0 {
			err = store.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("address %s: %w", cut(key), err)
		}
		st, err := readState(bucket(tx, bucketState), seq)
		if err != nil {
			return err
		}
		if st.doc != 0 {
			d.docs[st.doc] = nil
		} else {
			d.addrs[seq] = true
		}
	}
	for _, site := range what.Sites {
		if v := bucket(tx, bucketSites).Get([]byte(site)); v == nil {
			return fmt.Errorf("site %s: %w", cut(site), store.ErrNotFound)
		}
	}
	if len(what.Sites) > 0 {
		if err := s.findSites(tx, what.Sites, d); err != nil {
			return err
		}
	}
	// Members go with their heads. One that is forgotten already is no loss of time.
	for _, n := range slices.Collect(maps.Keys(d.docs)) {
		c := bucket(tx, bucketMembers).Cursor()
		for k, v := c.Seek(u64(n)); len(k) == 16 && bytes.HasPrefix(k, u64(n)); k, v = c.Next() {
			m, err := decodeMember(k, v)
			if err != nil {
				return err
			}
			if m.doc != 0 {
				d.docs[m.doc] = nil
			}
		}
	}
	if len(d.docs) == 0 {
		return nil
	}
	return walkBucket(tx, bucketState, func(k, v []byte) error {
		st, err := decodeState(k, v)
		if err != nil {
			return err
		}
		if seqs, ok := d.docs[st.doc]; ok && st.doc != 0 {
			d.docs[st.doc] = append(seqs, readU64(k))
			delete(d.addrs, readU64(k))
		}
		return nil
	})
}

// findSites adds the documents of sites, those whose text came from there, and all addresses.
func (s *Store) findSites(tx *bbolt.Tx, sites []string, d *doomed) error {
	err := walkBucket(tx, bucketAddr, func(k, v []byte) error {
		a, err := decodeAddr(k, v)
		if err == nil && slices.Contains(sites, a.site) {
			d.addrs[readU64(k)] = true
		}
		return err
	})
	if err != nil {
		return err
	}
	return walkBucket(tx, bucketDocs, func(k, v []byte) error {
		doc, err := decodeDoc(bucketDocs, k, v)
		if err == nil && (slices.Contains(sites, doc.source) || !doc.forgotten() && d.addrs[doc.from]) {
			d.docs[readU64(k)] = nil
		}
		return err
	})
}

// cleanIndexes takes documents out of the index of near texts and of the log of hashes.
func (s *Store) cleanIndexes(ctx context.Context, docs map[uint64][]uint64) error {
	var near, logs, hashes [][]byte
	err := s.read(func(tx *bbolt.Tx) error {
		err := walkBucket(tx, bucketNear, func(k, _ []byte) error {
			if len(k) == 12 {
				if _, ok := docs[uint64(binary.BigEndian.Uint32(k[8:]))]; ok {
					near = append(near, bytes.Clone(k))
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		err = walkBucket(tx, bucketNearLog, func(k, v []byte) error {
			postings, err := decodePostings(k, v)
			if slices.ContainsFunc(postings, func(p posting) bool { _, ok := docs[p.doc]; return ok }) {
				logs = append(logs, bytes.Clone(k))
			}
			return err
		})
		if err != nil {
			return err
		}
		return walkBucket(tx, bucketHashes, func(k, v []byte) error {
			entries, err := decodeLog(nil, bucketHashes, k, v)
			if slices.ContainsFunc(entries, func(e entry) bool { _, ok := docs[uint64(e.seq)]; return ok }) {
				hashes = append(hashes, bytes.Clone(k))
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	for _, step := range []struct {
		keys [][]byte
		act  func(b *batch, key []byte) error
	}{
		{near, (*batch).cutNear},
		{logs, func(b *batch, key []byte) error { return b.cutPostings(key, docs) }},
		{hashes, func(b *batch, key []byte) error { return b.cutHashes(key, docs) }},
	} {
		for part := range slices.Chunk(step.keys, forgetKeys) {
			if err := ctx.Err(); err != nil {
				return err
			}
			err := s.do(func(b *batch) error {
				for _, key := range part {
					if err := step.act(b, key); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// cutNear drops a posting from the tree.
func (b *batch) cutNear(key []byte) error {
	if b.bucket(bucketNear).Get(key) == nil {
		return nil
	}
	b.c.nearKeys--
	return b.bucket(bucketNear).Delete(key)
}

// cutPostings drops documents from a value of the log of near texts. A value that was merged meanwhile is not there any more.
func (b *batch) cutPostings(key []byte, docs map[uint64][]uint64) error {
	v := b.bucket(bucketNearLog).Get(key)
	if v == nil {
		return nil
	}
	postings, err := decodePostings(key, v)
	if err != nil {
		return err
	}
	postings = slices.DeleteFunc(postings, func(p posting) bool { _, ok := docs[p.doc]; return ok })
	return b.bucket(bucketNearLog).Put(key, encodePostings(key, postings))
}

func (b *batch) cutHashes(key []byte, docs map[uint64][]uint64) error {
	entries, err := decodeLog(nil, bucketHashes, key, b.bucket(bucketHashes).Get(key))
	if err != nil {
		return err
	}
	entries = slices.DeleteFunc(entries, func(e entry) bool { _, ok := docs[uint64(e.seq)]; return ok })
	return b.bucket(bucketHashes).Put(key, appendLog(key, entries))
}
