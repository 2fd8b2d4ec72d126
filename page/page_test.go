package page

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func header(contentType string) http.Header { return http.Header{"Content-Type": {contentType}} }

func TestParse(t *testing.T) {
	const url = "https://harianriau.example/politik/a?b=1"
	tests := []struct {
		name, body       string
		base, lang, text string
	}{
		{"plain", "<html lang=id><title>t</title><p>a", url, "id", "t a"},
		{"base", "<base href='/x/'><p>a", "https://harianriau.example/x/", "", "a"},
		{"base of another host", "<base href=//cdn.example/y><p>a", "https://cdn.example/y", "", "a"},
		{"only the first base with href counts", "<base target=_top><base href=/1><base href=/2>", "https://harianriau.example/1", "", ""},
		{"base that is no web address", "<base href='javascript:void(0)'><base href=/2>", url, "", ""},
		{"empty base", "<base href=''>", url, "", ""},
		{"xml:lang", "<html xml:lang=' jv '><p>a", url, "jv", "a"},
		{"zero bytes", "<p>ka\x00bar", url, "", "kabar"},
		{"no markup", "just text", url, "", "just text"},
		{"second html element", "<html><p>a<html lang=id>", url, "id", "a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := Parse(url, header("text/html"), []byte(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			if p.URL != url || p.Base != tt.base || p.Lang != tt.lang || Text(p.Root) != tt.text || p.Deep || p.Cut {
				t.Errorf("base %q, lang %q, text %q, deep %v, cut %v", p.Base, p.Lang, Text(p.Root), p.Deep, p.Cut)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct {
		name, contentType, body string
		want                    error
	}{
		{"nothing", "text/html", "", ErrEmpty},
		{"white space", "text/html", " \n\t ", ErrEmpty},
		{"mark alone", "text/html", "\xef\xbb\xbf", ErrEmpty},
		{"PDF", "text/html", "%PDF-1.7\n", ErrNotHTML},
		{"gzip", "text/html", "\x1f\x8b\x08\x00\x00", ErrNotHTML},
		{"image by its type", "image/x-unknown", "abc", ErrNotHTML},
		{"control bytes", "text/html", "\x00\x01\x02", ErrNotHTML},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if p, err := Parse("https://harianriau.example/", header(tt.contentType), []byte(tt.body)); !errors.Is(err, tt.want) {
				t.Errorf("%v, %v; want %v", p, err, tt.want)
			}
		})
	}
}

func TestParseWithoutHeader(t *testing.T) {
	p, err := Parse("", nil, []byte("<p><a href=b>é</a>"))
	if err != nil || p.Base != "" || p.Charset != "utf-8" || p.CharsetFrom != FromBytes {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestParseCutsLongPages(t *testing.T) {
	body := append([]byte("<p>"), strings.Repeat("é", MaxText/2)...)
	p, err := Parse("", nil, body)
	if err != nil {
		t.Fatal(err)
	}
	if !p.Cut || len(p.Text) > MaxText || !utf8.Valid(p.Text) {
		t.Errorf("cut %v, %d bytes, valid %v", p.Cut, len(p.Text), utf8.Valid(p.Text))
	}
}

func TestParseDeep(t *testing.T) {
	tower := strings.Repeat("<div>", 2000)
	tests := []struct{ name, body, text string }{
		{"text under a tower", "<html lang=id><base href=/d/>" + tower + "<p>satu <b>dua</b> tiga</p><p>empat</p>", "satu dua tiga|empat"},
		{"paragraphs without end tags", "<html lang=id><base href=/d/>" + tower + "<p>satu<p>dua", "satu|dua"},
		{"after the tower", "<html lang=id><base href=/d/>" + tower + strings.Repeat("</div>", 2000) + "<p>satu</p>dua", "satu"},
		{"list", "<html lang=id><base href=/d/>" + tower + "<p>satu<ul><li>dua<li>tiga</ul>", "satu"},
		{"end tags without start", "<html lang=id><base href=/d/>" + tower + "</span></b><p>satu</i></p>", "satu"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := Parse("https://harianriau.example/", header("text/html"), []byte(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for n := range Elements(p.Root, atom.P) {
				got = append(got, Text(n))
			}
			if !p.Deep || strings.Join(got, "|") != tt.text {
				t.Errorf("deep %v, paragraphs %q, want %q", p.Deep, got, tt.text)
			}
			if p.Lang != "id" || p.Base != "https://harianriau.example/d/" {
				t.Errorf("lang %q, base %q", p.Lang, p.Base)
			}
			if d := depth(p.Root); d > maxBlockNesting+2 {
				t.Errorf("depth %d", d)
			}
		})
	}
}

// TestParseManyBodies would run for many minutes in a parser that compares all attributes of all of them.
func TestParseManyBodies(t *testing.T) {
	var b strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&b, "<BODY a%d>", i)
	}
	p, err := Parse("", nil, []byte(b.String()+"<p>satu"))
	if err != nil {
		t.Fatal(err)
	}
	if p.Deep || Text(p.Root) != "satu" {
		t.Errorf("deep %v, text %.20q", p.Deep, Text(p.Root))
	}
}

func TestParseManyBodiesInScripts(t *testing.T) {
	p, err := Parse("", nil, []byte("<body class=x><script>"+strings.Repeat(`w('<html lang="x"><body id="y">');`, 50)+"</script><p>satu"))
	if err != nil || p.Deep || Text(p.Root) != "satu" {
		t.Errorf("%v, %+v", err, p)
	}
}

// TestDeepOrder holds that no text is lost or moved, whatever the depth.
func TestDeepOrder(t *testing.T) {
	body := strings.Repeat("<div>a <p>b <font>c ", 1000) + strings.Repeat("d </font> e </p> f</div> ", 1000)
	root := parseDeep([]byte(body))
	want := strings.Repeat("a b c ", 1000) + strings.Repeat("d e f ", 1000)
	if got := Text(root); got != strings.TrimSpace(want) {
		t.Errorf("%d bytes of text, want %d", len(got), len(want)-1)
	}
}

// depth is how deep the tree below n nests.
func depth(n *html.Node) int {
	deepest := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		deepest = max(deepest, 1+depth(c))
	}
	return deepest
}

func TestText(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"white space", " a \n\t b&nbsp;c ", "a b c"},
		{"inline edges join", "a<b>b</b>c <i> d</i>e", "abc de"},
		{"blocks separate", "<p>a</p><p>b</p>c<div>d<br>e</div>f", "a b c d e f"},
		{"hidden", "a<script>x</script><style>y</style><noscript>z</noscript><template>w</template>b", "ab"},
		{"no text", "<p></p> ", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root, err := html.Parse(strings.NewReader("<body>" + tt.in))
			if err != nil {
				t.Fatal(err)
			}
			if got := Text(root); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
	if got := Text(&html.Node{Type: html.TextNode, Data: " a  b "}); got != "a b" {
		t.Errorf("a text node: %q", got)
	}
}

func TestElements(t *testing.T) {
	root, err := html.Parse(strings.NewReader("<div id=d><a href=1>x</a><p><a href=2><a href=3></p></div><a href=4>"))
	if err != nil {
		t.Fatal(err)
	}
	div := First(root, atom.Div)
	if div == nil || Attr(div, "id") != "d" || Attr(div, "class") != "" {
		t.Fatalf("%+v", div)
	}
	var hrefs []string
	for a := range Elements(div, atom.A) {
		hrefs = append(hrefs, Attr(a, "href"))
	}
	if !slices.Equal(hrefs, []string{"1", "2", "3"}) {
		t.Errorf("%q", hrefs)
	}
	if First(root, atom.Video) != nil {
		t.Error("found what is not there")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("text/html", []byte("<html lang=id><base href=/x><p>a<b>b</p>"))
	f.Add("", []byte("<p><div><li>a</p></li>"))
	f.Add("text/html; charset=gbk", []byte("<table><tr><td>\xd0\xc2<svg><title><math><mi>"))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		p, err := Parse("https://harianriau.example/a", header(contentType), body)
		if err != nil {
			if !errors.Is(err, ErrEmpty) && !errors.Is(err, ErrNotHTML) {
				t.Fatal(err)
			}
			return
		}
		if p.Root == nil || !utf8.Valid(p.Text) || !utf8.ValidString(Text(p.Root)) {
			t.Errorf("%+v", p)
		}
		flat := parseDeep(p.Text)
		if d := depth(flat); d > maxBlockNesting+2 {
			t.Errorf("depth %d", d)
		}
	})
}
