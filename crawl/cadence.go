package crawl

import (
	"time"

	"kabar/crawl/discover"
	"kabar/crawl/fetch"
	"kabar/store"
)

// longestFloor bounds what a source may ask for: servers exist that let everything be kept for a year, feeds included. The same is obeyed of
// Retry-After.
const longestFloor = maxWait

// cadence is when a source is asked again: at the pace that its history teaches, and not before what it asks for itself.
type cadence struct {
	pace      time.Duration // learned; 0: not yet, the source is due in every run
	floor     time.Duration // the least time that the source asks for, or its answer says that it holds
	ceiling   time.Duration
	skipHours uint32 // bit n: not in hour n, UTC
	skipDays  uint8  // bit n: not on time.Weekday(n), UTC
}

// next is the time of the next visit. The pace is spread by a tenth to either side and a floor by a tenth upwards, so that sources that were found
// together part, and none comes early; random is in [0,1).
func (c cadence) next(now time.Time, random float64) time.Time {
	spread := func(d time.Duration, from float64) time.Duration {
		return time.Duration(float64(d) * (from + random*(1.1-from)))
	}
	wait := min(spread(c.pace, 0.9), spread(c.ceiling, 0.9))
	wait = max(wait, min(spread(min(c.floor, longestFloor), 1), c.ceiling))
	at := now.Add(wait)
	if c.pace == 0 { // skipped hours are no reason to wait for what is not known yet
		return at
	}
	return c.awake(at)
}

const (
	everyHour = 1<<24 - 1
	everyDay  = 1<<7 - 1
)

// awake is the first moment from at on that is not skipped. A source that skips all hours or all days means something else.
func (c cadence) awake(at time.Time) time.Time {
	hours, days := c.skipHours&everyHour, c.skipDays&everyDay
	if hours == everyHour {
		hours = 0
	}
	if days == everyDay {
		days = 0
	}
	for range 8 * 24 {
		u := at.UTC()
		if days>>u.Weekday()&1 == 0 && hours>>u.Hour()&1 == 0 {
			return at
		}
		// The minute stays: else all would come at the full hour.
		at = at.Add(time.Hour)
	}
	return at
}

// asks keeps what a feed asks of its readers.
func (v *visit) asks(f *discover.FeedResult) {
	v.state.Floor, v.state.SkipHours, v.state.SkipDays = max(f.TTL, f.UpdatePeriod), 0, 0
	for _, h := range f.SkipHours {
		if h >= 0 && h < 24 {
			v.state.SkipHours |= 1 << h
		}
	}
	for _, d := range f.SkipDays {
		v.state.SkipDays |= 1 << d
	}
}

// again schedules a source that answered. Its own word counts as soon as its pace is known: until then it is due in every run.
func (v *visit) again(resp *fetch.Response) *store.Schedule {
	a := v.lease.Address
	c := cadence{
		pace:    pace(v.state.Visits, v.state.Fruitful, v.now().Sub(a.Added), v.run.o.MinInterval, v.run.o.MaxInterval),
		ceiling: v.run.o.MaxInterval, skipHours: v.state.SkipHours, skipDays: v.state.SkipDays,
	}
	if v.state.Visits >= learning {
		c.floor = max(v.state.Floor, freshness(resp, v.now()))
	}
	v.state.Interval = c.pace
	s := a.Schedule
	s.At, s.Again, s.Tries = c.next(v.now(), v.run.o.Rand()), true, 0
	s.Rank = 0
	return &s
}

// freshness is how long the answer says that it holds.
func freshness(resp *fetch.Response, now time.Time) time.Duration {
	c := fetch.Freshness(resp.Header, now)
	if !c.Known || c.Revalidate {
		return 0
	}
	return c.Fresh
}
