package meta

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

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
	weightFeed   = 5
	weightMap    = 4
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
			published = append(published, reading{hint.Published, true, from, from, weightFeed})
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

// publish picks one of the readings and mends its zone by the others.
func (r *reader) publish(published, modified, lines []reading) {
	f := &r.facts
	best := -1
	for i := range published {
		if best < 0 || published[i].weight > published[best].weight {
			best = i
		}
	}
	if best >= 0 {
		chosen := published[best]
		for _, other := range published { // a day gains its time from who else knows it
			if chosen.Precision <= news.Day && other.Precision > chosen.Precision && sameDay(chosen, other) && other.weight >= weightMade {
				from, name := chosen.from, chosen.name
				chosen = other
				chosen.from, chosen.name = from, name
			}
		}
		chosen = r.mend(chosen, lines, published, modified)
		f.Published = chosen.Date
		f.DateFrom = chosen.from
		f.Trace["published"] = chosen.name
		f.DateConfidence = confidence(chosen, published)
	}
	best = -1
	for i := range modified {
		if best < 0 || modified[i].weight > modified[best].weight {
			best = i
		}
	}
	if best >= 0 {
		m := r.mend(modified[best], lines, published, modified)
		if f.Published.IsZero() || !m.Time.Before(f.Published.Time) || m.Precision <= news.Day && sameDay(m, reading{Date: f.Published}) {
			f.Modified = m.Date
			f.Trace["modified"] = m.name
		}
	}
}

// mend finds the zone of a time. A visible line that shows the same clock and names its zone is right where it differs
// from what machines are told; so is, on a page whose local zone is known, a line that shows the same clock
// and names none. Systems that write local time with Z, or with the sign turned, are many.
func (r *reader) mend(d reading, lines, published, modified []reading) reading {
	if d.Precision <= news.Day {
		return d
	}
	set := func(loc *time.Location) reading {
		d.Time, d.zoned = inZone(d.Time, loc), true
		return d
	}
	for _, v := range lines {
		if v.Precision < news.Minute || !sameClock(d, v) {
			continue
		}
		if v.zoned {
			if offset(d) != offset(v) || !d.zoned {
				return set(v.Time.Location())
			}
			return d
		}
		if local := r.zone(); local != nil && (!d.zoned || !near(d, local)) {
			for _, o := range published { // another source may know that the site lies elsewhere
				if o.zoned && sameClock(d, o) && near(o, local) {
					return set(o.Time.Location())
				}
			}
			return set(local)
		}
	}
	all := slices.Concat(lines, published, modified)
	if d.zoned {
		if offset(d) == 0 { // the same clock with Z and with an offset: Z is what careless systems add
			for _, v := range all {
				if v.zoned && offset(v) != 0 && v.Precision >= news.Minute && sameClock(d, v) && (r.zone() == nil || near(v, r.zone())) {
					return set(v.Time.Location())
				}
			}
		}
		return d
	}
	for _, v := range all {
		if !v.zoned || v.Precision < news.Minute {
			continue
		}
		if sameClock(d, v) {
			return set(v.Time.Location())
		}
		if twin(d, v) {
			d.Time, d.zoned = v.Time, true
			return d
		}
	}
	for _, v := range slices.Concat(published, modified) { // another date of the page names the offset
		if v.zoned && v.Precision >= news.Minute && offset(v) != 0 {
			return set(v.Time.Location())
		}
	}
	if local := r.zone(); local != nil {
		return set(local)
	}
	// A time in an unknown zone is known to the day only.
	y, m, day := d.Time.Date()
	d.Time, d.Precision = time.Date(y, m, day, 0, 0, 0, 0, time.UTC), news.Day
	return d
}

// twin reports whether v, which names its zone, is the moment of d, which does not: the same minute and second, a
// whole number of half hours apart, no more than zones differ.
func twin(d, v reading) bool {
	diff := inZone(v.Time, time.UTC).Sub(inZone(d.Time, time.UTC))
	return d.Precision == news.Second && v.Precision == news.Second && diff%(30*time.Minute) == 0 && diff.Abs() <= 14*time.Hour
}

func offset(r reading) int {
	_, seconds := r.Time.Zone()
	return seconds
}

// near reports whether a reading's offset is one that a site in the zone may have: Indonesia has three.
func near(r reading, zone *time.Location) bool {
	_, want := r.Time.In(zone).Zone()
	return offset(r) >= want && offset(r) <= want+2*3600
}

// Zones of the sites that write in Indonesian and Malay. Neither country knows summer time.
var (
	wib = time.FixedZone("WIB", 7*3600)
	myt = time.FixedZone("MYT", 8*3600)
)

// zone is the zone in which the outlet tells time, as far as it can be known: what the caller says, else what the
// country of the domain or the language says; nil when it is not known. Outlets in the east of Indonesia name their
// zone, those in the west often do not.
func (r *reader) zone() *time.Location {
	if r.options.Zone != nil {
		return r.options.Zone
	}
	if !r.zoneKnown {
		r.zoneKnown, r.local = true, r.zoneOfText()
	}
	return r.local
}

func (r *reader) zoneOfText() *time.Location {
	switch {
	case strings.HasSuffix(r.site, ".id"):
		return wib
	case strings.HasSuffix(r.site, ".my"):
		return myt
	}
	switch lang, _, _ := strings.Cut(strings.ToLower(r.page.Lang), "-"); lang {
	case "id", "in":
		return wib
	case "ms":
		return myt
	case "", "en": // what careless templates say of anything
	default:
		return nil
	}
	text := r.page.Text[:min(len(r.page.Text), 512<<10)]
	count := func(words ...string) (n int) {
		for _, w := range words {
			n += bytes.Count(text, []byte(w))
		}
		return n
	}
	if count(" yang ") < 5 {
		return nil
	}
	if count(" karena ", " bisa ", " Senin", "Olahraga") >= count(" kerana ", " boleh ", " Isnin", "Sukan") {
		return wib
	}
	return myt
}

// inZone is the same clock in another zone.
func inZone(t time.Time, loc *time.Location) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), loc)
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

// maxLines bounds how many visible lines are handed to the date reader.
const maxLines = 8

// visible reads the date lines near the headline, nearest first, those behind it before those in front.
func (r *reader) visible() (published, modified []reading) {
	type near struct{ distance, i int }
	var order []near
	for i := range r.lines {
		m := &r.lines[i]
		if m.where&(inComments|inNav|inFooter) != 0 || m.where&(inCaption|inDates) == inCaption || m.where&inHeading != 0 && !r.inHeadline(m) || r.headline != nil && m.where&inHeader != 0 && m.place < r.headline.place {
			continue
		}
		if m.where&(inLink|inDates) == inLink {
			continue
		}
		d := 0
		if r.headline != nil {
			if d = m.place - r.headline.place; d < -30 || d > 100 && m.where&inDates == 0 || d > 250 {
				continue
			}
			if d < 0 {
				d = -4 * d
			}
		} else if d = m.place; m.where&(inRelated|inAside|inHeader|inLink) != 0 {
			continue
		}
		if m.where&(inRelated|inAside) != 0 {
			d += 60
		}
		if m.where&inDates != 0 {
			d -= 40
		}
		order = append(order, near{d, i})
	}
	slices.SortStableFunc(order, func(a, b near) int { return a.distance - b.distance })
	var blocks []*html.Node
	for _, o := range order[:min(len(order), maxLines)] {
		n := r.lines[o.i].node
		block := blockOf(n)
		if block == nil || slices.Contains(blocks, block) {
			continue
		}
		blocks = append(blocks, block)
		text := shortText(block, maxLine)
		if text == "" || block.DataAtom == atom.H1 {
			text = clean(n.Data)
		}
		if prose(text) {
			continue
		}
		o := date.LineOptions{Fetched: r.options.Now, Site: r.site, DayFirst: r.dayFirst()}
		d, ok := date.Line(text, o)
		if !ok && len(text) > len(n.Data) { // the neighbours may be what confuses
			text = clean(n.Data)
			d, ok = date.Line(text, o)
		}
		if !ok || !r.plausible(d) || d.Precision < news.Day {
			continue
		}
		line := reading{d, d.Precision > news.Day && namesZone(text), "text", "text: " + cut(text, 80), weightLine - min(len(published), 3)}
		if ofChange(text) {
			modified = append(modified, line)
		} else {
			published = append(published, line)
		}
	}
	return published, modified
}

// prose reports whether a line is a sentence rather than a date with its labels.
func prose(s string) bool {
	return strings.Count(s, " ") >= 8 && (strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!")) || strings.Count(s, " ") > 24 || strings.Contains(s, " replies")
}

// ofChange reports whether a line tells when a page was changed, not when it appeared.
func ofChange(s string) bool {
	s = strings.ToLower(s[:min(len(s), 40)])
	for _, w := range [...]string{"updated", "last update", "modified", "last post", "diperbarui", "dikemas kini", "aktualisiert", "actualizado", "mis à jour", "aggiornato", "letzte änderung", "zuletzt"} {
		if i := strings.Index(s, w); i >= 0 && i < 12 {
			return true
		}
	}
	return false
}

// inHeadline reports whether m stands in the headline's element, as in <h1>Headline <small>2 May 2024</small></h1>.
func (r *reader) inHeadline(m *mention) bool {
	if r.headline == nil {
		return false
	}
	for p := m.node.Parent; p != nil; p = p.Parent {
		if p == r.headline.node {
			return pieces(p) > 1
		}
	}
	return false
}

// dayFirst tells the date reader that 3.11.2023 is a day in November, which holds for all languages here but American English
// (and "en" alone, which is what templates say).
func (r *reader) dayFirst() *bool {
	lang := strings.ToLower(r.page.Lang)
	if len(lang) < 2 || lang == "en" || lang == "en-us" || lang == "en-ph" || lang == "en-ca" || strings.HasPrefix(lang, "zh") || strings.HasPrefix(lang, "ja") || strings.HasPrefix(lang, "ko") {
		return nil
	}
	yes := true
	return &yes
}

// namesZone reports whether a line names its zone.
func namesZone(s string) bool {
	for w := range strings.FieldsFuncSeq(s, func(c rune) bool { return c == ' ' || c == ',' || c == ')' || c == '(' || c == '|' || c == '.' }) {
		switch w {
		case "WIB", "WITA", "WIT", "wib", "wita", "Wib", "GMT", "UTC", "BST", "CET", "CEST", "MYT", "SGT", "IST", "EST", "EDT", "ET", "PST", "PDT", "JST", "KST":
			return true
		}
		if len(w) > 3 && (strings.HasPrefix(w, "GMT") || strings.HasPrefix(w, "UTC")) {
			return true
		}
	}
	return false
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
