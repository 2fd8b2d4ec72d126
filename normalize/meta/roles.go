package meta

import "strings"

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
//
// A name that is not known is read without its prefix ("vendor:published_time") when it then says a date.
func metaRoleOf(name string) (role metaRole, weight int) {
	role, weight = knownRole(name)
	if role != roleNone {
		return role, weight
	}
	if i := strings.LastIndexAny(name, ":."); i > 0 {
		switch role, weight = knownRole(name[i+1:]); role {
		case rolePublished, roleCreated, roleModified:
			return role, weight - 1
		}
	}
	return roleNone, 0
}

func knownRole(name string) (role metaRole, weight int) {
	switch name {
	case "og:title":
		return roleTitle, 9
	case "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "citation_title", "dc:title",
		"headline", "article.headline":
		return roleTitle, 6
	case "title":
		return roleTitle, 4

	case "og:description":
		return roleDescription, 9
	case "description":
		return roleDescription, 8
	case "twitter:description", "dc.description", "dcterms.abstract", "sailthru.description", "dcterms.description":
		return roleDescription, 6

	case "content_author", "article:author_name", "articleauthor", "parsely-author", "sailthru.author", "citation_author",
		"dable:author", "cxenseparse:author":
		return roleAuthor, 9
	case "author", "authors":
		return roleAuthor, 7
	case "dc.creator", "dc:creator", "dcterms.creator", "dc.author", "creator", "content-creator":
		return roleAuthor, 6
	case "article:author", "og:article:author", "og:author", "book:author":
		return roleAuthor, 5

	case "article:published_time", "og:article:published_time", "article.published", "article:published", "og:published_time",
		"datepublished":
		return rolePublished, 9
	case "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
		"cxenseparse:recs:published_time", "citation_publication_date", "citation_date", "dc.date.issued", "dcterms.issued",
		"dc:date:issued", "content_publisheddate", "content:publishdate", "publishdate", "publish-date", "publish_date",
		"publisheddate", "published_at", "pubdate", "pub_date", "pub-date", "pdate", "originalpublicationdate",
		"original-publish-date", "publication_date", "publication-date", "publisheddatetime", "publish_time", "date_published",
		"published", "published_time", "published-date", "publishtime", "rnews:datepublished", "displaydate", "ptime", "timestamp",
		"article_date_original", "publishing_date", "article:date":
		return rolePublished, 8
	case "date", "dc.date", "dc:date", "dcterms.date", "article_date", "content-date":
		return rolePublished, 5
	case "dcterms.created", "dc.date.created", "dcterms:created", "article.created", "datecreated", "created", "createddate",
		"dc.created":
		return roleCreated, 5

	case "article:modified_time", "og:article:modified_time", "article:modified", "article.updated", "datemodified":
		return roleModified, 9
	case "og:updated_time", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "modified",
		"cxenseparse:recs:modifiedtime", "revised", "article:updated_time", "dc.modified":
		return roleModified, 6

	case "article:section", "og:article:section", "og:section", "articlesection":
		return roleSection, 9
	case "parsely-section", "section", "dc.subject.section", "article.section", "prism.section", "cxenseparse:category",
		"content_category", "category", "taboola-section":
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
	case "application-name", "apple-mobile-web-app-title", "dc.publisher", "al:ios:app_name", "al:android:app_name",
		"publisher":
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
	case "robots", "googlebot", "googlebot-news", "bingbot", "tdm-reservation", "tdm-policy", "tdmrep-policy", "ai", "gptbot",
		"ccbot":
		return roleRobots, 5
	}
	return roleNone, 0
}
