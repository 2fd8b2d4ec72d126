package page

import (
	"strings"
	"testing"
)

func TestKind(t *testing.T) {
	const jpeg = "\xff\xd8\xff\xe0"
	tests := []struct{ name, contentType, body, want string }{
		{"page", "text/html", "<!doctype html><p>a", KindHTML},
		{"page without markup", "text/html", "BMKG merilis peringatan", KindHTML},
		{"page without a type", "", "<p>a</p>", KindHTML},
		{"text without a type", "", "berita", KindText},
		{"page after kilobytes of blank lines", "text/html", strings.Repeat("\r\n", 5000) + "<html>", KindHTML},
		{"page after a comment", "text/plain; charset=utf-8", "<!-- x --><html>", KindText},
		{"page with a stray control byte", "text/html", "a\x01b <p>c</p>", KindHTML},
		{"page in UTF-16", "text/html", "\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00", KindHTML},
		{"page under octet-stream", "application/octet-stream", "<!DOCTYPE\thtml><p>", KindHTML},
		{"XHTML with a declaration", "text/html", `<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html>`, KindHTML},
		{"feed after a warning", "application/rss+xml", "<br />\n<b>Warning</b>: x in y<?xml version='1.0'?><rss>", KindFeed},
		{"feed after a warning without markup", "text/xml", "Notice: x<?xml version='1.0'?><rss>", KindFeed},
		{"feed in upper case", "text/xml", "<RSS><CHANNEL>", KindFeed},
		{"RDF", "text/xml", "<?xml version='1.0'?><!-- c --><rdf:RDF xmlns='x'>", KindFeed},
		{"Atom with a prefix", "text/xml", "<atom:feed xmlns:atom='x'>", KindFeed},
		{"feed in UTF-16", "text/xml", "\xfe\xff\x00<\x00r\x00s\x00s\x00>", KindFeed},
		{"feed with a style sheet", "text/xml", "<?xml version='1.0'?><?xml-stylesheet href='a'?><rss>", KindFeed},
		{"sitemap under text/plain", "text/plain", "<?xml version='1.0'?><urlset>", KindSitemap},
		{"other XML", "text/xml", "<?xml version='1.0'?><opml>", KindText},
		{"SVG", "image/svg+xml", "<svg>", KindText},
		{"JSON under text/html", "text/html", ` {"error": true} `, KindJSON},
		{"JSON that is cut off", "application/json", `{"error": tr`, KindJSON},
		{"JSON Feed with escaped slashes", "text/plain", `{"version":"https:\/\/jsonfeed.org\/version\/1.1"}`, KindFeed},
		{"page that starts with a bracket", "text/html", "[judul] berita", KindHTML},
		{"page that starts and ends with brackets", "text/html", "[caption] berita [/caption]", KindHTML},
		{"image under text/html", "text/html", jpeg, KindBinary},
		{"MP4", "", "\x00\x00\x00\x18ftypmp42", KindBinary},
		{"PDF after blanks", "", "\n%PDF-1.4", KindBinary},
		{"image by type alone", "image/png", "abc", KindBinary},
		{"page under an image's type", "image/png", "<!doctype html>", KindHTML},
		{"control bytes under octet-stream", "application/octet-stream", "ab\x00\x02", KindBinary},
		{"control bytes under text/plain", "text/plain", "ab\x00\x02", KindBinary},
		{"white space", "text/html", " \r\n", KindEmpty},
		{"UTF-16 mark alone", "", "\xff\xfe", KindEmpty},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Kind(tt.contentType, []byte(tt.body)); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}
