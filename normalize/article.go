// Package normalize turns a parsed page into an article: clean text and facts.
//
// Start with [Article]. It glues what its rooms find: block the text, meta the facts, dateline what outlets put
// around a text, lang the language, text the hygiene. [Plain] is for text that comes without a page,
// [Explain] shows why a text came out as it did.
package normalize

import (
	"strings"
	"time"

	"kabar/address"
	"kabar/news"
	"kabar/normalize/block"
	"kabar/normalize/dateline"
	"kabar/normalize/lang"
	"kabar/normalize/meta"
	"kabar/normalize/site"
	"kabar/normalize/text"
	"kabar/page"
)

// Version names the rules and weights that make the text. It changes whenever equal pages may give other
// records.
const Version = "2"

// Options are what is known of a page beside it. The zero value works.
type Options struct {
	// Now is when the page was fetched; dates after it are not believed. Zero: no such check.
	Now time.Time
	// Source is the site, a registrable domain; empty: that of the page's address.
	Source string
	// Link is what the feed, the sitemap or the listing said about the page: evidence.
	Link news.Link
	// Zone is where the outlet tells time; nil: what the page or the domain's country says.
	Zone *time.Location
	// Site is what other articles of the site have shown; nil: nothing is known.
	Site *site.Profile
	// Lesson, when it is not nil, is set to what this article teaches of its site.
	Lesson *site.Lesson
}

// thin is how many words a text has that makes one look whether the page hides a longer one in a script.
const thin = 60

// fewest is how many words make a text; what is shorter is a label that was left over.
const fewest = 5

// kindOf tells by the text alone what the page is. Who has seen the page's links knows better.
func kindOf(r *block.Result) news.PageKind {
	switch {
	case r.Words >= thin && r.Linked < 0.5:
		return news.KindArticle
	case r.Words >= thin || r.Words == 0:
		return news.KindListing
	}
	return news.KindOther
}

// Article takes the article out of a page. It never fails: without a text, Reason says why.
func Article(p *page.Page, o Options) news.Article {
	f := meta.Read(p, o.meta())
	a := news.Article{
		URL: p.URL, Canonical: f.Canonical, Title: text.Clean(f.Title), Description: text.Clean(f.Description), Authors: cleanAll(f.Authors),
		Published: f.Published, Modified: f.Modified, DateFrom: f.DateFrom, DateConfidence: f.DateConfidence, SiteName: text.Clean(f.SiteName),
		Section: text.Clean(f.Section), Tags: cleanAll(f.Tags), Image: f.Image, Paywalled: f.Paywalled, Normalizer: Version,
	}
	if a.Image == "" {
		a.Image = o.Link.Image
	}
	a.Rights.License = f.License // the other signals are the crawl's to read: robots.txt and headers have a say
	found, _ := body(p, evidence(&f))
	if found.Words < fewest {
		found = block.Result{}
	}
	a.Kind = kindOf(&found)
	if o.Lesson != nil {
		*o.Lesson = site.NewLesson(found.Paragraphs)
	}
	paragraphs, dropped := o.Site.Strip(found.Paragraphs)
	if len(dropped) > 0 && paragraphs[0] != found.Paragraphs[0] {
		found.BoldPrefix = "" // it was that of a line that is gone
	}
	hints := dateline.Hints{Outlets: f.Outlets, BoldPrefix: found.BoldPrefix, SitePrefixes: o.Site.Prefixes()}
	finish(&a, paragraphs, hints)
	o.fallback(&a, hints)
	if len(a.Paragraphs) == 0 { // a listing has a language too
		all := page.Text(p.Root)
		a.Language, a.LanguageScore = lang.Detect(strings.ToValidUTF8(all[:min(len(all), 8000)], ""))
	}
	return a
}

// body finds the text of a page, and the page that it stands in: p, or the one that a script of p holds.
func body(p *page.Page, ev block.Evidence) (block.Result, *page.Page) {
	found := block.Extract(p, ev)
	if found.Words < thin {
		if inner := embedded(p); inner != nil {
			if in := block.Extract(inner, ev); in.Words > 2*found.Words {
				return in, inner
			}
		}
	}
	return found, p
}

func (o Options) meta() meta.Options {
	return meta.Options{Now: o.Now, Site: o.Source, Zone: o.Zone, Link: o.Link}
}

func evidence(f *meta.Facts) block.Evidence {
	return block.Evidence{Title: f.Title, Description: f.Description, Body: f.ArticleBody, Kind: block.KindOf(f.Types, !f.Published.IsZero())}
}

// Plain makes an article of a text that comes without a page, one paragraph a line.
func Plain(s string, o Options) news.Article {
	var paragraphs []string
	for line := range strings.Lines(s) {
		paragraphs = append(paragraphs, line)
	}
	a := news.Article{Normalizer: Version}
	outlet := o.Source
	if outlet == "" {
		outlet = address.Site(address.Host(o.Link.URL))
	}
	finish(&a, paragraphs, dateline.Hints{Outlets: []string{outlet}, SitePrefixes: o.Site.Prefixes()})
	return a
}

// finish cleans the paragraphs and fills in what depends on the text.
func finish(a *news.Article, paragraphs []string, h dateline.Hints) {
	clean := make([]string, 0, len(paragraphs))
	for _, p := range paragraphs {
		if p = cleanLines(p); p != "" {
			clean = append(clean, p)
		}
	}
	a.Language, a.LanguageScore = lang.Detect(sample(clean))
	h.Language = a.Language
	a.Paragraphs, a.Dateline, a.EndMark = dateline.Strip(clean, h)
	if len(a.Paragraphs) == 0 {
		a.Paragraphs, a.Reason = nil, news.NoArticle
		return
	}
	a.Quality = Measure(a.Paragraphs, a.Language)
}

// sampleSize is how much of a text, in bytes, is enough to tell its language.
const sampleSize = 1500

// sample is the beginning of a text, by whole paragraphs.
func sample(paragraphs []string) string {
	var b strings.Builder
	for _, p := range paragraphs {
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(p)
		if b.Len() >= sampleSize {
			break
		}
	}
	return b.String()
}

// cleanLines cleans a paragraph and keeps its lines.
func cleanLines(p string) string {
	if !strings.Contains(p, "\n") {
		return text.Clean(p)
	}
	var b strings.Builder
	for line := range strings.SplitSeq(p, "\n") {
		if line = text.Clean(line); line != "" {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(line)
		}
	}
	return b.String()
}

func cleanAll(list []string) []string {
	var out []string
	for _, s := range list {
		if s = text.Clean(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
