package discover

import (
	"bytes"
	"slices"
)

// salvage reads a broken feed in parts. The feed without its items gives what it says of itself; each item
// alone gives itself, and where the parser refuses one its fields are put in order first. whole is what the
// parser made of the document, if it made anything.
func (d *feedDoc) salvage(whole FeedResult, parsed bool) FeedResult {
	spans := d.items()
	f := whole
	if !parsed {
		f = d.frame(spans)
	}
	f.Kind, f.Salvaged, f.Items = d.kind, true, nil
	for _, s := range spans[:min(len(spans), MaxFeedItems+1)] {
		if it, ok := d.one(d.text[s.from:s.to]); ok {
			f.Items = append(f.Items, it)
		}
	}
	if parsed && len(whole.Items) > len(f.Items) {
		f.Items = whole.Items
	}
	return f
}

// frame reads the feed without its items.
func (d *feedDoc) frame(spans []span) FeedResult {
	var b []byte
	at := 0
	for _, s := range spans {
		b = append(b, d.text[at:s.from]...)
		at = s.to
	}
	b = append(b, d.text[at:]...)
	if f, err := d.parse(b); err == nil {
		return f
	}
	inner := bytes.TrimPrefix(b, []byte(xmlDeclaration))
	inner = inner[min(len(inner), len(d.root)):]
	if f, err := d.parse(d.wrap(mend(without(inner, "image", "textinput"), frameFields))); err == nil {
		return f
	}
	return FeedResult{}
}

// one reads a single item.
func (d *feedDoc) one(item []byte) (Item, bool) {
	f, err := d.parse(d.wrap(item))
	if err == nil && len(f.Items) == 1 && !f.swallowed() {
		return f.Items[0], true
	}
	body := item[tagEnd(item):]
	start := slices.Clone(item[:len(item)-len(body)])
	name := tagName(start[1:])
	mended := slices.Concat([]byte("<"), name, []byte(" "), attributes(start), []byte(">"), mend(body, itemFields), []byte("</"), name, []byte(">"))
	if f, err := d.parse(d.wrap(mended)); err == nil && len(f.Items) == 1 {
		return f.Items[0], true
	}
	return Item{}, false
}

// wrap puts a part of the document back into its root, whose namespaces it needs.
func (d *feedDoc) wrap(part []byte) []byte {
	root := tagName(d.root[1:])
	out := slices.Concat([]byte(xmlDeclaration+"<"), root, []byte(" "), attributes(d.root), []byte(">"))
	if d.kind == FeedRSS {
		return slices.Concat(out, []byte("<channel>"), part, []byte("</channel></"), root, []byte(">"))
	}
	return slices.Concat(out, part, []byte("</"), root, []byte(">"))
}

// The fields that are put in order when their element is broken. All are leaves as far as they are read.
var (
	itemFields = []string{"title", "link", "guid", "id", "pubdate", "date", "published", "updated", "issued", "modified", "created",
		"description", "summary", "encoded", "content", "author", "creator", "category", "enclosure", "subject"}
	frameFields = []string{"title", "link", "language", "ttl", "updateperiod", "updatefrequency", "id", "updated"}
)

// Bounds on what is put in order, since each field may be searched for its end.
const (
	maxMended = 1 << 20 // bytes of one item
	maxFields = 200
	maxCuts   = 20
)

// mend takes the known fields out of broken markup and writes each as a well-formed element: its content
// as text, up to its end tag or, where that is missing, to the next field.
func mend(part []byte, fields []string) []byte {
	part = part[:min(len(part), maxMended)]
	var out []byte
	var sections skipper
	written := 0
	for at := 0; at < len(part) && written < maxFields; {
		i := bytes.IndexByte(part[at:], '<')
		if i < 0 {
			break
		}
		at += i
		rest := part[at:]
		if n := sections.skipped(rest); n > 0 {
			at += n
			continue
		}
		if len(rest) < 2 || !nameStart(rest[1]) {
			at++
			continue
		}
		name := tagName(rest[1:])
		if !slices.Contains(fields, localName(name)) {
			at++
			continue
		}
		head := tagEnd(rest)
		start := rest[:head]
		out = append(append(append(append(append(out, '<'), name...), ' '), attributes(start)...), '>')
		if !bytes.HasSuffix(start, []byte("/>")) {
			content, used := fieldContent(rest[head:], name, fields)
			out = append(out, cdata(content)...)
			head += used
		}
		out = append(append(append(out, "</"...), name...), '>')
		at += head
		written++
	}
	return out
}

// without cuts elements out, each to its end tag or, where that is missing, to the end: their fields have the
// names of the feed's own.
func without(part []byte, names ...string) []byte {
	part = part[:min(len(part), maxMended)]
	cuts := 0
	for _, name := range names {
		for at := 0; cuts < maxCuts; {
			i := bytes.IndexByte(part[at:], '<')
			if i < 0 {
				break
			}
			at += i
			if len(part) < at+2 || localName(tagName(part[at+1:])) != name {
				at++
				continue
			}
			end := closing(part[at:], tagName(part[at+1:]))
			if end < 0 {
				part = part[:at]
				break
			}
			cuts++
			part = slices.Concat(part[:at], part[at+end+endTagEnd(part[at+end:]):])
		}
	}
	return part
}

func localName(name []byte) string {
	if i := bytes.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	return string(bytes.ToLower(name))
}

// fieldContent is the content of a field, and how much of b it takes with its end tag.
func fieldContent(b, name []byte, fields []string) (content []byte, used int) {
	if lead := bytes.TrimLeft(b, " \t\r\n"); bytes.HasPrefix(lead, []byte("<![CDATA[")) {
		if end := bytes.Index(lead, []byte("]]>")); end > 0 {
			skip := len(b) - len(lead) + end + 3
			rest := b[skip:]
			if i := closing(rest, name); i >= 0 && len(bytes.TrimSpace(rest[:i])) == 0 {
				return lead[9:end], skip + i + endTagEnd(rest[i:])
			}
			return lead[9:end], skip
		}
		b2 := lead[9:]
		content, used = fieldContent(b2, name, fields)
		return content, used + len(b) - len(b2)
	}
	end := closing(b, name)
	if end >= 0 {
		return []byte(unescape(b[:end])), end + endTagEnd(b[end:])
	}
	for at := 0; at < len(b); at++ {
		i := bytes.IndexByte(b[at:], '<')
		if i < 0 {
			break
		}
		at += i
		if rest := b[at:]; len(rest) > 1 && (nameStart(rest[1]) && slices.Contains(fields, localName(tagName(rest[1:]))) || rest[1] == '/' && slices.Contains(itemEnds, localName(tagName(rest[2:])))) {
			return []byte(unescape(b[:at])), at
		}
	}
	return []byte(unescape(b)), len(b)
}

var itemEnds = []string{"item", "entry", "channel", "feed", "rss", "rdf"}

// closing is where the end tag of this name begins, -1 for none.
func closing(b, name []byte) int {
	for at := 0; ; at++ {
		i := bytes.Index(b[at:], []byte("</"))
		if i < 0 {
			return -1
		}
		at += i
		if bytes.EqualFold(tagName(b[at+2:]), name) {
			return at
		}
	}
}

// cdata writes a text as a CDATA section.
func cdata(text []byte) []byte {
	return slices.Concat([]byte("<![CDATA["), bytes.ReplaceAll(text, []byte("]]>"), []byte("]]]]><![CDATA[>")), []byte("]]>"))
}
