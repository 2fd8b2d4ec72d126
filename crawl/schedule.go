package crawl

import (
	"math"
	"time"

	"kabar/news"
	"kabar/store"
)

// first is when and before what a new address is asked for the first time.
func first(l news.Link) store.Schedule {
	when := l.Published.Time
	if when.IsZero() {
		when = l.Modified.Time
	}
	s := store.Schedule{Rank: store.NewestFirst(when)}
	switch l.Work {
	case news.WorkRobots:
		s.Priority, s.Rank = 0, 0
	case news.WorkFeed:
		s.Priority = store.PrioritySource
	case news.WorkSitemap:
		s.Priority = store.PriorityListing
		if l.Via == news.ViaNewsSitemap {
			s.Priority = store.PrioritySource
		}
	case news.WorkSection:
		s.Priority = store.PriorityListing
		if l.Via == news.ViaSeed {
			s.Priority = store.PrioritySource
		}
	default:
		switch l.Via {
		case news.ViaFeed, news.ViaNewsSitemap:
			s.Priority = store.PriorityFresh
		case news.ViaSitemap:
			s.Priority = store.PriorityArchive
		default:
			s.Priority = store.PriorityPage
		}
	}
	if l.Via == news.ViaGuess {
		s.Priority = store.PriorityListing // behind what is known to be there
	}
	return s
}

// learning is how many answers a source gives before its pace is believed. Until then it is due in every
// run.
const learning = 3

// pace estimates how long until something new is in a source. Visits see only whether there was
// anything new, not how much, so the rate is that of Cho and Garcia-Molina, "Estimating frequency of
// change" (2003), section 4.2: r = -ln((n-x+0.5)/(n+0.5)) changes in an average interval, for x fruitful
// of n visits; it stays finite where all or none were fruitful.
func pace(visits, fruitful uint32, known, floor, ceiling time.Duration) time.Duration {
	if visits < learning {
		return 0
	}
	n, x := float64(visits), float64(min(fruitful, visits))
	rate := -math.Log((n - x + 0.5) / (n + 0.5))
	if rate <= 0 {
		return ceiling
	}
	every := float64(known) / n / rate
	if every > float64(ceiling) {
		return ceiling
	}
	return max(time.Duration(every), floor)
}

// jitter spreads d by a tenth to either side, so that sources that were found together part.
func (v *visit) jitter(d time.Duration) time.Duration {
	return time.Duration(float64(d) * (0.9 + 0.2*v.run.o.Rand()))
}

// revisit schedules an article that was read: at the next of the configured ages, which count from the
// first reading. The archive is left alone: it is large and does not change.
func (v *visit) revisit() *store.Schedule {
	n := int(v.state.Revisits)
	if v.lease.Address.Via == news.ViaSitemap || n >= len(v.run.o.Revisit) {
		return nil
	}
	wait := v.run.o.Revisit[n]
	if n > 0 {
		wait -= v.run.o.Revisit[n-1] // the visit before was at that age
	}
	return &store.Schedule{At: v.now().Add(v.jitter(wait)), Priority: store.PriorityRevisit, Again: true}
}

// backoff is the wait before attempt n (1 the first repetition): doubled each time up to limit, of which a
// random part is taken so that many do not come back at once ("full jitter", but never less than a third).
func (v *visit) backoff(n int, base, limit time.Duration) time.Duration {
	d := limit
	if n = max(n, 1); n <= 20 && base<<(n-1) < limit {
		d = base << (n - 1)
	}
	return time.Duration(float64(d) * (1 + 2*v.run.o.Rand()) / 3)
}

// retry schedules the address once more after a failure: within this run while attempts are left, else in
// later runs, ever more seldom but never dropped as long as it may come back.
func (v *visit) retry(after time.Duration) *store.Schedule {
	s := v.lease.Address.Schedule
	s.Tries++
	if s.Again && s.Tries > 1 && v.lease.Address.State.Failures > uint16(v.run.o.Attempts) {
		s.Tries = uint8(v.run.o.Attempts) // a dead source gets one attempt a run
	}
	if int(s.Tries) < v.run.o.Attempts {
		s.At = v.now().Add(max(v.backoff(int(s.Tries), 2*time.Second, 5*time.Minute), after))
		s.Again = false
		return &s
	}
	s.At = v.now().Add(max(v.backoff(int(v.state.Failures)/v.run.o.Attempts, time.Hour, v.run.o.MaxInterval), after))
	s.Again, s.Tries = true, 0
	return &s
}

// later schedules an address for a later run, after about d.
func (v *visit) later(d time.Duration) *store.Schedule {
	s := v.lease.Address.Schedule
	s.At, s.Again, s.Tries = v.now().Add(v.jitter(d)), true, 0
	return &s
}

// retryPart schedules an article of which a page is missing: soon at first, then with the revisits.
func (v *visit) retryPart() *store.Schedule {
	if v.state.Revisits > 3 {
		return v.revisit()
	}
	return v.later(time.Hour << v.state.Revisits)
}
