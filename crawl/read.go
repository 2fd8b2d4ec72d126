package crawl

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"kabar/address"
	"kabar/archive"
	"kabar/crawl/discover"
	"kabar/crawl/fetch"
	"kabar/crawl/robots"
	"kabar/dedup"
	"kabar/news"
	"kabar/normalize"
	"kabar/page"
	"kabar/store"
)

// read takes a whole answer with status 200 to what it is: a feed, a sitemap or a page.
func (v *visit) read(ctx context.Context, resp *fetch.Response) {
	sum := sha256.Sum256(resp.Body)
	hash := binary.BigEndian.Uint64(sum[:])
	same := hash == v.lease.Address.State.BodyHash && v.lease.Address.State.Visits > 0
	v.state.BodyHash = hash
	if same {
		v.unchanged(resp)
		return
	}
	contentType := resp.Header.Get("Content-Type")
	kind := page.Kind(contentType, resp.Body)
	switch work := v.lease.Address.Work; {
	case work == news.WorkFeed, kind == "feed" && work != news.WorkSitemap:
		v.feed(resp, contentType)
	case work == news.WorkSitemap, kind == "sitemap":
		v.sitemap(resp, contentType)
	case kind == "html":
		v.page(ctx, resp)
	default:
		v.outcome.Result, v.outcome.Reason = news.ResultSkipped, "not HTML"
		v.outcome.Detail = kind
		v.next = nil
		if work.Source() {
			v.next = v.later(30 * 24 * time.Hour)
		}
	}
}

// feed reads a feed and queues its entries.
func (v *visit) feed(resp *fetch.Response, contentType string) {
	f, err := discover.Feed(resp.URL, contentType, resp.Body)
	if err != nil {
		v.notSource("not a feed", err)
		return
	}
	v.work = news.WorkFeed
	for _, item := range f.Items {
		// A link by way of a service that counts clicks; the entry names the article's own address too.
		if item.Origin != "" && !address.Within(v.site.Domain, item.URL) {
			item.URL = item.Origin
		}
		v.link(item.Link, 0)
	}
	v.asks(&f)
	v.listed(resp)
}

// notSource is the outcome of a feed or sitemap that is something else. It is asked again, seldom: a
// broken feed is often mended.
func (v *visit) notSource(reason string, err error) {
	v.state.Failures++
	v.outcome.Result, v.outcome.Reason, v.outcome.Detail = news.ResultFailed, reason, err.Error()
	if v.lease.Address.Via == news.ViaGuess {
		v.outcome.Detail = guessed
		v.next = v.later(30 * 24 * time.Hour)
		return
	}
	v.next = v.later(min(time.Hour<<min(v.state.Failures, 9), 14*24*time.Hour))
}

// listed ends the visit of a source that was read. A backfill's is over with that.
func (v *visit) listed(resp *fetch.Response) {
	v.outcome.Result = news.ResultListed
	if v.backfilling() {
		v.next = nil
		return
	}
	if v.lookUp() {
		v.state.Fruitful++
		v.state.LastNew = v.now()
	}
	v.next = v.again(resp)
}

// maxBackfill bounds what is taken of one sitemap; the protocol allows 50,000 entries.
const maxBackfill = 60000

// recent is how old an entry of a sitemap may be to count as news.
const recent = 3 * 24 * time.Hour

// sitemap reads a sitemap: an index queues its newest children, a list its newest entries. What is left
// out is for a backfill.
func (v *visit) sitemap(resp *fetch.Response, contentType string) {
	newest := newestFirst{limit: v.run.o.SitemapEntries}
	if v.backfilling() {
		newest.limit = maxBackfill
	}
	result, err := discover.Sitemap(resp.URL, contentType, bytes.NewReader(resp.Body), func(e discover.Entry) error {
		if e.Foreign && !address.Within(v.site.Domain, e.URL) {
			return nil
		}
		if v.backfilling() && !v.wanted(&e) {
			return nil
		}
		newest.add(e)
		return nil
	})
	if err != nil || result.Kind == "none" {
		if err == nil {
			err = errors.New("it holds no sitemap")
		}
		v.notSource("not a sitemap", err)
		return
	}
	v.work = news.WorkSitemap
	for _, e := range newest.entries() {
		l := news.Link{URL: e.URL, Work: news.WorkArticle, Via: news.ViaSitemap, Modified: e.LastMod}
		if e.Index {
			l.Work = news.WorkSitemap
			if v.run.o.Backfill {
				v.linkTwin(l, v.lease.Address.Depth)
			}
			if v.backfilling() {
				continue
			}
		}
		if e.News != nil {
			l.Title, l.Published, l.Tags = e.News.Title, e.News.Published, e.News.Keywords
		}
		if e.News != nil || !e.LastMod.IsZero() && v.now().Sub(e.LastMod.Time) < recent {
			l.Via = news.ViaNewsSitemap
		}
		v.link(l, v.lease.Address.Depth)
	}
	v.listed(resp)
}

// page reads an HTML page: an article goes to the corpus, a listing's links to the frontier.
func (v *visit) page(ctx context.Context, resp *fetch.Response) {
	a := &v.lease.Address
	p, err := page.Parse(resp.URL, resp.Header, resp.Body)
	if err != nil {
		v.outcome.Result, v.outcome.Reason, v.outcome.Detail = news.ResultNoArticle, string(news.Broken), err.Error()
		v.next = v.later(7 * 24 * time.Hour)
		return
	}
	found := discover.Page(p, v.site.Domain)
	v.kindOf(&found)
	front := a.Depth == 0 && a.Work == news.WorkSection
	// A page whose text a feed gave, or that gave one itself, is an article, however it looks.
	listing := found.Kind == news.KindListing && (a.Work != news.WorkArticle || a.Text == "" && a.Document.IsZero())
	if front || listing || v.backfilling() {
		v.listing(resp, &found, front)
		return
	}
	if found.Kind == news.KindArticle && a.Work != news.WorkArticle {
		if due, err := v.storedReservations(ctx); err != nil {
			v.fail(news.ResultFailed, "store", err.Error(), 0)
			return
		} else if due != "" {
			v.asArticle()
			return
		}
	}
	if found.Kind == news.KindArticle || a.Work == news.WorkArticle {
		v.articleOf(ctx, resp, p, &found)
		if v.article != nil || a.Work == news.WorkArticle {
			return
		}
	}
	v.listing(resp, &found, false)
}

// listing queues what a front page, a section or an index links to.
func (v *visit) listing(resp *fetch.Response, found *discover.PageResult, front bool) {
	a := &v.lease.Address
	v.work = news.WorkSection
	depth := v.run.o.Depth
	if v.site.Depth > 0 {
		depth = v.site.Depth
	}
	next := min(a.Depth, maxDepth) + 1
	if v.backfilling() {
		depth = maxDepth
	}
	if a.Work == news.WorkArticle && a.Via != news.ViaSection {
		next = 1 // a listing that a feed or sitemap named
	}
	add := func(links []news.Link, w news.Work) {
		for _, l := range links {
			l.Work = w
			if l.Via == 0 {
				l.Via = news.ViaSection
			}
			v.link(l, next)
		}
	}
	if !found.NoFollow {
		if int(next) <= depth {
			add(found.Articles, news.WorkArticle)
		}
		if int(next) < depth {
			add(found.Sections, news.WorkSection)
			for _, u := range found.Next {
				v.link(news.Link{URL: u, Work: news.WorkSection, Via: news.ViaSection}, next)
			}
		}
	}
	if v.run.o.Backfill {
		v.listingTwins(found, next)
	}
	add(found.Feeds, news.WorkFeed)
	add(found.Sitemaps, news.WorkSitemap)
	if front {
		v.guess(context.Background(), resp.URL, found)
	}
	v.listed(resp)
}

// maxDepth bounds the hops that are counted.
const maxDepth = 250

// articleOf takes the article out of the page, when there is one that may be kept.
func (v *visit) articleOf(ctx context.Context, resp *fetch.Response, p *page.Page, found *discover.PageResult) {
	a := &v.lease.Address
	art := normalize.Article(p, normalize.Options{
		Now: v.now(), Source: v.site.Domain, Site: v.profile().known, Lesson: &v.lesson,
		Link: news.Link{URL: a.URL, Title: a.Title, Published: a.Published, Text: a.Text, Tags: a.Tags, Image: a.Image, Via: a.Via},
	})
	license := art.Rights.License
	art.Rights = robots.Page(v.run.o.Product, p)
	art.Rights.License, art.Rights.AI = license, v.refusedAI
	if art.Rights.TDM == nil { // what the page or its header says goes before the file
		art.Rights.TDM = v.tdm
	}
	if art.TextFrom == "" {
		art.Kind = found.Kind
	}
	v.seenAs = v.observed(&art)
	v.next = v.revisit()
	v.state.Revisits++
	if len(art.Paragraphs) == 0 {
		v.outcome.Result, v.outcome.Reason = news.ResultNoArticle, string(art.Reason)
		v.next = nil
		if !a.Document.IsZero() { // it had a text before: look again
			v.next = v.revisit()
		}
		return
	}
	if why := v.run.o.Respect.forbids(art.Rights); why != "" {
		v.outcome.Result, v.outcome.Reason = news.ResultDenied, why
		return
	}
	if len(found.Continuations) > 0 && found.Kind == news.KindArticle {
		if !v.join(ctx, &art, found) {
			return
		}
	}
	if art.Partial {
		v.next, v.outcome.Reason = v.retryPart(), "partial"
		v.state.ETag, v.state.LastModified, v.state.BodyHash = "", "", 0 // else the first page, as it was, would end the next visit
	}
	v.candidate(art)
	if !v.canonical(art.Canonical) {
		return
	}
	if c, ok := v.keep(resp); ok {
		v.article.Capture = c
	}
}

// candidate makes the article what is committed.
func (v *visit) candidate(art news.Article) {
	text := art.Text()
	v.article = &store.Candidate{
		Article: art, TextHash: dedup.TextHash(text), Signature: dedup.Signature(text), Fetched: v.now(), Parts: v.parts,
	}
}

// forbids names the signal that keeps the document out; empty: none does.
func (r Respect) forbids(rights news.Rights) string {
	switch {
	case r.NoIndex && robots.Has(rights, "noindex"):
		return "noindex"
	case r.NoArchive && robots.Has(rights, "noarchive"):
		return "noarchive"
	case r.NoAI && (robots.Has(rights, "noai") || robots.Has(rights, "noimageai")):
		return "noai"
	case r.AIRobots && len(rights.AI) > 0:
		return "robots.txt refuses AI crawlers"
	case r.TDM && rights.TDM != nil && rights.TDM.Reserved:
		return "tdm-reservation"
	}
	return ""
}

// keep keeps an answer in the archive; nil when the site's are not kept. Without its capture a document is not stored, since what the archive lacks
// could never be derived again: then ok is false, and the visit has failed.
func (v *visit) keep(resp *fetch.Response) (c *news.Capture, ok bool) {
	if v.site.NoRaw {
		return nil, true
	}
	kept, err := v.run.archive.Write(archive.Record{
		URL: resp.URL, Fetched: resp.Started, IP: resp.Remote, Method: "GET", Proto: resp.Proto,
		RequestHeader: resp.RequestHeader, Status: resp.Status, Header: resp.Header, Body: resp.Wire,
	})
	if err != nil {
		v.run.fail(fmt.Errorf("keep the capture of %s: %w", resp.URL, err))
		v.article = nil
		v.fail(news.ResultFailed, "archive", err.Error(), 0)
		return nil, false
	}
	return &kept, true
}
