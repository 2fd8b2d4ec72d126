package main

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"kabar/address"
	"kabar/archive"
	"kabar/crawl"
	"kabar/crawl/discover"
	"kabar/crawl/fetch"
	"kabar/crawl/robots"
	"kabar/dedup"
	"kabar/news"
	"kabar/normalize"
	"kabar/normalize/site"
	"kabar/page"
	"kabar/store"
)

// fateOfText is what came of one document.
type fateOfText int

const (
	textUnchanged fateOfText = iota
	textChanged
	textDuplicate
	textLost
	textPaged
	noCapture
	unreadable
)

// deriver makes texts from captures.
type deriver struct {
	app  *app
	from store.Reader
	into store.Store // nil: a dry run

	profiles map[string]*site.Profile // of the sites that came by
}

// profile is what is known of a site.
func (d *deriver) profile(ctx context.Context, domain string) (*site.Profile, error) {
	p, ok := d.profiles[domain]
	if ok {
		return p, nil
	}
	p, err := crawl.StoredProfile(ctx, d.from, domain)
	if err != nil {
		return nil, err
	}
	if d.profiles == nil {
		d.profiles = map[string]*site.Profile{}
	}
	d.profiles[domain] = p
	return p, nil
}

// derive makes a document's text again and stores it; diff is what a dry run would change, nil for nothing. An error is the
// store's or the disk's: what is wrong with one capture is a fate.
func (d *deriver) derive(ctx context.Context, doc *news.Document) (fate fateOfText, diff []byte, err error) {
	if doc.Capture == nil {
		return noCapture, nil, nil
	}
	art, fate, err := d.article(ctx, doc)
	if err != nil || art == nil {
		return fate, nil, err
	}
	text := art.Text()
	if d.into == nil {
		if text == doc.Text() || !doc.DuplicateOf.IsZero() && len(doc.Paragraphs) == 0 { // stored before texts of members were kept
			return textUnchanged, nil, nil
		}
		return textChanged, lineDiff(doc.Paragraphs, art.Paragraphs), nil
	}
	c := store.Candidate{
		Article: *art, TextHash: dedup.TextHash(text), Signature: dedup.Signature(text), Capture: doc.Capture, Fetched: doc.Fetched, Derived: true,
	}
	if c.Canonical, err = d.headByAddress(ctx, doc); err != nil {
		return 0, nil, err
	}
	r, err := d.into.Revise(ctx, doc.ID, c)
	switch {
	case errors.Is(err, store.ErrGone): // forgotten since it was listed
		return textUnchanged, nil, nil
	case errors.Is(err, store.ErrBadVisit):
		d.app.log.Warn("the store refused what was derived", "url", doc.URL, "error", err)
		return textLost, nil, nil
	case err != nil:
		return 0, nil, err
	case r.Result == news.ResultChanged:
		return textChanged, nil, nil
	case r.Result == news.ResultDuplicate:
		return textDuplicate, nil, nil
	}
	return textUnchanged, nil, nil
}

// article reads the captures and takes the article out of them, as a visit does. Without one, fate says why.
func (d *deriver) article(ctx context.Context, doc *news.Document) (*news.Article, fateOfText, error) {
	p, fate, err := d.page(doc, *doc.Capture)
	if p == nil {
		return nil, fate, err
	}
	link, err := d.link(ctx, p.URL)
	if err != nil {
		return nil, 0, err
	}
	known, err := d.profile(ctx, doc.Source)
	if err != nil {
		return nil, 0, err
	}
	found := discover.Page(p, doc.Source)
	art := normalize.Article(p, normalize.Options{Now: doc.Fetched, Source: doc.Source, Site: known, Link: link})
	license := art.Rights.License
	art.Rights = robots.Page(d.app.cfg.Agent.Product, p)
	art.Rights.License, art.Rights.AI = license, doc.Rights.AI // robots.txt as it was then
	if art.Rights.TDM == nil {
		art.Rights.TDM = doc.Rights.TDM // and tdmrep.json
	}
	switch { // in doubt, the crawl knew more: the other pages of the site
	case art.TextFrom != "":
	case found.Proves() == 0 && doc.Kind != "":
		art.Kind = doc.Kind
	default:
		art.Kind = found.Kind
	}
	if len(found.Continuations) > 0 && found.Kind == news.KindArticle && art.TextFrom == "" {
		if fate, err := d.join(doc, &art, &found, known); err != nil || fate != textUnchanged {
			return nil, fate, err
		}
	}
	if len(art.Paragraphs) == 0 {
		return nil, textLost, nil
	}
	return &art, 0, nil
}

// page reads a capture. Without a page, fate or err says why.
func (d *deriver) page(doc *news.Document, c news.Capture) (*page.Page, fateOfText, error) {
	r, err := archive.Read(d.app.archiveDir(), c)
	if errors.Is(err, archive.ErrNotFound) || errors.Is(err, archive.ErrDamaged) {
		d.app.log.Warn("capture cannot be read", "url", doc.URL, "error", err)
		return nil, unreadable, nil
	} else if err != nil {
		return nil, 0, err
	}
	header := http.Header(r.Header)
	body, err := fetch.Decode(header, r.Body)
	if err != nil {
		d.app.log.Warn("capture cannot be unpacked", "url", doc.URL, "error", err)
		return nil, unreadable, nil
	}
	p, err := page.Parse(r.URL, header, body)
	if err != nil {
		return nil, textLost, nil
	}
	return p, textUnchanged, nil
}

// join adds the further pages that were captured. textPaged: today's rules want a page that was not captured, and was not missing then, or do not
// want one that was.
func (d *deriver) join(doc *news.Document, art *news.Article, first *discover.PageResult, known *site.Profile) (fateOfText, error) {
	parts := map[string]*crawl.Part{}
	for _, c := range doc.Parts {
		p, fate, err := d.page(doc, c)
		if p == nil {
			return fate, err
		}
		if key, err := address.Key(p.URL); err == nil {
			parts[key] = crawl.NewPart(p, doc.Source, known, doc.Fetched)
		}
	}
	own, err := address.Key(doc.URL)
	if err != nil {
		return textPaged, nil
	}
	taken := crawl.Join(art, []string{own}, first.Continuations, func(href string) (*crawl.Part, bool) {
		key, err := address.Key(href)
		return parts[key], err == nil && address.Host(href) == address.Host(doc.URL) // a visit stays at its host
	})
	if len(taken) != len(doc.Parts) || art.Partial && !doc.Partial {
		return textPaged, nil
	}
	return textUnchanged, nil
}

// link is what the source said of the address that was captured.
func (d *deriver) link(ctx context.Context, url string) (news.Link, error) {
	link := news.Link{URL: url}
	key, err := address.Key(url)
	if err != nil {
		return link, nil
	}
	a, err := d.from.Address(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return link, nil
	}
	return news.Link{URL: a.URL, Title: a.Title, Published: a.Published, Text: a.Text, Tags: a.Tags, Image: a.Image, Via: a.Via}, err
}

// headByAddress is the crawl key of the head of a member that is one by its address: such a one stays a member, whatever its text.
func (d *deriver) headByAddress(ctx context.Context, doc *news.Document) (string, error) {
	if doc.DuplicateOf.IsZero() {
		return "", nil
	}
	head, err := d.from.Document(ctx, doc.DuplicateOf)
	if errors.Is(err, store.ErrGone) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	i := slices.IndexFunc(head.AlsoAt, func(m news.Member) bool { return m.ID == doc.ID })
	if i < 0 || head.AlsoAt[i].Level != news.SameAddress {
		return "", nil
	}
	key, err := address.Key(head.URL)
	if err != nil {
		return "", nil
	}
	return key, nil
}
