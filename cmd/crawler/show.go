package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"kabar/address"
	"kabar/archive"
	"kabar/crawl/fetch"
	"kabar/export"
	"kabar/news"
	"kabar/store"
)

func (a *app) showCommand() *cobra.Command {
	var raw, revisions bool
	cmd := &cobra.Command{
		Use:   "show ID|URL",
		Short: "Show one document",
		Example: `  crawler show https://riau24.com/berita/1
  crawler show --json 7y3vqdrwk2sx5n2o4mzj6ptx2e
  crawler show --raw https://riau24.com/berita/1 > page.html
  crawler show --revisions https://riau24.com/berita/1`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("show: name one document, by its id or an address")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.reading(func(s store.Store) error {
				doc, err := find(cmd.Context(), s, args[0])
				if err != nil {
					return err
				}
				switch {
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

func (a *app) showRevisions(ctx context.Context, s store.Store, id news.ID) error {
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

// find looks a document up by its id or by one of its addresses; a pointer leads to its head.
func find(ctx context.Context, s store.Store, name string) (news.Document, error) {
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
	if err == nil && !doc.DuplicateOf.IsZero() {
		return s.Document(ctx, doc.DuplicateOf)
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
