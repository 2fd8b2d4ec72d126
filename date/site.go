package date

import (
	"strings"
	"time"
)

// Country domains of the countries that write the day before the month. Those that write the year first, that
// write the month first, and those sold to the whole world are not here.
const dayFirstDomains = " id my sg bn tl au nz uk ie in pk bd lk np fr de es it nl be at pt br ar mx pe ec uy py cl bo ve gr pl cz sk ro bg rs hr si ua ru by tr vn th kh mm eg sa ae ma dz tn ng za ke gh tz ug no dk fi ch lu il "

// dayFirstSite reports whether a site is known to write the day before the month: by the country of its domain;
// or, for a domain without a country, by the offset of its clock, which is that of fetched. Between +07:00 and
// +09:00 those who write figures write the day first or the year first; the Philippines, who do not, have their
// own domain.
func dayFirstSite(site string, fetched time.Time) bool {
	if site == "" {
		return false
	}
	tld := site[strings.LastIndexByte(site, '.')+1:]
	if len(tld) == 2 && strings.Contains(dayFirstDomains, " "+strings.ToLower(tld)+" ") {
		return true
	}
	if fetched.IsZero() || len(tld) == 2 && (strings.EqualFold(tld, "ph") || strings.EqualFold(tld, "us")) {
		return false
	}
	_, offset := fetched.Zone()
	return offset >= 7*3600 && offset <= 9*3600
}
