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
		"teasers", "promo", "sidebar", "widget", "carousel", "latest", "terbaru", "lainnya", "rekomendasi", "onward", "aside",
		"readmore", "outbrain", "taboola", "mostread", "listing", "slider", "ticker", "suggested", "card", "cards",
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

// metaRole is what a meta element's name says.
type metaRole uint8

const (
	roleNone metaRole = iota
	roleTitle
	roleDescription
	roleAuthor
	rolePublished
	roleCreated
	roleModified
	roleSection
	roleTags
	roleKeywords
	roleImage
	roleSite
	roleType
	roleLanguage
	roleURL
	roleFree
	roleTier
	roleRobots
	roleLicense
)

// metaRoleOf reads the name, property or itemprop of a meta element, in lower case. weight orders several
// elements of one role: the standards that name just this fact come first, the vague names last.
func metaRoleOf(name string) (role metaRole, weight int) {
	switch name {
	case "og:title":
		return roleTitle, 9
	case "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "citation_title", "dc:title", "headline", "article.headline":
		return roleTitle, 6
	case "title":
		return roleTitle, 4

	case "og:description":
		return roleDescription, 9
	case "description":
		return roleDescription, 8
	case "twitter:description", "dc.description", "dcterms.abstract", "sailthru.description", "dcterms.description":
		return roleDescription, 6

	case "content_author", "byl", "article:author_name", "articleauthor", "parsely-author", "sailthru.author", "citation_author", "dable:author", "cxenseparse:author":
		return roleAuthor, 9
	case "author", "authors":
		return roleAuthor, 7
	case "dc.creator", "dc:creator", "dcterms.creator", "dc.author", "creator", "content-creator":
		return roleAuthor, 6
	case "article:author", "og:article:author", "og:author", "book:author":
		return roleAuthor, 5

	case "article:published_time", "og:article:published_time", "article.published", "article:published", "og:published_time", "datepublished":
		return rolePublished, 9
	case "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "cxenseparse:recs:published_time", "citation_publication_date",
		"citation_date", "dc.date.issued", "dcterms.issued", "dc:date:issued", "content_publisheddate", "content:publishdate", "publishdate", "publish-date", "publish_date",
		"publisheddate", "published_at", "pubdate", "pub_date", "pub-date", "pdate", "originalpublicationdate", "original-publish-date", "publication_date",
		"publication-date", "publisheddatetime", "publish_time", "date_published", "shareaholic:article_published_time", "veeseo:date", "published", "published-date", "publishtime",
		"rnews:datepublished", "displaydate", "ptime", "timestamp", "dtk:publishdate", "article_date_original", "publishing_date", "article:date":
		return rolePublished, 8
	case "date", "dc.date", "dc:date", "dcterms.date", "article_date", "content-date":
		return rolePublished, 5
	case "dcterms.created", "dc.date.created", "dcterms:created", "article.created", "datecreated", "created", "createddate", "dtk:createddate", "dc.created":
		return roleCreated, 5

	case "article:modified_time", "og:article:modified_time", "article:modified", "article.updated", "datemodified":
		return roleModified, 9
	case "og:updated_time", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "modified", "cxenseparse:recs:modifiedtime",
		"shareaholic:article_modified_time", "revised", "article:updated_time", "dc.modified":
		return roleModified, 6

	case "article:section", "og:article:section", "og:section", "articlesection":
		return roleSection, 9
	case "parsely-section", "section", "dc.subject.section", "article.section", "prism.section", "cxenseparse:category", "content_category", "category", "taboola-section":
		return roleSection, 6

	case "article:tag", "og:article:tag":
		return roleTags, 9
	case "parsely-tags", "sailthru.tags", "content_tag", "news_keywords", "tags", "og:tags", "citation_keywords":
		return roleTags, 7
	case "keywords", "keyword", "dc.subject", "dcterms.subject":
		return roleKeywords, 5

	case "og:image", "og:image:url":
		return roleImage, 9
	case "og:image:secure_url":
		return roleImage, 8
	case "twitter:image", "twitter:image:src":
		return roleImage, 7
	case "parsely-image-url", "sailthru.image.full", "thumbnail", "image", "thumbnailurl":
		return roleImage, 5

	case "og:site_name":
		return roleSite, 9
	case "application-name", "apple-mobile-web-app-title", "dc.publisher", "al:ios:app_name", "al:android:app_name", "publisher":
		return roleSite, 5

	case "og:type":
		return roleType, 9
	case "og:locale", "language", "content-language", "dc.language", "inlanguage", "og:language", "dcterms.language":
		return roleLanguage, 5
	case "og:url":
		return roleURL, 9
	case "isaccessibleforfree":
		return roleFree, 9
	case "article:content_tier", "content_tier", "article.access", "content:accesslevel", "outbrain:article_access_status":
		return roleTier, 9
	case "dc.rights", "dcterms.license", "license", "dcterms.rights", "cc:license":
		return roleLicense, 5
	case "robots", "googlebot", "googlebot-news", "bingbot", "tdm-reservation", "tdm-policy", "tdmrep-policy", "ai", "gptbot", "ccbot":
		return roleRobots, 5
	}
	return roleNone, 0
}
