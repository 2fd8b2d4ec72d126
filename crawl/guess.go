package crawl

import (
	"context"
	"fmt"

	"kabar/address"
	"kabar/crawl/discover"
	"kabar/news"
	"kabar/store"
)

// deadAfter is how many visits in a row a source fails until it counts as dead. It is never dropped, only visited seldom; but then others are looked
// for.
const deadAfter = 3

// guess queues the well-known paths of feeds and sitemaps where the front page, robots.txt and the configuration name none that lives. The
// frontier remembers them: one that is not there is tried again after a month.
func (v *visit) guess(ctx context.Context, front string, found *discover.PageResult) {
	dead, living, err := v.sources(ctx)
	if err != nil {
		v.run.o.Log.Warn("the site's sources cannot be read, so none is guessed", "site", v.site.Domain, "error", err)
		return
	}
	origin := address.Origin(front)
	named := func(lists ...[]string) bool {
		for _, list := range lists {
			for _, u := range list {
				if key, err := address.Key(u); err == nil && !dead[key] {
					return true
				}
			}
		}
		return false
	}
	urls := func(links []news.Link) (out []string) {
		for _, l := range links {
			out = append(out, l.URL)
		}
		return out
	}
	add := func(urls []string, w news.Work) {
		for _, u := range urls {
			v.link(news.Link{URL: u, Work: w, Via: news.ViaGuess}, 0)
		}
	}
	feeds, sitemaps := discover.Guess(origin)
	if !living[news.WorkFeed] && !named(urls(found.Feeds), v.site.Feeds) {
		add(feeds, news.WorkFeed)
	}
	if !living[news.WorkSitemap] && !named(urls(found.Sitemaps), v.site.Sitemaps, v.run.rules.sitemaps(origin)) {
		add(sitemaps, news.WorkSitemap)
	}
}

// sources tells which feeds and sitemaps of the site are dead, by crawl key, and of which kinds there is one that was read at its last visit.
func (v *visit) sources(ctx context.Context) (dead map[string]bool, living map[news.Work]bool, err error) {
	dead, living = map[string]bool{}, map[news.Work]bool{}
	var after store.SourceCursor
	for {
		page, next, err := v.run.store.Sources(ctx, v.site.Domain, after, 1000)
		if err != nil {
			return nil, nil, fmt.Errorf("list the sources of %s: %w", v.site.Domain, err)
		}
		if len(page) == 0 {
			return dead, living, nil
		}
		after = next
		for i := range page {
			switch st := &page[i].State; {
			case page[i].Work != news.WorkFeed && page[i].Work != news.WorkSitemap || page[i].Via == news.ViaBackfill:
			case st.Failures >= deadAfter:
				dead[page[i].Key] = true
			case st.Result == news.ResultListed || st.Result == news.ResultUnchanged:
				living[page[i].Work] = true
			}
		}
	}
}
