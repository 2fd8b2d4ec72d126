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
)

// decideDates weighs all that is said about when the article appeared and changed.
func (r *reader) decideDates() {
	var published, modified []reading
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
		case "":
			if page.Attr(m.node, "itemprop") != "" {
				continue
			}
			if m.marks&markModified != 0 {
				modified = r.read(modified, s, "time", "time", weightTime)
			} else if r.beside(m.place) {
				published = r.read(published, s, "time", "time", weightTime)
			}
		}
	}
	lines, changed := r.visible()
	published = append(published, lines...)
	modified = append(modified, changed...)
	hint := r.options.Link
	if from := hintSource(hint.Via); from != "" {
		if !hint.Published.IsZero() && r.plausible(hint.Published) {
			published = append(published, reading{hint.Published, hint.Published.Precision > news.Day, from, from, weightHint})
		}
	}
	if d, ok := dateOfURL(r.page.URL); ok && r.plausible(d) {
		published = append(published, reading{d, false, "url", "url", weightURL})
	}
	r.publish(published, modified, lines)
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
			if stated.Precision <= news.Day && other.Precision > stated.Precision && sameDay(stated, other) && other.weight >= weightMade {
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
	return shortText(n, 64)
}

// elsewhere reports whether an element stands where dates are not this article's. Microdata names its subject, and
// boxes beside or below the headline hold the article's own facts.
func (r *reader) elsewhere(m *mention) bool {
	if m.where&(inComments|inRelated) != 0 {
		return true
	}
	if m.prop != "" || r.beneath(m.place) {
		return false
	}
	return m.where&apart != 0 || m.where&inHeader != 0 && r.headline != nil && m.place < r.headline.place
}

// beside reports whether a place lies close enough to the headline for the article's own date.
func (r *reader) beside(place int) bool {
	if r.headline == nil {
		return true
	}
	d := place - r.headline.place
	return d > -40 && d < 300
}

// dateOfURL reads a day from a path: /2025/07/13/, /2025-07-13-, /20250713/.
func dateOfURL(u string) (news.Date, bool) {
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
		if !digit(u[i]) || digit(u[i-1]) || u[i] != '1' && u[i] != '2' {
			continue
		}
		for _, l := range [...]string{"2006/01/02", "2006-01-02", "20060102", "2006/1/2"} {
			n := len(l)
			if l == "2006/1/2" {
				n = 8
			}
			if i+n > len(u) || i+n < len(u) && digit(u[i+n]) {
				continue
			}
			if t, err := time.Parse(l, u[i:i+n]); err == nil && t.Year() >= 1995 && t.Year() < 2100 {
				return news.Date{Time: t, Precision: news.Day}, true
			}
		}
	}
	return news.Date{}, false
}
