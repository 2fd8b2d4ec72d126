package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"kabar/crawl"
	"kabar/store"
)

func (a *app) sourcesCommand() *cobra.Command {
	var all, explain bool
	cmd := &cobra.Command{
		Use:   "sources [SITE]",
		Short: "List the feeds, sitemaps and sections that are known, and how they do",
		Example: `  crawler sources
  crawler sources riau24.com
  crawler sources --explain riau24.com   # why it is asked what, and when
  crawler sources --json riau24.com | jq 'select(.failures > 0)'`,
		Long: `List the sites that are known, or the feeds, sitemaps and sections of one, and how they do.

With --explain: for each host of the site its state, its sources with their pace, what its addresses turned out to be by their
shape, what is shut and on what evidence, and what the rules of the configuration kept out.`,
		Args: takes(0, 1, ""),
		RunE: func(cmd *cobra.Command, args []string) error {
			if explain && len(args) == 0 {
				return usage("sources --explain: name a site that 'crawler sources' lists")
			}
			return a.reading(cmd.Context(), func(s store.Reader) error {
				if explain {
					return a.explainSite(cmd.Context(), s, args[0])
				}
				if len(args) == 1 {
					return a.sourcesOf(cmd.Context(), s, args[0], all)
				}
				return a.sites(cmd.Context(), s)
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "also well-known paths that were tried and are not there")
	cmd.Flags().BoolVar(&explain, "explain", false, "tell of each host of the site what is asked, when, and why not")
	return cmd
}

// sites lists the sites with their counters.
func (a *app) sites(ctx context.Context, s store.Reader) error {
	sites, err := s.Sites(ctx)
	if err != nil {
		return err
	}
	type known struct {
		store.SiteInfo
		Drifting string `json:",omitempty"` // what its pages give otherwise of late
	}
	all := make([]known, len(sites))
	for i := range sites {
		all[i].SiteInfo = sites[i]
		p, err := crawl.StoredProfile(ctx, s, sites[i].Site)
		if err != nil {
			return err
		}
		if p != nil {
			all[i].Drifting = p.Health.Drifting()
		}
	}
	if a.asJSON {
		return writeJSON(a.out, all)
	}
	t := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "site\thosts\tfeeds\tsitemaps\tsections\taddresses\twaiting\tdocuments\tlast visit\t")
	for _, i := range all {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%s\t\n",
			i.Site, i.Hosts, i.Feeds, i.Sitemaps, i.Sections, i.Addresses, i.Waiting, i.Documents, when(i.LastVisit))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, i := range all {
		if i.Drifting != "" {
			fmt.Fprintf(a.out, "%s is drifting: %s\n", i.Site, i.Drifting)
		}
	}
	return nil
}

// sourceJSON is a source for machines.
type sourceJSON struct {
	URL      string    `json:"url"`
	Work     string    `json:"work"`
	Via      string    `json:"via"`
	Status   int       `json:"status"`
	Result   string    `json:"result,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	Visits   uint32    `json:"visits"`
	Fruitful uint32    `json:"fruitful"`
	Failures uint16    `json:"failures"`
	Visited  time.Time `json:"visited,omitzero"`
	Next     time.Time `json:"next,omitzero"`
}

func describeSource(src *store.Address) sourceJSON {
	st := &src.State
	return sourceJSON{
		src.URL, src.Work.String(), src.Via.String(), st.Status, string(st.Result), st.Reason, st.Visits, st.Fruitful,
		st.Failures, st.Visited.UTC(), src.At.UTC(),
	}
}

func (a *app) sourcesOf(ctx context.Context, s store.Reader, site string, all bool) error {
	t := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	n := 0
	var after store.SourceCursor
	for {
		page, next, err := s.Sources(ctx, site, after, 500)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		after = next
		for _, src := range page {
			if src.Via.String() == "guess" && src.State.Result.Failed() && !all {
				continue
			}
			n++
			if a.asJSON {
				if err := writeLine(a.out, describeSource(&src)); err != nil {
					return err
				}
				continue
			}
			if n == 1 {
				fmt.Fprintln(t, "work\tfound by\tresult\tnew in\tnext\taddress")
			}
			result := string(src.State.Result)
			if src.State.Reason != "" {
				result += " (" + src.State.Reason + ")"
			}
			due := "due"
			if !src.Scheduled {
				due = "never"
			} else if time.Until(src.At) > 0 {
				due = when(src.At)
			}
			fmt.Fprintf(t, "%s\t%s\t%s\t%d of %d\t%s\t%s\n", src.Work, src.Via, result, src.State.Fruitful, src.State.Visits, due, src.URL)
		}
	}
	if n == 0 && !a.asJSON {
		return fmt.Errorf("no sources are known of %s: is it the name of a site that 'crawler sources' lists?", site)
	}
	return t.Flush()
}

func when(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Local().Format("2006-01-02 15:04")
}
