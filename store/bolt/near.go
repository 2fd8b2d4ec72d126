package bolt

import (
	"slices"
	"sync"

	"go.etcd.io/bbolt"

	"kabar/news"
	"kabar/store"
)

// Bounds of the index of near texts.
const (
	nearTableSize = 100_000 // documents in the table before they are merged into the tree
	nearSlice     = 4_000   // keys merged in one transaction: more would hold commits up
	nearPostings  = 256     // documents kept under one band; a band of more is a template's, not a text's
)

// posting is a document with its bands.
type posting struct {
	log   uint64 // number of the log value that holds it
	doc   uint64
	bands []uint64 // signatureKey of each
}

// nearTable holds the postings that are not merged into the bucket "near" yet. A tree of random keys would cost more pages
// than the rest of a visit together; appended to a log they cost one, and sorted by the thousand they go into the tree
// cheaply. What is in the log is in the table, so a look-up in table and tree finds every document that was
// committed.
type nearTable struct {
	size  int // documents in the table before they are merged
	mu    sync.RWMutex
	table *set
	docs  []posting // in the table, by number
	merge []entry   // sorted postings that still go into the tree; nil when no merge is under way
	until uint64    // the merge takes the log up to here
}

// load fills the table from the log.
func (n *nearTable) load(tx *bbolt.Tx, merged uint64) error {
	n.table = new(set)
	c := bucket(tx, bucketNearLog).Cursor()
	for k, v := c.Seek(u64(merged + 1)); k != nil; k, v = c.Next() {
		postings, err := decodePostings(k, v)
		if err != nil {
			return err
		}
		for _, p := range postings {
			n.put(p)
		}
	}
	return nil
}

func decodePostings(key, value []byte) ([]posting, error) {
	b, err := unseal(key, value)
	if err != nil {
		return nil, corrupt("nearlog", key, err)
	}
	var all []posting
	for r := (&reader{b: b}); len(r.b) > 0; {
		p := posting{log: readU64(key), doc: r.uint()}
		for range r.count(8) {
			p.bands = append(p.bands, r.fixed())
		}
		if r.bad || p.doc == 0 || p.doc > maxSequence {
			return nil, corrupt("nearlog", key, "posting does not fit")
		}
		all = append(all, p)
	}
	return all, nil
}

func (n *nearTable) put(p posting) {
	for _, band := range p.bands {
		count := 0
		n.table.lookup(band, func(uint64, bool) bool { count++; return count >= nearPostings })
		if count < nearPostings {
			n.table.add([]entry{{band, uint32(p.doc)}})
		}
	}
	n.docs = append(n.docs, p)
}

func (n *nearTable) add(postings []posting) {
	if len(postings) == 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, p := range postings {
		n.put(p)
	}
}

// drop removes documents, so that no merge brings them into the tree. What the table still names, judge passes over.
func (n *nearTable) drop(docs map[uint64]bool) {
	if len(docs) == 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.docs = slices.DeleteFunc(n.docs, func(p posting) bool { return docs[p.doc] })
	n.merge = slices.DeleteFunc(n.merge, func(e entry) bool { return docs[uint64(e.seq)] })
}

// candidates are the documents after the one numbered after that share a band, ascending, the first limit of them.
func (n *nearTable) candidates(tree *bbolt.Bucket, bands []uint64, after uint64, limit int) []uint64 {
	var docs []uint64
	n.mu.RLock()
	for _, band := range bands {
		n.table.lookup(band, func(doc uint64, _ bool) bool { docs = append(docs, doc); return false })
	}
	n.mu.RUnlock()
	c := tree.Cursor()
	for _, band := range bands {
		pre := u64(band)
		count := 0
		for k, _ := c.Seek(pre); len(k) == 12 && string(k[:8]) == string(pre) && count < nearPostings; k, _ = c.Next() {
			docs = append(docs, uint64(k[8])<<24|uint64(k[9])<<16|uint64(k[10])<<8|uint64(k[11]))
			count++
		}
	}
	docs = slices.DeleteFunc(docs, func(d uint64) bool { return d <= after })
	slices.Sort(docs)
	docs = slices.Compact(docs)
	return docs[:min(len(docs), limit)]
}

// nearVerdict is what Commit found before the visit was queued: judging takes milliseconds, which the committer has not.
type nearVerdict struct {
	match
	until uint64 // documents up to here were judged
}

// signatureKey is where a band of a signature stands in the index: the band's number and 7 bytes of its hash.
func signatureKey(band int, hash uint64) uint64 { return uint64(band)<<56 | spread(hash)>>8 }

func bandKeys(signature []uint64) []uint64 {
	keys := make([]uint64, len(signature))
	for i, h := range signature {
		keys[i] = signatureKey(i, h)
	}
	return keys
}

// judgeNear compares a candidate with the documents committed so far. What it finds is a proposal: the transaction looks
// only at those that came since.
func (s *Store) judgeNear(c *store.Candidate) nearVerdict {
	v := nearVerdict{}
	if s.o.Near == nil || len(c.Signature) == 0 || len(c.Article.Paragraphs) == 0 {
		return v
	}
	err := s.read(func(tx *bbolt.Tx) error {
		count, err := decodeCounters(bucket(tx, bucketMeta).Get(keyCounters))
		if err != nil {
			return err
		}
		docs := s.near.candidates(bucket(tx, bucketNear), bandKeys(c.Signature), 0, s.o.NearCandidates)
		docs = slices.DeleteFunc(docs, func(d uint64) bool { return d > count.doc })
		m, err := s.judge(tx, c, docs, 0)
		v.match, v.until = m, count.doc
		return err
	})
	if err != nil { // the transaction meets the same damage, and answers
		return nearVerdict{}
	}
	return v
}

// judge is the first of docs whose head has the same text in essence. not is the candidate's own document.
func (s *Store) judge(tx *bbolt.Tx, c *store.Candidate, docs []uint64, not uint64) (match, error) {
	for _, n := range docs {
		if n == not {
			continue
		}
		d, err := readDoc(bucket(tx, bucketDocs), n)
		if err != nil {
			return match{}, err
		}
		if d.head != 0 || d.forgotten() { // it was a head when it was indexed; its text stands for itself no more
			continue
		}
		doc, err := s.withText(tx, n, d)
		if err != nil {
			return match{}, err
		}
		if similarity, same := s.o.Near(c.Article, doc.Article); same {
			return match{head: n, level: news.NearText, score: similarity}, nil
		}
	}
	return match{}, nil
}

// nearMatch is the head that the candidate's text is near to, first committed first.
func (b *batch) nearMatch(j *job, not uint64) (match, error) {
	c := j.visit.Document
	if b.s.o.Near == nil || len(c.Signature) == 0 {
		return match{}, nil
	}
	if h := j.near.head; h != 0 && h != not {
		d, err := readDoc(b.bucket(bucketDocs), h)
		if err != nil {
			return match{}, err
		}
		if d.head == 0 && !d.forgotten() {
			return j.near.match, nil
		}
	}
	bands := bandKeys(c.Signature)
	docs := b.s.near.candidates(b.bucket(bucketNear), bands, j.near.until, b.s.o.NearCandidates)
	for _, p := range b.near { // of this very group
		if slices.ContainsFunc(p.bands, func(k uint64) bool { return slices.Contains(bands, k) }) {
			docs = append(docs, p.doc)
		}
	}
	return b.s.judge(b.tx, c, docs, not)
}

// post puts a head into the index of near texts.
func (b *batch) post(doc uint64, signature []uint64) {
	if len(signature) > 0 {
		b.near = append(b.near, posting{doc: doc, bands: bandKeys(signature)})
	}
}

// logNear appends the group's postings to their log.
func (b *batch) logNear() error {
	if len(b.near) == 0 {
		return nil
	}
	b.c.nearLog++
	key := u64(b.c.nearLog)
	for i := range b.near {
		b.near[i].log = b.c.nearLog
	}
	return b.bucket(bucketNearLog).Put(key, encodePostings(key, b.near))
}

func encodePostings(key []byte, postings []posting) []byte {
	w := &writer{}
	for _, p := range postings {
		w.uint(p.doc)
		w.uint(uint64(len(p.bands)))
		for _, k := range p.bands {
			w.fixed(k)
		}
	}
	return seal(key, w.b)
}
