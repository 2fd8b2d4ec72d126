package bolt

import (
	"maps"
	"slices"
	"sync"
	"time"

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
	doc   uint64
	bands []uint64 // signatureKey of each
}

// nearTable holds the postings that are not merged into the bucket "near" yet. A tree of random keys would cost more pages
// than the rest of a visit together; appended to a log they cost one, and sorted by the thousand they go into the tree
// cheaply. What is in the log is in the table, so a look-up in table and tree finds every document that was
// committed. The table takes about 15 bytes a posting.
type nearTable struct {
	size  int // documents in the table before they are merged
	mu    sync.RWMutex
	table *set
	docs  int    // documents in the table, their revisions counted too
	bands int    // most bands of one
	log   uint64 // last value of the log that is in the table

	// A merge goes band by band, so that only the postings of one stand there sorted. The committer alone uses these.
	merging bool
	band    int
	merge   []entry         // of this band, what still goes into the tree
	until   uint64          // the merge takes the log up to here
	dropped map[uint64]bool // documents that are not merged
	owed    int             // postings to merge before the next group, when the table has grown far
}

// load fills the table from the log.
func (n *nearTable) load(tx *bbolt.Tx, merged uint64) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.table, n.docs, n.bands, n.log = new(set), 0, 0, merged
	c := bucket(tx, bucketNearLog).Cursor()
	for k, v := c.Seek(u64(merged + 1)); k != nil; k, v = c.Next() {
		postings, err := decodePostings(k, v)
		if err != nil {
			return err
		}
		for _, p := range postings {
			n.put(p)
		}
		n.log = readU64(k)
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
		p := posting{doc: r.uint()}
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
	n.docs++
	n.bands = max(n.bands, len(p.bands))
}

// add takes up what a group appended to the log as its value number log.
func (n *nearTable) add(postings []posting, log uint64) {
	if len(postings) == 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, p := range postings {
		n.put(p)
		n.owed += 2 * len(p.bands)
	}
	n.log = log
}

// drop keeps documents out of the tree. What the table still names, compare passes over.
func (n *nearTable) drop(docs map[uint64]bool) {
	if len(docs) == 0 {
		return
	}
	if n.dropped == nil {
		n.dropped = map[uint64]bool{}
	}
	maps.Copy(n.dropped, docs)
	n.merge = slices.DeleteFunc(n.merge, func(e entry) bool { return docs[uint64(e.seq)] })
}

// candidates are the documents after the one numbered after that share a band, ascending: the limit that share most, the first
// committed of those that share equally many.
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
	shared := make(map[uint64]int, len(docs))
	for _, d := range docs {
		shared[d]++
	}
	docs = slices.Compact(docs)
	if len(docs) > limit {
		slices.SortStableFunc(docs, func(x, y uint64) int { return shared[y] - shared[x] })
		docs = docs[:limit]
		slices.Sort(docs)
	}
	return docs
}

// nearVerdict is what Commit found before the visit was queued: judging takes milliseconds, which the committer has not.
type nearVerdict struct {
	hits  []nearHit // ascending
	until uint64    // documents up to here were compared
	cost  nearCost
}

// nearHit is a document whose text is the same as the candidate's in essence.
type nearHit struct {
	doc   uint64
	score float64
}

// nearCost counts what looking for near texts took.
type nearCost struct {
	lookups, compared, matched, micros uint64
}

func (c *nearCost) add(d nearCost) {
	c.lookups += d.lookups
	c.compared += d.compared
	c.matched += d.matched
	c.micros += d.micros
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
	// Its text is known: unchanged, or somebody else's. Should it be another text of the same hash, the transaction compares.
	if c.TextHash != ([16]byte{}) && s.hashes.lookup(hashText(c.TextHash), func(uint64, bool) bool { return true }) {
		return v
	}
	err := s.read(func(tx *bbolt.Tx) error {
		count, err := decodeCounters(bucket(tx, bucketMeta).Get(keyCounters))
		if err != nil {
			return err
		}
		v.until = count.doc
		return s.compare(tx, c, &v, func(bands []uint64) []uint64 {
			docs := s.near.candidates(bucket(tx, bucketNear), bands, 0, s.o.NearCandidates)
			return slices.DeleteFunc(docs, func(d uint64) bool { return d > count.doc })
		})
	})
	if err != nil { // the transaction meets the same damage, and answers
		return nearVerdict{}
	}
	return v
}

// compare adds to v those of the documents that find gives whose text is the same as the candidate's in essence.
func (s *Store) compare(tx *bbolt.Tx, c *store.Candidate, v *nearVerdict, find func(bands []uint64) []uint64) error {
	start := time.Now() // of the cost, which is no business of the store's clock
	v.cost.lookups++
	for _, n := range find(bandKeys(c.Signature)) {
		d, err := readDoc(bucket(tx, bucketDocs), n)
		if err != nil {
			return err
		}
		if d.forgotten() {
			continue
		}
		doc, err := s.withText(tx, n, d)
		if err != nil {
			return err
		}
		if len(doc.Paragraphs) == 0 { // a member's that was not kept
			continue
		}
		v.cost.compared++
		if like := s.o.Near(c.Article, doc.Article); like.Same {
			v.cost.matched++
			v.hits = append(v.hits, nearHit{n, like.Similarity})
		}
	}
	v.cost.micros += uint64(time.Since(start).Microseconds())
	return nil
}

// nearMatch is the head that the candidate's text is near to, the first committed one, and the others.
func (b *batch) nearMatch(j *job, not uint64) (match, error) {
	c := j.visit.Document
	if b.s.o.Near == nil || len(c.Signature) == 0 {
		return match{}, nil
	}
	v := j.near
	late := nearVerdict{}
	err := b.s.compare(b.tx, c, &late, func(bands []uint64) []uint64 {
		docs := b.s.near.candidates(b.bucket(bucketNear), bands, v.until, b.s.o.NearCandidates)
		for _, p := range b.near { // of this very group
			if slices.ContainsFunc(p.bands, func(k uint64) bool { return slices.Contains(bands, k) }) {
				docs = append(docs, p.doc)
			}
		}
		return docs
	})
	if err != nil {
		return match{}, err
	}
	if v.until > 0 {
		late.cost.lookups = 0 // the second half of one
	}
	b.c.near.add(v.cost)
	b.c.near.add(late.cost)
	heads := map[uint64]float64{} // with the similarity to each
	for _, hit := range slices.Concat(v.hits, late.hits) {
		head, score, err := b.headOf(c, hit, not)
		if err != nil {
			return match{}, err
		}
		if head != 0 && head != not {
			heads[head] = max(heads[head], score)
		}
	}
	if len(heads) == 0 {
		return match{}, nil
	}
	order := sortedKeys(heads)
	return match{head: order[0], level: news.NearText, score: heads[order[0]], others: order[1:]}, nil
}

// headOf is the head that a hit leads to; 0 for none. What was a head when it was indexed may be a member by now: then the
// candidate's text must have something in common with its head's as well.
func (b *batch) headOf(c *store.Candidate, hit nearHit, not uint64) (uint64, float64, error) {
	d, err := readDoc(b.bucket(bucketDocs), hit.doc)
	if err != nil || hit.doc == not || d.forgotten() {
		return 0, 0, err
	}
	if d.head == 0 {
		return hit.doc, hit.score, nil
	}
	if d.head == not {
		return 0, 0, nil
	}
	h, err := readDoc(b.bucket(bucketDocs), d.head)
	if err != nil {
		return 0, 0, err
	}
	head, err := b.s.withText(b.tx, d.head, h)
	if err != nil {
		return 0, 0, err
	}
	like := b.s.o.Near(c.Article, head.Article)
	if !like.Same && !like.Related {
		return 0, 0, nil
	}
	return d.head, like.Similarity, nil
}

// post puts a head into the index of near texts.
func (b *batch) post(doc uint64, signature []uint64) {
	if len(signature) > 0 {
		b.c.nearDocs++
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

// nearStats tells the size of the index. A posting is a key of 12 bytes, with 16 of the engine's; in the log it takes 8.
func (s *Store) nearStats(c *counters) store.NearStats {
	st := store.NearStats{
		Scheme: s.scheme, Documents: int(c.nearDocs), Keys: int(c.nearKeys),
		Lookups: int64(c.near.lookups), Compared: int64(c.near.compared), Matched: int64(c.near.matched),
		Took: time.Duration(c.near.micros) * time.Microsecond,
	}
	s.near.mu.RLock()
	defer s.near.mu.RUnlock()
	st.Waiting = s.near.docs
	st.Bytes = 28*int64(c.nearKeys) + 8*int64(s.near.docs+s.near.table.n)
	return st
}
