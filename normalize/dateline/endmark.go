package dateline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxEndMark bounds an end mark, in bytes: names of a writer and of an agency.
const maxEndMark = 60

// endMark returns the paragraph without the mark at its end, and the mark. whole says that the paragraph may be
// a mark from end to end.
func (c *context) endMark(s string, whole bool) (rest, mark string) {
	t := strings.TrimRightFunc(s, isBlank)
	if at := c.bracketMark(t, whole); at >= 0 {
		return cut(s, at)
	}
	if at := symbolMark(t); at >= 0 {
		return cut(s, at)
	}
	if at := c.agencyMark(t); at >= 0 {
		return cut(s, at)
	}
	if whole && c.isSignature(t) {
		return "", strings.TrimFunc(s, isBlank)
	}
	return s, ""
}

func cut(s string, at int) (string, string) {
	return strings.TrimRightFunc(s[:at], isBlank), strings.TrimFunc(s[at:], isBlank)
}

// endsSentence reports whether s ends as a sentence does. Brackets that stand behind are no part of it.
func endsSentence(s string) bool {
	s = strings.TrimRightFunc(s, isBlank)
	if s == "" {
		return true
	}
	switch r := lastRune(s); r {
	case '.', '!', '?', '"', '”', '’', '\'', '…', '»', '“', '。', '！', '？', '」', ';':
		return true
	}
	return false
}

// bracketMark finds a mark in brackets, (ant/rd) or [noe], at the end of s; -1 for none.
func (c *context) bracketMark(s string, whole bool) int {
	body := strings.TrimSuffix(s, ".")
	dotted := body != s
	if body == "" {
		return -1
	}
	var open byte
	switch body[len(body)-1] {
	case ')':
		open = '('
	case ']':
		open = '['
	default:
		return -1
	}
	at := strings.LastIndexByte(body, open)
	if at < 0 || len(body)-at > maxEndMark {
		return -1
	}
	inner := strings.TrimFunc(body[at+1:len(body)-1], isBlank)
	before := strings.TrimRightFunc(body[:at], isBlank)
	if before == "" && !whole {
		return -1
	}
	if isStars(inner) && (open == '(' || inner != "" || endsSentence(before)) {
		return at
	}
	if inner == "" {
		if open == '[' || endsSentence(before) {
			return at
		}
		return -1
	}
	if dotted {
		return -1
	}
	sure := isInitials(inner)
	if !endsSentence(before) {
		if sure && strings.Contains(inner, "/") && open == '(' && strings.ToLower(inner) == inner && !strings.HasSuffix(before, ",") {
			return at
		}
		return -1
	}
	if sure || isCredit(inner) || c.isOutlet(inner) || isDomain(inner) && !strings.Contains(inner, " ") {
		return at
	}
	return -1
}

func isStars(s string) bool { return strings.Trim(s, "*＊ ") == "" && s != "" }

// isInitials reports whether s is made of initials and short names of desks: rou/rou, E-2, mdk/yan, Adv, ULF.
func isInitials(s string) bool {
	if len(s) > 40 {
		return false
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '-' || r == '|' || r == '&' || r == '.' || r == '+' })
	if len(parts) == 0 || len(parts) > 6 {
		return false
	}
	slash := len(parts) > 1
	for i, p := range parts {
		p = strings.TrimFunc(p, isBlank)
		n := utf8.RuneCountInString(p)
		if n == 0 || n > 14 || strings.ContainsFunc(p, isBlank) {
			return false
		}
		if strings.IndexFunc(p, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) >= 0 {
			return false
		}
		if !unicode.IsLetter(firstRune(p)) {
			if !(i > 0 && n <= 2 && len(parts) == 2) { // E-2
				return false
			}
			continue
		}
		if strings.ContainsFunc(p, unicode.IsDigit) && n > 4 && !slash {
			return false
		}
		if !slash && n > 5 {
			return false
		}
	}
	return true
}

// isCredit reports whether s is the name of a writer or agency, or several: Renna Yavin, Antara/Andi Firdaus,
// red/CN/ foto Arief Budi /tim.
func isCredit(s string) bool {
	if strings.ContainsAny(s, "0123456789%?!\"“”;=") || len(s) > maxEndMark {
		return false
	}
	if strings.Contains(s, ":") {
		return false
	}
	words := strings.FieldsFunc(s, func(r rune) bool { return isBlank(r) || r == '/' || r == ',' || r == '|' || r == '&' })
	if len(words) == 0 || len(words) > 7 {
		return false
	}
	slash := strings.Contains(s, "/")
	lower := 0
	for _, w := range words {
		if !unicode.IsLetter(firstRune(w)) {
			return false
		}
		if startsLower(w) {
			switch w {
			case "dan", "and", "bin", "binti", "von", "de", "van", "al", "foto", "tim", "red", "adv", "advertorial":
				continue
			}
			lower++
		}
	}
	switch {
	case lower == 0:
		return len(words) <= 4 || slash
	case slash:
		return lower <= len(words)-1 || len(words) <= 3
	}
	return len(words) == 1 && utf8.RuneCountInString(s) <= 14
}

// symbolMark finds ***, [], ___ or an ornament at the end of s; -1 for none.
func symbolMark(s string) int {
	at := len(strings.TrimRight(s, "*_❖■◆●♦▪□◼¶#~–—- \u00a0"))
	tail := strings.TrimFunc(s[at:], isBlank)
	switch {
	case tail == "":
		return -1
	case strings.Trim(tail, "* ") == "":
		if strings.Count(tail, "*") < 2 && !endsSentence(s[:at]) || strings.Count(s[:at], "*") > 0 && strings.Count(tail, "*") < 3 {
			return -1
		}
		return at
	case strings.ContainsAny(tail, "❖■◆●♦▪□◼¶"):
		return at
	case strings.Trim(tail, "_") == "" && len(tail) >= 3, strings.Trim(tail, "~ ") == "" && len(tail) >= 3, strings.Trim(tail, "# ") == "" && strings.Count(tail, "#") >= 2, strings.Trim(tail, "–—- ") == "" && len(tail) >= 3 && (at == 0 || endsSentence(s[:at])):
		if at == 0 || endsSentence(s[:at]) {
			return at
		}
	}
	return -1
}

// agencyMark finds the name of an agency behind the last sentence: "… kata beliau. – BERITA", "… he said. PTI";
// -1 for none.
func (c *context) agencyMark(s string) int {
	at := strings.LastIndexFunc(s, isBlank)
	if at < 0 {
		return -1
	}
	name := s[at:]
	name = strings.TrimLeftFunc(name, isBlank)
	glued := strings.TrimLeft(name, "-–—")
	dashed := glued != name
	name = glued
	before := strings.TrimRightFunc(s[:at], isBlank)
	if trimmed := strings.TrimRight(before, "-–—"); trimmed != before && !dashed {
		dashed = true
		at = len(trimmed)
		before = strings.TrimRightFunc(trimmed, isBlank)
	}
	n := utf8.RuneCountInString(name)
	if n < 2 || n > 12 || !endsSentence(before) || strings.HasSuffix(before, "'") || before == "" {
		return -1
	}
	if strings.IndexFunc(name, func(r rune) bool { return !unicode.IsLetter(r) }) >= 0 {
		return -1
	}
	capitals := name == strings.ToUpper(name) && name != strings.ToLower(name)
	switch {
	case dashed && (capitals || c.isOutlet(name) || c.agencies[bare(name)]):
	case !dashed && capitals && (isAcronymOfAgency(name) || c.isOutlet(name)):
	default:
		return -1
	}
	return len(strings.TrimRightFunc(s[:at], isBlank))
}

// isSignature reports whether a last paragraph is the outlet's name or the writer's and nothing else.
func (c *context) isSignature(s string) bool {
	s = strings.TrimFunc(s, isBlank)
	if s == "" || len(s) > maxEndMark || strings.ContainsAny(s, ".!?:;\"“”@#…") || strings.Contains(s, "http") {
		return false
	}
	words := strings.Fields(s)
	if len(words) > 6 {
		return false
	}
	letters := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if letters < 3 {
		return false
	}
	if s == strings.ToUpper(s) && s != strings.ToLower(s) && !strings.ContainsAny(s, "()") {
		return len(words) == 1 && (c.isOutlet(s) || len(s) > 3 && (c.lang == "id" || c.lang == "ms")) || strings.ContainsRune(s, '|') && len(words) <= 5
	}
	open := strings.IndexByte(s, '(')
	if open <= 0 || !strings.HasSuffix(s, ")") || strings.Count(s, "(") != 1 {
		return false
	}
	name, inner := strings.TrimSpace(s[:open]), s[open+1:len(s)-1]
	for _, w := range strings.Fields(name) {
		if !unicode.IsUpper(firstRune(w)) {
			return false
		}
	}
	for _, w := range [...]string{"Agency", "News", "Press", "Berita"} {
		if strings.Contains(name, w) && inner == strings.ToUpper(inner) && len(inner) <= 8 {
			return true
		}
	}
	source, _, ok := strings.Cut(strings.ToLower(inner), " ")
	switch source {
	case "theo", "via", "sumber", "dari", "from", "nach", "mit":
		return ok && len(strings.Fields(name)) <= 4
	}
	return false
}
