package crawl

import (
	"net/http"
	"testing"
	"time"

	"kabar/crawl/discover"
	"kabar/crawl/fetch"
	"kabar/news"
	"kabar/store"
)

func TestCadence(t *testing.T) {
	const hour, day = time.Hour, 24 * time.Hour
	monday := time.Date(2026, 3, 2, 10, 30, 0, 0, time.UTC)
	hours := func(list ...int) (bits uint32) {
		for _, h := range list {
			bits |= 1 << h
		}
		return bits
	}
	days := func(list ...time.Weekday) (bits uint8) {
		for _, d := range list {
			bits |= 1 << d
		}
		return bits
	}
	for _, tt := range []struct {
		name     string
		c        cadence
		from, to time.Duration // the earliest and the latest next visit
	}{
		{"not learned", cadence{ceiling: 7 * day}, 0, 0},
		{"learned", cadence{pace: 10 * hour, ceiling: 7 * day}, 9 * hour, 11 * hour},
		{"slower than we want", cadence{pace: 30 * day, ceiling: 7 * day}, 7 * day * 9 / 10, 7 * day * 11 / 10},
		{"it asks for less", cadence{pace: 10 * hour, floor: hour, ceiling: 7 * day}, 9 * hour, 11 * hour},
		{"it asks for more", cadence{pace: hour, floor: 10 * hour, ceiling: 7 * day}, 10 * hour, 11 * hour},
		{"nearly the same", cadence{pace: 10 * hour, floor: 10 * hour, ceiling: 7 * day}, 10 * hour, 11 * hour},
		{"it asks for a year", cadence{pace: hour, floor: 365 * day, ceiling: 7 * day}, day, day * 11 / 10},
		{"it asks for more than we want", cadence{pace: hour, floor: 20 * hour, ceiling: 5 * hour}, 5 * hour, 5 * hour},
		{"a floor before it is learned", cadence{floor: hour, ceiling: day}, hour, hour * 11 / 10},
		{"an hour that it skips", cadence{pace: time.Minute, ceiling: day, skipHours: hours(10, 11)}, 2 * hour, 2*hour + 2*time.Minute},
		{"the night", cadence{pace: 10 * hour, ceiling: day, skipHours: hours(19, 20, 21, 22, 23, 0, 1, 2, 3, 4)}, 18 * hour, 20 * hour},
		{"all hours", cadence{pace: hour, ceiling: day, skipHours: everyHour}, hour * 9 / 10, hour * 11 / 10},
		{"today", cadence{pace: hour, ceiling: day, skipDays: days(time.Monday)}, 13 * hour, 14*hour + 6*time.Minute},
		{"the week", cadence{pace: hour, ceiling: day, skipDays: days(1, 2, 3, 4, 5)}, 4*day + 13*hour, 5 * day},
		{"all days", cadence{pace: hour, ceiling: day, skipDays: everyDay}, hour * 9 / 10, hour * 11 / 10},
		{"the only hour of the only day", cadence{pace: hour, ceiling: day, skipDays: everyDay &^ days(time.Monday), skipHours: everyHour &^ hours(9)}, 6*day + 22*hour, 7 * day},
		{"skipped before it is learned", cadence{ceiling: day, skipDays: days(time.Monday)}, 0, 0},
	} {
		for _, random := range []float64{0, 0.3, 0.7, 0.999999} {
			if got := tt.c.next(monday, random).Sub(monday); got < tt.from || got > tt.to {
				t.Errorf("%s, %v: after %v, want %v to %v", tt.name, random, got, tt.from, tt.to)
			}
		}
	}
}

// TestWord follows what a feed and its answers say into the schedule, and through answers that do not repeat it.
func TestWord(t *testing.T) {
	now := time.Date(2026, 3, 2, 10, 30, 0, 0, time.UTC)
	feed := &discover.FeedResult{TTL: 3 * time.Hour, UpdatePeriod: 5 * time.Hour, SkipHours: []int{15}, SkipDays: []time.Weekday{time.Sunday}}
	header := func(kv ...string) http.Header {
		h := http.Header{"Date": {now.Format(http.TimeFormat)}}
		for i := 0; i < len(kv); i += 2 {
			h.Set(kv[i], kv[i+1])
		}
		return h
	}
	for _, tt := range []struct {
		name   string
		visits uint32
		feed   *discover.FeedResult
		header http.Header
		want   time.Duration
	}{
		{"nothing said", 100, nil, header(), 5 * time.Minute},
		{"still learning", 2, feed, header("Cache-Control", "max-age=7200"), 0},
		{"the feed, and an hour skipped", 100, feed, header(), 6 * time.Hour},
		{"Cache-Control", 100, nil, header("Cache-Control", "max-age=7200"), 2 * time.Hour},
		{"Cache-Control and Age", 100, nil, header("Cache-Control", "max-age=7200", "Age", "3600"), time.Hour},
		{"Expires", 100, nil, header("Expires", now.Add(4*time.Hour).Format(http.TimeFormat)), 4 * time.Hour},
		{"over already", 100, nil, header("Expires", "0"), 5 * time.Minute},
		{"no-cache", 100, nil, header("Cache-Control", "no-cache, max-age=7200"), 5 * time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := Options{Now: func() time.Time { return now }, Rand: func() float64 { return 0 }}.withDefaults()
			v := &visit{run: &run{Crawler: &Crawler{o: o}}, site: &Site{}}
			v.lease.Address = store.Address{Work: news.WorkFeed, Added: now.Add(-time.Hour)}
			v.state.Visits, v.state.Fruitful = tt.visits, tt.visits // always something new: the least pace
			if tt.feed != nil {
				v.asks(tt.feed)
			}
			resp := &fetch.Response{Header: tt.header}
			for _, what := range []string{"read", "not modified"} { // the second answer says nothing of the feed
				s := v.again(resp)
				if got := s.At.Sub(now); got < tt.want*9/10 || got > tt.want*11/10 || !s.Again {
					t.Errorf("%s: after %v, want %v", what, got, tt.want)
				}
			}
		})
	}
}

// TestNeverDropped lets a source fail for years in every way: it is always asked again, ever more seldom, at least monthly.
func TestNeverDropped(t *testing.T) {
	now := time.Date(2026, 3, 2, 10, 30, 0, 0, time.UTC)
	for name, fail := range map[string]func(*visit){
		"not there":    func(v *visit) { v.missing(404) },
		"taken down":   func(v *visit) { v.missing(410) },
		"forbidden":    func(v *visit) { v.forbidden(403) },
		"failing":      func(v *visit) { v.fail(news.ResultFailed, "status 500", "", 0) },
		"no feed":      func(v *visit) { v.notSource("not a feed", discover.ErrNotFeed) },
		"moved away":   func(v *visit) { v.redirect("http://other.example/", 301) },
		"to itself":    func(v *visit) { v.redirect("http://kabar.example/rss", 302) },
		"a wait asked": func(v *visit) { v.fail(news.ResultFailed, "status 503", "", 400*24*time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			at := now
			o := Options{Now: func() time.Time { return at }, Rand: func() float64 { return 0.9 }}.withDefaults()
			site := &Site{Domain: "kabar.example"}
			a := store.Address{URL: "http://kabar.example/rss", Key: "http://kabar.example/rss", Work: news.WorkFeed, Via: news.ViaSection}
			var waits []time.Duration
			for range 300 {
				v := &visit{run: &run{Crawler: &Crawler{o: o}}, site: site, url: a.URL, state: a.State}
				v.lease.Address = a
				fail(v)
				if v.next == nil {
					t.Fatal("dropped")
				}
				waits = append(waits, v.next.At.Sub(at))
				at = v.next.At
				a.State, a.Schedule = v.state, *v.next
			}
			if last := waits[len(waits)-1]; last < 24*time.Hour/3 || last > 34*24*time.Hour {
				t.Errorf("at last asked again after %v", last)
			}
			if at.Sub(now) < 30*24*time.Hour {
				t.Errorf("300 attempts within %v", at.Sub(now))
			}
		})
	}
}
