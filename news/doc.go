// Package news is the vocabulary of the house: what a crawl finds, keeps and exports.
//
// It holds plain data and the few functions that belong to it. Start with [Article], what a page says,
// and [Document], an article with its place in the corpus. [Link] is an address on its way to the
// frontier, [Outcome] what came of asking for one. Nothing here fetches, parses or stores.
package news
