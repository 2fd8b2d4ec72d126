package page

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"kabar/internal/shared"
)

func TestContentTypeCases(t *testing.T) {
	type labelled struct {
		ID          string
		ContentType string `json:"content_type"`
		Body        []byte `json:"body_b64"`
		Charset     *string
		Kind        string
		Contains    string
		Why         string
	}
	n := 0
	for _, c := range shared.Lines[labelled](t, "data/http/content_type.jsonl") {
		n++
		binding := !strings.Contains(c.Why, "(informative)")
		if got := Kind(c.ContentType, c.Body); got != c.Kind && binding {
			t.Errorf("%s: kind %s, want %s: %s", c.ID, got, c.Kind, c.Why)
		}
		if c.Charset == nil {
			continue
		}
		text, charset, from := Decode(c.ContentType, c.Body)
		if charset != *c.Charset && binding {
			t.Errorf("%s: charset %s from %s, want %s: %s", c.ID, charset, from, *c.Charset, c.Why)
		}
		if !bytes.Contains(text, []byte(c.Contains)) {
			t.Errorf("%s: %q does not hold %q: %s", c.ID, text, c.Contains, c.Why)
		}
	}
	if n < 99 {
		t.Errorf("%d cases, want 99", n)
	}
}

func TestDecode(t *testing.T) {
	const cafe = "café – Jum’at"
	latin := "caf\xe9 \x96 Jum\x92at"
	tests := []struct {
		name, contentType, body string
		charset, from, want     string
	}{
		{"header lies, bytes are UTF-8", "text/html; charset=iso-8859-1", "<p>" + cafe, "utf-8", FromBytes, "<p>" + cafe},
		{"meta lies, bytes are UTF-8", "text/html", "<meta charset=windows-1252><p>" + cafe, "utf-8", FromBytes, cafe},
		{"header says UTF-8, bytes do not, meta is right", "text/html; charset=utf-8", "<meta charset=windows-1252><p>" + latin, "windows-1252", FromMeta, cafe},
		{"header says UTF-8, bytes do not, nothing else", "text/html; charset=utf-8", "<p>" + latin, "windows-1252", FromDefault, cafe},
		{"one stray byte in UTF-8", "text/html", "<p>" + strings.Repeat(cafe, 20) + "\xe9", "utf-8", FromBytes, cafe},
		{"UTF-8 cut inside a character", "", "<p>" + cafe + "\xe2\x80", "utf-8", FromBytes, cafe},
		{"database name", "text/html; charset=utf8mb4", "<p>a", "utf-8", FromHeader, "<p>a"},
		{"semicolon in quotes", `text/html; charset="UTF-8;"`, "<p>a", "utf-8", FromHeader, "<p>a"},
		{"no semicolon", "text/html charset=windows-1251", "<p>\xcd\xee", "windows-1251", FromHeader, "Но"},
		{"two types in one header", "text/html, text/html; charset=koi8-r", "<p>\xee\xcf", "koi8-r", FromHeader, "Но"},
		{"unclosed quote", `text/html; charset="windows-1251`, "<p>\xcd\xee", "windows-1251", FromHeader, "Но"},
		{"a second charset counts when the first is empty", "text/html; charset=; charset=koi8-r", "<p>\xee\xcf", "koi8-r", FromHeader, "Но"},
		{"unknown label", "text/html; charset=binary", "<p>" + latin, "windows-1252", FromDefault, cafe},
		{"replacement label", "text/html; charset=hz-gb-2312", "<p>" + latin, "windows-1252", FromDefault, cafe},
		{"gb-18030", "text/html; charset=GB-18030", "<p>\xd0\xc2", "gb18030", FromHeader, "新"},
		{"Chinese that is UTF-8 by chance stays as declared", "text/html; charset=gbk", "<p>\xd7\xa2", "gbk", FromHeader, "注"},
		{"UTF-8 declared as gbk", "text/html; charset=gbk", "<p>这是一个中文新闻网站", "utf-8", FromBytes, "这是一个中文新闻网站"},
		{"UTF-16 declared, ASCII sent", "text/xml; charset=utf-16", "<rss></rss>", "utf-8", FromDefault, "<rss></rss>"},
		{"UTF-16 without mark or declaration", "text/html", "<\x00p\x00>\x00\xe9\x00", "utf-16le", FromBytes, "<p>é"},
		{"UTF-16 declared in XML as ASCII", "text/xml", `<?xml version="1.0" encoding="UTF-16"?><rss>a</rss>`, "utf-8", FromXML, "<rss>a"},
		{"junk before the XML declaration", "text/xml", "\n\n<?xml version='1.0' encoding = 'iso-8859-1'?><rss>\xe9</rss>", "windows-1252", FromXML, "é"},
		{"meta in an item of a feed", "text/xml", "<rss><description><meta charset=koi8-r>\xe9 \xe8</description></rss>", "windows-1252", FromDefault, "é"},
		{"meta after two kilobytes", "text/html", "<script>" + strings.Repeat(" ", 2500) + "</script><meta charset=koi8-r>\xee\xcf", "koi8-r", FromMeta, "Но"},
		{"meta inside a script is none", "text/html", "<script>'<meta charset=koi8-r>'</script><p>" + latin, "windows-1252", FromDefault, cafe},
		{"empty", "text/html", "", "utf-8", FromDefault, ""},
		{"mark alone", "text/html; charset=koi8-r", "\xef\xbb\xbf", "utf-8", FromBOM, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, charset, from := Decode(tt.contentType, []byte(tt.body))
			if charset != tt.charset || from != tt.from || !strings.Contains(string(text), tt.want) {
				t.Errorf("%q, %s from %s; want %q, %s from %s", text, charset, from, tt.want, tt.charset, tt.from)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("text/html; charset=gbk", []byte("<p>\xd0\xc2"))
	f.Add("", []byte("\xff\xfe<\x00"))
	f.Add("text/xml; charset='utf-16", []byte("\n<?xml encoding=x?><rss>"))
	f.Add("text/html", []byte("<meta http-equiv=content-type content='text/html; charset=shift_jis'>\x90V"))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		text, charset, from := Decode(contentType, body)
		if !utf8.Valid(text) {
			t.Errorf("%q is not UTF-8", text)
		}
		if charset == "" || from == "" {
			t.Errorf("charset %q from %q", charset, from)
		}
		if k := Kind(contentType, body); k == "" {
			t.Error("no kind")
		}
	})
}
