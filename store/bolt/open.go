package bolt

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"kabar/news"
	"kabar/store"
)

// Options of Open. The zero value works.
type Options struct {
	Now  func() time.Time // the clock; nil: time.Now
	Rand io.Reader        // of tokens and the store's id; nil: crypto/rand
	// Sync is called once for each group of commits, before its transaction: what the commits point to (the
	// archive) is then on disk before them. An error refuses the group, nothing of it is written. nil: nothing.
	Sync func() error
	// Near judges whether two articles with a common LSH band have the same text in essence, and how alike they are, 0..1.
	// It runs on the goroutine of Commit and in the committer, must not call the store, and should take
	// milliseconds at most. nil: no near duplicates are looked for.
	Near func(candidate, head news.Article) store.Likeness
	// Scheme names the signatures of candidates: parameters and version. It is stored with the index of near texts; an index of another
	// scheme is made anew by Open, which takes about a minute for a million documents, by Signature. Empty: what comes is not asked.
	Scheme    string
	Signature func(news.Article) []uint64
	// NearCandidates bounds how many documents one candidate is compared with. Zero: 32.
	NearCandidates int
	// KeepMemberTexts keeps the texts of members in full. Without it they are kept as differences from their heads', in about an eighth of
	// the space; what is read is the same.
	KeepMemberTexts bool
	// KeepRevisions is how many versions of a text are kept, the current one included. Zero: 20.
	KeepRevisions int
	Logger        *slog.Logger  // nil: nothing is logged
	ReadOnly      bool          // for looking at a store that no process owns
	LockTimeout   time.Duration // how long Open waits for the lock; zero: 1 s

	migrations []migration                     // tests set them; nil: those of the product
	nearTable  int                             // nearTableSize, smaller in tests
	engine     bbolt.Options                   // what the fault tests set
	commit     func(commit func() error) error // around the engine's commit, for the fault tests
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.KeepRevisions <= 0 {
		o.KeepRevisions = 20
	}
	if o.NearCandidates <= 0 {
		o.NearCandidates = 32
	}
	if o.migrations == nil {
		o.migrations = migrations[:]
	}
	if o.nearTable <= 0 {
		o.nearTable = nearTableSize
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.LockTimeout <= 0 {
		o.LockTimeout = time.Second
	}
	if o.commit == nil {
		o.commit = func(commit func() error) error { return commit() }
	}
	return o
}

// FileName is the name of the store's file within its folder.
const FileName = "kabar.db"

const (
	lockName = "kabar.lock"
	pageSize = 4096 // the engine's default is the machine's page size; larger pages write more for each visit
)

// Open opens the store in dir, brings one of an older version to this one's schema, and makes folder and store when they are not there. ErrLocked when another process holds it,
// ErrNewer, ErrCorrupt; with ReadOnly an absent store is an error that wraps fs.ErrNotExist.
func Open(dir string, o Options) (*Store, error) {
	o = o.withDefaults()
	if !o.ReadOnly {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return nil, fmt.Errorf("make the data folder: %w", err)
		}
	}
	s, err := openLocked(dir, o)
	if errors.Is(err, errOlder) {
		if err = upgrade(dir, o); err == nil {
			s, err = openLocked(dir, o)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("open the store in %s: %w", dir, err)
	}
	s.start()
	if o.ReadOnly {
		return s, nil
	}
	if err := s.adoptScheme(); err != nil {
		return nil, errors.Join(fmt.Errorf("open the store in %s: %w", dir, err), s.Close())
	}
	return s, nil
}

// openLocked takes the lock and opens the store, which keeps it.
func openLocked(dir string, o Options) (*Store, error) {
	lock, err := acquire(filepath.Join(dir, lockName), o.ReadOnly, o.LockTimeout)
	if err != nil {
		return nil, err
	}
	s, err := open(dir, o)
	if err != nil {
		lock.release()
		return nil, err
	}
	s.lock = lock
	return s, nil
}

func open(dir string, o Options) (*Store, error) {
	path := filepath.Join(dir, FileName)
	switch _, err := os.Stat(path); {
	case errors.Is(err, os.ErrNotExist) && !o.ReadOnly:
		if err := create(dir, path, o); err != nil {
			return nil, fmt.Errorf("make a new store: %w", err)
		}
	case err != nil:
		return nil, err
	}
	lost, err := checkSize(path)
	if err != nil {
		return nil, err
	}
	if lost {
		o.Logger.Warn("a meta page of the store is damaged: its last commit may be lost", "file", path)
	}
	pack, err := newPacker()
	if err != nil {
		return nil, err
	}
	s := &Store{o: o, path: path, pack: pack, sched: newScheduler(), wake: make(chan struct{}, 1), stopped: make(chan struct{})}
	err = guard(o.Logger, func() error {
		var err error
		if s.db, err = openEngine(path, o); err != nil {
			return err
		}
		return errors.Join(s.load(), s.loadScheme())
	})
	if err != nil {
		if s.db != nil {
			closeEngine(s.db)
		}
		pack.close()
		return nil, err
	}
	return s, nil
}

// openEngine opens the file with the settings that were measured; see schema.go for the fills.
func openEngine(path string, o Options) (*bbolt.DB, error) {
	e := o.engine
	e.Timeout = o.LockTimeout
	if e.FreelistType == "" {
		e.FreelistType = bbolt.FreelistMapType
	}
	e.ReadOnly = o.ReadOnly
	e.PreLoadFreelist = true // Stats tells of it, also to a reader
	e.PageSize = pageSize
	e.NoStatistics = false
	// Mapping far beyond the file costs only addresses, and saves the writer from waiting for readers whenever the file
	// outgrows its mapping. Windows would make the file that long, 32 bits have no room.
	if size := int64(64 << 30); strconv.IntSize == 64 && runtime.GOOS != "windows" {
		e.InitialMmapSize = int(size)
	}
	db, err := bbolt.Open(path, 0o666, &e)
	if err != nil && e.InitialMmapSize > 0 && !errors.Is(err, berrors.ErrTimeout) { // a limit on addresses, perhaps
		e.InitialMmapSize = 0
		db, err = bbolt.Open(path, 0o666, &e)
	}
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, fmt.Errorf("%w: %s is locked", store.ErrLocked, path)
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return nil, fmt.Errorf("%w: %s: %w", store.ErrCorrupt, path, err)
	}
	return db, err
}

// create makes a new store under another name and renames it: the engine's first write is not safe against a crash.
func create(dir, path string, o Options) error {
	temp := path + ".new"
	if err := os.Remove(temp); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	id := make([]byte, 16)
	if _, err := io.ReadFull(o.Rand, id); err != nil {
		return err
	}
	if err := format(temp, id, o); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return syncDir(dir)
}

// format writes an empty store to path.
func format(path string, id []byte, o Options) error {
	db, err := bbolt.Open(path, 0o666, &bbolt.Options{PageSize: pageSize, Timeout: o.LockTimeout, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, b := range allBuckets {
			if _, err := tx.CreateBucket(b.name); err != nil {
				return err
			}
		}
		meta := tx.Bucket(bucketMeta)
		return errors.Join(
			putVersion(meta, o.version()),
			meta.Put(keyID, seal(keyID, id)),
			meta.Put(keyCounters, new(counters).encode()),
		)
	})
	return errors.Join(err, db.Close())
}

func syncDir(dir string) error {
	if runtime.GOOS == "windows" { // folders cannot be synced there
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
