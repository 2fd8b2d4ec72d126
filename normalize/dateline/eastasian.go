package dateline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kabar/news"
)

// eastAsian reads the datelines of Chinese and Japanese news: 新华社北京11月17日电, 【ソウル＝名前】.
func eastAsian(s string) (int, *news.Dateline) {
	if rest, ok := strings.CutPrefix(s, "【"); ok {
		inner, after, ok := strings.Cut(rest, "】")
		if !ok || utf8.RuneCountInString(inner) > 24 || after == "" {
			return 0, nil
		}
		where, _, by := strings.Cut(inner, "＝")
		if !by {
			if where, _, by = strings.Cut(inner, "="); !by {
				return 0, nil
			}
		}
		n := len(s) - len(strings.TrimLeftFunc(after, isBlank))
		return n, &news.Dateline{Raw: s[:n], Place: where}
	}
	window := s[:min(len(s), 90)]
	at := strings.IndexAny(window, "电電讯訊")
	if at <= 0 || !unicode.Is(unicode.Han, firstRune(s)) {
		return 0, nil
	}
	head := s[:at]
	end := at + utf8.RuneLen(firstRune(s[at:]))
	day := strings.IndexRune(head, '日')
	agency := strings.IndexAny(head, "社网網")
	if day < 0 || agency <= 0 || agency > day || strings.ContainsAny(head, "，。、,. ") {
		return 0, nil
	}
	after := s[end:]
	if !isBlank(firstRune(after)) && !strings.HasPrefix(after, "（") && !strings.HasPrefix(after, "(") && !strings.HasPrefix(after, "：") {
		return 0, nil
	}
	agencyEnd := agency + utf8.RuneLen(firstRune(head[agency:]))
	digit := strings.IndexFunc(head, unicode.IsDigit)
	if digit < agencyEnd || digit > day {
		return 0, nil
	}
	n := len(s) - len(strings.TrimLeftFunc(strings.TrimPrefix(after, "："), isBlank))
	return n, &news.Dateline{Raw: s[:n], Agency: head[:agencyEnd], Place: head[agencyEnd:digit], Date: head[digit : day+len("日")]}
}
