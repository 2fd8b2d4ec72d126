package bolt

import (
	"container/heap"
	"math"
	"strings"
	"time"

	"kabar/store"
)

// never is the time of what does not come.
const never = math.MaxInt64

// hostEntry is a host in memory.
type hostEntry struct {
	state store.HostState
	site  *siteEntry
	work  hostWork
	gen   uint64 // raised by each change of work
	lease *lease
	at    int64 // when it may be asked, in the current view
	index int   // in its site's heap; -1: not there
}

// hostWork is what the frontier holds for a host: whether anything is ready, and the first due times.
type hostWork struct {
	ready       bool
	owed, again int64
}

// when is the time from which the host may be asked, for visits up to horizon.
func (h *hostEntry) when(horizon int64) int64 {
	w := h.work.owed
	if h.work.ready {
		w = 0
	}
	if h.work.again <= horizon {
		w = min(w, h.work.again)
	}
	if w == never {
		return never
	}
	return max(w, nanos(h.state.NotBefore))
}

// siteEntry is a site in memory.
type siteEntry struct {
	info     store.SiteInfo
	all      []*hostEntry
	hosts    hostHeap // those of the view that are not leased and have work
	admitted bool     // by the view
	served   uint64   // number of the lease given last
	queue    *siteHeap
	index    int // in queue
}

type lease struct {
	token      store.Token
	host       *hostEntry
	seq        uint64
	until      int64
	started    int64
	committing bool // a group holds it: it does not expire meanwhile
}

// scheduler answers which host may be asked next. It looks at the world through a view: the sites and the horizon of a
// request. Within a view each site keeps a heap of its hosts by time, and stands either among the ready sites, by how long
// ago it was served, or among the waiting ones, by the time of its first host. Another view costs one pass over
// all hosts; a run asks with the same request each time. The store's mutex guards it.
type scheduler struct {
	hosts  map[string]*hostEntry
	sites  map[string]*siteEntry
	leases map[store.Token]*lease
	ends   leaseHeap
	served uint64

	view    []string
	all     bool // the view admits every site
	horizon int64
	built   bool
	ready   siteHeap
	waiting siteHeap
}

func newScheduler() *scheduler {
	s := &scheduler{hosts: map[string]*hostEntry{}, sites: map[string]*siteEntry{}, leases: map[store.Token]*lease{}}
	s.ready.less = func(a, b *siteEntry) bool {
		if a.served != b.served {
			return a.served < b.served
		}
		return a.info.Site < b.info.Site
	}
	s.waiting.less = func(a, b *siteEntry) bool { return a.hosts[0].at < b.hosts[0].at }
	return s
}

// site returns the entry of a site, made when it is new.
func (s *scheduler) site(name string) *siteEntry {
	e := s.sites[name]
	if e == nil {
		e = &siteEntry{info: store.SiteInfo{Site: name}}
		s.sites[name] = e
		if s.built {
			e.admitted = s.all
			for _, v := range s.view {
				e.admitted = e.admitted || v == name
			}
		}
	}
	return e
}

// host returns the entry of a host, made when it is new.
func (s *scheduler) host(state store.HostState) *hostEntry {
	h := s.hosts[state.Host]
	if h == nil {
		h = &hostEntry{state: state, site: s.site(state.Site), work: hostWork{owed: never, again: never}, index: -1}
		h.site.all = append(h.site.all, h)
		s.hosts[state.Host] = h
	}
	return h
}

// update tells the scheduler what the frontier holds for a host now.
func (s *scheduler) update(h *hostEntry, w hostWork) {
	h.work = w
	h.gen++
	s.place(h)
}

// place puts a host where its work and lease say, and its site after it.
func (s *scheduler) place(h *hostEntry) {
	if !s.built || !h.site.admitted {
		return
	}
	t := h.site
	h.at = h.when(s.horizon)
	switch in := h.lease == nil && h.at != never; {
	case in && h.index >= 0:
		heap.Fix(&t.hosts, h.index)
	case in:
		heap.Push(&t.hosts, h)
	case h.index >= 0:
		heap.Remove(&t.hosts, h.index)
	default:
		return
	}
	s.placeSite(t)
}

// placeSite puts a site whose first host changed among the waiting; pick moves it on.
func (s *scheduler) placeSite(t *siteEntry) {
	if t.queue != nil {
		heap.Remove(t.queue, t.index)
	}
	if len(t.hosts) > 0 {
		heap.Push(&s.waiting, t)
	}
}

// look makes the view of a request the current one.
func (s *scheduler) look(sites []string, horizon int64) {
	all := sites == nil
	same := s.built && s.all == all && s.horizon == horizon && len(s.view) == len(sites) && (len(sites) == 0 || &s.view[0] == &sites[0])
	if same {
		return
	}
	s.view, s.all, s.horizon, s.built = sites, all, horizon, true
	for _, q := range []*siteHeap{&s.ready, &s.waiting} {
		for _, t := range q.sites {
			t.queue = nil
		}
		q.sites = nil
	}
	for _, t := range s.sites {
		t.admitted, t.hosts = all, t.hosts[:0]
	}
	for _, name := range sites {
		if t := s.sites[name]; t != nil {
			t.admitted = true
		}
	}
	for _, t := range s.sites {
		for _, h := range t.all {
			h.index = -1
			if h.at = h.when(horizon); t.admitted && h.lease == nil && h.at != never {
				h.index = len(t.hosts)
				t.hosts = append(t.hosts, h)
			}
		}
		if len(t.hosts) > 0 {
			heap.Init(&t.hosts)
			heap.Push(&s.waiting, t)
		}
	}
}

// expire takes back the leases that ended. The worker may have asked the host just before, so its delay is kept from the
// start of the lease at least.
func (s *scheduler) expire(now int64) {
	for len(s.ends) > 0 && s.ends[0].until <= now {
		end := heap.Pop(&s.ends).(leaseEnd)
		l := s.leases[end.token]
		if l == nil || l.until != end.until {
			continue // ended, or extended since
		}
		if l.committing {
			continue // endLease or keepLease follows
		}
		if kept := time.Unix(0, l.started).Add(l.host.state.Delay).UTC(); kept.After(l.host.state.NotBefore) {
			l.host.state.NotBefore = kept
		}
		s.endLease(l)
	}
}

func (s *scheduler) endLease(l *lease) {
	delete(s.leases, l.token)
	l.host.lease = nil
	s.place(l.host)
}

func (s *scheduler) addLease(l *lease) {
	s.leases[l.token] = l
	l.host.lease = l
	s.place(l.host)
	s.track(l)
}

// track watches for the end of a lease.
func (s *scheduler) track(l *lease) { heap.Push(&s.ends, leaseEnd{l.until, l.token}) }

// pick returns the host to ask now; nil when there is none, and then when there will be one.
func (s *scheduler) pick(now int64) *hostEntry {
	for len(s.waiting.sites) > 0 && s.waiting.sites[0].hosts[0].at <= now {
		heap.Push(&s.ready, heap.Pop(&s.waiting).(*siteEntry))
	}
	for len(s.ready.sites) > 0 {
		t := s.ready.sites[0]
		if h := t.hosts[0]; h.at <= now {
			return h
		}
		s.placeSite(t)
	}
	return nil
}

// serve counts a lease of a site's host: the site goes to the end of the line.
func (s *scheduler) serve(t *siteEntry) {
	s.served++
	t.served = s.served
	if t.queue != nil {
		heap.Fix(t.queue, t.index)
	}
}

// nothing is the answer when pick found no host.
func (s *scheduler) nothing() *store.NothingDue {
	next := int64(never)
	if len(s.waiting.sites) > 0 {
		next = s.waiting.sites[0].hosts[0].at
	}
	e := new(store.NothingDue)
	for _, l := range s.leases {
		if !l.host.site.admitted {
			continue
		}
		e.Leased++
		if at := l.host.when(s.horizon); at != never {
			next = min(next, max(at, l.until))
		}
	}
	if next != never {
		e.Next = time.Unix(0, next).UTC()
	}
	return e
}

// hostHeap orders hosts by time, then name.
type hostHeap []*hostEntry

func (q hostHeap) Len() int { return len(q) }
func (q hostHeap) Less(i, j int) bool {
	if q[i].at != q[j].at {
		return q[i].at < q[j].at
	}
	return strings.Compare(q[i].state.Host, q[j].state.Host) < 0
}
func (q hostHeap) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].index, q[j].index = i, j
}
func (q *hostHeap) Push(x any) {
	h := x.(*hostEntry)
	h.index = len(*q)
	*q = append(*q, h)
}
func (q *hostHeap) Pop() any {
	old := *q
	h := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	h.index = -1
	return h
}

// siteHeap orders sites by less.
type siteHeap struct {
	sites []*siteEntry
	less  func(a, b *siteEntry) bool
}

func (q *siteHeap) Len() int           { return len(q.sites) }
func (q *siteHeap) Less(i, j int) bool { return q.less(q.sites[i], q.sites[j]) }
func (q *siteHeap) Swap(i, j int) {
	q.sites[i], q.sites[j] = q.sites[j], q.sites[i]
	q.sites[i].index, q.sites[j].index = i, j
}
func (q *siteHeap) Push(x any) {
	t := x.(*siteEntry)
	t.queue, t.index = q, len(q.sites)
	q.sites = append(q.sites, t)
}
func (q *siteHeap) Pop() any {
	t := q.sites[len(q.sites)-1]
	q.sites = q.sites[:len(q.sites)-1]
	t.queue = nil
	return t
}

// leaseHeap orders the ends of leases by time.
type leaseHeap []leaseEnd

type leaseEnd struct {
	until int64
	token store.Token
}

func (q leaseHeap) Len() int           { return len(q) }
func (q leaseHeap) Less(i, j int) bool { return q[i].until < q[j].until }
func (q leaseHeap) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *leaseHeap) Push(x any)        { *q = append(*q, x.(leaseEnd)) }
func (q *leaseHeap) Pop() any {
	old := *q
	e := old[len(old)-1]
	*q = old[:len(old)-1]
	return e
}
