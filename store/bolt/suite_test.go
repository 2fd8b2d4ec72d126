package bolt

import (
	"testing"

	"kabar/store"
	"kabar/store/storetest"
)

func TestSuite(t *testing.T) {
	storetest.Run(t, func(dir string, o storetest.Options) (store.Store, error) {
		return Open(dir, Options{Now: o.Now, Near: o.Near, KeepMemberTexts: o.KeepMemberTexts})
	})
}
