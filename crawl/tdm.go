package crawl

import (
	"context"
	"errors"

	"kabar/address"
	"kabar/crawl/fetch"
	"kabar/crawl/robots"
	"kabar/news"
	"kabar/store"
)

// maxTDMHops bounds the redirects of a tdmrep.json.
const maxTDMHops = 3

// reservations learns what the tdmrep.json of the address's origin says of it, before the page is asked for: what keeps a page out must be
// known before it is kept. When the file must be read first, that is what the visit does, and the address keeps its place. False: the page is
// not to be asked for in this visit. Feeds, sitemaps and listings are not kept, so nothing is asked for them.
func (v *visit) reservations(ctx context.Context) bool {
	if v.lease.Address.Work != news.WorkArticle {
		return true
	}
	due, err := v.storedReservations(ctx)
	switch {
	case err != nil:
		v.fail(news.ResultFailed, "store", err.Error(), 0)
		return false
	case due == "":
		return true
	}
	v.readReservations(ctx, due)
	return false
}

// storedReservations reads what is stored of the file. due is the address that must be asked for first; empty: none.
func (v *visit) storedReservations(ctx context.Context) (due string, err error) {
	at := address.Origin(v.url) + robots.TDMRepPath
	for range maxTDMHops {
		stored, err := v.run.store.Robots(ctx, at)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return "", err
		}
		if robots.TDMRepDue(stored, v.now()) {
			if v.site.excludes(at) || v.file != nil && !v.file.Allowed(v.run.o.Product, at) {
				return "", nil
			}
			return at, nil
		}
		if stored.Location != "" {
			at = stored.Location
			continue
		}
		if len(stored.Body) > 0 {
			if v.tdm, err = robots.TDMRep(stored.Body, at, v.url); err != nil { // it was read when it was stored
				v.run.o.Log.Warn("a stored tdmrep.json cannot be read", "url", at, "error", err)
			}
		}
		return "", nil
	}
	return "", nil
}

// readReservations requests the file and keeps the answer. What goes wrong with it is no trouble of the site: hardly any has one.
func (v *visit) readReservations(ctx context.Context, at string) {
	v.url, v.outcome.URL, v.outcome.Work = at, at, news.WorkRobots
	v.next, v.errand = &v.lease.Address.Schedule, true
	prev, err := v.run.store.Robots(ctx, at)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		v.fail(news.ResultFailed, "store", err.Error(), 0)
		return
	}
	resp, err := v.request(ctx, fetch.Request{
		URL: at, ETag: prev.ETag, LastModified: prev.LastModified, Accept: "application/json, */*;q=0.1", MaxBody: robots.MaxSize,
	})
	answer, location := robots.Answer{Err: err}, ""
	if resp != nil {
		answer = robots.Answer{Status: resp.Status, Header: resp.Header, Body: resp.Body, Truncated: resp.Truncated != ""}
		if address.Host(resp.Location) == v.lease.Host.Host { // elsewhere another host speaks for itself
			location = resp.Location
		}
	}
	next := robots.UpdateTDMRep(prev, at, answer, location, v.now())
	v.robots = &next
	v.outcome.Result = news.ResultListed
	switch {
	case err != nil:
		v.outcome.Result, v.outcome.Reason, v.outcome.Detail = news.ResultFailed, class(err), guessed
	case next.Failures > 0:
		if resp.Status == 429 || resp.Status == 503 {
			after, _ := fetch.RetryAfter(resp.Header, v.now())
			v.refused(after)
		}
		v.outcome.Result, v.outcome.Reason, v.outcome.Detail = news.ResultFailed, "tdmrep.json unreachable", guessed
	}
}

// asArticle puts off a page that was visited for its links and turns out to be an article, until it is known what is reserved: it comes again as an
// article, and in full.
func (v *visit) asArticle() {
	v.state = v.lease.Address.State
	v.state.ETag, v.state.LastModified, v.state.BodyHash = "", "", 0
	v.work = news.WorkArticle
	v.next = &store.Schedule{Priority: store.PriorityPage}
	v.outcome.Result, v.outcome.Reason = news.ResultSkipped, "waits for tdmrep.json"
}
