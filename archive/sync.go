package archive

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
)

// Sync makes safe all that was written before it was called. Records may be written meanwhile; they count
// for the next one.
//
// After an error nobody knows what is on the disk: the system may have dropped what it could not write, and
// report success the next time. So the Writer is unsafe from then on (ErrUnsafe).
func (w *Writer) Sync() error {
	w.syncing.Lock()
	defer w.syncing.Unlock()
	return w.sync()
}

// sync is Sync for a caller that holds syncing.
func (w *Writer) sync() error {
	w.mu.Lock()
	if w.failed != nil {
		w.mu.Unlock()
		return w.failed
	}
	files, fresh, begun := slices.Clone(w.open), w.fresh, w.begun
	w.fresh, w.begun = false, false
	w.mu.Unlock()
	if !fresh {
		return nil
	}
	err := syncAll(files)
	if err == nil && begun {
		err = syncDir(w.dir)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		w.failed = fmt.Errorf("%w: %w", ErrUnsafe, err)
		return w.failed
	}
	w.retire(files)
	return nil
}

func syncAll(files []file) error {
	for _, f := range files {
		if err := f.Sync(); err != nil {
			return err
		}
	}
	return nil
}

// retire closes synced files that are no longer written to.
func (w *Writer) retire(synced []file) {
	w.open = slices.DeleteFunc(w.open, func(f file) bool {
		if f == w.f || !slices.Contains(synced, f) {
			return false
		}
		_ = f.Close() // all of it is on the disk
		return true
	})
}

func syncDir(dir string) error {
	if runtime.GOOS == "windows" { // folders cannot be synced there
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	return nil
}

// Close syncs and closes. What was written before it is safe when it returns nil. A second Close returns nil.
func (w *Writer) Close() error {
	w.syncing.Lock()
	defer w.syncing.Unlock()
	err := w.sync()
	if errors.Is(err, ErrClosed) {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, f := range w.open {
		if w.fresh { // by a Write since the sync above
			err = errors.Join(err, f.Sync())
		}
		err = errors.Join(err, f.Close())
	}
	w.f, w.open, w.failed = nil, nil, ErrClosed
	return err
}
