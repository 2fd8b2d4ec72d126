package store

import (
	"time"

	"kabar/news"
)

// Token names a lease; 16 random bytes.
type Token [16]byte

// LeaseRequest says what a worker would take.
type LeaseRequest struct {
	Worker string        // for messages
	TTL    time.Duration // how long the lease lasts; must be positive
	Sites  []string      // only hosts of these sites; nil: of all. Pass the same slice each time: an implementation may cache by it
	// Horizon bounds recurring visits (Schedule.Again): only those due at or before it are given. Zero: now.
	Horizon time.Time
}

// Lease is a host for a worker alone, and the address to ask.
type Lease struct {
	Token   Token
	Until   time.Time
	Host    HostState
	Address Address
}

// Schedule says when an address is to be asked, and before which others.
type Schedule struct {
	// At is the earliest time; zero: as soon as the host may be asked.
	At time.Time
	// Priority orders the due addresses of a host, lowest first. See the constants.
	Priority uint8
	// Rank orders within a priority, lowest first: newest-first for articles (see NewestFirst).
	Rank uint64
	// Again marks a recurring visit, given only when At is not after LeaseRequest.Horizon. A visit that is
	// owed, new or tried again after a failure, has it false.
	Again bool
	// Tries counts the failed attempts at this visit.
	Tries uint8
}

// Priorities, lowest first.
const (
	PrioritySource  uint8 = 10 // feeds, news sitemaps, front pages: what tells of the new
	PriorityFresh   uint8 = 20 // entries of feeds and news sitemaps
	PriorityListing uint8 = 30 // sections and other sitemaps
	PriorityPage    uint8 = 40 // article links on front pages and sections
	PriorityRevisit uint8 = 50
	PriorityArchive uint8 = 60 // what backfill finds
)

// NewestFirst is the Rank that puts later times first; the zero time goes last.
func NewestFirst(t time.Time) uint64 {
	if t.IsZero() {
		return ^uint64(0)
	}
	return ^uint64(0) - 1 - uint64(max(t.Unix(), 0))
}

// Found is a link on its way to the frontier.
type Found struct {
	news.Link
	Key   string // crawl key of URL
	Host  string // host[:port] of URL
	Site  string
	Depth uint8 // hops from a seed, a feed or a sitemap
	Schedule
	// Aliases are addresses that redirected here.
	Aliases []Alias
}

// Alias is an address that led to another.
type Alias struct {
	URL, Key string
}

// Address is what the store knows of one address.
type Address struct {
	URL       string // as found first; what is requested
	Key       string
	Host      string
	Site      string
	Work      news.Work
	Via       news.Via
	Depth     uint8
	Title     string    // what the source called it
	Published news.Date // what the source said
	// Text is the fallback text of a full-content feed. It is kept as long as it may be needed: until the address has a document whose
	// text is the page's, or is not to be asked any more.
	Text     string
	Tags     []string
	Image    string // that a feed names
	Aliases  []Alias
	Added    time.Time
	Document news.ID // zero until it gave one
	// Scheduled is false when no visit is planned.
	Scheduled bool
	Schedule
	State AddressState
}

// AddressState is what the last visits left behind, rewritten by each.
type AddressState struct {
	ETag         string // as sent, with quotes
	LastModified string // as sent
	BodyHash     uint64 // of the decoded body, to know an unchanged one without validators; 0: none
	Visited      time.Time
	Status       int
	Result       news.Result
	Reason       string
	Visits       uint32        // that got an answer
	Fruitful     uint32        // that brought something new
	Failures     uint16        // in a row
	Interval     time.Duration // learned pace of a source
	LastNew      time.Time     // when something new was last there
	Revisits     uint8         // of an article, after the first fetch

	// What a feed asks of its readers, for the visits whose answer does not repeat it (304).
	Floor     time.Duration // between two visits: ttl, sy:updatePeriod; 0: nothing asked
	SkipHours uint32        // bit n: not in hour n of the day, UTC
	SkipDays  uint8         // bit n: not on time.Weekday(n), UTC
}

// HostState is the crawl's memory of a host, rewritten by each visit.
type HostState struct {
	Host      string // host[:port], lower case, A-labels
	Site      string
	NotBefore time.Time     // no request before; never goes backwards by a commit
	Delay     time.Duration // the gap kept between request starts
	LastStart time.Time     // of the last request
	Latency   time.Duration // smoothed time to first byte
	Failures  uint16        // in a row, of the host itself
	Broken    bool          // the breaker is open: the next visit is a probe
	Requests  uint64
	Pages     uint32 // today, for the daily budget
	PagesDay  int32  // the day that Pages counts, days since 1970 UTC

	Upgrades uint8     // http addresses in a row that only led to the same address over https
	Secure   time.Time // until when its http addresses are taken for such; zero: they are not
}

// Candidate is an article on its way to become a document, a revision or a pointer; the store decides
// which inside the transaction, in this order: the address (or an alias) already has a document; Canonical has one;
// the text hash is known; its text is near to others. Of several heads that it is near to, the first committed is its head; the
// others become members of that one too where the judge calls them related.
type Candidate struct {
	Article   news.Article
	TextHash  [16]byte // of the normalised text
	Canonical string   // crawl key of a canonical address that may be trusted; empty: none
	Signature []uint64 // LSH bands, in order; nil: not indexed
	Capture   *news.Capture
	Parts     []news.Capture // of further pages, in their order
	Fetched   time.Time
	Derived   bool
}

// Visit is all that came of a lease.
type Visit struct {
	Token   Token
	Outcome news.Outcome
	// State replaces the address's state. With a Document the store sets its Result to what it decided.
	State AddressState
	// Next is when the address is asked again; nil: never.
	Next *Schedule
	// Work, when not zero, corrects what the address is visited for: a supposed article that turned out a section.
	Work news.Work
	// Document is the article that the page gave; nil for none.
	Document *Candidate
	// Gone marks the address's document as gone.
	Gone bool
	// Redirect is the target that the address led to. The store hands the address and its aliases on to it.
	Redirect *Found
	// Aliases are further addresses that are this very page: each becomes another address of the document, and
	// none of them is fetched for itself any more.
	Aliases []Alias
	Links   []Found
	Host    HostState
	Robots  *news.Robots      // a new copy of the origin's robots.txt
	Memos   map[string][]byte // small values of the site, by name; nil value: removed
}

// Receipt tells what a commit did.
type Receipt struct {
	Seq      Cursor
	Document news.ID     // of the candidate, whether new, changed or duplicate
	Head     news.ID     // of the cluster, when the candidate became a pointer
	Level    news.Level  // why it became one
	Result   news.Result // new, changed, unchanged or duplicate; the visit's own for one without a candidate
	New      int         // links that were not known
	Replayed bool
}

// Cursors are opaque and comparable to nothing; the zero value is the beginning.
type (
	Cursor         string
	FrontierCursor string
	SourceCursor   string
	DocCursor      string
)

// ChangeKind is what happened to a document.
type ChangeKind string

// The kinds of change.
const (
	Added     ChangeKind = "added"     // a new head
	Revised   ChangeKind = "revised"   // a head has a new text
	Updated   ChangeKind = "updated"   // a head has other facts: another address, gone, metadata
	MemberOf  ChangeKind = "member"    // a document became a member of a head, or of another head
	Merged    ChangeKind = "merged"    // a head became a member of an older one, and its members with it: it leaves later exports
	Forgotten ChangeKind = "forgotten" // removed on request
)

// Change is an entry of the change log.
type Change struct {
	Kind ChangeKind
	ID   news.ID
	Head news.ID // for MemberOf and Merged
	At   time.Time
}

// SiteInfo is a site with its counters.
type SiteInfo struct {
	Site                                                 string
	Hosts, Addresses, Feeds, Sitemaps, Sections, Waiting int
	Documents, Members, Failed                           int
	LastVisit                                            time.Time
}

// Stats counts a whole store.
type Stats struct {
	Sites, Hosts                        int
	Addresses, Waiting                  int // known; with a visit planned
	Documents, Members, Revisions, Gone int
	Changes                             int
	TextBytes, FileBytes                int64 // of stored texts, unpacked; of the file
	FreeBytes                           int64 // of the file, that compact would give back
	Visits                              int64
	First, Last                         time.Time // visits
	Near                                NearStats
}

// Forget names what is to be forgotten.
type Forget struct {
	Documents []news.ID
	Keys      []string // crawl keys: the document that an address leads to, or the address alone when it leads to none
	// Sites are forgotten with all their documents and addresses; addresses of theirs that are found later are not taken up.
	Sites []string
}

// Forgetting counts what was forgotten.
type Forgetting struct {
	Documents int // heads and members
	Addresses int
}
