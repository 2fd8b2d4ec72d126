package bolt

import (
	"encoding/binary"
	"errors"
	"time"

	"kabar/news"
	"kabar/store"
)

// receiptTime is how long a commit's answer is kept.
const receiptTime = 25 * time.Hour

// apply stores one job. A refusal is the job's own answer; an error means that the transaction cannot be used.
func (b *batch) apply(j *job) error {
	j.added = 0
	if j.act != nil {
		return j.act(b)
	}
	if j.visit == nil {
		var err error
		j.added, err = b.links(j.links, j.hashes, 0)
		return err
	}
	if j.lease == nil {
		return b.replay(j)
	}
	return b.visit(j)
}

// replay answers a job that holds no lease: with the receipt of the commit that ended it, if there was one.
func (b *batch) replay(j *job) error {
	key := j.visit.Token[:]
	v := b.bucket(bucketReceipts).Get(key)
	if v == nil {
		j.err = store.ErrLeaseLost
		return nil
	}
	r, err := decodeReceipt(key, v)
	if err != nil {
		return err
	}
	j.receipt = r.Receipt
	j.receipt.Seq = b.s.cursor(r.change)
	j.receipt.Replayed = true
	return nil
}

// visit stores a visit that holds its lease.
func (b *batch) visit(j *job) error {
	v, seq := j.visit, j.lease.seq
	a, err := b.address(seq)
	if err != nil {
		return err
	}
	old, err := b.state(seq)
	if err != nil {
		return err
	}
	if old.forgotten() { // while it was leased
		return b.visitForgotten(j)
	}
	st := &stateRecord{work: old.work, doc: old.doc, AddressState: v.State}
	if v.Work != 0 {
		st.work = v.Work
	}
	if v.Next != nil {
		st.scheduled, st.Schedule = true, *v.Next
	}
	j.receipt = store.Receipt{Result: v.Outcome.Result}
	if v.Document != nil {
		if err := b.decide(j, seq, a, st); err != nil {
			return err
		}
		st.Result = j.receipt.Result // only the store knows
	} else if st.doc != 0 && len(v.Aliases) > 0 {
		if err := b.adopt(st.doc, seq, a, v.Aliases, news.ViaCanonical); err != nil {
			return err
		}
	}
	if v.Gone && st.doc != 0 {
		if err := b.gone(st.doc); err != nil {
			return err
		}
	}
	if v.Redirect != nil {
		if err := b.redirect(j, seq, a, st); err != nil {
			return err
		}
	}
	added, err := b.links(j.links, j.hashes, seq)
	if err != nil {
		return err
	}
	j.receipt.New += added
	if err := b.dropFallback(v, seq, a, st); err != nil {
		return err
	}
	if err := b.setState(seq, a, old, st); err != nil {
		return err
	}
	return b.end(j, a)
}

// dropFallback forgets the text of a feed when it is not needed any more: the page gave one, or the address is done with.
func (b *batch) dropFallback(v *store.Visit, seq uint64, a *addrRecord, st *stateRecord) error {
	switch {
	case a.text == "" || st.forgotten():
		return nil
	case v.Document != nil:
		if v.Document.Article.TextFrom != "" {
			return nil
		}
	case st.scheduled || st.doc != 0:
		return nil
	}
	a.text = ""
	key := u64(seq)
	return b.bucket(bucketAddr).Put(key, a.encode(key))
}

// end stores what of a visit does not concern its address, and ends the lease.
func (b *batch) end(j *job, a *addrRecord) error {
	v := j.visit
	if err := b.keep(v, a); err != nil {
		return err
	}
	b.host(v, j.lease)
	b.count(v, a)
	b.ended = append(b.ended, j.lease)
	return b.giveReceipt(j)
}

// keep stores the small values of a visit.
func (b *batch) keep(v *store.Visit, a *addrRecord) error {
	if o := v.Robots; o != nil {
		key := []byte(o.Origin)
		if err := b.bucket(bucketRobots).Put(key, encodeRobots(key, o)); err != nil {
			return err
		}
	}
	for name, memo := range v.Memos {
		key := append(prefix(a.site), name...)
		var err error
		if memo == nil {
			err = b.bucket(bucketMemos).Delete(key)
		} else {
			err = b.bucket(bucketMemos).Put(key, seal(key, append([]byte(nil), memo...)))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// host takes the host's new state. Its name and site are the lease's, and it is never asked earlier than was promised before.
func (b *batch) host(v *store.Visit, l *lease) {
	b.s.mu.Lock()
	old := l.host.state
	b.s.mu.Unlock()
	h := v.Host
	h.Host, h.Site = old.Host, old.Site
	if h.NotBefore.Before(old.NotBefore) {
		h.NotBefore = old.NotBefore
	}
	h.NotBefore, h.LastStart, h.Secure = h.NotBefore.UTC(), h.LastStart.UTC(), h.Secure.UTC()
	b.hosts[h.Host] = &h
	b.known[h.Host] = true
	b.touched[h.Host] = true
}

func (b *batch) count(v *store.Visit, a *addrRecord) {
	b.c.visits++
	at := v.Outcome.At
	if at.IsZero() {
		at = b.now
	}
	at = at.UTC()
	if b.c.first.IsZero() || at.Before(b.c.first) {
		b.c.first = at
	}
	if at.After(b.c.last) {
		b.c.last = at
	}
	if s := b.site(a.site); at.After(s.LastVisit) {
		s.LastVisit = at
	}
}

func (b *batch) giveReceipt(j *job) error {
	r := receiptRecord{at: b.now, change: b.c.change, Receipt: j.receipt}
	j.receipt.Seq = b.s.cursor(r.change)
	key := j.visit.Token[:]
	return b.bucket(bucketReceipts).Put(key, r.encode(key))
}

// forgetReceipts drops some of those that are old. Tokens begin with the time of their lease, so the oldest stand first.
func (b *batch) forgetReceipts() error {
	var old [][]byte
	c := b.bucket(bucketReceipts).Cursor()
	limit := nanos(b.now.Add(-receiptTime))
	for k, v := c.First(); k != nil && len(old) < 2*groupJobs; k, v = c.Next() {
		if len(k) == 16 && int64(binary.BigEndian.Uint64(k)) > limit {
			break
		}
		r, err := decodeReceipt(k, v)
		if err != nil {
			return err
		}
		if nanos(r.at) > limit {
			break
		}
		old = append(old, append([]byte(nil), k...))
	}
	for _, k := range old {
		if err := b.bucket(bucketReceipts).Delete(k); err != nil {
			return err
		}
	}
	return nil
}

// errLoop guards against a chain of heads that damage may have tied.
var errLoop = errors.New("pointer to a pointer")
