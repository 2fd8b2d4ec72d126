package meta

import (
	"slices"
	"strings"

	"kabar/address"
)

// separators stand between a headline and the names of section and outlet. Blanks around them are part of
// the sign: a hyphen within a word separates nothing.
var separators = [...]string{" | ", " - ", " – ", " — ", " : ", " » ", " « ", " · ", " • ",
	" / ", " :: ", "｜", " ‹ ", " › ", " ∙ ", " ~ ", ": "}

// tight are the signs that separate without blanks too, when what follows is just the outlet's name.
var tight = [...]string{"|", "｜", "│", "ㅣ", "_", "-", "："}

// decideOutlets collects what the outlet is called.
func (r *reader) decideOutlets() {
	f := &r.facts
	add := r.addOutlet
	if s, name := r.first(roleSite); s != "" && !strings.Contains(s, "://") {
		f.SiteName, f.Why["sitename"] = s, name
	}
	by := r.graph.resolve(r.graph.article.get("publisher"))
	publisher := by.get("name").string()
	if hasType(by, "Person") { // a writer's own site
		publisher = ""
	}
	if f.SiteName == "" {
		f.SiteName, f.Why["sitename"] = publisher, "jsonld"
	}
	if f.SiteName == "" {
		f.SiteName = r.graph.site
	}
	if f.SiteName == "" {
		delete(f.Why, "sitename")
	}
	add(f.SiteName)
	for _, m := range r.metas {
		if m.role == roleSite && !strings.Contains(m.content, "://") {
			add(clean(m.content))
		}
	}
	add(publisher)
	add(r.graph.site)
	host := strings.TrimPrefix(address.Host(r.page.URL), "www.")
	if r.site != "" {
		add(r.site)
		name, _, _ := strings.Cut(r.site, ".")
		add(name)
	}
	if host != r.site {
		add(host)
	}
}

// outletsOfTitle adds what stands in <title> beside the headline, where it resembles a name already known.
func (r *reader) outletsOfTitle() {
	f := &r.facts
	rest := besides(r.title, f.Title)
	for _, sep := range separators {
		rest = strings.ReplaceAll(rest, sep, "\x00")
	}
	for s := range strings.SplitSeq(rest, "\x00") {
		s = strings.Trim(s, " -|–—:»·•")
		k := key(s)
		if len(k) < 3 || len(s) > 40 || len(f.Outlets) >= 12 {
			continue
		}
		for i, o := range r.outletKeys {
			if strings.EqualFold(f.Outlets[i], s) {
				break
			}
			if strings.Contains(k, o) || strings.Contains(o, k) {
				r.addOutlet(s)
				break
			}
		}
	}
}

// besides is what a title holds beside the headline.
func besides(title, headline string) string {
	i := strings.Index(title, headline)
	if headline == "" || i < 0 {
		return ""
	}
	if i == 0 {
		return title[len(headline):]
	}
	return title[:i]
}

func (r *reader) addOutlet(s string) {
	f := &r.facts
	s = strings.TrimPrefix(strings.TrimSpace(s), "@")
	k := key(s)
	if k == "" || len(s) > 60 || unfilled(s) || len(f.Outlets) >= 12 {
		return
	}
	for _, o := range f.Outlets {
		if strings.EqualFold(o, s) {
			return
		}
	}
	f.Outlets = append(f.Outlets, s)
	r.outletKeys = append(r.outletKeys, k)
}

// isOutlet reports whether s names the outlet: in the letters of one of its names, or with little more.
func (r *reader) isOutlet(s string) bool {
	if len(s) > 80 {
		return false
	}
	k := key(s)
	if k == "" {
		return false
	}
	k = strings.TrimPrefix(k, "www")
	for _, o := range r.outletKeys {
		if k == o || len(o) >= 4 && strings.HasPrefix(k, o) && len(k) <= len(o)+8 ||
			len(k) >= 4 && strings.HasPrefix(o, k) && len(o) <= len(k)+8 {
			return true
		}
	}
	return false
}

// ofSite reports whether a part of a title names the outlet, or what every page of a site may be called.
func (r *reader) ofSite(s string) bool {
	switch key(s) {
	case "home", "homepage", "blogarchive", "blogarchiv", "arsipblog", "beranda":
		return true
	}
	return r.isOutlet(s)
}

// inAddress reports whether a short text is the name of a folder in the page's address, as sections are: "Hukum" of /hukum/2025/x.
func (r *reader) inAddress(s string) bool {
	k := key(s)
	if len(k) < 3 || len(k) > 20 {
		return false
	}
	_, path, _ := strings.Cut(barePage(r.page.URL), "/")
	folders := strings.Split(path, "/")
	for _, f := range folders[:len(folders)-1] {
		if key(f) == k {
			return true
		}
	}
	return false
}

// trimPage cuts the number of the page off a title: "… Halaman 2", "… - Page 3", "… Halaman all".
func trimPage(t string) string {
	i := strings.LastIndexByte(t, ' ')
	if i < 0 {
		return t
	}
	n := t[i+1:]
	if !strings.EqualFold(n, "all") && !strings.EqualFold(n, "semua") && (len(n) > 2 || !digit(n[0])) {
		return t
	}
	for _, word := range [...]string{" Halaman", " halaman", " Page", " Hal", " Laman"} {
		if rest, ok := strings.CutSuffix(t[:i], word); ok {
			return strings.TrimRight(rest, " -|–—,")
		}
	}
	return t
}

// trimOutlet cuts one segment off the end or the start of a title when it names the outlet.
func (r *reader) trimOutlet(t string) string {
	for _, sep := range tight {
		if i := strings.LastIndex(t, sep); i > 0 && slices.Contains(r.outletKeys, key(t[i+len(sep):])) {
			return strings.TrimSpace(t[:i])
		}
	}
	for _, sep := range separators {
		if i := strings.LastIndex(t, sep); i > 0 && (r.ofSite(t[i+len(sep):]) || sep != ": " && i > 15 && r.inAddress(t[i+len(sep):])) {
			return strings.TrimSpace(t[:i])
		}
		if sep == ": " || sep == " / " {
			continue
		}
		if i := strings.Index(t, sep); i > 0 && r.ofSite(t[:i]) {
			return strings.TrimSpace(t[i+len(sep):])
		}
	}
	return t
}

// ownBlog reports whether a name is the one under which a writer blogs on a host of many: the first label of the address there is
// a person's, where elsewhere it is the outlet's. Such hosts stand in the public suffix list, so that the site has a label
// more than the domains of a generic top level have.
func (r *reader) ownBlog(name string) bool {
	label, host, _ := strings.Cut(r.site, ".")
	return len(host)-strings.LastIndexByte(host, '.') > 3 && strings.Contains(host, ".") && key(name) == key(label)
}
