package bolt

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"go.etcd.io/bbolt"

	"kabar/store"
)

var errReadOnly = errors.New("store was opened for reading only")

// Lease gives a host and one of its addresses; see the contract. Of the addresses with a due time, those beyond the first 64 due ones
// and the first 64 due recurring ones are not compared.
func (s *Store) Lease(ctx context.Context, req store.LeaseRequest) (store.Lease, error) {
	if err := s.enter(ctx); err != nil {
		return store.Lease{}, err
	}
	defer s.leave()
	if s.o.ReadOnly {
		return store.Lease{}, errReadOnly
	}
	if req.TTL <= 0 {
		return store.Lease{}, fmt.Errorf("lease for %s: the time must be positive", req.TTL)
	}
	now := s.o.Now()
	horizon := int64(never - 1) // none: what recurs is given as soon as it is due
	if !req.Horizon.IsZero() {
		horizon = nanos(req.Horizon)
	}
	for {
		l, err := s.hold(now, req, horizon)
		if err != nil {
			return store.Lease{}, err
		}
		given := store.Lease{Token: l.token, Until: time.Unix(0, l.until).UTC(), Host: l.state}
		var work hostWork
		var seq uint64
		found := false
		err = s.read(func(tx *bbolt.Tx) error {
			f := newFrontier(tx)
			var p place
			if p, found = f.first(l.state.Host, nanos(now), horizon); !found {
				work = f.work(l.state.Host)
				return nil
			}
			seq = p.seq
			given.Address, err = leasedAddress(tx, l.state.Host, p)
			return err
		})
		if err != nil {
			s.recall(l, nil)
			return store.Lease{}, err
		}
		if found {
			s.mu.Lock()
			l.held.seq = seq
			s.mu.Unlock()
			return given, nil
		}
		s.recall(l, &work)
	}
}

// held is a lease being given: the host is out of the scheduler, the address not chosen yet.
type held struct {
	token store.Token
	until int64
	state store.HostState
	gen   uint64
	held  *lease
}

// hold takes the next host.
func (s *Store) hold(now time.Time, req store.LeaseRequest, horizon int64) (held, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := nanos(now)
	s.sched.look(req.Sites, horizon)
	s.sched.expire(at)
	h := s.sched.pick(at)
	if h == nil {
		return held{}, s.sched.nothing()
	}
	token, err := s.token(at)
	if err != nil {
		return held{}, err
	}
	l := &lease{token: token, host: h, until: nanos(now.Add(req.TTL)), started: at}
	s.sched.serve(h.site)
	s.sched.addLease(l)
	return held{token: token, until: l.until, state: h.state, gen: h.gen, held: l}, nil
}

// recall takes back a lease that found no address. A commit may have changed the host meanwhile; if none has, the host has
// the work that the transaction saw.
func (s *Store) recall(l held, work *hostWork) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sched.leases[l.token] != l.held {
		return
	}
	h := l.held.host
	if work != nil && h.gen == l.gen {
		h.work = *work
		h.gen++
	}
	s.sched.endLease(l.held)
}

// token is the time of the lease in nanoseconds, never the same twice, and 8 random bytes. Receipts are kept under it, and so in
// the order of time: a random key would cost each commit a page.
func (s *Store) token(now int64) (store.Token, error) {
	var t store.Token
	s.lastToken = max(s.lastToken+1, uint64(now))
	binary.BigEndian.PutUint64(t[:], s.lastToken)
	_, err := io.ReadFull(s.o.Rand, t[8:])
	return t, err
}

// leasedAddress is the address that the frontier names, if it names it rightly.
func leasedAddress(tx *bbolt.Tx, host string, p place) (store.Address, error) {
	a, st, err := readBoth(tx, p.seq)
	if err != nil {
		return store.Address{}, err
	}
	if a.host != host || !st.scheduled || st.Priority != p.prio || st.Rank != p.rank || p.due != due(st.At) {
		return store.Address{}, corrupt("state", u64(p.seq), "the frontier says otherwise")
	}
	return publicAddress(tx, a, st)
}

// Extend moves the end of a lease; see the contract.
func (s *Store) Extend(ctx context.Context, token store.Token, ttl time.Duration) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	now := s.o.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.sched.leases[token]
	if l == nil || l.until <= nanos(now) {
		return store.ErrLeaseLost
	}
	l.until = nanos(now.Add(ttl))
	s.sched.track(l)
	return nil
}

// Release gives a host back; see the contract.
func (s *Store) Release(ctx context.Context, token store.Token) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	s.mu.Lock()
	defer s.mu.Unlock()
	if l := s.sched.leases[token]; l != nil && !l.committing {
		s.sched.endLease(l)
	}
	return nil
}
