package tree

import (
	"html"
	"strings"
	"unicode/utf8"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxAttributes is how many attributes of one tag are kept. Real tags have a few dozen at most.
const maxAttributes = 128

// tokenKind says what next has read.
type tokenKind uint8

const (
	endOfText tokenKind = iota
	textToken
	startTag
	endTag
	doctype
)

// tokenizer cuts a page into tokens (WHATWG HTML 13.2.5). Names, values and text are parts of the page
// itself wherever nothing in them has to be changed; comments and processing instructions are passed over.
type tokenizer struct {
	page string
	at   int

	foreign bool // inside SVG or MathML: CDATA sections are text

	// The last token.
	text        string // of a text, and of a doctype what stands behind the word
	name        string // of a tag, lower case
	atom        atom.Atom
	attributes  []xhtml.Attribute // part of slab
	selfClosing bool

	slab []xhtml.Attribute // where the next attributes go
}

// next reads a token into the tokenizer's fields.
func (t *tokenizer) next() tokenKind {
	start := t.at
	for t.at < len(t.page) {
		i := strings.IndexByte(t.page[t.at:], '<')
		if i < 0 || t.at+i+1 == len(t.page) {
			t.at = len(t.page)
			break
		}
		mark := t.at + i
		c := t.page[mark+1]
		if !isLetter(c) && c != '/' && c != '!' && c != '?' {
			t.at = mark + 1
			continue
		}
		if mark > start { // the text before it comes first
			t.at, t.text = mark, unescape(t.page[start:mark])
			return textToken
		}
		t.at = mark
		if kind := t.markup(c); kind != endOfText {
			return kind
		}
		start = t.at
	}
	if t.at > start {
		t.text = unescape(t.page[start:t.at])
		return textToken
	}
	return endOfText
}

// markup reads what begins with "<" and c; endOfText is what has no token.
func (t *tokenizer) markup(c byte) tokenKind {
	switch {
	case isLetter(c):
		t.at++
		return t.tag(startTag)
	case c == '!':
		return t.declaration()
	case c == '?':
		t.skipPast(">")
		return endOfText
	}
	if t.at+2 < len(t.page) && isLetter(t.page[t.at+2]) {
		t.at += 2
		return t.tag(endTag)
	}
	t.skipPast(">") // "</" and no name: a bogus comment, and "</>" nothing
	return endOfText
}

// declaration reads a comment, a doctype or a CDATA section.
func (t *tokenizer) declaration() tokenKind {
	rest := t.page[t.at+2:]
	switch {
	case strings.HasPrefix(rest, "--"):
		t.comment()
	case len(rest) >= 7 && strings.EqualFold(rest[:7], "doctype"):
		from := t.at + 9
		t.skipPast(">")
		t.text = strings.TrimSuffix(t.page[from:max(from, t.at)], ">")
		return doctype
	case t.foreign && strings.HasPrefix(rest, "[CDATA["):
		from := t.at + 9
		t.skipPast("]]>")
		t.text = strings.TrimSuffix(t.page[from:t.at], "]]>")
		if t.text != "" {
			return textToken
		}
	default:
		t.skipPast(">")
	}
	return endOfText
}

// comment passes over a comment. It ends with "-->" or "--!>", and "<!-->" and "<!--->" are whole ones.
func (t *tokenizer) comment() {
	t.at += len("<!--")
	if rest := t.page[t.at:]; strings.HasPrefix(rest, ">") || strings.HasPrefix(rest, "->") {
		t.skipPast(">")
		return
	}
	for {
		i := strings.Index(t.page[t.at:], "--")
		if i < 0 {
			t.at = len(t.page)
			return
		}
		t.at += i + 1
		if rest := t.page[t.at+1:]; strings.HasPrefix(rest, ">") || strings.HasPrefix(rest, "!>") {
			t.skipPast(">")
			return
		}
	}
}

// skipPast moves behind the next end, or to the end of the page.
func (t *tokenizer) skipPast(end string) {
	if i := strings.Index(t.page[t.at:], end); i >= 0 {
		t.at += i + len(end)
		return
	}
	t.at = len(t.page)
}

// tag reads a tag from its name on. A tag that the page's end cuts off is dropped.
func (t *tokenizer) tag(kind tokenKind) tokenKind {
	from, upper := t.at, false
	for ; t.at < len(t.page) && !endsName(t.page[t.at]); t.at++ {
		upper = upper || isUpper(t.page[t.at])
	}
	t.name = t.page[from:t.at]
	if upper {
		t.name = lower(t.name)
	}
	if t.atom = lookup(t.name); t.atom != 0 {
		t.name = t.atom.String()
	}
	t.selfClosing, t.attributes = false, nil
	for {
		for t.at < len(t.page) && isSpace(t.page[t.at]) {
			t.at++
		}
		if t.at >= len(t.page) {
			return endOfText
		}
		switch t.page[t.at] {
		case '>':
			t.at++
			return kind
		case '/':
			t.at++
			t.selfClosing = t.at < len(t.page) && t.page[t.at] == '>'
		default:
			t.attribute(kind == startTag)
		}
	}
}

// attribute reads a name and its value, and keeps it when keep says so.
func (t *tokenizer) attribute(keep bool) {
	from, upper := t.at, false
	for t.at++; t.at < len(t.page); t.at++ { // a name may begin with "="
		c := t.page[t.at]
		if c == '=' || endsName(c) {
			break
		}
		upper = upper || isUpper(c)
	}
	key := t.page[from:t.at]
	if upper || isUpper(key[0]) {
		key = lower(key)
	}
	after := t.at
	for t.at < len(t.page) && isSpace(t.page[t.at]) {
		t.at++
	}
	value := ""
	if t.at < len(t.page) && t.page[t.at] == '=' {
		t.at++
		value = t.value()
	} else {
		t.at = after
	}
	if keep && t.at < len(t.page) && len(t.attributes) < maxAttributes && !t.has(key) {
		t.keep(xhtml.Attribute{Key: key, Val: unescapeValue(value)})
	}
}

// value reads the value of an attribute from behind its "=".
func (t *tokenizer) value() string {
	for t.at < len(t.page) && isSpace(t.page[t.at]) {
		t.at++
	}
	if t.at == len(t.page) {
		return ""
	}
	from := t.at
	switch quote := t.page[t.at]; quote {
	case '"', '\'':
		from++
		end := strings.IndexByte(t.page[from:], quote)
		if end < 0 {
			t.at = len(t.page)
			return ""
		}
		t.at = from + end + 1
		return t.page[from : from+end]
	case '>':
		return ""
	}
	for t.at < len(t.page) && t.page[t.at] != '>' && !isSpace(t.page[t.at]) {
		t.at++
	}
	return t.page[from:t.at]
}

// has reports whether the tag has the attribute already: the first one counts.
func (t *tokenizer) has(key string) bool {
	for i := range t.attributes {
		if t.attributes[i].Key == key {
			return true
		}
	}
	return false
}

// keep appends to the attributes of the tag, which lie in one piece of the slab.
func (t *tokenizer) keep(a xhtml.Attribute) {
	if len(t.slab) == cap(t.slab) {
		slab := make([]xhtml.Attribute, len(t.attributes), max(slabSize, 2*len(t.attributes)))
		copy(slab, t.attributes)
		t.slab = slab
	}
	n := len(t.attributes)
	t.slab = append(t.slab, a)
	t.attributes = t.slab[len(t.slab)-n-1 : len(t.slab) : len(t.slab)]
}

// rawText reads the content of the element whose start tag was the last token, and its end tag.
func (t *tokenizer) rawText() string {
	from, end := t.at, len(t.page)
	if t.atom != atom.Plaintext {
		end = t.rawEnd(t.name)
	}
	text := t.page[from:end]
	if t.at = end; end < len(t.page) {
		t.skipPast(">")
	}
	switch t.atom {
	case atom.Textarea:
		return unescape(strings.TrimPrefix(text, "\n"))
	case atom.Title:
		return unescape(text)
	}
	return text
}

// rawEnd finds the end tag of a raw element. In a script, "<!--" with "<script" behind it hides the next end
// tag (13.2.5.28, the double escaped state).
func (t *tokenizer) rawEnd(name string) int {
	comment, hidden := false, false
	for at := t.at; ; {
		i := strings.IndexAny(t.page[at:], "<-")
		if name != "script" || !comment {
			i = strings.IndexByte(t.page[at:], '<')
		}
		if i < 0 {
			return len(t.page)
		}
		at += i
		rest := t.page[at:]
		switch {
		case comment && strings.HasPrefix(rest, "-->"):
			comment, hidden = false, false
		case strings.HasPrefix(rest, "</") && startsWithName(rest[2:], name):
			if !hidden {
				return at
			}
			hidden = false
		case name != "script":
		case strings.HasPrefix(rest, "<!--"):
			comment = true
			at++ // so that the dashes of "<!-->" end it
		case comment && rest[0] == '<' && startsWithName(rest[1:], name):
			hidden = true
		}
		at++
	}
}

// startsWithName reports whether s begins with a tag of that name, in any case.
func startsWithName(s, name string) bool {
	return len(s) > len(name) && endsName(s[len(name)]) && strings.EqualFold(s[:len(name)], name)
}

// lookup is the atom of a lower-case name, and 0 when there is none.
func lookup(name string) atom.Atom { return atom.Lookup([]byte(name)) }

// unescape resolves the character references of a text.
func unescape(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	return html.UnescapeString(s)
}

// unescapeValue resolves the character references of an attribute's value. There "&copy=1" and "&copyright"
// are no references (13.2.5.73): addresses are full of parameters.
func unescapeValue(s string) string {
	i := strings.IndexByte(s, '&')
	if i < 0 {
		return s
	}
	var b strings.Builder
	for ; i >= 0; i = strings.IndexByte(s, '&') {
		b.WriteString(s[:i])
		s = s[i:]
		n := 1
		for n < len(s) && (isLetter(s[n]) || '0' <= s[n] && s[n] <= '9' || n == 1 && s[n] == '#') {
			n++
		}
		named := n > 1 && s[1] != '#'
		open := n == len(s) || s[n] != ';'
		if !open {
			n++
		}
		ref := s[:n]
		s = s[n:]
		if named && open && strings.HasPrefix(s, "=") {
			b.WriteString(ref)
			continue
		}
		// The library also takes references that are only the beginning of a word; those leave more than two characters.
		if got := html.UnescapeString(ref); !named || utf8.RuneCountInString(got) <= 2 && (!open || utf8.RuneCountInString(got) == 1) {
			ref = got
		}
		b.WriteString(ref)
	}
	b.WriteString(s)
	return b.String()
}

// lower is the name in lower case; only ASCII letters have one here.
func lower(name string) string {
	b := []byte(name)
	for i, c := range b {
		if isUpper(c) {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isUpper(c byte) bool  { return 'A' <= c && c <= 'Z' }
func isSpace(c byte) bool  { return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r' }
func endsName(c byte) bool { return isSpace(c) || c == '/' || c == '>' }
