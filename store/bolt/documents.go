package bolt

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"kabar/news"
	"kabar/store"
)

// Document returns a document with its current text; see the contract.
func (s *Store) Document(ctx context.Context, id news.ID) (doc news.Document, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		n, d, err := s.findDoc(tx, id)
		if err != nil {
			return err
		}
		if d.forgotten() {
			return store.ErrGone
		}
		doc, err = s.full(tx, n, d)
		return err
	})
	return doc, err
}

// findDoc finds a document, forgotten or not, by its id, whose first 8 bytes are the hash of the address first stored.
func (s *Store) findDoc(tx *bbolt.Tx, id news.ID) (uint64, *docRecord, error) {
	var seqs []uint64
	s.seen.lookup(hashID(id), func(seq uint64, _ bool) bool { seqs = append(seqs, seq); return false })
	states := bucket(tx, bucketState)
	for _, seq := range seqs {
		if ahead(states, seq) {
			continue
		}
		st, err := readState(states, seq)
		if err != nil {
			return 0, nil, err
		}
		if st.doc == 0 {
			continue
		}
		d, err := readDoc(bucket(tx, bucketDocs), st.doc)
		if err != nil {
			return 0, nil, err
		}
		if d.id == id {
			return st.doc, d, nil
		}
	}
	return 0, nil, store.ErrNotFound
}

// withText is a document with its current text; a member has none when it was stored before texts of members were.
func (s *Store) withText(tx *bbolt.Tx, n uint64, d *docRecord) (news.Document, error) {
	doc, err := d.document()
	if err != nil {
		return doc, corrupt("docs", u64(n), err)
	}
	if d.head == 0 || bucket(tx, bucketTexts).Get(revKey(n, d.revision)) != nil {
		doc.Paragraphs, err = s.text(tx, n, d.revision)
	}
	return doc, err
}

func (s *Store) text(tx *bbolt.Tx, n uint64, revision uint32) ([]string, error) {
	key := revKey(n, revision)
	v := bucket(tx, bucketTexts).Get(key)
	if v == nil {
		return nil, corrupt("texts", key, "text is missing")
	}
	b, err := unseal(key, v)
	if err != nil {
		return nil, corrupt("texts", key, err)
	}
	paragraphs, err := s.unpack(tx, b)
	if err != nil {
		return nil, corrupt("texts", key, err)
	}
	return paragraphs, nil
}

// unpack unpacks a text that stands for itself, or is the difference from one that does.
func (s *Store) unpack(tx *bbolt.Tx, packed []byte) ([]string, error) {
	doc, revision, ok := deltaBase(packed)
	if !ok {
		return s.pack.unpack(packed)
	}
	key := revKey(doc, revision)
	base, err := unseal(key, bucket(tx, bucketTexts).Get(key))
	if err != nil {
		return nil, fmt.Errorf("base, revision %d of document %d: %w", revision, doc, err)
	}
	paragraphs, err := s.pack.unpack(base) // refuses a difference
	if err != nil {
		return nil, fmt.Errorf("base, revision %d of document %d: %w", revision, doc, err)
	}
	return decodeDelta(packed, paragraphs)
}

// full is a document as the contract gives it: with text, other addresses and head.
func (s *Store) full(tx *bbolt.Tx, n uint64, d *docRecord) (news.Document, error) {
	doc, err := s.withText(tx, n, d)
	if err != nil {
		return doc, err
	}
	if d.head != 0 {
		h, err := readDoc(bucket(tx, bucketDocs), d.head)
		if err != nil {
			return doc, err
		}
		doc.DuplicateOf = h.id
		return doc, nil
	}
	err = eachMember(tx, n, func(seq uint64, m *memberRecord) error {
		if seq != d.from { // that one is the document's own address now
			doc.AlsoAt = append(doc.AlsoAt, m.Member)
		}
		return nil
	})
	if err != nil {
		return doc, err
	}
	if d.from != d.first {
		a, err := readAddr(bucket(tx, bucketAddr), d.first)
		if err != nil {
			return doc, err
		}
		doc.AlsoAt = append(doc.AlsoAt, news.Member{URL: a.url, Source: a.site, Level: news.SameAddress, ID: d.id})
	}
	slices.SortFunc(doc.AlsoAt, func(a, b news.Member) int {
		if a.URL != b.URL {
			return strings.Compare(a.URL, b.URL)
		}
		return bytes.Compare(a.ID[:], b.ID[:])
	})
	return doc, nil
}

// eachMember calls f for each other address of a head.
func eachMember(tx *bbolt.Tx, head uint64, f func(seq uint64, m *memberRecord) error) error {
	pre := u64(head)
	c := bucket(tx, bucketMembers).Cursor()
	for k, v := c.Seek(pre); len(k) == 16 && bytes.HasPrefix(k, pre); k, v = c.Next() {
		m, err := decodeMember(k, v)
		if err != nil {
			return err
		}
		if err := f(readU64(k[8:]), m); err != nil {
			return err
		}
	}
	return nil
}

// pageBytes ends a page of documents early: a read transaction must be short.
const pageBytes = 4 << 20

// Documents pages through all documents; see the contract.
func (s *Store) Documents(ctx context.Context, after store.DocCursor, limit int) ([]news.Document, store.DocCursor, error) {
	last, err := s.readNumber(kindDocument, string(after))
	if err != nil {
		return nil, "", err
	}
	limit = pageOf(limit)
	var page []news.Document
	next := after
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		count, err := decodeCounters(bucket(tx, bucketMeta).Get(keyCounters))
		if err != nil {
			return err
		}
		c := bucket(tx, bucketDocs).Cursor()
		size := 0
		k, v := c.Seek(u64(last + 1))
		for ; last < count.doc && len(page) < limit && size < pageBytes; k, v = c.Next() {
			if last++; !bytes.Equal(k, u64(last)) { // numbers have no gaps
				return corrupt("docs", u64(last), "record is missing")
			}
			d, err := decodeDoc(bucketDocs, k, v)
			if err != nil {
				return err
			}
			if d.forgotten() {
				continue
			}
			doc, err := s.full(tx, readU64(k), d)
			if err != nil {
				return err
			}
			for _, p := range doc.Paragraphs {
				size += len(p)
			}
			page = append(page, doc)
			next = store.DocCursor(s.makeCursor(kindDocument, k))
		}
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	return page, next, nil
}

// Revisions returns all kept versions of a document's text, oldest first; see the contract.
func (s *Store) Revisions(ctx context.Context, id news.ID) (all []news.Document, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		n, d, err := s.findDoc(tx, id)
		if err != nil {
			return err
		}
		if d.forgotten() {
			return store.ErrGone
		}
		pre := u64(n)
		c := bucket(tx, bucketRevs).Cursor()
		for k, v := c.Seek(pre); len(k) == 12 && bytes.HasPrefix(k, pre); k, v = c.Next() {
			r, err := decodeDoc(bucketRevs, k, v)
			if err != nil {
				return err
			}
			doc, err := s.withText(tx, n, r)
			if err != nil {
				return err
			}
			all = append(all, doc)
		}
		doc, err := s.full(tx, n, d)
		all = append(all, doc)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Changes lists what changed after a cursor; see the contract. Nothing is ever cut from the log.
func (s *Store) Changes(ctx context.Context, after store.Cursor, limit int) ([]store.Change, store.Cursor, error) {
	last, err := s.readNumber(kindChange, string(after))
	if err != nil {
		return nil, "", err
	}
	limit = pageOf(limit)
	var page []store.Change
	next := after
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		count, err := decodeCounters(bucket(tx, bucketMeta).Get(keyCounters))
		if err != nil {
			return err
		}
		if last > count.change {
			// A store that was put back to an earlier state gives these numbers to other changes.
			return store.ErrForeignCursor
		}
		c := bucket(tx, bucketChanges).Cursor()
		k, v := c.Seek(u64(last + 1))
		for ; last < count.change && len(page) < limit; k, v = c.Next() {
			if last++; !bytes.Equal(k, u64(last)) { // numbers have no gaps
				return corrupt("changes", u64(last), "record is missing")
			}
			change, err := decodeChange(k, v)
			if err != nil {
				return err
			}
			page = append(page, change)
			next = s.cursor(readU64(k))
		}
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	return page, next, nil
}
