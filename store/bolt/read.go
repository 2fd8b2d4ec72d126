package bolt

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"os"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"kabar/news"
	"kabar/store"
)

// Pages of a listing, when the caller names no limit, and at most: a read transaction must be short.
const (
	defaultPage = 1_000
	maxPage     = 10_000
)

func pageOf(limit int) int {
	if limit <= 0 {
		return defaultPage
	}
	return min(limit, maxPage)
}

// Kinds of cursors. A cursor is the kind, 8 bytes of the store's id, the position.
const (
	kindChange   = 'c'
	kindFrontier = 'f'
	kindSource   = 's'
	kindDocument = 'd'
)

func (s *Store) makeCursor(kind byte, position []byte) string {
	b := append([]byte{kind}, s.id[:8]...)
	return base64.RawURLEncoding.EncodeToString(append(b, position...))
}

func (s *Store) cursor(change uint64) store.Cursor {
	return store.Cursor(s.makeCursor(kindChange, u64(change)))
}

// readCursor is the position in a cursor, nil for the zero one.
func (s *Store) readCursor(kind byte, cursor string) ([]byte, error) {
	if cursor == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(b) < 10 || b[0] != kind || !bytes.Equal(b[1:9], s.id[:8]) {
		return nil, store.ErrForeignCursor
	}
	return b[9:], nil
}

// readNumber is the number in a cursor of a listing that is ordered by numbers.
func (s *Store) readNumber(kind byte, cursor string) (uint64, error) {
	b, err := s.readCursor(kind, cursor)
	if err == nil && b != nil && len(b) != 8 {
		err = store.ErrForeignCursor
	}
	return readU64(b), err
}

func readBoth(tx *bbolt.Tx, seq uint64) (*addrRecord, *stateRecord, error) {
	a, err := readAddr(bucket(tx, bucketAddr), seq)
	if err != nil {
		return nil, nil, err
	}
	st, err := readState(bucket(tx, bucketState), seq)
	return a, st, err
}

// publicAddress is an address as the contract gives it.
func publicAddress(tx *bbolt.Tx, a *addrRecord, st *stateRecord) (store.Address, error) {
	p := store.Address{
		URL: a.url, Key: a.key, Host: a.host, Site: a.site, Work: st.work, Via: a.via, Depth: a.depth, Title: a.title,
		Published: a.published, Text: a.text, Tags: a.tags, Image: a.image, Aliases: a.aliases, Added: a.added,
		Scheduled: st.scheduled, Schedule: st.Schedule, State: st.AddressState,
	}
	if st.doc != 0 {
		d, err := readDoc(bucket(tx, bucketDocs), st.doc)
		if err != nil {
			return store.Address{}, err
		}
		p.Document = d.id
	}
	return p, nil
}

// Seen tells which keys are known; see the contract.
func (s *Store) Seen(ctx context.Context, keys []string) ([]bool, error) {
	known := make([]bool, len(keys))
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		k := bucket(tx, bucketAddr)
		for i, key := range keys {
			seq, err := s.lookup(k, key)
			if err != nil {
				return err
			}
			known[i] = seq != 0
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return known, nil
}

// lookup finds a key for a reader. The set may be ahead of the reader's transaction by a commit: what it does not have yet is not
// known.
func (s *Store) lookup(k *bbolt.Bucket, key string) (uint64, error) {
	return find(k, func(h uint64, yes func(uint64, bool) bool) bool {
		return s.seen.lookup(h, func(seq uint64, settled bool) bool {
			return !ahead(k, seq) && yes(seq, settled)
		})
	}, hashKey(key), key)
}

// ahead tells whether an address came after the transaction of a bucket by address, rather than being lost.
func ahead(k *bbolt.Bucket, seq uint64) bool {
	if k.Get(u64(seq)) != nil {
		return false
	}
	c, err := decodeCounters(bucket(k.Tx(), bucketMeta).Get(keyCounters))
	return err == nil && seq > c.addr
}

// Address returns what is known of an address; see the contract.
func (s *Store) Address(ctx context.Context, key string) (a store.Address, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		seq, err := s.lookup(bucket(tx, bucketAddr), key)
		if err != nil {
			return err
		}
		if seq == 0 {
			return store.ErrNotFound
		}
		rec, st, err := readBoth(tx, seq)
		if err != nil {
			return err
		}
		a, err = publicAddress(tx, rec, st)
		return err
	})
	return a, err
}

// Frontier pages through what is planned for a host; see the contract.
func (s *Store) Frontier(ctx context.Context, host string, after store.FrontierCursor, limit int) ([]store.Address, store.FrontierCursor, error) {
	position, err := s.readCursor(kindFrontier, string(after))
	if err != nil {
		return nil, "", err
	}
	limit = pageOf(limit)
	var page []store.Address
	next := after
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		w, err := newWalk(tx, host, position)
		if err != nil {
			return err
		}
		for len(page) < limit {
			seq, at, ok := w.next()
			if !ok {
				return nil
			}
			a, st, err := readBoth(tx, seq)
			if err != nil {
				return err
			}
			p, err := publicAddress(tx, a, st)
			if err != nil {
				return err
			}
			page = append(page, p)
			next = store.FrontierCursor(s.makeCursor(kindFrontier, at))
		}
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	return page, next, nil
}

// walk goes through the frontier of a host: ready in its own order, then owed and again together by (due, seq).
type walk struct {
	pre      []byte
	ready    *bbolt.Cursor
	due      [2]*bbolt.Cursor
	readyKey []byte
	dueKey   [2][]byte
	inReady  bool
}

// newWalk begins behind a position, nil for the beginning: 'r' and the rest of a key of ready, or 'd', due and seq.
func newWalk(tx *bbolt.Tx, host string, position []byte) (*walk, error) {
	f := newFrontier(tx)
	w := &walk{pre: prefix(host), ready: f.ready, due: [2]*bbolt.Cursor{f.owed, f.again}}
	from := []byte(nil)
	switch {
	case position == nil:
		w.inReady = true
	case position[0] == 'r' && len(position) == 1+readyTail:
		w.inReady = true
		from = append(position[1:len(position):len(position)], 0)
	case position[0] == 'd' && len(position) == 1+dueTail:
		from = append(position[1:len(position):len(position)], 0)
	default:
		return nil, store.ErrForeignCursor
	}
	if w.inReady {
		w.readyKey, _ = w.ready.Seek(append(slices.Clone(w.pre), from...))
		from = nil
	}
	for i, c := range w.due {
		w.dueKey[i], _ = c.Seek(append(slices.Clone(w.pre), from...))
	}
	return w, nil
}

// next is the next address and the position of it.
func (w *walk) next() (seq uint64, position []byte, ok bool) {
	if w.inReady {
		if p, ok := readyPlace(w.pre, w.readyKey); ok {
			w.readyKey, _ = w.ready.Next()
			return p.seq, append([]byte{'r'}, p.readyTail()...), true
		}
		w.inReady = false
	}
	best := -1
	var place place
	for i, k := range w.dueKey {
		p, ok := duePlace(w.pre, k, nil)
		if ok && (best < 0 || p.due < place.due || p.due == place.due && p.seq < place.seq) {
			best, place = i, p
		}
	}
	if best < 0 {
		return 0, nil, false
	}
	w.dueKey[best], _ = w.due[best].Next()
	position = binary.BigEndian.AppendUint64([]byte{'d'}, place.due)
	return place.seq, binary.BigEndian.AppendUint64(position, place.seq), true
}

// Sites lists the sites; see the contract.
func (s *Store) Sites(ctx context.Context) ([]store.SiteInfo, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []store.SiteInfo
	for _, t := range s.sched.sites {
		if t.info.Addresses > 0 {
			all = append(all, t.info)
		}
	}
	slices.SortFunc(all, func(a, b store.SiteInfo) int { return strings.Compare(a.Site, b.Site) })
	return all, nil
}

// Hosts lists the hosts of a site by name; see the contract.
func (s *Store) Hosts(ctx context.Context, site string) ([]store.HostState, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []store.HostState
	if t := s.sched.sites[site]; t != nil {
		for _, h := range t.all {
			all = append(all, h.state)
		}
	}
	slices.SortFunc(all, func(a, b store.HostState) int { return strings.Compare(a.Host, b.Host) })
	return all, nil
}

// Host returns the state of a host; see the contract.
func (s *Store) Host(ctx context.Context, host string) (store.HostState, error) {
	if err := s.enter(ctx); err != nil {
		return store.HostState{}, err
	}
	defer s.leave()
	s.mu.Lock()
	defer s.mu.Unlock()
	if h := s.sched.hosts[host]; h != nil {
		return h.state, nil
	}
	return store.HostState{}, store.ErrNotFound
}

// Sources pages through the feeds, sitemaps and sections of a site; see the contract.
func (s *Store) Sources(ctx context.Context, site string, after store.SourceCursor, limit int) ([]store.Address, store.SourceCursor, error) {
	last, err := s.readNumber(kindSource, string(after))
	if err != nil {
		return nil, "", err
	}
	limit = pageOf(limit)
	var page []store.Address
	next := after
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		pre := prefix(site)
		c := bucket(tx, bucketSources).Cursor()
		for k, _ := c.Seek(pairName(site, last+1)); len(k) == len(pre)+8 && bytes.HasPrefix(k, pre) && len(page) < limit; k, _ = c.Next() {
			a, st, err := readBoth(tx, readU64(k[len(pre):]))
			if err != nil {
				return err
			}
			p, err := publicAddress(tx, a, st)
			if err != nil {
				return err
			}
			page = append(page, p)
			next = store.SourceCursor(s.makeCursor(kindSource, k[len(pre):]))
		}
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	return page, next, nil
}

// Robots returns the stored copy of a robots.txt; see the contract.
func (s *Store) Robots(ctx context.Context, origin string) (o news.Robots, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		key := []byte(origin)
		v := bucket(tx, bucketRobots).Get(key)
		if v == nil {
			return store.ErrNotFound
		}
		o, err = decodeRobots(key, v)
		return err
	})
	return o, err
}

// Memo returns a small value of a site; see the contract.
func (s *Store) Memo(ctx context.Context, site, name string) (memo []byte, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		key := append(prefix(site), name...)
		v := bucket(tx, bucketMemos).Get(key)
		if v == nil {
			return store.ErrNotFound
		}
		b, err := unseal(key, v)
		if err != nil {
			return corrupt("memos", key, err)
		}
		memo = append([]byte{}, b...)
		return nil
	})
	return memo, err
}

// Stats counts what is stored; see the contract.
func (s *Store) Stats(ctx context.Context) (store.Stats, error) {
	if err := s.enter(ctx); err != nil {
		return store.Stats{}, err
	}
	defer s.leave()
	engine := s.db.Stats()
	s.mu.Lock()
	c := s.counters
	st := store.Stats{
		Sites: len(s.sched.sites), Hosts: len(s.sched.hosts), Addresses: int(c.addr), Waiting: int(c.waiting),
		Documents: int(c.documents), Members: int(c.members), Revisions: int(c.revisions), Gone: int(c.gone),
		Changes: int(c.change), TextBytes: int64(c.textBytes), Visits: int64(c.visits), First: c.first, Last: c.last,
		FreeBytes: int64(engine.FreePageN+engine.PendingPageN) * pageSize,
	}
	s.mu.Unlock()
	st.Near = s.nearStats(&c)
	if info, err := os.Stat(s.path); err == nil {
		st.FileBytes = info.Size()
	}
	return st, nil
}
