package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"

	"kabar/store"
)

// Repair checks the store in dir and, when it has problems, writes it anew from its records with all indexes and counters made again.
// found is told each problem, lost each record that could not be kept or not as it was. kept is the name that the damaged file has
// from then on; empty when there was no problem. The new file is written beside the old one, checked in whole, and only then
// takes its name: an error leaves the store as it was. It needs Scheme and Signature of the options, takes the store's lock, and
// refuses with ErrCorrupt a file whose pages cannot be walked where the records lie.
func Repair(ctx context.Context, dir string, o Options, found, lost func(store.Problem)) (kept string, err error) {
	o = o.withDefaults()
	o.ReadOnly = false
	path := filepath.Join(dir, FileName)
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("repair: %w", err)
	}
	lock, err := acquire(filepath.Join(dir, lockName), false, o.LockTimeout)
	if err != nil {
		return "", fmt.Errorf("repair the store in %s: %w", dir, err)
	}
	defer lock.release()
	if err := upgradeFile(ctx, dir, o); err != nil && !errors.Is(err, store.ErrCorrupt) {
		return "", fmt.Errorf("repair the store in %s: %w", dir, err)
	}
	problems := 0
	err = checkFile(ctx, dir, o, func(p store.Problem) { problems++; found(p) })
	switch {
	case err == nil && problems == 0:
		return "", nil
	case errors.Is(err, store.ErrCorrupt):
		found(store.Problem{Where: "file", What: err.Error()})
	case err != nil:
		return "", fmt.Errorf("repair the store in %s: %w", dir, err)
	}
	tmp, err := newFolder(dir, ".repair-*")
	if err != nil {
		return "", fmt.Errorf("repair: %w", err)
	}
	defer os.RemoveAll(tmp)
	if err := rebuild(ctx, path, tmp, o, lost); err != nil {
		return "", fmt.Errorf("repair the store in %s: %w", dir, engineError(err))
	}
	if kept, err = keepDamaged(path); err != nil {
		return "", fmt.Errorf("repair: %w", err)
	}
	if err := os.Rename(filepath.Join(tmp, FileName), path); err != nil {
		return "", fmt.Errorf("repair: %w; the damaged file is %s", err, kept)
	}
	return kept, syncDir(dir)
}

// checkFile opens the store in dir, whose lock the caller holds, and checks it.
func checkFile(ctx context.Context, dir string, o Options, found func(store.Problem)) error {
	o.ReadOnly = true
	s, err := open(dir, o)
	if err != nil {
		return err
	}
	s.start()
	return errors.Join(s.Check(ctx, found), s.Close())
}

// keepDamaged gives the damaged file a second name beside it, one that is free.
func keepDamaged(path string) (string, error) {
	for n := 1; ; n++ {
		kept := path + ".damaged"
		if n > 1 {
			kept = fmt.Sprintf("%s.%d", kept, n)
		}
		if _, err := os.Lstat(kept); err == nil {
			continue
		} else if !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
		if err := os.Link(path, kept); err != nil { // not every file system has links
			return kept, os.Rename(path, kept)
		}
		return kept, nil
	}
}

// rebuild writes the store of the file from into the folder to and checks it.
func rebuild(ctx context.Context, from, to string, o Options, lost func(store.Problem)) error {
	if o.Scheme == "" || o.Signature == nil {
		return errors.New("no way to make the index of near texts anew was given")
	}
	fresh := filepath.Join(to, FileName)
	err := guard(o.Logger, func() error { return rewrite(ctx, from, fresh, o, lost) })
	if errors.Is(err, store.ErrCorrupt) {
		return fmt.Errorf("%w; this is beyond repair: put a backup back with 'crawler restore'", err)
	}
	if err != nil {
		return err
	}
	s, err := open(to, o)
	if err != nil {
		return err
	}
	s.start()
	if err := errors.Join(s.adoptScheme(), s.Close()); err != nil {
		return err
	}
	return verify(ctx, to, o)
}

// rewrite copies the records of a file into a new one and makes the indexes.
func rewrite(ctx context.Context, from, to string, o Options, lost func(store.Problem)) (err error) {
	if _, err := checkSize(from); err != nil {
		return err
	}
	read := o
	read.ReadOnly = true
	pack, err := newPacker()
	if err != nil {
		return err
	}
	defer pack.close()
	src := &Store{o: read, path: from, pack: pack}
	if src.db, err = openEngine(from, read); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeEngine(src.db)) }()
	return src.db.View(func(tx *bbolt.Tx) (err error) {
		r := &repairer{ctx: ctx, s: src, tx: tx, tell: lost}
		id, err := r.identity()
		if err != nil {
			return err
		}
		if err := format(to, id, o); err != nil {
			return err
		}
		db, err := bbolt.Open(to, 0o666, &bbolt.Options{
			PageSize: pageSize, Timeout: o.LockTimeout, FreelistType: bbolt.FreelistMapType, NoSync: true,
		})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, closeEngine(db)) }()
		if r.out, err = newLoader(db); err != nil {
			return err
		}
		defer func() { _ = r.out.tx.Rollback() }() // none is left after done
		for _, step := range []func() error{
			r.judge, r.small, r.addresses, r.documents, r.texts, r.members, r.hashes, r.aliases, r.changes, r.count, r.out.done,
		} {
			if err := step(); err != nil {
				return err
			}
		}
		return db.Sync()
	})
}

// identity is the id of the store: its own, or a new one when that is lost.
func (r *repairer) identity() ([]byte, error) {
	meta := bucket(r.tx, bucketMeta)
	switch _, err := checkVersion(meta, r.s.o); {
	case errors.Is(err, store.ErrCorrupt):
		r.lost("meta schema", "was damaged: taken for %d", r.s.o.version())
	case err != nil: // the copy that was to be upgraded is damaged: the version that wrote it can repair it
		return nil, err
	}
	id, err := unseal(keyID, meta.Get(keyID))
	if err == nil && len(id) == 16 {
		return bytes.Clone(id), nil // it lies in the mapped file
	}
	r.lost("meta id", "was damaged: the store has a new one, and cursors of exports begin anew")
	id = make([]byte, 16)
	_, err = io.ReadFull(r.s.o.Rand, id)
	return id, err
}

// loader fills a new file in transactions of bounded size.
type loader struct {
	db   *bbolt.DB
	tx   *bbolt.Tx
	size int
}

func newLoader(db *bbolt.DB) (*loader, error) {
	tx, err := db.Begin(true)
	return &loader{db: db, tx: tx}, err
}

func (l *loader) put(name, key, value []byte) error {
	if l.size += len(key) + len(value); l.size > compactTx {
		if err := l.flush(); err != nil {
			return err
		}
	}
	return l.bucket(name).Put(key, value)
}

// flush begins the next transaction.
func (l *loader) flush() (err error) {
	if err := l.tx.Commit(); err != nil {
		return err
	}
	l.size = 0
	l.tx, err = l.db.Begin(true)
	return err
}

func (l *loader) bucket(name []byte) *bbolt.Bucket { return bucket(l.tx, name) }

func (l *loader) done() error { return l.tx.Commit() }
