package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"kabar/export"
	"kabar/store"
)

func (a *app) exportCommand() *cobra.Command {
	var o export.Options
	var out, since, cursorFile, where string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Dump the documents as JSON lines",
		Long: `Dump the documents as JSON lines, each story once, in the order of first storing, then of id. The same
store gives the same bytes. docs/record.md describes the record.

With --out the dump is written under a temporary name and renamed when it is whole; a name ending in .gz
or .zst is compressed. With --since only what has changed after the cursor of an earlier dump is written.
The new cursor is the last line on stderr, and is written to the file named by --cursor. Ask with the same filters each
time: a document that they let through then and not now is written as removed.

--where takes a condition on the record's fields: = != < <= > >= ~ (regular expression) !~ in (…), joined by
and, or, not and parentheses. docs/record.md has its rules and examples.`,
		Example: `  crawler export --out corpus.jsonl.zst
  crawler export --language id --min-words 50 | head
  crawler export --where 'quality.words >= 100 and not paywalled and published >= 2026-01-01'
  crawler export --since "$(cat last.cursor)" --cursor last.cursor --out changes.jsonl`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if o.Where, err = export.ParseWhere(where); err != nil {
				return usage("--where: %w", err)
			}
			o.Since = store.Cursor(strings.TrimSpace(since))
			return a.reading(cmd.Context(), func(s store.Reader) error {
				result, err := a.export(cmd.Context(), s, out, o)
				if err != nil {
					return err
				}
				if cursorFile != "" {
					if err := os.WriteFile(cursorFile, []byte(string(result.Cursor)+"\n"), 0o644); err != nil {
						return fmt.Errorf("write the cursor: %w", err)
					}
				}
				if a.asJSON && out != "" {
					return writeJSON(a.out, result)
				}
				fmt.Fprintf(a.errOut, "%d records written, %d removed, %d left out\n%s\n", result.Written, result.Deleted, result.Skipped, result.Cursor)
				return nil
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&out, "out", "", "write to this `file` (.gz, .zst: compressed) in place of stdout")
	f.StringVar(&since, "since", "", "only what has changed after this `cursor`")
	f.StringVar(&cursorFile, "cursor", "", "write the new cursor to this `file`")
	f.BoolVar(&o.Members, "members", false, "also write duplicates, with duplicate_of")
	f.StringSliceVar(&o.Sites, "site", nil, "only documents of this `site`; may be repeated")
	f.StringVar(&o.Language, "language", "", "only documents in this `language` (BCP 47)")
	f.IntVar(&o.MinWords, "min-words", 0, "only documents of at least `N` words")
	f.StringVar(&where, "where", "", "only documents for which this `condition` on their record holds")
	return cmd
}

// export dumps to a file, or to stdout where out is empty.
func (a *app) export(ctx context.Context, s store.Reader, out string, o export.Options) (export.Result, error) {
	o.Progress = func(n int) { a.progress.show("%d records written", n) }
	defer a.progress.done()
	if out == "" {
		w := bufio.NewWriterSize(a.out, 1<<16)
		result, err := export.Write(ctx, s, w, o)
		if err != nil {
			return result, err
		}
		return result, w.Flush()
	}
	f, err := export.Create(out)
	if errors.Is(err, fs.ErrNotExist) {
		return export.Result{}, fmt.Errorf("%w: does the folder exist?", err)
	} else if err != nil {
		return export.Result{}, err
	}
	result, err := export.Write(ctx, s, f, o)
	if err != nil {
		return result, errors.Join(err, f.Abort())
	}
	return result, f.Commit()
}
