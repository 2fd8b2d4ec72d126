package crawl

import (
	"time"

	"kabar/crawl/fetch"
	"kabar/store"
)

const (
	breakerAt  = 5               // failures of the host in a row that open the breaker
	breakerMin = time.Minute     // first pause of an open breaker
	breakerMax = 6 * time.Hour   // longest pause: a host is never given up
	slowest    = 2 * time.Minute // the longest gap that slow or refusing answers lead to
	maxWait    = 24 * time.Hour  // the longest Retry-After that is obeyed to the letter
)

// gap is the least time between two requests to the host: ours or what robots.txt asks for.
func (v *visit) gap() time.Duration {
	d := v.run.o.Delay
	if v.site.Delay > 0 {
		d = v.site.Delay
	}
	return max(d, min(v.crawlDelay, v.run.o.MaxCrawlDelay))
}

// answered paces the host after an answer. The next request waits the gap after this answer began to
// arrive, not after it was asked for: what the server sees of the gap is then never shorter, however slow
// the connection was. A host that slows down is asked less: the gap grows to the smoothed latency.
func (v *visit) answered(r *fetch.Response) {
	h := &v.host
	h.LastStart = r.Started
	h.Requests++
	h.Failures, h.Broken = 0, false
	if h.Latency == 0 {
		h.Latency = r.FirstByte
	} else {
		h.Latency += (r.FirstByte - h.Latency) / 4
	}
	gap := v.gap()
	switch {
	case h.Delay > gap && v.ruled: // recovering from a refusal: a quarter less each time
		gap = max(gap, h.Delay-h.Delay/4)
	case h.Delay > gap: // the rules of this origin are on their way; those of the host's other one may ask for the delay
		gap = h.Delay
	}
	if v.gap() > 0 {
		gap = max(gap, min(h.Latency, slowest))
	}
	h.Delay = gap
	h.NotBefore = r.Started.Add(r.FirstByte + gap)
	v.countPage()
}

// refused slows down after 429 or 503: half the rate from now on, nothing before Retry-After.
func (v *visit) refused(after time.Duration) {
	h := &v.host
	h.Delay = min(max(2*h.Delay, time.Second), slowest)
	if wait := v.now().Add(max(min(after, maxWait), h.Delay)); wait.After(h.NotBefore) {
		h.NotBefore = wait
	}
}

// unreachable counts a failure of the host itself. After some in a row the breaker opens: one probe after
// a pause that doubles each time.
func (v *visit) unreachable() {
	h := &v.host
	h.LastStart = v.now()
	h.Requests++
	h.Failures++
	h.Delay = max(h.Delay, v.gap())
	wait := h.Delay
	if h.Failures >= breakerAt {
		h.Broken = true
		wait = max(wait, v.backoff(int(h.Failures)-breakerAt+1, breakerMin, breakerMax))
	}
	h.NotBefore = v.now().Add(wait)
}

// countPage keeps the daily budget of the host: when it is used up, nothing before the next day (UTC).
func (v *visit) countPage() {
	limit := v.run.o.PagesPerDay
	if v.site.PagesPerDay > 0 {
		limit = v.site.PagesPerDay
	}
	day := int32(v.now().Unix() / 86400)
	if v.host.PagesDay != day {
		v.host.PagesDay, v.host.Pages = day, 0
	}
	v.host.Pages++
	if limit > 0 && int(v.host.Pages) >= limit {
		v.host.NotBefore = time.Unix(int64(day+1)*86400, 0)
	}
}

// newHost gives a host that was never asked its gap.
func newHost(h store.HostState, gap time.Duration) store.HostState {
	if h.Delay == 0 {
		h.Delay = gap
	}
	return h
}
