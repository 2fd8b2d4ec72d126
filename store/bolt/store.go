package bolt

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"kabar/store"
)

// Store is a [store.Store] in one file.
type Store struct {
	o    Options
	path string
	db   *bbolt.DB
	lock *folderLock
	pack *packer
	id   [16]byte

	seen   set // hash of a key → address
	hashes set // first 8 bytes of a text hash → document
	near   nearTable
	scheme string // of the signatures in the index

	// closing is held for reading by each method that uses the engine, so that Close waits for them.
	closing sync.RWMutex
	closed  atomic.Bool
	failure atomic.Pointer[error] // why writes are refused; nil while all is well

	queueMu sync.Mutex
	queue   []*job
	shut    bool          // no more jobs
	wake    chan struct{} // something was queued
	stopped chan struct{} // the committer has ended

	mu        sync.Mutex
	sched     *scheduler
	counters  counters
	lastToken uint64
}

var _ store.Store = (*Store)(nil)

// guard runs f, which touches the mapped file. A damaged page makes the engine panic or, behind the file's end, faults;
// both become ErrCorrupt.
func guard(log *slog.Logger, f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if e, ok := p.(error); ok && errors.Is(e, store.ErrCorrupt) {
			err = e
			return
		}
		log.Error("the store's engine panicked", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		err = fmt.Errorf("%w: %v", store.ErrCorrupt, p)
	}()
	return f()
}

// enter begins a method; leave ends it.
func (s *Store) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.closing.RLock()
	if s.closed.Load() {
		s.closing.RUnlock()
		return store.ErrClosed
	}
	if f := s.failure.Load(); f != nil {
		s.closing.RUnlock()
		return *f
	}
	return nil
}

func (s *Store) leave() { s.closing.RUnlock() }

// view runs a read transaction. f must copy what it keeps, and be short.
func (s *Store) view(ctx context.Context, f func(tx *bbolt.Tx) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	return s.read(f)
}

func (s *Store) read(f func(tx *bbolt.Tx) error) error {
	return guard(s.o.Logger, func() error { return s.db.View(f) })
}

// fail refuses everything from now on.
func (s *Store) fail(why error) {
	err := fmt.Errorf("%w: %w", store.ErrFailed, why)
	if s.failure.CompareAndSwap(nil, &err) {
		s.o.Logger.Error("the store failed and refuses everything until it is opened again", "error", why)
	}
}

func (s *Store) start() {
	if s.o.ReadOnly {
		close(s.stopped)
		return
	}
	go s.run()
}

// Close waits for accepted commits, refuses new ones, and frees the lock. A second Close returns nil.
func (s *Store) Close() error {
	s.queueMu.Lock()
	s.shut = true
	s.queueMu.Unlock()
	s.poke()
	<-s.stopped
	s.closing.Lock()
	defer s.closing.Unlock()
	if s.closed.Swap(true) {
		return nil
	}
	err := closeEngine(s.db)
	s.pack.close()
	s.lock.release()
	return err
}

// closeEngine closes the engine. When it panicked inside a transaction it may hold its own locks for ever; then it is left alone,
// and the file stays open until the process ends.
func closeEngine(db *bbolt.DB) error {
	done := make(chan error, 1)
	go func() {
		done <- guard(slog.New(slog.DiscardHandler), db.Close)
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(5 * time.Second):
		return fmt.Errorf("%w: the engine does not close", store.ErrFailed)
	}
}

// load checks the schema and fills the memory.
func (s *Store) load() error {
	return s.db.View(func(tx *bbolt.Tx) error {
		meta := bucket(tx, bucketMeta)
		if _, err := checkVersion(meta, s.o); err != nil {
			return err
		}
		id, err := unseal(keyID, meta.Get(keyID))
		if err != nil || len(id) != len(s.id) {
			return corrupt("meta", keyID, "no id")
		}
		copy(s.id[:], id)
		if s.counters, err = decodeCounters(meta.Get(keyCounters)); err != nil {
			return err
		}
		for _, b := range allBuckets {
			bucket(tx, b.name)
		}
		if err := loadLog(tx, bucketSeen, s.counters.addr, &s.seen); err != nil {
			return err
		}
		if err := loadLog(tx, bucketHashes, s.counters.doc, &s.hashes); err != nil {
			return err
		}
		s.near.size = s.o.nearTable
		if err := s.near.load(tx, s.counters.nearMerged); err != nil {
			return err
		}
		if err := s.loadSites(tx); err != nil {
			return err
		}
		return s.loadHosts(tx)
	})
}

// loadLog fills a set from its log.
func loadLog(tx *bbolt.Tx, name []byte, limit uint64, into *set) error {
	var entries []entry
	return walkBucket(tx, name, func(k, v []byte) error {
		var err error
		if entries, err = decodeLog(entries[:0], name, k, v); err != nil {
			return err
		}
		for _, e := range entries {
			if e.seq == 0 || uint64(e.seq) > limit {
				return corrupt(string(name), k, "a number that was never given")
			}
		}
		into.add(entries)
		return nil
	})
}

// decodeLog appends the entries of a log's value to entries.
func decodeLog(entries []entry, name, k, v []byte) ([]entry, error) {
	b, err := unseal(k, v)
	if err != nil || len(b)%12 != 0 {
		return nil, corrupt(string(name), k, "the log of known hashes does not fit")
	}
	for r := (&reader{b: b}); len(r.b) > 0; {
		entries = append(entries, entry{
			hash: r.fixed(), seq: uint32(r.byte())<<24 | uint32(r.byte())<<16 | uint32(r.byte())<<8 | uint32(r.byte()),
		})
	}
	return entries, nil
}

// appendLog is the value of a log for new entries.
func appendLog(key []byte, entries []entry) []byte {
	w := &writer{b: make([]byte, 0, 12*len(entries)+4)}
	for _, e := range entries {
		w.fixed(e.hash)
		w.raw([]byte{byte(e.seq >> 24), byte(e.seq >> 16), byte(e.seq >> 8), byte(e.seq)})
	}
	return seal(key, w.b)
}

func (s *Store) loadSites(tx *bbolt.Tx) error {
	return walkBucket(tx, bucketSites, func(k, v []byte) error {
		info, err := decodeSite(k, v)
		if err != nil {
			return err
		}
		s.sched.site(info.Site).info = info
		return nil
	})
}

// loadHosts puts all hosts into the scheduler. Each counts as asked just now: a lease that was held when the process ended may have
// made its request without a trace.
func (s *Store) loadHosts(tx *bbolt.Tx) error {
	now := s.o.Now()
	f := newFrontier(tx)
	return walkBucket(tx, bucketHosts, func(k, v []byte) error {
		state, err := decodeHost(k, v)
		if err != nil {
			return err
		}
		if kept := now.Add(state.Delay).UTC(); kept.After(state.NotBefore) && state.Delay > 0 {
			state.NotBefore = kept
		}
		h := s.sched.host(state)
		h.work = f.work(state.Host)
		return nil
	})
}

// engineError names an error of the engine that a write met before it could have happened.
func engineError(err error) error {
	switch {
	case isFull(err), errors.Is(err, berrors.ErrMaxSizeReached):
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	}
	return err
}
