package discover

import (
	"bytes"
	"html"
	"slices"
)

// attributes writes the attributes of a start tag in good order: each once, quoted, with what XML forbids
// in a value escaped.
func attributes(tag []byte) []byte {
	var out []byte
	var seen []string
	b := tag[1+len(tagName(tag[1:])):]
	for len(seen) < 100 {
		b = bytes.TrimLeft(b, " \t\r\n\f/")
		if len(b) == 0 || b[0] == '>' {
			return out
		}
		n := bytes.IndexAny(b, "= \t\r\n\f>")
		if n < 0 {
			return out
		}
		name := b[:n]
		b = bytes.TrimLeft(b[n:], " \t\r\n\f")
		value := name
		if len(b) > 0 && b[0] == '=' {
			value, b = attributeValue(bytes.TrimLeft(b[1:], " \t\r\n\f"))
		}
		if len(name) == 0 || !nameStart(name[0]) || bytes.ContainsAny(name, "\"'<>&;") || slices.Contains(seen, string(name)) {
			continue // also "=" without a name
		}
		seen = append(seen, string(name))
		if len(out) > 0 {
			out = append(out, ' ')
		}
		out = slices.Concat(out, name, []byte(`="`), []byte(html.EscapeString(unescape(value))), []byte(`"`))
	}
	return out
}

func attributeValue(b []byte) (value, rest []byte) {
	if len(b) == 0 {
		return nil, nil
	}
	if q := b[0]; q == '"' || q == '\'' {
		if end := bytes.IndexByte(b[1:], q); end >= 0 {
			return b[1 : 1+end], b[2+end:]
		}
		b = b[1:]
	}
	end := bytes.IndexAny(b, " \t\r\n\f>")
	if end < 0 {
		return b, nil
	}
	return b[:end], b[end:]
}

// attribute is where the quoted value of an attribute stands in a start tag; 0, 0 when it is not there.
func attribute(tag []byte, name string) (from, to int) {
	for at := 0; ; {
		i := bytes.Index(tag[at:], []byte(name))
		if i < 0 {
			return 0, 0
		}
		at += i + len(name)
		rest := bytes.TrimLeft(tag[at:], " \t\r\n")
		if i := at - len(name); i == 0 || tag[i-1] > ' ' || len(rest) == 0 || rest[0] != '=' {
			continue
		}
		rest = bytes.TrimLeft(rest[1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			continue
		}
		if end := bytes.IndexByte(rest[1:], rest[0]); end >= 0 {
			from = len(tag) - len(rest) + 1
			return from, from + end
		}
	}
}
