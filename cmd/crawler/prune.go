package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"kabar/archive"
	"kabar/config"
	"kabar/store"
)

func (a *app) pruneCommand() *cobra.Command {
	var keep string
	var dry bool
	cmd := &cobra.Command{
		Use: "prune --keep-raw TIME", Short: "Drop captures that are older than some time", Args: flagsOnly,
		Long: `Drop captures that are older than some time. The archive goes by whole files: one is removed when its newest
record is older. Documents keep their text and all their facts; those whose capture went can no longer be
shown raw or derived again.`,
		Example: "  crawler prune --keep-raw 90d --dry-run\n  crawler prune --keep-raw 90d",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if keep == "" {
				return usage("prune: --keep-raw TIME is missing (90d)")
			}
			age, err := config.ParseDuration(keep)
			if err != nil {
				return usage("--keep-raw: %w", err)
			}
			before := time.Now().Add(-age)
			if dry {
				return a.reading(cmd.Context(), func(store.Reader) error { return a.prune(cmd.Context(), nil, before) })
			}
			return a.writing(func(s store.Store) error { return a.prune(cmd.Context(), s, before) })
		},
	}
	cmd.Flags().StringVar(&keep, "keep-raw", "", "how long captures are kept, a `time` (90d)")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "only say what would be removed")
	return cmd
}

// pruned is the result for machines.
type pruned struct {
	Files    int   `json:"files"`
	Bytes    int64 `json:"bytes"`
	Captures int   `json:"captures"` // pointers to them that were cleared
	DryRun   bool  `json:"dry_run,omitempty"`
}

// prune removes the files whose newest record was made before a time; with no store it only counts them. The pointers go first:
// an interruption leaves files that nothing points to, and the same call removes them.
func (a *app) prune(ctx context.Context, s store.Store, before time.Time) error {
	old, size, err := oldFiles(ctx, a.archiveDir(), before)
	if err != nil {
		return err
	}
	result := pruned{Files: len(old), Bytes: size, DryRun: s == nil}
	if s != nil && len(old) > 0 {
		names := make([]string, len(old))
		for i, path := range old {
			names[i] = filepath.Base(path)
		}
		if result.Captures, err = s.DropCaptures(ctx, names); err != nil {
			return err
		}
		for _, path := range old {
			if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	if a.asJSON {
		return writeJSON(a.out, result)
	}
	verb := "removed"
	if s == nil {
		verb = "would be removed"
	}
	fmt.Fprintf(a.errOut, "%d files of %s %s, with the captures of %d texts\n", result.Files, megabytes(size), verb, result.Captures)
	return nil
}

// oldFiles are the archive's files without a record made since a time.
func oldFiles(ctx context.Context, dir string, before time.Time) (old []string, size int64, err error) {
	files, err := archive.Files(dir)
	if err != nil {
		return nil, 0, err
	}
	for _, path := range files {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		info, err := os.Stat(path)
		if err != nil {
			return nil, 0, err
		}
		newest, err := archive.Newest(path)
		if err != nil {
			return nil, 0, err
		}
		if newest.IsZero() { // nothing but its first record, or what was removed
			newest = info.ModTime()
		}
		if newest.Before(before) {
			old = append(old, path)
			size += info.Size()
		}
	}
	return old, size, nil
}
