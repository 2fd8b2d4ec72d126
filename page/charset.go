package page

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// How the encoding of a body was found; see Decode.
const (
	FromBOM     = "bom"
	FromBytes   = "bytes" // the body is UTF-8 or UTF-16 as it stands
	FromHeader  = "header"
	FromMeta    = "meta"
	FromXML     = "xml"     // the XML declaration
	FromDefault = "default" // nothing said anything
)

const (
	utf8Name = "utf-8"
	// fallbackName is what browsers of most locales assume.
	fallbackName = "windows-1252"
)

var bomUTF8 = []byte("\xef\xbb\xbf")

// Decode turns a body into valid UTF-8, with U+FFFD for what cannot be read and without a byte order mark. charset is the
// WHATWG name of the encoding that was found, from how: one of the From constants. What decides, in order:
//
//  1. a byte order mark;
//  2. the bytes: a body that is UTF-8 beyond chance (see evidence) is UTF-8 whatever is declared, for a
//     legacy text that happens to be is not seen in practice and a wrong declaration is seen daily; UTF-16
//     by the zero bytes of its markup;
//  3. the charset of the content type, with a label that is known and, for UTF-8 and UTF-16, that the bytes
//     do not refute;
//  4. likewise <meta> for HTML (WHATWG HTML 13.2.3.2, but in the first 8 kB) and the XML declaration;
//  5. UTF-8 for a body of ASCII alone, windows-1252 for any other.
//
// Parts 1, 3 and 4 are the standard's; 2 and the refutations differ from it. Nothing is guessed by
// statistics: pages in an old encoding that declare none are all but gone from the web, and the detectors
// err on short texts. The text may share memory with the body.
func Decode(contentType string, body []byte) (text []byte, charset, from string) {
	if bytes.HasPrefix(body, bomUTF8) {
		return toUTF8(body[len(bomUTF8):]), utf8Name, FromBOM
	}
	if name, skip := utf16Order(body); name != "" {
		from := FromBytes
		if skip > 0 {
			from = FromBOM
		}
		return decodeAs(name, body[skip:]), name, from
	}
	ev := weigh(body)
	declared, from := declaration(contentType, body, ev)
	switch {
	case ev.isUTF8() && (declared == nil || declared.name == utf8Name || !declared.multibyte() || ev.whole >= 8):
		if declared == nil || declared.name != utf8Name {
			from = FromBytes
		}
		return toUTF8(body), utf8Name, from
	case declared != nil:
		return decodeAs(declared.name, body), declared.name, from
	case ev.ascii():
		return body, utf8Name, FromDefault
	}
	return decodeAs(fallbackName, body), fallbackName, FromDefault
}

// declaration is the first known encoding that the header or the body declares and the bytes do not
// refute; nil when there is none.
func declaration(contentType string, body []byte, ev evidence) (*label, string) {
	if l := lookupLabel(charsetIn(contentType)); l != nil && !ev.refutes(l, body) {
		return l, FromHeader
	}
	head := body[:min(len(body), prescanLen)]
	fromXML := func() (*label, string) {
		if l := lookupLabel(xmlEncoding(head)); l != nil {
			if l = l.inASCII(); !ev.refutes(l, body) {
				return l, FromXML
			}
		}
		return nil, ""
	}
	fromMeta := func() (*label, string) {
		if l := metaCharset(head); l != nil && !ev.refutes(l, body) {
			return l, FromMeta
		}
		return nil, ""
	}
	// A <meta> inside a feed belongs to the HTML of an item. XHTML is XML first.
	ways := []func() (*label, string){fromMeta, fromXML}
	switch kind := Kind(contentType, body); {
	case kind != KindHTML:
		ways = []func() (*label, string){fromXML}
	case mediaType(contentType) == "application/xhtml+xml":
		ways = []func() (*label, string){fromXML, fromMeta}
	}
	for _, way := range ways {
		if l, from := way(); l != nil {
			return l, from
		}
	}
	return nil, ""
}

// evidence is what the bytes above 0x7f say about UTF-8.
type evidence struct {
	whole  int // well-formed sequences of two to four bytes
	broken int // bytes that are part of none
}

// highBits marks the bytes of eight that are no ASCII.
const highBits = 0x8080808080808080

// weigh counts; after a whole one, a sequence cut off by the end of the body counts as neither.
func weigh(body []byte) evidence {
	var ev evidence
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			i++
			for len(body)-i >= 8 && binary.LittleEndian.Uint64(body[i:])&highBits == 0 {
				i += 8
			}
			continue
		}
		r, size := utf8.DecodeRune(body[i:])
		switch {
		case r != utf8.RuneError || size > 1:
			ev.whole++
		case ev.whole > 0 && !utf8.FullRune(body[i:]):
			return ev
		default:
			ev.broken++
		}
		i += size
	}
	return ev
}

func (ev evidence) ascii() bool { return ev.whole == 0 && ev.broken == 0 }

// isUTF8 holds for a body that is UTF-8 beyond chance: a stray byte among a lot of sequences is a fault of
// the page, not another encoding.
func (ev evidence) isUTF8() bool { return ev.whole > 0 && ev.broken*20 <= ev.whole }

// refutes reports that a declaration cannot be meant: UTF-8 over bytes that are mostly no UTF-8, UTF-16
// over a body without zero bytes (markup in UTF-16 has them).
func (ev evidence) refutes(l *label, body []byte) bool {
	switch {
	case l.name == utf8Name:
		return ev.broken > ev.whole
	case l.utf16():
		return bytes.IndexByte(body[:min(len(body), sniffLen)], 0) < 0
	}
	return false
}

// utf16Order is utf-16le or utf-16be by a byte order mark (of skip bytes) or by the zero bytes of the
// markup that a body starts with; "" for everything else.
func utf16Order(body []byte) (name string, skip int) {
	if len(body) < 2 {
		return "", 0
	}
	switch {
	case body[0] == 0xff && body[1] == 0xfe:
		return "utf-16le", 2
	case body[0] == 0xfe && body[1] == 0xff:
		return "utf-16be", 2
	case len(body) < 4:
		return "", 0
	}
	marks := func(c byte) bool { return c > 0 && c < 0x80 }
	switch {
	case body[0] == '<' && body[1] == 0 && marks(body[2]) && body[3] == 0:
		return "utf-16le", 0
	case body[0] == 0 && body[1] == '<' && body[2] == 0 && marks(body[3]):
		return "utf-16be", 0
	}
	return "", 0
}

// label is an encoding that a label names.
type label struct {
	name string // WHATWG, lower case
}

func (l *label) utf16() bool { return strings.HasPrefix(l.name, "utf-16") }

func (l *label) multibyte() bool {
	switch l.name {
	case "gbk", "gb18030", "big5", "euc-jp", "shift_jis", "euc-kr", "iso-2022-jp":
		return true
	}
	return false
}

// inASCII is what a label means that was read as ASCII from inside the body: UTF-16 cannot be, so UTF-8
// is (WHATWG HTML 13.2.3.2).
func (l *label) inASCII() *label {
	if l.utf16() {
		return &label{utf8Name}
	}
	return l
}

// lookupLabel finds the encoding of a label as servers write it: with quotes, semicolons, a name of a
// database's character set. nil: unknown, empty, or one that the standard refuses to decode.
func lookupLabel(s string) *label {
	s = strings.ToLower(strings.Trim(s, " \t\r\n\f\"';,"))
	switch s {
	case "":
		return nil
	case "utf8mb4", "utf8mb3", "utf-8mb4", "utf_8", "utf-8-sig", "utf 8":
		s = utf8Name
	case "gb-18030":
		s = "gb18030"
	case "x-user-defined":
		s = fallbackName
	}
	e, err := htmlindex.Get(s)
	if err != nil {
		return nil
	}
	name, err := htmlindex.Name(e)
	if err != nil || e == encoding.Replacement || name == "replacement" {
		return nil
	}
	return &label{name}
}

// decodeAs decodes by a name that lookupLabel gave.
func decodeAs(name string, body []byte) []byte {
	e, err := htmlindex.Get(name)
	if err != nil || name == utf8Name {
		return toUTF8(body)
	}
	text, err := e.NewDecoder().Bytes(body)
	if err != nil { // decoders replace and do not fail; whatever came is kept
		return toUTF8(body)
	}
	return bytes.TrimPrefix(text, bomUTF8)
}

// toUTF8 replaces what is not UTF-8; a valid body comes back as it is.
func toUTF8(body []byte) []byte {
	if utf8.Valid(body) {
		return body
	}
	return bytes.ToValidUTF8(body, []byte("\uFFFD"))
}

// cutRune drops a sequence that a cut left unfinished at the end.
func cutRune(b []byte) []byte {
	for i := len(b) - 1; i >= 0 && i > len(b)-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return b[:i]
			}
			break
		}
	}
	return b
}
