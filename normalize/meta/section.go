package meta

import (
	"strings"

	"golang.org/x/net/html/atom"

	"kabar/address"
	"kabar/page"
)

// decideSection takes the section that the page names, else the last step of the way to it.
func (r *reader) decideSection() {
	f := &r.facts
	if s, name := r.first(roleSection); s != "" && !strings.HasPrefix(s, "http") && len(s) < 80 {
		f.Section, f.Why["section"] = s, name
		return
	}
	if s := r.graph.article.get("articleSection").string(); s != "" && len(s) < 80 {
		f.Section, f.Why["section"] = s, "jsonld"
		return
	}
	if names := r.crumbNames(); len(names) > 0 {
		f.Section, f.Why["section"] = names[len(names)-1], "breadcrumb"
	}
}

// crumbNames are the steps between the front page and the article.
func (r *reader) crumbNames() []string {
	var names []string
	add := func(s string) {
		if s = clean(s); s == "" || len(s) > 60 || home(s) || related(key(s), key(r.facts.Title)) || r.isOutlet(s) || len(names) > 8 {
			return
		}
		names = append(names, s)
	}
	r.graph.crumbs.get("itemListElement").each(func(v *value) {
		s := v.get("name").string()
		if s == "" {
			s = v.get("item").get("name").string()
		}
		add(s)
	})
	if len(names) == 0 && len(r.crumbs) > 0 {
		for a := range page.Elements(r.crumbs[0].node, atom.A) {
			add(page.Text(a))
		}
	}
	return names
}

func home(s string) bool {
	switch strings.ToLower(s) {
	case "home", "homepage", "beranda", "startseite", "start", "inicio", "accueil", "utama", "news",
		"laman utama", "depan", "halaman depan", "portada", "index", "»", "›", ">", "/":
		return true
	}
	return false
}

// after reports whether a place lies behind the headline.
func (r *reader) after(place int) bool { return r.headline == nil || place > r.headline.place }

func (r *reader) decideImage() {
	f := &r.facts
	set := func(ref, from string) bool {
		if ref == "" || strings.HasPrefix(ref, "data:") || unfilled(ref) {
			return false
		}
		target, err := address.Resolve(r.page.Base, ref)
		if err != nil {
			return false
		}
		f.Image, f.Why["image"] = target, from
		return true
	}
	if s, name := r.first(roleImage); set(s, name) {
		return
	}
	done := false
	r.graph.article.get("image").each(func(v *value) {
		if done {
			return
		}
		v = r.graph.resolve(v)
		s := v.string()
		if v.kind == objectValue {
			if s = v.get("url").string(); s == "" {
				s = v.get("contentUrl").string()
			}
		}
		done = set(s, "jsonld")
	})
	if done || set(r.graph.article.get("thumbnailUrl").string(), "jsonld") {
		return
	}
	for _, l := range r.evidence.links {
		if l.rel == "image_src" && set(l.href, "image_src") {
			return
		}
	}
	for _, m := range r.images {
		if r.headline != nil && r.after(m.place) && set(page.Attr(m.node, "src"), "img") {
			return
		}
	}
}
