package discover

import (
	"bufio"
	"bytes"
	"html"
	"io"
	"strconv"
	"strings"
)

// markup is a tokenizer for XML that is not well-formed. encoding/xml ends at the first bare ampersand,
// wrong end tag or stray control byte, and with it a file of fifty thousand addresses. This one never
// fails: it knows tags, text, CDATA, comments, processing instructions and declarations, expands nothing
// but the five entities of XML, those of HTML and character references, and leaves it to its reader what
// belongs together. It holds one token at a time.
type markup struct {
	r    *bufio.Reader
	text []byte // of the current token, up to maxToken
	// defines is set when the document defines entities of its own.
	defines bool
	err     error // why the input ended, when not by its end
}

// maxToken bounds what is kept of one text or tag, in bytes. No address or headline is near it.
const maxToken = 64 << 10

type tokenKind uint8

const (
	endOfFile tokenKind = iota
	startTag
	endTag
	charData
)

// token is a piece of markup. Names are local names in lower case, with the prefix apart.
type token struct {
	kind         tokenKind
	prefix, name string
	empty        bool // <name/>
	text         string
}

func newMarkup(r io.Reader) *markup {
	return &markup{r: bufio.NewReaderSize(r, 32<<10)}
}

// next is the next token. Comments, instructions and declarations are skipped.
func (m *markup) next() token {
	for {
		head, err := m.r.Peek(9)
		if len(head) == 0 {
			if err != io.EOF {
				m.err = err
			}
			return token{}
		}
		switch {
		case head[0] != '<':
			return token{kind: charData, text: unescape(m.upTo('<', false))}
		case bytes.HasPrefix(head, []byte("<![CDATA[")):
			m.skip(9)
			return token{kind: charData, text: string(m.through("]]>"))}
		case bytes.HasPrefix(head, []byte("<!--")):
			m.skip(4)
			m.through("-->")
		case bytes.HasPrefix(head, []byte("<?")):
			m.skip(2)
			m.through("?>")
		case bytes.HasPrefix(head, []byte("<!")):
			m.skip(2)
			m.declaration()
		case len(head) > 2 && head[1] == '/' && nameStart(head[2]):
			m.skip(2)
			t := token{kind: endTag}
			t.prefix, t.name = splitName(m.upTo('>', true))
			return t
		case len(head) > 1 && nameStart(head[1]):
			m.skip(1)
			raw := m.tag()
			t := token{kind: startTag, empty: bytes.HasSuffix(raw, []byte("/"))}
			t.prefix, t.name = splitName(raw)
			return t
		default: // a lone "<" in a text
			m.skip(1)
			return token{kind: charData, text: "<"}
		}
	}
}

func (m *markup) skip(n int) { _, _ = m.r.Discard(n) }

// upTo reads up to a byte; the byte itself is consumed when past is set, and never part of the result.
func (m *markup) upTo(c byte, past bool) []byte {
	m.text = m.text[:0]
	for {
		piece, err := m.r.ReadSlice(c)
		if err == nil {
			piece = piece[:len(piece)-1]
		}
		m.keep(piece)
		switch err {
		case nil:
			if !past {
				_ = m.r.UnreadByte()
			}
			return m.text
		case bufio.ErrBufferFull:
		default:
			m.fail(err)
			return m.text
		}
	}
}

// through reads up to the end of a section and consumes the end; without one the rest of the file.
func (m *markup) through(end string) []byte {
	m.text = m.text[:0]
	last := end[len(end)-1]
	var tail [3]byte // the last bytes read, also when they were not kept
	for {
		piece, err := m.r.ReadSlice(last)
		for _, c := range piece[max(0, len(piece)-len(tail)):] {
			tail = [3]byte{tail[1], tail[2], c}
		}
		m.keep(piece)
		if err == nil && string(tail[len(tail)-len(end):]) == end {
			return bytes.TrimSuffix(m.text, []byte(end))
		}
		if err != nil && err != bufio.ErrBufferFull {
			m.fail(err)
			return m.text
		}
	}
}

// tag reads the inside of a start tag: up to a ">" that is not in a quoted value.
func (m *markup) tag() []byte {
	m.text = m.text[:0]
	var quote, before byte
	for {
		c, err := m.r.ReadByte()
		if err != nil {
			m.fail(err)
			return m.text
		}
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '>':
			return m.text
		case (c == '"' || c == '\'') && before == '=':
			quote = c
		}
		if c > ' ' {
			before = c
		}
		if len(m.text) < maxToken {
			m.text = append(m.text, c)
		} else if quote != 0 { // a quote that never closes must not swallow the file
			quote = 0
		}
	}
}

// declaration skips <!DOCTYPE …> with the declarations inside its brackets: entities are never defined.
func (m *markup) declaration() {
	brackets := false
	for {
		c, err := m.r.ReadByte()
		if err != nil {
			m.fail(err)
			return
		}
		switch c {
		case '[':
			brackets, m.defines = true, true
		case ']':
			brackets = false
		case '>':
			if !brackets {
				return
			}
		case '<':
			if !brackets { // the ">" is missing: this is the next tag
				_ = m.r.UnreadByte()
				return
			}
		}
	}
}

func (m *markup) keep(piece []byte) {
	if room := maxToken - len(m.text); room > 0 {
		m.text = append(m.text, piece[:min(len(piece), room)]...)
	}
}

func (m *markup) fail(err error) {
	if err != io.EOF && m.err == nil {
		m.err = err
	}
}

func nameStart(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c >= 0x80
}

// splitName takes the name off the beginning of a tag.
func splitName(raw []byte) (prefix, name string) {
	if i := bytes.IndexAny(raw, " \t\r\n\f/"); i >= 0 {
		raw = raw[:i]
	}
	if i := bytes.LastIndexByte(raw, ':'); i >= 0 {
		prefix, raw = strings.ToLower(string(raw[:i])), raw[i+1:]
	}
	return prefix, internName(raw)
}

// internName is the name in lower case, without an allocation for the ones that a sitemap is made of.
func internName(raw []byte) string {
	switch string(raw) {
	case "url":
		return "url"
	case "loc":
		return "loc"
	case "lastmod":
		return "lastmod"
	case "changefreq":
		return "changefreq"
	case "priority":
		return "priority"
	case "sitemap":
		return "sitemap"
	}
	return strings.ToLower(string(raw))
}

// unescape decodes references that end in ";". An ampersand that is none stays: in an address it parts
// the fields of a query, and "&copy=3" is no sign of copyright.
func unescape(raw []byte) string {
	i := bytes.IndexByte(raw, '&')
	if i < 0 {
		return string(raw)
	}
	var b strings.Builder
	b.Grow(len(raw))
	for ; i >= 0; i = bytes.IndexByte(raw, '&') {
		b.Write(raw[:i])
		raw = raw[i:]
		ref := raw[:bytes.IndexByte(raw[:min(len(raw), maxReference)], ';')+1]
		if len(ref) < 3 || bytes.ContainsAny(ref[1:], "& \t\r\n") {
			b.WriteByte('&')
			raw = raw[1:]
			continue
		}
		raw = raw[len(ref):]
		if ref[1] != '#' || legalReference(ref) {
			b.WriteString(html.UnescapeString(string(ref)))
		}
	}
	b.Write(raw)
	return b.String()
}

// maxReference is longer than any name of a character that HTML knows.
const maxReference = 40

// legalReference tells whether a character reference, "&#" to ";", stands for a character that XML allows
// (XML 1.0, section 2.2). An illegal one makes a parser refuse the whole document.
func legalReference(ref []byte) bool {
	digits, base := ref[2:len(ref)-1], 10
	if len(digits) > 0 && digits[0]|0x20 == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(string(digits), base, 32)
	switch {
	case err != nil, n > 0x10ffff, n >= 0xd800 && n < 0xe000, n == 0xfffe, n == 0xffff:
		return false
	}
	return n >= ' ' || n == '\t' || n == '\n' || n == '\r'
}
