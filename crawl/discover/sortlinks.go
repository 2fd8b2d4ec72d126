package discover

import (
	"slices"
	"strings"
	"unicode/utf8"

	"kabar/news"
)

// linkClass is what a link leads to.
type linkClass uint8

const (
	toNothing linkClass = iota // a file, a form, a page about the outlet
	toSection
	toArticle
)

// sort parts the anchors into articles, sections and pages of a list.
func (w *walker) sort(res *PageResult) {
	pages := w.pages()
	res.Next, res.Continuations = pages.next, pages.continuations
	for i := range w.anchors {
		a := &w.anchors[i]
		if pages.taken[i] || a.rel == "next" && a.title == "" {
			continue
		}
		if a.shape.front() && a.shape.origin == w.ownURL.origin {
			if !w.ownURL.front() {
				res.Sections = append(res.Sections, a.link(news.WorkSection))
			}
			continue
		}
		if i == w.ownIndex() {
			continue
		}
		switch a.leads {
		case toArticle:
			res.Articles = append(res.Articles, a.link(news.WorkArticle))
		case toSection:
			res.Sections = append(res.Sections, a.link(news.WorkSection))
		}
	}
}

// ownIndex is the index of the page's link to itself, -1 for none.
func (w *walker) ownIndex() int {
	if i, ok := w.byKey[w.own]; ok {
		return i
	}
	return -1
}

func (a *anchor) link(work news.Work) news.Link {
	return news.Link{URL: a.url, Work: work, Via: news.ViaSection, Title: a.title}
}

// class decides what an anchor leads to. The weights are set by hand; the sum is above zero for an
// article, and an open case is one.
func (a *anchor) class() linkClass {
	s := a.shape
	if fileEnding(s.ext) || s.service() {
		return toNothing
	}
	parts, more := s.dateIn()
	if parts > 0 && !more && !s.articleID { // an archive by date
		if a.table { // a calendar
			return toNothing
		}
		return toSection
	}
	if s.front() {
		return toSection
	}
	score := 0.0
	add := func(ok bool, points float64) {
		if ok {
			score += points
		}
	}
	slug := s.slug()
	words := s.words
	add(parts == 3, 3)
	add(parts == 2, 2)
	add(s.articleID, 2)
	add(words >= 3, 1)
	add(words >= 4, 1)
	add(words >= 6, 1.5)
	add(s.ext != "" && pageEnding(s.ext) && words >= 2, 0.5)
	add(s.hasWord(articleWords), 0.5)
	add(a.heading, 2)
	add(a.article, 0.5)
	titleWords := strings.Count(a.title, " ") + 1
	long := utf8.RuneCountInString(a.title)
	add(titleWords >= 5 && long >= 25 || titleWords < 3 && long >= 15 && !isASCII(a.title), 2)
	add(titleWords >= 8, 0.5)
	add(titleWords <= 2 && a.title != "" && isASCII(a.title), -1)
	add(a.menu, -1.5)
	add(len(s.segments) == 1 && words <= 2 && !s.articleID, -1.5)
	add(len(s.segments) == 2 && words <= 1 && !s.articleID, -0.5)
	add(words <= 1 && digits(slug) == 0 && len(slug) < 16, -0.5)
	if about := s.about(); about && score < 4 {
		return toNothing
	}
	if s.hasListWord() && score < 5.5 {
		return toSection
	}
	if score >= 0 {
		return toArticle
	}
	return toSection
}

// articleWords are segments that come before the address of an article.
var articleWords = []string{"read", "baca", "article", "articles", "artikel", "story", "stories", "detail", "post", "posts", "berita", "news", "opini", "p", "a"}

func (s *shape) hasWord(words []string) bool {
	for _, seg := range s.segments[:max(len(s.segments)-1, 0)] {
		if slices.Contains(words, seg) {
			return true
		}
	}
	return false
}

// listWords are segments after which the name of a list follows, in the languages of most sites: tags,
// topics, authors, categories.
var listWords = []string{
	"tag", "tags", "tagging", "topik", "topic", "topics", "category", "categories", "kategori", "label", "labels", "author", "authors",
	"penulis", "reporter", "editor", "user", "users", "profil-penulis", "rubrik", "kanal", "channel",
	"section", "sections", "thema", "themen", "tema", "autor",
	"autoren", "auteur", "kategorie", "categoria", "categorie", "etiqueta", "tagar", "hashtag", "seri", "series", "archive", "archives", "arsip", "indeks",
}

// indexWords are lists by themselves: as the last segment.
var indexWords = []string{
	"index", "terpopuler", "populer", "popular", "trending", "terkini", "terbaru", "latest", "recent", "fokus", "foto-terpopuler", "page", "berita-terkini",
	"most-read", "most-popular", "headline", "headlines", "news", "berita", "artikel", "articles", "blog",
}

// hasListWord tells whether a segment says that a list follows, or the last one is a list.
func (s *shape) hasListWord() bool {
	for i, seg := range s.segments {
		if i+1 == len(s.segments) {
			if seg = s.slug(); slices.Contains(indexWords, seg) && !s.articleID {
				return true
			}
		}
		if slices.Contains(listWords, seg) && (len(s.segments)-i <= 3) {
			return true
		}
	}
	_, tag := s.query["tag"]
	_, cat := s.query["cat"]
	_, author := s.query["author"]
	return tag || cat || author
}

// serviceWords are segments of pages that do something and say nothing.
var serviceWords = []string{
	"login", "log-in", "logout", "log-out", "signin", "sign-in", "signup", "sign-up", "register", "registrasi", "daftar-akun", "masuk", "keluar", "wp-login.php",
	"wp-admin", "wp-json", "xmlrpc.php", "admin", "cart", "keranjang", "checkout", "wishlist", "account", "my-account", "akun", "password", "lupa-password",
	"share", "bagikan", "print", "cetak", "printer", "email", "send", "search", "cari", "pencarian", "suche", "recherche", "buscar", "subscribe", "langganan",
	"unsubscribe", "newsletter", "captcha", "redirect", "goto", "comment", "comments", "reply", "oauth", "sso", "auth", "cdn-cgi", "cgi-bin", "download", "unduh",
	"calendar", "kalender", "feed", "rss", "trackback", "embed",
}

// service tells whether the address is of a page that does something: a login, a search, a share, a print
// view, a calendar.
func (s *shape) service() bool {
	for i, seg := range s.segments {
		if slices.Contains(serviceWords, seg) && (i == 0 || i+1 == len(s.segments) || seg == "cdn-cgi" || seg == "wp-admin") {
			return i+1 == len(s.segments) || len(s.segments) <= 3 && slugWords(s.slug()) < 4
		}
		if strings.HasPrefix(seg, "comment-page-") {
			return true
		}
	}
	for key := range s.query {
		switch strings.ToLower(key) {
		case "share", "replytocom", "s", "q", "add-to-cart", "print", "redirect", "redirect_to", "return", "returnurl", "return_url", "login", "keyword",
			"action", "do", "tmpl", "date", "tanggal", "tgl", "month", "tahun", "sort", "order", "orderby", "filter", "cmd", "like_comment":
			return !s.articleID || key == "share" || key == "replytocom" || key == "print" || key == "tmpl"
		}
	}
	return false
}

// aboutWords are pages about the outlet: who makes it, on what terms.
var aboutWords = []string{
	"about", "about-us", "aboutus", "tentang", "tentang-kami", "tentangkami", "contact", "contact-us", "contactus", "contacts", "kontak", "kontak-kami", "hubungi-kami",
	"hubungi", "privacy", "privacy-policy", "privacypolicy", "kebijakan-privasi", "privasi", "kebijakan", "terms", "terms-of-service", "terms-of-use",
	"terms-and-conditions", "terms-conditions", "tos", "syarat", "syarat-dan-ketentuan", "syarat-ketentuan", "ketentuan", "ketentuan-layanan", "disclaimer", "redaksi",
	"susunan-redaksi", "box-redaksi", "dewan-redaksi", "tim-redaksi", "pedoman", "pedoman-media-siber", "pedoman-siber", "pedoman-pemberitaan-media-siber", "kode-etik",
	"kode-etik-jurnalistik", "karir", "karier", "career", "careers", "jobs", "lowongan", "lowongan-kerja", "iklan", "info-iklan", "advertise", "advertising",
	"advertise-with-us", "pasang-iklan", "mediakit", "media-kit", "rate-card", "faq", "help", "bantuan", "cookie", "cookies", "cookie-policy", "copyright", "hak-cipta",
	"legal", "imprint", "impressum", "datenschutz", "agb", "mentions-legales", "aviso-legal", "privacidad", "sitemap", "peta-situs", "site-map", "accessibility", "corrections",
	"masthead", "staff", "visi-misi", "company-profile", "subscription", "donate", "donasi", "mobile-apps", "disclaimer-kami", "editorial-policy", "ethics",
}

// about tells whether the address is of a page about the outlet: the word is the whole slug, and not far
// from the root.
func (s *shape) about() bool {
	return len(s.segments) > 0 && len(s.segments) <= 3 && slices.Contains(aboutWords, strings.ReplaceAll(s.slug(), "_", "-"))
}
