package bolt

import (
	"context"
	"slices"

	"go.etcd.io/bbolt"

	"kabar/news"
	"kabar/store"
)

// Revise gives a document the text that its capture makes today; see the contract.
func (s *Store) Revise(ctx context.Context, id news.ID, c store.Candidate) (store.Receipt, error) {
	if err := s.enter(ctx); err != nil {
		return store.Receipt{}, err
	}
	defer s.leave()
	c.Derived = true
	v := &store.Visit{Document: &c}
	j := s.prepare(v)
	if j.bad != nil {
		return store.Receipt{}, j.bad
	}
	capture := c.Capture
	j.act = func(b *batch) error { return b.derive(j, id, capture) }
	if err := s.submit(j); err != nil {
		return store.Receipt{}, err
	}
	return j.receipt, nil
}

func (b *batch) derive(j *job, id news.ID, capture *news.Capture) error {
	doc, d, err := b.s.findDoc(b.tx, id)
	if err == nil && d.forgotten() {
		err = store.ErrGone
	}
	if err != nil {
		j.err, j.refused = err, true
		return nil
	}
	j.receipt = store.Receipt{Document: id, Result: news.ResultUnchanged}
	if d.capture == nil || capture == nil || *d.capture != *capture {
		return nil // visited meanwhile
	}
	j.visit.Document.Fetched, j.visit.Document.Parts = d.fetched, d.parts
	a, err := b.address(d.from)
	if err != nil {
		return err
	}
	return b.again(j, doc, d.from, a)
}

// DropCaptures clears the captures that lie in files of the archive; see the contract.
func (s *Store) DropCaptures(ctx context.Context, files []string) (int, error) {
	if err := s.enter(ctx); err != nil {
		return 0, err
	}
	defer s.leave()
	in := func(d *docRecord) bool {
		return d.capture != nil && slices.Contains(files, d.capture.File) || slices.ContainsFunc(d.parts, func(c news.Capture) bool { return slices.Contains(files, c.File) })
	}
	dropped := 0
	for _, name := range [][]byte{bucketDocs, bucketRevs} {
		var keys [][]byte
		err := s.read(func(tx *bbolt.Tx) error {
			return walkBucket(tx, name, func(k, v []byte) error {
				d, err := decodeDoc(name, k, v)
				if err == nil && in(d) {
					keys = append(keys, slices.Clone(k))
				}
				return err
			})
		})
		if err != nil {
			return dropped, err
		}
		for part := range slices.Chunk(keys, forgetKeys) {
			if err := ctx.Err(); err != nil {
				return dropped, err
			}
			n := 0
			err := s.do(func(b *batch) error {
				n = 0
				for _, key := range part {
					v := b.bucket(name).Get(key)
					if v == nil { // a revision that is no longer kept
						continue
					}
					d, err := decodeDoc(name, key, v)
					if err != nil {
						return err
					}
					if !in(d) {
						continue
					}
					d.parts = nil
					if d.capture != nil && slices.Contains(files, d.capture.File) {
						d.capture = nil
					}
					if err := b.bucket(name).Put(key, d.encode(key)); err != nil {
						return err
					}
					n++
				}
				return nil
			})
			if err != nil {
				return dropped, err
			}
			dropped += n
		}
	}
	return dropped, nil
}
