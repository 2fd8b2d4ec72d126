package bolt

import (
	"time"

	"kabar/news"
	"kabar/store"
)

// recordVersion is the first byte of every record; a reader that does not know it does not guess.
const recordVersion = 1

// record makes the value of a record.
func record(key []byte, size int, fill func(*writer)) []byte {
	w := &writer{b: make([]byte, 0, size)}
	w.byte(recordVersion)
	fill(w)
	return seal(key, w.b)
}

// parse reads a record; where names the bucket for the error.
func parse(where, key, value []byte, read func(*reader)) error {
	b, err := unseal(key, value)
	if err != nil {
		return corrupt(string(where), key, err)
	}
	r := &reader{b: b}
	if v := r.byte(); v != recordVersion {
		return corrupt(string(where), key, "unknown version of the record")
	}
	read(r)
	if err := r.done(); err != nil {
		return corrupt(string(where), key, err)
	}
	return nil
}

// addrRecord is what of an address never or seldom changes. The key stands first, so that it can be compared without
// reading the rest.
type addrRecord struct {
	key       string
	url       string
	host      string
	site      string
	via       news.Via
	depth     uint8
	added     time.Time
	title     string
	published news.Date
	text      string
	tags      []string
	aliases   []store.Alias
	image     string // stands at the end when there is one: older records have none
}

func (a *addrRecord) encode(key []byte) []byte {
	return record(key, 96+len(a.key)+len(a.url)+len(a.title)+len(a.text), func(w *writer) {
		w.str(a.key)
		if a.url == a.key { // most are
			w.str("")
		} else {
			w.str(a.url)
		}
		w.str(a.host)
		w.str(a.site)
		w.byte(byte(a.via))
		w.byte(a.depth)
		w.time(a.added)
		w.str(a.title)
		w.date(a.published)
		w.str(a.text)
		w.strs(a.tags)
		w.uint(uint64(len(a.aliases)))
		for _, s := range a.aliases {
			w.str(s.URL)
			w.str(s.Key)
		}
		if a.image != "" {
			w.str(a.image)
		}
	})
}

func decodeAddr(key, value []byte) (*addrRecord, error) {
	a := new(addrRecord)
	err := parse(bucketAddr, key, value, func(r *reader) {
		a.key = r.str()
		if a.url = r.str(); a.url == "" {
			a.url = a.key
		}
		a.host, a.site = r.str(), r.str()
		a.via, a.depth, a.added = news.Via(r.byte()), r.byte(), r.time()
		a.title, a.published, a.text, a.tags = r.str(), r.date(), r.str(), r.strs()
		n := r.count(2)
		for range n {
			a.aliases = append(a.aliases, store.Alias{URL: r.str(), Key: r.str()})
		}
		a.image = r.optional()
	})
	return a, err
}

// stateRecord is what each visit rewrites.
type stateRecord struct {
	work      news.Work
	doc       uint64 // document that this address leads to; 0: none
	scheduled bool
	store.Schedule
	store.AddressState
}

func (a *stateRecord) encode(key []byte) []byte {
	return record(key, 64+len(a.ETag)+len(a.LastModified), func(w *writer) {
		w.byte(byte(a.work))
		w.uint(a.doc)
		w.bool(a.scheduled)
		if a.scheduled {
			w.time(a.At)
			w.byte(a.Priority)
			w.fixed(a.Rank)
			w.bool(a.Again)
			w.byte(a.Tries)
		}
		visited := a.AddressState != store.AddressState{}
		w.bool(visited)
		if !visited { // most of a backlog
			return
		}
		w.str(a.ETag)
		w.str(a.LastModified)
		w.fixed(a.BodyHash)
		w.time(a.Visited)
		w.int(int64(a.Status))
		w.str(string(a.Result))
		w.str(a.Reason)
		w.uint(uint64(a.Visits))
		w.uint(uint64(a.Fruitful))
		w.uint(uint64(a.AddressState.Failures))
		w.int(int64(a.Interval))
		w.time(a.LastNew)
		w.byte(a.Revisits)
		if a.Floor != 0 || a.SkipHours != 0 || a.SkipDays != 0 { // older records have none
			w.int(int64(a.Floor))
			w.uint(uint64(a.SkipHours))
			w.byte(a.SkipDays)
		}
	})
}

func decodeState(key, value []byte) (*stateRecord, error) {
	a := new(stateRecord)
	err := parse(bucketState, key, value, func(r *reader) {
		a.work, a.doc, a.scheduled = news.Work(r.byte()), r.uint(), r.bool()
		if a.scheduled {
			a.At, a.Priority, a.Rank, a.Again, a.Tries = r.time(), r.byte(), r.fixed(), r.bool(), r.byte()
		}
		if !r.bool() {
			return
		}
		a.ETag, a.LastModified, a.BodyHash = r.str(), r.str(), r.fixed()
		a.Visited, a.Status, a.Result, a.Reason = r.time(), int(r.int()), news.Result(r.str()), r.str()
		a.Visits, a.Fruitful = uint32(r.below(1<<32-1)), uint32(r.below(1<<32-1))
		a.AddressState.Failures = uint16(r.below(1<<16 - 1))
		a.Interval, a.LastNew, a.Revisits = time.Duration(r.int()), r.time(), r.byte()
		if r.bad || len(r.b) == 0 {
			return
		}
		a.Floor, a.SkipHours, a.SkipDays = time.Duration(r.int()), uint32(r.below(1<<24-1)), r.byte()
		if a.Floor == 0 && a.SkipHours == 0 && a.SkipDays == 0 {
			r.fail()
		}
	})
	return a, err
}

// forgotten tells whether the address is a tombstone.
func (a *stateRecord) forgotten() bool { return a.Result == news.ResultForgotten }

// failed tells whether the last visit did.
func (a *stateRecord) failed() bool { return a.Result.Failed() }

func encodeHost(key []byte, h *store.HostState) []byte {
	return record(key, 96, func(w *writer) {
		w.str(h.Site)
		w.time(h.NotBefore)
		w.int(int64(h.Delay))
		w.time(h.LastStart)
		w.int(int64(h.Latency))
		w.uint(uint64(h.Failures))
		w.bool(h.Broken)
		w.uint(h.Requests)
		w.uint(uint64(h.Pages))
		w.int(int64(h.PagesDay))
		if h.Upgrades != 0 || !h.Secure.IsZero() { // older records have neither
			w.byte(h.Upgrades)
			w.time(h.Secure)
		}
	})
}

func decodeHost(key, value []byte) (store.HostState, error) {
	h := store.HostState{Host: string(key)}
	err := parse(bucketHosts, key, value, func(r *reader) {
		h.Site, h.NotBefore, h.Delay = r.str(), r.time(), time.Duration(r.int())
		h.LastStart, h.Latency = r.time(), time.Duration(r.int())
		h.Failures, h.Broken = uint16(r.below(1<<16-1)), r.bool()
		h.Requests, h.Pages, h.PagesDay = r.uint(), uint32(r.below(1<<32-1)), int32(r.int())
		if r.bad || len(r.b) == 0 {
			return
		}
		if h.Upgrades, h.Secure = r.byte(), r.time(); h.Upgrades == 0 && h.Secure.IsZero() {
			r.fail()
		}
	})
	return h, err
}

func siteCounts(s *store.SiteInfo) []*int {
	return []*int{&s.Hosts, &s.Addresses, &s.Feeds, &s.Sitemaps, &s.Sections, &s.Waiting, &s.Documents, &s.Members, &s.Failed}
}

func encodeSite(key []byte, s *store.SiteInfo) []byte {
	return record(key, 48, func(w *writer) {
		for _, n := range siteCounts(s) {
			w.int(int64(*n))
		}
		w.time(s.LastVisit)
	})
}

func decodeSite(key, value []byte) (store.SiteInfo, error) {
	s := store.SiteInfo{Site: string(key)}
	err := parse(bucketSites, key, value, func(r *reader) {
		for _, n := range siteCounts(&s) {
			*n = int(r.int())
		}
		s.LastVisit = r.time()
	})
	return s, err
}

// countSource adds n to the counter of what an address is visited for.
func countSource(s *store.SiteInfo, w news.Work, n int) {
	switch w {
	case news.WorkFeed:
		s.Feeds += n
	case news.WorkSitemap:
		s.Sitemaps += n
	case news.WorkSection:
		s.Sections += n
	}
}

// counters are the numbers last given and the sums that Stats answers from.
type counters struct {
	addr, doc, change, seenLog, hashLog, nearLog uint64
	waiting, documents, members, revisions, gone uint64
	textBytes, visits                            uint64
	nearMerged                                   uint64 // the log of near texts up to here is merged into its tree
	first, last, added                           time.Time
	nearDocs, nearKeys                           uint64 // texts indexed; postings in the tree
	near                                         nearCost
}

func (c *counters) numbers() []*uint64 {
	return []*uint64{&c.addr, &c.doc, &c.change, &c.seenLog, &c.hashLog, &c.nearLog, &c.waiting, &c.documents, &c.members,
		&c.revisions, &c.gone, &c.textBytes, &c.visits, &c.nearMerged}
}

func (c *counters) encode() []byte {
	return record(keyCounters, 128, func(w *writer) {
		for _, n := range c.numbers() {
			w.uint(*n)
		}
		w.time(c.first)
		w.time(c.last)
		w.time(c.added)
		for _, n := range c.later() {
			w.uint(*n)
		}
	})
}

// later are the numbers that came later: they stand at the end, and older stores have none.
func (c *counters) later() []*uint64 {
	return []*uint64{&c.nearDocs, &c.nearKeys, &c.near.lookups, &c.near.compared, &c.near.matched, &c.near.micros}
}

func decodeCounters(value []byte) (counters, error) {
	var c counters
	err := parse(bucketMeta, keyCounters, value, func(r *reader) {
		for _, n := range c.numbers() {
			*n = r.uint()
		}
		c.first, c.last, c.added = r.time(), r.time(), r.time()
		if r.bad || len(r.b) == 0 {
			return
		}
		for _, n := range c.later() {
			*n = r.uint()
		}
	})
	return c, err
}

func encodeRobots(key []byte, o *news.Robots) []byte {
	return record(key, 96+len(o.Body), func(w *writer) {
		w.time(o.Fetched)
		w.time(o.Asked)
		w.time(o.Until)
		w.int(int64(o.Status))
		w.str(string(o.Body))
		w.str(o.ETag)
		w.str(o.LastModified)
		w.uint(uint64(o.Failures))
		w.str(o.Location)
		w.time(o.Since)
	})
}

func decodeRobots(key, value []byte) (news.Robots, error) {
	o := news.Robots{Origin: string(key)}
	err := parse(bucketRobots, key, value, func(r *reader) {
		o.Fetched, o.Asked, o.Until, o.Status = r.time(), r.time(), r.time(), int(r.int())
		if b := r.str(); b != "" {
			o.Body = []byte(b)
		}
		o.ETag, o.LastModified, o.Failures = r.str(), r.str(), uint16(r.below(1<<16-1))
		o.Location, o.Since = r.str(), r.time()
	})
	return o, err
}

// changeRecord is an entry of the change log.
func encodeChange(key []byte, c *store.Change) []byte {
	return record(key, 64, func(w *writer) {
		w.str(string(c.Kind))
		w.raw(c.ID[:])
		w.raw(c.Head[:])
		w.time(c.At)
	})
}

func decodeChange(key, value []byte) (store.Change, error) {
	var c store.Change
	err := parse(bucketChanges, key, value, func(r *reader) {
		c.Kind = store.ChangeKind(r.str())
		copy(c.ID[:], r.take(16))
		copy(c.Head[:], r.take(16))
		c.At = r.time()
	})
	return c, err
}

// receiptRecord is what a commit answered, kept to answer the same again.
type receiptRecord struct {
	at     time.Time
	change uint64
	store.Receipt
}

func (c *receiptRecord) encode(key []byte) []byte {
	return record(key, 64, func(w *writer) {
		w.time(c.at)
		w.uint(c.change)
		w.raw(c.Document[:])
		w.raw(c.Head[:])
		w.str(string(c.Level))
		w.str(string(c.Result))
		w.uint(uint64(c.New))
	})
}

func decodeReceipt(key, value []byte) (*receiptRecord, error) {
	c := new(receiptRecord)
	err := parse(bucketReceipts, key, value, func(r *reader) {
		c.at, c.change = r.time(), r.uint()
		copy(c.Document[:], r.take(16))
		copy(c.Head[:], r.take(16))
		c.Level, c.Result, c.New = news.Level(r.str()), news.Result(r.str()), int(r.below(1<<31))
	})
	return c, err
}
