package meta

// mark is what the words of a class, an id or the like say about an element.
type mark uint32

const (
	markAuthor   mark = 1 << iota // who wrote it
	markEditor                    // who edited it
	markDate                      // when
	markModified                  // when it was changed
	markTag                       // what it is about
	markCrumb                     // where it stands in the site
	markComment                   // readers' words
	markRelated                   // other articles
	markMenu                      // the way around the site
	markCaption                   // about a picture
	markTitle                     // a headline
	markGate                      // where reading ends without a subscription
	markBio                       // about the author, behind the text
	markContent                   // the article's text
)

// markWords are English, Indonesian and of the larger European languages.
var markWords = map[mark][]string{
	markAuthor: {
		"author", "authors", "autor", "autoren", "autore", "autores", "auteur", "auteurs", "byline", "bylines", "writer",
		"writers", "penulis", "reporter", "wartawan", "journalist", "verfasser", "skribent", "pewarta", "contributor",
		"contributors", "authored", "redactor", "forfatter", "yazar", "firma", "oleh", "signature", "authorname", "authorlink",
		"wrote", "postauthor", "signatur", "verfasst", "skribenter", "cronista", "autorin", "penulisnya", "fn",
	},
	markEditor: {
		"editor", "editors", "penyunting",
	},
	markDate: {
		"date", "dates", "datetime", "time", "timestamp", "tanggal", "tgl", "waktu", "published", "publish", "pubdate", "posted",
		"datum", "fecha", "schedule", "dateline", "publication", "pubtime", "calendar", "entrydate", "postdate", "datepublished",
		"data", "created", "when", "tarih",
	},
	markModified: {
		"modified", "updated", "update", "diperbarui", "datemodified",
	},
	markTag: {
		"tag", "tags", "keyword", "keywords", "topic", "topics", "topik", "tagcloud", "taglist", "schlagworte",
	},
	markCrumb: {
		"breadcrumb", "breadcrumbs", "crumb", "crumbs",
	},
	markComment: {
		"comment", "comments", "komentar", "respond", "disqus", "kommentare", "kommentar", "commentlist", "replies", "reactions",
	},
	markRelated: {
		"related", "terkait", "recommended", "recommendation", "recommendations", "popular", "trending", "terpopuler", "teaser",
		"teasers", "promo", "sidebar", "carousel", "latest", "terbaru", "lainnya", "rekomendasi", "onward", "aside",
		"readmore", "outbrain", "taboola", "mostread", "listing", "slider", "ticker", "suggested",
	},
	markMenu: {
		"menu", "nav", "navbar", "navigation", "footer", "topbar", "masthead", "sitenav", "submenu", "toolbar",
	},
	markCaption: {
		"caption", "figcaption", "captions", "gallery", "copyright", "lightbox",
	},
	markTitle: {
		"headline", "title", "judul", "heading", "titre", "titulo", "titolo", "tytul", "posttitle",
	},
	markGate: {
		"paywall", "regwall", "gate", "paygate", "subscription", "premium",
	},
	markBio: {
		"bio", "biography", "about", "profile", "authorbox",
	},
	markContent: {
		"content", "body", "isi", "story", "articlebody", "entry", "artikel", "text",
	},
}

// marks finds a word; markLengths has the bits of the lengths that words with that first letter have, which
// refuses most words of a page without a look at the map.
var marks, markLengths = indexMarks(markWords)

// longestMark bounds the words in bytes.
const longestMark = 16

func indexMarks(lists map[mark][]string) (index map[string]mark, lengths [256]uint32) {
	index = make(map[string]mark)
	for m, words := range lists {
		for _, w := range words {
			index[w] |= m
			lengths[w[0]] |= 1 << len(w)
		}
	}
	return index, lengths
}

// marksOf reads the words of class names in any of the usual spellings: "post-author", "postAuthor",
// "ArticleHeader__author".
func marksOf(s string) (m mark) {
	for i := 0; i < len(s); {
		c := s[i]
		if c|0x20 < 'a' || c|0x20 > 'z' {
			i++
			continue
		}
		start := i
		upper := c < 'a'
		i++
		if i < len(s) && s[i] >= 'A' && s[i] <= 'Z' {
			for i < len(s) && s[i] >= 'A' && s[i] <= 'Z' {
				i++
			}
			upper = true
		}
		for i < len(s) && s[i] >= 'a' && s[i] <= 'z' {
			i++
		}
		n := i - start
		if n > longestMark || markLengths[c|0x20]&(1<<n) == 0 {
			continue
		}
		if !upper {
			m |= marks[s[start:i]]
			continue
		}
		var lower [longestMark]byte
		for j := range n {
			lower[j] = s[start+j] | 0x20
		}
		m |= marks[string(lower[:n])]
	}
	return m
}
