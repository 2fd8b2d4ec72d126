package meta

import (
	"strings"

	"golang.org/x/net/html"
)

// meta reads a meta element, in the head or, as microdata, in the body.
func (w *walker) meta(n *html.Node, where region) {
	var name, prop, content, item string
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "name", "http-equiv":
			name = a.Val
		case "property":
			prop = a.Val
		case "itemprop":
			item = a.Val
		case "content", "value":
			content = a.Val
		}
	}
	if content == "" {
		return
	}
	if item != "" && w.body {
		w.property(n, &where, 0, item)
	}
	for _, key := range [...]string{name, prop, item} {
		if key == "" || len(key) > 64 || len(w.metas) >= maxMetas || where&apart != 0 && key != prop {
			continue
		}
		key = strings.ToLower(strings.TrimSpace(key))
		if key == "parsely-page" {
			w.packed(content)
			return
		}
		role, weight := metaRoleOf(key)
		if role == roleAuthor && w.body && key == item { // whose author, microdata does not say here
			continue
		}
		if role != roleNone {
			w.metas = append(w.metas, metaTag{role, weight, key, content})
			return
		}
	}
}

// packed reads all the facts that a meta element holds as one JSON object: parsely-page.
func (w *walker) packed(content string) {
	if !strings.Contains(content, `"`) {
		content = html.UnescapeString(content)
	}
	values := readJSON(content, &w.left, func(string) bool { return true })
	if len(values) == 0 {
		return
	}
	for _, m := range [...]metaTag{{roleTitle, 6, "title", ""}, {roleAuthor, 9, "authors", ""}, {roleAuthor, 9, "author", ""}, {rolePublished, 8, "pub_date", ""},
		{roleSection, 6, "section", ""}, {roleTags, 7, "tags", ""}, {roleImage, 5, "image_url", ""}} {
		key := m.name
		m.name = "parsely-page"
		values[0].get(key).each(func(v *value) {
			if m.content = v.string(); m.content != "" && len(w.metas) < maxMetas {
				w.metas = append(w.metas, m)
			}
		})
	}
}

func (w *walker) link(n *html.Node, where region) {
	var rel, href, kind string
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "rel":
			rel = a.Val
		case "href":
			href = a.Val
		case "type":
			kind = a.Val
		}
	}
	if href == "" || rel == "" || len(w.links) >= maxMarks {
		return
	}
	for r := range strings.FieldsSeq(rel) {
		switch r = strings.ToLower(r); r {
		case "canonical", "amphtml", "license", "image_src":
			w.links = append(w.links, linkTag{r, strings.TrimSpace(href), kind})
		}
	}
}

// script reads JSON-LD; other scripts are passed over.
func (w *walker) script(n *html.Node) {
	for i := range n.Attr {
		if n.Attr[i].Key == "type" && n.FirstChild != nil {
			kind, _, _ := strings.Cut(n.Attr[i].Val, ";")
			if strings.EqualFold(strings.TrimSpace(kind), "application/ld+json") && w.left > 0 {
				data := n.FirstChild.Data
				if strings.Contains(data, "&quot;") && !strings.Contains(data, `"`) { // escaped as if it were markup
					data = html.UnescapeString(data)
				}
				w.graph = append(w.graph, readJSON(data, &w.left, wantedKey)...)
			}
			return
		}
	}
}

// gate takes an element whose class speaks of a subscription for a gate when it is seen and short, and
// offers a subscription: the article itself carries such a class on some sites.
func (w *walker) gate(n *html.Node) {
	if w.gated || !w.body {
		return
	}
	for i := range n.Attr {
		if n.Attr[i].Key == "hidden" || n.Attr[i].Key == "style" && strings.Contains(strings.ReplaceAll(n.Attr[i].Val, " ", ""), "display:none") {
			return
		}
	}
	w.gated = offersSubscription(n)
}
