package crawl

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"kabar/address"
	"kabar/crawl/fetch"
	"kabar/crawl/robots"
	"kabar/news"
	"kabar/store"
)

// rulesCache holds parsed robots.txt files of this process. The stored copies are the truth; a parsed one
// is used only while the copy that it was made from is the stored one.
type rulesCache struct {
	mu    sync.Mutex
	files map[string]parsedRules
}

type parsedRules struct {
	fetched time.Time
	file    *robots.File
}

// cachedRules bounds the cache; beyond it an arbitrary half is dropped.
const cachedRules = 4096

func newRulesCache() *rulesCache { return &rulesCache{files: map[string]parsedRules{}} }

func (c *rulesCache) parse(r *news.Robots) *robots.File {
	c.mu.Lock()
	p, ok := c.files[r.Origin]
	c.mu.Unlock()
	if ok && p.fetched.Equal(r.Fetched) {
		return p.file
	}
	p = parsedRules{r.Fetched, robots.Parse(r.Body)}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.files) >= cachedRules {
		for k := range c.files {
			delete(c.files, k)
			if len(c.files) <= cachedRules/2 {
				break
			}
		}
	}
	c.files[r.Origin] = p
	return p.file
}

// sitemaps are those that the robots.txt of an origin names, as far as it was parsed in this run.
func (c *rulesCache) sitemaps(origin string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p, ok := c.files[robotsOf(origin)]; ok {
		return p.file.Sitemaps()
	}
	return nil
}

// robotsOf is where an origin keeps its rules (RFC 9309, section 2.3).
func robotsOf(origin string) string { return origin + "/robots.txt" }

// unreadable is the reason of an outcome that a server's failing robots.txt has brought about.
const unreadable = "robots.txt unreachable"

const maxRobotsHops = 5 // RFC 9309, section 2.3.1.2

// permitted tells whether the address may be requested now. When the rules must be read first, that is
// what the visit does, and the address keeps its place.
func (v *visit) permitted(ctx context.Context) bool {
	a := &v.lease.Address
	at := robotsOf(address.Origin(a.URL))
	if a.Work == news.WorkRobots {
		v.readRules(ctx, a.URL)
		if v.next == &a.Schedule { // the rules were the errand, not on the way
			v.next = v.later(24 * time.Hour)
		}
		return false
	}
	for range maxRobotsHops + 1 {
		stored, err := v.run.store.Robots(ctx, at)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			v.fail(news.ResultFailed, "store", err.Error(), 0)
			return false
		}
		stored.Origin = at
		switch robots.Verdict(stored, v.now()) {
		case robots.Ask:
			v.fetchRules(ctx, at)
			return false
		case robots.NotNow:
			v.blockedByRules(&stored)
			return false
		case robots.AllowAll:
			return true
		}
		if stored.Location != "" {
			at = stored.Location
			continue
		}
		file := v.run.rules.parse(&stored)
		if d, ok := file.Delay(v.run.o.Product); ok {
			v.crawlDelay = d
		}
		v.file, v.refusedAI = file, file.RefusedAI(a.URL)
		if file.Allowed(v.run.o.Product, a.URL) {
			return true
		}
		v.outcome.Result, v.outcome.Reason = news.ResultDenied, "robots.txt"
		v.outcome.Detail = at + " forbids it"
		v.next = v.later(7 * 24 * time.Hour)
		return false
	}
	return true // "MAY assume that the robots.txt file is unavailable": more than five redirects
}

// fetchRules reads the robots.txt at this address: now, when it lies on the leased host, else by a visit of its own.
func (v *visit) fetchRules(ctx context.Context, at string) {
	if address.Host(at) == v.lease.Host.Host {
		v.readRules(ctx, at)
		return
	}
	v.outcome.Result, v.outcome.Reason = news.ResultSkipped, "waits for robots.txt"
	v.outcome.Detail = at
	l := news.Link{URL: at, Work: news.WorkRobots, Via: news.ViaRedirect}
	if key, err := address.Key(at); err == nil {
		v.links = append(v.links, store.Found{Link: l, Key: key, Host: address.Host(at), Site: v.site.Domain, Schedule: first(l)})
	}
	v.wait(3 * time.Second)
}

// wait puts the address off without counting it as an attempt.
func (v *visit) wait(d time.Duration) {
	s := v.lease.Address.Schedule
	s.At, s.Again = v.now().Add(d), false
	v.next = &s
}

// readRules requests a robots.txt and keeps the answer. The address that waited for it stays as it was.
func (v *visit) readRules(ctx context.Context, at string) {
	v.url, v.outcome.URL, v.outcome.Work = at, at, news.WorkRobots
	v.next = &v.lease.Address.Schedule
	prev, err := v.run.store.Robots(ctx, at)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		v.fail(news.ResultFailed, "store", err.Error(), 0)
		return
	}
	v.outcome.Result = news.ResultListed
	resp, err := v.request(ctx, fetch.Request{URL: at, ETag: prev.ETag, LastModified: prev.LastModified})
	answer := robots.Answer{Err: err}
	if resp != nil {
		answer = robots.Answer{Status: resp.Status, Header: resp.Header, Body: resp.Body, Truncated: resp.Truncated != ""}
	}
	var next news.Robots
	if resp != nil && resp.Status >= 300 && resp.Status < 400 && resp.Status != 304 && resp.Location != "" {
		next = robots.Redirected(prev, at, answer, resp.Location, v.now())
	} else {
		next = robots.Update(prev, at, answer, v.now())
	}
	v.robots = &next
	switch {
	case err != nil:
		v.outcome.Result, v.outcome.Reason = news.ResultFailed, class(err)
		v.outcome.Detail = err.Error()
		v.tryOtherForms(class(err))
		return
	case resp.Status >= 500:
		v.outcome.Result, v.outcome.Reason = news.ResultFailed, unreadable
		v.outcome.Detail = fmt.Sprintf("%s answers with status %d: %s", at, resp.Status, v.meanwhile(&next))
		return
	case resp.Status == 429:
		after, _ := fetch.RetryAfter(resp.Header, v.now())
		v.refused(after)
	}
	v.errand = v.lease.Address.Work != news.WorkRobots
	file := v.run.rules.parse(&next)
	if d, ok := file.Delay(v.run.o.Product); ok && d > v.crawlDelay {
		v.crawlDelay = d
		v.host.Delay = max(v.host.Delay, v.gap())
		v.host.NotBefore = v.host.LastStart.Add(resp.FirstByte + v.host.Delay)
	}
	for _, s := range file.Sitemaps() {
		if u, err := address.Resolve(at, s); err == nil {
			v.link(news.Link{URL: u, Work: news.WorkSitemap, Via: news.ViaRobots}, 0)
		}
	}
}

// meanwhile says what holds while a robots.txt cannot be read.
func (v *visit) meanwhile(r *news.Robots) string {
	switch robots.Verdict(*r, v.now()) {
	case robots.NotNow:
		return "nothing may be asked for until it can be read"
	case robots.Rules:
		return "the copy of " + r.Fetched.UTC().Format(time.DateTime) + " UTC holds until it can be read"
	}
	return "so it has been for a month, and it no longer stands in the way"
}

// blockedByRules is the outcome of an address whose robots.txt cannot be read at present: that means "not
// now" (RFC 9309, section 2.3.1.4). The whole host waits, so that its other addresses do not come up in vain; but not
// for a front page, which may answer without TLS.
func (v *visit) blockedByRules(r *news.Robots) {
	v.outcome.Result, v.outcome.Reason = news.ResultFailed, unreadable
	v.outcome.Detail = r.Origin + " cannot be read at present, so nothing may be asked for"
	wait := max(r.Until.Sub(v.now()), time.Second)
	v.wait(wait)
	if v.lease.Address.Via != news.ViaSeed && r.Until.After(v.host.NotBefore) {
		v.host.NotBefore = r.Until
	}
}
