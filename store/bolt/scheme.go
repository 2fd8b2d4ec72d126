package bolt

import (
	"fmt"

	"go.etcd.io/bbolt"
)

// reindexDocs is how many documents one transaction indexes anew.
const reindexDocs = 500

// loadScheme reads how the signatures in the index were made.
func (s *Store) loadScheme() error {
	return s.read(func(tx *bbolt.Tx) error {
		v := bucket(tx, bucketMeta).Get(keyNear)
		if v == nil {
			return nil
		}
		b, err := unseal(keyNear, v)
		if err != nil {
			return corrupt("meta", keyNear, err)
		}
		s.scheme = string(b)
		return nil
	})
}

// adoptScheme brings the index to the scheme of the options. Signatures of two schemes share no band, so an index of another one is
// made anew from the stored texts. A crash in between leaves an index without a scheme, which the next Open makes anew.
func (s *Store) adoptScheme() error {
	want := s.o.Scheme
	if want == "" || s.scheme == want {
		return nil
	}
	st := s.counters
	if st.doc > 0 {
		if s.o.Signature == nil {
			return fmt.Errorf("the index of near texts was made as %q, not as %q, and no way to make it anew was given", s.scheme, want)
		}
		s.o.Logger.Info("making the index of near texts anew", "documents", st.documents, "was", s.scheme, "is", want)
		if err := s.reindex(st.doc); err != nil {
			return fmt.Errorf("make the index of near texts anew: %w", err)
		}
	}
	err := s.do(func(b *batch) error {
		return b.bucket(bucketMeta).Put(keyNear, seal(keyNear, []byte(want)))
	})
	if err == nil {
		s.scheme = want
	}
	return err
}

// reindex indexes the heads among the documents up to last. Nobody else uses the store yet.
func (s *Store) reindex(last uint64) error {
	if err := s.do((*batch).clearNear); err != nil {
		return err
	}
	for at := uint64(1); at <= last; at += reindexDocs {
		type signed struct {
			doc       uint64
			signature []uint64
		}
		var part []signed
		err := s.read(func(tx *bbolt.Tx) error {
			for n := at; n <= min(last, at+reindexDocs-1); n++ {
				d, err := readDoc(bucket(tx, bucketDocs), n)
				if err != nil {
					return err
				}
				if d.forgotten() || d.head != 0 {
					continue
				}
				doc, err := s.withText(tx, n, d)
				if err != nil {
					return err
				}
				part = append(part, signed{n, s.o.Signature(doc.Article)})
			}
			return nil
		})
		if err != nil {
			return err
		}
		err = s.do(func(b *batch) error {
			for _, p := range part {
				b.post(p.doc, p.signature)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// clearNear empties the index of near texts.
func (b *batch) clearNear() error {
	for _, name := range [][]byte{bucketNear, bucketNearLog} {
		if err := b.tx.DeleteBucket(name); err != nil {
			return err
		}
		k, err := b.tx.CreateBucket(name)
		if err != nil {
			return err
		}
		b.buckets[string(name)] = k
	}
	b.c.nearMerged, b.c.nearKeys, b.c.nearDocs = b.c.nearLog, 0, 0
	b.near, b.nearCleared = nil, true
	return b.bucket(bucketMeta).Delete(keyNear)
}

// clear empties the table; log is the last value of the log that was written.
func (n *nearTable) clear(log uint64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.table, n.docs, n.bands, n.log = new(set), 0, 0, log
	n.merging, n.merge, n.dropped = false, nil, nil
}
