package remote

import (
	"errors"
	"testing"

	"kabar/store"
	"kabar/store/bolt"
	"kabar/store/storetest"
)

// served is a store that is written to directly and read through its socket.
type served struct {
	*Client
	holder
}

// holder lies one level deeper than Client, whose methods therefore go first.
type holder struct {
	store.Store
	server *Server
}

func (s served) Close() error {
	return errors.Join(s.Client.Close(), s.server.Close(), s.Store.Close())
}

var _ store.Store = served{}

func TestSuite(t *testing.T) {
	storetest.Run(t, func(dir string, o storetest.Options) (store.Store, error) {
		s, err := bolt.Open(dir, bolt.Options{Now: o.Now, Near: o.Near, KeepMemberTexts: o.KeepMemberTexts})
		if err != nil {
			return nil, err
		}
		server, err := Serve(dir, s, nil)
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		c, err := Dial(t.Context(), dir, nil)
		if err != nil {
			return nil, errors.Join(err, server.Close(), s.Close())
		}
		return served{c, holder{s, server}}, nil
	})
}
