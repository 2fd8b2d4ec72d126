package tree

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"kabar/internal/shared"
)

// outline writes a tree as lines: an element with its attributes a line, a text a line, indented by depth. Comments are left out, and
// text that they cut is joined.
func outline(n *html.Node) []string {
	var out []string
	var walk func(n *html.Node, depth int)
	joined := false
	walk = func(n *html.Node, depth int) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch c.Type {
			case html.TextNode:
				if joined {
					out[len(out)-1] += c.Data
				} else {
					out = append(out, fmt.Sprint(strings.Repeat(" ", depth), "#", c.Data))
				}
				joined = true
			case html.ElementNode:
				var b strings.Builder
				fmt.Fprint(&b, strings.Repeat(" ", depth), "<", strings.ToLower(c.Data))
				if c.Namespace == "" {
					var attributes []string // the library sorts those of formatting elements
					for _, a := range c.Attr {
						attributes = append(attributes, fmt.Sprintf(" %s=%q", a.Key, a.Val))
					}
					slices.Sort(attributes)
					b.WriteString(strings.Join(attributes, ""))
				}
				joined = false
				out = append(out, b.String())
				walk(c, depth+1)
				joined = false
			}
		}
	}
	walk(n, 0)
	return out
}

// TestLikeLibrary holds the tree to that of golang.org/x/net/html, case by case.
func TestLikeLibrary(t *testing.T) {
	tests := []struct{ name, page string }{
		{"nothing", ""},
		{"text alone", "a <b>b"},
		{"whole page", "<!DOCTYPE html><html lang=id><head><title>a &amp; b</title><meta charset=utf-8></head>\n<body class=x>\n<p>c</p>\n</body></html>\n"},
		{"second html and body", "<html a=1><body b=1><html a=2 c=3><body d=4>x"},
		{"content behind the body", "<body><p>a</body></html><p>b"},
		{"head content behind the head", "<head></head><script>a</script> <link rel=x><body>b"},
		{"template in the head", "<head><template><p>a</p><script>b</script></template><title>c</title></head>d"},
		{"noscript", "<head><noscript><link href=a></noscript></head><noscript><p>b</noscript>c"},
		{"paragraphs", "<p>a<p>b<div>c</p>d</div><p>e<ul><li>f<li>g</ul>h"},
		{"paragraph in a button", "<p>a<button><p>b</button>c"},
		{"items", "<ul><li>a<ul><li>b</ul><li>c<div><li>d</div></ul><dl><dt>e<dd>f<dt>g</dl>"},
		{"headings", "<h1>a<h2>b</h3>c<p>d</h1>e"},
		{"overlap", "<b>a<i>b</b>c</i>d"},
		{"overlap with blocks", "<b>a<p>b</b>c</p>d<a href=1>e<div>f<a href=2>g</div>h"},
		{"many overlaps", "<b><i><u><s><p>a</b>b</i>c</u>d</s>e</p>f"},
		{"formatting across blocks", "<p><b>a<p>b</b><p>c"},
		{"equal formatting", "<p><b><b><b><b><b>a<p>b"},
		{"link in link", "<a href=1>a<b><a href=2>b</a>c</b></a>d"},
		{"nobr", "<nobr>a<nobr>b<p><nobr>c"},
		{"table", "<table><tr><td>a<td>b<tr><th>c</table>d"},
		{"table with all parts", "<table><caption>a<colgroup><col><col><thead><tr><td>b<tfoot><tr><td>c<tbody><tr><td>d</table>"},
		{"content misplaced in a table", "<table>a<tr>b<td>c</td>d<div>e</div><tr><td>f</table>g"},
		{"link misplaced in a table", "<table><a href=1>a<tr><td>b</td></tr></a></table>c"},
		{"table in a table", "<table><tr><td><table><tr><td>a</table>b<table><table>c"},
		{"form in a table", "<table><form><tr><td><input type=hidden><input></form></table>"},
		{"parts without a table", "<td>a<tr>b<caption>c"},
		{"table behind a paragraph", "<!doctype html><p>a<table><tr><td>b"},
		{"table in a paragraph, old page", "<p>a<table><tr><td>b"},
		{"select", "<select><option>a<option>b<optgroup><option>c</select>d<select><select>e"},
		{"form that ends early", "<form><div>a</form>b</div><form>c"},
		{"foreign", "<p><svg><title>a</title><path/><g><p>b</svg>c<math><mi>d<b>e</math>f"},
		{"image in foreign", "<svg><image href=a /></svg><image src=b>"},
		{"CDATA", "<svg><![CDATA[a<b]]></svg><![CDATA[c]]>d"},
		{"raw text", "<textarea>\n<p>a&lt;</textarea><xmp><b></xmp><iframe><p></iframe><style><p></style>b"},
		{"script with a comment", "<script><!-- <script> a </script> b --></script>c<script><!--></script>d"},
		{"plaintext", "a<plaintext><b></plaintext>"},
		{"comments", "a<!-- b -->c<!-->d<!--->e<!-- - -- --!>f<!x>g<?y>h</ >i</>j"},
		{"end of the page in a tag", "a<b c='d"},
		{"no tag", "a < b <3 <é <"},
		{"attributes", `<a A=1 a=2 b c= d='e"' f="g'" h=i/ / j=k&amp;l =m>n`},
		{"references", "&amp;amp; &lt &notit; &#x41;&#65 &euro;&hellip"},
		{"references in values", `<a b="?a=1&copy=2&amp;c&copy;&notit;&lt" c='&#39;&unknown;'>d`},
		{"line ends", "<pre>\r\na\r\nb\rc</pre><p a='\r\n'>"},
		{"end tags alone", "a</b></p></div></br></td></table></select></form></h1></li>b"},
		{"object", "<object><b>a</object>b<p>c</b>"},
		{"unknown elements", "<x-a><p>a<x-b>b</x-a>c"},
		{"ruby", "<ruby>a<rt>b<rp>c</ruby>d"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want, err := html.Parse(strings.NewReader(tt.page))
			if err != nil {
				t.Fatal(err)
			}
			got, err := Parse(tt.page)
			if err != nil {
				t.Fatal(err)
			}
			if w, g := outline(want), outline(got); !slices.Equal(g, w) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(g, "\n"), strings.Join(w, "\n"))
			}
			wellFormed(t, got)
		})
	}
}

// TestRecordedPages compares the trees of real pages.
func TestRecordedPages(t *testing.T) {
	dir := shared.Dir(t, "data", "extract")
	files, err := filepath.Glob(filepath.Join(dir, "*", "pages", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages in %s: %v", dir, err)
	}
	const sample = 8 // under the race detector all would take minutes
	differ := 0
	for i := 0; i < len(files); i += sample {
		page := bytes.ReplaceAll(read(t, files[i]), []byte{0}, nil)
		want, err := html.Parse(bytes.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		got, err := Parse(string(page))
		if err != nil {
			t.Fatal(err)
		}
		wellFormed(t, got)
		if !slices.Equal(outline(got), outline(want)) {
			differ++
			t.Logf("%s differs", files[i])
		}
	}
	// The library reads "<!DOCTYPE HTML>" as an old page, which it is not (13.2.5.54 makes the name lower case).
	if pages := len(files) / sample; differ > pages/100 {
		t.Errorf("%d of %d trees differ", differ, pages)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if z, err := gzip.NewReader(bytes.NewReader(b)); err == nil {
		if b, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// TestHostile holds that no page takes time or memory out of proportion.
func TestHostile(t *testing.T) {
	tests := []struct {
		name, page string
		nodes      int // at most
		deep       bool
	}{
		{"tower", strings.Repeat("<div>", 600), 0, true},
		{"tower that ends in time", strings.Repeat("<div>", 500) + strings.Repeat("</div>", 500), 510, false},
		{"formatting in every paragraph", strings.Repeat("<b a><i b><u c><b d>", 100) + strings.Repeat("<p>x", 10_000), maxClones + 25_000, false},
		{"attributes", "<p " + strings.Repeat("a b c d e f ", 100_000) + ">", 10, false},
		{"many attributes", "<p" + numbered(100_000) + ">", 10, false},
		{"bodies", strings.Repeat("<body"+numbered(100)+">", 1000), 10, false},
		{"end tags", strings.Repeat("<a>", 300) + strings.Repeat("</b></i></p>", 100_000), 200_000, false},
		{"open comments", strings.Repeat("<!--", 100_000), 10, false},
		{"open scripts", strings.Repeat("<script><!--<script>", 100_000), 10, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root, err := Parse(tt.page)
			if tt.deep {
				if !errors.Is(err, ErrTooDeep) {
					t.Fatalf("%v, want ErrTooDeep", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if n := wellFormed(t, root); n > tt.nodes {
				t.Errorf("%d nodes, want at most %d", n, tt.nodes)
			}
		})
	}
}

func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " a%d", i)
	}
	return b.String()
}

// wellFormed checks the links of a tree, and counts its nodes.
func wellFormed(t *testing.T, root *html.Node) int {
	t.Helper()
	count := 0
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		count++
		var last *html.Node
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Parent != n || c.PrevSibling != last {
				t.Fatalf("the links of <%s> in <%s> are wrong", c.Data, n.Data)
			}
			walk(c)
			last = c
		}
		if n.LastChild != last {
			t.Fatalf("the last child of <%s> is wrong", n.Data)
		}
	}
	walk(root)
	return count
}

func FuzzParse(f *testing.F) {
	f.Add("<!doctype html><title>a</title><p>b<b>c<p>d</b><table>e<tr><td>f</table><svg><g/>h</svg><select><option>i")
	f.Add("<a><div><a><table><td><b></table></b><template><tr></template><script><!--<script></script>")
	f.Add("<form><button></form><li><ul><h1><h2></h1><frameset><nobr><nobr><object></p>")
	f.Fuzz(func(t *testing.T, page string) {
		root, err := Parse(page)
		if err != nil {
			return
		}
		// A tag makes at most itself, what it implies, and what it opens again, which has a bound of its own.
		if n := wellFormed(t, root); n > 10+4*len(page)+maxClones {
			t.Errorf("%d nodes of %d bytes", n, len(page))
		}
	})
}
