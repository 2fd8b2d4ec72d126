package crawl

import (
	"context"
	"fmt"

	"kabar/crawl/discover"
	"kabar/news"
	"kabar/store"
)

// A backfill visits a source a second time under a crawl key of its own, so that its progress is kept
// like that of any address and the source's own schedule is left alone. What a finished backfill has read is
// known, and not read again; another date asks for another reading.

// twin is the frontier entry for reading a source to its end.
func (c *Crawler) twin(f store.Found) store.Found {
	f.Key = "backfill " + c.o.Since.UTC().Format("2006-01-02") + " " + f.Key
	f.Via = news.ViaBackfill
	f.Schedule = store.Schedule{Priority: store.PriorityArchive}
	return f
}

// seedBackfill queues the sources that are known of the sites.
func (c *Crawler) seedBackfill(ctx context.Context) error {
	for _, domain := range c.domains {
		var after store.SourceCursor
		for {
			page, next, err := c.store.Sources(ctx, domain, after, 1000)
			if err != nil {
				return fmt.Errorf("list the sources of %s: %w", domain, err)
			}
			if len(page) == 0 {
				break
			}
			after = next
			var links []store.Found
			for _, a := range page {
				if a.Via == news.ViaBackfill || a.Work == news.WorkFeed || a.State.Result.Failed() {
					continue
				}
				links = append(links, c.twin(store.Found{
					Link: news.Link{URL: a.URL, Work: a.Work}, Key: a.Key, Host: a.Host, Site: a.Site, Depth: a.Depth,
				}))
			}
			if _, err := c.store.Add(ctx, links); err != nil {
				return fmt.Errorf("queue the backfill of %s: %w", domain, err)
			}
		}
	}
	return nil
}

// backfilling tells whether this visit reads its source to the end.
func (v *visit) backfilling() bool { return v.lease.Address.Via == news.ViaBackfill }

// linkTwin queues a source that was found for a backfill too.
func (v *visit) linkTwin(l news.Link, depth uint8) {
	if f, ok := v.run.found(v.site, l, depth); ok {
		v.links = append(v.links, v.run.twin(f))
	}
}

// wanted tells whether an entry of a sitemap is young enough for the backfill; one without a date is.
func (v *visit) wanted(e *discover.Entry) bool {
	when := e.LastMod
	if e.News != nil && !e.News.Published.IsZero() {
		when = e.News.Published
	}
	return when.IsZero() || !when.Time.Before(v.run.o.Since)
}

// maxPaging bounds how far back the pages of one section are followed.
const maxPaging = 200

// listingTwins queues what a backfill follows of a listing: the sections it links to, and its next page as long as
// this one holds articles.
func (v *visit) listingTwins(found *discover.PageResult, depth uint8) {
	if !v.backfilling() {
		for _, l := range found.Sections {
			l.Work = news.WorkSection
			v.linkTwin(l, depth)
		}
		return
	}
	if len(found.Articles) == 0 || depth >= maxPaging {
		return
	}
	for _, u := range found.Next {
		v.linkTwin(news.Link{URL: u, Work: news.WorkSection}, depth)
	}
}
