//go:build unix

package bolt

import (
	"errors"
	"syscall"
)

// isFull tells whether the system had no space for a write.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}
