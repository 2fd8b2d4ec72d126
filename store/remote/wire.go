package remote

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"reflect"
	"sync"

	"kabar/news"
	"kabar/store"
)

// method is a method of store.Reader: the server runs it on its store, the client on the file when the server has gone.
type method[Q, A any] struct {
	name string
	run  func(context.Context, store.Reader, Q) (A, error)
}

// Entries of one answer, at most: it is made in memory by both sides.
const (
	maxDocuments = 256
	maxAddresses = 1_000
	maxChanges   = 10_000
)

// page asks for a page of a listing.
type page struct {
	Of    string // host or site
	After string
	Limit int
}

// bounded is the limit that is passed on: none means as many as may be.
func (p page) bounded(most int) int {
	if p.Limit <= 0 {
		return most
	}
	return min(p.Limit, most)
}

// listed is a page of a listing.
type listed[T any] struct {
	Items []T
	Next  string
}

// list wraps what a listing returned.
func list[T any, C ~string](items []T, next C, err error) (listed[T], error) {
	return listed[T]{items, string(next)}, err
}

// nothing is asked where the method says it all; gob needs a field.
type nothing struct{ None bool }

// pair names a value of a site.
type pair struct{ Site, Name string }

// greeting is what a server says of itself.
type greeting struct {
	PID     int
	Version string
}

// The methods, by the names of store.Reader. Backup is not among them: its answer is a stream.
var (
	changes = method[page, listed[store.Change]]{"Changes", func(ctx context.Context, s store.Reader, q page) (listed[store.Change], error) {
		return list(s.Changes(ctx, store.Cursor(q.After), q.bounded(maxChanges)))
	}}
	documents = method[page, listed[news.Document]]{"Documents", func(ctx context.Context, s store.Reader, q page) (listed[news.Document], error) {
		return list(s.Documents(ctx, store.DocCursor(q.After), q.bounded(maxDocuments)))
	}}
	frontier = method[page, listed[store.Address]]{"Frontier", func(ctx context.Context, s store.Reader, q page) (listed[store.Address], error) {
		return list(s.Frontier(ctx, q.Of, store.FrontierCursor(q.After), q.bounded(maxAddresses)))
	}}
	sources = method[page, listed[store.Address]]{"Sources", func(ctx context.Context, s store.Reader, q page) (listed[store.Address], error) {
		return list(s.Sources(ctx, q.Of, store.SourceCursor(q.After), q.bounded(maxAddresses)))
	}}
	seen = method[[]string, []bool]{"Seen", func(ctx context.Context, s store.Reader, q []string) ([]bool, error) {
		return s.Seen(ctx, q)
	}}
	address = method[string, store.Address]{"Address", func(ctx context.Context, s store.Reader, q string) (store.Address, error) {
		return s.Address(ctx, q)
	}}
	sites = method[nothing, []store.SiteInfo]{"Sites", func(ctx context.Context, s store.Reader, _ nothing) ([]store.SiteInfo, error) {
		return s.Sites(ctx)
	}}
	hosts = method[string, []store.HostState]{"Hosts", func(ctx context.Context, s store.Reader, q string) ([]store.HostState, error) {
		return s.Hosts(ctx, q)
	}}
	host = method[string, store.HostState]{"Host", func(ctx context.Context, s store.Reader, q string) (store.HostState, error) {
		return s.Host(ctx, q)
	}}
	robots = method[string, news.Robots]{"Robots", func(ctx context.Context, s store.Reader, q string) (news.Robots, error) {
		return s.Robots(ctx, q)
	}}
	memo = method[pair, []byte]{"Memo", func(ctx context.Context, s store.Reader, q pair) ([]byte, error) {
		return s.Memo(ctx, q.Site, q.Name)
	}}
	document = method[news.ID, news.Document]{"Document", func(ctx context.Context, s store.Reader, q news.ID) (news.Document, error) {
		return s.Document(ctx, q)
	}}
	revisions = method[news.ID, []news.Document]{"Revisions", func(ctx context.Context, s store.Reader, q news.ID) ([]news.Document, error) {
		return s.Revisions(ctx, q)
	}}
	stats = method[nothing, store.Stats]{"Stats", func(ctx context.Context, s store.Reader, _ nothing) (store.Stats, error) {
		return s.Stats(ctx)
	}}
)

// Headers beside questions and answers.
const (
	headerProtocol = "Kabar-Protocol"
	headerVersion  = "Kabar-Version"
	trailerOutcome = "Kabar-Outcome" // of a backup: its failure, or done
	done           = "done"
)

// protocol names the form of what is exchanged. It is made of the types themselves, so that no change of them can be forgotten: gob would
// leave out in silence what one side does not know.
var protocol = sync.OnceValue(func() string {
	h := fnv.New64a()
	fmt.Fprint(h, "gob 1 ")
	named := map[reflect.Type]bool{}
	for _, v := range []any{
		page{}, pair{}, greeting{}, failure{}, news.ID{}, listed[store.Change]{}, listed[news.Document]{}, listed[store.Address]{},
		store.SiteInfo{}, store.HostState{}, news.Robots{}, store.Stats{},
	} {
		describe(h, reflect.TypeOf(v), named)
	}
	return fmt.Sprintf("%016x", h.Sum64())
})

// describe writes a type and all that it is made of.
func describe(w interface{ Write([]byte) (int, error) }, t reflect.Type, named map[reflect.Type]bool) {
	fmt.Fprintf(w, "%s %s ", t, t.Kind())
	if named[t] {
		return
	}
	named[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		describe(w, t.Elem(), named)
	case reflect.Map:
		describe(w, t.Key(), named)
		describe(w, t.Elem(), named)
	case reflect.Struct:
		for f := range t.Fields() {
			if f.IsExported() {
				fmt.Fprint(w, f.Name, " ")
				describe(w, f.Type, named)
			}
		}
	}
}

// failure is an error on the wire: its words, and which of the store's errors it is.
type failure struct {
	Text string
	Is   []int // in sentinels
}

// sentinels are the errors that callers decide by. Both sides number them alike: they have the same types, and a new error goes to the end.
var sentinels = []error{
	store.ErrNotFound, store.ErrGone, store.ErrUnknownOutcome, store.ErrFull, store.ErrFailed, store.ErrCorrupt, store.ErrClosed,
	store.ErrForeignCursor, store.ErrCursorTooOld, store.ErrLocked, store.ErrNewer, context.Canceled, context.DeadlineExceeded,
}

func failureOf(err error) failure {
	f := failure{Text: err.Error()}
	for i, s := range sentinels {
		if errors.Is(err, s) {
			f.Is = append(f.Is, i)
		}
	}
	return f
}

func (f failure) err() error {
	e := &remoteError{text: f.Text}
	for _, i := range f.Is {
		if i >= 0 && i < len(sentinels) {
			e.is = append(e.is, sentinels[i])
		}
	}
	return e
}

// remoteError is an error that the server met.
type remoteError struct {
	text string
	is   []error
}

func (e *remoteError) Error() string   { return e.text }
func (e *remoteError) Unwrap() []error { return e.is }
