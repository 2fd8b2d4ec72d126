package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kabar/address"
	"kabar/archive"
	"kabar/news"
	"kabar/store"
)

func (a *app) forgetCommand() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "forget URL|ID|SITE...",
		Short: "Remove documents for good, with their captures, and never fetch them again",
		Long: `Remove documents for good: texts, revisions, captures, and the entries of every index. The address of a
document stays known as forgotten, so that it is never asked again, however often it is found. Dumps with
--since tell of the removal.

A document goes with all its addresses: what other sites carry with the same text has no text of its own.
One of those addresses that led to a document of its own can be forgotten alone, the rest stays. A site is
forgotten with all its documents and addresses, and needs --yes; nothing of it is taken up again.

The file of the store keeps what it held in its free pages until it is used again or 'crawler compact'
writes it anew. Backups and earlier dumps are yours to clean.`,
		Example: `  crawler forget https://riau24.com/berita/1
  crawler forget 7y3vqdrwk2sx5n2o4mzj6ptx2e
  crawler forget riau24.com --yes && crawler compact`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("forget: name a document, by its id or an address, or a site")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			what, err := forgetNames(args)
			if err != nil {
				return err
			}
			return a.writing(func(s store.Store) error { return a.forget(cmd.Context(), s, what, yes) })
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do forget a whole site")
	return cmd
}

// forgetNames reads the arguments: an id, an address with its scheme, else a site.
func forgetNames(args []string) (what store.Forget, err error) {
	for _, arg := range args {
		if id, err := news.ParseID(arg); err == nil {
			what.Documents = append(what.Documents, id)
			continue
		}
		if strings.Contains(arg, "://") {
			key, err := address.Key(arg)
			if err != nil {
				return what, usage("forget: %w", err)
			}
			what.Keys = append(what.Keys, key)
			continue
		}
		site, _, err := address.Seed(arg)
		if err != nil {
			return what, usage("forget: %w", err)
		}
		what.Sites = append(what.Sites, site)
	}
	return what, nil
}

// forgotten is the result for machines.
type forgotten struct {
	Documents int `json:"documents"`
	Addresses int `json:"addresses"`
	Records   int `json:"records"` // removed from the archive
}

// forget removes the captures first: should it be interrupted, the store still knows what they belonged to, and the same call
// does the rest.
func (a *app) forget(ctx context.Context, s store.Store, what store.Forget, yes bool) error {
	gone, err := findDoomed(ctx, s, what)
	if err != nil {
		return err
	}
	if len(what.Sites) > 0 && !yes {
		return usage("this would remove %d documents of %s and their captures for good: say --yes if it shall", gone.documents, strings.Join(what.Sites, ", "))
	}
	result := forgotten{}
	result.Records, err = archive.Remove(ctx, a.archiveDir(), func(url string) bool {
		for _, site := range what.Sites {
			if address.Within(site, url) {
				return true
			}
		}
		key, err := address.Key(url)
		return err == nil && gone.keys[key]
	})
	if err != nil {
		return err
	}
	done, err := s.Forget(ctx, what)
	if err != nil {
		return err
	}
	result.Documents, result.Addresses = done.Documents, done.Addresses
	if a.asJSON {
		return writeJSON(a.out, result)
	}
	fmt.Fprintf(a.errOut, "%d documents and %d addresses forgotten, %d records removed from the archive\n", result.Documents, result.Addresses, result.Records)
	if result.Documents > 0 {
		fmt.Fprintln(a.errOut, "'crawler compact' also clears the free pages of the store's file")
	}
	return nil
}

// doomed are the addresses whose captures go, and how many documents.
type doomed struct {
	keys      map[string]bool
	documents int
}

func findDoomed(ctx context.Context, s store.Store, what store.Forget) (doomed, error) {
	d := doomed{keys: map[string]bool{}}
	ids := what.Documents
	for _, key := range what.Keys {
		d.keys[key] = true
		known, err := s.Address(ctx, key)
		if errors.Is(err, store.ErrNotFound) {
			return d, fmt.Errorf("%s is not known: nothing was forgotten", key)
		} else if err != nil {
			return d, err
		}
		if !known.Document.IsZero() {
			ids = append(ids[:len(ids):len(ids)], known.Document)
		}
	}
	for _, id := range ids {
		doc, err := s.Document(ctx, id)
		switch {
		case errors.Is(err, store.ErrGone): // before
		case errors.Is(err, store.ErrNotFound):
			return d, fmt.Errorf("no document %s: nothing was forgotten", id)
		case err != nil:
			return d, err
		default:
			d.add(&doc)
		}
	}
	for _, site := range what.Sites {
		hosts, err := s.Hosts(ctx, site)
		if err != nil {
			return d, err
		}
		if len(hosts) == 0 {
			return d, fmt.Errorf("no site %s is known ('crawler sources' lists them): nothing was forgotten", site)
		}
		err = eachDocument(ctx, s, func(doc *news.Document) error {
			if doc.Source == site || address.Within(site, doc.URL) {
				d.add(doc)
			}
			return nil
		})
		if err != nil {
			return d, err
		}
	}
	return d, nil
}

// add takes a document's addresses.
func (d *doomed) add(doc *news.Document) {
	d.documents++
	urls := []string{doc.URL}
	for _, m := range doc.AlsoAt {
		urls = append(urls, m.URL)
	}
	for _, url := range urls {
		if key, err := address.Key(url); err == nil {
			d.keys[key] = true
		}
	}
}
