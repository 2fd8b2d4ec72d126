package bolt

import (
	"cmp"
	"encoding/binary"
	"slices"

	"go.etcd.io/bbolt"
)

// mergeNear takes the next step of merging the table of near texts into its tree, and tells whether there was one. The committer calls it
// when nothing is queued, or between groups when the table has grown far. A merge that the process leaves unfinished begins anew:
// putting a posting twice is no harm.
func (s *Store) mergeNear() bool {
	if s.failure.Load() != nil {
		return false
	}
	n := &s.near
	if n.merge == nil {
		if len(n.docs) < n.size {
			return false
		}
		n.plan()
	}
	slice := n.merge[:min(len(n.merge), nearSlice)]
	last := len(slice) == len(n.merge)
	err := guard(s.o.Logger, func() error {
		tx, err := s.db.Begin(true)
		if err != nil {
			return err
		}
		defer func() { _ = guard(s.o.Logger, func() error { _ = tx.Rollback(); return nil }) }()
		c := s.counters // the committer alone writes them
		put, err := mergeSlice(tx, slice)
		if err != nil {
			return err
		}
		c.nearKeys += put
		if last {
			c.nearMerged = n.until
			if err := cutNearLog(tx, n.until); err != nil {
				return err
			}
		}
		if err := bucket(tx, bucketMeta).Put(keyCounters, c.encode()); err != nil {
			return err
		}
		if err := tx.Commit(); err != nil {
			return err
		}
		s.mu.Lock()
		s.counters = c
		s.mu.Unlock()
		return nil
	})
	if err != nil {
		s.fail(err)
		return false
	}
	n.merge = n.merge[len(slice):]
	if last {
		n.forget()
	}
	return true
}

// plan sorts what the table holds.
func (n *nearTable) plan() {
	for _, p := range n.docs {
		for _, band := range p.bands {
			n.merge = append(n.merge, entry{band, uint32(p.doc)})
		}
		n.until = max(n.until, p.log)
	}
	slices.SortFunc(n.merge, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.seq, b.seq))
	})
}

// mergeSlice puts postings into the tree, and tells how many were not there.
func mergeSlice(tx *bbolt.Tx, slice []entry) (put uint64, err error) {
	tree := bucket(tx, bucketNear)
	for _, e := range slice {
		key := binary.BigEndian.AppendUint32(u64(e.hash), e.seq)
		if tree.Get(key) != nil {
			continue
		}
		if err := tree.Put(key, nil); err != nil {
			return put, err
		}
		put++
	}
	return put, nil
}

// cutNearLog drops the values of the log that are in the tree.
func cutNearLog(tx *bbolt.Tx, until uint64) error {
	log := bucket(tx, bucketNearLog)
	var old [][]byte
	c := log.Cursor()
	for k, _ := c.First(); k != nil && readU64(k) <= until; k, _ = c.Next() {
		old = append(old, slices.Clone(k))
	}
	for _, k := range old {
		if err := log.Delete(k); err != nil {
			return err
		}
	}
	return nil
}

// forget makes a new table of what came after the merge began.
func (n *nearTable) forget() {
	n.mu.Lock()
	defer n.mu.Unlock()
	docs := n.docs
	n.docs, n.table, n.merge = nil, new(set), nil
	for _, p := range docs {
		if p.log > n.until {
			n.put(p)
		}
	}
}
