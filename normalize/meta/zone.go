package meta

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"kabar/news"
)

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
	if d.zoned && offset(d) == 0 {
		for _, v := range lines {
			if zone := r.shownIn(d, v); zone != nil {
				d.Time = d.Time.In(zone)
				return d
			}
		}
		if zone := r.dayOfAddress(d); zone != nil {
			d.Time = d.Time.In(zone)
			return d
		}
	}
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
		if utc := inZone(d.Time, time.UTC); utc.Truncate(time.Minute).Equal(v.Time.Truncate(time.Minute)) {
			d.Time, d.zoned = utc.In(v.Time.Location()), true // it was UTC without saying so
			return d
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

// shownIn is the zone in which a visible line shows the instant d that machines are told in UTC: the outlet's own, in which
// its day counts. nil when the line shows another moment.
func (r *reader) shownIn(d, line reading) *time.Location {
	if line.Precision < news.Minute || d.Precision < news.Minute {
		return nil
	}
	if line.zoned {
		if offset(line) == 0 || !line.Time.Truncate(time.Minute).Equal(d.Time.Truncate(time.Minute)) {
			return nil
		}
		return line.Time.Location()
	}
	shift := inZone(line.Time, time.UTC).Truncate(time.Minute).Sub(d.Time.Truncate(time.Minute))
	if shift == 0 || shift%time.Hour != 0 && shift.Abs() < 3*time.Hour || shift%(30*time.Minute) != 0 || shift > 14*time.Hour || shift < -11*time.Hour {
		return nil
	}
	zone := time.FixedZone("", int(shift/time.Second))
	if local := r.zone(); local != nil && !near(reading{Date: news.Date{Time: d.Time.In(zone)}}, local) {
		return nil
	}
	return zone
}

// dayOfAddress is the zone with the least offset in which the instant d, told in UTC, falls on the day that the page's address
// bears: late in the evening or early in the morning the two differ by one, and the address counts days as the outlet does. nil
// where they agree, or differ for another reason.
func (r *reader) dayOfAddress(d reading) *time.Location {
	day, ok := dateOfURL(r.page.URL, r.dayFirst() != nil)
	if !ok || r.zone() != nil || d.Precision < news.Minute || d.Time.Truncate(24*time.Hour).Equal(d.Time) { // midnight is a day, not a time
		return nil
	}
	start, end := day.Time.Sub(d.Time), day.Time.AddDate(0, 0, 1).Sub(d.Time)
	var hours time.Duration
	switch {
	case start > 0: // the address's day begins only then in UTC
		hours = (start + time.Hour - 1).Truncate(time.Hour)
	case end <= 0:
		hours = (end - time.Hour).Truncate(time.Hour)
	default:
		return nil
	}
	if hours > 10*time.Hour || hours < -8*time.Hour {
		return nil
	}
	return time.FixedZone("", int(hours/time.Second))
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

// namesZone reports whether a line names its zone.
func namesZone(s string) bool {
	for w := range strings.FieldsFuncSeq(s, func(c rune) bool { return c == ' ' || c == ',' || c == ')' || c == '(' || c == '|' || c == '.' }) {
		switch w {
		case "WIB", "WITA", "WIT", "wib", "wita", "Wib", "GMT", "UTC", "BST",
			"CET", "CEST", "MYT", "SGT", "IST", "EST", "EDT", "ET", "PST", "PDT", "JST", "KST":
			return true
		}
		if len(w) > 3 && (strings.HasPrefix(w, "GMT") || strings.HasPrefix(w, "UTC")) {
			return true
		}
	}
	return false
}
