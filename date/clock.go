package date

import (
	"strings"

	"kabar/news"
)

// clock reads a time of day that begins at token i, with what follows it: half of the day and zone.
func (sc *scanner) clock(i int) (c clock, ok bool) {
	t := sc.tok(i)
	if t.kind != number {
		return c, false
	}
	c.from = i
	j := i + 1
	sep := sc.tok(j)
	m := sc.tok(j + 1)
	switch {
	case t.digits == 14:
		c.h, c.m, c.s, c.precision = t.n/10000%100, t.n/100%100, t.n%100, news.Second
	case t.digits == 6 && i > 0 && sc.tok(i-1).kind == name && sc.tok(i-2).digits == 8: // 20261121T100005
		c.h, c.m, c.s, c.precision = t.n/10000, t.n/100%100, t.n%100, news.Second
	case t.digits == 4 && i > 0 && sc.tok(i-1).kind == name && sc.tok(i-2).digits == 8:
		c.h, c.m, c.precision = t.n/100, t.n%100, news.Minute
	case t.digits > 2:
		return c, false
	case (sep.isMark(':') || sep.isMark('.') && !sep.gap && !m.gap) && m.kind == number && m.digits == 2:
		c.h, c.m, c.precision = t.n, m.n, news.Minute
		c.apart = sep.r == '.'
		j += 2
		if s := sc.tok(j + 1); sc.tok(j).kind == mark && sc.tok(j).r == sep.r && s.kind == number && s.digits <= 2 && !(c.apart && (s.gap || s.digits < 2)) {
			if s.digits != 2 {
				return c, false
			}
			c.s, c.precision = s.n, news.Second
			j += 2
			if f := sc.tok(j); (f.isMark('.') || f.isMark(',')) && sc.tok(j+1).kind == number && !sc.tok(j+1).gap && !f.gap { // a fraction is cut
				j += 2
			}
		}
		if c.apart && sc.separator(j) == '.' && sc.tok(j+1).kind == number && !sc.tok(j+1).gap {
			return c, false // 13.072.025
		}
	case sep.kind == name && !sep.gap && (m.kind == number && m.digits == 2 && !m.gap) && sep.end-sep.at == 1 && sep.w.unit == unitHour: // 10h21
		c.h, c.m, c.precision = t.n, m.n, news.Minute
		j += 2
	case sep.kind == name && (sep.w.role == roleBefore || sep.w.role == roleAfter) && t.n >= 1 && t.n <= 12: // 10 am
		c.h, c.precision = t.n, news.Hour
	case sep.kind == name && isClockSign(sc.s[sep.at:sep.end], true):
		c.h, c.precision = t.n, news.Hour
		j++
		if m.kind == number && m.digits <= 2 && isClockSign(sc.s[sc.tok(j+1).at:sc.tok(j+1).end], false) {
			c.m, c.precision = m.n, news.Minute
			j += 2
		}
	default:
		return c, false
	}
	c.to = j
	c.bad = c.h > 24 || c.m > 59 || c.s > 60 || c.h == 24 && (c.m > 0 || c.s > 0)
	sc.halfDay(&c)
	sc.zone(&c)
	if c.kind != ZoneNone { // PM after the zone
		sc.halfDay(&c)
	}
	return c, true
}

func isClockSign(s string, hour bool) bool {
	switch s {
	case "時", "时", "시":
		return hour
	case "分", "분":
		return !hour
	}
	return false
}

// halfDay takes AM, PM and the Indonesian and Malay names of the parts of the day. A time of more than
// twelve hours is taken as it stands: 14:21 PM is met on real pages.
func (sc *scanner) halfDay(c *clock) {
	t := sc.tok(c.to)
	if t.kind != name {
		return
	}
	r := t.w.role
	n := 1
	switch text := sc.s[t.at:t.end]; { // a.m., p.m., tengah hari, tengah malam
	case (text == "a" || text == "p" || text == "A" || text == "P") && sc.tok(c.to+1).isMark('.') && strings.EqualFold(sc.text(c.to+2), "m"):
		r = roleBefore
		if text == "p" || text == "P" {
			r = roleAfter
		}
		n = 3
		if sc.tok(c.to + 3).isMark('.') {
			n = 4
		}
	case strings.EqualFold(text, "tengah"):
		switch next := sc.text(c.to + 1); {
		case strings.EqualFold(next, "hari"):
			r, n = roleMidday, 2
		case strings.EqualFold(next, "malam"):
			r, n = roleBefore, 2
		}
	}
	switch r {
	case roleBefore:
		if c.h == 12 {
			c.h = 0
		}
	case roleAfter:
		if c.h < 12 {
			c.h += 12
		}
	case roleMidday:
		if c.h < 7 {
			c.h += 12
		}
	case roleNight:
		if c.h >= 5 && c.h < 12 {
			c.h += 12
		} else if c.h == 12 {
			c.h = 0
		}
	default:
		return
	}
	c.to += n
}

func (sc *scanner) text(i int) string {
	t := sc.tok(i)
	return sc.s[t.at:t.end]
}

// zone takes the zone at c.to: an offset, a name, GMT+7, or a place of the time zone database.
func (sc *scanner) zone(c *clock) {
	j := c.to
	if sc.tok(j).isMark('(') && sc.tok(j+1).kind == name && sc.tok(j+1).w.isZone { // (GMT+7)
		j++
	}
	if n, offset, ok := sc.offset(j, sc.tok(j).at == sc.tok(j-1).end); ok {
		c.kind, c.offset, c.to = ZoneOffset, offset, j+n
		c.bad = c.bad || offset > maxOffset || offset < -maxOffset
		if z := sc.tok(c.to); z.kind == name && !z.gap && strings.EqualFold(sc.text(c.to), "z") { // -05:00Z
			c.to++
		}
		return
	}
	t := sc.tok(j)
	if t.kind != name {
		return
	}
	if strings.EqualFold(sc.text(j), "waktu") && strings.EqualFold(sc.text(j+1), "indonesia") {
		if hours, ok := indonesian[strings.ToLower(sc.text(j+2))]; ok {
			c.kind, c.offset, c.local, c.to = ZoneName, hours*3600, true, j+3
			return
		}
	}
	if sc.tok(j+1).isMark('/') && !sc.tok(j+1).gap {
		if end := sc.place(j); end > j {
			c.kind, c.place, c.to = ZoneName, strings.Clone(sc.s[t.at:sc.tok(end-1).end]), end
		}
		return
	}
	if !t.w.isZone || !t.w.local && !t.capital && t.end-t.at > 1 && t.end-t.at != 3 {
		return
	}
	if t.end-t.at == 1 && t.gap && !t.capital {
		return
	}
	c.kind, c.offset, c.local, c.to = ZoneName, int(t.w.zone)*60, t.w.local, j+1
	if t.end-t.at == 1 {
		c.kind = ZoneOffset // Z is how ISO 8601 writes +00:00
	}
	if t.w.zone == 0 {
		if n, offset, ok := sc.offset(c.to, true); ok { // GMT+7
			c.kind, c.offset, c.to = ZoneOffset, offset, c.to+n
			c.bad = c.bad || offset > maxOffset || offset < -maxOffset
		}
	}
	if sc.tok(j-1).isMark('(') && sc.tok(c.to).isMark(')') {
		c.to++
	}
}

// indonesian are the zones behind "Waktu Indonesia", in hours.
var indonesian = map[string]int{"barat": 7, "tengah": 8, "timur": 9}

// maxOffset bounds an offset: the largest in use is +14:00.
const maxOffset = 15 * 3600

// offset reads +0700, +07:00, +07, -1; glued says that it follows its time or GMT without a blank, where an
// offset may be short. n is the number of tokens.
func (sc *scanner) offset(i int, glued bool) (n, seconds int, ok bool) {
	sign := sc.tok(i)
	h := sc.tok(i + 1)
	if !sign.isMark('+') && !sign.isMark('-') || h.kind != number || h.gap {
		return 0, 0, false
	}
	switch {
	case h.digits == 4 && (sign.r == '+' || h.n <= 1400):
		seconds, n = h.n/100*3600+h.n%100*60, 2
		if h.n%100 > 59 {
			seconds = maxOffset + 1
		}
	case h.digits <= 2 && (sc.tok(i+2).isMark(':') || glued && sc.tok(i+2).isMark('.') && !sc.tok(i+3).gap) && sc.tok(i+3).kind == number && sc.tok(i+3).digits == 2: // GMT+07.00 too
		seconds, n = h.n*3600+sc.tok(i+3).n*60, 4
		if sc.tok(i+3).n > 59 {
			seconds = maxOffset + 1
		}
	case h.digits <= 2 && (glued || sign.r == '+') && sc.separator(i+2) == 0 && sc.tok(i+2).w.month == 0:
		seconds, n = h.n*3600, 2
	default:
		return 0, 0, false
	}
	if sign.r == '-' {
		seconds = -seconds
	}
	return n, seconds, true
}

// place returns the end of a name like America/Los_Angeles that begins at token i.
func (sc *scanner) place(i int) int {
	end := i + 1
	for {
		m, t := sc.tok(end), sc.tok(end+1)
		if m.kind != mark || m.gap || t.kind != name || t.gap || m.r != '/' && m.r != '_' && m.r != '-' {
			return end
		}
		end += 2
	}
}
