package store

import (
	"errors"
	"fmt"
	"time"
)

// Errors for decisions, tested with errors.Is.
var (
	ErrNotFound       = errors.New("not found")
	ErrGone           = errors.New("forgotten on request")
	ErrLeaseLost      = errors.New("lease lost: it expired, was released, or was never given")
	ErrBadVisit       = errors.New("visit refused")
	ErrUnknownOutcome = errors.New("commit outcome unknown: reopen the store and commit the same visit again")
	ErrFull           = errors.New("no space left for the store")
	ErrFailed         = errors.New("store failed: reopen it")
	ErrCorrupt        = errors.New("store is damaged")
	ErrClosed         = errors.New("store is closed")
	ErrForeignCursor  = errors.New("cursor belongs to another store")
	ErrCursorTooOld   = errors.New("cursor is older than the changes kept")
	ErrLocked         = errors.New("another process holds the data folder")
	ErrNewer          = errors.New("store was written by a newer version")
)

// NothingDue is the error of Lease when no address may be asked now.
type NothingDue struct {
	// Next is when the first address that the request admits may be asked. Zero: there is none, and
	// waiting without a commit by somebody else changes nothing.
	Next time.Time
	// Leased is how many hosts that the request admits are leased at the moment: their commits may bring work.
	Leased int
}

func (e *NothingDue) Error() string {
	if e.Next.IsZero() {
		return fmt.Sprintf("nothing is due (%d hosts leased)", e.Leased)
	}
	return fmt.Sprintf("nothing is due before %s (%d hosts leased)", e.Next.UTC().Format(time.RFC3339), e.Leased)
}
