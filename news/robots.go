package news

import "time"

// Robots is a stored copy of a robots.txt, or of the tdmrep.json of an origin.
type Robots struct {
	Origin       string    // the file's address
	Fetched      time.Time // when Body was fetched with success
	Asked        time.Time // when it was last asked for
	Until        time.Time // when it is to be asked again
	Status       int       // of the last answer; 0: unreachable
	Body         []byte    // of the last good answer, at most 500 KiB; empty for "no rules"
	ETag         string
	LastModified string
	Failures     uint16 // in a row
	// Location is where the last answer redirected to, absolute; empty for none. The rules are then those
	// of the copy kept for that address.
	Location string
	// Since is when the current run of 5xx and unreachable began; zero when the last answer was usable.
	Since time.Time
}
