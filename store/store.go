package store

import (
	"context"
	"time"

	"kabar/news"
)

// Store keeps the frontier, the hosts, the documents and their history.
//
// What Reader promises of every method holds for all of them. The clock is the store's option, never time.Now by itself.
type Store interface {
	Reader

	// Lease gives one host that may be asked now and one of its addresses, for this worker alone, until
	// req.TTL has passed on the store's clock. A host is never leased twice at once, and never before its
	// HostState.NotBefore. Among sites the one served least recently goes first, among the hosts of a site
	// the one whose time came first, ties by name in byte order. Of the host's addresses that are due the
	// lowest (Priority, Rank, order of first sight) is given.
	//
	// It does not wait: *NothingDue says when to come again. Leases end with the process: after a reopen
	// every host counts as asked just now, so that its HostState.Delay is kept, and old tokens are refused.
	Lease(ctx context.Context, req LeaseRequest) (Lease, error)

	// Extend sets the end of the lease to ttl from now. ErrLeaseLost.
	Extend(ctx context.Context, token Token, ttl time.Duration) error

	// Release gives the host back with nothing done: the address stays as it was. Releasing an unknown
	// token is no error.
	Release(ctx context.Context, token Token) error

	// Commit stores all that came of a visit, or nothing of it, and ends the lease. When it returns nil, all
	// of it survives a crash. Concurrent commits share one transaction; one that is refused costs its
	// neighbours nothing.
	//
	// The same token again, at once or after a reopen, within 24 hours: the first receipt with Replayed set,
	// and no second effect, whatever the second visit holds.
	//
	// ErrLeaseLost: the lease is not held; nothing is written. ErrBadVisit: the visit breaks a bound or rule
	// that the error names; nothing is written and the lease stays. ErrFull: no space; nothing is written.
	// ErrUnknownOutcome: the engine failed after it was handed the visit; the same Commit after a reopen
	// tells, by Replayed or by ErrLeaseLost. A ctx that ends after the visit was handed over does not undo it.
	Commit(ctx context.Context, v Visit) (Receipt, error)

	// Add puts addresses into the frontier without a visit: seeds. Known addresses are left as they are,
	// except that one found now as a source (feed, sitemap, section) and known as an article that was never
	// fetched becomes the source. It returns how many were new. Durable when it returns.
	Add(ctx context.Context, links []Found) (int, error)

	// Forget removes documents and addresses for good: texts, revisions, facts, and the entries of all indexes. What stays of a document
	// is its id, its site, when it was stored and that it is forgotten: Document and Revisions say ErrGone, listings leave it out, the
	// change log has a Forgotten entry. Members of a head have its text: they and all its other addresses are forgotten with
	// it. A member that is forgotten itself leaves its head.
	//
	// Of an address stays what is needed to know it again (URL, crawl key, host, site), with news.ResultForgotten. It is never leased again,
	// however often it is found; a page that redirects to it, or names it as its canonical address, is not stored, and is forgotten
	// too. The same text at another address is stored as new.
	//
	// What is forgotten already is passed over. ErrNotFound: an id, key or site is not known; nothing was forgotten. Any other error may
	// leave a part done: the same call again does the rest.
	Forget(ctx context.Context, what Forget) (Forgetting, error)

	// Revise gives a document the text that today's rules make of the capture behind its present one, without a visit. The candidate's Capture
	// must be the document's: if that has another by now, a visit came between, and nothing is done. Its Fetched and Parts do not count: they stay. An equal
	// text is ResultUnchanged, though other facts are taken over; another one is a revision with Derived set, or a judgement anew for a
	// member. Whether the document is gone does not change. ErrNotFound, ErrGone, ErrBadVisit.
	Revise(ctx context.Context, id news.ID, c Candidate) (Receipt, error)

	// DropCaptures clears the captures of all documents and revisions that lie in one of these files of the archive, and tells how many
	// there were. The texts stay. Afterwards nothing in the store points to the files. Of a text that several captures made all are cleared with
	// the first page's, and those of the further pages with any of them.
	DropCaptures(ctx context.Context, files []string) (int, error)

	// Check verifies the whole store and calls found for each problem. The error is nil when it could look at everything.
	Check(ctx context.Context, found func(Problem)) error

	// Close waits for accepted commits, refuses new ones, and frees the lock. A second Close returns nil.
	Close() error
}

// Problem is something that Check found wrong.
type Problem struct {
	Where string // bucket and key, for a person
	What  string
}
