package main

import (
	"fmt"
	"path/filepath"

	"kabar/store"
	"kabar/store/bolt"
)

// writing opens the store of the data folder for a command that changes it, and closes it after do. No other process
// uses store or archive meanwhile.
func (a *app) writing(do func(store.Store) error) (err error) {
	if err := a.haveData(); err != nil {
		return err
	}
	s, err := bolt.Open(a.cfg.Data, a.storeOptions())
	if err != nil {
		return fmt.Errorf("data folder %s: %w", a.cfg.Data, err)
	}
	defer func() {
		if cerr := s.Close(); err == nil {
			err = cerr
		}
	}()
	return do(s)
}

// archiveDir is where the captures of a data folder lie.
func (a *app) archiveDir() string { return filepath.Join(a.cfg.Data, "archive") }
