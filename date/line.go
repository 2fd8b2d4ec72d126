package date

import (
	"html"
	"strings"
	"time"

	"kabar/news"
)

// Earliest year of a date line. The web has no older pages of news, and what is before is the zero value of a
// database or the day of which an article tells.
const earliestYear = 1990

// maxStrange bounds the words of a date line that have nothing to do with dates: names, labels, counters. A
// line with more is prose.
const maxStrange = 10

// Line reads the date of publication from a line of a page as a reader sees it, with what stands around it:
// names, labels, counters, "|", the date of an update.
//
// A stated zone counts, without one the offset of o.Fetched. A weekday must agree with the date. 03/04/2025 is
// read when the line has an Indonesian or Malay weekday or zone, when the weekday decides, or when the site is
// known to write the day first; else it gives no date. A day without a year is the last such day. Relative
// phrases count back from o.Fetched, with the precision of the unit named, and months and years give no more
// than the month or year. A date later than o.Fetched by more than a day, or before 1990, is none. The date of
// publication goes before that of an update. Where two readings remain there is no date: ok is false.
func Line(s string, o LineOptions) (d news.Date, ok bool) {
	if len(s) > 2*maxInput {
		return news.Date{}, false
	}
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	s = eastAsianSpan(trim(s))
	if len(s) < 3 || len(s) > maxInput {
		return news.Date{}, false
	}
	var l line
	if !l.scan(s) {
		return news.Date{}, false
	}
	zone := o.Fetched.Location()
	if !o.Fetched.IsZero() {
		_, offset := o.Fetched.Zone()
		zone = fixed(offset)
	}
	if l.n == 1 && l.tokens[0].kind == number && l.tokens[0].digits != 8 && l.tokens[0].digits != 14 {
		if d, _, ok = epoch(l.tokens[0]); ok {
			d.Time = d.Time.In(zone)
		}
	} else {
		l.options, l.zone = o, zone
		d, ok = l.read()
	}
	if !ok || !plausible(d, o.Fetched) {
		return news.Date{}, false
	}
	return d, true
}

// plausible holds a date against the time of the fetch.
func plausible(d news.Date, fetched time.Time) bool {
	if d.Time.Year() < earliestYear {
		return false
	}
	if fetched.IsZero() {
		return true
	}
	switch d.Precision {
	case news.Year, news.Month:
		return !d.Time.After(fetched)
	case news.Day:
		y, m, day := fetched.Date()
		return !d.Time.After(time.Date(y, m, day+1, 0, 0, 0, 0, d.Time.Location()))
	}
	return !d.Time.After(fetched.Add(24 * time.Hour))
}

// line is one date line in the course of being read.
type line struct {
	scanner
	options LineOptions
	zone    *time.Location // of Fetched

	stamps           [4]stamp // more than a line has; the first nStamps are read
	clocks           [6]clock
	nStamps, nClocks int
	local            bool // an Indonesian or Malay weekday or zone stands in the line
	strange          int
	broken           bool // a day or time that does not exist
}

func (l *line) read() (news.Date, bool) {
	if !l.find() || l.broken {
		return news.Date{}, false
	}
	if l.nStamps == 0 {
		return l.relative()
	}
	choice := -1
	for k := range l.stamps[:l.nStamps] {
		if !l.isUpdate(k) {
			choice = k
			break
		}
	}
	if choice < 0 {
		choice = 0
	}
	return l.date(choice)
}

// find collects the dates and times of the line. It gives up on prose.
func (l *line) find() bool {
	for i := 0; i < l.n; {
		t := l.tok(i)
		if t.kind == name && t.w.local {
			l.local = l.local || t.w.days != 0 && !l.isUnit(i) || t.w.isZone
		}
		if t.kind == number && t.digits == 14 {
			if st, ok := l.stamp(i); ok && l.nStamps < len(l.stamps) {
				l.stamps[l.nStamps] = st
				l.nStamps++
				if c, ok := l.clock(i); ok {
					l.clocks[l.nClocks] = c
					l.nClocks++
					l.broken = l.broken || c.bad
					i = c.to
					continue
				}
			}
		}
		if t.kind == number && !l.quantity(i) {
			if c, ok := l.clock(i); ok && l.isTime(i, c) && l.nClocks < len(l.clocks) {
				l.clocks[l.nClocks] = c
				l.nClocks++
				l.broken = l.broken || c.bad
				l.local = l.local || c.local
				i = c.to
				continue
			}
		}
		if st, ok := l.stamp(i); ok && l.nStamps < len(l.stamps) && l.isDate(i, st) {
			l.stamps[l.nStamps] = st
			l.nStamps++
			l.broken = l.broken || st.bad
			i = st.to
			continue
		}
		if y, ok := year(t); ok && t.digits == 4 && l.nStamps > 0 && l.nClocks > 0 {
			st, c := &l.stamps[l.nStamps-1], l.clocks[l.nClocks-1]
			if st.y == 0 && !st.bare && c.from == st.to && c.to == i { // Sun Jul 13 10:21:00 WIB 2025
				st.y = y
				l.broken = l.broken || !st.exists()
			}
		}
		if t.kind == name && t.w == (word{}) {
			if l.strange++; l.strange > maxStrange {
				return false
			}
		}
		i++
	}
	return true
}

// quantity reports whether the number at token i is an amount and no part of a date: Rp 13.072.025.
func (l *line) quantity(i int) bool {
	if p := l.tok(i - 1); p.kind == name {
		switch strings.ToLower(l.text(i - 1)) {
		case "rp", "rm", "usd", "eur", "idr", "no", "nomor", "pasal", "skor", "halaman", "hal":
			return true
		}
	}
	if p := l.tok(i - 1); p.kind == mark {
		switch p.r {
		case '$', '€', '£', '#', '%':
			return true
		}
	}
	return l.tok(i-1).isMark('.') && strings.EqualFold(l.text(i-2), "no")
}

// reference reports whether eight figures in a row, the last token read, are rather a telephone number or the number of a file: a
// word of those stands before them.
func (l *line) reference(i int) bool {
	for k := range i {
		if l.tok(k).kind != name {
			continue
		}
		switch strings.ToLower(l.text(k)) {
		case "telp", "telepon", "tel", "tlp", "hp", "wa", "whatsapp", "fax", "faks", "phone", "pos", "nip", "nik", "npsn", "issn", "id", "ref", "kode":
			return true
		}
	}
	return false
}

// isTime decides on figures with dots: 10.21 is a time only before a zone, or next to a date.
func (l *line) isTime(i int, c clock) bool {
	if !c.apart {
		return true
	}
	if st, ok := l.stamp(i); ok && !st.bare && (c.kind == ZoneNone || l.nStamps == 0) { // 13.07.2025
		return false
	}
	if c.kind != ZoneNone || c.to > i+3 && c.precision == news.Minute {
		return true
	}
	p := l.tok(i - 1)
	for k := i - 1; k >= 0; k-- {
		p = l.tok(k)
		if p.kind == name && p.w.role == roleFiller && (p.w.unit == unitHour || p.end-p.at > 2) { // jam, pukul
			return true
		}
		if p.kind != mark {
			break
		}
	}
	if p.kind == name && (p.w.role == roleYesterday || p.w.role == roleToday || strings.EqualFold(l.text(i-1), "ini")) {
		return true
	}
	if l.nStamps == 0 {
		return false
	}
	last := l.stamps[l.nStamps-1].to
	for k := last; k < i; k++ {
		if l.tok(k).kind != mark {
			return false
		}
	}
	return true
}

// isDate refuses what only looks like a date within a line.
func (l *line) isDate(i int, st stamp) bool {
	if l.quantity(i) || st.to == i+1 && l.reference(i) {
		return false
	}
	if prev := l.tok(i - 1); prev.kind == mark && !l.tok(i).gap && i > 1 && l.tok(i-2).kind == number && !prev.gap {
		return prev.r != '.' && prev.r != '/' && prev.r != '-' && prev.r != ','
	}
	if next := l.tok(st.to); l.separator(st.to) != 0 && !next.gap && l.tok(st.to+1).kind == number && !l.tok(st.to+1).gap && st.bare {
		return false
	}
	switch {
	case st.bare: // 11/7 is a day only behind a weekday
		return l.weekday(i, 0).days != 0
	case st.y == 0: // "13 Juli", but not "12 Mei Lestari"
		next := l.tok(st.to)
		return !(next.kind == name && next.w == (word{}) && l.tok(st.to-1).kind == name)
	}
	return true
}

// isUnit reports whether the name at token i is a unit behind a number: "2 minggu lalu" is no Sunday.
func (l *line) isUnit(i int) bool {
	t := l.tok(i)
	if t.w.unit == 0 {
		return false
	}
	if next := l.tok(i + 1); next.w.role == roleAgo || strings.EqualFold(l.text(i+1), "yang") {
		return true
	}
	return false
}

// weekday is the weekday that stands before token i, or behind a date that ends at token to, with nothing but
// marks, times and words like "pada" between; the zero word when there is none.
func (l *line) weekday(i, to int) word {
	for k := i - 1; k >= 0; k-- {
		t := l.tok(k)
		if t.kind == name && t.w.days != 0 && !l.isUnit(k) {
			return t.w
		}
		if t.kind == name && t.w.role != roleFiller && !t.w.isZone {
			break
		}
		if t.kind == number && !l.inClock(k) {
			break
		}
	}
	if t := l.tok(to); to > 0 && (t.isMark('(') || t.isMark(',')) && l.tok(to+1).w.days != 0 && !l.isUnit(to+1) {
		if next := l.tok(to + 2); t.isMark('(') || next.kind != number { // not the weekday of a date that follows
			return l.tok(to + 1).w
		}
	}
	return word{}
}

func (l *line) inClock(i int) bool {
	for _, c := range l.clocks[:l.nClocks] {
		if c.from <= i && i < c.to {
			return true
		}
	}
	return false
}

// isUpdate reports whether date k stands behind the label of an update, with no label of a publication nearer.
func (l *line) isUpdate(k int) bool {
	start := 0
	if k > 0 {
		start = l.stamps[k-1].to
		if l.updateBehind(k - 1) {
			start += 2
		}
	}
	for i := l.stamps[k].from - 1; i >= start; i-- {
		switch t := l.tok(i); {
		case t.w.role == roleUpdated:
			return true
		case t.w.role == rolePublished:
			return false
		case t.isMark('|') && i < l.stamps[k].from-1 && k > 0:
			return false
		}
	}
	return l.updateBehind(k)
}

// updateBehind reports whether date k is followed by "(diperbarui)".
func (l *line) updateBehind(k int) bool {
	to := l.stamps[k].to
	return l.tok(to).isMark('(') && l.tok(to+1).w.role == roleUpdated
}

// date is date k of the line with its time, checked.
func (l *line) date(k int) (news.Date, bool) {
	st := l.stamps[k]
	day := l.weekday(st.from, st.to)
	if st.open && !l.order(&st, day) {
		return news.Date{}, false
	}
	c, timed, ok := l.time(k)
	if !ok {
		return news.Date{}, false
	}
	if st.y == 0 {
		if st.d == 0 || !l.lastYear(&st) {
			return news.Date{}, false
		}
	}
	if day.days != 0 && st.d != 0 && !day.on(time.Date(st.y, time.Month(st.m), st.d, 0, 0, 0, 0, time.UTC).Weekday()) {
		return news.Date{}, false
	}
	if st.d == 0 && (timed || day.days != 0) {
		return news.Date{}, false
	}
	if !timed {
		return st.day(l.zone), true
	}
	loc, ok := c.location(st, l.zone)
	if !ok {
		return news.Date{}, false
	}
	return st.at(c, loc), true
}

// order settles whether the day stands first in 03/04/2025, st.d being the first figure.
func (l *line) order(st *stamp, day word) bool {
	switch o := l.options; {
	case l.local:
		return true
	case o.DayFirst != nil:
		if !*o.DayFirst {
			st.d, st.m = st.m, st.d
		}
		return true
	case day.days != 0 && st.y != 0:
		first := day.on(time.Date(st.y, time.Month(st.m), st.d, 0, 0, 0, 0, time.UTC).Weekday())
		second := day.on(time.Date(st.y, time.Month(st.d), st.m, 0, 0, 0, 0, time.UTC).Weekday())
		if second && !first {
			st.d, st.m = st.m, st.d
		}
		return first != second
	}
	return dayFirstSite(l.options.Site, l.options.Fetched)
}

// time is the time of date k: the first one behind it and before the next date, else the last one before it.
// Times of several zones must be the same instant. timed is false when there is none, ok when they contradict.
func (l *line) time(k int) (c clock, timed, ok bool) {
	from, to := 0, l.n
	if k > 0 {
		from = l.stamps[k-1].to
	}
	if k+1 < l.nStamps {
		to = l.stamps[k+1].from
	}
	st := l.stamps[k]
	taken := k == 0 // the first time behind a date is its own, not that of the next date
	for _, next := range l.clocks[:l.nClocks] {
		behind := next.from >= st.from // 20261121100005 holds both
		if next.from < from || next.from >= to {
			continue
		}
		if !behind && !taken {
			taken = true
			continue
		}
		if behind && l.labelled(st.to, next.from) {
			break
		}
		again := timed && l.tok(c.to).isMark('/') && next.from == c.to+1 // 11:21 WITA / 10:21 WIB
		switch {
		case again && next.kind != ZoneNone && c.kind != ZoneNone && next.place == "" && c.place == "":
			if span := (next.h*3600 + next.m*60 - next.offset) - (c.h*3600 + c.m*60 - c.offset); span%86400 != 0 {
				return c, true, false
			}
		case !timed, c.from < st.from && !again:
			c, timed = next, true
		}
	}
	return c, timed, true
}

// labelled reports whether the label of an update stands between two tokens.
func (l *line) labelled(from, to int) bool {
	for i := from; i < to; i++ {
		if l.tok(i).w.role == roleUpdated {
			return true
		}
	}
	return false
}

// lastYear gives a date without a year that of the last such day not after the fetch.
func (l *line) lastYear(st *stamp) bool {
	if l.options.Fetched.IsZero() {
		return false
	}
	y, m, d := l.options.Fetched.Date()
	for st.y = y; st.y > y-9; st.y-- { // nine: 29 February may be eight years back
		if st.d > daysIn(st.y, st.m) || st.y == y && (st.m > int(m) || st.m == int(m) && st.d > d) {
			continue
		}
		return true
	}
	return false
}
