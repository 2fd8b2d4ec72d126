package crawl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"kabar/address"
	"kabar/archive"
	"kabar/crawl/fetch"
	"kabar/news"
	"kabar/store"
)

// Crawler runs crawl cycles over a store.
type Crawler struct {
	store   store.Store
	fetch   *fetch.Fetcher
	archive *archive.Writer
	o       Options
	sites   map[string]*Site
	domains []string // of sites, the filter of every lease
	rules   *rulesCache
	learned *experience
}

// New makes a crawler over an open store, an archive and a fetcher; all three stay the caller's to close.
func New(s store.Store, a *archive.Writer, f *fetch.Fetcher, o Options) (*Crawler, error) {
	c := &Crawler{store: s, archive: a, fetch: f, o: o.withDefaults(), sites: map[string]*Site{}, rules: newRulesCache(), learned: newExperience()}
	for i := range c.o.Sites {
		site := &c.o.Sites[i]
		if _, twice := c.sites[site.Domain]; twice {
			return nil, fmt.Errorf("site %s stands twice", site.Domain)
		}
		c.sites[site.Domain] = site
		c.domains = append(c.domains, site.Domain)
	}
	if len(c.domains) == 0 {
		return nil, errors.New("no site to crawl")
	}
	return c, nil
}

// Run makes one crawl cycle: everything due is visited once, and all that it brings, until nothing is
// due, a budget is used up, or ctx ends. Then requests under way may finish within Options.Grace. The
// error is for what keeps the engine from going on, a failed store above all; that a site does not answer
// stands in the summary.
func (c *Crawler) Run(ctx context.Context) (Summary, error) {
	start := c.o.Now()
	sum := newTally(c.domains)
	if err := c.seed(ctx); err != nil {
		return sum.summary(start, c.o.Now()), err
	}
	if c.o.Backfill {
		if err := c.seedBackfill(ctx); err != nil {
			return sum.summary(start, c.o.Now()), err
		}
	}
	leasing := ctx
	if c.o.For > 0 {
		var cancel context.CancelFunc
		leasing, cancel = context.WithTimeout(ctx, c.o.For)
		defer cancel()
	}
	work, kill := context.WithCancel(context.WithoutCancel(ctx))
	defer kill()

	r := &run{Crawler: c, tally: sum, start: start, done: make(chan struct{}, 1), slots: make(chan struct{}, c.o.Workers)}
	err := r.dispatch(leasing, work)

	finished := make(chan struct{})
	go func() { r.visits.Wait(); close(finished) }()
	select {
	case <-finished:
	case <-time.After(c.o.Grace):
		c.o.Log.Warn("requests under way are cut off: the grace time is over", "grace", c.o.Grace)
		kill()
		<-finished
	}
	r.mu.Lock()
	err = errors.Join(err, r.err)
	r.mu.Unlock()
	s := sum.summary(start, c.o.Now())
	for domain, why := range r.profiles.drifting() {
		if i := slices.IndexFunc(s.Sites, func(site SiteSummary) bool { return site.Site == domain }); i >= 0 {
			s.Sites[i].Drifting = why
		}
	}
	s.Stopped = r.why(ctx, leasing)
	return s, err
}

// seed puts what is known in advance into the frontier.
func (c *Crawler) seed(ctx context.Context) error {
	var links []store.Found
	for _, domain := range c.domains {
		site := c.sites[domain]
		add := func(addresses []string, w news.Work) {
			for _, a := range addresses {
				if f, ok := c.found(site, news.Link{URL: a, Work: w, Via: news.ViaSeed}, 0); ok {
					links = append(links, f)
				} else {
					c.o.Log.Warn("a start address cannot be used: it is no http address of the site, or the configuration excludes it", "site", domain, "address", a)
				}
			}
		}
		add(site.Seeds, news.WorkSection)
		add(site.Feeds, news.WorkFeed)
		add(site.Sitemaps, news.WorkSitemap)
	}
	if _, err := c.store.Add(ctx, links); err != nil {
		return fmt.Errorf("put the start addresses into the frontier: %w", err)
	}
	return nil
}

// run is one cycle under way.
type run struct {
	*Crawler
	tally  *tally
	start  time.Time
	done   chan struct{} // told after each commit
	slots  chan struct{} // one for each visit under way
	visits sync.WaitGroup

	profiles profiles

	mu  sync.Mutex
	err error // what ends the run
}

// leaseTime is how long a worker holds a host without a sign of life; a request and its parsing end well
// before.
const leaseTime = 10 * time.Minute

// dispatch leases hosts and starts a visit for each, until there is no more work or leasing ends.
func (r *run) dispatch(leasing, work context.Context) error {
	for {
		select {
		case r.slots <- struct{}{}:
		case <-leasing.Done():
			return nil
		}
		lease, err := r.next(leasing)
		if err != nil || lease == nil {
			<-r.slots
			return err
		}
		r.visits.Add(1)
		r.tally.started.Add(1) // one request is spoken for; the visit gives it back when it needs none
		go func() {
			defer func() {
				<-r.slots
				r.visits.Done()
				select {
				case r.done <- struct{}{}:
				default:
				}
			}()
			r.fail(r.visit(work, *lease))
		}()
	}
}

func (r *run) fail(err error) {
	if err == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = err
	}
}

// next waits for a host that may be asked; nil when the run is over.
func (r *run) next(ctx context.Context) (*store.Lease, error) {
	for {
		r.mu.Lock()
		failed := r.err != nil
		r.mu.Unlock()
		if failed || ctx.Err() != nil {
			return nil, nil
		}
		if r.spent() {
			if len(r.slots) == 1 { // this one: nothing is under way
				return nil, nil
			}
			select {
			case <-r.done:
			case <-ctx.Done():
			}
			continue
		}
		lease, err := r.store.Lease(ctx, store.LeaseRequest{Worker: "run", TTL: leaseTime, Sites: r.domains, Horizon: r.start})
		idle := new(store.NothingDue)
		switch {
		case err == nil:
			return &lease, nil
		case ctx.Err() != nil:
			return nil, nil
		case !errors.As(err, &idle):
			return nil, fmt.Errorf("lease a host: %w", err)
		}
		wait := r.o.Patience
		if !idle.Next.IsZero() {
			wait = idle.Next.Sub(r.o.Now())
		}
		if idle.Leased == 0 && (idle.Next.IsZero() || wait > r.o.Patience) {
			return nil, nil
		}
		timer := time.NewTimer(max(wait, time.Millisecond))
		select {
		case <-timer.C:
		case <-r.done:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// spent tells whether a budget is used up, counting requests under way.
func (r *run) spent() bool {
	t := r.tally
	return r.o.MaxPages > 0 && t.started.Load() >= r.o.MaxPages || r.o.MaxBytes > 0 && t.bytes.Load() >= r.o.MaxBytes
}

func (r *run) why(ctx, leasing context.Context) string {
	switch {
	case ctx.Err() != nil:
		return "told to stop"
	case leasing.Err() != nil:
		return "time is up"
	case r.spent():
		return "budget is used up"
	}
	return "nothing more is due"
}

// found makes a frontier entry of a link; false when it is no address of the site or excluded.
func (c *Crawler) found(site *Site, l news.Link, depth uint8) (store.Found, bool) {
	l, why := site.Apply(l)
	if why != "" {
		return store.Found{}, false
	}
	key, err := address.Key(l.URL)
	if err != nil {
		return store.Found{}, false
	}
	return store.Found{Link: l, Key: key, Host: address.Host(l.URL), Site: site.Domain, Depth: depth, Schedule: first(l)}, true
}
