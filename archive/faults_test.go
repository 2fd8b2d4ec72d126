package archive

import (
	"errors"
	"os"
	"sync"
	"testing"

	"kabar/news"
)

var errFull = errors.New("no space left on device")

// disk makes files that fail on demand.
type disk struct {
	mu     sync.Mutex
	left   int   // octets that can still be written
	sync   error // what syncing says
	cut    error // what truncating says
	opened int   // files that are open
	synced int   // calls of Sync
}

type diskFile struct {
	*os.File
	d *disk
}

func (d *disk) options() Options {
	return Options{MaxFile: 5000, create: func(path string) (file, error) {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return nil, err
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		d.opened++
		return diskFile{f, d}, nil
	}}
}

func (f diskFile) Write(b []byte) (int, error) {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if len(b) > f.d.left {
		n, _ := f.File.Write(b[:f.d.left])
		f.d.left = 0
		return n, errFull
	}
	f.d.left -= len(b)
	return f.File.Write(b)
}

func (f diskFile) Sync() error {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	f.d.synced++
	return f.d.sync
}

func (f diskFile) Truncate(size int64) error {
	if f.d.cut != nil {
		return f.d.cut
	}
	return f.File.Truncate(size)
}

func (f diskFile) Close() error {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	f.d.opened--
	return f.File.Close()
}

// TestDiskFull fills the disk at every octet of the first exchanges, and gives space later: what was taken is there,
// what follows is taken, no file holds anything else, and none is left empty.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	whole := &disk{left: 1 << 20}
	w := open(t, t.TempDir(), whole.options())
	for i := range 3 {
		must[news.Capture](t)(w.Write(sample(i)))
	}
	for _, cut := range []error{nil, errors.New("input/output error")} {
		for left := 0; left < 1<<20-whole.left; left += 41 {
			dir, d := t.TempDir(), &disk{left: left, cut: cut}
			w := open(t, dir, d.options())
			kept := map[int]news.Capture{}
			for i := range 8 {
				if i == 5 {
					d.left = 1 << 20
				}
				c, err := w.Write(sample(i))
				switch {
				case err == nil:
					kept[i] = c
				case !errors.Is(err, errFull):
					t.Fatalf("%d octets: %v", left, err)
				case i >= 5:
					t.Fatalf("%d octets: no more is taken: %v", left, err)
				}
				if d.opened > 3 {
					t.Fatalf("%d octets: %d files are open", left, d.opened)
				}
			}
			if err := w.Close(); err != nil || d.opened != 0 {
				t.Fatalf("%d octets: close: %v, %d files are open", left, err, d.opened)
			}
			if len(kept) == 8 {
				t.Fatalf("%d octets took all", left)
			}
			for i, c := range kept {
				if r := must[*Record](t)(Read(dir, c)); r.URL != sample(i).URL {
					t.Fatalf("%d octets: %s in place of %s", left, r.URL, sample(i).URL)
				}
			}
			found := 0
			for _, path := range must[[]string](t)(Files(dir)) {
				if must[os.FileInfo](t)(os.Stat(path)).Size() == 0 {
					t.Fatalf("%d octets: an empty file is left", left)
				}
				err := Scan(path, func(r *Raw) error {
					if r.Type() == "response" {
						found++
					}
					return nil
				}, func(g Gap) {
					if cut == nil {
						t.Fatalf("%d octets: %s: %+v", left, path, g)
					}
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			if cut == nil && found != len(kept) {
				t.Fatalf("%d octets: %d responses for %d captures", left, found, len(kept))
			}
		}
	}
}

// TestFailedSync: after a sync has failed nobody knows what is on the disk, and a second one that succeeds does not tell.
func TestFailedSync(t *testing.T) {
	d := &disk{left: 1 << 20}
	w := open(t, t.TempDir(), d.options())
	if err := w.Sync(); err != nil {
		t.Errorf("a sync of nothing: %v", err)
	}
	must[news.Capture](t)(w.Write(sample(1)))
	if err := w.Sync(); err != nil {
		t.Fatal(err)
	}
	must[news.Capture](t)(w.Write(sample(2)))
	d.sync = errDisk
	if err := w.Sync(); !errors.Is(err, ErrUnsafe) || !errors.Is(err, errDisk) {
		t.Errorf("a sync that fails: %v", err)
	}
	d.sync = nil
	if err := w.Sync(); !errors.Is(err, ErrUnsafe) {
		t.Errorf("the next sync: %v", err)
	}
	if _, err := w.Write(sample(3)); !errors.Is(err, ErrUnsafe) {
		t.Errorf("the next write: %v", err)
	}
	if err := w.Close(); !errors.Is(err, ErrUnsafe) || d.opened != 0 {
		t.Errorf("close: %v, %d files are open", err, d.opened)
	}
	if err := w.Close(); err != nil {
		t.Errorf("a second close: %v", err)
	}
}

// TestSyncReachesFullFiles: a sync covers files that were left since the last one, and closes them.
func TestSyncReachesFullFiles(t *testing.T) {
	d := &disk{left: 1 << 20}
	w := open(t, t.TempDir(), d.options())
	for i := range 30 {
		must[news.Capture](t)(w.Write(sample(i)))
	}
	files := d.opened
	if files < 3 {
		t.Fatalf("%d files", files)
	}
	if err := w.Sync(); err != nil || d.synced != files || d.opened != 1 {
		t.Errorf("%d of %d files were synced, %d are open, %v", d.synced, files, d.opened, err)
	}
	if err := w.Sync(); err != nil || d.synced != files {
		t.Errorf("a sync without new records was made: %d, %v", d.synced, err)
	}
}

// TestCloseWhileBusy closes under writers: each record is taken and there, or refused.
func TestCloseWhileBusy(t *testing.T) {
	dir, d := t.TempDir(), &disk{left: 1 << 24}
	w := open(t, dir, d.options())
	var group sync.WaitGroup
	var mu sync.Mutex
	var kept []news.Capture
	begun := make(chan struct{}, 400)
	for g := range 4 {
		group.Go(func() {
			for i := g; i < 400; i += 4 {
				c, err := w.Write(sample(i))
				begun <- struct{}{}
				if err == nil {
					mu.Lock()
					kept = append(kept, c)
					mu.Unlock()
					err = w.Sync()
				}
				if err != nil && !errors.Is(err, ErrClosed) {
					t.Error(err)
				}
			}
		})
	}
	for range 50 {
		<-begun
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	group.Wait()
	if d.opened != 0 || len(kept) < 50 {
		t.Errorf("%d files are open, %d records kept", d.opened, len(kept))
	}
	for _, c := range kept {
		must[*Record](t)(Read(dir, c))
	}
}
