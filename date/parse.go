package date

import (
	"strings"
	"time"

	"kabar/news"
)

// Parse reads a date that a machine wrote: RFC 822, 850, 1123, 5322 and 3339, ISO 8601, asctime, Unix seconds
// and milliseconds, and the forms between these that feeds, sitemaps and meta tags hold, also with the names of
// months, days and zones of other languages.
//
// The whole input must be a date, apart from a label before it. Day stands before month where the order is
// open (03/04/2026); a weekday is not looked at; hour 24 is midnight of the next day. A date without time has
// precision Day and stands for its midnight. ok is false for everything else, also for days that do not exist,
// bare years, relative phrases and the zero values of databases; plausibility (1970, the future) is left to
// the caller.
func Parse(s string) (d news.Date, z Zone, ok bool) {
	s = trim(s)
	if len(s) < 6 || len(s) > maxInput {
		return news.Date{}, ZoneNone, false
	}
	var sc scanner
	if !sc.scan(s) {
		return news.Date{}, ZoneNone, false
	}
	if sc.n == 1 && sc.tokens[0].kind == number && sc.tokens[0].digits != 8 && sc.tokens[0].digits != 14 {
		return epoch(sc.tokens[0])
	}
	return sc.whole()
}

// trim takes off blanks and the marks of a CDATA section that was escaped twice.
func trim(s string) string {
	s = strings.TrimSpace(s)
	if inner, ok := strings.CutPrefix(s, "<![CDATA["); ok {
		s = strings.TrimSpace(strings.TrimSuffix(inner, "]]>"))
	}
	return s
}

// epoch reads seconds since 1970 (nine or ten digits: from 1973 on) and milliseconds.
func epoch(t token) (news.Date, Zone, bool) {
	switch t.digits {
	case 9, 10:
		return news.Date{Time: time.Unix(int64(t.n), 0).UTC(), Precision: news.Second}, ZoneEpoch, true
	case 12, 13:
		return news.Date{Time: time.UnixMilli(int64(t.n)).UTC().Truncate(time.Second), Precision: news.Second}, ZoneEpoch, true
	}
	return news.Date{}, ZoneNone, false
}

// whole reads an input that is one date from end to end.
func (sc *scanner) whole() (news.Date, Zone, bool) {
	var (
		st       stamp
		c        clock
		hasTime  bool
		lastName bool // the token before is a name or a label: a colon may follow
	)
	fail := func() (news.Date, Zone, bool) { return news.Date{}, ZoneNone, false }
	for i := 0; i < sc.n; {
		t := &sc.tokens[i]
		wasName := lastName
		lastName = false
		switch t.kind {
		case number:
			if t.digits == 14 && st.to == 0 {
				st, _ = sc.stamp(i)
				if st.to == 0 {
					return fail()
				}
			}
			if !hasTime && (t.digits == 14 || st.to == 0 || i >= st.to) {
				if next, ok := sc.clock(i); ok && (!next.apart || sc.isTimeNotDate(i, st)) {
					if next.bad {
						return fail()
					}
					c, hasTime, i = next, true, next.to
					continue
				}
			}
			if st.to == 0 {
				next, ok := sc.stamp(i)
				if !ok || next.bad {
					return fail()
				}
				st, i = next, next.to
				continue
			}
			y, ok := year(t)
			if st.y != 0 || !ok || t.digits != 4 { // asctime: the year comes last
				return fail()
			}
			st.y = y
			if st.bad = !st.exists(); st.bad {
				return fail()
			}
			i++
		case name:
			lastName = true
			switch {
			case st.to == 0 && (t.w.month != 0 || t.w.role == roleMonthSign):
				if next, ok := sc.stamp(i); ok {
					if next.bad {
						return fail()
					}
					st, i = next, next.to
					continue
				}
				if t.w.days == 0 {
					return fail()
				}
			case t.end-t.at == 1 && (sc.text(i) == "T" || sc.text(i) == "t") && st.to == i:
			case t.w.days != 0, t.w.role == roleFiller && !(st.to != 0 && t.w.isZone && i == sc.n-1), t.w.role == rolePublished, t.w.role == roleUpdated, t.w.role == roleDateMark:
			case st.to != 0 && !hasTime && t.w.isZone: // 26 Sep 2022 GMT
				c.to = i
				sc.zone(&c)
				if c.kind == ZoneNone {
					return fail()
				}
				i = c.to
				continue
			default:
				return fail()
			}
			i++
		case mark:
			switch t.r {
			case '(', '[':
				if end := sc.comment(i); end > 0 {
					i = end
					continue
				}
			case ')', ']', ',', '|', '•', '·', '@', '/':
			case '.':
				if i > 0 && sc.tokens[i-1].kind == number && !hasTime && st.to != i {
					return fail()
				}
			case '-':
				if next := sc.tok(i + 1); next.kind == number && !next.gap && !t.gap {
					return fail()
				}
			case ':':
				if !wasName {
					return fail()
				}
			default:
				return fail()
			}
			i++
		}
	}
	if st.to == 0 || st.y == 0 || st.bare || st.y < 1000 || st.y == 1 {
		return fail()
	}
	if st.d == 0 && hasTime {
		return fail()
	}
	loc, ok := c.location(st, time.UTC)
	if !ok {
		return fail()
	}
	if hasTime {
		return st.at(c, loc), c.kind, true
	}
	return st.day(loc), c.kind, true
}

// isTimeNotDate decides on figures with dots: 10.00 is a time once the date was read, and 21.11.2026 is a date
// before that.
func (sc *scanner) isTimeNotDate(i int, st stamp) bool {
	if st.to != 0 {
		return true
	}
	_, ok := sc.stamp(i)
	return !ok
}

// comment returns the token behind a remark in brackets that holds no figures, and 0 when there is none:
// (WIB), (Coordinated Universal Time), [Asia/Jakarta].
func (sc *scanner) comment(i int) int {
	for j := i + 1; j < sc.n; j++ {
		switch t := &sc.tokens[j]; {
		case t.kind == number:
			return 0
		case t.isMark(')') || t.isMark(']'):
			return j + 1
		}
	}
	return 0
}
