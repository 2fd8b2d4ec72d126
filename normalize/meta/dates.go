package meta

import (
	"strings"
	"time"

	"golang.org/x/net/html"

	"kabar/date"
	"kabar/news"
	"kabar/page"
)

// reading is one statement of a date.
type reading struct {
	news.Date
	zoned  bool // the statement names a zone
	from   string
	name   string // of the element, for the trace
	weight int
}

// The weights of the sources: what speaks of publication of this article only comes before what may speak
// of something else.
const (
	weightJSONLD = 10
	weightMeta   = 9 // and below, by the name of the element
	weightProp   = 8
	weightTime   = 6
	weightLine   = 6
	weightHint   = 7 // of feed or sitemap
	weightMade   = 4 // created, uploaded
	weightURL    = 3
	weightHead   = 2 // of a paragraph
)

// decideDates weighs all that is said about when the article appeared and changed.
func (r *reader) decideDates() {
	var published, modified, attrs []reading
	article := r.graph.article
	published = r.read(published, article.get("datePublished").string(), "jsonld", "datePublished", weightJSONLD)
	published = r.read(published, article.get("uploadDate").string(), "jsonld", "uploadDate", weightMade)
	published = r.read(published, article.get("dateCreated").string(), "jsonld", "dateCreated", weightMade)
	modified = r.read(modified, article.get("dateModified").string(), "jsonld", "dateModified", weightJSONLD)
	for _, m := range r.metas {
		switch m.role {
		case rolePublished:
			published = r.read(published, m.content, "meta", m.name, m.weight)
		case roleCreated:
			published = r.read(published, m.content, "meta", m.name, weightMade-1)
		case roleModified:
			modified = r.read(modified, m.content, "meta", m.name, m.weight)
		}
	}
	for i := range r.times {
		m := &r.times[i]
		if r.elsewhere(m) {
			continue
		}
		s := timeValue(m.node)
		switch m.prop {
		case "datePublished":
			published = r.read(published, s, "microdata", m.prop, weightProp)
		case "dateModified":
			modified = r.read(modified, s, "microdata", m.prop, weightProp)
		case "dateCreated", "uploadDate":
			published = r.read(published, s, "microdata", m.prop, weightMade)
		case "attr":
			if r.headline != nil && r.beyond(m)&(apart|inCaption|inLink) == 0 && r.beside(m.place) {
				attrs = r.read(attrs, s, "time", "time", weightMade-1)
			}
		case "":
			if page.Attr(m.node, "itemprop") != "" {
				continue
			}
			if m.marks&markModified != 0 {
				modified = r.read(modified, s, "time", "time", weightTime)
				if r.beside(m.place) && firstShown(m) {
					published = r.read(published, s, "time", "time", weightMade)
				}
			} else if r.beside(m.place) {
				published = r.read(published, s, "time", "time", weightTime)
			}
		}
	}
	for _, a := range attrs { // several days are those of several things
		if sameDay(a, attrs[0]) {
			continue
		}
		attrs = nil
		break
	}
	published = append(published, attrs...)
	lines, changed := r.visible()
	published = append(published, lines...)
	modified = append(modified, changed...)
	hint := r.options.Link
	if from := hintSource(hint.Via); from != "" {
		if !hint.Published.IsZero() && r.plausible(hint.Published) {
			published = append(published, reading{hint.Published, hint.Published.Precision > news.Day, from, from, weightHint})
		}
	}
	if d, ok := dateOfURL(r.page.URL, r.dayFirst() != nil); ok && r.plausible(d) {
		published = append(published, reading{d, false, "url", "url", weightURL})
	}
	r.publish(published, modified, lines)
}

// firstShown reports whether an element whose classes say "updated" may show when the article appeared all the same. hAtom
// demands an element of that class of every entry, so that themes put it on their only date: class="entry-date updated", or
// an empty element beside it. It does not when the classes or the text speak of a change in words of their own.
func firstShown(m *mention) bool {
	class := page.Attr(m.node, "class")
	plain, dated := false, false
	for c := range strings.FieldsSeq(class) {
		switch own := marksOf(c); {
		case strings.EqualFold(c, "updated"):
			plain = true
		case own&markModified != 0:
			return false
		case own&markDate != 0:
			dated = true
		}
	}
	text := shortText(m.node, 64)
	return plain && (dated || text == "") && !ofChange(text)
}

func hintSource(v news.Via) string {
	switch v {
	case news.ViaFeed:
		return "feed"
	case news.ViaNewsSitemap, news.ViaSitemap:
		return "sitemap"
	}
	return ""
}

// publish picks one of the readings of each kind and mends its zone by the others.
func (r *reader) publish(published, modified, lines []reading) {
	f := &r.facts
	var stated, chosen reading
	if i := heaviest(published); i >= 0 {
		stated = published[i]
		for _, other := range published { // a day gains its time from who else knows it
			if stated.Precision <= news.Day && other.Precision > stated.Precision && sameDay(stated, other) && other.weight >= weightMade && !midnight(other) {
				stated.Date, stated.zoned = other.Date, other.zoned
			}
		}
		chosen = r.mend(stated, lines, published, modified)
		f.Published, f.DateFrom, f.Why["published"] = chosen.Date, chosen.from, chosen.name
		f.DateConfidence = confidence(chosen, published)
	}
	i := heaviest(modified)
	if i < 0 {
		return
	}
	m := r.mend(modified[i], lines, published, modified)
	if stated.zoned && m.zoned && offset(stated) != offset(chosen) && offset(m) == offset(stated) && m.Precision > news.Day {
		m.Time = inZone(m.Time, chosen.Time.Location()) // the system that was wrong about the one is wrong about the other
	}
	if f.Published.IsZero() || !m.Time.Before(f.Published.Time) || m.Precision <= news.Day && sameDay(m, chosen) {
		f.Modified, f.Why["modified"] = m.Date, m.name
	}
}

// heaviest is the index of the reading with the greatest weight, the first among equals; -1 without any.
func heaviest(list []reading) int {
	best := -1
	for i := range list {
		if best < 0 || list[i].weight > list[best].weight {
			best = i
		}
	}
	return best
}

// midnight reports whether a reading shows the beginning of its day to the second, which tells no more than the day.
func midnight(d reading) bool {
	return d.Time.Hour() == 0 && d.Time.Minute() == 0 && d.Time.Second() == 0
}

// sameClock reports whether both show the same day, hour and minute, whatever their zones.
func sameClock(a, b reading) bool {
	ay, am, ad := a.Time.Date()
	by, bm, bd := b.Time.Date()
	return ay == by && am == bm && ad == bd && a.Time.Hour() == b.Time.Hour() && a.Time.Minute() == b.Time.Minute()
}

func sameDay(a, b reading) bool {
	ay, am, ad := a.Time.Date()
	by, bm, bd := b.Time.Date()
	return ay == by && am == bm && ad == bd
}

// confidence grows with the weight of the source and with others that name the same day.
func confidence(d reading, all []reading) float64 {
	c := 0.4 + 0.04*float64(d.weight)
	agree, differ := 0, 0
	for _, o := range all {
		if o.from == d.from {
			continue
		}
		if diff := o.Time.Sub(d.Time); diff < 26*time.Hour && diff > -26*time.Hour {
			agree++
		} else {
			differ++
		}
	}
	switch {
	case agree > 0 && differ == 0:
		c += 0.2
	case agree > 0:
		c += 0.1
	case differ > 0:
		c -= 0.2
	}
	return min(max(c, 0.1), 1)
}

// read adds what a machine-written date says, when it can be so.
func (r *reader) read(list []reading, s, from, name string, weight int) []reading {
	if s = strings.TrimSpace(s); len(s) < 4 || len(s) > 64 || unfilled(s) || len(list) > 60 {
		return list
	}
	d, zone, ok := date.Parse(s)
	if !ok || !r.plausible(d) || d.Precision < news.Day {
		return list
	}
	return append(list, reading{d, zone == date.ZoneOffset || zone == date.ZoneName || zone == date.ZoneEpoch, from, name, weight})
}

// plausible refuses what no page can have appeared on: before the web, or after it was fetched (a day and
// a half of tolerance for zones written wrong).
func (r *reader) plausible(d news.Date) bool {
	if d.Time.Year() < 1990 {
		return false
	}
	return r.options.Now.IsZero() || d.Time.Before(r.options.Now.Add(36*time.Hour))
}

// timeValue is the machine-readable value of an element, else its text.
func timeValue(n *html.Node) string {
	for _, k := range [...]string{"datetime", "content", "title"} {
		if s := page.Attr(n, k); s != "" {
			return s
		}
	}
	for i := range n.Attr {
		if a := &n.Attr[i]; tellsDate(a.Key, a.Val) {
			return a.Val
		}
	}
	return shortText(n, 64)
}

// elsewhere reports whether an element stands where dates are not this article's. Microdata names its subject, and
// boxes beside or below the headline hold the article's own facts.
func (r *reader) elsewhere(m *mention) bool {
	where := r.beyond(m)
	if where&(inComments|inRelated) != 0 {
		return true
	}
	if m.prop != "" || r.beneath(m.place) {
		return false
	}
	return where&apart != 0 || m.where&inHeader != 0 && r.headline != nil && m.place < r.headline.place
}

// beside reports whether a place lies close enough to the headline for the article's own date.
func (r *reader) beside(place int) bool {
	if r.headline == nil {
		return true
	}
	d := place - r.headline.place
	return d > -40 && d < 300
}

// dateOfURL reads a day from a path: /2025/07/13/, /2025-07-13-, /2025-07/13/, /20250713/, /2025/jul/13/, and
// /13-07-2025 where the day can only stand first, as the figures or, with dayFirst, the language say.
func dateOfURL(u string, dayFirst bool) (news.Date, bool) {
	if i := strings.Index(u, "://"); i >= 0 {
		u = u[i+3:]
	}
	i := strings.IndexByte(u, '/')
	if i < 0 {
		return news.Date{}, false
	}
	if u = u[i:]; len(u) > 300 {
		u = u[:300]
	}
	for i := 1; i+8 <= len(u); i++ {
		if u[i-1] == '/' && i+10 <= len(u) && digit(u[i]) && (i+10 == len(u) || u[i+10] == '/' || u[i+10] == '-') {
			if t, err := time.Parse("02-01-2006", u[i:i+10]); err == nil && sane(t) && (dayFirst || t.Day() > 12) {
				return news.Date{Time: t, Precision: news.Day}, true
			}
		}
		if !digit(u[i]) || digit(u[i-1]) || u[i] != '1' && u[i] != '2' {
			continue
		}
		for _, l := range [...]string{"2006/01/02", "2006-01-02", "2006-01/02", "2006_01_02", "20060102"} {
			n := len(l)
			if i+n > len(u) || i+n < len(u) && digit(u[i+n]) {
				continue
			}
			if t, err := time.Parse(l, u[i:i+n]); err == nil && sane(t) {
				return news.Date{Time: t, Precision: news.Day}, true
			}
		}
		if t, ok := shortDay(u[i:]); ok {
			return news.Date{Time: t, Precision: news.Day}, true
		}
	}
	return news.Date{}, false
}

// sane reports whether a day read from figures that mean something else in most addresses can be one on the web.
func sane(t time.Time) bool { return t.Year() >= 1995 && t.Year() < 2100 }

// shortDay reads the head of 2025/7/13/title, 2025/jul/13/title, 2025/july/13/title.
func shortDay(u string) (t time.Time, ok bool) {
	if len(u) < 5 || u[4] != '/' || !digit(u[3]) {
		return t, false
	}
	y, rest, _ := strings.Cut(u, "/")
	month, rest, _ := strings.Cut(rest, "/")
	day, _, _ := strings.Cut(rest, "/")
	if len(month) > 9 || len(day) > 2 {
		return t, false
	}
	for _, l := range [...]string{"2006 1 2", "2006 January 2", "2006 Jan 2"} {
		if t, err := time.Parse(l, y+" "+month+" "+day); err == nil && sane(t) {
			return t, true
		}
	}
	return t, false
}
