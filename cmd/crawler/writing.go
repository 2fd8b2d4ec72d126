package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"kabar/store"
	"kabar/store/bolt"
	"kabar/store/remote"
)

// writing opens the store of the data folder for a command that changes it, and closes it after do. No other process
// uses store or archive meanwhile, but for reading through this one.
func (a *app) writing(do func(store.Store) error) error {
	if err := a.haveData(); err != nil {
		return err
	}
	return a.holding(a.storeOptions(), do)
}

// holding opens the store to write, serves it to commands that read, and closes it after do.
func (a *app) holding(o bolt.Options, do func(store.Store) error) (err error) {
	s, err := bolt.Open(a.cfg.Data, o)
	if err != nil {
		return fmt.Errorf("data folder %s: %w", a.cfg.Data, err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	server, err := remote.Serve(a.cfg.Data, s, a.log)
	if err != nil {
		a.log.Warn("commands that read have to wait until this one has ended", "error", err)
		return do(s)
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	return do(s)
}

// archiveDir is where the captures of a data folder lie.
func (a *app) archiveDir() string { return filepath.Join(a.cfg.Data, "archive") }
