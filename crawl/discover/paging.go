package discover

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kabar/address"
)

const (
	maxNext          = 10
	maxContinuations = 50
)

// pageSet is what of a page's links are further pages of the page itself.
type pageSet struct {
	next, continuations []string
	taken               map[int]bool // indices of anchors
}

// numbered is an address as the n-th page of another one.
type numbered struct {
	base string // the address without the mark of a page
	n    int    // 1 for the base itself
	all  bool   // shows all pages at once
	sure bool   // the mark cannot be anything else
}

// pages finds further pages. They differ from the page's own address in nothing but the mark of a page; a
// link to the next article of a blog, which also calls itself next, does not.
func (w *walker) pages() pageSet {
	set := pageSet{taken: map[int]bool{}}
	own := w.ownNumbered()
	type found struct {
		url string
		numbered
	}
	var list []found
	for i := range w.anchors {
		a := &w.anchors[i]
		if a.shape.origin != w.ownURL.origin {
			continue
		}
		var best *numbered
		for _, c := range marks(a.shape) {
			if c.base == own.base && (c.sure || pagerText(a.text) || a.pager || strings.Contains(a.rel, "next")) {
				best = &c
				break
			}
		}
		if best == nil {
			if strings.Contains(a.rel, "next") && a.title == "" {
				set.taken[i] = true
			}
			continue
		}
		set.taken[i] = true
		if best.all || best.n > own.n {
			list = append(list, found{a.url, *best})
		}
	}
	slices.SortStableFunc(list, func(a, b found) int {
		if a.all != b.all {
			if a.all {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.n, b.n)
	})
	for _, f := range list {
		if len(set.continuations) < maxContinuations {
			set.continuations = append(set.continuations, f.url)
		}
		if !f.all && len(set.next) < maxNext {
			set.next = append(set.next, f.url)
		}
	}
	if len(set.next) == 0 { // a listing whose pages are counted in some other way
		for i := range w.anchors {
			a := &w.anchors[i]
			if (strings.Contains(a.rel, "next") || nextText(a.text)) && a.shape.origin == w.ownURL.origin && w.samePath(a.shape) && i != w.ownIndex() {
				set.next = append(set.next, a.url)
				set.taken[i] = true
				break
			}
		}
	}
	return set
}

// samePath tells whether an address is of the same list: the same path with another query, or one below
// it.
func (w *walker) samePath(s *shape) bool {
	return s.path == w.ownURL.path && len(s.query) > 0
}

// ownNumbered is the page's own address without the mark of a page. A number alone at the end of the path
// is a mark only when the page links to the address without it.
func (w *walker) ownNumbered() numbered {
	for _, m := range marks(w.ownURL) {
		if m.all {
			continue
		}
		if !m.sure {
			if _, ok := w.keyed(m.base); !ok {
				continue
			}
		}
		return m
	}
	return numbered{base: w.ownURL.bare(), n: 1}
}

func (w *walker) keyed(href string) (int, bool) {
	key, err := address.Key(href)
	if err != nil {
		return 0, false
	}
	i, ok := w.byKey[key]
	return i, ok
}

// bare is the address in the form that bases are compared in.
func (s *shape) bare() string { return s.with(s.segments, s.query) }

func (s *shape) with(segments []string, query url.Values) string {
	out := s.origin + "/" + strings.Join(segments, "/")
	if len(query) > 0 {
		out += "?" + query.Encode()
	}
	return out
}

// marks are the ways to read an address as a page of another one.
func marks(s *shape) []numbered {
	var out []numbered
	for _, key := range slices.Sorted(maps.Keys(s.query)) {
		value := strings.ToLower(s.query.Get(key))
		n, counted := count(value)
		base := func() string {
			rest := maps.Clone(s.query)
			delete(rest, key)
			return s.with(s.segments, rest)
		}
		switch strings.ToLower(key) {
		case "page", "halaman", "hal", "pg", "paged", "pagina", "seite", "pageno", "page_no", "pagenum", "currentpage", "_page", "laman":
			switch {
			case counted:
				out = append(out, numbered{base(), n, false, true})
			case value == "all" || value == "semua" || value == "full":
				out = append(out, numbered{base(), 0, true, true})
			}
		case "p":
			if counted && n < 100 && len(s.segments) > 0 {
				out = append(out, numbered{base(), n, false, false})
			}
		case "single", "full", "showall", "show_all", "allpages", "viewall", "singlepage":
			if value != "0" && value != "false" {
				out = append(out, numbered{base(), 0, true, true})
			}
		case "show", "view", "showpage", "mode":
			if value == "all" || value == "full" || value == "single" || value == "semua" {
				out = append(out, numbered{base(), 0, true, true})
			}
		}
	}
	n := len(s.segments)
	if n == 0 {
		return out
	}
	last := s.last()
	number, counted := count(last)
	counted = counted && number > 0 && !year(last)
	if n >= 2 && counted && slices.Contains([]string{"page", "halaman", "hal", "pagina", "seite", "p", "pages", "laman"}, s.segments[n-2]) {
		out = append(out, numbered{s.with(s.segments[:n-2], s.query), number, false, true})
	}
	if counted && number < 100 && n >= 2 {
		out = append(out, numbered{s.with(s.segments[:n-1], s.query), number, false, false})
	}
	if n >= 2 && slices.Contains([]string{"all", "full", "semua", "single", "allpages", "singlepage"}, last) {
		out = append(out, numbered{s.with(s.segments[:n-1], s.query), 0, true, false})
	}
	slug := s.slug()
	for _, sep := range []string{"-", "_", ",", "-page-", "-p", "-hal-", "-halaman-"} { // judul-2.html
		i := strings.LastIndex(slug, sep)
		if i <= 0 {
			continue
		}
		k, counted := count(slug[i+len(sep):])
		if !counted || k < 1 || k >= 100 {
			continue
		}
		segments := append(slices.Clone(s.segments[:n-1]), slug[:i]+strings.TrimPrefix(last, slug))
		out = append(out, numbered{s.with(segments, s.query), k, false, false})
	}
	return out
}

// pagerText tells the text of a link in a pager: a number, or a word for next.
func pagerText(text string) bool {
	text = strings.Trim(text, " [](){}.|")
	return allDigits(text) && len(text) <= 3 || nextText(text) || allText(text)
}

// nextText tells words and signs for the next page.
func nextText(text string) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	text = strings.Trim(text, " .:")
	switch strings.Trim(text, " ›»>→") {
	case "":
		return text != ""
	case "selanjutnya", "berikutnya", "next", "next page", "older", "older posts", "older entries", "halaman selanjutnya", "halaman berikutnya", "lanjut",
		"lanjutkan", "lihat selanjutnya", "laman berikutnya", "lebih lama", "postingan lama", "pos-pos lebih lama", "load more", "muat lainnya", "more", "weiter", "nächste",
		"nächste seite", "suivant", "page suivante", "siguiente", "página siguiente", "próxima", "avanti", "successiva", "следующая", "далее", "下一页", "下一頁", "次へ", "다음", "seterusnya",
		"volgende", "sonraki", "baca halaman selanjutnya", "ke halaman selanjutnya", "baca selanjutnya", "halaman kedua":
		return true
	}
	return false
}

// allText tells words for all pages at once.
func allText(text string) bool {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "show all", "view all", "tampilkan semua", "lihat semua", "semua", "all", "single page", "baca semua", "satu halaman", "alles auf einer seite", "view as single page", "selengkapnya":
		return true
	}
	return false
}

// count reads a number below 10,000 without a sign.
func count(s string) (n int, ok bool) {
	if len(s) > 4 || !allDigits(s) {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}
