package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Install gives a whole, synced file of a store its name in dir, on the same file system: it is moved. It takes the store's lock, so that no
// process makes a store there meanwhile: ErrLocked. An error that wraps fs.ErrExist: there is one already.
func Install(dir, file string, o Options) error {
	o = o.withDefaults()
	lock, err := acquire(filepath.Join(dir, lockName), false, o.LockTimeout)
	if err != nil {
		return fmt.Errorf("put a store into %s: %w", dir, err)
	}
	defer lock.release()
	path := filepath.Join(dir, FileName)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, fmt.Errorf("put a store into %s: %s: %w", dir, FileName, fs.ErrExist))
	}
	if err := os.Rename(file, path); err != nil {
		return fmt.Errorf("put a store into %s: %w", dir, err)
	}
	return syncDir(dir)
}
