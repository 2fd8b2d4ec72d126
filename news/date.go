package news

import (
	"fmt"
	"strings"
	"time"
)

// Precision is how much of a Date is known.
type Precision uint8

// From coarse to fine. NoDate is the precision of the zero Date.
const (
	NoDate Precision = iota
	Year
	Month
	Day
	Hour
	Minute
	Second
)

// Date is a moment as a page states it: with the page's own offset, and no finer than the page says.
// What is not known is not made up: a day without a time stays a day. The zero Date is "not known".
type Date struct {
	// Time holds the stated fields in the stated offset; below Precision they are zero (the first of the
	// month, midnight).
	Time      time.Time
	Precision Precision
}

// IsZero reports whether no date is known.
func (d Date) IsZero() bool { return d.Precision == NoDate }

// String writes RFC 3339 for an instant (hour or finer), 2006-01-02 for a day, 2006-01 and 2006 for a
// month and a year, and nothing for the zero Date.
func (d Date) String() string {
	switch d.Precision {
	case NoDate:
		return ""
	case Year:
		return d.Time.Format("2006")
	case Month:
		return d.Time.Format("2006-01")
	case Day:
		return d.Time.Format(time.DateOnly)
	default:
		return d.Time.Truncate(time.Second).Format(time.RFC3339)
	}
}

// ParseDate reads what String writes; an empty string is the zero Date. A time of day comes back with
// precision Second.
func ParseDate(s string) (Date, error) {
	layouts := map[int]struct {
		layout    string
		precision Precision
	}{0: {"", NoDate}, 4: {"2006", Year}, 7: {"2006-01", Month}, 10: {time.DateOnly, Day}}
	l, ok := layouts[len(s)]
	if !ok {
		l.layout, l.precision = time.RFC3339, Second
	}
	if l.precision == NoDate {
		return Date{}, nil
	}
	t, err := time.Parse(l.layout, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date: want RFC 3339 or 2006-01-02", strings.ToValidUTF8(s, "?"))
	}
	return Date{Time: t, Precision: l.precision}, nil
}

// MarshalText writes String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}
