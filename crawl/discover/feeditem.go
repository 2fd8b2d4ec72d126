package discover

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"

	"kabar/date"
	"kabar/news"
)

// fromRSS takes what is needed out of the library's form. Addresses stay as they are written.
func fromRSS(r *rss.Feed) FeedResult {
	f := FeedResult{
		Kind: FeedRSS, Title: plain(r.Title), Language: strings.TrimSpace(r.Language), Home: firstOf(r.Links),
		TTL:       minutes(r.TTL),
		SkipHours: hours(r.SkipHours), SkipDays: weekdays(r.SkipDays),
		UpdatePeriod: updatePeriod(r.Extensions["sy"]),
	}
	if dc := r.DublinCoreExt; dc != nil {
		f.Title = cmp.Or(f.Title, plain(firstOf(dc.Title)))
		f.Language = cmp.Or(f.Language, strings.TrimSpace(firstOf(dc.Language)))
	}
	for _, l := range atomLinks(r.Extensions) {
		f.link(l.Attrs["rel"], l.Attrs["href"])
	}
	f.Items = make([]Item, 0, min(len(r.Items), MaxFeedItems))
	for _, it := range r.Items {
		f.Items = append(f.Items, rssItem(it))
	}
	return f
}

// link takes a link of the feed itself.
func (f *FeedResult) link(rel, href string) {
	switch strings.ToLower(strings.TrimSpace(rel)) {
	case "", "alternate":
		f.Home = cmp.Or(f.Home, href)
	case "next", "prev-archive": // RFC 5005, sections 3 and 4: older entries
		f.Next = cmp.Or(f.Next, href)
	case "hub":
		f.Hub = cmp.Or(f.Hub, href)
	}
}

func rssItem(r *rss.Item) Item {
	it := Item{Link: news.Link{Title: plain(r.Title)}, Author: plain(r.Author)}
	if dc := r.DublinCoreExt; dc != nil {
		it.Title = cmp.Or(it.Title, plain(firstOf(dc.Title)))
		it.Author = cmp.Or(it.Author, plain(firstOf(dc.Creator)), plain(firstOf(dc.Author)))
	}
	it.URL, it.Origin = rssLink(r), origLink(r.Extensions)
	if r.GUID != nil {
		it.GUID = cut(strings.TrimSpace(r.GUID.Value), maxGUID)
	}
	dates := func(names ...string) news.Date { return firstDate(rssDates(r, names)...) }
	it.Published = firstDate(append([]string{r.PubDate}, rssDates(r, []string{"published", "issued", "date", "created"})...)...)
	it.Modified = dates("modified", "updated")
	if it.Published.IsZero() {
		it.Published = it.Modified
	}
	it.Text = cmp.Or(r.Content, atomExtension(r.Extensions, "content"))
	for _, c := range r.Categories {
		it.tag(c.Value)
	}
	if r.DublinCoreExt != nil {
		for _, s := range r.DublinCoreExt.Subject {
			it.tag(s)
		}
	}
	for _, e := range r.Enclosures {
		it.media(e.URL, e.Type)
	}
	media := r.Extensions["media"]
	for _, g := range media["group"] {
		for _, m := range g.Children["content"] {
			it.media(m.Attrs["url"], cmp.Or(m.Attrs["type"], m.Attrs["medium"]))
		}
	}
	for _, m := range media["content"] {
		it.media(m.Attrs["url"], cmp.Or(m.Attrs["type"], m.Attrs["medium"]))
	}
	if t := media["thumbnail"]; it.Image == "" && len(t) > 0 {
		it.Image = t[0].Attrs["url"]
	}
	return it
}

// rssLink is the address of an RSS item, as written.
func rssLink(r *rss.Item) string {
	for _, l := range r.Links {
		if usable(l) {
			return l
		}
	}
	for _, l := range atomLinks(r.Extensions) {
		if rel := l.Attrs["rel"]; (rel == "" || rel == "alternate") && usable(l.Attrs["href"]) {
			return l.Attrs["href"]
		}
	}
	if r.GUID != nil && usable(r.GUID.Value) { // RSS 2.0: a permalink unless it says otherwise
		permalink := !strings.EqualFold(strings.TrimSpace(r.GUID.IsPermalink), "false")
		media := fileEnding(newShape(r.GUID.Value).ext) // of a podcast
		if permalink && !media {
			return r.GUID.Value
		}
	}
	return ""
}

// origLink is the address behind a counting service, under the prefix of whichever.
func origLink(e ext.Extensions) string {
	for _, prefix := range slices.Sorted(maps.Keys(e)) {
		for _, name := range [...]string{"origLink", "origlink"} {
			if x := e[prefix][name]; len(x) > 0 && absolute(x[0].Value) {
				return x[0].Value
			}
		}
	}
	return ""
}

// usable tells whether a reference can be the address of a page: not empty, not another scheme, not only a
// fragment.
func usable(ref string) bool {
	ref = strings.TrimSpace(ref)
	if ref == "" || ref[0] == '#' {
		return false
	}
	for _, scheme := range []string{"urn:", "tag:", "cid:", "mailto:", "javascript:", "data:", "about:"} {
		if len(ref) >= len(scheme) && strings.EqualFold(ref[:len(scheme)], scheme) {
			return false
		}
	}
	return true
}

// absolute tells whether a reference is an http or https address.
func absolute(ref string) bool {
	ref = strings.TrimSpace(ref)
	scheme, rest, ok := strings.Cut(ref, "://")
	return ok && rest != "" && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"))
}

// atomLinks are the Atom links within RSS, under whichever prefix.
func atomLinks(e ext.Extensions) []ext.Extension {
	var out []ext.Extension
	for _, prefix := range atomPrefixes {
		out = append(out, e[prefix]["link"]...)
	}
	return out
}

var atomPrefixes = []string{"atom", "atom10", "atom03", "a10"}

func atomExtension(e ext.Extensions, name string) string {
	for _, prefix := range atomPrefixes {
		if x := e[prefix][name]; len(x) > 0 {
			return x[0].Value
		}
	}
	return ""
}

// rssDates are the dates of an item under these names: of Dublin Core, of its terms, of Atom, or without
// a prefix.
func rssDates(r *rss.Item, names []string) []string {
	var out []string
	for _, name := range names {
		for _, prefix := range append([]string{"dcterms", "dc"}, atomPrefixes...) {
			for _, x := range r.Extensions[prefix][name] {
				out = append(out, x.Value)
			}
		}
		for key, value := range r.Custom {
			if strings.EqualFold(key, name) || strings.EqualFold(key, "pub"+name) {
				out = append(out, value)
			}
		}
	}
	return out
}

// firstDate is the first text that is a date.
func firstDate(texts ...string) news.Date {
	for _, s := range texts {
		if s = strings.TrimSpace(s); s == "" || len(s) > 8 && matches(s[:8], "00-00-00") { // two digits of a year, or of a day
			continue
		}
		if d, _, ok := date.Parse(s); ok {
			return d
		}
	}
	return news.Date{}
}

func fromAtom(a *atom.Feed) FeedResult {
	f := FeedResult{Kind: FeedAtom, Title: plain(a.Title), Language: strings.TrimSpace(a.Language), UpdatePeriod: updatePeriod(a.Extensions["sy"])}
	for _, l := range a.Links {
		f.link(l.Rel, l.Href)
	}
	f.Items = make([]Item, 0, min(len(a.Entries), MaxFeedItems))
	for _, e := range a.Entries {
		f.Items = append(f.Items, atomItem(e))
	}
	return f
}

func atomItem(e *atom.Entry) Item {
	it := Item{Link: news.Link{Title: plain(e.Title)}, GUID: cut(strings.TrimSpace(e.ID), maxGUID)}
	it.URL, it.Origin = atomLink(e), origLink(e.Extensions)
	it.Published = firstDate(e.Published)
	it.Modified = firstDate(e.Updated)
	if it.Published.IsZero() {
		it.Published = firstDate(append([]string{e.Updated}, atomDates(e)...)...)
	}
	if c := e.Content; c != nil && c.Src == "" {
		it.Text = c.Value
	}
	for _, p := range e.Authors {
		it.Author = cmp.Or(it.Author, plain(p.Name))
	}
	for _, c := range e.Categories {
		it.tag(cmp.Or(c.Label, c.Term))
	}
	for _, l := range e.Links {
		if strings.EqualFold(l.Rel, "enclosure") {
			it.media(l.Href, l.Type)
		}
	}
	return it
}

// atomLink is the address of an entry: the first alternate of an HTML type, which one without a type is
// taken to be, else the first alternate, else an id that is an http address.
func atomLink(e *atom.Entry) string {
	var other string
	for _, l := range e.Links {
		if rel := strings.ToLower(strings.TrimSpace(l.Rel)); rel != "alternate" && rel != "" || !usable(l.Href) {
			continue
		}
		switch t := strings.ToLower(l.Type); {
		case t == "", strings.Contains(t, "html"):
			return l.Href
		default:
			other = cmp.Or(other, l.Href)
		}
	}
	if other != "" {
		return other
	}
	if absolute(e.ID) {
		return e.ID
	}
	return ""
}

func atomDates(e *atom.Entry) []string {
	var out []string
	for _, prefix := range []string{"dcterms", "dc", ""} {
		for _, name := range []string{"published", "issued", "date", "updated", "modified", "created"} {
			for _, x := range e.Extensions[prefix][name] {
				out = append(out, x.Value)
			}
		}
	}
	return out
}

// media takes a media file of an entry; the first picture is the entry's. kind is a media type, or the first part of one.
func (it *Item) media(href, kind string) {
	it.Enclosures = append(it.Enclosures, href)
	kind = strings.ToLower(strings.TrimSpace(kind))
	if it.Image == "" && (strings.HasPrefix(kind, "image") || kind == "" && picture(href)) {
		it.Image = href
	}
}

// picture tells a picture by the ending of its address.
func picture(href string) bool {
	href, _, _ = strings.Cut(href, "?")
	dot := strings.LastIndexByte(href, '.')
	if dot < 0 {
		return false
	}
	switch strings.ToLower(href[dot+1:]) {
	case "jpg", "jpeg", "png", "webp", "gif", "avif":
		return true
	}
	return false
}

func (it *Item) tag(s string) {
	if s = plain(s); s != "" && len(it.Tags) < maxTags && !slices.Contains(it.Tags, s) {
		it.Tags = append(it.Tags, s)
	}
}

func firstOf(list []string) string {
	for _, s := range list {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// maxGUID bounds the name of an item, in bytes.
const maxGUID = 2048

// maxAsked bounds what a feed may ask for.
const maxAsked = 30 * 24 * time.Hour

func minutes(s string) time.Duration {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 {
		return 0
	}
	return min(time.Duration(min(n, 1<<20))*time.Minute, maxAsked)
}

func hours(list []string) []int {
	var out []int
	for _, s := range list {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if n == 24 { // Netscape's RSS 0.91 counts from 1
			n = 0
		}
		if err == nil && n >= 0 && n < 24 && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

func weekdays(list []string) []time.Weekday {
	var out []time.Weekday
	for _, s := range list {
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.EqualFold(strings.TrimSpace(s), d.String()) && !slices.Contains(out, d) {
				out = append(out, d)
			}
		}
	}
	return out
}

// updatePeriod reads the syndication module of RSS 1.0: so many updates a period.
func updatePeriod(sy map[string][]ext.Extension) time.Duration {
	value := func(name string) string {
		for key, x := range sy {
			if strings.EqualFold(key, name) && len(x) > 0 {
				return strings.ToLower(strings.TrimSpace(x[0].Value))
			}
		}
		return ""
	}
	const day = 24 * time.Hour
	period := map[string]time.Duration{"hourly": time.Hour, "daily": day, "weekly": 7 * day, "monthly": 30 * day, "yearly": 365 * day}[value("updatePeriod")]
	n, err := strconv.Atoi(value("updateFrequency"))
	if err != nil || n < 1 {
		n = 1
	}
	return min(period/time.Duration(n), maxAsked)
}
