package bolt

import (
	"encoding/binary"

	"go.etcd.io/bbolt"
)

// dueWindow bounds how many due addresses of owed and of again a lease compares, those due first of each. Those beyond have
// waited less long, and come into the window as the ones before them are visited.
const dueWindow = 64

// frontier reads the three areas of the frontier in one transaction.
type frontier struct {
	ready, owed, again *bbolt.Cursor
}

func newFrontier(tx *bbolt.Tx) *frontier {
	return &frontier{
		ready: bucket(tx, bucketReady).Cursor(), owed: bucket(tx, bucketOwed).Cursor(), again: bucket(tx, bucketAgain).Cursor(),
	}
}

// work is what the frontier holds for a host.
func (f *frontier) work(host string) hostWork {
	pre := prefix(host)
	w := hostWork{owed: never, again: never}
	k, _ := f.ready.Seek(pre)
	_, w.ready = readyPlace(pre, k)
	if k, v := f.owed.Seek(pre); k != nil {
		if p, ok := duePlace(pre, k, v); ok {
			w.owed = int64(p.due)
		}
	}
	if k, v := f.again.Seek(pre); k != nil {
		if p, ok := duePlace(pre, k, v); ok {
			w.again = int64(p.due)
		}
	}
	return w
}

// first is the address of a host to ask now: the lowest (priority, rank, first sight) of the first of ready and the first
// dueWindow due ones of owed and again, the latter up to horizon.
func (f *frontier) first(host string, now, horizon int64) (best place, found bool) {
	pre := prefix(host)
	k, _ := f.ready.Seek(pre)
	best, found = readyPlace(pre, k)
	for _, area := range []struct {
		c     *bbolt.Cursor
		until int64
	}{{f.owed, now}, {f.again, min(now, horizon)}} {
		k, v := area.c.Seek(pre)
		for range dueWindow {
			p, ok := duePlace(pre, k, v)
			if !ok || p.due > uint64(area.until) {
				break
			}
			if !found || p.before(best) {
				best, found = p, true
			}
			k, v = area.c.Next()
		}
	}
	return best, found
}

// tail is the part of a frontier key behind the host.
func (p place) readyTail() []byte {
	k := binary.BigEndian.AppendUint64([]byte{p.prio}, p.rank)
	return binary.BigEndian.AppendUint64(k, p.seq)
}
