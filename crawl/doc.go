// Package crawl is the engine: which host next, how fast, one visit from top to bottom, budgets and an
// orderly end.
//
// Start with [New] and [Crawler.Run], one crawl cycle; visit.go reads as the way of one page. The engine
// keeps nothing of its own between runs: what is due, how fast a host may be asked and what was found
// lives in the store, what was fetched in the archive.
package crawl
