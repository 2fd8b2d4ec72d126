package crawl

import (
	"context"
	"slices"
	"time"

	"kabar/address"
	"kabar/crawl/discover"
	"kabar/crawl/fetch"
	"kabar/news"
	"kabar/normalize"
	"kabar/normalize/site"
	"kabar/page"
	"kabar/store"
)

// maxParts bounds the pages of one article.
const maxParts = 20

// Part is a further page of a paged article.
type Part struct {
	URL, Key      string // filled in by Join
	Paragraphs    []string
	Continuations []string // addresses of further pages that it links to

	resp *fetch.Response // of a visit
}

// NewPart takes the text of a further page, with what is known of its site.
func NewPart(p *page.Page, domain string, known *site.Profile, now time.Time) *Part {
	found := discover.Page(p, domain)
	art := normalize.Article(p, normalize.Options{Now: now, Source: domain, Site: known})
	return &Part{Paragraphs: art.Paragraphs, Continuations: found.Continuations}
}

// Join adds the text of the further pages of a paged article to that of the first, and returns the pages that it took, in their order. keys are the
// crawl keys of the first page, continuations the addresses that it links to. read gives a page: nil when it cannot be had or has no text, which
// makes the article partial; ask is false when it is not to be asked for at all. A visit and a derivation join by the same rules.
func Join(art *news.Article, keys, continuations []string, read func(href string) (p *Part, ask bool)) (taken []*Part) {
	queue := slices.Clone(continuations)
	tried := map[string]bool{}
	for _, k := range keys {
		tried[k] = true
	}
	had := map[string]bool{}
	for _, p := range art.Paragraphs {
		had[p] = true
	}
	for asked := 1; len(queue) > 0 && asked < maxParts; {
		href := queue[0]
		queue = queue[1:]
		key, err := address.Key(href)
		if err != nil || tried[key] {
			continue
		}
		part, ask := read(href)
		if !ask {
			continue
		}
		asked++
		tried[key] = true
		if part == nil || len(part.Paragraphs) == 0 {
			art.Partial = true
			continue
		}
		part.URL, part.Key = href, key
		fresh := slices.DeleteFunc(slices.Clone(part.Paragraphs), func(p string) bool { return had[p] })
		switch repeated := len(part.Paragraphs) - len(fresh); {
		case len(fresh) == 0: // the server ignores the page number
			return taken
		case repeated > 0 && repeated >= len(art.Paragraphs)*4/5: // the whole article on one page
			art.Paragraphs, queue = part.Paragraphs, nil
		default:
			art.Paragraphs = append(art.Paragraphs, fresh...)
			queue = append(queue, part.Continuations...)
		}
		for _, p := range fresh {
			had[p] = true
		}
		taken = append(taken, part)
	}
	return taken
}

// join reads the further pages of a paged article. They belong to this visit: the host stays leased, each request waits its turn. A part that
// cannot be had makes the article partial, and the address is tried again. False: a capture could not be kept, and the visit has failed.
func (v *visit) join(ctx context.Context, art *news.Article, first *discover.PageResult) bool {
	keys := []string{v.lease.Address.Key}
	if own, err := address.Key(v.url); err == nil {
		keys = append(keys, own)
	}
	outcome := v.outcome // of the first page, which the visit is about
	for _, p := range Join(art, keys, first.Continuations, func(href string) (*Part, bool) {
		if !v.mayJoin(href) {
			return nil, false
		}
		return v.part(ctx, href), true
	}) {
		v.aliases = append(v.aliases, store.Alias{URL: p.URL, Key: p.Key})
		c, ok := v.keep(p.resp)
		if !ok {
			return false
		}
		if c != nil {
			v.parts = append(v.parts, *c)
		}
	}
	v.outcome.Status, v.outcome.Took = outcome.Status, outcome.Took
	return true
}

// mayJoin tells whether a part may be asked for within this visit: it lies on the leased host, and the
// rules allow it.
func (v *visit) mayJoin(href string) bool {
	return address.Host(href) == v.lease.Host.Host && !v.site.excludes(href) &&
		(v.file == nil || v.file.Allowed(v.run.o.Product, href))
}

// part requests one further page when the host may be asked, and takes its text; nil when it cannot be had.
func (v *visit) part(ctx context.Context, href string) *Part {
	if wait := v.host.NotBefore.Sub(v.now()); wait > 0 {
		if wait > time.Minute {
			return nil // a pause of the host: better later than to hold it
		}
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return nil
		}
	}
	if v.run.store.Extend(ctx, v.lease.Token, leaseTime) != nil {
		return nil
	}
	resp, err := v.request(ctx, fetch.Request{URL: href})
	if err != nil {
		return nil
	}
	if resp.Status == 429 || resp.Status == 503 {
		after, _ := fetch.RetryAfter(resp.Header, v.now())
		v.refused(after)
	}
	if resp.Status != 200 || resp.Truncated != "" || page.Kind(resp.Header.Get("Content-Type"), resp.Body) != page.KindHTML {
		return nil
	}
	p, err := page.Parse(resp.URL, resp.Header, resp.Body)
	if err != nil {
		return nil
	}
	part := NewPart(p, v.site.Domain, v.profile().known, v.now())
	part.resp = resp
	return part
}
