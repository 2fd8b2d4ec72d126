//go:build !unix

package bolt

import "strings"

// isFull tells whether the system had no space for a write.
func isFull(err error) bool {
	return err != nil && strings.Contains(strings.ToLower(err.Error()), "not enough space")
}
