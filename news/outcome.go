package news

import "time"

// Result is what came of a visit, in one word. Every visit ends in exactly one of them.
type Result string

// The results. The first group brought something, the second did not and is fine, the third failed.
const (
	ResultNew       Result = "new"       // a document was stored for the first time
	ResultChanged   Result = "changed"   // a known document has another text: a revision
	ResultDuplicate Result = "duplicate" // the text or address of a known document: a pointer
	ResultListed    Result = "listed"    // a source was read

	ResultUnchanged Result = "unchanged" // 304, or the same body or text as before
	ResultRedirect  Result = "redirect"  // the target was queued
	ResultNoArticle Result = "no-article"
	ResultDenied    Result = "denied"  // robots.txt, or a rights signal that the configuration respects
	ResultSkipped   Result = "skipped" // outside the site, not HTML, too old: nothing to do with it
	// ResultForgotten is the state of an address that was forgotten on request. It is never asked again.
	ResultForgotten Result = "forgotten"

	ResultGone    Result = "gone"    // 404 or 410
	ResultRefused Result = "refused" // another 4xx: 401, 403, 429, 451
	ResultFailed  Result = "failed"  // 5xx, network, timeout, truncated, unreadable
)

// Failed reports whether the result counts as a failure in the summary.
func (r Result) Failed() bool {
	return r == ResultGone || r == ResultRefused || r == ResultFailed
}

// Outcome is the record of one visit.
type Outcome struct {
	At     time.Time
	URL    string
	Host   string
	Site   string
	Work   Work
	Result Result
	Reason string // class of the failure, a few words: "dns", "timeout", "status 503", "robots"
	Detail string // what the network or the parser said
	Status int    // HTTP status; 0 without an answer
	Bytes  int64  // of the body on the wire, with those of further pages of an article
	Took   time.Duration
	Links  int // links that the page or source held
}
