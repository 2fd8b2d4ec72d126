package meta

import (
	"strings"
)

// ofForum reports whether an address is that of a forum's page, as forum software builds them.
func ofForum(addr string) bool {
	for _, part := range [...]string{"/forum", "//forum", "/topic/", "/thread", "showthread", "viewtopic"} {
		if strings.Contains(addr, part) {
			return true
		}
	}
	return false
}

// toProfile reports whether an address is that of a writer's own page.
func toProfile(href string) bool {
	for _, folder := range [...]string{"/author", "/autor", "/penulis", "/reporter"} {
		if i := strings.Index(href, folder); i >= 0 {
			_, rest, ok := strings.Cut(href[i+1:], "/")
			return ok && len(rest) > 2
		}
	}
	return false
}

// tellsDate reports whether an attribute that no standard knows says when something appeared: data-published="2025-07-13T…",
// created-timestamp="1752376860".
func tellsDate(key, value string) bool {
	if len(value) > 35 || !machineDate(value) && !epoch(value) {
		return false
	}
	if key == "ts" {
		return true
	}
	m := marksOf(key)
	return key != "datetime" && m&markDate != 0 && m&(markModified|markComment) == 0
}

// epoch reports whether s is a count of seconds or milliseconds of our time.
func epoch(s string) bool {
	if len(s) != 10 && len(s) != 13 || s[0] != '1' {
		return false
	}
	for i := range len(s) {
		if !digit(s[i]) {
			return false
		}
	}
	return true
}

// machineDate reports whether a title or the like is a date as machines write it.
func machineDate(s string) bool {
	return len(s) >= 10 && len(s) < 40 && datish(s[:5]+"-") && s[4] == '-'
}

// datish reports whether a short text may hold a date: a year of our time, a date in numbers, or a time that has gone
// by. The date reader decides.
func datish(s string) bool {
	for i := 0; i+3 < len(s); i++ {
		if !digit(s[i]) || i > 0 && digit(s[i-1]) {
			continue
		}
		if (s[i] == '1' && s[i+1] == '9' || s[i] == '2' && s[i+1] == '0') && digit(s[i+2]) && digit(s[i+3]) {
			return true
		}
		j := i + 1
		if digit(s[j]) {
			j++
		}
		if (s[j] == '.' || s[j] == '/') && j+3 < len(s) && digit(s[j+1]) && (s[j+2] == s[j] || digit(s[j+2]) && s[j+3] == s[j]) {
			return true
		}
	}
	return false
}

// ago reports whether a short text may count back from now: "2 jam yang lalu", "3 hours ago", "Kemarin, 10:21".
func ago(s string) bool {
	if len(s) > 40 {
		return false
	}
	for _, end := range [...]string{" lalu", " ago", " lepas", " silam", " geleden", " fa", " temu", " назад", " тому", " sedan", " siden", "前", "전", " पहले"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	for _, start := range [...]string{"Kemarin", "kemarin", "Hari ini", "hari ini", "Semalam", "Yesterday", "Today", "vor ", "Vor ", "hace ", "Hace ", "il y a ", "Il y a ", "há ", "Há ", "منذ ",
		"Gestern", "gestern", "Heute", "heute", "Ayer", "ayer", "Ieri", "ieri", "Gisteren", "gisteren", "Wczoraj", "wczoraj", "Вчера", "вчера", "Hoy", "hoy", "Hoje", "hoje"} {
		if strings.HasPrefix(s, start) {
			return strings.ContainsAny(s, "0123456789")
		}
	}
	return false
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// ofRDFa is the microdata name for what the properties of RDFa say, "" for what is of no interest here. Content systems write
// schema.org with or without its prefix, and Dublin Core.
func ofRDFa(properties string) string {
	for p := range strings.FieldsSeq(properties) {
		switch p = strings.TrimPrefix(p, "schema:"); p {
		case "datePublished", "dateModified", "dateCreated", "author", "creator", "headline", "articleSection":
			return p
		case "dc:created", "dc:date", "dcterms:created", "dcterms:date":
			return "dateCreated"
		case "dc:creator", "dcterms:creator":
			return "creator"
		}
	}
	return ""
}

// ownFooter reports whether a class names the foot of an article rather than that of the page.
func ownFooter(class string) bool {
	return strings.Contains(class, "post-footer") || strings.Contains(class, "entry-footer") || strings.Contains(class, "article-footer")
}
