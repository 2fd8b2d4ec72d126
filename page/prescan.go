package page

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// prescanLen is how far a <meta> is looked for. The standard says 1,024 bytes; pages put preload scripts
// before it.
const prescanLen = 8 << 10

// charsetIn is the first charset=value that is not empty, in a Content-Type or the content of a <meta>,
// however loosely it is written: without semicolons, with blanks around "=", in a list of types (WHATWG
// HTML 2.6.5, which is more lenient than MIME).
func charsetIn(s string) string {
	for {
		i := indexFold(s, "charset")
		if i < 0 {
			return ""
		}
		s = s[i+len("charset"):]
		rest := strings.TrimLeft(s, " \t\r\n\f")
		if !strings.HasPrefix(rest, "=") {
			continue
		}
		rest = strings.TrimLeft(rest[1:], " \t\r\n\f")
		if rest == "" {
			return ""
		}
		if q := rest[0]; q == '"' || q == '\'' {
			if end := strings.IndexByte(rest[1:], q); end >= 0 {
				return rest[1 : 1+end]
			}
			rest = rest[1:]
		}
		if end := strings.IndexAny(rest, "; \t\r\n\f,"); end >= 0 {
			rest = rest[:end]
		}
		if rest != "" {
			return rest
		}
	}
}

// indexFold is strings.Index for ASCII without case.
func indexFold(s, word string) int {
	for i := 0; i+len(word) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(word)], word) {
			return i
		}
	}
	return -1
}

// metaCharset is the first known encoding that a <meta> in the head of a page declares; nil for none.
func metaCharset(head []byte) *label {
	z := html.NewTokenizer(bytes.NewReader(head))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return nil
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			if atom.Lookup(name) != atom.Meta {
				continue
			}
			var direct, content string
			isType := false
			for more {
				var key, val []byte
				key, val, more = z.TagAttr()
				switch atom.Lookup(key) {
				case atom.Charset:
					direct = string(val)
				case atom.Content:
					content = string(val)
				case atom.HttpEquiv:
					isType = strings.EqualFold(strings.TrimSpace(string(val)), "content-type")
				}
			}
			if direct == "" && isType {
				direct = charsetIn(content)
			}
			if l := lookupLabel(direct); l != nil {
				return l.inASCII()
			}
		}
	}
}

// xmlEncoding is the encoding of the XML declaration that a body starts with, white space and other junk
// of up to a line before it allowed.
func xmlEncoding(head []byte) string {
	i := bytes.Index(head[:min(len(head), 256)], []byte("<?xml"))
	if i < 0 {
		return ""
	}
	decl, _, ok := bytes.Cut(head[i:min(len(head), i+512)], []byte(">"))
	if !ok {
		return ""
	}
	_, rest, ok := bytes.Cut(decl, []byte("encoding"))
	if !ok {
		return ""
	}
	rest, ok = bytes.CutPrefix(trimLeft(rest), []byte("="))
	if !ok {
		return ""
	}
	rest = trimLeft(rest)
	if len(rest) == 0 {
		return ""
	}
	if q := rest[0]; q == '"' || q == '\'' {
		value, _, _ := bytes.Cut(rest[1:], []byte{q})
		return string(value)
	}
	if end := bytes.IndexAny(rest, " \t\r\n?"); end >= 0 {
		rest = rest[:end]
	}
	return string(rest)
}
