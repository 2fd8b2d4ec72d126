package main

import (
	"math"
	"time"

	"github.com/spf13/cobra"
)

func (a *app) backfillCommand() *cobra.Command {
	var since, duration string
	cmd := &cobra.Command{
		Use:   "backfill SITE...",
		Short: "Read a site's archive: every sitemap to its end, every section through all its pages",
		Long: `Read a site's archive: every sitemap to its end, every section through all its pages. What is new on the
site still comes first. It may take days at a polite pace: interrupt it at any moment, or give it --for,
and call it again; it goes on where it stopped.`,
		Example: `  crawler backfill riau24.com --since 2024-01-01
  crawler backfill riau24.com --for 6h          # every night`,
		Args: takes(1, math.MaxInt, "name the site, such as 'crawler backfill riau24.com'"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := crawlOptions(&a.cfg, args)
			if err != nil {
				return err
			}
			o.Backfill = true
			if since != "" {
				if o.Since, err = time.Parse(time.DateOnly, since); err != nil {
					return usage("--since: %q is not a date: write 2024-01-31", since)
				}
			}
			return a.runCrawl(cmd.Context(), o, duration)
		},
	}
	cmd.Flags().StringVar(&since, "since", "", "leave out what a sitemap dates before this `date` (2024-01-31)")
	cmd.Flags().StringVar(&duration, "for", "", "stop after this `time` (10m, 2h)")
	return cmd
}
