package bolt

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kabar/store"
)

// TestInstall moves a file into a folder that has no store, and into no other.
func TestInstall(t *testing.T) {
	dir := t.TempDir()
	from := func() string {
		f := filepath.Join(dir, "copy")
		if err := os.WriteFile(f, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		return f
	}
	o := Options{LockTimeout: time.Millisecond}
	owner, err := acquire(filepath.Join(dir, lockName), false, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if err := Install(dir, from(), o); !errors.Is(err, store.ErrLocked) {
		t.Errorf("while another process has the folder: %v", err)
	}
	owner.release()
	if err := Install(dir, from(), o); err != nil {
		t.Error(err)
	}
	if err := Install(dir, from(), o); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a store: %v", err)
	}
}
