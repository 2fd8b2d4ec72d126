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
	"kabar/store/bolt"
)

func (a *app) checkCommand() *cobra.Command {
	var quick, repair bool
	cmd := &cobra.Command{
		Use: "check", Short: "Verify the store and the archive", Args: flagsOnly,
		Long: `Verify the pages of the store, every index against every record, and every pointer into the archive: each
capture is read and its digest compared. Problems go to stdout, a line each; the exit code is 1 when there are any.

With --repair a store that has problems is written anew from its records, with every index and counter made again, beside
the old file, which takes room. It is checked before it takes the name; the damaged file is kept and its name is told. A record
that is damaged itself cannot be made again: it is dropped, and each one is named on stderr. An article that is lost so is
asked for again by the next run. The exit code is 0 when all was repaired, 1 when a record was lost or a problem is left.

It wants the data folder for itself: while a run holds it, check a backup ('crawler backup', 'crawler restore').`,
		Example: "  crawler check\n  crawler check --quick     # without reading the archive\n  crawler check --repair    # make damaged indexes again; the damaged file stays beside the new one",
		RunE: func(cmd *cobra.Command, _ []string) error {
			lost := 0
			if repair {
				var err error
				if lost, err = a.repair(cmd.Context()); err != nil {
					return err
				}
			}
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
				if lost > 0 {
					return fmt.Errorf("the store is whole again, but not all that it held: %d lost", lost)
				}
				fmt.Fprintf(a.errOut, "no problems; %d captures read\n", captures)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&quick, "quick", false, "the store alone, not the archive")
	cmd.Flags().BoolVar(&repair, "repair", false, "write a damaged store anew from its records")
	return cmd
}

// repair repairs the store and tells how many records were lost.
func (a *app) repair(ctx context.Context) (lost int, err error) {
	if err := a.haveData(); err != nil {
		return 0, err
	}
	kept, err := bolt.Repair(ctx, a.cfg.Data, a.storeOptions(), func(p store.Problem) {
		fmt.Fprintf(a.out, "%s: %s\n", p.Where, p.What)
	}, func(p store.Problem) {
		lost++
		fmt.Fprintf(a.errOut, "lost: %s: %s\n", p.Where, p.What)
	})
	if err != nil {
		return lost, err
	}
	if kept != "" {
		fmt.Fprintf(a.errOut, "the store was written anew; the damaged file is %s\n", kept)
	}
	return lost, nil
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
