package date

import (
	"time"
	_ "time/tzdata" // the same places on every machine, also without a zone database

	"kabar/news"
)

// location is the zone of a clock; fallback is for one without a zone. A place that the database does not
// know is no zone.
func (c *clock) location(st stamp, fallback *time.Location) (*time.Location, bool) {
	switch {
	case c.kind == ZoneNone:
		return fallback, true
	case c.place != "":
		loc, err := time.LoadLocation(c.place)
		if err != nil {
			return nil, false
		}
		_, offset := time.Date(st.y, time.Month(st.m), st.d, c.h, c.m, c.s, 0, loc).Zone()
		return fixed(offset), true
	}
	return fixed(c.offset), true
}

func fixed(offset int) *time.Location {
	if offset == 0 {
		return time.UTC
	}
	return time.FixedZone("", offset)
}

// at puts date and time together.
func (st stamp) at(c clock, loc *time.Location) news.Date {
	return news.Date{Time: time.Date(st.y, time.Month(st.m), st.d, c.h, c.m, c.s, 0, loc), Precision: c.precision}
}

// day is a date without a time.
func (st stamp) day(loc *time.Location) news.Date {
	if st.d == 0 {
		return news.Date{Time: time.Date(st.y, time.Month(st.m), 1, 0, 0, 0, 0, loc), Precision: news.Month}
	}
	return news.Date{Time: time.Date(st.y, time.Month(st.m), st.d, 0, 0, 0, 0, loc), Precision: news.Day}
}
