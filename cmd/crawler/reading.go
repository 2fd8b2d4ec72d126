package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"kabar/store"
	"kabar/store/bolt"
	"kabar/store/remote"
)

// patience is how long a command that reads waits for a process that holds the data folder and does not answer: one that begins or ends.
const patience = 3 * time.Second

// reading gives do the store of the data folder: through the process that holds it, or from the file.
func (a *app) reading(ctx context.Context, do func(store.Reader) error) error {
	if err := a.haveData(); err != nil {
		return err
	}
	s, err := a.reader(ctx, 3)
	if err != nil {
		return fmt.Errorf("data folder %s: %w", a.cfg.Data, err)
	}
	return errors.Join(do(s), s.Close())
}

// reader finds a way to read. When the process that answers ends, the reading goes on by another way, so many times.
func (a *app) reader(ctx context.Context, changes int) (store.Reader, error) {
	var next func(context.Context) (store.Reader, error)
	if changes > 0 {
		next = func(ctx context.Context) (store.Reader, error) { return a.reader(ctx, changes-1) }
	}
	for begin := time.Now(); ; {
		c, nobody := remote.Dial(ctx, a.cfg.Data, next)
		if nobody == nil {
			return c, nil
		}
		if !errors.Is(nobody, remote.ErrNobody) {
			return nil, nobody
		}
		s, err := bolt.Open(a.cfg.Data, bolt.Options{ReadOnly: true, Logger: a.log})
		if err == nil {
			return s, nil
		}
		if !errors.Is(err, store.ErrLocked) {
			return nil, err
		}
		if errors.Is(nobody, fs.ErrPermission) {
			return nil, fmt.Errorf("%w; only its user may read meanwhile, through %s", err, remote.SocketName)
		}
		if time.Since(begin) > patience {
			return nil, fmt.Errorf("%w. It does not answer: it may be starting, ending, or compacting; try again in a moment", err)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// whole gives do the store from the file, with nobody else writing to it.
func (a *app) whole(do func(store.Store) error) error {
	if err := a.haveData(); err != nil {
		return err
	}
	s, err := bolt.Open(a.cfg.Data, bolt.Options{ReadOnly: true, Logger: a.log})
	if err != nil {
		return fmt.Errorf("data folder %s: %w", a.cfg.Data, err)
	}
	return errors.Join(do(s), s.Close())
}
