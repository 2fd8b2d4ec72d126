package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"kabar/archive"
	"kabar/news"
	"kabar/store"
)

func (a *app) checkCommand() *cobra.Command {
	var quick bool
	cmd := &cobra.Command{
		Use: "check", Short: "Verify the store and the archive", Args: flagsOnly,
		Long: `Verify the pages of the store, every index against every record, and every pointer into the archive: each
capture is read and its digest compared. Problems go to stdout, a line each; the exit code is 1 when there are any.

It wants the data folder for itself: while a run holds it, check a backup ('crawler backup', 'crawler restore').`,
		Example: "  crawler check\n  crawler check --quick     # without reading the archive",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.whole(func(s store.Store) error {
				problems := 0
				report := func(where, what string) {
					problems++
					a.progress.done()
					fmt.Fprintf(a.out, "%s: %s\n", where, what)
				}
				if err := s.Check(cmd.Context(), func(p store.Problem) { report(p.Where, p.What) }); err != nil {
					return fmt.Errorf("check the store: %w", err)
				}
				captures := 0
				if !quick {
					var err error
					if captures, err = a.checkCaptures(cmd.Context(), s, report); err != nil {
						return fmt.Errorf("check the archive: %w", err)
					}
				}
				a.progress.done()
				if problems > 0 {
					return fmt.Errorf("%d problems", problems)
				}
				fmt.Fprintf(a.errOut, "no problems; %d captures read\n", captures)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&quick, "quick", false, "the store alone, not the archive")
	return cmd
}

// checkCaptures reads what every document points to.
func (a *app) checkCaptures(ctx context.Context, s store.Reader, report func(where, what string)) (read int, err error) {
	dir := filepath.Join(a.cfg.Data, "archive")
	return read, eachDocument(ctx, s, func(d *news.Document) error {
		all := d.Parts
		if d.Capture != nil {
			all = append([]news.Capture{*d.Capture}, all...)
		}
		for _, c := range all {
			if _, err := archive.Read(dir, c); errors.Is(err, archive.ErrNotFound) || errors.Is(err, archive.ErrDamaged) {
				report("document "+d.ID.String(), err.Error())
			} else if err != nil {
				return err
			}
			read++
		}
		a.progress.show("%d captures read", read)
		return nil
	})
}

// eachDocument calls do for every document, in the order of first storing.
func eachDocument(ctx context.Context, s store.Reader, do func(*news.Document) error) error {
	var after store.DocCursor
	for {
		docs, next, err := s.Documents(ctx, after, 256)
		if err != nil || len(docs) == 0 {
			return err
		}
		after = next
		for i := range docs {
			if err := do(&docs[i]); err != nil {
				return err
			}
		}
	}
}
