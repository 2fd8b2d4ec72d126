// Package dedup tells whether two texts are one article.
//
// [TextHash] makes equal what differs in form only. [Signature] finds candidates among many texts: two that
// share a band may be near duplicates. [Judge] decides on two real texts, and says why. [Pairs] is the judge
// on lines of JSON.
//
// A duplicate is an article republished, shortened, extended by a paragraph or edited. The same event told
// anew is none, nor is the same frame about another day or place (prices, weather, schedules), nor a
// round-up that holds a shorter report. A merge hides a text for good, a missed one costs a double: where the
// evidence is even, the judge keeps both.
package dedup
