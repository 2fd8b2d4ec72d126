package crawl

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"kabar/news"
)

// Summary is what a run did.
type Summary struct {
	Sites   []SiteSummary `json:"sites"`
	Total   SiteSummary   `json:"total"`
	Stopped string        `json:"stopped"` // why the run ended
	Took    time.Duration `json:"took"`    // nanoseconds
}

// Failed reports whether there is a site of which nothing could be read.
func (s *Summary) Failed() bool {
	return slices.ContainsFunc(s.Sites, func(s SiteSummary) bool { return s.Down })
}

// SiteSummary is what a run did at one site.
type SiteSummary struct {
	Site      string         `json:"site"`
	Feeds     int            `json:"feeds"` // feeds and sitemaps that were read
	Pages     int            `json:"pages"` // requests, of whatever kind
	New       int            `json:"new"`
	Changed   int            `json:"changed"`
	Duplicate int            `json:"duplicate"`
	Unchanged int            `json:"unchanged"`
	Failed    int            `json:"failed"`
	Bytes     int64          `json:"bytes"`
	Reasons   map[string]int `json:"reasons,omitempty"` // of failures, by class
	// Down is set when sources of the site failed and nothing at all could be read.
	Down bool `json:"down,omitempty"`
	// Trouble is the last failure of a front page, feed or sitemap, for a person.
	Trouble string `json:"trouble,omitempty"`

	// Drifting says what the site's pages give otherwise of late, as after a redesign; see site.Health.
	Drifting string `json:"drifting,omitempty"`

	good, bad int // visits that read something; failures of sources
}

// Why lists the classes of failure, most frequent first.
func (s *SiteSummary) Why() string {
	type count struct {
		why string
		n   int
	}
	var all []count
	for why, n := range s.Reasons {
		all = append(all, count{why, n})
	}
	slices.SortFunc(all, func(a, b count) int {
		if a.n != b.n {
			return b.n - a.n
		}
		return strings.Compare(a.why, b.why)
	})
	var parts []string
	for _, c := range all {
		parts = append(parts, c.why)
	}
	return strings.Join(parts, ", ")
}

// tally counts while a run goes on.
type tally struct {
	started, requests, bytes     atomic.Int64
	new, changed, double, failed atomic.Int64
	busy                         atomic.Int64

	mu    sync.Mutex
	sites map[string]*SiteSummary
}

func newTally(domains []string) *tally {
	t := &tally{sites: map[string]*SiteSummary{}}
	for _, d := range domains {
		t.sites[d] = &SiteSummary{Site: d}
	}
	return t
}

// count adds a visit that was committed with this outcome. source tells that the address is one that lists
// others.
func (t *tally) count(o news.Outcome, asked, source bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.sites[o.Site]
	if s == nil {
		s = &SiteSummary{Site: o.Site}
		t.sites[o.Site] = s
	}
	if asked {
		s.Pages++
		s.Bytes += o.Bytes
	}
	switch o.Result {
	case news.ResultNew:
		s.New++
		t.new.Add(1)
	case news.ResultChanged:
		s.Changed++
		t.changed.Add(1)
	case news.ResultDuplicate:
		s.Duplicate++
		t.double.Add(1)
	case news.ResultUnchanged:
		s.Unchanged++
	case news.ResultListed:
		if o.Work == news.WorkFeed || o.Work == news.WorkSitemap {
			s.Feeds++
		}
	}
	if !o.Result.Failed() {
		switch {
		case o.Result == news.ResultDenied && source:
			s.bad++
			if s.Trouble == "" {
				s.Trouble = o.Detail
			}
		case o.Result != news.ResultDenied && o.Work != news.WorkRobots && asked:
			s.good++
		}
		return
	}
	if o.Detail == guessed { // a well-known path that is not there is no failure
		return
	}
	s.Failed++
	t.failed.Add(1)
	if s.Reasons == nil {
		s.Reasons = map[string]int{}
	}
	s.Reasons[o.Reason]++
	if source {
		s.bad++
	}
	if o.Work != news.WorkArticle && (asked || s.Trouble == "") {
		s.Trouble = o.URL + ": " + o.Reason
		if o.Detail != "" {
			s.Trouble = o.Detail
			if !strings.Contains(o.Detail, o.URL) {
				s.Trouble = o.URL + ": " + o.Detail
			}
		}
	}
}

func (t *tally) summary(start, end time.Time) Summary {
	t.mu.Lock()
	defer t.mu.Unlock()
	sum := Summary{Took: end.Sub(start), Total: SiteSummary{Site: "total"}}
	for _, s := range t.sites {
		c := *s
		c.Down = c.good == 0 && c.bad > 0
		sum.Sites = append(sum.Sites, c)
		total := &sum.Total
		total.Feeds += c.Feeds
		total.Pages += c.Pages
		total.New += c.New
		total.Changed += c.Changed
		total.Duplicate += c.Duplicate
		total.Unchanged += c.Unchanged
		total.Failed += c.Failed
		total.Bytes += c.Bytes
	}
	slices.SortFunc(sum.Sites, func(a, b SiteSummary) int { return strings.Compare(a.Site, b.Site) })
	return sum
}

func (r *run) progress(last string) {
	if r.o.Progress == nil {
		return
	}
	t := r.tally
	r.o.Progress(Progress{
		Requests: t.requests.Load(), New: t.new.Load(), Changed: t.changed.Load(), Duplicate: t.double.Load(),
		Failed: t.failed.Load(), Waiting: int(t.busy.Load()), Elapsed: r.o.Now().Sub(r.start), Last: last,
	})
}
