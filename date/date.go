// Package date reads the dates of the news: what machines write in feeds, headers, sitemaps and meta tags
// ([Parse]), and the lines that people read on a page, "Minggu, 13 Juli 2025 | 10:21 WIB" or "2 jam yang
// lalu" ([Line]).
//
// Both give a [news.Date] in the offset that was stated and no finer than what was stated. Neither guesses:
// what can be read in two ways is read by a documented rule or not at all. They take any input, look at a
// bounded part of it, and never panic.
package date

import "time"

// Zone is how a date says where its clock stands.
type Zone uint8

// The kinds of zones that Parse tells apart.
const (
	// ZoneNone: no zone is stated; the date is read as UTC, so that the caller can apply the site's zone.
	ZoneNone Zone = iota
	// ZoneOffset is a numeric offset, or Z.
	ZoneOffset
	// ZoneName is a zone by its name: GMT, EST, WIB, Europe/Brussels.
	ZoneName
	// ZoneEpoch is a count of seconds or milliseconds since 1970, which is UTC by its nature.
	ZoneEpoch
)

// LineOptions is what the page around a date line tells.
type LineOptions struct {
	// Fetched is when the page was fetched, in the offset of the site (or of the crawler, when the site's
	// is not known): lines without a zone are read in this offset. The zero time turns off relative
	// phrases, dates without a year, and the check against dates to come.
	Fetched time.Time
	// Site is the registrable domain of the page; empty when not known.
	Site string
	// DayFirst says whether the site writes 03/04 for the third of April. Nil: not known.
	DayFirst *bool
}
