package normalize

import (
	"strings"
	"unicode/utf8"

	"kabar/news"
	"kabar/normalize/dateline"
	"kabar/normalize/text"
)

// A full-content feed brings the article's text. The page is the better source, for it is newer and says more, so the entry's text counts only
// where the page has none, or the beginning of it.

// stub is how many characters a text has that is more than a teaser.
const stub = 400

// fallback takes the text of the feed's entry where it is the fuller one.
func (o Options) fallback(a *news.Article, h dateline.Hints) {
	if o.Link.Text == "" || !fuller(a, o.Link.Text) {
		return
	}
	entry := news.Article{}
	finish(&entry, news.SplitText(o.Link.Text), h)
	if !fuller(a, entry.Text()) {
		return
	}
	a.Paragraphs, a.Dateline, a.EndMark, a.Quality = entry.Paragraphs, entry.Dateline, entry.EndMark, entry.Quality
	a.Language, a.LanguageScore = entry.Language, entry.LanguageScore
	a.Kind, a.Reason, a.TextFrom = news.KindArticle, "", news.TextFromFeed
}

// fuller tells whether the entry holds the article and the page does not: it has at least twice the text, and the page's is short, cut off by a
// wall, or for the most part found in the entry. Another text altogether is no fuller one: some feeds bring a digest of the day with each entry.
func fuller(a *news.Article, entry string) bool {
	own := 0
	for _, p := range a.Paragraphs {
		own += utf8.RuneCountInString(p)
	}
	if n := utf8.RuneCountInString(entry); n == 0 || n < 2*own {
		return false
	}
	if own < stub || a.Paywalled {
		return true
	}
	shared := 0
	for _, p := range a.Paragraphs {
		if strings.Contains(entry, p) {
			shared += utf8.RuneCountInString(p)
		}
	}
	return shared*5 >= own*4
}

// Entry makes an article of what a full-content feed says of a page that cannot be had (Options.Link). Its rights are the caller's to fill in.
func Entry(o Options) news.Article {
	l := &o.Link
	a := news.Article{
		URL: l.URL, Title: text.Clean(l.Title), Published: l.Published, Modified: l.Modified, Tags: cleanAll(l.Tags), Image: l.Image,
		Kind: news.KindArticle, Normalizer: Version, TextFrom: news.TextFromFeed,
	}
	if !a.Published.IsZero() && !o.Now.IsZero() && a.Published.Time.After(o.Now.AddDate(0, 0, 1)) {
		a.Published = news.Date{}
	}
	if !a.Published.IsZero() {
		a.DateFrom, a.DateConfidence = "feed", entryConfidence
	}
	finish(&a, news.SplitText(l.Text), dateline.Hints{Outlets: []string{o.Source}, SitePrefixes: o.Site.Prefixes()})
	if len(a.Paragraphs) == 0 {
		a.TextFrom = ""
	}
	return a
}

// entryConfidence is how far a feed's date is believed that nothing else confirms.
const entryConfidence = 0.8
