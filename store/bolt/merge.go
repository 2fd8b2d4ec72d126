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
	if !n.merging {
		if n.docs < n.size {
			return false
		}
		n.merging, n.band, n.until = true, -1, n.log
	}
	for len(n.merge) == 0 && n.band+1 < n.bands {
		n.band++
		n.plan()
	}
	slice := n.merge[:min(len(n.merge), nearSlice)]
	last := len(slice) == len(n.merge) && n.band+1 >= n.bands
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
		n.merging, n.merge, n.dropped = false, nil, nil
		if err := s.read(func(tx *bbolt.Tx) error { return n.load(tx, n.until) }); err != nil {
			s.fail(err)
			return false
		}
	}
	return true
}

// mergeUnderLoad merges between groups when there is never a pause: twice as much as comes in, so that the table stays near its bound.
func (s *Store) mergeUnderLoad() {
	n := &s.near
	for n.docs > 2*n.size && n.owed > 0 && s.mergeNear() {
		n.owed -= nearSlice
	}
	n.owed = min(n.owed, 0)
}

// plan sorts the postings of a band. Those that came since the merge began may be among them: they are put again by the next one,
// which is no harm.
func (n *nearTable) plan() {
	n.merge = n.merge[:0]
	n.table.each(func(e entry) {
		if int(e.hash>>56) == n.band && !n.dropped[uint64(e.seq)] {
			n.merge = append(n.merge, e)
		}
	})
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
