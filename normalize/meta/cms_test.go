package meta

import (
	"reflect"
	"testing"
)

// TestSystems: the same article as the publishing systems of the world write it.
func TestSystems(t *testing.T) {
	const (
		people = "Sari Wulandari"
		image  = "https://www.harianriau.example/foto/1.jpg"
	)
	base := `<title>` + headline + ` - Harian Riau</title><meta property="og:site_name" content="Harian Riau">`
	seen := `<h1>` + headline + `</h1>`
	for _, c := range []struct {
		name, body string
		authors    []string
		published  string
		section    string
		tags       []string
		image      string
		paywalled  bool
	}{
		{"graph of an SEO plugin", base + `<script type="application/ld+json" class="yoast-schema-graph">{"@context":"https://schema.org","@graph":[
{"@type":"Article","@id":"https://www.harianriau.example/daerah/2025/07/13/jembatan-dibuka#article","isPartOf":{"@id":"#webpage"},"author":{"name":"` + people + `","@id":"#/schema/person/1"},"headline":"` + headline + `","datePublished":"2025-07-13T03:21:30+00:00","dateModified":"2025-07-13T05:00:00+00:00","image":{"@id":"#primaryimage"},"keywords":["Jembatan","Riau"],"articleSection":["Daerah"],"inLanguage":"id"},
{"@type":"WebPage","@id":"#webpage","url":"https://www.harianriau.example/daerah/2025/07/13/jembatan-dibuka","name":"` + headline + ` - Harian Riau","datePublished":"2025-07-13T03:21:30+00:00"},
{"@type":"ImageObject","@id":"#primaryimage","url":"/foto/1.jpg"},{"@type":"WebSite","@id":"#website","name":"Harian Riau"},
{"@type":"Organization","@id":"#org","name":"Harian Riau"},{"@type":"Person","@id":"#/schema/person/1","name":"` + people + `","description":"x"}]}</script>` + seen,
			[]string{people}, "2025-07-13T03:21:30Z", "Daerah", []string{"Jembatan", "Riau"}, image, false},
		{"graph with the author by reference only", base + `<script type="application/ld+json">{"@graph":[{"@type":["NewsArticle","Article"],"author":{"@id":"#p"},"headline":"` + headline + `","datePublished":"2025-07-13T10:21:30+07:00","articleSection":"Daerah","image":["/foto/1.jpg","/foto/2.jpg"],"isAccessibleForFree":false},{"@type":"Person","@id":"#p","name":"` + people + `"}]}</script>` + seen,
			[]string{people}, "2025-07-13T10:21:30+07:00", "Daerah", nil, image, true},
		{"two writers in two objects", base + `<script type="application/ld+json">{"@type":"NewsArticle","headline":"` + headline + `","author":[{"@type":"Person","name":"` + people + `"},{"@type":"Person","name":"Budi Hartono"}],"datePublished":"2025-07-13T10:21:30+07:00"}</script>` + seen,
			[]string{people, "Budi Hartono"}, "2025-07-13T10:21:30+07:00", "", nil, "", false},
		{"comments, commas, line breaks and entities in JSON-LD", base + `<script type="application/ld+json">
/* generated */
{ // article
"@type": "NewsArticle",
"headline": "` + headline + `",
"description": "Baris satu
baris dua",
"author": {"@type":"Person","name":"Sari &quot;Wulan&quot; Wulandari",},
'datePublished': '2025-07-13T10:21:30+07:00',
"articleSection": "Hukum &amp; Kriminal",
"keywords": "Jembatan, Riau",
}
</script>` + seen, []string{`Sari "Wulan" Wulandari`}, "2025-07-13T10:21:30+07:00", "Hukum & Kriminal", []string{"Jembatan", "Riau"}, "", false},
		{"JSON-LD escaped as markup", base + `<script type="application/ld+json">{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;` + headline + `&quot;,&quot;author&quot;:&quot;` + people + `&quot;,&quot;datePublished&quot;:&quot;2025-07-13T10:21:30+07:00&quot;}</script>` + seen,
			[]string{people}, "2025-07-13T10:21:30+07:00", "", nil, "", false},
		{"two documents in one script", base + `<script type="application/ld+json">{"@type":"Organization","name":"Harian Riau"}
{"@type":"NewsArticle","headline":"` + headline + `","author":{"name":"` + people + `"},"datePublished":"2025-07-13T10:21:30+07:00"}</script>` + seen,
			[]string{people}, "2025-07-13T10:21:30+07:00", "", nil, "", false},
		{"cut off JSON-LD", base + `<script type="application/ld+json">{"@type":"NewsArticle","headline":"` + headline + `","author":{"name":"` + people + `"},"datePublished":"2025-07-13T10:21:30+07:00","articleBody":"Isi yang terpo</script>` + seen,
			[]string{people}, "2025-07-13T10:21:30+07:00", "", nil, "", false},
		{"main entity of a web page", base + `<script type="application/ld+json">{"@type":"WebPage","mainEntity":{"@type":"NewsArticle","headline":"` + headline + `","author":{"name":"` + people + `"},"datePublished":"2025-07-13T10:21:30+07:00","image":{"@type":"ImageObject","url":"/foto/1.jpg"}}}</script>` + seen,
			[]string{people}, "2025-07-13T10:21:30+07:00", "", nil, image, false},
		{"Parse.ly", base + `<meta name="parsely-title" content="` + headline + `"><meta name="parsely-author" content="` + people + `"><meta name="parsely-pub-date" content="2025-07-13T03:21:30Z"><meta name="parsely-section" content="Daerah"><meta name="parsely-tags" content="Jembatan,Riau"><meta name="parsely-image-url" content="/foto/1.jpg">` + seen,
			[]string{people}, "2025-07-13T03:21:30Z", "Daerah", []string{"Jembatan", "Riau"}, image, false},
		{"Parse.ly as JSON", base + `<meta name="parsely-page" content='{"title":"` + headline + `","type":"post","author":"` + people + `","pub_date":"2025-07-13T03:21:30Z","section":"Daerah","tags":["Jembatan","Riau"],"image_url":"/foto/1.jpg"}'>` + seen,
			[]string{people}, "2025-07-13T03:21:30Z", "Daerah", []string{"Jembatan", "Riau"}, image, false},
		{"Sailthru", base + `<meta name="sailthru.title" content="` + headline + `"><meta name="sailthru.author" content="` + people + `"><meta name="sailthru.date" content="2025-07-13 10:21:30 +0700"><meta name="sailthru.tags" content="Jembatan, Riau"><meta name="sailthru.image.full" content="/foto/1.jpg">` + seen,
			[]string{people}, "2025-07-13T10:21:30+07:00", "", []string{"Jembatan", "Riau"}, image, false},
		{"cXense", base + `<meta name="cXenseParse:author" content="` + people + `"><meta name="cXenseParse:recs:publishtime" content="2025-07-13T10:21:30+07:00"><meta name="cXenseParse:hrr-kategori" content="x">` + seen,
			[]string{people}, "2025-07-13T10:21:30+07:00", "", nil, "", false},
		{"microdata", base + `<article itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">` + headline + `</h1><span itemprop="articleSection">Daerah</span><div itemprop="author" itemscope itemtype="http://schema.org/Person">Oleh <a itemprop="url" href="/penulis/sari"><span itemprop="name">` + people + `</span></a></div><time itemprop="datePublished" datetime="2025-07-13T10:21:30+07:00">13 Juli 2025</time><img itemprop="image" src="/foto/1.jpg"><div itemprop="articleBody"><p>Isi.</div></article>`,
			[]string{people}, "2025-07-13T10:21:30+07:00", "Daerah", nil, image, false},
		{"RDFa", base + `<article vocab="https://schema.org/" typeof="NewsArticle"><h1 property="headline">` + headline + `</h1><span property="author" typeof="Person"><span property="name">` + people + `</span></span><time property="datePublished" datetime="2025-07-13T10:21:30+07:00">13 Juli 2025</time></article>`,
			[]string{people}, "2025-07-13T10:21:30+07:00", "", nil, "", false},
		{"RDFa of a content system", base + `<h1 property="dc:title">` + headline + `</h1><div class="submitted"><span property="dc:date dc:created" content="2025-07-13T10:21:30+07:00" datatype="xsd:dateTime" rel="sioc:has_creator">Submitted by <span class="username" typeof="sioc:UserAccount" property="foaf:name">` + people + `</span> on 13 July 2025</span></div>`,
			[]string{people}, "2025-07-13T10:21:30+07:00", "", nil, "", false},
		{"hNews", base + `<div class="hnews hentry"><h1 class="entry-title">` + headline + `</h1><p>By <span class="author vcard"><span class="fn">` + people + `</span></span>, <span class="source-org vcard"><span class="org fn">Harian Riau</span></span></p><abbr class="published" title="2025-07-13T10:21:30+07:00">13 July</abbr><a rel="tag" href="/tag/jembatan">Jembatan</a><div class="entry-content"><p>Isi.</div></div>`,
			[]string{people}, "2025-07-13T10:21:30+07:00", "", []string{"Jembatan"}, "", false},
		{"blog theme", base + `<h1 class="entry-title">` + headline + `</h1><div class="entry-meta"><span class="posted-on">Posted on <a href="/x" rel="bookmark"><time class="entry-date published" datetime="2025-07-13T10:21:30+07:00">13 Juli 2025</time><time class="updated" datetime="2025-07-13T12:00:00+07:00">13 Juli 2025</time></a></span><span class="byline"> by <span class="author vcard"><a class="url fn n" href="/author/sari/">` + people + `</a></span></span><span class="cat-links">Posted in <a href="/category/daerah/" rel="category tag">Daerah</a></span><span class="tags-links"><a href="/tag/jembatan/" rel="tag">Jembatan</a>, <a href="/tag/riau/" rel="tag">Riau</a></span></div>`,
			[]string{people}, "2025-07-13T10:21:30+07:00", "Daerah", []string{"Jembatan", "Riau"}, "", false},
		{"Blogger", base + `<div class='post hentry' itemprop='blogPost' itemscope='itemscope' itemtype='http://schema.org/BlogPosting'><h3 class='post-title entry-title' itemprop='name'>` + headline + `</h3><div class='post-body'>Isi.</div><div class='post-footer'><span class='post-author vcard'>Diposting oleh <span class='fn' itemprop='author' itemscope='itemscope' itemtype='http://schema.org/Person'><a class='g-profile' href='https://www.blogger.com/profile/1' rel='author' title='author profile'><span itemprop='name'>` + people + `</span></a></span></span><span class='post-timestamp'>di <a class='timestamp-link' href='/x' rel='bookmark'><abbr class='published' itemprop='datePublished' title='2025-07-13T10:21:00+07:00'>10.21</abbr></a></span><span class='post-labels'>Label: <a href='/search/label/Jembatan' rel='tag'>Jembatan</a></span></div></div>`,
			[]string{people}, "2025-07-13T10:21:00+07:00", "", []string{"Jembatan"}, "", false},
		{"AMP", `<!doctype html><html amp lang="id"><title>` + headline + `</title><link rel="canonical" href="/daerah/2025/07/13/jembatan-dibuka"><script type="application/ld+json">{"@context":"http://schema.org","@type":"NewsArticle","mainEntityOfPage":"https://www.harianriau.example/daerah/2025/07/13/jembatan-dibuka","headline":"` + headline + `","datePublished":"2025-07-13T10:21:30+0700","author":{"@type":"Person","name":"` + people + `"},"image":{"@type":"ImageObject","url":"/foto/1.jpg","height":1,"width":2}}</script>` + seen,
			[]string{people}, "2025-07-13T10:21:30+07:00", "", nil, image, false},
		{"a portal's lines", base + seen + `<div class="read__author">Penulis: <a href="/penulis/1">` + people + `</a> | Editor: <a href="/editor/2">Budi Hartono</a></div><div class="read__time">Minggu, 13 Juli 2025 | 10:21 WIB</div><ul class="tag__list"><li><a href="/tag/jembatan">Jembatan</a></ul>`,
			[]string{people}, "2025-07-13T10:21:00+07:00", "", []string{"Jembatan"}, "", false},
		{"a portal's lines without labels", base + seen + `<div class="detail__author">` + people + ` - <span>harianriau</span></div><div class="detail__date">Minggu, 13 Jul 2025 10:21 WIB</div>`,
			[]string{people}, "2025-07-13T10:21:00+07:00", "", nil, "", false},
		{"date and writer in one line", base + seen + `<p>13 Juli 2025 | 10:21 WIB oleh ` + people + ` | Daerah</p><p>Isi.</p>`,
			[]string{people}, "2025-07-13T10:21:00+07:00", "", nil, "", false},
		{"date and writer in one line above", base + `<div><small>13.07.2025 10:21 Uhr von ` + people + `</small></div>` + seen,
			[]string{people}, "2025-07-13", "", nil, "", false},
		{"date, dash and place", base + seen + `<p>13.07.2025 - Pekan Baru</p><p>Isi.</p>`, nil, "2025-07-13", "", nil, "", false},
		{"linked writers joined by a word", base + seen + `<p>Von <strong><a href="https://x.example/a">` + people + `</a></strong> und <strong><a href="https://x.example/b">Budi Hartono</a></strong><br></p>`,
			[]string{people, "Budi Hartono"}, "2025-07-13", "", nil, "", false},
		{"JSON-LD names the first writer only", base + `<meta name="author" content="` + people + `,Budi Hartono"><script type="application/ld+json">{"@type":"NewsArticle","headline":"` + headline + `","author":{"name":"` + people + `"},"datePublished":"2025-07-13T10:21:30+07:00"}</script>` + seen,
			[]string{people, "Budi Hartono"}, "2025-07-13T10:21:30+07:00", "", nil, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := read(t, c.body, Options{})
			if f.Title != headline || !reflect.DeepEqual(f.Authors, c.authors) || f.Published.String() != c.published || f.Section != c.section ||
				!reflect.DeepEqual(f.Tags, c.tags) || f.Image != c.image || f.Paywalled != c.paywalled {
				t.Errorf("%q %q %s section %q tags %q image %q paywalled %v: %v", f.Title, f.Authors, f.Published, f.Section, f.Tags, f.Image, f.Paywalled, f.Why)
			}
		})
	}
}
