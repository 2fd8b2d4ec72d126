package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"kabar/address"
	"kabar/export"
	"kabar/news"
	"kabar/store"
)

func (a *app) showCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show ID|URL",
		Short: "Show one document",
		Example: `  crawler show https://riau24.com/berita/1
  crawler show --json 7y3vqdrwk2sx5n2o4mzj6ptx2e`,
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
				record := export.Of(&doc, address.Within)
				if a.asJSON {
					return writeRecord(a.out, &record)
				}
				return show(a.out, &record)
			})
		},
	}
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
