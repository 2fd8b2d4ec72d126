package date

import (
	"time"

	"kabar/news"
)

// stamp is a calendar date as it stands in an input, tokens [from, to).
type stamp struct {
	from, to int
	y, m, d  int // 0: not stated
	// open says that m and d may stand the other way round: 03/04.
	open bool
	// bad says that no calendar has this day, however it is read.
	bad bool
	// bare marks 11/7: day and month in figures and nothing else.
	bare bool
}

// clock is a time of day as it stands in an input, tokens [from, to).
type clock struct {
	from, to  int
	h, m, s   int // 24:00:00 is the end of the day, second 60 a leap second
	precision news.Precision
	kind      Zone // ZoneNone, ZoneOffset, ZoneName
	offset    int  // seconds east of Greenwich
	place     string
	local     bool // an Indonesian or Malay zone
	bad       bool
	apart     bool // with dots, so that it is a time only next to a date or before a zone: 10.21
}

// year reads a year of two or four digits; two by the rule of RFC 2822's obsolete dates, moved on to 70 as
// most programs do.
func year(t *token) (int, bool) {
	if t.kind != number {
		return 0, false
	}
	switch t.digits {
	case 4:
		return t.n, t.n >= 1000
	case 2:
		if t.n >= 70 {
			return 1900 + t.n, true
		}
		return 2000 + t.n, true
	}
	return 0, false
}

// stamp reads a calendar date that begins at token i.
func (sc *scanner) stamp(i int) (st stamp, ok bool) {
	st.from = i
	switch t := sc.tok(i); {
	case t.kind == number && t.digits == 4:
		ok = sc.yearFirst(i, &st)
	case t.kind == number && (t.digits == 8 || t.digits == 14):
		ok = sc.basic(i, &st)
	case t.kind == number && t.digits <= 2:
		ok = sc.dayMonth(i, &st) || sc.figures(i, &st)
	case t.kind == name && t.w.month != 0:
		ok = sc.monthFirst(i, &st)
	case t.kind == name && t.w.role == roleMonthSign:
		ok = sc.monthFirst(i, &st)
	}
	if !ok {
		return stamp{}, false
	}
	st.bad = st.bad || !st.exists()
	return st, true
}

// exists reports whether some calendar day fits; an open date is turned to the order that has one.
func (st *stamp) exists() bool {
	valid := func(m, d int) bool {
		switch {
		case m < 1 || m > 12 || d < 0 || d > 31:
			return false
		case d == 0:
			return true
		case st.y == 0:
			return d <= daysIn(2000, m)
		}
		return d <= daysIn(st.y, m)
	}
	if !st.open {
		return valid(st.m, st.d)
	}
	first, second := valid(st.m, st.d), valid(st.d, st.m)
	if !first && second {
		st.m, st.d = st.d, st.m
	}
	st.open = first && second && st.m != st.d
	return first || second
}

func daysIn(y, m int) int { return time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day() }

// separator returns the mark at token i when it is one that stands between the parts of a date, else 0.
func (sc *scanner) separator(i int) rune {
	if t := sc.tok(i); t.kind == mark {
		switch t.r {
		case '/', '-', '.':
			return t.r
		}
	}
	return 0
}

// yearFirst reads 2026-11-21, 2026/11/21, 2026.11, 2004-július-13, 2025年7月13日.
func (sc *scanner) yearFirst(i int, st *stamp) bool {
	y, ok := year(sc.tok(i))
	if !ok && sc.tok(i).n != 0 {
		return false
	}
	st.y = y
	if sc.tok(i+1).w.role == roleDateMark {
		if m := sc.tok(i + 2); m.kind == number && m.digits <= 2 && sc.tok(i+3).w.role == roleDateMark {
			st.m, st.to = m.n, i+4
			if d := sc.tok(i + 4); d.kind == number && d.digits <= 2 && sc.tok(i+5).w.role == roleDateMark {
				st.d, st.to = d.n, i+6
				st.bad = d.n == 0
			}
			return true
		}
		return false
	}
	sep := sc.separator(i + 1)
	m := sc.tok(i + 2)
	switch {
	case sep == 0:
		return false
	case m.kind == number && m.digits <= 3 && m.n < 100:
		st.m = m.n
		st.bad = m.n == 0
	case m.kind == name && m.w.month != 0:
		st.m = int(m.w.month)
	default:
		return false
	}
	st.to = i + 3
	d := sc.tok(i + 4)
	if sc.separator(i+3) == sep && d.kind == number && d.digits <= 2 && !(sep == '.' && d.gap) {
		st.d, st.to = d.n, i+5
		st.bad = st.bad || d.n == 0
		return true
	}
	// A month alone: only 2026-11, since 2026/11 and 2026.11 count other things.
	return sep == '-' && m.kind == number && m.digits == 2 && !m.gap && sc.tok(i+3).kind != number && sc.separator(i+3) == 0 && m.n <= 12
}

// basic reads 20261121 and, with its time, 20261121100005 (the time is read by clock).
func (sc *scanner) basic(i int, st *stamp) bool {
	n := sc.tok(i).n
	if sc.tok(i).digits == 14 {
		n /= 1_000_000
	}
	st.y, st.m, st.d, st.to = n/10000, n/100%100, n%100, i+1
	return st.y >= 1900 && st.y < 2200 && st.exists() && st.m > 0 && st.d > 0
}

// dayMonth reads 21 November 2026, 21-Nov-26, 16th of Nov. '20, 13 tháng 7 năm 2025, and 21 November.
func (sc *scanner) dayMonth(i int, st *stamp) bool {
	d := sc.tok(i)
	j := i + 1
	sep := sc.separator(j)
	if sep != 0 {
		j++
	}
	for sc.tok(j).kind == name && sc.tok(j).w.role == roleFiller && sc.tok(j).w.month == 0 { // th, de, of
		j++
	}
	m := sc.tok(j)
	switch {
	case m.kind == name && m.w.month != 0:
		st.m = int(m.w.month)
	case m.w.role == roleMonthSign && sc.tok(j+1).kind == number && sc.tok(j+1).digits <= 2:
		j++
		st.m = sc.tok(j).n
	default:
		return false
	}
	st.d, st.to = d.n, j+1
	st.bad = d.n == 0 || st.m == 0
	sc.yearAfter(j+1, st, m.w.role == roleThaiMonth)
	return true
}

// monthFirst reads November 21, 2026, Nov 21st '26, Nov 21, and November 2026.
func (sc *scanner) monthFirst(i int, st *stamp) bool {
	t := sc.tok(i)
	st.m = int(t.w.month)
	j := i + 1
	if t.w.role == roleMonthSign {
		if n := sc.tok(j); n.kind != number || n.digits > 2 {
			return false
		}
		st.m = sc.tok(j).n
		j++
	}
	k := j
	if sc.separator(k) != 0 {
		k++
	}
	d := sc.tok(k)
	if d.kind == number && d.digits <= 2 && !sc.timeAt(k) {
		if t.w.days != 0 && sc.tok(k+1).w.month != 0 { // mar 1 déc
			return false
		}
		st.d, st.to = d.n, k+1
		st.bad = d.n == 0
		if s := sc.tok(k + 1); s.kind == name && s.w.role == roleFiller && !s.gap {
			st.to++
		}
		sc.yearAfter(st.to, st, t.w.role == roleThaiMonth)
		return true
	}
	st.to = j
	sc.yearAfter(j, st, t.w.role == roleThaiMonth)
	return st.y != 0 && sc.tok(st.to-1).digits == 4
}

// timeAt reports whether token i begins a time of day.
func (sc *scanner) timeAt(i int) bool {
	sep := sc.tok(i + 1)
	m := sc.tok(i + 2)
	return (sep.isMark(':') || sep.isMark('.') && !sep.gap && !m.gap) && m.kind == number && m.digits == 2
}

// yearAfter takes a year that stands at token j or behind a separator there.
func (sc *scanner) yearAfter(j int, st *stamp, thai bool) {
	quoted := false
	for n := 0; n < 3; n++ {
		t := sc.tok(j)
		if t.isMark('\'') || t.isMark('.') || t.isMark(',') || t.isMark('-') || t.isMark('/') {
			quoted = t.r == '\''
			j++
			continue
		}
		if t.kind == name && t.w.role == roleFiller && t.w.month == 0 && sc.tok(j+1).kind == number && sc.tok(j+1).digits == 4 {
			j++
			continue
		}
		break
	}
	t := sc.tok(j)
	y, ok := year(t)
	if !ok || t.digits == 2 && !quoted && sc.timeAt(j) {
		return
	}
	if t.digits == 4 && sc.tok(j+1).isMark(':') { // a time without its colon: 1030:
		return
	}
	if t.digits == 2 && sc.tok(j+1).kind == name && sc.tok(j+1).w.month == 0 && sc.tok(j+1).w.unit != 0 { // "5 Mei 10 jam"
		return
	}
	if t.digits == 2 && sc.tok(j+1).kind == name && (sc.tok(j+1).w.role == roleBefore || sc.tok(j+1).w.role == roleAfter) {
		return
	}
	if thai && y > 2400 {
		y -= 543
	}
	st.y, st.to = y, j+1
}

// figures reads 21/11/2026, 03-04-26, 30.10.23, 21. 11. 2026, 11 04 2020, and 11/7.
func (sc *scanner) figures(i int, st *stamp) bool {
	a, b := sc.tok(i), sc.tok(i+2)
	sep := sc.separator(i + 1)
	j := i + 3
	if y := sc.tok(i + 4); sep == '.' && b.kind == number && b.digits <= 2 && b.gap && sc.tok(j).isMark('.') && y.kind == number && y.digits == 4 && y.gap {
		st.d, st.m, st.y, st.to = a.n, b.n, y.n, i+5 // so spaced, in the middle of Europe only
		st.bad = a.n == 0 || b.n == 0 || y.n < 1000
		return true
	}
	if sep == 0 {
		b, j = sc.tok(i+1), i+2
		if y := sc.tok(i + 2); b.kind != number || b.digits != 2 || y.kind != number || y.digits != 4 {
			return false
		}
	} else if b.kind != number || b.digits > 2 || sep == '.' && (b.gap || sc.tok(i+1).gap) {
		return false
	}
	st.d, st.m, st.open = a.n, b.n, true
	if sep != 0 && sc.separator(j) == sep && !(sep == '.' && sc.tok(j+1).gap) {
		y, ok := year(sc.tok(j + 1))
		if !ok || sc.tok(j+1).digits == 2 && sc.separator(j+2) == sep {
			return false
		}
		st.y, st.to = y, j+2
	} else if y := sc.tok(j); sep == 0 && y.digits == 4 {
		st.y, st.to = y.n, j+1
	} else if sep == '/' && !a.gapBetween(b) {
		st.to, st.bare = j, true
	} else {
		return false
	}
	st.bad = a.n == 0 || b.n == 0
	return true
}

// gapBetween reports whether there is white space between a token and the second one after it.
func (t *token) gapBetween(b *token) bool { return b.at-t.end > 1 }
