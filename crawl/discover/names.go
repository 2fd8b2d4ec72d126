package discover

import "strings"

// names is what the value of a class or an id says. Themes share these words.
type names struct {
	menu, comment, pager bool // where in the page it is
	byline               bool

	comments, buttons, posts int // how many of the names are those of a reader's comment, a button, a post in a forum
}

func readNames(value string) (n names) {
	for name := range strings.FieldsSeq(strings.ToLower(value)) {
		switch name {
		case "byline", "author", "entry-author", "post-author", "article-author", "author-name", "penulis", "reporter", "vcard", "read__author":
			n.byline = true
		case "comment", "comment-body", "comment-list":
			n.comments++
		case "btn", "button", "cta", "btn-primary", "wp-block-button", "elementor-button", "cta-button":
			n.buttons++
		case "post", "message", "reply", "postbody", "thread", "topic", "post-content", "js-post", "bbp-reply-content", "cooked", "topic-post":
			n.posts++
		}
		for word := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '-' || r == '_' }) {
			switch word {
			case "nav", "navbar", "navigation", "menu", "navmenu", "submenu", "breadcrumb", "breadcrumbs", "footer", "topbar", "sitemap":
				n.menu = true
			case "comment", "comments", "komentar", "disqus", "respond":
				n.comment = true
			case "pagination", "paging", "pager", "pages", "paginate", "halaman":
				n.pager = true
			}
		}
	}
	return n
}
