package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"

	"kabar/store"
)

// compactTx is how many bytes Compact copies in one transaction of the new file.
const compactTx = 16 << 20

// Compact writes the store in dir anew without its free pages, and tells the sizes before and after. Nothing that was deleted is
// left in the new file. It takes the store's lock: ErrLocked while another process holds it. The new file is written
// beside the old one, which needs room, synced once, checked in whole, and only then takes its name: an error or a crash
// leaves the store as it was.
func Compact(ctx context.Context, dir string, o Options) (before, after int64, err error) {
	o = o.withDefaults()
	path := filepath.Join(dir, FileName)
	info, err := os.Stat(path)
	if err != nil {
		return 0, 0, fmt.Errorf("compact: %w", err)
	}
	before = info.Size()
	lock, err := acquire(filepath.Join(dir, lockName), false, o.LockTimeout)
	if err != nil {
		return before, before, fmt.Errorf("compact the store in %s: %w", dir, err)
	}
	defer lock.release()
	if err := upgradeFile(ctx, dir, o); err != nil {
		return before, before, fmt.Errorf("compact the store in %s: %w", dir, err)
	}
	tmp, err := newFolder(dir, ".compact-*")
	if err != nil {
		return before, before, fmt.Errorf("compact: %w", err)
	}
	defer os.RemoveAll(tmp)
	fresh := filepath.Join(tmp, FileName)
	err = guard(o.Logger, func() error { return copyCompact(ctx, path, fresh, o) })
	if err == nil {
		err = verify(ctx, tmp, o)
	}
	if err == nil {
		info, err = os.Stat(fresh)
	}
	if err != nil {
		return before, before, fmt.Errorf("compact the store in %s: %w", dir, engineError(err))
	}
	after = info.Size()
	if err := os.Rename(fresh, path); err != nil {
		return before, before, fmt.Errorf("compact: %w", err)
	}
	return before, after, syncDir(dir)
}

// newFolder makes a folder for a new file in dir; what a crash left of another is removed.
func newFolder(dir, pattern string) (string, error) {
	old, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		return "", err
	}
	for _, path := range old {
		if err := os.RemoveAll(path); err != nil {
			return "", err
		}
	}
	return os.MkdirTemp(dir, pattern)
}

func copyCompact(ctx context.Context, from, to string, o Options) (err error) {
	if _, err := checkSize(from); err != nil {
		return err
	}
	read := o
	read.ReadOnly = true
	src, err := openEngine(from, read)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeEngine(src)) }()
	dst, err := bbolt.Open(to, 0o666, &bbolt.Options{
		PageSize: pageSize, Timeout: o.LockTimeout, FreelistType: bbolt.FreelistMapType, NoSync: true, NoFreelistSync: false,
	})
	if err != nil {
		return err
	}
	defer func() {
		if dst != nil {
			err = errors.Join(err, closeEngine(dst))
		}
	}()
	stop := context.AfterFunc(ctx, func() { _ = closeEngine(dst) }) // the copy ends with its next transaction
	defer stop()
	if err := bbolt.Compact(dst, src, compactTx); err != nil {
		return errors.Join(ctx.Err(), err)
	}
	if !stop() {
		return ctx.Err()
	}
	err = errors.Join(dst.Sync(), closeEngine(dst))
	dst = nil
	return err
}

// verify opens the store in dir and checks it.
func verify(ctx context.Context, dir string, o Options) error {
	o.ReadOnly = true
	s, err := open(dir, o)
	if err != nil {
		return err
	}
	s.start()
	problems := 0
	err = s.Check(ctx, func(p store.Problem) {
		if problems++; problems <= 10 {
			o.Logger.Error("the new file of the store has a problem", "where", p.Where, "what", p.What)
		}
	})
	if err == nil && problems > 0 {
		err = fmt.Errorf("%w: %d problems; run 'crawler check'", store.ErrCorrupt, problems)
	}
	return errors.Join(err, s.Close())
}
