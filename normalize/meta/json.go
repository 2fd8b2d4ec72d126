package meta

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Bounds on one JSON-LD script. Real ones stay below 200 KB and ten levels; live blogs reach a megabyte.
const (
	maxScript = 4 << 20 // bytes; what comes after is not read
	maxDepth  = 32      // levels of nesting; what lies deeper is skipped
	maxValues = 20000   // values kept of one page; what comes after is skipped
)

type valueKind uint8

const (
	noValue valueKind = iota
	textValue
	plainValue // a number, true, false, null: its letters stand in value.text
	listValue
	objectValue
)

// value is one JSON value. Strings stay slices of the script until somebody asks for them.
type value struct {
	kind    valueKind
	escaped bool   // text holds backslashes
	text    string // as written, without the quotation marks
	list    []value
	members []member
}

type member struct {
	key string
	value
}

// get is the member of that name; the zero value when v is no object or has none.
func (v *value) get(key string) *value {
	for i := range v.members {
		if v.members[i].key == key {
			return &v.members[i].value
		}
	}
	return &none
}

var none value

// string is the text of a string or a number, decoded, with entities resolved and white space folded;
// that of the first entry for a list; "" for all else.
func (v *value) string() string {
	switch v.kind {
	case textValue:
		s := v.text
		if v.escaped {
			s = unescapeJSON(s)
		}
		return clean(s)
	case plainValue:
		if v.text != "null" && v.text != "undefined" {
			return v.text
		}
	case listValue:
		for i := range v.list {
			if v.list[i].kind != listValue {
				return v.list[i].string()
			}
		}
	}
	return ""
}

// raw is the text of a string with its line breaks.
func (v *value) raw() string {
	if v.kind != textValue {
		return v.string()
	}
	s := v.text
	if v.escaped {
		s = unescapeJSON(s)
	}
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// each calls f for the entries of a list, or for v itself when it is no list.
func (v *value) each(f func(*value)) {
	switch v.kind {
	case noValue:
	case listValue:
		for i := range v.list {
			if v.list[i].kind != listValue {
				f(&v.list[i])
			}
		}
	default:
		f(v)
	}
}

// jsonReader reads JSON as people write it into pages: trailing and missing commas, comments, CDATA and
// HTML comments around it, raw line breaks and unescaped quotation marks within strings, several values
// in a row, an end that is missing. It never fails; it returns what could be read.
type jsonReader struct {
	s      string
	i      int
	left   int               // values that may still be kept
	wanted func(string) bool // keys whose values are kept
}

// readJSON reads all values of a script. Values under keys that are not wanted are skipped.
func readJSON(script string, left *int, wanted func(string) bool) []value {
	if len(script) > maxScript {
		script = script[:maxScript]
	}
	r := jsonReader{s: script, left: *left, wanted: wanted}
	var values []value
	for r.i < len(r.s) && r.left > 0 {
		switch r.space(); r.peek() {
		case '{', '[':
			values = append(values, r.value(0))
		default:
			r.i++
		}
	}
	*left = r.left
	return values
}

func (r *jsonReader) peek() byte {
	if r.i < len(r.s) {
		return r.s[r.i]
	}
	return 0
}

// space passes white space and comments.
func (r *jsonReader) space() {
	for r.i < len(r.s) {
		switch c := r.s[r.i]; {
		case c <= ' ':
			r.i++
		case c == '/' && strings.HasPrefix(r.s[r.i:], "/*"):
			r.past("*/")
		case c == '/' && strings.HasPrefix(r.s[r.i:], "//"):
			r.past("\n")
		case c == '<' && strings.HasPrefix(r.s[r.i:], "<!--"):
			r.i += len("<!--")
		case c == '<' && strings.HasPrefix(r.s[r.i:], "<![CDATA["):
			r.i += len("<![CDATA[")
		case c == 0xC2 && strings.HasPrefix(r.s[r.i:], "\u00a0"):
			r.i += len("\u00a0")
		case c == 0xEF && strings.HasPrefix(r.s[r.i:], "\ufeff"):
			r.i += len("\ufeff")
		default:
			return
		}
	}
}

// past moves behind the next end, or to the end of the script.
func (r *jsonReader) past(end string) {
	if n := strings.Index(r.s[r.i:], end); n >= 0 {
		r.i += n + len(end)
	} else {
		r.i = len(r.s)
	}
}

// value reads one value. It always moves on, except before a closing bracket or at the end.
func (r *jsonReader) value(depth int) value {
	r.space()
	r.left--
	switch c := r.peek(); c {
	case '{':
		return r.object(depth)
	case '[':
		return r.array(depth)
	case '"', '\'':
		text, escaped := r.text()
		return value{kind: textValue, text: text, escaped: escaped}
	default:
		return value{kind: plainValue, text: r.plain()}
	}
}

func (r *jsonReader) object(depth int) value {
	v := value{kind: objectValue}
	r.i++
	for {
		r.space()
		switch r.peek() {
		case 0:
			if r.i >= len(r.s) {
				return v
			}
			r.i++
			continue
		case '}':
			r.i++
			return v
		case ']': // its own bracket is missing
			return v
		case '"', '\'':
		default:
			r.i++
			continue
		}
		key, _ := r.text()
		r.space()
		if r.peek() != ':' {
			continue
		}
		r.i++
		if depth < maxDepth && r.left > 0 && r.wanted(key) {
			v.members = append(v.members, member{key, r.value(depth + 1)})
		} else {
			r.skip()
		}
	}
}

func (r *jsonReader) array(depth int) value {
	v := value{kind: listValue}
	r.i++
	for {
		r.space()
		switch r.peek() {
		case 0:
			if r.i >= len(r.s) {
				return v
			}
			r.i++
		case ']':
			r.i++
			return v
		case '}': // its own bracket is missing
			return v
		case ',', ':':
			r.i++
		default:
			if depth < maxDepth && r.left > 0 {
				v.list = append(v.list, r.value(depth+1))
			} else {
				r.skip()
			}
		}
	}
}

// skip passes one value without keeping it, whatever its depth.
func (r *jsonReader) skip() {
	depth := 0
	for {
		r.space()
		switch r.peek() {
		case 0:
			if r.i >= len(r.s) {
				return
			}
			r.i++
		case '{', '[':
			depth++
			r.i++
		case '}', ']':
			if depth == 0 {
				return
			}
			depth--
			r.i++
		case '"', '\'':
			r.text()
		case ',', ':':
			if depth == 0 {
				return
			}
			r.i++
		default:
			r.plain()
		}
		if depth == 0 {
			return
		}
	}
}

// plain reads a number, a literal, or whatever else stands bare up to the next sign of structure.
func (r *jsonReader) plain() string {
	start := r.i
	for r.i < len(r.s) && !strings.ContainsRune(",:{}[]\"\n", rune(r.s[r.i])) {
		r.i++
	}
	if r.i == start && r.i < len(r.s) && r.s[r.i] != '}' && r.s[r.i] != ']' {
		r.i++
	}
	return strings.TrimSpace(r.s[start:r.i])
}

// text reads a string and returns what stands between its quotation marks, double or, as in scripts, single ones.
func (r *jsonReader) text() (text string, escaped bool) {
	quote := r.s[r.i]
	r.i++
	start := r.i
	for r.i < len(r.s) {
		n := strings.IndexByte(r.s[r.i:], quote)
		if n < 0 {
			break
		}
		if b := strings.IndexByte(r.s[r.i:r.i+n], '\\'); b >= 0 {
			escaped = true
			r.i = min(r.i+b+2, len(r.s))
			continue
		}
		r.i += n
		if r.closes(r.i+1, quote) {
			text = r.s[start:r.i]
			r.i++
			return text, escaped
		}
		r.i++
	}
	r.i = len(r.s)
	return r.s[start:], escaped
}

// closes reports whether a quotation mark before i ends its string: a sign of structure follows. A
// headline such as "He said "no" to it" is written without escapes often enough. After a comma there must be
// something that can begin a key or a value, so that `"no", and` does not end the string.
func (r *jsonReader) closes(i int, quote byte) bool {
	i = blank(r.s, i)
	if i >= len(r.s) {
		return true
	}
	switch r.s[i] {
	case '}', ']', ':':
		return true
	case quote, '/', '<': // a comma is missing; a comment or the end of CDATA
		return true
	case ',':
		i = blank(r.s, i+1)
		return i >= len(r.s) || r.s[i] == quote || quote == '\'' && r.s[i] == '"' || strings.IndexByte(`{[}]-0123456789tfn/,`, r.s[i]) >= 0
	}
	return false
}

func blank(s string, i int) int {
	for i < len(s) && s[i] <= ' ' {
		i++
	}
	return i
}

// unescapeJSON resolves backslashes; an escape that JSON does not know stands for its letter.
func unescapeJSON(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for {
		n := strings.IndexByte(s, '\\')
		if n < 0 || n+1 >= len(s) {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:n])
		c := s[n+1]
		s = s[n+2:]
		switch c {
		case 'n':
			b.WriteByte('\n')
		case 'r', 't', 'f', 'b':
			b.WriteByte(' ')
		case 'u':
			u, ok := hex4(s)
			if !ok {
				b.WriteByte('u')
				continue
			}
			s = s[4:]
			if utf16.IsSurrogate(u) && strings.HasPrefix(s, `\u`) {
				if low, ok := hex4(s[2:]); ok {
					if full := utf16.DecodeRune(u, low); full != utf8.RuneError {
						u, s = full, s[6:]
					}
				}
			}
			b.WriteRune(u) // a lone surrogate becomes U+FFFD
		default:
			b.WriteByte(c)
		}
	}
}

func hex4(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	u, err := strconv.ParseUint(s[:4], 16, 32)
	return rune(u), err == nil
}
