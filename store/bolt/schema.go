package bolt

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"kabar/store"
)

// The schema, version 1.
//
// Integers in keys are big endian, so that the engine's byte order is their order. In values, "u" is an unsigned
// and "i" a zigzag varint, "s" a string (u length, bytes, whatever they are), "t" a time (byte 0 for the zero
// time, else 1, i seconds since 1970 UTC, u nanoseconds), "d" a date (byte precision; when not zero i
// seconds, u nanoseconds, i offset in seconds), "[x]" a list (u count, then each x); a number alone is so many bytes, big
// endian. A record begins with a byte, the version of its form (1), and its fields stand in the order of its encode function. Every value
// that is not empty ends with a CRC-32C over key and value, 4 bytes, little endian, but for the 9 bytes in the frontier, which the
// address repeats. A field that came later stands at the end of its record, and only when it is not empty: what was written before is read as it
// is, and equal content has equal bytes.
//
//	bucket    key                          value
//	meta      "schema"                     u version of the schema
//	          "id"                         16 random bytes: cursors carry the first 8
//	          "counters"                   record: counters
//	          "near"                       how the signatures in near and nearlog were made, as the options name it
//	addr      seq 8                        record: what never or seldom changes, addrRecord
//	state     seq 8                        record: what each visit rewrites, stateRecord
//	seen      log number 8                 hash 8, seq 4, over and over: one value for each commit that added addresses
//	ready     host 00 prio 1 rank 8 seq 8  empty: not Again, no due time
//	owed      host 00 due 8 seq 8          prio 1, rank 8: not Again, with a due time
//	again     host 00 due 8 seq 8          prio 1, rank 8: Again
//	sources   site 00 seq 8                empty: feeds, sitemaps, sections
//	hosts     host                         record: store.HostState
//	sites     site                         record: store.SiteInfo
//	robots    origin                       record: news.Robots
//	memos     site 00 name                 the bytes; name 00 "forgotten": t, the site was forgotten on request
//	docs      doc 8                        record: facts of the current revision, docRecord
//	revs      doc 8 revision 4             record: docRecord of an earlier revision
//	texts     doc 8 revision 4             byte packing, u dictionary, u length unpacked, packed [s] paragraphs; or see delta.go
//	members   doc 8 seq 8                  record: another address (seq) of a head (doc), memberRecord
//	hashes    log number 8                 first 8 bytes of a text hash, doc 4, over and over
//	near      band 1 hash 7 doc 4          empty: postings of LSH bands
//	nearlog   log number 8                 u doc, [band and hash 8], over and over: postings on their way into near
//	changes   number 8                     record: s kind, id 16, head 16, t
//	receipts  token 16                     record: receiptRecord; a token begins with the time of its lease
//
// seq numbers addresses and doc documents from 1 in the order of first sight. due is in nanoseconds since 1970, 0 for
// no time, at least 1 for any other. An address stands in exactly one of ready, owed, again while it is
// scheduled and in none otherwise. It is found by its key through the set in memory, which is rebuilt
// from the log "seen" when the store is opened; a document by its id in the same way, because the first 8
// bytes of the id are the hash of the address first stored. Text hashes likewise from "hashes".
//
// A head is a document with docRecord.head 0. A pointer, or member, names its head in its record, and its text may be the difference from its
// head's; clusters are one level deep. A head becomes a member only when clusters merge. Every address that led to a document names it in its stateRecord.
//
// What is forgotten keeps its number, for numbers have no gaps: a docRecord of revision 0 without facts, an addrRecord without what was said of
// the address, a stateRecord with the result "forgotten".
//
// What changes the schema raises the version and adds to migrations.
const schemaVersion = 1

var (
	bucketMeta     = []byte("meta")
	bucketAddr     = []byte("addr")
	bucketState    = []byte("state")
	bucketSeen     = []byte("seen")
	bucketReady    = []byte("ready")
	bucketOwed     = []byte("owed")
	bucketAgain    = []byte("again")
	bucketSources  = []byte("sources")
	bucketHosts    = []byte("hosts")
	bucketSites    = []byte("sites")
	bucketRobots   = []byte("robots")
	bucketMemos    = []byte("memos")
	bucketDocs     = []byte("docs")
	bucketRevs     = []byte("revs")
	bucketTexts    = []byte("texts")
	bucketMembers  = []byte("members")
	bucketHashes   = []byte("hashes")
	bucketNear     = []byte("near")
	bucketNearLog  = []byte("nearlog")
	bucketChanges  = []byte("changes")
	bucketReceipts = []byte("receipts")

	keySchema   = []byte("schema")
	keyID       = []byte("id")
	keyCounters = []byte("counters")
	keyNear     = []byte("near")
)

// allBuckets with the fill of their pages: high where keys only ever come at the end, the engine's half elsewhere. The
// engine does not store it.
var allBuckets = []struct {
	name []byte
	fill float64
}{
	{bucketMeta, 0.5}, {bucketAddr, 0.9}, {bucketState, 0.7}, {bucketSeen, 0.95}, {bucketReady, 0.5},
	{bucketOwed, 0.5}, {bucketAgain, 0.5}, {bucketSources, 0.5}, {bucketHosts, 0.5}, {bucketSites, 0.5},
	{bucketRobots, 0.5}, {bucketMemos, 0.5}, {bucketDocs, 0.9}, {bucketRevs, 0.5}, {bucketTexts, 0.95},
	{bucketMembers, 0.5}, {bucketHashes, 0.95}, {bucketNear, 0.5}, {bucketNearLog, 0.95}, {bucketChanges, 0.95},
	{bucketReceipts, 0.9},
}

// bucket is one of the store's buckets; their absence is damage, which get and friends of a nil bucket would turn into
// a panic.
func bucket(tx *bbolt.Tx, name []byte) *bbolt.Bucket {
	b := tx.Bucket(name)
	if b == nil {
		panic(corrupt(string(name), nil, "bucket is missing"))
	}
	return b
}

// walkBucket calls f for each key of a bucket. Keys that do not ascend are damage: pages that lead to each other would else be walked
// for ever.
func walkBucket(tx *bbolt.Tx, name []byte, f func(k, v []byte) error) error {
	c := bucket(tx, name).Cursor()
	var last []byte
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if last != nil && bytes.Compare(last, k) >= 0 {
			return corrupt(string(name), k, "keys are out of order")
		}
		last = append(last[:0], k...)
		if err := f(k, v); err != nil {
			return err
		}
	}
	return nil
}

func u64(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func readU64(b []byte) uint64 {
	if len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

// revKey is the key of a revision in texts and revs.
func revKey(doc uint64, revision uint32) []byte {
	return binary.BigEndian.AppendUint32(u64(doc), revision)
}

func pairKey(a, b uint64) []byte { return binary.BigEndian.AppendUint64(u64(a), b) }

// prefix is name and the byte that ends it; names hold no NUL.
func prefix(name string) []byte { return append([]byte(name), 0) }

// due is a time as keys hold it.
func due(t time.Time) uint64 {
	if t.IsZero() {
		return 0
	}
	return uint64(max(nanos(t), 1))
}

// dueTime undoes due.
func dueTime(n uint64) time.Time {
	if n == 0 || n > math.MaxInt64 {
		return time.Time{}
	}
	return time.Unix(0, int64(n)).UTC()
}

// nanos is t in nanoseconds since 1970, held within what an int64 can say.
func nanos(t time.Time) int64 {
	switch {
	case t.IsZero() || t.Year() < 1970:
		return 0
	case t.Year() > 2261:
		return math.MaxInt64 - 1
	}
	return t.UnixNano()
}

// frontierKey is where the address seq of host stands while it is scheduled, and the value there.
func frontierKey(host string, seq uint64, s store.Schedule) (name, key, value []byte) {
	key = prefix(host)
	if !s.Again && s.At.IsZero() {
		key = binary.BigEndian.AppendUint64(append(key, s.Priority), s.Rank)
		return bucketReady, binary.BigEndian.AppendUint64(key, seq), nil
	}
	key = binary.BigEndian.AppendUint64(key, due(s.At))
	key = binary.BigEndian.AppendUint64(key, seq)
	value = binary.BigEndian.AppendUint64([]byte{s.Priority}, s.Rank)
	if s.Again {
		return bucketAgain, key, value
	}
	return bucketOwed, key, value
}

// Lengths of the parts of frontier keys after the host.
const (
	readyTail = 1 + 8 + 8
	dueTail   = 8 + 8
)

// place is an entry of the frontier, taken apart.
type place struct {
	due  uint64
	prio uint8
	rank uint64
	seq  uint64
}

func (p place) before(q place) bool {
	if p.prio != q.prio {
		return p.prio < q.prio
	}
	if p.rank != q.rank {
		return p.rank < q.rank
	}
	return p.seq < q.seq
}

// readyPlace takes the key of ready apart; false when it belongs to another host.
func readyPlace(pre, k []byte) (place, bool) {
	if len(k) != len(pre)+readyTail || !bytes.HasPrefix(k, pre) {
		return place{}, false
	}
	k = k[len(pre):]
	return place{prio: k[0], rank: binary.BigEndian.Uint64(k[1:]), seq: binary.BigEndian.Uint64(k[9:])}, true
}

// duePlace does so for owed and again.
func duePlace(pre, k, v []byte) (place, bool) {
	if len(k) != len(pre)+dueTail || !bytes.HasPrefix(k, pre) {
		return place{}, false
	}
	k = k[len(pre):]
	p := place{due: binary.BigEndian.Uint64(k), seq: binary.BigEndian.Uint64(k[8:])}
	if len(v) == 9 {
		p.prio, p.rank = v[0], binary.BigEndian.Uint64(v[1:])
	}
	return p, true
}

// sortedKeys are the keys of a map by number, so that what is done for each comes in one order.
func sortedKeys[V any](m map[uint64]V) []uint64 { return slices.Sorted(maps.Keys(m)) }
