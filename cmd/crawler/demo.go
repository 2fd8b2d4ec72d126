package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"kabar/address"
	"kabar/crawl"
	"kabar/crawl/fetch"
	"kabar/export"
	"kabar/internal/testweb"
	"kabar/news"
	"kabar/store"
)

func (a *app) demoCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Crawl the bundled newsroom, export it, show what was found",
		Long: `Crawl three made-up news sites that this program serves on loopback itself: no network is needed, and
proxy settings are ignored. The first cycle finds everything; then the newsroom publishes a new story and
a correction, and the second cycle finds just these. The dump lies in the data folder, demo-data unless
--data says otherwise; it must be new or a demo's.`,
		Example: "  crawler demo\n  crawler demo --data /tmp/demo",
		Args:    flagsOnly,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("data") {
				a.cfg.Data = "demo-data"
			}
			return a.demo(cmd.Context())
		},
	}
	return cmd
}

// demoMark is a file that tells a demo's data folder from one that matters.
const demoMark = "DEMO"

func (a *app) demo(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := freshFolder(a.cfg.Data); err != nil {
		return err
	}
	newsroom, err := testweb.NewNewsroom()
	if err != nil {
		return err
	}
	dial, err := testweb.Serve(ctx, newsroom)
	if err != nil {
		return fmt.Errorf("serve the newsroom on loopback: %w", err)
	}
	fo := fetch.Options{UserAgent: userAgent(&a.cfg.Agent), AllowPrivate: true, Dial: dial}
	o := crawl.Options{Delay: 20 * time.Millisecond, Patience: 5 * time.Second, Revisit: []time.Duration{time.Millisecond}}
	for _, host := range newsroom.Sites() {
		o.Sites = append(o.Sites, crawl.Site{Domain: address.Site(host), Seeds: []string{"http://" + host + "/"}})
	}
	fmt.Fprintf(a.errOut, "First cycle: three sites, known by their names alone.\n")
	first, err := a.crawl(ctx, o, fo)
	if err != nil {
		return err
	}
	summaryTable(a.errOut, &first)
	newsroom.Advance()
	fmt.Fprintf(a.errOut, "\nSecond cycle: one story is new, one was corrected, the rest is as it was.\n")
	second, err := a.crawl(ctx, o, fo)
	if err != nil {
		return err
	}
	summaryTable(a.errOut, &second)

	out := filepath.Join(a.cfg.Data, "corpus.jsonl")
	return a.reading(ctx, func(s store.Reader) error {
		result, err := a.export(ctx, s, out, export.Options{})
		if err != nil {
			return err
		}
		if a.asJSON {
			return writeJSON(a.out, map[string]any{"first": first, "second": second, "export": result, "file": out})
		}
		fmt.Fprintf(a.out, "\n%d stories in %s:\n\n", result.Written, out)
		if err := a.listing(ctx, s); err != nil {
			return err
		}
		fmt.Fprintf(a.out, "\nThe captures lie in %s. Look at one document:\n  crawler --data %s show http://%s\n",
			filepath.Join(a.cfg.Data, "archive"), a.cfg.Data, testweb.HostSiak+firstPath)
		return nil
	})
}

// firstPath is the address of the story that the second cycle finds corrected.
const firstPath = "/berita/2026/03/02/jembatan-sungai-mandau-ditutup-dua-pekan.html"

// listing shows each head in a line.
func (a *app) listing(ctx context.Context, s store.Reader) error {
	t := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "published\tlang\twords\trevision\talso at\ttitle")
	err := eachDocument(ctx, s, func(d *news.Document) error {
		demoLine(t, d)
		return nil
	})
	return errors.Join(err, t.Flush())
}

func demoLine(w io.Writer, d *news.Document) {
	if !d.DuplicateOf.IsZero() {
		return
	}
	also, words := "", 0
	for _, m := range d.AlsoAt {
		if m.Source != d.Source {
			also = m.Source
		}
	}
	if d.Quality != nil {
		words = d.Quality.Words
	}
	fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%s\t%s\n", d.Published, d.Language, words, d.Revision, also, d.Title)
}

// freshFolder empties a demo's folder; one that holds anything else is left alone.
func freshFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("data folder: %w", err)
	}
	mark := filepath.Join(dir, demoMark)
	if _, err := os.Stat(mark); len(entries) > 0 && err != nil {
		return fmt.Errorf("%s holds data that is not a demo's: name another folder with --data", dir)
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("empty the last demo's folder: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	return os.WriteFile(mark, []byte("Made by 'crawler demo', emptied by the next one.\n"), 0o644)
}
