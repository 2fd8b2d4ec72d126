package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"kabar/store"
)

// Check checks the engine's pages, compares every index with every record, in both directions, and recounts all counters. It reads the
// whole file in one read transaction, so a store that is written to meanwhile grows: run it when little is going on.
func (s *Store) Check(ctx context.Context, found func(store.Problem)) error {
	for try := 0; ; try++ {
		err := s.view(ctx, func(tx *bbolt.Tx) error { return s.check(ctx, tx, found) })
		if !errors.Is(err, errMoved) || try == 10 {
			return err
		}
	}
}

func (s *Store) check(ctx context.Context, tx *bbolt.Tx, found func(store.Problem)) error {
	c := &checker{ctx: ctx, s: s, tx: tx, sites: map[string]*store.SiteInfo{}}
	c.report = func(where, what string) { found(store.Problem{Where: where, What: what}) }
	for _, step := range []func() error{
		c.pages, c.addresses, c.seenLog, c.frontier, c.sources, c.hosts, c.documents, c.members, c.texts, c.hashLog, c.small, c.counters,
	} {
		err := guard(s.o.Logger, step)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, store.ErrCorrupt):
			c.report("file", err.Error())
		case err != nil:
			return err
		}
	}
	return nil
}

// checker is one run of Check, with what it counted.
type checker struct {
	ctx    context.Context
	s      *Store
	tx     *bbolt.Tx
	report func(where, what string)
	sites  map[string]*store.SiteInfo
	c      counters
	n      int
}

func (c *checker) site(name string) *store.SiteInfo {
	if c.sites[name] == nil {
		c.sites[name] = &store.SiteInfo{Site: name}
	}
	return c.sites[name]
}

// problem reports an error about one key; err nil is none.
func (c *checker) problem(name, key []byte, err error) {
	if err != nil {
		c.report(fmt.Sprintf("%s %x", name, key), err.Error())
	}
}

// each walks a bucket. What f returns is reported, and the walk goes on.
func (c *checker) each(name []byte, f func(k, v []byte) error) error {
	return walkBucket(c.tx, name, func(k, v []byte) error {
		if c.n++; c.n%1024 == 0 && c.ctx.Err() != nil {
			return c.ctx.Err()
		}
		c.problem(name, k, f(k, v))
		return nil
	})
}

// addresses checks addr against state, and counts.
func (c *checker) addresses() error {
	states, docs := bucket(c.tx, bucketState), bucket(c.tx, bucketDocs)
	err := c.each(bucketAddr, func(k, v []byte) error {
		if len(k) != 8 {
			return errors.New("key does not fit")
		}
		c.c.addr++
		if readU64(k) != c.c.addr {
			c.problem(bucketAddr, k, fmt.Errorf("number %d is missing before it", c.c.addr))
			c.c.addr = readU64(k)
		}
		a, err := decodeAddr(k, v)
		if err != nil {
			return err
		}
		st, err := readState(states, readU64(k))
		if err != nil {
			return err
		}
		info := c.site(a.site)
		info.Addresses++
		info.Waiting += one(st.scheduled)
		info.Failed += one(st.failed())
		countSource(info, st.work, 1)
		c.c.waiting += uint64(one(st.scheduled))
		if st.doc != 0 && docs.Get(u64(st.doc)) == nil {
			return fmt.Errorf("leads to document %d, which is missing", st.doc)
		}
		if st.scheduled {
			name, key, value := frontierKey(a.host, readU64(k), st.Schedule)
			if got := bucket(c.tx, name).Get(key); got == nil || !bytes.Equal(got, value) {
				return fmt.Errorf("is scheduled, but not in %s", name)
			}
		}
		if st.work.Source() && bucket(c.tx, bucketSources).Get(pairName(a.site, readU64(k))) == nil {
			return errors.New("is a source, but not in sources")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.each(bucketState, func(k, v []byte) error {
		if bucket(c.tx, bucketAddr).Get(k) == nil {
			return errors.New("has no address")
		}
		return nil
	})
}

// seenLog checks that the log of known addresses names each of them once, and the set in memory with it.
func (c *checker) seenLog() error {
	addr := bucket(c.tx, bucketAddr)
	var listed uint64
	err := c.each(bucketSeen, func(k, v []byte) error {
		c.c.seenLog++
		b, err := unseal(k, v)
		if err != nil {
			return err
		}
		for r := (&reader{b: b}); len(r.b) > 0; {
			hash, seq := r.fixed(), uint64(r.byte())<<24|uint64(r.byte())<<16|uint64(r.byte())<<8|uint64(r.byte())
			a, err := readAddr(addr, seq)
			switch {
			case err != nil:
				return err
			case r.bad || hashKey(a.key) != hash:
				return fmt.Errorf("hash of address %d does not match", seq)
			case !c.s.seen.lookup(hash, func(n uint64, _ bool) bool { return n == seq }):
				return fmt.Errorf("address %d is not in memory", seq)
			}
			listed++
		}
		return nil
	})
	if err == nil && listed != c.c.addr {
		c.report("seen", fmt.Sprintf("names %d addresses of %d", listed, c.c.addr))
	}
	return err
}

// frontier checks that every entry is the place of its address; with addresses this makes them one to one.
func (c *checker) frontier() error {
	for _, name := range [][]byte{bucketReady, bucketOwed, bucketAgain} {
		err := c.each(name, func(k, v []byte) error {
			host := k[:max(bytes.IndexByte(k, 0), 0)]
			pre := prefix(string(host))
			p, ok := readyPlace(pre, k)
			if !bytes.Equal(name, bucketReady) {
				p, ok = duePlace(pre, k, v)
			}
			if !ok {
				return errors.New("key does not fit")
			}
			a, st, err := readBoth(c.tx, p.seq)
			if err != nil {
				return err
			}
			want, key, _ := frontierKey(a.host, p.seq, st.Schedule)
			if !st.scheduled || !bytes.Equal(want, name) || !bytes.Equal(key, k) {
				return fmt.Errorf("address %d does not stand here", p.seq)
			}
			if bucket(c.tx, bucketHosts).Get(host) == nil {
				return errors.New("host is missing")
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) sources() error {
	return c.each(bucketSources, func(k, _ []byte) error {
		i := bytes.IndexByte(k, 0)
		if i < 0 || len(k) != i+9 {
			return errors.New("key does not fit")
		}
		a, st, err := readBoth(c.tx, readU64(k[i+1:]))
		if err == nil && (!st.work.Source() || a.site != string(k[:i])) {
			err = errors.New("is not a source of the site")
		}
		return err
	})
}

func (c *checker) hosts() error {
	return c.each(bucketHosts, func(k, v []byte) error {
		h, err := decodeHost(k, v)
		if err == nil {
			c.site(h.Site).Hosts++
		}
		return err
	})
}

// small checks what stands for itself.
func (c *checker) small() error {
	for _, b := range []struct {
		name []byte
		read func(k, v []byte) error
	}{
		{bucketRobots, func(k, v []byte) error { _, err := decodeRobots(k, v); return err }},
		{bucketMemos, func(k, v []byte) error { _, err := unseal(k, v); return err }},
		{bucketNearLog, func(k, v []byte) error { _, err := decodePostings(k, v); return err }},
		{bucketReceipts, func(k, v []byte) error { _, err := decodeReceipt(k, v); return err }},
		{bucketChanges, func(k, v []byte) error {
			c.c.change++
			_, err := decodeChange(k, v)
			if err == nil && readU64(k) != c.c.change {
				err = fmt.Errorf("number %d is missing before it", c.c.change)
				c.c.change = readU64(k)
			}
			return err
		}},
		{bucketNear, func(k, v []byte) error {
			if len(k) != 12 {
				return errors.New("key does not fit")
			}
			c.c.nearKeys++
			return nil
		}},
	} {
		if err := c.each(b.name, b.read); err != nil {
			return err
		}
	}
	return nil
}

// counters compares what was counted with what is stored.
func (c *checker) counters() error {
	stored, err := decodeCounters(bucket(c.tx, bucketMeta).Get(keyCounters))
	if err != nil {
		return err
	}
	for _, n := range []struct {
		name      string
		got, want uint64
	}{
		{"addresses", stored.addr, c.c.addr}, {"documents given", stored.doc, c.c.doc}, {"changes", stored.change, c.c.change},
		{"log of addresses", stored.seenLog, c.c.seenLog}, {"log of texts", stored.hashLog, c.c.hashLog},
		{"waiting", stored.waiting, c.c.waiting}, {"heads", stored.documents, c.c.documents}, {"pointers", stored.members, c.c.members},
		{"revisions", stored.revisions, c.c.revisions}, {"gone", stored.gone, c.c.gone}, {"bytes of text", stored.textBytes, c.c.textBytes},
		{"postings of near texts", stored.nearKeys, c.c.nearKeys},
	} {
		if n.got != n.want {
			c.report("meta counters", fmt.Sprintf("%s: stored %d, counted %d", n.name, n.got, n.want))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.sites)) {
		key := []byte(name)
		v := bucket(c.tx, bucketSites).Get(key)
		if v == nil {
			c.report("sites "+name, "record is missing")
			continue
		}
		got, err := decodeSite(key, v)
		if err != nil {
			c.problem(bucketSites, key, err)
			continue
		}
		want := *c.sites[name]
		got.LastVisit = want.LastVisit
		if got != want {
			c.report("sites "+name, fmt.Sprintf("stored %+v, counted %+v", got, want))
		}
	}
	return nil
}

// Backup writes a consistent copy; see the contract. It holds a read transaction as long as w takes: a slow w makes a store that is
// written to grow.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	return s.view(ctx, func(tx *bbolt.Tx) error {
		if _, err := tx.WriteTo(ctxWriter{ctx, w}); err != nil {
			return fmt.Errorf("copy the store: %w", err)
		}
		return nil
	})
}

// ctxWriter stops writing when its context ends.
type ctxWriter struct {
	ctx context.Context
	w   io.Writer
}

func (c ctxWriter) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.w.Write(p)
}
