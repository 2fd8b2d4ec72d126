package bolt

import (
	"bytes"
	"errors"
	"fmt"

	"kabar/news"
)

// documents checks heads and pointers, and that addresses and texts are there.
func (c *checker) documents() error {
	docs := bucket(c.tx, bucketDocs)
	return c.each(bucketDocs, func(k, v []byte) error {
		d, err := decodeDoc(bucketDocs, k, v)
		if err != nil {
			return err
		}
		c.c.doc++
		if _, err := d.document(); err != nil && !d.forgotten() {
			return err
		}
		if !d.gone.IsZero() {
			c.c.gone++
		}
		a, err := readAddr(bucket(c.tx, bucketAddr), d.first)
		if err != nil {
			return err
		}
		if d.id != news.NewID(a.key) {
			return errors.New("id is not that of the address first stored")
		}
		if d.forgotten() {
			if d.head != 0 || d.capture != nil || d.hash != ([16]byte{}) || len(d.article) > 0 {
				return errors.New("is forgotten, but not all of it")
			}
			return nil
		}
		if d.head == 0 {
			c.c.documents++
			c.site(d.source).Documents++
			if bucket(c.tx, bucketTexts).Get(revKey(readU64(k), d.revision)) == nil {
				return errors.New("text is missing")
			}
			return nil
		}
		c.c.members++
		c.site(d.source).Members++
		h, err := readDoc(docs, d.head)
		if err != nil {
			return err
		}
		if h.head != 0 {
			return errLoop
		}
		if h.forgotten() {
			return errors.New("its head is forgotten")
		}
		if bucket(c.tx, bucketMembers).Get(pairKey(d.head, d.first)) == nil {
			return errors.New("its head does not know it")
		}
		return nil
	})
}

func (c *checker) members() error {
	return c.each(bucketMembers, func(k, v []byte) error {
		m, err := decodeMember(k, v)
		if err != nil {
			return err
		}
		if len(k) != 16 {
			return errors.New("key does not fit")
		}
		head := readU64(k[:8])
		h, err := readDoc(bucket(c.tx, bucketDocs), head)
		if err != nil {
			return err
		}
		if h.head != 0 {
			return errLoop
		}
		if h.forgotten() {
			return errors.New("head is forgotten")
		}
		st, err := readState(bucket(c.tx, bucketState), readU64(k[8:]))
		if err != nil {
			return err
		}
		if st.doc == 0 {
			return errors.New("address does not lead to a document")
		}
		if m.doc != 0 {
			d, err := readDoc(bucket(c.tx, bucketDocs), m.doc)
			if err != nil {
				return err
			}
			if d.head != head {
				return errors.New("pointer has another head")
			}
		}
		return nil
	})
}

// texts unpacks every text and checks the revisions.
func (c *checker) texts() error {
	err := c.each(bucketTexts, func(k, v []byte) error {
		b, err := unseal(k, v)
		if err != nil {
			return err
		}
		if _, err = c.s.unpack(c.tx, b); err != nil {
			return err
		}
		c.c.revisions++
		c.c.textBytes += packedSize(b)
		d, err := readDoc(bucket(c.tx, bucketDocs), readU64(k[:min(8, len(k))]))
		if err != nil {
			return err
		}
		if revision := revKey(readU64(k[:8]), d.revision); !bytes.Equal(k, revision) && bucket(c.tx, bucketRevs).Get(k) == nil {
			return errors.New("belongs to no revision")
		}
		if base, _, ok := deltaBase(b); ok && d.head != base {
			return errors.New("is the difference from another text than its head's")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.each(bucketRevs, func(k, v []byte) error {
		if bucket(c.tx, bucketTexts).Get(k) == nil {
			return errors.New("text is missing")
		}
		d, err := decodeDoc(bucketRevs, k, v)
		if err == nil {
			_, err = d.document()
		}
		return err
	})
}

func (c *checker) hashLog() error {
	docs := bucket(c.tx, bucketDocs)
	return c.each(bucketHashes, func(k, v []byte) error {
		c.c.hashLog++
		b, err := unseal(k, v)
		if err != nil {
			return err
		}
		for r := (&reader{b: b}); len(r.b) > 0; {
			r.fixed()
			doc := uint64(r.byte())<<24 | uint64(r.byte())<<16 | uint64(r.byte())<<8 | uint64(r.byte())
			if r.bad || docs.Get(u64(doc)) == nil {
				return fmt.Errorf("names document %d, which is missing", doc)
			}
		}
		return nil
	})
}
