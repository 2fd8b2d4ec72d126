package date

import (
	"strings"
	"time"

	"kabar/news"
)

// maxSpan bounds the number of a relative phrase, so that no unit overflows.
const maxSpan = 100_000

// relative reads "2 jam yang lalu", "an hour ago", "kemarin 14:30", "baru saja".
func (l *line) relative() (news.Date, bool) {
	fetched := l.options.Fetched
	if fetched.IsZero() {
		return news.Date{}, false
	}
	for i := range l.n {
		t := l.tok(i)
		if t.kind != name {
			continue
		}
		two := func(first, second string) bool {
			return strings.EqualFold(l.text(i), first) && strings.EqualFold(l.text(i+1), second)
		}
		switch {
		case t.w.role == roleFuture:
			return news.Date{}, false
		case t.w.role == roleJustNow, two("baru", "saja"), two("just", "now"):
			return news.Date{Time: fetched.In(l.zone).Truncate(time.Second), Precision: news.Minute}, true
		case t.w.role == roleYesterday && !two("kemarin", "dulu") && !two("kemarin", "lusa"):
			return l.dayBack(1)
		case t.w.role == roleToday, two("hari", "ini"), two("hari", "ni"):
			return l.dayBack(0)
		}
	}
	return l.span()
}

// eastAsianSpans puts the spans of Chinese, Japanese and Korean, which have no blanks, into words that [line.span] knows.
var eastAsianSpans = strings.NewReplacer("分钟前", " min ago", "分鐘前", " min ago", "分前", " min ago", "小时前", " hours ago", "小時前", " hours ago",
	"時間前", " hours ago", "天前", " days ago", "日前", " days ago", "분 전", " min ago", "분전", " min ago", "시간 전", " hours ago", "시간전", " hours ago",
	"일 전", " days ago", "일전", " days ago")

// eastAsianSpan changes a short line that ends in such a span and nothing else.
func eastAsianSpan(s string) string {
	if len(s) <= 40 && (strings.HasSuffix(s, "前") || strings.HasSuffix(s, "전")) {
		return eastAsianSpans.Replace(s)
	}
	return s
}

// dayBack is a day named by its distance from the fetch, with the time that stands in the line.
func (l *line) dayBack(n int) (news.Date, bool) {
	y, m, d := l.options.Fetched.Date()
	back := time.Date(y, m, d-n, 0, 0, 0, 0, time.UTC)
	st := stamp{y: back.Year(), m: int(back.Month()), d: back.Day()}
	switch l.nClocks {
	case 0:
		return st.day(l.zone), true
	case 1:
		loc, ok := l.clocks[0].location(st, l.zone)
		if !ok {
			return news.Date{}, false
		}
		return st.at(l.clocks[0], loc), true
	}
	return news.Date{}, false
}

// span reads a number of units that lies back: "3 hari yang lalu", "1 jam 20 menit lalu", "vor 2 Stunden".
func (l *line) span() (news.Date, bool) {
	var (
		total  time.Duration
		n      int
		least  unit
		months int
	)
	for i := 0; i < l.n; i++ {
		t := l.tok(i)
		count, u := 0, unit(0)
		switch next := l.tok(i + 1); {
		case t.kind == number && t.n >= 0 && t.n <= maxSpan && next.kind == name && next.w.unit != 0 && next.w.role != roleOneUnit:
			if p := l.tok(i - 1); p.kind == mark && !t.gap && (p.r == '.' || p.r == ',' || p.r == '/' || p.r == '-') && l.tok(i-2).kind == number {
				return news.Date{}, false // 1,5 jam, 2-3 hari
			}
			count, u = t.n, next.w.unit
			i++
		case t.kind == name && next.kind == name && next.w.unit != 0 && next.w.role != roleOneUnit && numeral(l.text(i)) > 0:
			count, u = numeral(l.text(i)), next.w.unit
			i++
		case t.kind == name && t.w.role == roleOneUnit:
			count, u = 1, t.w.unit
		case t.kind == name && (t.w.role == roleOne || isOne(l.text(i))) && next.kind == name && next.w.unit != 0:
			count, u = 1, next.w.unit
			i++
		default:
			continue
		}
		if least != 0 && u >= least { // units grow smaller within a span
			return news.Date{}, false
		}
		least = u
		n++
		switch u {
		case unitSecond:
			total += time.Duration(count) * time.Second
		case unitMinute:
			total += time.Duration(count) * time.Minute
		case unitHour:
			total += time.Duration(count) * time.Hour
		case unitDay:
			total += time.Duration(count) * 24 * time.Hour
		case unitWeek:
			total += time.Duration(count) * 7 * 24 * time.Hour
		case unitMonth:
			months += count
		case unitYear:
			months += 12 * count
		}
		if end := l.ago(i + 1); end || l.agoBefore(i, n) {
			return l.back(total, months, least)
		}
	}
	return news.Date{}, false
}

// numeral is the value of a small number that is written out, in Indonesian, Malay or English; 0 for any other word.
func numeral(s string) int {
	switch strings.ToLower(s) {
	case "dua", "two":
		return 2
	case "tiga", "three":
		return 3
	case "empat", "four":
		return 4
	case "lima", "five":
		return 5
	case "enam", "six":
		return 6
	case "tujuh", "seven":
		return 7
	case "delapan", "lapan", "eight":
		return 8
	case "sembilan", "nine":
		return 9
	case "sepuluh", "ten":
		return 10
	}
	return 0
}

func isOne(s string) bool {
	return strings.EqualFold(s, "a") || strings.EqualFold(s, "satu") || strings.EqualFold(s, "sebuah")
}

// ago reports whether "lalu" or the like stands at token i, perhaps behind "yang" or "yg".
func (l *line) ago(i int) bool {
	if s := l.text(i); strings.EqualFold(s, "yang") || strings.EqualFold(s, "yg") {
		i++
	}
	return l.tok(i).w.role == roleAgo
}

// agoBefore reports whether the span of n units that ends at token i is led by "vor", "hace", "il y a".
func (l *line) agoBefore(i, n int) bool {
	start := i - 2*n + 1
	if start < 1 {
		return false
	}
	if l.tok(start-1).w.role == roleAgoBefore {
		return true
	}
	return strings.EqualFold(l.text(start-1), "a") && strings.EqualFold(l.text(start-2), "y")
}

// back is the moment that lies a span before the fetch, no finer than its least unit.
func (l *line) back(total time.Duration, months int, least unit) (news.Date, bool) {
	t := l.options.Fetched.In(l.zone).Truncate(time.Second)
	switch least {
	case unitYear:
		return news.Date{Time: time.Date(t.Year()-months/12, 1, 1, 0, 0, 0, 0, l.zone), Precision: news.Year}, true
	case unitMonth:
		return news.Date{Time: time.Date(t.Year(), t.Month()-time.Month(months), 1, 0, 0, 0, 0, l.zone), Precision: news.Month}, true
	}
	if months != 0 { // "1 bulan 3 hari": a month is no number of days
		return news.Date{}, false
	}
	t = t.Add(-total)
	switch least {
	case unitSecond:
		return news.Date{Time: t, Precision: news.Second}, true
	case unitMinute:
		return news.Date{Time: t, Precision: news.Minute}, true
	case unitHour:
		return news.Date{Time: t, Precision: news.Hour}, true
	}
	y, m, d := t.Date()
	return news.Date{Time: time.Date(y, m, d, 0, 0, 0, 0, l.zone), Precision: news.Day}, true
}
