package crawl

import (
	"context"
	"strings"

	"kabar/address"
	"kabar/dedup"
	"kabar/news"
	"kabar/store"
)

// canonical takes the address that the page calls its canonical one; false when the page is put off. It is believed without a look only when it is
// the same path in another form (scheme, www or m in front, a slash): pages exist whose canonical is the front page, another article or
// another site. Any other of the site is fetched for itself, and the texts decide.
//
// An AMP page is another edition of its article. The article goes first, and the AMP page becomes one of its addresses when the texts agree.
func (v *visit) canonical(href string) bool {
	if href == "" || !address.Within(v.site.Domain, href) {
		return true
	}
	key, err := address.Key(href)
	if err != nil || key == v.lease.Address.Key {
		return true
	}
	switch same := sameResource(href, v.url); {
	case !same && isFront(href):
	case !same:
		v.link(news.Link{URL: href, Work: news.WorkArticle, Via: news.ViaCanonical}, v.lease.Address.Depth)
	case isAMP(href) || isAMP(v.url):
		return v.edition(href, key)
	default:
		v.article.Canonical = key
	}
	return true
}

// edition maps an AMP page to its article; false when the article has to be seen first.
func (v *visit) edition(href, key string) bool {
	a := &v.lease.Address
	known, err := v.run.store.Address(context.Background(), key)
	switch {
	case err == nil && !known.Document.IsZero():
		d, err := v.run.store.Document(context.Background(), known.Document)
		if err == nil && !d.DuplicateOf.IsZero() { // the text of a member is its head's
			d, err = v.run.store.Document(context.Background(), d.DuplicateOf)
		}
		if err == nil && agree(&d.Article, &v.article.Article) {
			v.article.Canonical = key
		}
	case isAMP(href), err == nil && known.State.Result != "", a.Schedule.Tries > 0:
		// It is the article itself, or the article cannot be had: the page stands for itself.
	default:
		n := len(v.links)
		v.link(news.Link{URL: href, Work: news.WorkArticle, Via: a.Via, Title: a.Title, Published: a.Published, Text: a.Text, Tags: a.Tags, Image: a.Image}, a.Depth)
		if len(v.links) == n { // not to be asked for
			return true
		}
		v.article, v.aliases, v.parts = nil, nil, nil
		v.state = a.State
		v.state.ETag, v.state.LastModified, v.state.BodyHash = "", "", 0
		v.next = &store.Schedule{Priority: v.links[n].Priority + 1, Tries: 1} // behind it
		v.outcome.Result, v.outcome.Reason = news.ResultSkipped, "waits for its article"
		return false
	}
	return true
}

// agree tells whether two pages hold the same article.
func agree(a, b *news.Article) bool {
	text := func(a *news.Article) dedup.Text { return dedup.Text{URL: a.URL, Title: a.Title, Text: a.Text()} }
	x, y := text(a), text(b)
	return x.Text == y.Text || dedup.Judge(x, y).Duplicate
}

// sameResource tells whether two addresses are forms of one: they differ in scheme, in a host label www,
// m, mobile or amp in front, and in a slash or an amp mark. A query counts: it may name the article, or a
// page of it.
func sameResource(a, b string) bool {
	ha, pa, _ := bare(a)
	hb, pb, _ := bare(b)
	return ha == hb && pa == pb && pa != ""
}

// isAMP tells an AMP page by its address.
func isAMP(href string) bool {
	_, _, amp := bare(href)
	return amp
}

// bare is an address without what forms of it differ in, and whether one of that is an amp mark.
func bare(href string) (host, path string, amp bool) {
	host = address.Host(href)
	for _, label := range []string{"www.", "m.", "mobile.", "amp."} {
		if rest, ok := strings.CutPrefix(host, label); ok && strings.Contains(rest, ".") {
			host, amp = rest, label == "amp."
			break
		}
	}
	path, _, _ = strings.Cut(strings.TrimPrefix(href, address.Origin(href)), "#")
	path, query, _ := strings.Cut(path, "?")
	path = strings.Trim(path, "/")
	with := path
	path = strings.TrimPrefix(strings.TrimSuffix(path, "/amp"), "amp/")
	path = strings.TrimSuffix(path, ".amp")
	if rest, ok := strings.CutSuffix(path, ".amp.html"); ok {
		path = rest + ".html"
	}
	amp = amp || path != with
	switch query {
	case "":
	case "amp", "amp=1", "amp=true", "outputType=amp":
		amp = true
	default:
		path += "?" + query
	}
	return host, path, amp
}
