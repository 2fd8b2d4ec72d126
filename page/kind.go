package page

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf16"
)

// What a body can be; see Kind.
const (
	KindHTML    = "html"
	KindFeed    = "feed"    // RSS, Atom, RDF, or JSON Feed by its version
	KindSitemap = "sitemap" // a sitemap or a sitemap index
	KindJSON    = "json"
	KindText    = "text" // also XML of no kind named here
	KindBinary  = "binary"
	KindEmpty   = "empty" // nothing, or white space
)

// sniffLen is how much of a body Kind looks at. The root of a feed stands within it even below a comment
// or the warnings of a broken server.
const sniffLen = 4096

// Kind says what a body is: by its first bytes, and where they leave it open by its content type. Servers
// mislabel feeds and sitemaps more often than not, so a root element beats any type; HTML under text/plain
// alone stays text, as a browser shows it (WHATWG MIME Sniffing 7.2).
func Kind(contentType string, body []byte) string {
	media := mediaType(contentType)
	if magic(body) {
		return KindBinary
	}
	head := sniffable(body)
	if len(head) == 0 {
		return KindEmpty
	}
	if head[0] == '{' || head[0] == '[' {
		if k := jsonKind(media, head, body); k != "" {
			return k
		}
	}
	root, isXML := rootElement(head)
	switch root {
	case "rss", "feed", "rdf":
		return KindFeed
	case "urlset", "sitemapindex":
		return KindSitemap
	}
	if media == "text/plain" && !isXML {
		if binaryBytes(head) {
			return KindBinary
		}
		return KindText
	}
	if xmlType(media) { // junk before the root: a server's warning, a second declaration
		if k := buriedRoot(head); k != "" {
			return k
		}
	}
	if htmlRoot(root) {
		return KindHTML
	}
	switch {
	case media == "application/xhtml+xml" || media == "text/html" && !isXML:
		if binaryBytes(head) && !hasTag(head) {
			return KindBinary
		}
		return KindHTML
	case mediaFamily(media) || binaryBytes(head):
		return KindBinary
	case media == "" && hasTag(head) && !isXML:
		return KindHTML
	}
	return KindText
}

// mediaType is the type/subtype of a Content-Type, lower case.
func mediaType(contentType string) string {
	t, _, _ := strings.Cut(contentType, ";")
	t, _, _ = strings.Cut(t, ",")
	t = strings.ToLower(strings.TrimSpace(t))
	t, _, _ = strings.Cut(t, " ") // "text/html charset=utf-8"
	return t
}

func xmlType(media string) bool {
	return strings.HasSuffix(media, "/xml") || strings.HasSuffix(media, "+xml") && media != "application/xhtml+xml"
}

// mediaFamily reports types whose bodies are of no use here when their bytes did not say otherwise.
func mediaFamily(media string) bool {
	family, _, _ := strings.Cut(media, "/")
	switch family {
	case "image", "audio", "video", "font", "model":
		return media != "image/svg+xml"
	}
	return media == "application/pdf" || media == "application/zip"
}

// sniffable is the start of a body as far as Kind looks: from the first byte that is no white space, in a
// superset of ASCII.
func sniffable(body []byte) []byte {
	if order, skip := utf16Order(body); order != "" {
		head := body[skip:min(len(body), skip+2*sniffLen)]
		return trimLeft(asciiOf16(head, order == "utf-16be"))
	}
	head := trimLeft(bytes.TrimPrefix(body, bomUTF8)) // templates leave kilobytes of blank lines before a page
	return head[:min(len(head), sniffLen)]
}

func trimLeft(b []byte) []byte { return bytes.TrimLeft(b, " \t\r\n\f") }

// asciiOf16 turns UTF-16 into something that the ASCII tests here can read.
func asciiOf16(b []byte, big bool) []byte {
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) > 1; b = b[2:] {
		if big {
			units = append(units, uint16(b[0])<<8|uint16(b[1]))
		} else {
			units = append(units, uint16(b[1])<<8|uint16(b[0]))
		}
	}
	return []byte(string(utf16.Decode(units)))
}

// magics are first bytes that no text starts with.
var magics = []string{
	"%PDF-", "%!PS-", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF87a", "GIF89a", "PK\x03\x04", "PK\x05\x06", "\x1f\x8b\x08",
	"\x28\xb5\x2f\xfd", "BZh9", "\xfd7zXZ\x00", "7z\xbc\xaf\x27\x1c", "Rar!\x1a\x07", "\x7fELF", "ID3\x02", "ID3\x03", "ID3\x04", "OggS\x00",
	"fLaC\x00", "FLV\x01", "wOFF", "wOF2", "\x00\x01\x00\x00", "\x1a\x45\xdf\xa3", "\x00asm", "\x00\x00\x01\x00", "\x00\x00\x01\xba",
	"II*\x00", "MM\x00*", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "SQLite format 3\x00", "MThd\x00", "\xca\xfe\xba\xbe",
}

func magic(body []byte) bool {
	start := body[:min(len(body), 16)]
	for _, m := range magics {
		if bytes.HasPrefix(start, []byte(m)) {
			return true
		}
	}
	if len(start) < 12 {
		return bytes.HasPrefix(trimLeft(body[:min(len(body), 64)]), []byte("%PDF-"))
	}
	if string(start[:4]) == "RIFF" {
		form := string(start[8:12])
		return form == "WEBP" || form == "WAVE" || form == "AVI "
	}
	return string(start[4:8]) == "ftyp" && start[0] == 0
}

// binaryBytes reports a control byte that no text holds (WHATWG MIME Sniffing 3, "binary data byte").
func binaryBytes(head []byte) bool {
	for _, c := range head[:min(len(head), 1445)] {
		if c <= 0x08 || c == 0x0b || c >= 0x0e && c <= 0x1a || c >= 0x1c && c <= 0x1f {
			return true
		}
	}
	return false
}

// hasTag reports something that looks like markup.
func hasTag(head []byte) bool {
	for {
		i := bytes.IndexByte(head, '<')
		if i < 0 || i+1 >= len(head) {
			return false
		}
		head = head[i+1:]
		if c := head[0]; letter(c) || c == '!' || c == '/' {
			return true
		}
	}
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// rootElement is the local name of the first element, lower case, when only declarations, comments and
// white space come before it; "!doctype html" for that doctype. isXML: an XML declaration was there.
func rootElement(head []byte) (name string, isXML bool) {
	for {
		head = trimLeft(head)
		switch {
		case bytes.HasPrefix(head, []byte("<?")):
			isXML = isXML || bytes.HasPrefix(head, []byte("<?xml"))
			head = after(head, "?>")
		case bytes.HasPrefix(head, []byte("<!--")):
			head = after(head, "-->")
		case bytes.HasPrefix(head, []byte("<!")):
			declaration := strings.ToLower(string(head[:min(len(head), 64)]))
			if strings.HasPrefix(declaration, "<!doctype") && strings.HasPrefix(strings.TrimLeft(declaration[9:], " \t\r\n\f"), "html") {
				return "!doctype html", isXML
			}
			head = after(head, ">")
		case len(head) > 1 && head[0] == '<' && letter(head[1]):
			name := head[1:]
			if i := bytes.IndexAny(name, " \t\r\n\f/>"); i >= 0 {
				name = name[:i]
			}
			if i := bytes.LastIndexByte(name, ':'); i >= 0 {
				name = name[i+1:]
			}
			return strings.ToLower(string(name[:min(len(name), 64)])), isXML
		default:
			return "", isXML
		}
	}
}

func after(b []byte, end string) []byte {
	if i := bytes.Index(b, []byte(end)); i >= 0 {
		return b[i+len(end):]
	}
	return nil
}

// htmlRoot reports what HTML starts with when it starts properly (WHATWG MIME Sniffing 7.1).
func htmlRoot(root string) bool {
	switch root {
	case "!doctype html", "html", "head", "body", "script", "iframe", "h1", "div", "font", "table", "a", "style", "title", "b", "br", "p",
		"meta", "link", "main", "article", "section", "header":
		return true
	}
	return false
}

// buriedRoot looks for a known root anywhere.
func buriedRoot(head []byte) string {
	low := bytes.ToLower(head)
	first, kind := len(low), ""
	for _, r := range []struct{ tag, kind string }{
		{"<rss", KindFeed}, {"<feed", KindFeed}, {"<rdf:rdf", KindFeed}, {"<urlset", KindSitemap}, {"<sitemapindex", KindSitemap},
		{"<!doctype html", KindHTML}, {"<html", KindHTML},
	} {
		if i := bytes.Index(low, []byte(r.tag)); i >= 0 && i < first {
			first, kind = i, r.kind
		}
	}
	return kind
}

// jsonKind is json or feed for a body that starts as JSON does, "" when it is something else after all.
func jsonKind(media string, head, body []byte) string {
	if bytes.Contains(head, []byte("://jsonfeed.org/version/")) || bytes.Contains(head, []byte(`:\/\/jsonfeed.org\/version\/`)) {
		return KindFeed
	}
	if media == "application/json" || strings.HasSuffix(media, "+json") || media == "text/json" {
		return KindJSON
	}
	body = bytes.TrimRight(body, " \t\r\n\x00")
	if last := body[len(body)-1]; last != '}' && last != ']' {
		return ""
	}
	if len(body) <= 1<<20 && !json.Valid(bytes.TrimPrefix(body, bomUTF8)) {
		return ""
	}
	return KindJSON
}
