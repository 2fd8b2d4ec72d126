package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"kabar/store"
)

func (a *app) statsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "stats", Short: "Count what is stored", Args: flagsOnly, Example: "  crawler stats --json | jq .documents",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(s store.Reader) error {
				st, err := s.Stats(cmd.Context())
				if err != nil {
					return err
				}
				if a.asJSON {
					return writeJSON(a.out, statsOf(st))
				}
				t := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
				row := func(name string, value any) { fmt.Fprintf(t, "%s\t%v\n", name, value) }
				row("sites", st.Sites)
				row("hosts", st.Hosts)
				row("addresses known", st.Addresses)
				row("addresses with a visit planned", st.Waiting)
				row("documents", st.Documents)
				row("further addresses of them", st.Members)
				row("revisions", st.Revisions)
				row("gone from their site", st.Gone)
				row("visits", st.Visits)
				row("text", megabytes(st.TextBytes))
				row("file", megabytes(st.FileBytes))
				if !st.First.IsZero() {
					row("first visit", st.First.Local().Format(time.DateTime))
					row("last visit", st.Last.Local().Format(time.DateTime))
				}
				return t.Flush()
			})
		},
	}
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/(1<<20)) }

// statsJSON is the form for machines.
type statsJSON struct {
	Sites     int       `json:"sites"`
	Hosts     int       `json:"hosts"`
	Addresses int       `json:"addresses"`
	Waiting   int       `json:"waiting"`
	Documents int       `json:"documents"`
	Members   int       `json:"members"`
	Revisions int       `json:"revisions"`
	Gone      int       `json:"gone"`
	Visits    int64     `json:"visits"`
	TextBytes int64     `json:"text_bytes"`
	FileBytes int64     `json:"file_bytes"`
	FreeBytes int64     `json:"free_bytes"`
	First     time.Time `json:"first,omitzero"`
	Last      time.Time `json:"last,omitzero"`
}

func statsOf(s store.Stats) statsJSON {
	return statsJSON{
		s.Sites, s.Hosts, s.Addresses, s.Waiting, s.Documents, s.Members, s.Revisions, s.Gone,
		s.Visits, s.TextBytes, s.FileBytes, s.FreeBytes, s.First.UTC(), s.Last.UTC(),
	}
}
