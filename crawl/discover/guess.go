package discover

import "strings"

// Guess names the well-known paths of feeds and sitemaps below an origin ("https://example.com"), the
// likelier first. A site that names its own needs none of them.
func Guess(origin string) (feeds, sitemaps []string) {
	origin = strings.TrimRight(origin, "/")
	for _, path := range []string{"/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds/posts/default", "/feed.json"} {
		feeds = append(feeds, origin+path)
	}
	for _, path := range []string{"/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap-index.xml", "/wp-sitemap.xml", "/sitemap.xml.gz"} {
		sitemaps = append(sitemaps, origin+path)
	}
	return feeds, sitemaps
}
