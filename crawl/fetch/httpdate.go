package fetch

import (
	"net/http"
	"strings"
	"time"
)

// looseDates are forms that servers send instead of an HTTP date. Zones are literal or numeric: an
// abbreviation that time.Parse does not know would count as UTC.
var looseDates = []string{
	"2 Jan 2006 15:04:05 GMT", "2 Jan 2006 15:04:05 UTC", "2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -07:00",
	"2-Jan-2006 15:04:05 GMT",
}

// httpDate reads a date of a header: the three forms of RFC 9110 5.6.7, and what is plain in meaning all
// the same. A wrong day of the week is ignored.
func httpDate(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if len(s) > 64 {
		return time.Time{}, false
	}
	if t, err := http.ParseTime(s); err == nil {
		return t, true
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, true
	}
	if day, rest, ok := strings.Cut(s, ","); ok && len(day) <= len("Wednesday") {
		s = strings.TrimSpace(rest)
	}
	for _, layout := range looseDates {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
