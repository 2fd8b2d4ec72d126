package shapes

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of what is looked at in one address: what lies beyond is only counted.
const (
	maxSegments = 6  // of a path that are told apart
	maxLiterals = 3  // segments that stay as they are
	maxLiteral  = 24 // bytes of such a segment, and of a parameter's name
	maxParams   = 4
	repeats     = 3 // how often a segment comes to make a path that repeats itself
)

// Levels are the shapes that an address has, the narrowest first. What is learned of a wider one holds for addresses of
// which the narrower ones say nothing.
//
//	/tag/<word>?page&sort   the path with its variable parts, and the names of the parameters
//	/tag/<word>?*           the same path with parameters of whatever name, where there are several
//	* /w/w?                 the classes of the segments alone
//
// An address that cannot be parsed has none. A path in which one segment comes three times has a shape of its own, the
// same for all such paths.
func Levels(href string) []string {
	u, err := url.Parse(href)
	if err != nil {
		return nil
	}
	path, classes := generalise(u.EscapedPath())
	wide := "* " + classes
	if u.RawQuery == "" {
		return []string{path, wide}
	}
	names := parameters(u.RawQuery)
	if len(names) == 0 {
		return []string{path, wide}
	}
	narrow := path + "?" + strings.Join(names[:min(len(names), maxParams)], "&")
	if len(names) > maxParams {
		narrow += "&*"
	}
	if len(names) == 1 {
		return []string{narrow, wide + "?"}
	}
	return []string{narrow, path + "?*", wide + "?"}
}

// Repeating is the shape of paths that repeat themselves, as a wrong relative link makes them.
const Repeating = "/<repeats itself>"

// generalise puts classes for the variable parts of a path. The last segment always is one.
func generalise(path string) (pattern, classes string) {
	segments := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	if len(segments) == 0 {
		return "/", "/"
	}
	if repeating(segments) {
		return Repeating, Repeating
	}
	var p, c strings.Builder
	literals := 0
	for i, segment := range segments {
		if i == maxSegments {
			p.WriteString("/…")
			c.WriteString("/…")
			break
		}
		last := i+1 == len(segments)
		ext := ""
		if last {
			segment, ext = cutEnding(segment)
		}
		k := classify(segment)
		p.WriteByte('/')
		c.WriteByte('/')
		c.WriteByte(k.letter())
		if k == word && !last && literals < maxLiterals && len(segment) <= maxLiteral {
			p.WriteString(strings.ToLower(segment))
			literals++
		} else {
			p.WriteString(k.String())
		}
		p.WriteString(ext)
	}
	return p.String(), c.String()
}

// repeating tells paths in which one segment comes again and again. Numbers do in paths by date.
func repeating(segments []string) bool {
	if len(segments) < repeats || len(segments) > 200 {
		return len(segments) > 200
	}
	for i, s := range segments {
		n := 1
		for _, other := range segments[i+1:] {
			if s == other {
				n++
			}
		}
		if n >= repeats && classify(s) != number {
			return true
		}
	}
	return false
}

// parameters are the names in a query, sorted, each once, with the digits taken out.
func parameters(query string) []string {
	var names []string
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if name = strings.Map(noDigit, strings.ToLower(name)); name == "" {
			continue
		}
		if len(name) > maxLiteral {
			name = name[:maxLiteral]
		}
		if names = append(names, strings.ToValidUTF8(name, "")); len(names) > 2*maxSegments*maxParams {
			break
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func noDigit(r rune) rune {
	if r >= '0' && r <= '9' {
		return -1
	}
	return r
}

// class is what a segment of a path may be.
type class uint8

const (
	word   class = iota // a name: politik, jokowi, page
	number              // digits
	slug                // a headline: three words or more, or a name with a long number
	token               // a session, a hash
)

func (c class) String() string { return [...]string{"<word>", "<n>", "<slug>", "<token>"}[c] }
func (c class) letter() byte   { return "wnst"[c] }

// classify reads an escaped segment.
func classify(segment string) class {
	digits, letters, words, hex := 0, 0, 0, true
	inWord := false
	for i := range len(segment) {
		c := segment[i]
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			letters++
			hex = hex && c|0x20 <= 'f'
			if !inWord {
				words++
			}
			inWord = true
			continue
		case c == '-' || c == '_' || c == '+' || c == '.' || c == ',' || c == '~':
			hex = hex && c == '-'
		case c == '%': // what is escaped is text in another script, or a blank
			hex = false
		default:
			hex = false
		}
		inWord = inWord && c >= '0' && c <= '9'
	}
	switch {
	case digits > 0 && letters == 0 && digits+strings.Count(segment, "-") == len(segment):
		return number
	case strings.HasPrefix(segment, "(S("), hex && digits > 0 && digits+letters >= 16:
		return token
	case digits >= 3 && letters >= 3 && digits+letters == len(segment) && len(segment) >= 20:
		return token
	case words >= 3, digits >= 5 && letters > 0, strings.Count(segment, "%") >= 12, strings.Count(segment, "%20") >= 2:
		return slug
	case !ascii(segment) && utf8.RuneCountInString(segment) >= 12:
		return slug
	}
	return word
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// cutEnding parts a file's ending from its name.
func cutEnding(segment string) (name, ext string) {
	i := strings.LastIndexByte(segment, '.')
	if i <= 0 || len(segment)-i > 6 {
		return segment, ""
	}
	for _, c := range []byte(segment[i+1:]) {
		if (c|0x20 < 'a' || c|0x20 > 'z') && c != '5' && c != '7' {
			return segment, ""
		}
	}
	return segment[:i], strings.ToLower(segment[i:])
}
