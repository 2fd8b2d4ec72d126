package meta

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html/atom"

	"kabar/address"
	"kabar/page"
)

// decideSection takes the section that the page names, else the last step of the way to it. What only says that the page is
// an article is no section, nor is the outlet's name.
func (r *reader) decideSection() {
	best := 0
	for _, m := range r.metas {
		if m.role == roleSection && m.weight > best && !unfilled(m.content) && r.setSection(clean(m.content), m.name) {
			best = m.weight
		}
	}
	if best > 0 {
		return
	}
	done := false
	r.graph.article.get("articleSection").each(func(v *value) {
		done = done || r.setSection(v.string(), "jsonld")
	})
	if done {
		return
	}
	names := r.crumbNames()
	for i := len(names) - 1; i >= 0; i-- {
		if !strings.HasSuffix(names[i], "...") && !strings.HasSuffix(names[i], "…") && strings.Count(names[i], " ") < 5 && r.setSection(names[i], "breadcrumb") {
			return
		}
	}
	for _, m := range r.kinds {
		if m.where&apart == 0 && r.byHeadline(m.place) && r.setSection(shortText(m.node, 60), "category") {
			return
		}
	}
}

// byHeadline reports whether what names the article's category or subject stands beside its headline or behind.
func (r *reader) byHeadline(place int) bool {
	return r.headline == nil || place > r.headline.place-40
}

// setSection takes the first of a list that is a section, and reports whether there is one.
func (r *reader) setSection(list, from string) bool {
	if len(list) >= 80 || strings.HasPrefix(list, "http") || related(key(list), key(r.facts.Title)) {
		return false
	}
	for s := range strings.SplitSeq(list, ",") {
		s = strings.Trim(s, " /#>»›")
		if !strings.ContainsFunc(s, unicode.IsLetter) || pageType(s) || slices.Contains(r.outletKeys, key(s)) {
			continue
		}
		r.facts.Section, r.facts.Why["section"] = s, from
		return true
	}
	return false
}

// pageType reports whether a word in a section's place only says what kind of page it is.
func pageType(s string) bool {
	switch strings.ToLower(s) {
	case "article", "articles", "artikel", "news", "berita", "post", "posts", "blog", "story", "stories", "content", "page", "detail", "default",
		"uncategorized", "uncategorised", "tanpa kategori", "tak berkategori", "home", "beranda", "index", "all", "website", "newsarticle", "search", "none", "other",
		"current page", "halaman", "allgemein", "allgemeines", "aktuelles", "aktuell", "nachrichten", "archiv", "general", "umum", "non classé", "sin categoría", "sin categorizar", "sem categoria",
		"senza categoria", "ukategorisert", "okategoriserade", "geen categorie", "bez kategorii", "без рубрики", "genel", "nezařazené", "未分類", "未分类", "미분류",
		"nicht kategorisiert", "ohne kategorie", "chưa phân loại", "ไม่มีหมวดหมู่", "lainnya", "lain-lain", "headline", "terkini", "terbaru", "noticias", "notícias", "actualités",
		"notizie", "nieuws", "haber", "haberler", "wiadomości", "новости", "nyheter", "uutiset", "tin tức", "ข่าว", "뉴스", "ニュース", "新闻", "新聞", "أخبار", "समाचार":
		return true
	}
	return false
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
