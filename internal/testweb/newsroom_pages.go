package testweb

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// pageData is what the templates of pages.html get.
type pageData struct {
	Host, Name, Lang, Feed string
	Sections               []link
	Stories                []storyData
	Story                  storyData
	Title                  string
	LinkFeed               bool
}

type link struct{ Path, Title string }

type storyData struct {
	Story
	Path, Date, ISO, Modified, Dateline, EndMark, SectionName string
	Lead                                                      string
	Rest                                                      []Paragraph
}

// answer makes the page at a path.
func (n *Newsroom) answer(o *outlet, path string) (contentType, body string, status int) {
	const html = "text/html; charset=utf-8"
	stories := n.of(o)
	d := pageData{Host: o.host, Name: o.name, Lang: o.lang, Feed: o.feed, LinkFeed: o.key == "kabarsiak"}
	keys := make([]string, 0, len(o.sections))
	for key := range o.sections {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		d.Sections = append(d.Sections, link{"/" + key, o.sections[key]})
	}
	for _, s := range stories {
		d.Stories = append(d.Stories, o.story(s))
	}
	switch {
	case path == "/":
		d.Title = o.name
		// The newest stories only: the others stand in sections, feed and sitemap.
		d.Stories = d.Stories[:min(3, len(d.Stories))]
		return html, n.render("front", d), http.StatusOK
	case path == "/robots.txt":
		body := "User-agent: *\nDisallow: /cari\n\nUser-agent: GPTBot\nDisallow: /\n"
		if o.key == "pesisirpos" {
			body += "\nSitemap: http://" + o.host + "/berita-sitemap.xml\n"
		}
		return "text/plain", body, http.StatusOK
	case path == o.feed:
		contentType, body := o.build(n, o)
		return contentType, body, http.StatusOK
	case path == "/sitemap.xml" && o.key == "kabarsiak", path == "/berita-sitemap.xml" && o.key == "pesisirpos":
		return "application/xml", sitemap(o, stories), http.StatusOK
	case o.sections[strings.Trim(path, "/")] != "":
		key := strings.Trim(path, "/")
		d.Title = o.sections[key]
		d.Stories = slices.DeleteFunc(d.Stories, func(s storyData) bool { return s.Section != key })
		return html, n.render("section", d), http.StatusOK
	}
	for _, s := range d.Stories {
		if s.Path == path {
			d.Story, d.Title = s, s.Title
			return html, n.render("story-"+o.key, d), http.StatusOK
		}
	}
	d.Title = "404"
	return html, n.render("missing", d), http.StatusNotFound
}

func (n *Newsroom) render(name string, d pageData) string {
	var b strings.Builder
	if err := n.pages.ExecuteTemplate(&b, name, d); err != nil {
		panic(err) // the templates are part of the program
	}
	return b.String()
}

// story lays a story out as the outlet does: its own address, date line and end mark.
func (o *outlet) story(s Story) storyData {
	d := storyData{
		Story: s, ISO: s.Published.Format(time.RFC3339), Modified: s.updated.Format(time.RFC3339), SectionName: o.sections[s.Section],
		Lead: s.Paragraphs[0].Text, Rest: s.Paragraphs[1:],
	}
	switch o.key {
	case "kabarsiak":
		d.Path = "/berita/" + s.Published.Format("2006/01/02/") + s.Slug + ".html"
		d.Date = indonesianDate(s.Published)
		d.Dateline, d.EndMark = "KABARSIAK.EXAMPLE - ", "(***)"
		if s.Agency != "" {
			d.Dateline = strings.ToUpper(s.Place) + " (" + s.Agency + ") - "
		}
	case "pesisirpos":
		d.Path = "/" + s.Section + "/read/" + s.Slug
		d.Date = indonesianDate(s.Published)
		d.Dateline, d.EndMark = strings.ToUpper(s.Place)+", PESISIR POS – ", "(kbn/red)"
	default:
		d.Path = "/" + s.Section + "/" + s.Slug
		d.Date = s.Published.Format("2 January 2006, 3:04 PM") + " SGT"
		d.Dateline = s.Place + " (Straits Observer) — "
	}
	return d
}

func indonesianDate(t time.Time) string {
	days := [...]string{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"}
	months := [...]string{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"}
	return fmt.Sprintf("%s, %d %s %d | %s WIB", days[t.Weekday()], t.Day(), months[t.Month()-1], t.Year(), t.Format("15:04"))
}

func (o *outlet) url(path string) string { return "http://" + o.host + path }

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder does not fail
	return b.String()
}

// rss is a sound feed of the newest stories. Its links carry the parameters of a newsletter.
func rss(n *Newsroom, o *outlet) (contentType, body string) {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>%s</title><link>%s</link>`, escape(o.name), o.url("/"))
	for _, s := range n.of(o)[:3] {
		d := o.story(s)
		fmt.Fprintf(&b, `<item><title>%s</title><link>%s</link><pubDate>%s</pubDate><description>%s</description></item>`,
			escape(s.Title), escape(o.url(d.Path)+"?utm_source=rss&utm_medium=feed"), s.Published.Format(time.RFC1123Z), escape(d.Lead))
	}
	b.WriteString("</channel></rss>")
	return "application/rss+xml", b.String()
}

// brokenRSS is a feed as they are: a warning of the server before it, a bare ampersand and an HTML entity
// in it, and cut off in the middle of an item.
func brokenRSS(n *Newsroom, o *outlet) (contentType, body string) {
	var b strings.Builder
	b.WriteString("\n<br />Notice: Undefined index: lang in /srv/feed.php on line 12<br />\n")
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>%s &raquo; Terbaru</title>`, escape(o.name))
	for _, s := range n.of(o)[:3] {
		fmt.Fprintf(&b, `<item><title>%s & lainnya</title><link>%s</link><pubDate>%s</pubDate></item>`,
			s.Title, o.story(s).Path, s.Published.Format("Mon, 02 Jan 2006 15:04:05 ")+"WIB")
	}
	b.WriteString("<item><title>Artikel yang terpo")
	return "text/html", b.String()
}

// atom is a feed that no page names; it stands under a usual path.
func atom(n *Newsroom, o *outlet) (contentType, body string) {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>%s</title>`, escape(o.name))
	for _, s := range n.of(o) {
		d := o.story(s)
		fmt.Fprintf(&b, `<entry><title>%s</title><link href="%s"/><id>%s</id><published>%s</published><updated>%s</updated></entry>`,
			escape(s.Title), d.Path, o.url(d.Path), d.ISO, d.Modified)
	}
	b.WriteString("</feed>")
	return "application/atom+xml", b.String()
}

func sitemap(o *outlet, stories []Story) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
	for _, s := range stories {
		d := o.story(s)
		fmt.Fprintf(&b, "<url><loc>%s</loc><lastmod>%s</lastmod></url>", o.url(d.Path), d.Modified)
	}
	fmt.Fprintf(&b, "<url><loc>%s</loc></url></urlset>", o.url("/berita/2020/01/01/artikel-yang-dihapus.html"))
	return b.String()
}
