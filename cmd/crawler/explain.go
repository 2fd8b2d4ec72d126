package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"kabar/crawl"
	"kabar/crawl/robots"
	"kabar/crawl/shapes"
	"kabar/news"
	"kabar/store"
)

// siteJSON explains a site for machines, and is what the text is written from. Durations are in seconds.
type siteJSON struct {
	Site  string     `json:"site"`
	Hosts []hostJSON `json:"hosts"`
}

type hostJSON struct {
	Host     string            `json:"host"`
	State    string            `json:"state"` // open, waiting, breaker
	Next     time.Time         `json:"next,omitzero"`
	Delay    float64           `json:"delay"`
	Crawl    float64           `json:"crawl_delay,omitempty"` // what robots.txt asks for
	Latency  float64           `json:"latency,omitempty"`
	Failures uint16            `json:"failures,omitempty"`
	Requests uint64            `json:"requests"`
	Today    int               `json:"pages_today"`
	PerDay   int               `json:"pages_per_day,omitempty"` // the limit; 0: none
	Robots   []robotsJSON      `json:"robots"`
	Sources  []pacedJSON       `json:"sources"`
	Learned  []shapeJSON       `json:"learned"`
	Shut     []shutJSON        `json:"shut"`
	Kept     map[string]uint32 `json:"kept_out,omitempty"` // by rules of the configuration
}

type robotsJSON struct {
	URL     string    `json:"url"`
	Status  int       `json:"status"`
	Asked   time.Time `json:"asked,omitzero"`   // last
	Fetched time.Time `json:"fetched,omitzero"` // the copy that holds
	Until   time.Time `json:"until,omitzero"`
	Bytes   int       `json:"bytes"`
	To      string    `json:"redirects_to,omitempty"`
	Verdict string    `json:"verdict"`
}

type pacedJSON struct {
	sourceJSON
	Interval float64   `json:"interval,omitempty"` // learned pace
	LastNew  time.Time `json:"last_new,omitzero"`
	Due      bool      `json:"due"`
	Never    bool      `json:"never,omitempty"` // nothing is planned
}

type shapeJSON struct {
	Shape    string `json:"shape"`
	As       string `json:"as"` // article or listing
	Articles uint32 `json:"articles"`
	Others   uint32 `json:"others"`
	Asked    uint32 `json:"asked"`
	Texts    uint32 `json:"texts"`
	Example  string `json:"example,omitempty"`
}

type shutJSON struct {
	Shape   string    `json:"shape"`
	Why     string    `json:"why"`
	Asked   uint32    `json:"asked"`
	Texts   uint32    `json:"texts"`
	Since   time.Time `json:"since"`
	Again   time.Time `json:"again"`
	Passed  uint32    `json:"passed_over"`
	Probes  uint8     `json:"probes_in_vain,omitempty"`
	Example string    `json:"example,omitempty"`
}

// explainSite tells of a site what is asked of it, when, and what is not.
func (a *app) explainSite(ctx context.Context, s store.Reader, site string) error {
	hosts, err := s.Hosts(ctx, site)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if len(hosts) == 0 {
		return fmt.Errorf("nothing is known of %s: is it the name of a site that 'crawler sources' lists?", site)
	}
	sources, err := a.pacedSources(ctx, s, site)
	if err != nil {
		return err
	}
	out := siteJSON{Site: site}
	slices.SortFunc(hosts, func(x, y store.HostState) int { return cmp.Compare(x.Host, y.Host) })
	for _, h := range hosts {
		e, err := a.explainHost(ctx, s, h)
		if err != nil {
			return err
		}
		e.Sources = sources[h.Host]
		if e.Sources == nil {
			e.Sources = []pacedJSON{}
		}
		out.Hosts = append(out.Hosts, e)
	}
	if a.asJSON {
		return writeJSON(a.out, out)
	}
	for i := range out.Hosts {
		if i > 0 {
			fmt.Fprintln(a.out)
		}
		if err := out.Hosts[i].write(a.out, time.Now()); err != nil {
			return err
		}
	}
	return nil
}

// pacedSources are the sources of a site by host.
func (a *app) pacedSources(ctx context.Context, s store.Reader, site string) (map[string][]pacedJSON, error) {
	out := map[string][]pacedJSON{}
	var after store.SourceCursor
	for {
		page, next, err := s.Sources(ctx, site, after, 500)
		if err != nil || len(page) == 0 {
			return out, err
		}
		after = next
		for i := range page {
			src := &page[i]
			if src.Via == news.ViaGuess && src.State.Result.Failed() {
				continue
			}
			out[src.Host] = append(out[src.Host], pacedJSON{
				sourceJSON: describeSource(src), Interval: src.State.Interval.Seconds(), LastNew: src.State.LastNew.UTC(),
				Due: src.Scheduled && !src.At.After(time.Now()), Never: !src.Scheduled,
			})
		}
	}
}

func (a *app) explainHost(ctx context.Context, s store.Reader, h store.HostState) (hostJSON, error) {
	now := time.Now()
	e := hostJSON{
		Host: h.Host, State: "open", Delay: h.Delay.Seconds(), Latency: h.Latency.Seconds(), Failures: h.Failures, Requests: h.Requests,
		PerDay: a.pagesPerDay(h.Site), Robots: []robotsJSON{}, Learned: []shapeJSON{}, Shut: []shutJSON{},
	}
	if int64(h.PagesDay) == now.Unix()/86400 {
		e.Today = int(h.Pages)
	}
	if h.NotBefore.After(now) {
		e.State, e.Next = "waiting", h.NotBefore.UTC()
	}
	if h.Broken {
		e.State = "breaker"
	}
	for _, scheme := range []string{"https://", "http://"} {
		r, err := s.Robots(ctx, scheme+h.Host+"/robots.txt")
		if errors.Is(err, store.ErrNotFound) {
			continue
		} else if err != nil {
			return e, err
		}
		if d, ok := robots.Parse(r.Body).Delay(a.cfg.Agent.Product); ok {
			e.Crawl = max(e.Crawl, d.Seconds())
		}
		e.Robots = append(e.Robots, robotsJSON{
			r.Origin, r.Status, r.Asked.UTC(), r.Fetched.UTC(), r.Until.UTC(), len(r.Body), r.Location, verdictOf(robots.Verdict(r, now)),
		})
	}
	memo, err := s.Memo(ctx, h.Site, crawl.ShapesMemo(h.Host))
	if errors.Is(err, store.ErrNotFound) {
		return e, nil
	} else if err != nil {
		return e, err
	}
	if table, err := shapes.Parse(memo); err == nil { // of another version: nothing is known
		e.learned(table)
	}
	return e, nil
}

func verdictOf(d robots.Decision) string {
	switch d {
	case robots.Ask:
		return "is asked again before the next request"
	case robots.NotNow:
		return "unreachable: nothing may be asked for"
	case robots.AllowAll:
		return "no rules"
	}
	return "holds"
}

func (e *hostJSON) learned(t *shapes.Table) {
	e.Kept = t.Rules
	for _, r := range t.Rows() {
		if !r.Shut.IsZero() {
			e.Shut = append(e.Shut, shutJSON{r.Shape, r.Why(), r.Asked, r.Texts, r.Shut, r.Probe, r.Passed, r.Probes, r.Example})
		}
		switch lean := r.Lean(); {
		case lean > 0:
			e.Learned = append(e.Learned, shapeJSON{r.Shape, string(news.KindArticle), r.Articles, r.Others, r.Asked, r.Texts, r.Example})
		case lean < 0:
			e.Learned = append(e.Learned, shapeJSON{r.Shape, string(news.KindListing), r.Articles, r.Others, r.Asked, r.Texts, r.Example})
		}
	}
	slices.SortStableFunc(e.Learned, func(x, y shapeJSON) int { return cmp.Or(cmp.Compare(x.As, y.As), cmp.Compare(y.Asked, x.Asked)) })
}

// pagesPerDay is the limit that the configuration sets for each host of a site.
func (a *app) pagesPerDay(site string) int {
	if n := siteNamed(&a.cfg, site).PagesPerDay; n > 0 {
		return n
	}
	return a.cfg.Limits.PagesPerDay
}

// write is the text for a person.
func (e *hostJSON) write(w io.Writer, now time.Time) error {
	fmt.Fprintln(w, e.Host)
	line := func(label, format string, args ...any) {
		fmt.Fprintf(w, "  %-8s %s\n", label, fmt.Sprintf(format, args...))
	}
	line("state", "%s", e.state(now))
	pace := fmt.Sprintf("a request every %s", seconds(e.Delay))
	if e.Crawl > 0 {
		pace += fmt.Sprintf(" (Crawl-delay %s)", seconds(e.Crawl))
	}
	if e.Latency > 0 {
		pace += fmt.Sprintf(", first byte after %s", seconds(e.Latency))
	}
	line("pace", "%s; %d requests so far", pace, e.Requests)
	if e.PerDay > 0 {
		line("budget", "%d of %d pages today", e.Today, e.PerDay)
	} else {
		line("budget", "%d pages today, no limit", e.Today)
	}
	for _, r := range e.Robots {
		what := fmt.Sprintf("status %d, %d bytes", r.Status, r.Bytes)
		if r.To != "" {
			what += ", redirects to " + r.To
		}
		age := "never asked for"
		if !r.Asked.IsZero() {
			age = "asked for " + when(r.Asked) + " (" + ago(now.Sub(r.Asked)) + " ago)"
		}
		if !r.Fetched.IsZero() && !r.Fetched.Equal(r.Asked) {
			age += ", read " + when(r.Fetched) + " (" + ago(now.Sub(r.Fetched)) + " ago)"
		}
		line("robots", "%s: %s, %s, good until %s; %s", r.URL, what, age, when(r.Until), r.Verdict)
	}
	if len(e.Robots) == 0 {
		line("robots", "not read yet")
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if len(e.Sources) > 0 {
		fmt.Fprintf(t, "  sources\n    work\tlast outcome\tnew in\tlast new\tpace\tnext\taddress\n")
	}
	for _, s := range e.Sources {
		fmt.Fprintf(t, "    %s\t%s\t%d of %d\t%s\t%s\t%s\t%s\n", s.Work, s.outcome(), s.Fruitful, s.Visits, when(s.LastNew), s.pace(), s.next(), s.URL)
	}
	if len(e.Learned) > 0 {
		fmt.Fprintf(t, "  learned\n    shape\tis\tevidence\texample\n")
	}
	for _, s := range e.Learned {
		fmt.Fprintf(t, "    %s\t%s\t%d of %d pages were articles\t%s\n", s.Shape, s.As, s.Articles, s.Articles+s.Others, s.Example)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if len(e.Shut) > 0 {
		fmt.Fprintln(w, "  shut")
	}
	for _, s := range e.Shut {
		fmt.Fprintf(w, "    %s  since %s, tried again %s\n", s.Shape, when(s.Since), when(s.Again))
		fmt.Fprintf(w, "      %s; %d asked in all, %d new texts; %d passed over since\n", s.Why, s.Asked, s.Texts, s.Passed)
		if s.Example != "" {
			fmt.Fprintf(w, "      such as %s\n", s.Example)
		}
	}
	if len(e.Kept) > 0 {
		fmt.Fprintln(w, "  kept out by the configuration")
	}
	for _, rule := range slices.Sorted(maps.Keys(e.Kept)) {
		fmt.Fprintf(w, "    %s  %d links\n", rule, e.Kept[rule])
	}
	return nil
}

func (e *hostJSON) state(now time.Time) string {
	switch e.State {
	case "breaker":
		return fmt.Sprintf("the breaker is open after %d failures in a row; one probe at %s", e.Failures, when(e.Next))
	case "waiting":
		why := ""
		if e.PerDay > 0 && e.Today >= e.PerDay {
			why = ": the budget of the day is used up"
		}
		return fmt.Sprintf("waits until %s (%s)%s", when(e.Next), ago(e.Next.Sub(now)), why)
	}
	if e.Failures > 0 {
		return fmt.Sprintf("may be asked; %d failures in a row", e.Failures)
	}
	return "may be asked"
}

func (s *pacedJSON) outcome() string {
	if s.Result == "" {
		return "not asked yet"
	}
	out := s.Result
	if s.Reason != "" {
		out += " (" + s.Reason + ")"
	}
	return out
}

func (s *pacedJSON) pace() string {
	switch {
	case s.Interval > 0:
		return "every " + ago(time.Duration(s.Interval*float64(time.Second)))
	case s.Visits > 0:
		return "each run"
	}
	return "-"
}

func (s *pacedJSON) next() string {
	switch {
	case s.Never:
		return "never"
	case s.Due:
		return "due"
	}
	return when(s.Next)
}

func seconds(s float64) string {
	return time.Duration(s * float64(time.Second)).Round(time.Millisecond).String()
}

// ago is a length of time in its largest unit or two.
func ago(d time.Duration) string {
	switch {
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	case d < time.Minute:
		return d.Round(time.Second).String()
	case d < 48*time.Hour:
		return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
	}
	return fmt.Sprintf("%dd", int(d.Round(24*time.Hour)/(24*time.Hour)))
}
