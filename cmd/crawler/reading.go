package main

import (
	"fmt"

	"kabar/store"
	"kabar/store/bolt"
)

// reading opens the store of the data folder for a command that only reads, and closes it after do.
func (a *app) reading(do func(store.Store) error) (err error) {
	if err := a.haveData(); err != nil {
		return err
	}
	s, err := bolt.Open(a.cfg.Data, bolt.Options{ReadOnly: true, Logger: a.log})
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
