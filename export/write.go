package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"kabar/address"
	"kabar/news"
	"kabar/store"
)

// Options say what of a store is dumped.
type Options struct {
	Sites    []string // only documents of these sites; nil: of all
	Members  bool     // also write duplicates, with duplicate_of
	Since    store.Cursor
	Language string // only documents in this language, regional forms of it included
	MinWords int
	Where    Where             // only documents whose record it holds for
	Progress func(written int) // called now and then; nil: not
}

// Result is what a dump held.
type Result struct {
	Written int          `json:"written"`
	Deleted int          `json:"deleted,omitempty"` // removal notes of an incremental dump
	Skipped int          `json:"skipped,omitempty"` // left out by a filter
	Cursor  store.Cursor `json:"cursor"`            // for the next incremental dump
}

// page is how many documents are read in one go: small enough that a read lasts some milliseconds.
const page = 256

// Write dumps the store to w, ordered by the second of first storing, then by id. With Options.Since only
// what has changed after the cursor is written, heads that left the corpus or do not pass the filters any more as {"id":…,"deleted":true}.
func Write(ctx context.Context, s store.Reader, w io.Writer, o Options) (Result, error) {
	cursor, err := lastCursor(ctx, s, o.Since)
	if err != nil {
		return Result{}, err
	}
	d := dump{w: w, o: o, result: Result{Cursor: cursor}}
	if o.Since == "" {
		err = d.all(ctx, s)
	} else {
		err = d.changes(ctx, s)
	}
	return d.result, err
}

// lastCursor runs through the change log to its end. It is read before the documents, so that what
// changes meanwhile is dumped again next time rather than never.
func lastCursor(ctx context.Context, s store.Reader, after store.Cursor) (store.Cursor, error) {
	for {
		changes, next, err := s.Changes(ctx, after, 10000)
		if err != nil {
			return "", fmt.Errorf("read the change log: %w", err)
		}
		if len(changes) == 0 {
			return after, nil
		}
		after = next
	}
}

// dump is one export on its way.
type dump struct {
	w      io.Writer
	o      Options
	line   []byte
	result Result
}

func (d *dump) all(ctx context.Context, s store.Reader) error {
	var after store.DocCursor
	var second []news.Document // documents first stored within one second
	for {
		docs, next, err := s.Documents(ctx, after, page)
		if err != nil {
			return fmt.Errorf("read documents: %w", err)
		}
		for _, doc := range docs {
			if len(second) > 0 && !sameSecond(second[0].Added, doc.Added) {
				if err := d.flush(second); err != nil {
					return err
				}
				second = second[:0]
			}
			second = append(second, doc)
		}
		if len(docs) == 0 {
			return d.flush(second)
		}
		after = next
	}
}

// byID orders ids as they are written: base32 does not keep the order of the bytes.
func byID(a, b news.ID) int { return strings.Compare(a.String(), b.String()) }

func sameSecond(a, b time.Time) bool { return a.Unix() == b.Unix() }

func (d *dump) flush(docs []news.Document) error {
	slices.SortFunc(docs, func(a, b news.Document) int { return byID(a.ID, b.ID) })
	for i := range docs {
		if err := d.write(&docs[i]); err != nil {
			return err
		}
	}
	return nil
}

func (d *dump) write(doc *news.Document) error {
	if !d.wants(doc) {
		d.result.Skipped++
		return nil
	}
	record := Of(doc, address.Within)
	var err error
	if d.line, err = record.Append(d.line[:0]); err != nil {
		return fmt.Errorf("document %s: %w", doc.ID, err)
	}
	return d.emit(&d.result.Written)
}

func (d *dump) emit(count *int) error {
	if _, err := d.w.Write(d.line); err != nil {
		return err
	}
	*count++
	if n := d.result.Written; d.o.Progress != nil && n%1000 == 0 {
		d.o.Progress(n)
	}
	return nil
}

func (d *dump) ofSite(doc *news.Document) bool {
	return d.o.Sites == nil || slices.Contains(d.o.Sites, doc.Source)
}

// inLanguage tells whether a language tag lies within another: id and id-ID in id (RFC 4647, section 3.3.1).
func inLanguage(tag, wanted string) bool {
	return len(tag) >= len(wanted) && strings.EqualFold(tag[:len(wanted)], wanted) && (len(tag) == len(wanted) || tag[len(wanted)] == '-')
}

// wants tells whether a document passes the filters.
func (d *dump) wants(doc *news.Document) bool {
	switch {
	case !doc.DuplicateOf.IsZero() && !d.o.Members, !d.ofSite(doc):
		return false
	case d.o.Language != "" && !inLanguage(doc.Language, d.o.Language):
		return false
	case d.o.MinWords > 0 && (doc.Quality == nil || doc.Quality.Words < d.o.MinWords):
		return false
	case d.o.Where.holds == nil:
		return true
	}
	record := Of(doc, address.Within)
	return d.o.Where.Holds(&record)
}

// removed notes that a document is not in the corpus.
func (d *dump) removed(id news.ID) error {
	d.line = append(append(append(d.line[:0], `{"id":"`...), id.String()...), "\",\"deleted\":true}\n"...)
	return d.emit(&d.result.Deleted)
}

// changes writes the present state of every document that the log names after the cursor.
func (d *dump) changes(ctx context.Context, s store.Reader) error {
	named := map[news.ID]bool{} // true: in no earlier dump
	for after := d.o.Since; ; {
		entries, next, err := s.Changes(ctx, after, 10000)
		if err != nil {
			return fmt.Errorf("read the change log: %w", err)
		}
		if len(entries) == 0 {
			break
		}
		for _, e := range entries {
			named[e.ID] = named[e.ID] || e.Kind == store.Added
			if _, known := named[e.Head]; !known && !e.Head.IsZero() {
				named[e.Head] = false // its also_at has grown
			}
		}
		after = next
	}
	type key struct {
		added int64
		id    news.ID
	}
	var present []key
	var left []news.ID
	for id, fresh := range named {
		doc, err := s.Document(ctx, id)
		switch {
		case errors.Is(err, store.ErrGone), errors.Is(err, store.ErrNotFound):
			left = append(left, id)
		case err != nil:
			return fmt.Errorf("document %s: %w", id, err)
		case !doc.DuplicateOf.IsZero() && !d.o.Members:
			left = append(left, id)
		case !d.wants(&doc) && !fresh && d.ofSite(&doc):
			left = append(left, id) // an earlier dump may have had it, before it changed
		default:
			present = append(present, key{doc.Added.Unix(), id})
		}
	}
	slices.SortFunc(left, byID)
	for _, id := range left {
		if err := d.removed(id); err != nil {
			return err
		}
	}
	slices.SortFunc(present, func(a, b key) int {
		if a.added != b.added {
			return int(min(max(a.added-b.added, -1), 1))
		}
		return byID(a.id, b.id)
	})
	for _, k := range present {
		doc, err := s.Document(ctx, k.id)
		if err != nil {
			return fmt.Errorf("document %s: %w", k.id, err)
		}
		if err := d.write(&doc); err != nil {
			return err
		}
	}
	return nil
}
