package store

import (
	"context"
	"io"

	"kabar/news"
)

// Reader is the half of a Store that changes nothing: what exports and listings need, whether they open the store themselves or ask the
// process that holds it.
//
// Every method: after Close it returns ErrClosed; on a damaged file ErrCorrupt; on a store whose engine
// failed at a commit ErrFailed, until it is opened again. No panic of the engine escapes. Returned memory
// is the caller's. Methods may be called from many goroutines at once.
type Reader interface {
	// Changes lists what changed after the cursor, oldest first, at most limit entries (0: a default), and the cursor
	// behind the last one. The order is total: a reader that has seen a change never later meets one that sorts before it. The
	// zero Cursor is the beginning. ErrForeignCursor, ErrCursorTooOld.
	Changes(ctx context.Context, after Cursor, limit int) ([]Change, Cursor, error)

	// Seen tells which keys the store knows an address of, in the order asked. Exact: true for the next call
	// after the Commit that added it returned; false for a key of a failed commit.
	Seen(ctx context.Context, keys []string) ([]bool, error)

	// Address returns what is known of the address with this crawl key. ErrNotFound.
	Address(ctx context.Context, key string) (Address, error)

	// Frontier pages through the addresses of a host that have a next visit: first those without a due time, in the order in which
	// they are leased, then the others by (due time, first sight). Stable while it changes: of what keeps its schedule nothing
	// comes twice and nothing is lost.
	Frontier(ctx context.Context, host string, after FrontierCursor, limit int) ([]Address, FrontierCursor, error)

	// Sites lists all sites that have an address, by name; Hosts the hosts of one.
	Sites(ctx context.Context) ([]SiteInfo, error)
	Hosts(ctx context.Context, site string) ([]HostState, error)

	// Sources pages through the feeds, sitemaps and sections of a site, by order of first sight.
	Sources(ctx context.Context, site string, after SourceCursor, limit int) ([]Address, SourceCursor, error)

	// Host returns the state of a host. ErrNotFound.
	Host(ctx context.Context, host string) (HostState, error)

	// Robots returns the stored copy of an origin's robots.txt. ErrNotFound.
	Robots(ctx context.Context, origin string) (news.Robots, error)

	// Memo returns a small value that a visit stored for a site (a learned profile, what discovery has tried). ErrNotFound.
	Memo(ctx context.Context, site, name string) ([]byte, error)

	// Document returns a document with its current text, AlsoAt filled. A member has its head's id in DuplicateOf, and its own facts and
	// text. ErrNotFound; a forgotten one: ErrGone.
	//
	// A head is the first committed document of its cluster for good. When a text turns out to be the same as several heads', or a head's new
	// text as another's, the younger head becomes a member of the older one, and its members with it; no id changes, and the change log has a Merged
	// entry. A member whose text turns into another stands for itself again.
	Document(ctx context.Context, id news.ID) (news.Document, error)

	// Documents pages through all documents, heads and members, in the order of first storing. Added never decreases along it.
	Documents(ctx context.Context, after DocCursor, limit int) ([]news.Document, DocCursor, error)

	// Revisions returns all kept versions of a document's text, oldest first. ErrNotFound, ErrGone.
	Revisions(ctx context.Context, id news.ID) ([]news.Document, error)

	// Stats counts what is stored. It reads counters, not the data: cheap at any size.
	Stats(ctx context.Context) (Stats, error)

	// Backup writes a consistent copy, equal to the state at one moment, while others write.
	Backup(ctx context.Context, w io.Writer) error

	// Close ends the reading. A second Close returns nil.
	Close() error
}
