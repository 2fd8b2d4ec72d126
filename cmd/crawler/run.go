package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"runtime/debug"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"kabar/address"
	"kabar/archive"
	"kabar/config"
	"kabar/crawl"
	"kabar/crawl/fetch"
	"kabar/dedup"
	"kabar/internal/version"
	"kabar/news"
	"kabar/store"
	"kabar/store/bolt"
)

func (a *app) runCommand() *cobra.Command {
	var budget struct {
		duration string
		pages    int64
		bytes    string
	}
	cmd := &cobra.Command{
		Use:   "run [SITE...]",
		Short: "Make one crawl cycle, then exit",
		Long: `Make one crawl cycle: everything that is due is fetched, and all that it brings, newest first, until
nothing is due or a limit is reached. Then a table says what was found.

Sites come from the configuration, or from the command line: then only these are crawled. A site is its
registrable domain with its subdomains. A bare name is enough; robots.txt, feeds, sitemaps and sections
are found by themselves.

A run may be interrupted at any moment: the next one goes on where it stopped. The first Ctrl-C or
SIGTERM lets requests under way finish, the second ends at once.`,
		Example: `  crawler run riau24.com
  crawler run --for 10m                  # the sites of kabar.yaml
  crawler run --max-pages 500 --json example.co.id > summary.json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := crawlOptions(&a.cfg, args)
			if err != nil {
				return err
			}
			if budget.bytes != "" {
				if o.MaxBytes, err = config.ParseSize(budget.bytes); err != nil {
					return usage("--max-bytes: %w", err)
				}
			}
			if budget.pages < 0 {
				return usage("--max-pages: %d is negative", budget.pages)
			}
			o.MaxPages = budget.pages
			return a.runCrawl(cmd.Context(), o, budget.duration)
		},
	}
	f := cmd.Flags()
	f.StringVar(&budget.duration, "for", "", "stop after this `time` (10m, 2h)")
	f.Int64Var(&budget.pages, "max-pages", 0, "stop after `N` requests")
	f.StringVar(&budget.bytes, "max-bytes", "", "stop after this `size` on the wire (500MB)")
	return cmd
}

// runCrawl makes a cycle of at most the given time and reports it.
func (a *app) runCrawl(ctx context.Context, o crawl.Options, duration string) error {
	if duration != "" {
		var err error
		if o.For, err = config.ParseDuration(duration); err != nil {
			return usage("--for: %w", err)
		}
	}
	fo, err := fetchOptions(&a.cfg)
	if err != nil {
		return err
	}
	if a.cfg.Agent.Contact == "" && a.cfg.Agent.UserAgent == "" {
		a.log.Warn("sites cannot reach you: set agent.contact in the configuration to a mail address or a page",
			"config", a.configPath)
	}
	summary, err := a.crawl(ctx, o, fo)
	if err != nil {
		return err
	}
	return a.report(summary)
}

// crawl opens the data folder, makes one cycle and closes it.
func (a *app) crawl(ctx context.Context, o crawl.Options, fo fetch.Options) (summary crawl.Summary, err error) {
	if err := os.MkdirAll(a.cfg.Data, 0o755); err != nil {
		return summary, fmt.Errorf("data folder: %w", err)
	}
	fetcher, err := fetch.New(fo)
	if err != nil {
		return summary, err
	}
	defer func() { err = errors.Join(err, fetcher.Close()) }()
	var arch *archive.Writer
	so := a.storeOptions()
	so.Sync = func() error { // the capture is on the disk before the commit that points to it
		if arch == nil {
			return nil
		}
		return arch.Sync()
	}
	err = a.holding(so, func(s store.Store) (err error) {
		// The archive is opened under the store's lock: two processes never write to it.
		arch, err = archive.Open(a.archiveDir(), archive.Options{Software: version.Software(), Operator: a.cfg.Agent.Contact})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, arch.Close()) }()

		tuneMemory()
		o.Log = a.log
		o.Progress = a.progress.crawl
		c, err := crawl.New(s, arch, fetcher, o)
		if err != nil {
			return err
		}
		summary, err = c.Run(ctx)
		a.progress.done()
		return err
	})
	return summary, err
}

// tuneMemory collects garbage half as often as Go would, as long as memory is small: most of what a visit
// allocates dies with it. GOGC and GOMEMLIMIT stand before it.
func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(240 << 20)
	}
}

// near judges two texts that may be the same article; 'crawler dups' runs the same judge.
func near(candidate, head news.Article) store.Likeness {
	v := dedup.Judge(side(&candidate), side(&head))
	return store.Likeness{Similarity: v.Similarity, Same: v.Duplicate, Related: v.Related}
}

// storeOptions are those of every store that is written to.
func (a *app) storeOptions() bolt.Options {
	return bolt.Options{
		Logger: a.log, Near: near, Scheme: dedup.Scheme(),
		Signature:       func(art news.Article) []uint64 { return dedup.Signature(art.Text()) },
		KeepMemberTexts: a.cfg.Duplicates.Keep == "text", KeepRevisions: a.cfg.Revisions.Keep,
	}
}

func side(a *news.Article) dedup.Text {
	return dedup.Text{URL: a.URL, Title: a.Title, Text: a.Text()}
}

// crawlOptions are the engine's options of a configuration, for the sites named, or for its own.
func crawlOptions(c *config.Config, named []string) (crawl.Options, error) {
	o := crawl.Options{
		Product: c.Agent.Product, Workers: c.Limits.Workers,
		Delay: time.Duration(c.Politeness.Delay), MaxCrawlDelay: time.Duration(c.Politeness.MaxCrawlDelay),
		MinInterval: time.Duration(c.Schedule.MinInterval), MaxInterval: time.Duration(c.Schedule.MaxInterval),
		Depth: c.Limits.Depth, PagesPerDay: c.Limits.PagesPerDay, SitemapEntries: c.Limits.SitemapEntries,
		Attempts: c.Limits.Attempts, Grace: time.Duration(c.Limits.Grace), Patience: time.Duration(c.Limits.Patience),
		Respect: crawl.Respect{
			NoIndex: c.Respect.NoIndex == "skip", NoArchive: c.Respect.NoArchive == "skip", NoAI: c.Respect.NoAI == "skip",
			AIRobots: c.Respect.AIRobots == "skip", TDM: c.Respect.TDM == "skip",
		},
	}
	if o.Delay == 0 {
		o.Delay = -1
	}
	for _, d := range c.Schedule.Revisit {
		o.Revisit = append(o.Revisit, time.Duration(d))
	}
	wanted := c.Sites
	if len(named) > 0 {
		wanted = nil
		for _, name := range named {
			wanted = append(wanted, siteNamed(c, name))
		}
	}
	if len(wanted) == 0 {
		return o, usage("no site to crawl: name one ('crawler run riau24.com') or list sites in the configuration ('crawler config > kabar.yaml')")
	}
	place := map[string]int{}
	for _, w := range wanted {
		site, err := crawlSite(w)
		if err != nil {
			return o, err
		}
		if i, ok := place[site.Domain]; ok { // two hosts of one site
			o.Sites[i].Seeds = append(o.Sites[i].Seeds, site.Seeds...)
			continue
		}
		place[site.Domain] = len(o.Sites)
		o.Sites = append(o.Sites, site)
	}
	return o, nil
}

// siteNamed is the configured site of this name, so that its settings hold, or a bare one.
func siteNamed(c *config.Config, name string) config.Site {
	for _, s := range c.Sites {
		if s.Site == name {
			return s
		}
	}
	return config.Site{Site: name}
}

func crawlSite(s config.Site) (crawl.Site, error) {
	where := ""
	if s.Line > 0 {
		where = fmt.Sprintf("line %d: ", s.Line)
	}
	domain, front, err := address.Seed(s.Site)
	if err != nil {
		return crawl.Site{}, usage("%ssite %q: %w", where, s.Site, err)
	}
	site := crawl.Site{
		Domain: domain, Seeds: []string{front}, Feeds: s.Feeds, Sitemaps: s.Sitemaps, Delay: time.Duration(s.Delay),
		Depth: s.Depth, PagesPerDay: s.PagesPerDay, Proxy: s.Proxy, NoRaw: s.KeepRaw != nil && !*s.KeepRaw, Exclude: s.Exclude,
		URLs: urlRules(&s.URLs),
	}
	if len(s.Start) > 0 {
		site.Seeds = s.Start
	}
	for _, list := range [][]string{site.Seeds, site.Feeds, site.Sitemaps} {
		for _, u := range list {
			if !address.Within(domain, u) {
				return crawl.Site{}, usage("%ssite %s: %q is no http address of that site", where, domain, u)
			}
		}
	}
	if s.Proxy != "" {
		if _, err := proxyURL(s.Proxy); err != nil {
			return crawl.Site{}, usage("%ssite %s: proxy: %w", where, domain, err)
		}
	}
	return site, nil
}

func urlRules(u *config.URLs) crawl.URLRules {
	return crawl.URLRules{
		Allow: config.Expressions(u.Allow), Deny: config.Expressions(u.Deny), StripParams: u.StripParams, KeepParams: u.KeepParams,
		Articles: config.Expressions(u.Articles), Sections: config.Expressions(u.Sections),
	}
}

// fetchOptions are the fetcher's options of a configuration.
func fetchOptions(c *config.Config) (fetch.Options, error) {
	o := fetch.Options{
		UserAgent: userAgent(&c.Agent), AllowPrivate: c.Network.AllowPrivate, MaxBody: int64(c.Limits.MaxBody),
		FirstByte: time.Duration(c.Limits.FirstByte), Total: time.Duration(c.Limits.Timeout),
	}
	switch c.Network.Proxy {
	case "", "none":
	case "environment":
		o.Proxy = http.ProxyFromEnvironment
	default:
		u, err := proxyURL(c.Network.Proxy)
		if err != nil {
			return o, usage("network.proxy: %w", err)
		}
		o.Proxy = http.ProxyURL(u)
	}
	return o, nil
}

func proxyURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("%q is no proxy address: write http://host:port", s)
	}
	return u, nil
}

// userAgent names the crawler, where to read about it and whom to write to.
func userAgent(a *config.Agent) string {
	if a.UserAgent != "" {
		return a.UserAgent
	}
	ua := a.Product + "/" + version.Number()
	switch {
	case a.URL != "" && a.Contact != "":
		return ua + " (+" + a.URL + "; " + a.Contact + ")"
	case a.URL != "":
		return ua + " (+" + a.URL + ")"
	case a.Contact != "":
		return ua + " (+" + a.Contact + ")"
	}
	return ua + " (news corpus crawler)"
}

// report writes the summary and turns failed sites into the exit code.
func (a *app) report(s crawl.Summary) error {
	if a.asJSON {
		if err := writeJSON(a.out, s); err != nil {
			return err
		}
	} else {
		summaryTable(a.errOut, &s)
	}
	if s.Failed() {
		return &exitError{code: exitPartial}
	}
	return nil
}

func summaryTable(w io.Writer, s *crawl.Summary) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "site\tfeeds\tpages\tnew\tchanged\tduplicate\tfailed\twhy\t")
	row := func(r *crawl.SiteSummary) {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%s\t\n", r.Site, r.Feeds, r.Pages, r.New, r.Changed, r.Duplicate, r.Failed, r.Why())
	}
	for i := range s.Sites {
		row(&s.Sites[i])
	}
	if len(s.Sites) > 1 {
		row(&s.Total)
	}
	_ = t.Flush() // the terminal is gone: nobody to tell
	for i := range s.Sites {
		if r := &s.Sites[i]; r.Trouble != "" {
			fmt.Fprintf(w, "%s: %s\n", r.Site, r.Trouble)
		}
		if r := &s.Sites[i]; r.Drifting != "" {
			fmt.Fprintf(w, "%s is drifting: %s. Has it been redesigned? Look at some of its texts: crawler export --site %s\n", r.Site, r.Drifting, r.Site)
		}
	}
	fmt.Fprintf(w, "%s after %s\n", s.Stopped, s.Took.Round(time.Second))
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
