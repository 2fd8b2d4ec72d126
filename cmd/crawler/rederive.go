package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"kabar/news"
	"kabar/normalize"
	"kabar/store"
)

func (a *app) rederiveCommand() *cobra.Command {
	var o rederiveOptions
	var since string
	cmd := &cobra.Command{
		Use:   "rederive",
		Short: "Make every text again from its capture, with today's rules",
		Long: `Make every text again from its capture, with today's rules and without a request. A text that comes out
otherwise becomes a revision that is marked as derived; other facts are taken over. Where today's rules find
no text the old one stays.

Documents whose text was made by this very version are passed over, unless --force is given: an interrupted
call goes on where it stopped. --force is also how older texts gain from what their site's articles have taught since. An article on several pages is made of the captures of all of them, and left as it is
where one of them is not kept.
With --dry-run nothing is changed, and some of the changes are shown line by line.`,
		Example: `  crawler rederive --dry-run
  crawler rederive --site riau24.com --since 2026-01-01
  crawler rederive --force --json`,
		Args: flagsOnly,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.workers < 1 {
				return usage("--workers: %d is less than one", o.workers)
			}
			if since != "" {
				var err error
				if o.since, err = time.Parse(time.DateOnly, since); err != nil {
					return usage("--since: %q is not a date: write 2026-01-31", since)
				}
			}
			if o.dryRun {
				return a.reading(cmd.Context(), func(s store.Reader) error { return a.rederive(cmd.Context(), s, nil, o) })
			}
			return a.writing(func(s store.Store) error { return a.rederive(cmd.Context(), s, s, o) })
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&o.sites, "site", nil, "only documents of this `site`; may be repeated")
	f.StringVar(&since, "since", "", "only what was fetched since this `date` (2026-01-31)")
	f.BoolVar(&o.dryRun, "dry-run", false, "change nothing, show what would change")
	f.BoolVar(&o.force, "force", false, "also documents that this version made")
	f.IntVar(&o.workers, "workers", 2*runtime.NumCPU(), "how many `N` at a time")
	f.IntVar(&o.samples, "diffs", 5, "how many `N` changed texts a dry run shows")
	return cmd
}

type rederiveOptions struct {
	sites            []string
	since            time.Time
	dryRun, force    bool
	workers, samples int
}

// admits tells whether a document is to be looked at, current whether only its version keeps it out.
func (o *rederiveOptions) admits(d *news.Document) (yes, current bool) {
	switch {
	case len(o.sites) > 0 && !slices.Contains(o.sites, d.Source), d.Fetched.Before(o.since):
		return false, false
	case d.Normalizer == normalize.Version && !o.force:
		return false, true
	}
	return true, false
}

// rederived counts what came of the documents; each is counted once.
type rederived struct {
	Documents   int  `json:"documents"` // looked at
	Changed     int  `json:"changed"`
	Unchanged   int  `json:"unchanged"`  // other facts may be
	Duplicate   int  `json:"duplicate"`  // of members: with another text, still a member
	NoText      int  `json:"no_text"`    // today's rules find none; the old one stays
	Paged       int  `json:"paged"`      // on several pages, not all of them kept
	NoCapture   int  `json:"no_capture"` // none was kept, or it was pruned
	Unreadable  int  `json:"unreadable"` // a damaged capture
	Current     int  `json:"current"`    // passed over: made by this version
	Interrupted bool `json:"interrupted,omitempty"`
	DryRun      bool `json:"dry_run,omitempty"`
}

func (r *rederived) count(f fateOfText) {
	r.Documents++
	*map[fateOfText]*int{
		textChanged: &r.Changed, textUnchanged: &r.Unchanged, textDuplicate: &r.Duplicate, textLost: &r.NoText,
		textPaged: &r.Paged, noCapture: &r.NoCapture, unreadable: &r.Unreadable,
	}[f]++
}

// rederive sends all documents through the workers. What changed goes to into, nil for a dry run.
func (a *app) rederive(ctx context.Context, s store.Reader, into store.Store, o rederiveOptions) error {
	work := make(chan news.Document)
	var mu sync.Mutex // of what follows
	var result rederived
	var failure error
	samples := 0

	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	var group sync.WaitGroup
	for range max(o.workers, 1) {
		group.Go(func() {
			d := deriver{app: a, from: s, into: into}
			for doc := range work {
				fate, diff, err := d.derive(inner, &doc)
				mu.Lock()
				if err != nil {
					if failure == nil && inner.Err() == nil {
						failure = fmt.Errorf("document %s: %w", doc.ID, err)
					}
					cancel()
				} else {
					result.count(fate)
				}
				if diff != nil && samples < o.samples {
					samples++
					a.progress.done()
					fmt.Fprintf(a.errOut, "%s %s\n%s\n", doc.ID, doc.URL, diff)
				}
				a.progress.show("%d documents, %d changed  %s", result.Documents, result.Changed, doc.URL)
				mu.Unlock()
			}
		})
	}
	current := 0
	err := eachDocument(inner, s, func(doc *news.Document) error {
		yes, old := o.admits(doc)
		if old {
			current++
		}
		if !yes {
			return nil
		}
		select {
		case work <- *doc:
			return nil
		case <-inner.Done():
			return inner.Err()
		}
	})
	close(work)
	group.Wait()
	a.progress.done()
	if failure != nil {
		return failure
	}
	if err != nil && ctx.Err() == nil {
		return err
	}
	result.Current, result.DryRun, result.Interrupted = current, o.dryRun, ctx.Err() != nil
	if err := a.reportRederived(&result); err != nil {
		return err
	}
	if result.Interrupted {
		return errors.New("interrupted: what was done is kept, the same call goes on from here")
	}
	return nil
}

func (a *app) reportRederived(r *rederived) error {
	if a.asJSON {
		return writeJSON(a.out, r)
	}
	t := tabwriter.NewWriter(a.errOut, 0, 0, 2, ' ', 0)
	row := func(name string, n int) {
		if n > 0 {
			fmt.Fprintf(t, "%s\t%d\n", name, n)
		}
	}
	fmt.Fprintf(t, "documents\t%d\n", r.Documents)
	row("text changed", r.Changed)
	row("text as before", r.Unchanged)
	row("member with another text", r.Duplicate)
	row("no text found, the old one stays", r.NoText)
	row("on several pages, left as it is", r.Paged)
	row("without a capture", r.NoCapture)
	row("capture unreadable", r.Unreadable)
	row("passed over, made by this version", r.Current)
	if r.DryRun {
		fmt.Fprintln(t, "nothing was written: this was a dry run")
	}
	return t.Flush()
}
