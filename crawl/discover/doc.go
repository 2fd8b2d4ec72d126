// Package discover finds links: it reads feeds, sitemaps and pages, and says what is worth a visit.
//
// Start with [Feed], [Sitemap] and [Page]; [Guess] names the paths that are worth a try where a site links
// to no feed and no sitemap. [Describe] is all three for a person who wants to see what a file holds.
//
// Nothing here fetches. What comes in is a stranger's: every reader is bounded in bytes, entries and depth,
// mends what is plainly meant, and gives up what is not. Links come out absolute, serialised by the address
// room, and each only once per page; which of them are asked for is the frontier's decision.
//
// feed.go is the one place that knows github.com/mmcdole/gofeed.
package discover
