package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"kabar/export"
	"kabar/store"
	"kabar/store/bolt"
)

func (a *app) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use: "backup FILE|-", Short: "Copy the store, consistent at one moment", Args: takes(1, 1, "name the file to write, or - for stdout"),
		Long: `Copy the store to a file, or to stdout for "-", as it is at one moment. A name ending in .gz or .zst is
compressed. The archive is not in it: its files are never changed once they are finished, so any copying
tool serves.`,
		Example: "  crawler backup kabar-backup.db.zst\n  crawler backup - | ssh host 'cat > kabar-backup.db'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(s store.Reader) error {
				if args[0] == "-" {
					return s.Backup(cmd.Context(), a.out)
				}
				f, err := export.Create(args[0])
				if err != nil {
					return err
				}
				defer a.progress.done()
				if err := s.Backup(cmd.Context(), &tally{w: f, told: a.progress, what: "copied"}); err != nil {
					return errors.Join(err, f.Abort())
				}
				return f.Commit()
			})
		},
	}
}

func (a *app) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use: "restore FILE", Short: "Put a backup into an empty data folder", Args: takes(1, 1, "name the file that 'crawler backup' wrote"),
		Long: `Put a backup into the data folder, which must not hold a store yet. The copy is checked before it gets its
name: a damaged backup restores nothing. Put the archive's files back with any copying tool.`,
		Example: "  crawler restore --data restored kabar-backup.db.zst",
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if _, err := os.Stat(a.dbPath()); !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("%s holds a store already: name another folder with --data", a.cfg.Data)
			}
			in, err := export.Open(args[0])
			if err != nil {
				return err
			}
			defer in.Close()
			if err := os.MkdirAll(a.cfg.Data, 0o755); err != nil {
				return fmt.Errorf("data folder: %w", err)
			}
			tmp, err := os.MkdirTemp(a.cfg.Data, ".restore-*")
			if err != nil {
				return err
			}
			defer os.RemoveAll(tmp)
			defer a.progress.done()
			if err := a.restoreTo(cmd.Context(), tmp, in); err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			s, err := bolt.Open(tmp, bolt.Options{ReadOnly: true, Logger: a.log})
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			problems := 0
			err = s.Check(cmd.Context(), func(p store.Problem) {
				problems++
				fmt.Fprintf(a.errOut, "%s: %s\n", p.Where, p.What)
			})
			if err = errors.Join(err, s.Close()); err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			if problems > 0 {
				return fmt.Errorf("%s has %d problems and was not restored", args[0], problems)
			}
			return bolt.Install(a.cfg.Data, filepath.Join(tmp, bolt.FileName), bolt.Options{})
		},
	}
}

func (a *app) restoreTo(ctx context.Context, dir string, in io.Reader) error {
	f, err := os.Create(filepath.Join(dir, bolt.FileName))
	if err != nil {
		return err
	}
	if _, err := io.Copy(&tally{w: f, told: a.progress, what: "restored", ctx: ctx}, in); err != nil {
		return errors.Join(err, f.Close())
	}
	return errors.Join(f.Sync(), f.Close())
}

// tally shows how much was written, and stops writing when its context ends, unless that is nil.
type tally struct {
	w    io.Writer
	told *progressLine
	what string
	n    int64
	ctx  context.Context
}

func (t *tally) Write(b []byte) (int, error) {
	if t.ctx != nil && t.ctx.Err() != nil {
		return 0, t.ctx.Err()
	}
	n, err := t.w.Write(b)
	t.n += int64(n)
	t.told.show("%s %s", megabytes(t.n), t.what)
	return n, err
}
