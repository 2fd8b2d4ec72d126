package meta

import (
	"reflect"
	"strings"
	"testing"
)

func TestAuthors(t *testing.T) {
	const ld = `<script type="application/ld+json">{"@type":"NewsArticle","headline":"` + headline + `","author":%,"publisher":{"@type":"Organization","name":"Harian Riau"}}</script>`
	author := func(s string) string { return strings.Replace(ld, "%", s, 1) }
	for _, c := range []struct {
		name, body string
		want       []string
	}{
		{"jsonld person", author(`{"@type":"Person","name":"Sari Wulandari"}`), []string{"Sari Wulandari"}},
		{"jsonld list", author(`[{"name":"Sari Wulandari"},{"name":"Budi Hartono"}]`), []string{"Sari Wulandari", "Budi Hartono"}},
		{"jsonld one string", author(`"Sari Wulandari, Budi Hartono"`), []string{"Sari Wulandari", "Budi Hartono"}},
		{"jsonld given and family name", author(`{"givenName":"Sari","familyName":"Wulandari"}`), []string{"Sari Wulandari"}},
		{"jsonld reference", `<script type="application/ld+json">{"@graph":[{"@type":"Person","@id":"#s","name":"Sari Wulandari"},{"@type":"NewsArticle","headline":"x","author":{"@id":"#s"}}]}</script>`, []string{"Sari Wulandari"}},
		{"the outlet is no author", author(`{"name":"Harian Riau"}`), nil},
		{"nor is a desk", author(`{"name":"Tim Redaksi"}`), nil},
		{"a line names the writer", author(`{"name":"Harian Riau"}`) + `<h1>` + headline + `</h1><div>Reporter : Sari Wulandari</div>`, []string{"Sari Wulandari"}},
		{"the label is a text of its own", `<h1>` + headline + `</h1><div>Oleh <b>SARI WULANDARI</b></div>`, []string{"SARI WULANDARI"}},
		{"the label stands behind", `<h1>` + headline + `</h1><div>Sari Wulandari <span>Penulis</span></div><div>Budi Hartono <span>Editor</span></div>`, []string{"Sari Wulandari"}},
		{"machines are told the editor", author(`{"name":"Budi Hartono"}`) + `<h1>` + headline + `</h1><p>Penulis: Sari Wulandari<p>Editor: Budi Hartono`, []string{"Sari Wulandari"}},
		{"class", `<h1>` + headline + `</h1><p class="byline">By Sari Wulandari</p>`, []string{"Sari Wulandari"}},
		{"a nickname that is a link to its page", `<h1>` + headline + `</h1><span class="author vcard"><a class="url fn n" href="/author/sariw">sariw</a></span>`, []string{"sariw"}},
		{"a name with what its owner does", `<h1>` + headline + `</h1><div class="author"><div class="author-name">Sari Wulandari</div><div>Chief of many things</div></div>`, []string{"Sari Wulandari"}},
		{"a name with a button", `<h1>` + headline + `</h1><div class="author"><b>Sari Wulandari</b> <i>Semua Artikel</i></div>`, []string{"Sari Wulandari"}},
		{"two names with a word between", `<h1>` + headline + `</h1><div class="byline"><b>Sari Wulandari</b> dan <b>Budi Hartono</b></div>`, []string{"Sari Wulandari", "Budi Hartono"}},
		{"sections in a byline", `<h1>` + headline + `</h1><div class="byline">Daerah; Hukum; Kota; Desa; Pantai</div>`, nil},
		{"the label is a box of its own", `<h1>` + headline + `</h1><div><div>Penulis</div><div>Sari Wulandari</div></div>`, []string{"Sari Wulandari"}},
		{"the label is a box below the name", `<h1>` + headline + `</h1><a href="/p"><h6>Sari Wulandari</h6><h6>Penulis<h6></h6></a><a href="/q"><h6>Budi Hartono</h6><h6>Editor</h6></a>`, []string{"Sari Wulandari"}},
		{"a table of who did what", `<h1>` + headline + `</h1><table><tr><td>Penulis</td><td>: Kontributor Lalang, Hartono</td></tr><tr><td>Editor</td><td>: Sari Wulandari</td></tr></table>`, []string{"Hartono"}},
		{"a label among other articles", `<h1>` + headline + `</h1><div class="sidebar"><b>Reporter :</b> Sari Wulandari</div>`, []string{"Sari Wulandari"}},
		{"a name that the page's data calls the author", `<h1>` + headline + `</h1><div><span>Sari Wulandari</span><span>Minggu, 13 Juli 2025</span></div><script>{"props":{"author":"Sari Wulandari"}}</script>`, []string{"Sari Wulandari"}},
		{"a name that the page's data does not", `<h1>` + headline + `</h1><div><span>Sungai Lalang</span></div><script>{"props":{"author":"Sari Wulandari"}}</script>`, nil},
		{"a link that begins like a byline", `<h1>` + headline + `</h1><div><a href="/x">Di Hari Ulang Tahunnya</a></div>`, nil},
		{"an account of the desk", author(`{"name":"redaksilalang"}`), nil},
		{"bare in the article", `<article><h1>` + headline + `</h1><span>Oleh : Sari Wulandari - Minggu, 13 Juli 2025</span>` + strings.Repeat("<p>Isi artikel itu panjang sekali.</p>", 20) + `</article>`, []string{"Sari Wulandari"}},
		{"amid prose", `<article><h1>` + headline + `</h1>Jembatan itu dibangun <a>lama</a> oleh Dinas Pekerjaan ` + strings.Repeat("<p>Isi artikel itu panjang sekali.</p>", 20) + `</article>`, nil},
		{"before the outlet", `<h1>` + headline + `</h1><div>Sari Wulandari - Harian Riau</div>` + author(`{"name":"Harian Riau"}`), []string{"Sari Wulandari"}},
		{"before the outlet and the day", `<h1>` + headline + `</h1><div>Sari Wulandari, harianriau | Minggu, 13 Juli 2025</div>`, []string{"Sari Wulandari"}},
		{"before another name", `<h1>` + headline + `</h1><div>Sungai Lalang - Kabar Utama</div>`, nil},
		{"everybody of the outlet", `<h1>` + headline + `</h1><p>Oleh: Tim Harianriau</p>`, nil},
		{"in short", `<h1>` + headline + `</h1><p>Rep: Sari W./ Red: Budi Hartono</p>`, []string{"Sari W."}},
		{"a dot between name and function", `<h1>` + headline + `</h1><div>By <a href="/a">Sari Wulandari</a> ⋅ Senior Analyst ⋅ 13 July 2025</div>`, []string{"Sari Wulandari"}},
		{"a bar before the label", `<h1>` + headline + `</h1><div><span>| By </span> <span>Sari Wulandari</span> |</div>`, []string{"Sari Wulandari"}},
		{"a signature to the right", `<h1>` + headline + `</h1>` + strings.Repeat("<p>Isi artikel.</p>", 8) + `<p style="text-align:right;"><strong>Sari Wulandari</strong></p>`, []string{"Sari Wulandari"}},
		{"much to the right", `<h1>` + headline + `</h1>` + strings.Repeat(`<p style="text-align: right">Sari Wulandari</p>`, 8), nil},
		{"a line goes before an association", `<meta name="author" content="Verein der Brückenbauer e.V."><h1>` + headline + `</h1><h5><em>Von Anna Berg</em></h5>`, []string{"Anna Berg"}},
		{"a line goes before an abbreviation", author(`{"name":"HR"}`) + `<h1>` + headline + `</h1><p>Penulis: Sari Wulandari`, []string{"Sari Wulandari"}},
		{"an expert of the outlet", author(`{"name":"Harianriau-Experte Sari Wulandari"}`), []string{"Sari Wulandari"}},
		{"a footnote", `<h1>` + headline + `</h1><ol><li id="fn1">Even so, Sari Wulandari did.</li></ol>`, nil},
		{"common nouns", `<h1>` + headline + `</h1><p>Von Hütten bis Paläste</p>`, nil},
		{"rel", `<h1>` + headline + `</h1><a rel="author" href="/a">Sari Wulandari</a>`, []string{"Sari Wulandari"}},
		{"microdata", `<h1>` + headline + `</h1><span itemprop="author"><span itemprop="name">Sari Wulandari</span></span>`, []string{"Sari Wulandari"}},
		{"meta", `<meta name="author" content="Sari Wulandari">`, []string{"Sari Wulandari"}},
		{"meta is an address", `<meta property="article:author" content="https://social.example/sari"><h1>` + headline + `</h1>`, nil},
		{"of a comment", `<h1>` + headline + `</h1><div class="comments"><p class="author">Joko Susilo</p></div>`, nil},
		{"photo credit", `<h1>` + headline + `</h1><figure><figcaption class="author">Joko Susilo</figcaption></figure>`, nil},
		{"twice", author(`["Sari Wulandari","sari wulandari"]`), []string{"Sari Wulandari"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if f := read(t, c.body, Options{}); !reflect.DeepEqual(f.Authors, c.want) {
				t.Errorf("got %q (%s), want %q", f.Authors, f.Why["authors"], c.want)
			}
		})
	}
}
