package crawl

import (
	"kabar/news"
	"kabar/normalize"
)

// fallBack makes the document of the text that a full-content feed gave, when the page itself is not to be had: it is refused to us, it is not there
// after some attempts, or the site fails for so long that the address is left to a later run. What a page gives in a later visit takes its place.
// A page that robots.txt forbids is no such case, nor one that was taken down (410) or is withheld by law (451).
func (v *visit) fallBack() {
	a := &v.lease.Address
	if a.Work != news.WorkArticle || a.Text == "" || !a.Document.IsZero() || v.article != nil || !v.lost() {
		return
	}
	art := normalize.Entry(normalize.Options{
		Now: v.now(), Source: v.site.Domain,
		Link: news.Link{URL: a.URL, Title: a.Title, Published: a.Published, Text: a.Text, Tags: a.Tags, Image: a.Image, Via: a.Via},
	})
	art.Rights = news.Rights{AI: v.refusedAI, TDM: v.tdm}
	if len(art.Paragraphs) == 0 || v.run.o.Respect.forbids(art.Rights) != "" {
		return
	}
	v.candidate(art)
}

// lost tells whether the page will not be had soon.
func (v *visit) lost() bool {
	switch o := &v.outcome; o.Result {
	case news.ResultRefused:
		return o.Status == 401 || o.Status == 402 || o.Status == 403
	case news.ResultGone:
		return o.Status == 404 && v.next == nil
	case news.ResultFailed:
		return o.Reason != "internal error" && o.Reason != "store" && o.Reason != "archive" && v.next != nil && v.next.Again
	}
	return false
}
