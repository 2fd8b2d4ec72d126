package crawl

import (
	"log/slog"
	"math/rand/v2"
	"time"
)

// Options say what is crawled and within which bounds. The zero value of each field means its default.
type Options struct {
	Sites []Site

	// Product is the token that robots.txt groups are matched by; default "kabar".
	Product string
	// Workers is how many requests may be under way at once, each to another host; default 32.
	Workers int

	Delay         time.Duration // between two requests to a host; default 1 s, negative: none
	MaxCrawlDelay time.Duration // Crawl-delay is obeyed up to this; default 30 s

	MinInterval, MaxInterval time.Duration   // of sources once their pace is learned; default 5 min, 7 days
	Revisit                  []time.Duration // ages at which an article is read again; nil: never

	Depth          int // hops from a front page; default 3
	PagesPerDay    int // of a host; 0: no limit
	SitemapEntries int // taken of one sitemap, newest first; default 1000
	Attempts       int // at one address within a run; default 5

	// Backfill reads every sitemap to its end and every section through all its pages, at low priority.
	Backfill bool
	Since    time.Time // what a sitemap dates before it is left out of a backfill

	// For, MaxPages and MaxBytes end a run; 0: no limit. MaxPages counts requests, MaxBytes octets on the wire.
	For      time.Duration
	MaxPages int64
	MaxBytes int64
	// Grace is how long requests under way may go on when a run is told to stop; default 20 s.
	Grace time.Duration
	// Patience is how long a run waits for an address that comes due; default 2 min.
	Patience time.Duration

	Respect Respect

	Now      func() time.Time // default time.Now
	Rand     func() float64   // uniform in [0,1), for jitter; default math/rand
	Log      *slog.Logger     // default: discards
	Progress func(Progress)   // called after each visit, from many goroutines; nil: not
}

// Site is one site to crawl.
type Site struct {
	Domain string // registrable domain, lower case
	// Seeds are the addresses that the crawl begins with: front pages.
	Seeds           []string
	Feeds, Sitemaps []string // known in advance, besides those that are found

	Delay       time.Duration // 0: Options.Delay
	Depth       int           // 0: Options.Depth
	PagesPerDay int           // 0: Options.PagesPerDay
	Proxy       string        // for this site alone
	NoRaw       bool          // keep no captures
	Exclude     []string      // path prefixes that are not asked for
	URLs        URLRules
}

// Respect says for each signal whether it keeps a document out (true) or is only recorded with it.
type Respect struct {
	NoIndex, NoArchive, NoAI, AIRobots, TDM bool
}

// Progress is a moment of a run.
type Progress struct {
	Requests, New, Changed, Duplicate, Failed int64
	Waiting                                   int // hosts leased
	Elapsed                                   time.Duration
	Last                                      string // address last visited
}

func (o Options) withDefaults() Options {
	def := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	defInt := func(n *int, v int) {
		if *n == 0 {
			*n = v
		}
	}
	def(&o.Delay, time.Second)
	o.Delay = max(o.Delay, 0)
	def(&o.MaxCrawlDelay, 30*time.Second)
	def(&o.MinInterval, 5*time.Minute)
	def(&o.MaxInterval, 7*24*time.Hour)
	def(&o.Grace, 20*time.Second)
	def(&o.Patience, 45*time.Second)
	defInt(&o.Workers, 32)
	defInt(&o.Depth, 3)
	defInt(&o.SitemapEntries, 1000)
	defInt(&o.Attempts, 5)
	if o.Product == "" {
		o.Product = "kabar"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Float64
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}
