package discover

import (
	"bytes"
	"slices"
	"strings"
)

// feedDoc is an XML feed on its way to the parser.
type feedDoc struct {
	kind string
	item string // name of the element of one item
	text []byte // from the declaration on
	root []byte // the root's start tag, as written
}

const xmlDeclaration = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// skipped is how long a comment or a CDATA section at the beginning of b is, its end not counted; 0 when b
// begins with neither or it does not end. It remembers an end that is nowhere, so that a document of
// nothing but beginnings is read once.
func (s *skipper) skipped(b []byte) int {
	for i, section := range [...]struct{ start, end string }{{"<!--", "-->"}, {"<![CDATA[", "]]>"}} {
		if !s.none[i] && bytes.HasPrefix(b, []byte(section.start)) {
			if end := bytes.Index(b, []byte(section.end)); end > 0 {
				return end
			}
			s.none[i] = true
		}
	}
	return 0
}

type skipper struct{ none [2]bool }

// findFeed cuts a body to its first element that is the root of a feed: what comes before it may be a
// server's warning, a declaration that lies about the encoding (the text is UTF-8 by now) or an HTML page.
func findFeed(text []byte) (*feedDoc, bool) {
	var sections skipper
	for at := 0; ; {
		i := bytes.IndexByte(text[at:], '<')
		if i < 0 {
			return nil, false
		}
		at += i
		rest := text[at:]
		if n := sections.skipped(rest); n > 0 {
			at += n
			continue
		}
		if len(rest) > 1 && nameStart(rest[1]) {
			_, name := splitName(tagName(rest[1:]))
			d := &feedDoc{item: "item"}
			switch name {
			case "rss":
				d.kind = FeedRSS
			case "rdf":
				d.kind = FeedRDF
			case "feed":
				d.kind, d.item = FeedAtom, "entry"
			case "channel": // without its <rss>
				d.kind = FeedRSS
				rest = bytes.Join([][]byte{[]byte(`<rss version="2.0">`), rest, []byte("</rss>")}, nil)
			default:
				at++
				continue
			}
			d.root = rest[:tagEnd(rest)]
			d.text = append([]byte(xmlDeclaration), rest...)
			return d, true
		}
		at++
	}
}

// tagName is the name at the beginning of a tag's inside.
func tagName(b []byte) []byte {
	b = b[:min(len(b), 64)]
	if i := bytes.IndexAny(b, " \t\r\n\f/><"); i >= 0 {
		return b[:i]
	}
	return b
}

// maxTag bounds a tag, in bytes: longer than any in earnest, and short enough to be looked for many times.
const maxTag = 16 << 10

// tagEnd is where a tag that b starts with ends, past its ">". A tag longer than any in earnest ends there.
func tagEnd(b []byte) int {
	b = b[:min(len(b), maxTag)]
	var quote, before byte
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '>':
			return i + 1
		case (c == '"' || c == '\'') && before == '=':
			quote = c
		}
		if c > ' ' {
			before = c
		}
	}
	return len(b)
}

// endTagEnd is where an end tag that b starts with ends; without a ">", past its name.
func endTagEnd(b []byte) int {
	b = b[:min(len(b), 64)]
	if i := bytes.IndexByte(b, '>'); i >= 0 {
		return i + 1
	}
	return min(len(b), 2+len(tagName(b[min(len(b), 2):])))
}

// clean mends what the parser refuses a whole document for or reads otherwise than it is meant. Undefined
// entities, bare ampersands and control characters it mends itself.
func (d *feedDoc) clean() {
	d.namespace()
	d.bases()
	d.references()
}

// namespace gives a root of Atom whose namespace is misspelt the right one: the parser would take all of
// the feed for an extension.
func (d *feedDoc) namespace() {
	if d.kind != FeedAtom {
		return
	}
	prefix, _, ok := bytes.Cut(tagName(d.root[1:]), []byte(":"))
	name := "xmlns"
	if ok {
		name += ":" + string(prefix)
	}
	from, to := attribute(d.root, name)
	switch value := string(bytes.TrimSpace(d.root[from:to])); {
	case from == 0, value == atom10, value == atom03, ok && value == "":
		return
	}
	fixed := slices.Concat(d.root[:from], []byte(atom10), d.root[to:])
	d.text = slices.Concat([]byte(xmlDeclaration), fixed, d.text[len(xmlDeclaration)+len(d.root):])
	d.root = fixed
}

const (
	atom10 = "http://www.w3.org/2005/Atom"
	atom03 = "http://purl.org/atom/ns#"
)

// bases cuts each xml:base after its last slash, which is how far it counts (RFC 3986, section 5.2.3); the
// parser takes the rest for a folder.
func (d *feedDoc) bases() {
	for at := 0; ; {
		i := bytes.Index(d.text[at:], []byte("xml:base"))
		if i < 0 {
			return
		}
		at += i + len("xml:base")
		rest := bytes.TrimLeft(d.text[at:], " \t\r\n=")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			continue
		}
		end := bytes.IndexByte(rest[1:min(len(rest), maxToken)], rest[0])
		if end < 0 {
			continue
		}
		value := rest[1 : 1+end]
		authority := 0
		if j := bytes.Index(value, []byte("://")); j >= 0 {
			authority = j + 3
		}
		slash := bytes.LastIndexByte(value, '/') + 1
		switch {
		case slash > authority:
		case authority > 0: // only a host
			slash = len(value)
		}
		if slash < len(value) { // the quote moves forward, blanks fill the place
			cut := rest[1+slash : 2+end]
			for k := range cut {
				cut[k] = ' '
			}
			cut[0] = rest[0]
		}
	}
}

// references takes out references to characters that XML does not allow.
func (d *feedDoc) references() {
	for at := 0; ; {
		i := bytes.Index(d.text[at:], []byte("&#"))
		if i < 0 {
			return
		}
		at += i
		ref := d.text[at:min(len(d.text), at+maxReference)]
		end := bytes.IndexByte(ref, ';')
		if end > 2 && !legalReference(ref[:end+1]) && bytes.IndexFunc(ref[2:end], notReference) < 0 {
			for k := range end + 1 {
				d.text[at+k] = ' '
			}
		}
		at += 2
	}
}

// notReference reports a rune that the digits of a character reference cannot hold.
func notReference(r rune) bool {
	return (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'f') && r|0x20 != 'x'
}

// span is a part of a document.
type span struct{ from, to int }

// items are the places of the items, start tag to end tag. An item whose end tag is missing ends where the
// next one begins, or the list does. Tags in CDATA and comments do not count.
func (d *feedDoc) items() []span {
	var out []span
	open := -1
	closed := func(at int) {
		if open >= 0 {
			out = append(out, span{open, at})
			open = -1
		}
	}
	var sections skipper
	for at := 0; len(out) <= MaxFeedItems; {
		i := bytes.IndexByte(d.text[at:], '<')
		if i < 0 {
			closed(len(d.text))
			return out
		}
		at += i
		rest := d.text[at:]
		if n := sections.skipped(rest); n > 0 {
			at += n
			continue
		}
		switch {
		case d.isTag(rest, "/"+d.item):
			end := at + endTagEnd(rest)
			closed(end)
			at = end
			continue
		case d.isTag(rest, d.item):
			closed(at)
			open = at
			end := tagEnd(rest)
			if end > 1 && rest[end-2] == '/' {
				closed(at + end)
			}
		case open >= 0 && (d.isTag(rest, "/channel") || d.isTag(rest, "/rss") || d.isTag(rest, "/feed") || d.isTag(rest, "/rdf")):
			closed(at)
		}
		at++
	}
	return out
}

// isTag tells whether b starts with a tag of this local name; a name with "/" in front is an end tag.
func (d *feedDoc) isTag(b []byte, name string) bool {
	b = b[1:]
	if name[0] == '/' {
		if len(b) == 0 || b[0] != '/' {
			return false
		}
		b, name = b[1:], name[1:]
	}
	have := tagName(b)
	if i := bytes.IndexByte(have, ':'); i >= 0 {
		have = have[i+1:]
	}
	return len(have) == len(name) && bytes.EqualFold(have, []byte(name)) && len(b) > len(have)
}

func (d *feedDoc) count() int { return len(d.items()) }

// fillLinks finds what the parser leaves out: a link of an Atom entry that is written as in RSS.
func (d *feedDoc) fillLinks(f *FeedResult) {
	if d.kind != FeedAtom || !slices.ContainsFunc(f.Items, func(it Item) bool { return it.URL == "" }) {
		return
	}
	spans := d.items()
	if len(spans) != len(f.Items) {
		return
	}
	for i := range f.Items {
		if f.Items[i].URL == "" {
			f.Items[i].URL = textLink(d.text[spans[i].from:spans[i].to])
		}
	}
}

// textLink is the first address that stands as the text of a link to a page.
func textLink(entry []byte) string {
	at := 0
	for range maxTags {
		i := bytes.Index(entry[at:], []byte("<link"))
		if i < 0 {
			return ""
		}
		at += i
		tag := entry[at : at+tagEnd(entry[at:])]
		from, to := attribute(tag, "rel")
		at += len(tag)
		if rel := string(tag[from:to]); rel != "" && rel != "alternate" {
			continue
		}
		text := entry[at:]
		if end := bytes.IndexByte(text, '<'); end > 0 {
			if ref := strings.TrimSpace(unescape(text[:end])); absolute(ref) {
				return ref
			}
		}
	}
	return ""
}
