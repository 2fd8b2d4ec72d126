package archive

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// Bounds of what a crash can have left of a file of ours. What looks otherwise stays as it is.
const (
	maxTail  = maxRecord // octets behind the last whole record
	maxStump = 64 << 10  // octets of a file in which not even the first record is whole
)

// cutTails removes what stands behind the last whole record of the newest files: of one after the other, newest first, until
// two have been found whole. A crash tears the file that was written to, and where the system's cache was lost, also those
// that had been filled since the last Sync.
func cutTails(dir string) error {
	files, err := Files(dir)
	if err != nil {
		return err
	}
	found := 0
	for _, path := range slices.Backward(files) {
		whole, err := cutTail(path)
		if err != nil {
			return err
		}
		if !whole {
			found = 0
		} else if found++; found == 2 {
			break
		}
	}
	return nil
}

// cutTail cuts one file, and tells whether there was nothing to cut. A file of which nothing is left is taken away.
func cutTail(path string) (whole bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	size := info.Size()
	end, ok, err := lastWhole(f, size)
	switch {
	case err != nil:
		return false, fmt.Errorf("look for the end of %s: %w", path, err)
	case ok && end == size:
		return true, nil
	case ok:
		return false, truncate(path, end)
	case size <= maxStump:
		f.Close()
		if err := os.Remove(path); err != nil {
			return false, err
		}
		return false, syncDir(filepath.Dir(path))
	}
	return true, nil
}

func truncate(path string, size int64) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Truncate(size); err != nil {
		return fmt.Errorf("cut the torn tail of %s: %w", path, err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("sync %s: %w", path, err)
	}
	return nil
}

// lastWhole is where the last whole record of a file ends. It is looked for from the end, so that opening takes as
// long with a large file as with a small one. Damage in the middle, with sound records behind it, is not seen.
func lastWhole(f source, size int64) (end int64, ok bool, err error) {
	c := newCursor(f, 1<<12)
	buf := make([]byte, 1<<16)
	for to := size; to > 0 && size-to < maxTail; {
		from := max(to-int64(len(buf)), 0)
		// What begins in this stretch may have its last octets in the one behind it.
		b := buf[:min(to-from, int64(len(buf)))]
		if _, err := f.ReadAt(b, from); err != nil && err != io.EOF {
			return 0, false, &diskError{err}
		}
		for i := len(b); ; {
			if i = bytes.LastIndex(b[:i], gzipMagic); i < 0 {
				break
			}
			if end, ok, err := c.whole(from + int64(i)); ok || err != nil {
				return end, ok, err
			}
		}
		if from == 0 {
			break
		}
		to = from + int64(len(gzipMagic)) - 1
	}
	return 0, false, nil
}
