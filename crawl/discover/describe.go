package discover

import (
	"bytes"
	"fmt"
	"net/http"

	"kabar/address"
	"kabar/news"
	"kabar/page"
)

// Line is one link as the command shows it.
type Line struct {
	URL       string    `json:"url"`
	Title     string    `json:"title,omitempty"`
	Published news.Date `json:"published,omitzero"`
	// Kind says what the link is: article, section, feed, sitemap, next, continuation.
	Kind string `json:"kind"`
	// Rule is the rule of the configuration that keeps the link out.
	Rule string `json:"rule,omitempty"`
}

// Describe reads a body as a feed, a sitemap or a page and names the links in it. url is where the body
// came from. Links of a page are those within its site. Entries of a feed without an address are left out.
func Describe(kind, url, contentType string, body []byte) ([]Line, error) {
	var out []Line
	add := func(kind string, l news.Link) {
		out = append(out, Line{URL: l.URL, Title: l.Title, Published: l.Published, Kind: kind})
	}
	switch kind {
	case "feed":
		f, err := Feed(url, contentType, body)
		if err != nil {
			return nil, err
		}
		for _, it := range f.Items {
			if it.URL != "" {
				add("article", it.Link)
			}
		}
		return out, nil
	case "sitemap":
		_, err := Sitemap(url, contentType, bytes.NewReader(body), func(e Entry) error {
			l := news.Link{URL: e.URL, Published: e.LastMod}
			if e.News != nil {
				l.Title = e.News.Title
				if !e.News.Published.IsZero() {
					l.Published = e.News.Published
				}
			}
			what := "article"
			if e.Index {
				what = "sitemap"
			}
			add(what, l)
			return nil
		})
		return out, err
	case "page":
		header := http.Header{}
		if contentType != "" {
			header.Set("Content-Type", contentType)
		}
		p, err := page.Parse(url, header, body)
		if err != nil {
			return nil, err
		}
		found := Page(p, address.Site(address.Host(url)))
		for _, list := range []struct {
			kind  string
			links []news.Link
		}{{"feed", found.Feeds}, {"sitemap", found.Sitemaps}, {"article", found.Articles}, {"section", found.Sections}} {
			for _, l := range list.links {
				add(list.kind, l)
			}
		}
		if found.Kind == news.KindArticle {
			for _, u := range found.Continuations {
				add("continuation", news.Link{URL: u})
			}
		} else {
			for _, u := range found.Next {
				add("next", news.Link{URL: u})
			}
		}
		return out, nil
	}
	return nil, fmt.Errorf("%q is no kind of file to discover links in: want feed, sitemap or page", kind)
}
