package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kabar/address"
	"kabar/archive"
	"kabar/crawl/fetch"
	"kabar/export"
	"kabar/news"
	"kabar/store"
)

func (a *app) showCommand() *cobra.Command {
	var raw, revisions, diff, own bool
	cmd := &cobra.Command{
		Use:   "show ID|URL",
		Short: "Show one document",
		Long: `Show one document, found by its id or by any of its addresses. A duplicate leads to the document that it is one of, unless --own
is given.

--revisions shows the versions of the text that are kept (as many as revisions.keep of the configuration says), --diff what changed from
each to the next, when, and whether the site changed it or our rules did.`,
		Example: `  crawler show https://riau24.com/berita/1
  crawler show --json 7y3vqdrwk2sx5n2o4mzj6ptx2e
  crawler show --raw https://riau24.com/berita/1 > page.html
  crawler show --revisions https://riau24.com/berita/1
  crawler show --diff https://riau24.com/berita/1`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("show: name one document, by its id or an address")
			}
			if given(raw)+given(revisions)+given(diff) > 1 {
				return usage("show: give one of --raw, --revisions and --diff")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(s store.Reader) error {
				look := find
				if own {
					look = findOwn
				}
				doc, err := look(cmd.Context(), s, args[0])
				if err != nil {
					return err
				}
				switch {
				case diff:
					return a.showDiff(cmd.Context(), s, doc.ID)
				case raw:
					return a.showRaw(&doc)
				case revisions:
					return a.showRevisions(cmd.Context(), s, doc.ID)
				}
				return a.showOne(&doc)
			})
		},
	}
	cmd.Flags().BoolVar(&raw, "raw", false, "the page as it was fetched, from the archive")
	cmd.Flags().BoolVar(&revisions, "revisions", false, "every version of the text that is kept, oldest first")
	cmd.Flags().BoolVar(&diff, "diff", false, "what changed from each version that is kept to the next, oldest first")
	cmd.Flags().BoolVar(&own, "own", false, "a duplicate itself, not the document that it is one of")
	return cmd
}

func (a *app) showOne(doc *news.Document) error {
	record := export.Of(doc, address.Within)
	if a.asJSON {
		return writeRecord(a.out, &record)
	}
	return show(a.out, &record)
}

// showRaw writes the body behind a document, its content encoding undone.
func (a *app) showRaw(doc *news.Document) error {
	if doc.Capture == nil {
		return fmt.Errorf("no capture of %s was kept", doc.URL)
	}
	r, err := archive.Read(filepath.Join(a.cfg.Data, "archive"), *doc.Capture)
	if err != nil {
		return err
	}
	body, err := fetch.Decode(r.Header, r.Body)
	if err != nil {
		return fmt.Errorf("capture of %s: %w", doc.URL, err)
	}
	_, err = a.out.Write(body)
	return err
}

func (a *app) showRevisions(ctx context.Context, s store.Reader, id news.ID) error {
	all, err := s.Revisions(ctx, id)
	if err != nil {
		return err
	}
	for i := range all {
		if err := a.showOne(&all[i]); err != nil {
			return err
		}
	}
	return nil
}

// revisionDiff is one step of a document's history.
type revisionDiff struct {
	Revision int      `json:"revision"`
	Changed  string   `json:"changed"`
	By       string   `json:"by"` // site, or us: the same capture read by other rules
	Fields   []string `json:"fields,omitempty"`
	Removed  []string `json:"removed,omitempty"` // paragraphs
	Added    []string `json:"added,omitempty"`
}

// showDiff shows what changed from revision to revision.
func (a *app) showDiff(ctx context.Context, s store.Reader, id news.ID) error {
	all, err := s.Revisions(ctx, id)
	if err != nil {
		return err
	}
	steps := []revisionDiff{}
	for i := range all {
		d := &all[i]
		step := revisionDiff{Revision: d.Revision, Changed: d.Changed.UTC().Format(time.RFC3339), By: "site"}
		if d.Derived {
			step.By = "us"
		}
		var before []string
		if i > 0 {
			before = all[i-1].Paragraphs
			step.Fields = changedFields(&all[i-1].Article, &d.Article)
			for _, l := range diffLines(before, d.Paragraphs) {
				switch l.mark {
				case '-':
					step.Removed = append(step.Removed, l.text)
				case '+':
					step.Added = append(step.Added, l.text)
				}
			}
		}
		steps = append(steps, step)
		if a.asJSON {
			continue
		}
		note := ""
		if len(step.Fields) > 0 {
			note = ", with " + strings.Join(step.Fields, ", ")
		}
		fmt.Fprintf(a.out, "revision %d, %s, by %s%s\n", step.Revision, step.Changed, step.By, note)
		switch {
		case i > 0:
			if _, err := a.out.Write(lineDiff(before, d.Paragraphs)); err != nil {
				return err
			}
		case d.Revision > 1:
			fmt.Fprintln(a.out, "  the oldest that is kept")
		default:
			fmt.Fprintf(a.out, "  the first, %d paragraphs\n", len(d.Paragraphs))
		}
	}
	if a.asJSON {
		return writeJSON(a.out, steps)
	}
	return nil
}

// changedFields names the facts that differ between two versions.
func changedFields(a, b *news.Article) (names []string) {
	for _, f := range []struct {
		name    string
		changed bool
	}{
		{"url", a.URL != b.URL}, {"title", a.Title != b.Title}, {"description", a.Description != b.Description},
		{"authors", !slices.Equal(a.Authors, b.Authors)}, {"published", a.Published.String() != b.Published.String()},
		{"modified", a.Modified.String() != b.Modified.String()}, {"language", a.Language != b.Language}, {"section", a.Section != b.Section},
		{"tags", !slices.Equal(a.Tags, b.Tags)}, {"image", a.Image != b.Image}, {"paywalled", a.Paywalled != b.Paywalled},
		{"partial", a.Partial != b.Partial}, {"normalizer", a.Normalizer != b.Normalizer},
	} {
		if f.changed {
			names = append(names, f.name)
		}
	}
	return names
}

// find looks a document up by its id or by one of its addresses; a duplicate leads to its head.
func find(ctx context.Context, s store.Reader, name string) (news.Document, error) {
	doc, err := findOwn(ctx, s, name)
	if err == nil && !doc.DuplicateOf.IsZero() {
		return s.Document(ctx, doc.DuplicateOf)
	}
	return doc, err
}

// findOwn looks a document up, head or duplicate.
func findOwn(ctx context.Context, s store.Reader, name string) (news.Document, error) {
	id, err := news.ParseID(name)
	if err != nil {
		key, kerr := address.Key(name)
		if kerr != nil {
			return news.Document{}, usage("%q is neither a document id nor an address", name)
		}
		known, err := s.Address(ctx, key)
		if errors.Is(err, store.ErrNotFound) {
			return news.Document{}, fmt.Errorf("%s is not known: no feed, sitemap or page that was read names it", name)
		} else if err != nil {
			return news.Document{}, err
		}
		if known.Document.IsZero() {
			return news.Document{}, fmt.Errorf("%s gave no document: %s", name, fate(&known))
		}
		id = known.Document
	}
	doc, err := s.Document(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return doc, fmt.Errorf("no document %s", id)
	}
	return doc, err
}

// fate says what became of an address without a document.
func fate(a *store.Address) string {
	switch st := a.State; {
	case st.Result == "":
		return "it waits for its first visit"
	case st.Reason != "":
		return fmt.Sprintf("%s, %s", st.Result, st.Reason)
	default:
		return string(st.Result)
	}
}

// show writes a record for a person: the facts, a blank line, the text.
func show(w io.Writer, r *export.Record) error {
	meta, err := json.MarshalIndent(r.Metadata, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "id      %s\nsource  %s\nadded   %s\n%s\n\n%s\n", r.ID, r.Source, r.Added, meta, r.Text)
	return err
}
