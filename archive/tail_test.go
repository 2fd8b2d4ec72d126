package archive

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"kabar/news"
)

// pair makes an archive of two exchanges, and gives the file and its content.
func pair(t *testing.T) (dir, path string, whole []byte, first, last news.Capture) {
	t.Helper()
	dir = t.TempDir()
	w := open(t, dir, Options{})
	first = must[news.Capture](t)(w.Write(sample(1)))
	last = must[news.Capture](t)(w.Write(sample(2)))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(dir, first.File)
	return dir, path, must[[]byte](t)(os.ReadFile(path)), first, last
}

func put(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestTornTail cuts the file at every octet of its last exchange: what was whole stays, the rest goes.
func TestTornTail(t *testing.T) {
	t.Parallel()
	dir, path, whole, first, last := pair(t)
	_, request, err := memberAt(bytes.NewReader(whole), last.Offset)
	if err != nil {
		t.Fatal(err)
	}
	for size := last.Offset; size < int64(len(whole)); size++ {
		put(t, path, whole[:size])
		w := open(t, dir, Options{})
		want := last.Offset
		if size >= request {
			want = request
		}
		if left := must[[]byte](t)(os.ReadFile(path)); !bytes.Equal(left, whole[:want]) {
			t.Fatalf("cut at %d left %d octets, want %d", size, len(left), want)
		}
		if _, err := Read(dir, first); err != nil {
			t.Fatalf("cut at %d: %v", size, err)
		}
		if _, err := Read(dir, last); (err == nil) != (size >= request) {
			t.Fatalf("cut at %d: the last capture: %v", size, err)
		}
		w.Close()
	}
}

// TestOddTails are ends of files that a lost cache or a stranger leaves.
func TestOddTails(t *testing.T) {
	zeros := make([]byte, 100_000)
	for _, tt := range []struct {
		name string
		made func(whole []byte, last int64) []byte
		left func(whole []byte, last int64) []byte // nil: the file is gone
	}{
		{"zeros behind", func(b []byte, _ int64) []byte { return append(b, zeros...) }, func(b []byte, _ int64) []byte { return b }},
		{"text behind", func(b []byte, _ int64) []byte { return append(b, "text"...) }, func(b []byte, _ int64) []byte { return b }},
		{"other gzip behind", func(b []byte, _ int64) []byte { return append(b, gzipMagic...) }, func(b []byte, _ int64) []byte { return b }},
		{"hole in the last but one", func(b []byte, last int64) []byte { clear(b[last+100 : last+200]); return b }, func(b []byte, last int64) []byte { clear(b[last+100 : last+200]); return b }},
		{"half the first record", func(b []byte, _ int64) []byte { return b[:100] }, nil},
		{"nothing", func([]byte, int64) []byte { return nil }, nil},
		{"a stranger's file", func([]byte, int64) []byte { return bytes.Repeat([]byte("stranger"), 10_000) }, func([]byte, int64) []byte { return bytes.Repeat([]byte("stranger"), 10_000) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir, path, whole, _, last := pair(t)
			put(t, path, tt.made(bytes.Clone(whole), last.Offset))
			open(t, dir, Options{})
			left, err := os.ReadFile(path)
			switch {
			case tt.left == nil:
				if !errors.Is(err, os.ErrNotExist) {
					t.Errorf("%d octets are left, %v", len(left), err)
				}
			case err != nil || !bytes.Equal(left, tt.left(bytes.Clone(whole), last.Offset)):
				t.Errorf("%d octets are left of %d, %v", len(left), len(whole), err)
			}
		})
	}
}

// TestTornBeforeTheLast tears a file that was full, and not synced when the next one was begun.
func TestTornBeforeTheLast(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{MaxFile: 3000})
	for i := range 12 {
		must[news.Capture](t)(w.Write(sample(i)))
	}
	w.Close()
	files := must[[]string](t)(Files(dir))
	if len(files) < 3 {
		t.Fatalf("files %v", files)
	}
	torn := files[len(files)-2]
	put(t, torn, must[[]byte](t)(os.ReadFile(torn))[:1500])
	open(t, dir, Options{})
	if err := Scan(torn, func(*Raw) error { return nil }, func(g Gap) { t.Errorf("left %+v", g) }); err != nil {
		t.Error(err)
	}
}

// TestFlippedBytes damages every octet in turn: a capture is read as it was, or not at all, the records behind are
// found, and nothing is cut.
func TestFlippedBytes(t *testing.T) {
	t.Parallel()
	dir, path, whole, first, last := pair(t)
	for i := first.Offset; i < last.Offset; i++ {
		damaged := bytes.Clone(whole)
		damaged[i] ^= 0x10
		put(t, path, damaged)
		if r, err := Read(dir, first); err == nil && !bytes.Equal(r.Body, sample(1).Body) || err != nil && !errors.Is(err, ErrDamaged) {
			t.Fatalf("octet %d: %v, %v", i, r, err)
		}
		found, gaps := false, 0
		err := Scan(path, func(r *Raw) error { found = found || r.Offset == last.Offset; return nil }, func(g Gap) {
			if gaps++; g.From > i || g.To <= i {
				t.Errorf("octet %d: gap %+v", i, g)
			}
		})
		if err != nil || !found || gaps > 1 {
			t.Fatalf("octet %d: the record behind it found: %v, %d gaps, %v", i, found, gaps, err)
		}
		if whole, err := cutTail(path); err != nil || !whole {
			t.Fatalf("octet %d: damage in the middle was taken for a torn tail: %v", i, err)
		}
	}
}

// failing is a disk that cannot read behind some octet.
type failing struct {
	*bytes.Reader
	from int64
}

var errDisk = errors.New("input/output error")

func (f failing) Read(b []byte) (int, error) {
	at, _ := f.Seek(0, io.SeekCurrent)
	if at >= f.from {
		return 0, errDisk
	}
	return f.Reader.Read(b[:min(int64(len(b)), f.from-at)])
}

func (f failing) ReadAt(b []byte, at int64) (int, error) {
	if at+int64(len(b)) > f.from {
		return 0, errDisk
	}
	return f.Reader.ReadAt(b, at)
}

// TestFailingDisk: what cannot be read at present is neither damaged nor torn.
func TestFailingDisk(t *testing.T) {
	_, _, whole, first, last := pair(t)
	for from := int64(1); from < int64(len(whole)); from += 7 {
		f := failing{bytes.NewReader(whole), from}
		if err := scan(f, int64(len(whole)), func(*Raw) error { return nil }, func(g Gap) { t.Errorf("%d: gap %+v", from, g) }); !errors.Is(err, errDisk) {
			t.Fatalf("%d: scan: %v", from, err)
		}
		if end, ok, err := lastWhole(f, int64(len(whole))); !errors.Is(err, errDisk) {
			t.Fatalf("%d: the last whole record ends at %d (%v), %v", from, end, ok, err)
		}
		if from > first.Offset && from < last.Offset {
			var disk *diskError
			if _, err := capture(f, first); err != nil && !errors.As(err, &disk) {
				t.Fatalf("%d: read: %v", from, err)
			}
		}
	}
}

// TestNoNeedlessMemory reads a record whose header claims more than is there.
func TestNoNeedlessMemory(t *testing.T) {
	record := []byte("WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 268435456\r\n\r\nshort")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := parseRecord(bytes.NewReader(record))
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; !errors.Is(err, io.ErrUnexpectedEOF) || n > 16<<20 {
		t.Errorf("%d octets for a record of %d, %v", n, len(record), err)
	}
}

func FuzzScan(f *testing.F) {
	dir := f.TempDir()
	w := open(f, dir, Options{})
	for i := range 2 {
		must[news.Capture](f)(w.Write(sample(i)))
	}
	w.Close()
	whole := must[[]byte](f)(os.ReadFile(must[[]string](f)(Files(dir))[0]))
	f.Add(whole)
	f.Add(whole[:len(whole)-20])
	f.Add(append(bytes.Clone(gzipMagic), whole...))
	f.Fuzz(func(t *testing.T, b []byte) {
		at := int64(0)
		err := scan(bytes.NewReader(b), int64(len(b)), func(r *Raw) error {
			if r.Offset != at {
				t.Errorf("a record at %d, expected at %d", r.Offset, at)
			}
			_, next, err := memberAt(bytes.NewReader(b), r.Offset)
			at = next
			return err
		}, func(g Gap) {
			if g.From != at || g.To <= g.From || g.To > int64(len(b)) || g.Err == nil {
				t.Errorf("gap %+v, expected at %d", g, at)
			}
			at = g.To
		})
		if err != nil || at != int64(len(b)) {
			t.Errorf("ended at %d of %d: %v", at, len(b), err)
		}
		if end, ok, err := lastWhole(bytes.NewReader(b), int64(len(b))); err != nil || ok && (end <= 0 || end > int64(len(b))) {
			t.Errorf("the last whole record ends at %d (%v) of %d: %v", end, ok, len(b), err)
		}
	})
}
