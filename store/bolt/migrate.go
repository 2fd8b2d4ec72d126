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

// migration brings a store from one version of the schema to the next, within one transaction of a copy. It must not use functions
// of this package that later versions may change.
type migration func(tx *bbolt.Tx) error

// migrations are in order: the first leads from version 1 to 2. A change of the schema raises schemaVersion and adds one.
var migrations [schemaVersion - 1]migration

// version is the version of the schema that the store has with these options.
func (o Options) version() uint64 { return uint64(len(o.migrations)) + 1 }

// errOlder tells that a file has to be upgraded first.
var errOlder = errors.New("store was written by an older version")

// checkVersion compares the version that a file has with what is known: errOlder, store.ErrNewer.
func checkVersion(meta *bbolt.Bucket, o Options) (uint64, error) {
	b, err := unseal(keySchema, meta.Get(keySchema))
	if err != nil {
		return 0, corrupt("meta", keySchema, err)
	}
	v := (&reader{b: b}).uint()
	switch known := o.version(); {
	case v == 0:
		return v, corrupt("meta", keySchema, "no version")
	case v > known:
		return v, fmt.Errorf("%w: the file has schema %d, this crawler knows schema %d; update crawler", store.ErrNewer, v, known)
	case v < known:
		return v, fmt.Errorf("%w: the file has schema %d, this crawler wants schema %d", errOlder, v, known)
	}
	return v, nil
}

func putVersion(meta *bbolt.Bucket, v uint64) error {
	w := &writer{}
	w.uint(v)
	return meta.Put(keySchema, seal(keySchema, w.b))
}

// upgrade takes the lock and brings the store in dir to the version of the options.
func upgrade(dir string, o Options) error {
	lock, err := acquire(filepath.Join(dir, lockName), false, o.LockTimeout)
	if err != nil {
		return err
	}
	defer lock.release()
	return upgradeFile(context.Background(), dir, o)
}

// upgradeFile writes a copy of an older store, runs the migrations that it lacks on the copy, checks it, and gives it the store's
// name. An error or a crash leaves the store as it was. The caller holds the lock.
func upgradeFile(ctx context.Context, dir string, o Options) error {
	o.ReadOnly = false
	path := filepath.Join(dir, FileName)
	have, err := fileVersion(path, o)
	if !errors.Is(err, errOlder) {
		return err
	}
	o.Logger.Info("upgrading the store", "from schema", have, "to schema", o.version())
	tmp, err := newFolder(dir, ".upgrade-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	fresh := filepath.Join(tmp, FileName)
	err = guard(o.Logger, func() error { return copyCompact(ctx, path, fresh, o) })
	if err == nil {
		err = guard(o.Logger, func() error { return migrate(fresh, have, o) })
	}
	if err == nil {
		err = verify(ctx, tmp, o)
	}
	if err != nil {
		return fmt.Errorf("upgrade from schema %d to %d: %w", have, o.version(), engineError(err))
	}
	if err := os.Rename(fresh, path); err != nil {
		return err
	}
	return syncDir(dir)
}

// fileVersion reads the version of a file.
func fileVersion(path string, o Options) (v uint64, err error) {
	if _, err := checkSize(path); err != nil {
		return 0, err
	}
	o.ReadOnly = true
	err = guard(o.Logger, func() error {
		db, err := openEngine(path, o)
		if err != nil {
			return err
		}
		err = db.View(func(tx *bbolt.Tx) (err error) {
			v, err = checkVersion(bucket(tx, bucketMeta), o)
			return err
		})
		return errors.Join(err, closeEngine(db))
	})
	return v, err
}

// migrate runs the migrations that a file of version have lacks, each in a transaction that also raises the version.
func migrate(path string, have uint64, o Options) error {
	db, err := bbolt.Open(path, 0o666, &bbolt.Options{PageSize: pageSize, Timeout: o.LockTimeout, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return err
	}
	for ; err == nil && have < o.version(); have++ {
		err = db.Update(func(tx *bbolt.Tx) error {
			if err := o.migrations[have-1](tx); err != nil {
				return fmt.Errorf("migration from schema %d: %w", have, err)
			}
			return putVersion(bucket(tx, bucketMeta), have+1)
		})
	}
	return errors.Join(err, closeEngine(db))
}
