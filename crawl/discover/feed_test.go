package discover

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kabar/news"
)

const feedBase = "https://www.harianriau.example/rss"

func TestFeedBroken(t *testing.T) {
	good := func(n int) string {
		return fmt.Sprintf("<item><title>Judul %d</title><link>/berita/%d</link><pubDate>Sun, 13 Jul 2025 21:05:00 +0700</pubDate></item>", n, n)
	}
	rss := func(inside string) string {
		return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Harian</title>` + inside + `</channel></rss>`
	}
	tests := []struct {
		name, body string
		titles     []string
		salvaged   bool
	}{
		{"well-formed", rss(good(1) + good(2)), []string{"Judul 1", "Judul 2"}, false},
		{"a warning before it", "<br />\n<b>Warning</b>: mysql in /var/www on line <b>3</b>\n" + rss(good(1)), []string{"Judul 1"}, false},
		{"a declaration that lies", strings.Replace(rss(good(1)), "UTF-8", "utf8mb4", 1), []string{"Judul 1"}, false},
		{"XML 1.1", strings.Replace(rss(good(1)), "1.0", "1.1", 1), []string{"Judul 1"}, false},
		{"the root far behind", "<!--" + strings.Repeat("x", 5000) + "-->" + rss(good(1)), []string{"Judul 1"}, false},
		{"an illegal reference", rss("<item><title>Judul&#11; 1&#0;</title><link>/berita/1</link></item>" + good(2)), []string{"Judul 1", "Judul 2"}, false},
		{"an invalid byte", rss("<item><title>Judul \xff1</title><link>/berita/1</link></item>" + good(2)), []string{"Judul ÿ1", "Judul 2"}, false},
		{"a lone <", rss("<item><title>a < b</title><link>/berita/1</link></item>" + good(2)), []string{"a < b", "Judul 2"}, true},
		{"the end is missing", "<rss><channel>" + good(1) + good(2) + "<item><title>Judul", []string{"Judul 1", "Judul 2", "Judul"}, true},
		{"CDATA without its end", rss(good(1) + "<item><title>Judul 2</title><description><![CDATA[ abc </description></item>" + good(3)), []string{"Judul 1", "Judul 2", "Judul 3"}, true},
		{"tags that cross", rss("<item><title>Judul 1</title><link>/berita/1</link><description><p>a</b></description></item>" + good(2)), []string{"Judul 1", "Judul 2"}, true},
		{"an open <br>", rss("<item><title>Judul 1</title><link>/berita/1</link><description>a<br>b</description></item>" + good(2) + good(3)), []string{"Judul 1", "Judul 2", "Judul 3"}, false},
		{"items in a comment and in CDATA", rss("<!--" + good(8) + "--><item><title>Judul 1</title><link>/berita/1</link><description><![CDATA[" + good(9) + "]]></description></item>"), []string{"Judul 1"}, false},
		{"an attribute without quotes", strings.Replace(rss(good(1)), `version="2.0"`, `version=2.0`, 1), []string{"Judul 1"}, true},
		{"no rss around it", "<channel><title>Harian</title>" + good(1) + "</channel>", []string{"Judul 1"}, false},
		{"the end tag of an item is missing", "<rss><channel>" + strings.TrimSuffix(good(1), "</item>") + good(2) + "</channel></rss>", []string{"Judul 1", "Judul 2"}, true},
		{"in an HTML page", "<!doctype html><html><body>" + rss(good(1)) + "</body></html>", []string{"Judul 1"}, false},
		{"Atom under a wrong name", `<feed xmlns="http://www.w3.org/2005/atom/"><title>Harian</title><entry><title>Judul 1</title><link href="/berita/1"/></entry></feed>`, []string{"Judul 1"}, false},
		{"no items", rss(""), nil, false},
		{"JSON that breaks off", `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"Judul 1","url":"/berita/1"},{"id":"2","ti`, []string{"Judul 1"}, true},
		{"JSON with what is no item", `{"version":"https://jsonfeed.org/version/1","items":[null,3,{"title":"Judul 1","url":"/berita/1","author":"Ani"}]}`, []string{"Judul 1"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := Feed(feedBase, "", []byte(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			var titles []string
			for i, it := range f.Items {
				titles = append(titles, it.Title)
				if want := fmt.Sprintf("https://www.harianriau.example/berita/%d", i+1); it.Title == fmt.Sprintf("Judul %d", i+1) && it.URL != want && it.URL != "" {
					t.Errorf("item %d: %q, want %q", i, it.URL, want)
				}
			}
			if !slices.Equal(titles, tt.titles) || f.Salvaged != tt.salvaged {
				t.Errorf("%q, salvaged %v; want %q, %v", titles, f.Salvaged, tt.titles, tt.salvaged)
			}
		})
	}
}

func TestFeedRefuses(t *testing.T) {
	for _, tt := range []struct{ name, body, says string }{
		{"nothing", "", "empty"},
		{"white space", " \n ", "empty"},
		{"HTML", "<!doctype html><html><title>Harian</title><p>Maaf", "HTML page"},
		{"some JSON", `{"error":"not found"}`, "JSON"},
		{"broken JSON", `{"error":`, "not a feed"},
		{"sitemap", `<urlset><url><loc>https://harianriau.example/</loc></url></urlset>`, "sitemap"},
		{"other XML", `<?xml version="1.0"?><opml><body/></opml>`, "XML of another kind"},
		{"text", "rss feed", "plain text"},
		{"root in a comment", "<!-- <rss><channel/></rss> --><html>", "not a feed"},
		{"binary", "\x89PNG\r\n\x1a\n", "not a feed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := Feed(feedBase, "", []byte(tt.body))
			if !errors.Is(err, ErrNotFeed) || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), feedBase) {
				t.Errorf("%+v, %v; want an error that says %q", f, err, tt.says)
			}
		})
	}
}

func TestFeedAbout(t *testing.T) {
	f, err := Feed(feedBase, "", []byte(`<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Harian &amp; Riau</title><link>/</link><language>id-ID</language><ttl>15</ttl>
<skipHours><hour>0</hour><hour>24</hour><hour>7</hour><hour>99</hour></skipHours><skipDays><day>Sunday</day><day>Hari</day></skipDays>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="next" href="?page=2"/><atom:link rel="self" href="/rss"/>
</channel></rss>`))
	if err != nil {
		t.Fatal(err)
	}
	want := FeedResult{Kind: FeedRSS, Title: "Harian & Riau", Language: "id-ID", Home: "https://www.harianriau.example/", TTL: 15 * time.Minute,
		SkipHours: []int{0, 7}, SkipDays: []time.Weekday{time.Sunday}, UpdatePeriod: 15 * time.Minute, Next: "https://www.harianriau.example/rss?page=2", Hub: "https://hub.example/", Items: []Item{}}
	if fmt.Sprintf("%+v", f) != fmt.Sprintf("%+v", want) {
		t.Errorf("%+v\nwant %+v", f, want)
	}
	f, err = Feed(feedBase, "", []byte(`<rss><channel><ttl>999999999999</ttl><item/></channel></rss>`))
	if err != nil || f.TTL != 0 && f.TTL > maxAsked || len(f.Items) != 1 {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestFeedItem(t *testing.T) {
	long := strings.Repeat("Pekanbaru diguyur hujan sejak pagi. ", 20)
	head := `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>`
	item := func(inside string) Item {
		t.Helper()
		f, err := Feed(feedBase, "", []byte(head+"<item>"+inside+"</item></channel></rss>"))
		if err != nil || len(f.Items) != 1 {
			t.Fatalf("%+v, %v", f, err)
		}
		return f.Items[0]
	}
	it := item(`<title><![CDATA[Banjir <b>besar</b> &amp; longsor]]></title><link>/berita/1?a=1&b=2</link><guid isPermaLink="false">k-1</guid>
<dc:creator>Ani</dc:creator><category>Riau</category><category>Riau</category><category>Banjir</category>
<enclosure url="/foto/1.jpg" type="image/jpeg" length="1"/><media:content url="//cdn.example/1.mp4"/>
<pubDate>Minggu, 13 Jul 2025 21:05:00 WIB</pubDate>
<content:encoded><![CDATA[<p>` + long + `</p><script>x</script><p>Kedua<br>baris</p><p>The post <a>Banjir</a> appeared first on <a>Harian</a>.</p>]]></content:encoded>`)
	if it.URL != "https://www.harianriau.example/berita/1?a=1&b=2" || it.Title != "Banjir besar & longsor" || it.GUID != "k-1" || it.Author != "Ani" ||
		it.Work != news.WorkArticle || it.Via != news.ViaFeed || !slices.Equal(it.Tags, []string{"Riau", "Banjir"}) {
		t.Errorf("%+v", it)
	}
	if it.Published.String() != "2025-07-13T21:05:00+07:00" {
		t.Errorf("published %v", it.Published)
	}
	if want := strings.TrimSpace(long) + "\n\nKedua\nbaris"; it.Text != want {
		t.Errorf("text %q, want %q", it.Text, want)
	}
	if want := []string{"https://www.harianriau.example/foto/1.jpg", "https://cdn.example/1.mp4"}; !slices.Equal(it.Enclosures, want) {
		t.Errorf("enclosures %q", it.Enclosures)
	}

	it = item(`<link>https://klik.example/x</link><fb:origLink xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0">https://www.harianriau.example/berita/1</fb:origLink>`)
	if it.URL != "https://klik.example/x" || it.Origin != "https://www.harianriau.example/berita/1" {
		t.Errorf("%q from %q", it.URL, it.Origin)
	}

	for _, tt := range []struct{ name, inside, want string }{
		{"a permalink", `<guid>https://www.harianriau.example/berita/2</guid>`, "https://www.harianriau.example/berita/2"},
		{"a relative one", `<guid isPermaLink="true">/berita/2</guid>`, "https://www.harianriau.example/berita/2"},
		{"a name", `<guid>urn:uuid:12345</guid>`, ""},
		{"no permalink", `<guid isPermaLink="false">https://www.harianriau.example/?p=2</guid>`, ""},
		{"a media file", `<guid>https://www.harianriau.example/2.mp3</guid>`, ""},
		{"an Atom link", `<atom:link href="/berita/2"/>`, "https://www.harianriau.example/berita/2"},
		{"Atom links to other things", `<atom:link rel="related" href="/x"/><enclosure url="/2.mp3"/>`, ""},
		{"two links", `<link>/berita/2</link><link>/berita/3</link>`, "https://www.harianriau.example/berita/2"},
		{"a script", `<link>javascript:void(0)</link><guid>https://www.harianriau.example/berita/2</guid>`, "https://www.harianriau.example/berita/2"},
		{"a host that is none", `<link>https://</link>`, ""},
	} {
		if got := item(tt.inside).URL; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestFullText(t *testing.T) {
	long := strings.Repeat("Hujan turun di Pekanbaru. ", 40)
	for _, tt := range []struct{ name, content, want string }{
		{"teaser", "<p>Hujan turun.</p>", ""},
		{"breaks off", "<p>" + long + "dan […]</p>", ""},
		{"asks to read on", "<p>" + long + "</p><p>Read more »</p>", ""},
		{"whole", "<div><p>" + long + "</p></div>", strings.TrimSpace(long)},
		{"plain text", asHTML(long + "\n\n" + "Kedua."), strings.TrimSpace(long) + "\n\nKedua."},
		{"longer than is kept", "<p>" + strings.Repeat(long, 200) + "</p>", ""},
		{"lists", "<p>" + long + "</p><ul><li>satu</li><li>dua</li></ul>", strings.TrimSpace(long) + "\n\nsatu\ndua"},
	} {
		if got := fullText(tt.content); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestFeedHostile holds inputs that must neither stall nor panic nor grow.
func TestFeedHostile(t *testing.T) {
	const n = 30_000
	for _, tt := range []struct{ name, body string }{
		{"comments without end", "<rss>" + strings.Repeat("<!--", n)},
		{"sections without end", "<rss><channel><item>" + strings.Repeat("<![CDATA[", n)},
		{"items without end", "<rss><channel>" + strings.Repeat("<item>", n)},
		{"quotes without end", "<rss><channel>" + strings.Repeat(`<item a="`, n)},
		{"titles without end", "<rss><channel><item>" + strings.Repeat("<title>", n)},
		{"nesting", "<rss><channel><item><title>" + strings.Repeat("<a>", n)},
		{"images in a broken frame", "<rss><channel>" + strings.Repeat("<image></image>", n) + "<b></a>"},
		{"links in an entry", "<feed><entry>" + strings.Repeat("<link a='>", n) + "</entry></feed>"},
		{"roots in a content", "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item><content:encoded><![CDATA[" + strings.Repeat("<html a><body b>", n/4) + "]]></content:encoded></item></channel></rss>"},
		{"JSON arrays", `{"version":"https://jsonfeed.org/version/1","items":` + strings.Repeat("[", n)},
		{"entities", "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><rss><channel><title>&b;</title></channel></rss>"},
		{"ampersands", "<rss><channel><item><title>" + strings.Repeat("&", n) + "</title></item></channel></rss>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, err := Feed(feedBase, "", []byte(tt.body))
			if err == nil && (f.Kind == "" || len(f.Items) > MaxFeedItems) {
				t.Errorf("kind %q, %d items", f.Kind, len(f.Items))
			}
		})
	}
}

func FuzzFeed(f *testing.F) {
	f.Add("", []byte(`<rss><channel><title>a</title><item><title>b</title><link>/c</link></item></channel></rss>`))
	f.Add("text/xml; charset=iso-8859-1", []byte(`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/x"><entry><link>https://a.example/</link><title>a < b</title></entry>`))
	f.Add("", []byte(`<rdf:RDF><item rdf:about="x"><title>a<br>b<![CDATA[`))
	f.Add("application/feed+json", []byte(`{"version":"https://jsonfeed.org/version/1","items":[null,{"url":"x","authors":{}}]}`))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		got, err := Feed(feedBase, contentType, body)
		if err != nil {
			if !errors.Is(err, ErrNotFeed) {
				t.Fatal(err)
			}
			return
		}
		for _, it := range got.Items {
			if it.URL != "" && serialised(it.URL) != it.URL {
				t.Errorf("%q is not an address", it.URL)
			}
			if len(it.Title) > maxTitle || strings.ContainsAny(it.Title, "\n\t") {
				t.Errorf("title %q", it.Title)
			}
		}
	})
}

func BenchmarkFeed(b *testing.B) {
	item := `<item><title>Banjir di Pekanbaru</title><link>https://www.harianriau.example/berita/1</link><pubDate>Sun, 13 Jul 2025 21:05:00 +0700</pubDate>` +
		`<guid>https://www.harianriau.example/?p=1</guid><category>Riau</category><description><![CDATA[<p>` + strings.Repeat("Hujan turun. ", 20) + `</p>]]></description></item>`
	for _, bb := range []struct{ name, body string }{
		{"whole", "<rss><channel>" + strings.Repeat(item, 50) + "</channel></rss>"},
		{"broken", "<rss><channel>" + strings.Repeat(item, 50) + "<item><title>a < b"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bb.body)))
			items := 0
			for b.Loop() {
				f, err := Feed(feedBase, "", []byte(bb.body))
				if err != nil {
					b.Fatal(err)
				}
				items += len(f.Items)
			}
			b.ReportMetric(float64(items)/b.Elapsed().Seconds(), "items/s")
		})
	}
}

// TestFeedImages finds the picture of an entry wherever formats put it.
func TestFeedImages(t *testing.T) {
	rss := func(item string) string {
		return `<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>T</title><item><link>/a</link>` + item + `</item></channel></rss>`
	}
	for _, tt := range []struct{ name, feed, want string }{
		{"enclosure", rss(`<enclosure url="/a.mp3" type="audio/mpeg"/><enclosure url="/a" type="image/png"/>`), "https://a.example/a"},
		{"enclosure without a type", rss(`<enclosure url="/a.mp3"/><enclosure url="/A.JPG?w=800"/>`), "https://a.example/A.JPG?w=800"},
		{"media content", rss(`<media:content url="/v.mp4" medium="video"/><media:content url="/b" medium="image"/>`), "https://a.example/b"},
		{"media group", rss(`<media:group><media:content url="/c" type="image/webp"/></media:group>`), "https://a.example/c"},
		{"thumbnail", rss(`<media:thumbnail url="/d"/>`), "https://a.example/d"},
		{"atom", `<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a"/><link rel="enclosure" type="image/jpeg" href="/e"/></entry></feed>`, "https://a.example/e"},
		{"json", `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"/a","image":"/f","attachments":[{"url":"/g","mime_type":"image/png"}]}]}`, "https://a.example/f"},
		{"no picture", rss(`<enclosure url="/a.mp3" type="audio/mpeg"/>`), ""},
		{"no address", rss(`<enclosure url="javascript:x" type="image/png"/>`), ""},
		{"too long", rss(`<enclosure url="/` + strings.Repeat("x", 5000) + `" type="image/png"/>`), ""},
	} {
		f, err := Feed("https://a.example/rss", "", []byte(tt.feed))
		if err != nil || len(f.Items) != 1 || f.Items[0].Image != tt.want {
			t.Errorf("%s: %+v, %v, want %s", tt.name, f.Items, err, tt.want)
		}
	}
}
