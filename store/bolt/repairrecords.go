package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"

	"go.etcd.io/bbolt"

	"kabar/news"
	"kabar/store"
)

// lostSite is the site of addresses whose records are lost: their numbers stay, for numbers have no gaps.
const lostSite = "lost.invalid"

// repairLog is how many entries a value of a log that is made anew holds.
const repairLog = 1000

// repairer is one run of Repair: it reads the damaged file within tx and writes the new one.
type repairer struct {
	ctx  context.Context
	s    *Store // of the damaged file: for its texts
	tx   *bbolt.Tx
	out  *loader
	tell func(store.Problem)

	addr, doc uint64                    // numbers given
	dead      map[uint64]bool           // documents that cannot be kept
	alone     map[uint64]bool           // members that lose their head
	keys      map[uint64]*addrRecord    // of addresses whose records were damaged, from their documents
	leads     map[uint64]uint64         // the first address that led to a dead document
	places    map[uint64]store.Schedule // that the damaged frontier holds; nil: not read yet
	firsts    map[uint64]uint64         // the documents by the addresses first stored, read with them
}

func (r *repairer) lost(where, format string, args ...any) {
	r.tell(store.Problem{Where: where, What: fmt.Sprintf(format, args...)})
}

func last(tx *bbolt.Tx, name []byte) uint64 {
	k, _ := bucket(tx, name).Cursor().Last()
	return readU64(k)
}

// judge finds what documents can be kept.
func (r *repairer) judge() error {
	r.addr, r.doc = max(last(r.tx, bucketAddr), last(r.tx, bucketState)), last(r.tx, bucketDocs)
	if c, err := decodeCounters(bucket(r.tx, bucketMeta).Get(keyCounters)); err == nil { // what was lost at the end
		r.addr, r.doc = max(r.addr, c.addr), max(r.doc, c.doc)
	}
	if r.addr > maxSequence || r.doc > maxSequence {
		return corrupt("addr", nil, "numbers do not fit")
	}
	r.dead, r.alone, r.keys, r.leads = map[uint64]bool{}, map[uint64]bool{}, map[uint64]*addrRecord{}, map[uint64]uint64{}
	docs := bucket(r.tx, bucketDocs)
	for n := uint64(1); n <= r.doc; n++ {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		if err := r.sound(n); err != nil {
			r.dead[n] = true
			where := fmt.Sprintf("document %d", n)
			if d, err := readDoc(docs, n); err == nil {
				where = "document " + d.id.String()
			}
			r.lost(where, "is dropped, its address will be asked again: %v", err)
		}
	}
	for n := uint64(1); n <= r.doc; n++ {
		if r.dead[n] {
			continue
		}
		d, err := readDoc(docs, n)
		if err != nil {
			return err
		}
		if d.head == 0 {
			continue
		}
		if h, err := readDoc(docs, d.head); err == nil && !r.dead[d.head] && h.head == 0 && !h.forgotten() {
			continue
		}
		where := "document " + d.id.String()
		if _, err := r.s.text(r.tx, n, d.revision); err != nil {
			r.dead[n] = true
			r.lost(where, "is dropped, its address will be asked again: its head is lost and it has no text of its own")
			continue
		}
		r.alone[n] = true
		r.lost(where, "stands for itself from now on: its head is lost")
	}
	return nil
}

// sound tells why a document cannot be kept.
func (r *repairer) sound(n uint64) error {
	d, err := readDoc(bucket(r.tx, bucketDocs), n)
	if err != nil {
		return err
	}
	var doc news.Document
	if !d.forgotten() {
		if doc, err = d.document(); err != nil {
			return err
		}
		if d.head == 0 {
			if _, err := r.s.text(r.tx, n, d.revision); err != nil {
				return err
			}
		}
	}
	a, err := readAddr(bucket(r.tx, bucketAddr), d.first)
	if err == nil && news.NewID(a.key) == d.id {
		return nil
	}
	for _, u := range []string{doc.URL, doc.Canonical} {
		if u == "" || news.NewID(u) != d.id || d.first == 0 || d.first > r.addr {
			continue
		}
		if p, err := url.Parse(u); err == nil && p.Host != "" {
			r.keys[d.first] = &addrRecord{key: u, url: u, host: p.Host, site: d.source, added: d.added}
			return nil
		}
	}
	return errors.New("the address first stored is lost")
}

// addresses writes addr and state, and what follows from them: frontier, sources, the log of known addresses, hosts that are missing.
func (r *repairer) addresses() error {
	log := r.log(bucketSeen)
	for n := uint64(1); n <= r.addr; n++ {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		key := u64(n)
		a, st, err := r.address(n)
		if err != nil {
			return err
		}
		if st.doc > r.doc {
			st.doc = 0
		}
		if r.dead[st.doc] {
			if r.leads[st.doc] == 0 {
				r.leads[st.doc] = n
			}
			st.doc = 0
			if !st.scheduled && !st.forgotten() && a.site != lostSite {
				st.scheduled = true
			}
		}
		if err := errors.Join(r.out.put(bucketAddr, key, a.encode(key)), r.out.put(bucketState, key, st.encode(key))); err != nil {
			return err
		}
		if err := log.add(entry{hashKey(a.key), uint32(n)}); err != nil {
			return err
		}
		if st.work.Source() {
			if err := r.out.put(bucketSources, pairName(a.site, n), nil); err != nil {
				return err
			}
		}
		if !st.scheduled {
			continue
		}
		name, place, value := frontierKey(a.host, n, st.Schedule)
		if err := r.out.put(name, place, value); err != nil {
			return err
		}
		if host := []byte(a.host); r.out.bucket(bucketHosts).Get(host) == nil {
			if err := r.out.put(bucketHosts, host, encodeHost(host, &store.HostState{Host: a.host, Site: a.site})); err != nil {
				return err
			}
		}
	}
	return log.flush()
}

// address is the address n, as much as is left of it.
func (r *repairer) address(n uint64) (*addrRecord, *stateRecord, error) {
	where := fmt.Sprintf("address %d", n)
	a, err := readAddr(bucket(r.tx, bucketAddr), n)
	if k := r.keys[n]; k != nil {
		r.lost(where, "%s is what is left of it, taken from its document", k.key)
		a = k
	} else if err != nil {
		r.lost(where, "is dropped: %v", err)
		name := fmt.Sprintf("lost:%d", n)
		a = &addrRecord{key: name, url: name, host: lostSite, site: lostSite}
	}
	st, err := readState(bucket(r.tx, bucketState), n)
	if err != nil {
		r.lost(where, "%s: what its visits told is lost, its place in the frontier is kept: %v", a.url, err)
		if st, err = r.state(n, a); err != nil {
			return nil, nil, err
		}
	}
	if a.site == lostSite {
		st = &stateRecord{work: news.WorkArticle, AddressState: store.AddressState{Result: news.ResultForgotten}}
	}
	return a, st, nil
}

// state is a state in place of a lost one: the document whose first address it is, the schedule that the frontier still holds.
func (r *repairer) state(n uint64, a *addrRecord) (*stateRecord, error) {
	if r.places == nil {
		r.places = map[uint64]store.Schedule{}
		for _, name := range [][]byte{bucketReady, bucketOwed, bucketAgain} {
			if err := r.readPlaces(name); err != nil && !errors.Is(err, store.ErrCorrupt) {
				return nil, err
			}
		}
		r.firsts = map[uint64]uint64{}
		err := walkBucket(r.tx, bucketDocs, func(k, v []byte) error {
			if d, err := decodeDoc(bucketDocs, k, v); err == nil {
				r.firsts[d.first] = readU64(k)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	st := &stateRecord{work: news.WorkArticle}
	if bucket(r.tx, bucketSources).Get(pairName(a.site, n)) != nil {
		st.work = news.WorkSection
	}
	st.Schedule, st.scheduled = r.places[n]
	if doc := r.firsts[n]; doc != 0 {
		st.doc = doc
		d, err := readDoc(bucket(r.tx, bucketDocs), doc)
		if err != nil {
			return nil, err
		}
		if d.forgotten() {
			*st = stateRecord{work: st.work, doc: doc, AddressState: store.AddressState{Result: news.ResultForgotten, Visited: d.changed}}
		}
	}
	return st, nil
}

// readPlaces reads what an area of the frontier says of the schedules.
func (r *repairer) readPlaces(name []byte) error {
	return guard(r.s.o.Logger, func() error {
		return walkBucket(r.tx, name, func(k, v []byte) error {
			pre := prefix(string(k[:max(bytes.IndexByte(k, 0), 0)]))
			p, ok := readyPlace(pre, k)
			if !bytes.Equal(name, bucketReady) {
				p, ok = duePlace(pre, k, v)
			}
			if ok {
				r.places[p.seq] = store.Schedule{
					At: dueTime(p.due), Priority: p.prio, Rank: p.rank, Again: bytes.Equal(name, bucketAgain),
				}
			}
			return nil
		})
	})
}

// logWriter writes a log anew.
type logWriter struct {
	r       *repairer
	name    []byte
	number  uint64
	entries []entry
}

func (r *repairer) log(name []byte) *logWriter { return &logWriter{r: r, name: name} }

func (l *logWriter) add(e entry) error {
	if l.entries = append(l.entries, e); len(l.entries) < repairLog {
		return nil
	}
	return l.flush()
}

func (l *logWriter) flush() error {
	if len(l.entries) == 0 {
		return nil
	}
	l.number++
	key := u64(l.number)
	value := appendLog(key, l.entries)
	l.entries = l.entries[:0]
	return l.r.out.put(l.name, key, value)
}

// small copies what stands for itself. A forgotten site stays so, whatever its tombstone holds.
func (r *repairer) small() error {
	for _, b := range []struct {
		name []byte
		read func(k, v []byte) error
	}{
		{bucketHosts, func(k, v []byte) error { _, err := decodeHost(k, v); return err }},
		{bucketRobots, func(k, v []byte) error { _, err := decodeRobots(k, v); return err }},
		{bucketMemos, func(k, v []byte) error { _, err := unseal(k, v); return err }},
		{bucketReceipts, func(k, v []byte) error { _, err := decodeReceipt(k, v); return err }},
	} {
		err := walkBucket(r.tx, b.name, func(k, v []byte) error {
			if err := b.read(k, v); err == nil {
				return r.out.put(b.name, k, v)
			} else if !bytes.HasSuffix(k, []byte(siteTombstone)) {
				r.lost(fmt.Sprintf("%s %q", b.name, k), "is dropped: %v", err)
				return nil
			}
			w := &writer{}
			w.time(r.s.o.Now())
			return r.out.put(b.name, k, seal(k, w.b))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// changes copies the change log. In place of a lost entry stands the one before it again, which tells a reader nothing new: numbers
// have no gaps.
func (r *repairer) changes() error {
	var before store.Change
	n := last(r.tx, bucketChanges)
	for i := uint64(1); i <= n; i++ {
		key := u64(i)
		c, err := decodeChange(key, bucket(r.tx, bucketChanges).Get(key))
		if err != nil {
			r.lost(fmt.Sprintf("changes %d", i), "is dropped: %v", err)
			c = before
		}
		if c.ID.IsZero() { // no entry before it: the first that can be read
			for j := i + 1; j <= n && c.ID.IsZero(); j++ {
				if next, err := decodeChange(u64(j), bucket(r.tx, bucketChanges).Get(u64(j))); err == nil {
					c = next
				}
			}
		}
		before = c
		if err := r.out.put(bucketChanges, key, encodeChange(key, &c)); err != nil {
			return err
		}
	}
	return nil
}

// revOf takes the key of a revision apart.
func revOf(key []byte) (doc uint64, revision uint32, ok bool) {
	if len(key) != 12 {
		return 0, 0, false
	}
	return readU64(key[:8]), binary.BigEndian.Uint32(key[8:]), true
}
