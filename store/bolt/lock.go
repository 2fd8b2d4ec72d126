package bolt

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"kabar/store"
)

// folderLock is the lock on a data folder: a file of its own, which holds the owner's process number. The engine locks its file too, but
// that one may be renamed or replaced under an open store.
type folderLock struct{ f *os.File }

// acquire takes the lock, alone or shared with other readers. It waits for readers, and not for an owner, which may hold the lock for
// days. Without a folder that can be written to, a reader needs none.
func acquire(path string, shared bool, wait time.Duration) (*folderLock, error) {
	flag := os.O_RDWR | os.O_CREATE
	if shared {
		flag = os.O_RDONLY
	}
	f, err := os.OpenFile(path, flag, 0o666)
	if err != nil {
		if shared {
			return &folderLock{}, nil
		}
		return nil, fmt.Errorf("make the lock: %w", err)
	}
	for start := time.Now(); ; time.Sleep(20 * time.Millisecond) { // a lock of the system: its time, not the store's
		ok, err := tryLock(f, shared)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), f.Close())
		}
		if ok {
			break
		}
		owner := "processes that read it"
		read, err := tryLock(f, true) // given up again by the next try, or with the file
		if err == nil && !read {
			wait, owner = 0, "an unknown process"
			if b, err := os.ReadFile(path); err == nil && len(b) > 0 && len(b) < 32 {
				owner = "process " + strings.TrimSpace(string(b))
			}
		}
		if time.Since(start) >= wait {
			return nil, errors.Join(fmt.Errorf("%w: %s", store.ErrLocked, owner), f.Close())
		}
	}
	if !shared { // for the message above only
		_ = f.Truncate(0)
		_, _ = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	return &folderLock{f: f}, nil
}

func (l *folderLock) release() {
	if l != nil && l.f != nil {
		l.f.Close()
	}
}
