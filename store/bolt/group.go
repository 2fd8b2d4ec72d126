package bolt

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"kabar/store"
)

// Bounds of a group: one commit of the engine.
const (
	groupJobs  = 1024
	groupBytes = 8 << 20
)

// job is a visit, or seeds, on the way to the committer.
type job struct {
	visit   *store.Visit
	links   []store.Found // of the visit, or the seeds
	hashes  []uint64      // of the links' keys
	bad     error         // the visit breaks a rule: it is refused if it holds a lease
	text    []byte        // packed, not sealed
	article []byte        // encoded
	near    nearVerdict
	size    int

	act func(*batch) error // what to do for a job that is neither; it may be called more than once

	lease   *lease // held and claimed for this commit
	refused bool   // answered: a later attempt of the group leaves it out
	receipt store.Receipt
	added   int
	err     error
	done    chan struct{}
}

// submit queues a job and waits for its answer. Once queued it is not undone.
func (s *Store) submit(j *job) error {
	if s.o.ReadOnly {
		return errReadOnly
	}
	j.done = make(chan struct{})
	s.queueMu.Lock()
	if s.shut {
		s.queueMu.Unlock()
		return store.ErrClosed
	}
	s.queue = append(s.queue, j)
	s.queueMu.Unlock()
	s.poke()
	<-j.done
	return j.err
}

func (s *Store) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// run is the committer: it takes whatever was queued while the last group was syncing. There is no timer, waiting for
// more only costs.
func (s *Store) run() {
	defer close(s.stopped)
	for {
		jobs, shut := s.take()
		switch {
		case len(jobs) > 0:
			s.commitGroup(jobs)
			s.mergeUnderLoad()
		case shut:
			return
		case s.mergeNear():
		default:
			<-s.wake
		}
	}
}

func (s *Store) take() (jobs []*job, shut bool) {
	s.queueMu.Lock()
	defer s.queueMu.Unlock()
	size, n := 0, 0
	for n < len(s.queue) && n < groupJobs && (n == 0 || size+s.queue[n].size <= groupBytes) {
		size += s.queue[n].size
		n++
	}
	jobs = s.queue[:n:n]
	s.queue = s.queue[n:]
	if len(s.queue) == 0 {
		s.queue = nil
	}
	return jobs, s.shut
}

// commitGroup stores the jobs in one transaction and answers them.
func (s *Store) commitGroup(jobs []*job) {
	now := s.o.Now()
	s.claim(jobs, now)
	err := s.attempts(jobs, now)
	s.mu.Lock()
	for _, j := range jobs {
		if err != nil && !j.refused {
			j.err = err
		}
		if l := j.lease; l != nil && s.sched.leases[l.token] == l { // refused: the lease stays
			l.committing = false
			s.sched.track(l)
		}
	}
	s.mu.Unlock()
	for _, j := range jobs {
		close(j.done)
	}
}

// claim holds the leases of the jobs until the group is done, so that none expires in between.
func (s *Store) claim(jobs []*job, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, j := range jobs {
		if j.visit == nil || j.act != nil {
			continue
		}
		l := s.sched.leases[j.visit.Token]
		if l == nil || l.committing || l.until <= nanos(now) {
			continue // apply looks for a receipt
		}
		if j.bad != nil {
			j.err, j.refused = j.bad, true
			continue
		}
		l.committing, j.lease = true, l
	}
}

// attempts makes the transaction. A job that meets damage is answered and the others are tried again without it; an
// error that is returned is the answer of all the others.
func (s *Store) attempts(jobs []*job, now time.Time) error {
	if f := s.failure.Load(); f != nil {
		return *f
	}
	if s.o.Sync != nil {
		if err := s.o.Sync(); err != nil {
			return engineError(fmt.Errorf("sync what the commits point to: %w", err))
		}
	}
	for {
		b, culprit, handed, err := s.attempt(jobs, now)
		switch {
		case err == nil:
			s.learn(b)
			return nil
		case culprit != nil:
			culprit.err, culprit.refused = err, true
		case !handed:
			s.fail(err)
			return err
		default:
			return s.commitFailed(b, err)
		}
	}
}

// commitFailed decides what an error of the engine's commit means. Without space nothing was written, as far as the engine's
// current state shows; after any other error nobody knows.
func (s *Store) commitFailed(b *batch, err error) error {
	if full := engineError(err); errors.Is(full, store.ErrFull) {
		var now int
		viewErr := s.read(func(tx *bbolt.Tx) error { now = tx.ID(); return nil })
		if viewErr == nil && now < b.txid {
			return full
		}
	}
	s.fail(err)
	return fmt.Errorf("%w: %w", store.ErrUnknownOutcome, err)
}

// attempt applies the jobs to one transaction. culprit is the job that met an error; handed tells whether the engine was asked
// to commit.
func (s *Store) attempt(jobs []*job, now time.Time) (b *batch, culprit *job, handed bool, err error) {
	err = guard(s.o.Logger, func() error {
		tx, err := s.db.Begin(true)
		if err != nil {
			return err
		}
		defer func() { _ = guard(s.o.Logger, func() error { _ = tx.Rollback(); return nil }) }()
		s.mu.Lock()
		b = newBatch(s, tx, now, s.counters)
		s.mu.Unlock()
		for _, j := range jobs {
			if j.refused {
				continue
			}
			culprit = j
			if err := b.apply(j); err != nil {
				return err
			}
		}
		culprit = nil
		if err := b.finish(); err != nil {
			return err
		}
		handed = true
		return s.o.commit(tx.Commit)
	})
	return b, culprit, handed, err
}

// learn tells the memory what a commit stored.
func (s *Store) learn(b *batch) {
	s.seen.add(b.seen.added)
	s.hashes.add(b.hashes.added)
	s.seen.settle(b.settled)
	if b.nearCleared {
		s.near.clear(b.c.nearLog)
	}
	s.near.add(b.near, b.c.nearLog)
	s.near.drop(b.forgotten)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counters = b.c
	for name, info := range b.sites {
		s.sched.site(name).info = *info
	}
	for _, state := range b.hosts {
		s.sched.host(*state).state = *state
	}
	for _, l := range b.ended {
		s.sched.endLease(l)
	}
	for host, w := range b.works {
		if h := s.sched.hosts[host]; h != nil {
			s.sched.update(h, w)
		}
	}
}

// Commit stores a visit; see the contract.
func (s *Store) Commit(ctx context.Context, v store.Visit) (store.Receipt, error) {
	if err := s.enter(ctx); err != nil {
		return store.Receipt{}, err
	}
	defer s.leave()
	j := s.prepare(&v)
	if err := s.submit(j); err != nil {
		return store.Receipt{}, err
	}
	return j.receipt, nil
}

// prepare does what needs no transaction.
func (s *Store) prepare(v *store.Visit) *job {
	j := &job{visit: v, links: v.Links, bad: checkVisit(v), size: 1024}
	if j.bad != nil {
		return j
	}
	j.hashes = hashKeys(j.links)
	for i := range j.links {
		j.size += 256 + len(j.links[i].Text)
	}
	if d := v.Document; d != nil {
		j.text, _ = s.pack.pack(d.Article.Paragraphs)
		j.article = encodeArticle(&d.Article)
		j.size += len(j.text) + len(j.article)
		j.near = s.judgeNear(d)
	}
	return j
}

// Add puts seeds into the frontier; see the contract.
func (s *Store) Add(ctx context.Context, links []store.Found) (int, error) {
	if err := s.enter(ctx); err != nil {
		return 0, err
	}
	defer s.leave()
	for i := range links {
		if err := checkFound(&links[i]); err != nil {
			return 0, err
		}
	}
	added := 0
	for len(links) > 0 {
		part := links[:min(len(links), 10_000)]
		links = links[len(part):]
		j := &job{links: part, hashes: hashKeys(part), size: 256 * len(part)}
		if err := s.submit(j); err != nil {
			return added, err
		}
		added += j.added
	}
	return added, nil
}
