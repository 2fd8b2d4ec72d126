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
	"kabar/page"
	"kabar/store"
)

// maxParts bounds the pages of one article.
const maxParts = 20

// join reads the further pages of a paged article and adds their text to the first's. They belong to this
// visit: the host stays leased, each request waits its turn. A part that cannot be had makes the article
// partial, and the address is tried again.
func (v *visit) join(ctx context.Context, art *news.Article, first *discover.PageResult) {
	queue := slices.Clone(first.Continuations)
	tried := map[string]bool{v.lease.Address.Key: true}
	if own, err := address.Key(v.url); err == nil {
		tried[own] = true
	}
	had := map[string]bool{}
	for _, p := range art.Paragraphs {
		had[p] = true
	}
	for parts := 1; len(queue) > 0 && parts < maxParts; parts++ {
		part := queue[0]
		queue = queue[1:]
		key, err := address.Key(part)
		if err != nil || tried[key] || !v.mayJoin(part) {
			parts--
			continue
		}
		tried[key] = true
		text, found, ok := v.part(ctx, part)
		if !ok {
			art.Partial = true
			continue
		}
		fresh := slices.DeleteFunc(slices.Clone(text), func(p string) bool { return had[p] })
		switch repeated := len(text) - len(fresh); {
		case len(fresh) == 0: // the server ignores the page number
			return
		case repeated > 0 && repeated >= len(art.Paragraphs)*4/5: // the whole article on one page
			art.Paragraphs, queue = text, nil
		default:
			art.Paragraphs = append(art.Paragraphs, fresh...)
			queue = append(queue, found.Continuations...)
		}
		for _, p := range fresh {
			had[p] = true
		}
		v.aliases = append(v.aliases, store.Alias{URL: part, Key: key})
	}
}

// mayJoin tells whether a part may be asked for within this visit: it lies on the leased host, and the
// rules allow it.
func (v *visit) mayJoin(href string) bool {
	return address.Host(href) == v.lease.Host.Host && !v.site.excludes(href) &&
		(v.file == nil || v.file.Allowed(v.run.o.Product, href))
}

// part requests one further page when the host may be asked, and takes its text.
func (v *visit) part(ctx context.Context, href string) ([]string, *discover.PageResult, bool) {
	if wait := v.host.NotBefore.Sub(v.now()); wait > 0 {
		if wait > time.Minute {
			return nil, nil, false // a pause of the host: better later than to hold it
		}
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return nil, nil, false
		}
	}
	if v.run.store.Extend(ctx, v.lease.Token, leaseTime) != nil {
		return nil, nil, false
	}
	resp, err := v.request(ctx, fetch.Request{URL: href})
	if err != nil || resp.Status != 200 || resp.Truncated != "" || page.Kind(resp.Header.Get("Content-Type"), resp.Body) != "html" {
		return nil, nil, false
	}
	p, err := page.Parse(resp.URL, resp.Header, resp.Body)
	if err != nil {
		return nil, nil, false
	}
	found := discover.Page(p, v.site.Domain)
	art := normalize.Article(p, normalize.Options{Now: v.now(), Source: v.site.Domain})
	return art.Paragraphs, &found, len(art.Paragraphs) > 0
}
