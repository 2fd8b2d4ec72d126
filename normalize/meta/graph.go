package meta

import "strings"

// wantedKey tells the keys of JSON-LD that are kept; all else is passed over unread, above all the posts
// of a live blog and lists of other articles, whose dates and authors are not this page's.
func wantedKey(key string) bool {
	switch key {
	case "@type", "@id", "@graph", "headline", "name", "description", "author", "creator", "datePublished", "dateCreated",
		"dateModified", "uploadDate", "articleSection", "keywords", "image", "thumbnailUrl", "url", "contentUrl", "publisher",
		"isAccessibleForFree", "license", "articleBody", "inLanguage", "mainEntityOfPage", "mainEntity", "itemListElement", "item",
		"position", "isPartOf", "hasPart", "alternateName", "alternativeHeadline", "givenName", "familyName":
		return true
	}
	return false
}

// graph is the JSON-LD of a page with its references resolved.
type graph struct {
	article *value   // the object that describes this page's article; the zero value without one
	types   []string // of all objects, in order
	crumbs  *value   // the BreadcrumbList
	site    string   // the name of the WebSite
	byID    map[string]*value
}

// gradeNews is the grade of what is an article of the news beyond doubt.
const gradeNews = 6

// grade orders the types of schema.org by how much they say about an article.
func grade(types *value) (best int) {
	types.each(func(t *value) {
		s := t.string()
		if i := strings.LastIndexAny(s, "/#:"); i >= 0 {
			s = s[i+1:]
		}
		g := 0
		switch s {
		case "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "BackgroundNewsArticle",
			"LiveBlogPosting", "ReviewNewsArticle":
			g = gradeNews
		case "Article", "BlogPosting", "Report", "SocialMediaPosting", "TechArticle", "ScholarlyArticle",
			"AdvertiserContentArticle", "SatiricalArticle", "MedicalScholarlyArticle", "Review":
			g = 5
		case "PodcastEpisode", "Recipe", "MediaObject", "Blog", "CreativeWork", "DiscussionForumPosting", "QAPage", "FAQPage":
			g = 3
		case "VideoObject", "ImageGallery", "AudioObject":
			g = 2
		case "WebPage", "ItemPage", "MedicalWebPage", "AboutPage", "CollectionPage":
			g = 1
		default:
			if strings.HasSuffix(s, "Article") || strings.HasSuffix(s, "Posting") && s != "JobPosting" {
				g = 5
			}
		}
		best = max(best, g)
	})
	return best
}

func hasType(v *value, name string) (found bool) {
	v.get("@type").each(func(t *value) { found = found || strings.HasSuffix(t.string(), name) })
	return found
}

// readGraph finds the objects that matter. same reports whether a headline or an address is this page's.
func readGraph(values []value, same func(headline, address string) bool) *graph {
	g := &graph{article: &none, crumbs: &none}
	best := 0
	var visit func(v *value, level int)
	visit = func(v *value, level int) {
		if level > 6 {
			return
		}
		if v.kind == listValue {
			for i := range v.list {
				visit(&v.list[i], level+1)
			}
			return
		}
		if v.kind != objectValue {
			return
		}
		types := v.get("@type")
		types.each(func(t *value) {
			if s := t.string(); s != "" && len(g.types) < 50 {
				g.types = append(g.types, s)
			}
		})
		if id := v.get("@id").string(); id != "" && len(v.members) > 1 {
			if g.byID == nil {
				g.byID = make(map[string]*value)
			}
			if _, ok := g.byID[id]; !ok {
				g.byID[id] = v
			}
		}
		if rank := grade(types); rank > 0 {
			rank *= 2
			if same(v.get("headline").string(), standsAt(v)) {
				rank += 5
			} else if same(v.get("name").string(), "") {
				rank += 3
			}
			if v.get("datePublished").kind == noValue && v.get("author").kind == noValue {
				rank -= 2
			}
			if rank > best {
				best, g.article = rank, v
			}
		}
		switch {
		case hasType(v, "BreadcrumbList") && g.crumbs.kind == noValue:
			g.crumbs = v
		case hasType(v, "WebSite") && g.site == "":
			g.site = v.get("name").string()
		}
		for i := range v.members {
			switch v.members[i].key {
			case "@graph", "mainEntity", "mainEntityOfPage", "isPartOf", "publisher":
				visit(&v.members[i].value, level+1)
			case "author", "creator":
				// only for their @id
				v.members[i].each(func(a *value) {
					if id := a.get("@id").string(); id != "" && len(a.members) > 1 {
						if g.byID == nil {
							g.byID = make(map[string]*value)
						}
						if _, ok := g.byID[id]; !ok {
							g.byID[id] = a
						}
					}
				})
			}
		}
	}
	for i := range values {
		visit(&values[i], 0)
	}
	return g
}

// standsAt is where an object says that it stands.
func standsAt(v *value) string {
	for _, key := range [...]string{"url", "mainEntityOfPage", "@id"} {
		switch m := v.get(key); m.kind {
		case textValue:
			return m.string()
		case objectValue:
			if s := m.get("@id").string(); s != "" {
				return s
			}
			return m.get("url").string()
		}
	}
	return ""
}

// resolve follows a reference ({"@id": …} alone) to the object that bears the name.
func (g *graph) resolve(v *value) *value {
	if v.kind == objectValue && v.get("name").kind == noValue {
		if t := g.byID[v.get("@id").string()]; t != nil {
			return t
		}
	}
	return v
}
