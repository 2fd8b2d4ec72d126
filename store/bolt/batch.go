package bolt

import (
	"maps"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"kabar/news"
	"kabar/store"
)

// batch is a group on its way into one transaction. What memory must learn of it is gathered here, and told only when
// the engine has committed.
type batch struct {
	s    *Store
	tx   *bbolt.Tx
	txid int
	now  time.Time
	c    counters

	buckets map[string]*bbolt.Bucket
	seen    overlay
	hashes  overlay
	settled []entry
	near    []posting
	// nearCleared says that what the index held before this batch is dropped.
	nearCleared bool
	sites       map[string]*store.SiteInfo
	hosts       map[string]*store.HostState // new or rewritten
	known       map[string]bool             // hosts that are there
	touched     map[string]bool             // hosts whose frontier changed
	works       map[string]hostWork
	ended       []*lease

	forgotten      map[uint64]bool // documents
	forgottenSites map[string]bool // what was looked up
}

// overlay is a set and what the batch adds to it.
type overlay struct {
	base  *set
	fresh map[uint64][]uint32
	added []entry
}

func (o *overlay) lookup(h uint64, yes func(seq uint64, settled bool) bool) bool {
	for _, seq := range o.fresh[h] {
		if yes(uint64(seq), false) {
			return true
		}
	}
	return o.base.lookup(h, yes)
}

func (o *overlay) add(h, seq uint64) {
	if o.fresh == nil {
		o.fresh = map[uint64][]uint32{}
	}
	o.fresh[h] = append(o.fresh[h], uint32(seq))
	o.added = append(o.added, entry{h, uint32(seq)})
}

func newBatch(s *Store, tx *bbolt.Tx, now time.Time, c counters) *batch {
	b := &batch{
		s: s, tx: tx, txid: tx.ID(), now: now.UTC(), c: c, buckets: make(map[string]*bbolt.Bucket, len(allBuckets)),
		sites: map[string]*store.SiteInfo{}, hosts: map[string]*store.HostState{}, known: map[string]bool{},
		touched: map[string]bool{}, works: map[string]hostWork{},
	}
	b.seen.base, b.hashes.base = &s.seen, &s.hashes
	for _, d := range allBuckets {
		k := bucket(tx, d.name)
		k.FillPercent = d.fill
		b.buckets[string(d.name)] = k
	}
	return b
}

func (b *batch) bucket(name []byte) *bbolt.Bucket { return b.buckets[string(name)] }

// finish writes what the whole group shares.
func (b *batch) finish() error {
	log := func(name []byte, number *uint64, entries []entry) error {
		if len(entries) == 0 {
			return nil
		}
		*number++
		key := u64(*number)
		return b.bucket(name).Put(key, appendLog(key, entries))
	}
	if err := log(bucketSeen, &b.c.seenLog, b.seen.added); err != nil {
		return err
	}
	if err := log(bucketHashes, &b.c.hashLog, b.hashes.added); err != nil {
		return err
	}
	if err := b.logNear(); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(b.sites)) {
		if err := b.bucket(bucketSites).Put([]byte(name), encodeSite([]byte(name), b.sites[name])); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b.hosts)) {
		if err := b.bucket(bucketHosts).Put([]byte(name), encodeHost([]byte(name), b.hosts[name])); err != nil {
			return err
		}
	}
	if err := b.forgetReceipts(); err != nil {
		return err
	}
	if err := b.bucket(bucketMeta).Put(keyCounters, b.c.encode()); err != nil {
		return err
	}
	f := newFrontier(b.tx)
	for host := range b.touched {
		b.works[host] = f.work(host)
	}
	return nil
}

// site is the counters of a site, to be changed.
func (b *batch) site(name string) *store.SiteInfo {
	info := b.sites[name]
	if info == nil {
		info = &store.SiteInfo{Site: name}
		b.s.mu.Lock()
		if e := b.s.sched.sites[name]; e != nil {
			*info = e.info
		}
		b.s.mu.Unlock()
		b.sites[name] = info
	}
	return info
}

// needHost makes a host that is not there.
func (b *batch) needHost(host, site string) {
	if b.known[host] {
		return
	}
	b.known[host] = true
	b.s.mu.Lock()
	h := b.s.sched.hosts[host]
	b.s.mu.Unlock()
	if h == nil {
		b.hosts[host] = &store.HostState{Host: host, Site: site}
		b.site(site).Hosts++
	}
}

// address reads an address.
func (b *batch) address(seq uint64) (*addrRecord, error) {
	return readAddr(b.bucket(bucketAddr), seq)
}

func (b *batch) state(seq uint64) (*stateRecord, error) {
	return readState(b.bucket(bucketState), seq)
}

func readAddr(k *bbolt.Bucket, seq uint64) (*addrRecord, error) {
	key := u64(seq)
	v := k.Get(key)
	if v == nil {
		return nil, corrupt("addr", key, "record is missing")
	}
	return decodeAddr(key, v)
}

func readState(k *bbolt.Bucket, seq uint64) (*stateRecord, error) {
	key := u64(seq)
	v := k.Get(key)
	if v == nil {
		return nil, corrupt("state", key, "record is missing")
	}
	return decodeState(key, v)
}

func readDoc(k *bbolt.Bucket, doc uint64) (*docRecord, error) {
	key := u64(doc)
	v := k.Get(key)
	if v == nil {
		return nil, corrupt("docs", key, "record is missing")
	}
	return decodeDoc(bucketDocs, key, v)
}

// hasKey tells whether the address seq has this crawl key, without reading the rest of its record.
func hasKey(k *bbolt.Bucket, seq uint64, crawlKey string) (bool, error) {
	key := u64(seq)
	v, err := unseal(key, k.Get(key))
	if err != nil {
		return false, corrupt("addr", key, err)
	}
	r := &reader{b: v}
	if r.byte() != recordVersion {
		return false, corrupt("addr", key, "unknown version of the record")
	}
	got := r.take(r.uint())
	return string(got) == crawlKey && !r.bad, nil
}

// find is the address with a crawl key; 0 when it is not known. Equal hashes of different keys are told apart by the records.
func find(k *bbolt.Bucket, lookup func(uint64, func(uint64, bool) bool) bool, hash uint64, crawlKey string) (seq uint64, err error) {
	var candidates []uint64
	lookup(hash, func(n uint64, _ bool) bool { candidates = append(candidates, n); return false })
	for _, n := range candidates {
		same, err := hasKey(k, n, crawlKey)
		if err != nil {
			return 0, err
		}
		if same {
			return n, nil
		}
	}
	return 0, nil
}

func (b *batch) find(crawlKey string) (uint64, error) {
	return find(b.bucket(bucketAddr), b.seen.lookup, hashKey(crawlKey), crawlKey)
}

// insert stores a new address.
func (b *batch) insert(hash uint64, a *addrRecord, st *stateRecord) (uint64, error) {
	if b.c.addr >= maxSequence {
		return 0, store.ErrFull
	}
	b.c.addr++
	seq := b.c.addr
	key := u64(seq)
	a.added = b.now
	if err := b.bucket(bucketAddr).Put(key, a.encode(key)); err != nil {
		return 0, err
	}
	b.seen.add(hash, seq)
	b.site(a.site).Addresses++
	return seq, b.setState(seq, a, &stateRecord{}, st)
}

// setState rewrites the state of an address, and what follows from it: its place in the frontier, the list of sources, the counters.
// old is the state as stored, zero for a new address.
func (b *batch) setState(seq uint64, a *addrRecord, old, st *stateRecord) error {
	site := b.site(a.site)
	var oldName, oldKey, name, key, value []byte
	if old.scheduled {
		oldName, oldKey, _ = frontierKey(a.host, seq, old.Schedule)
	}
	if st.scheduled {
		b.needHost(a.host, a.site)
		name, key, value = frontierKey(a.host, seq, st.Schedule)
	}
	if old.scheduled && (string(oldName) != string(name) || string(oldKey) != string(key)) {
		if err := b.bucket(oldName).Delete(oldKey); err != nil {
			return err
		}
	}
	if st.scheduled {
		if err := b.bucket(name).Put(key, value); err != nil {
			return err
		}
	}
	if old.scheduled || st.scheduled {
		b.touched[a.host] = true
	}
	site.Waiting += one(st.scheduled) - one(old.scheduled)
	site.Failed += one(st.failed()) - one(old.failed())
	b.c.waiting += uint64(one(st.scheduled) - one(old.scheduled))
	if old.work != st.work {
		countSource(site, old.work, -1)
		countSource(site, st.work, 1)
		source := pairName(a.site, seq)
		var err error
		switch {
		case st.work.Source() && !old.work.Source():
			err = b.bucket(bucketSources).Put(source, nil)
		case !st.work.Source() && old.work.Source():
			err = b.bucket(bucketSources).Delete(source)
		}
		if err != nil {
			return err
		}
	}
	k := u64(seq)
	return b.bucket(bucketState).Put(k, st.encode(k))
}

// pairName is the key of an address in sources.
func pairName(site string, seq uint64) []byte { return append(prefix(site), u64(seq)...) }

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// change writes an entry of the change log.
func (b *batch) change(kind store.ChangeKind, id, head news.ID) error {
	b.c.change++
	key := u64(b.c.change)
	return b.bucket(bucketChanges).Put(key, encodeChange(key, &store.Change{Kind: kind, ID: id, Head: head, At: b.now}))
}
