package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kabar/address"
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
		Args: flagsOnly,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if o.Where, err = export.ParseWhere(where); err != nil {
				return usage("--where: %w", err)
			}
			if o.MinWords < 0 {
				return usage("--min-words: %d is negative", o.MinWords)
			}
			if o.Language != "" && !languageTag.MatchString(o.Language) {
				return usage("--language: %q is no language tag: write id, en or zh-Hans", o.Language)
			}
			for i, name := range o.Sites {
				if o.Sites[i], _, err = address.Seed(name); err != nil {
					return usage("--site: %w", err)
				}
			}
			o.Since = store.Cursor(strings.TrimSpace(since))
			return a.reading(cmd.Context(), func(s store.Reader) error {
				if err := a.knownSites(cmd.Context(), s, o.Sites); err != nil {
					return err
				}
				result, err := a.exportWith(cmd.Context(), s, out, cursorFile, o)
				if errors.Is(err, store.ErrForeignCursor) {
					return fmt.Errorf("--since: %w: give the last line of an earlier export of this data folder, or make a full one without --since", err)
				}
				if err != nil {
					return err
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

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)

// knownSites warns of sites that the store knows nothing of: a misspelled name lets nothing through.
func (a *app) knownSites(ctx context.Context, s store.Reader, wanted []string) error {
	if len(wanted) == 0 {
		return nil
	}
	sites, err := s.Sites(ctx)
	if err != nil {
		return err
	}
	for _, name := range wanted {
		if !slices.ContainsFunc(sites, func(i store.SiteInfo) bool { return i.Site == name }) {
			a.log.Warn("nothing is known of this site: 'crawler sources' lists those that are", "site", name)
		}
	}
	return nil
}

// exportWith dumps, and then writes the new cursor to a file, where one is named: a dump that failed leaves the old one.
func (a *app) exportWith(ctx context.Context, s store.Reader, out, cursorFile string, o export.Options) (export.Result, error) {
	if cursorFile == "" {
		return a.export(ctx, s, out, o)
	}
	f, err := export.Create(cursorFile) // before the work, so that a wrong name is told at once
	if err != nil {
		return export.Result{}, fmt.Errorf("--cursor: %w", err)
	}
	result, err := a.export(ctx, s, out, o)
	if err == nil {
		_, err = fmt.Fprintln(f, result.Cursor)
	}
	if err != nil {
		return result, errors.Join(err, f.Abort())
	}
	return result, f.Commit()
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
	if err != nil {
		return export.Result{}, err
	}
	result, err := export.Write(ctx, s, f, o)
	if err != nil {
		return result, errors.Join(err, f.Abort())
	}
	return result, f.Commit()
}
