package archive

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"kabar/news"
)

var at = time.Date(2026, 3, 2, 8, 15, 0, 0, time.UTC)

func sample(n int) Record {
	return Record{
		URL: fmt.Sprintf("https://www.kabar.example/berita/%d?a=1", n), Fetched: at.Add(time.Duration(n) * time.Second), IP: "192.0.2.7",
		Method: "GET", Proto: "HTTP/2.0", RequestHeader: http.Header{"User-Agent": {"kabar/1 (test)"}, "Accept": {"text/html"}},
		Status: 200, Header: http.Header{"Content-Type": {"text/html"}, "Set-Cookie": {"a=1", "b=2"}, "Content-Length": {"999"}, "Transfer-Encoding": {"chunked"}},
		Body: []byte(fmt.Sprintf("<html>%d \x00\xff %s</html>", n, strings.Repeat("kata ", 200))),
	}
}

func open(t testing.TB, dir string, o Options) *Writer {
	t.Helper()
	w, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{Software: "kabar/test", Operator: "test@kabar.example"})
	var captures []news.Capture
	for i := range 5 {
		captures = append(captures, must[news.Capture](t)(w.Write(sample(i))))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for i, c := range captures {
		got := must[*Record](t)(Read(dir, c))
		want := sample(i)
		if !bytes.Equal(got.Body, want.Body) || got.URL != want.URL || got.Status != 200 || !got.Fetched.Equal(want.Fetched) || got.IP != want.IP {
			t.Errorf("record %d came back as %+v", i, got)
		}
		if !reflect.DeepEqual(got.Header, want.Header) {
			t.Errorf("header %v, want %v", got.Header, want.Header)
		}
	}
	if _, err := w.Write(sample(9)); !errors.Is(err, ErrClosed) {
		t.Errorf("write after Close: %v", err)
	}
}

func TestRevisit(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{})
	first := must[news.Capture](t)(w.Write(sample(1)))
	again := sample(1)
	again.Fetched = at.Add(time.Hour)
	if c := must[news.Capture](t)(w.Write(again)); c != first {
		t.Errorf("the same body came to %v, want the first, %v", c, first)
	}
	other := sample(1)
	other.URL += "&b=2"
	if c := must[news.Capture](t)(w.Write(other)); c == first {
		t.Error("another address leads to a capture of the first")
	}
	w.Close()
	types := map[string]int{}
	files := must[[]string](t)(Files(dir))
	err := Scan(files[0], func(r *Raw) error { types[r.Type()]++; return nil }, func(g Gap) { t.Errorf("gap %+v", g) })
	if err != nil || types["revisit"] != 1 || types["response"] != 2 || types["request"] != 3 || types["warcinfo"] != 1 {
		t.Errorf("records %v, %v", types, err)
	}
}

func TestRotation(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{MaxFile: 2000})
	var captures []news.Capture
	for i := range 20 {
		captures = append(captures, must[news.Capture](t)(w.Write(sample(i))))
		if i%7 == 0 {
			if err := w.Sync(); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.Close()
	if files := must[[]string](t)(Files(dir)); len(files) < 5 {
		t.Errorf("files %v", files)
	}
	for _, c := range captures {
		must[*Record](t)(Read(dir, c))
	}
	// A second process makes a file of its own.
	w = open(t, dir, Options{})
	c := must[news.Capture](t)(w.Write(sample(99)))
	for _, before := range captures {
		if before.File == c.File {
			t.Error("a second process writes to the file of the first")
		}
	}
}

// TestTornTail cuts the file at every octet of its last records: the records before stay, the tail goes.
func TestTornTail(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{})
	first := must[news.Capture](t)(w.Write(sample(1)))
	last := must[news.Capture](t)(w.Write(sample(2)))
	w.Close()
	path := filepath.Join(dir, first.File)
	whole := must[[]byte](t)(os.ReadFile(path))
	for size := int(last.Offset); size < len(whole); size++ {
		if err := os.WriteFile(path, whole[:size], 0o644); err != nil {
			t.Fatal(err)
		}
		if err := cutTails(dir); err != nil {
			t.Fatalf("cut at %d: %v", size, err)
		}
		info := must[os.FileInfo](t)(os.Stat(path))
		if n := info.Size(); n < last.Offset || n > int64(size) {
			t.Fatalf("cut at %d left %d", size, n)
		}
		if _, err := Read(dir, first); err != nil {
			t.Fatalf("cut at %d: %v", size, err)
		}
	}
}

// TestFlippedBytes damages every octet in turn: a capture is read as it was, or not at all, and the
// records behind are found.
func TestFlippedBytes(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{})
	first := must[news.Capture](t)(w.Write(sample(1)))
	last := must[news.Capture](t)(w.Write(sample(2)))
	w.Close()
	path := filepath.Join(dir, first.File)
	whole := must[[]byte](t)(os.ReadFile(path))
	for i := int(first.Offset); i < int(last.Offset); i += 3 {
		damaged := bytes.Clone(whole)
		damaged[i] ^= 0x10
		if err := os.WriteFile(path, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		if r, err := Read(dir, first); err == nil && !bytes.Equal(r.Body, sample(1).Body) || err != nil && !errors.Is(err, ErrDamaged) {
			t.Fatalf("octet %d: %v, %v", i, r, err)
		}
		found := false
		err := Scan(path, func(r *Raw) error { found = found || r.Offset == last.Offset; return nil }, func(Gap) {})
		if err != nil || !found {
			t.Fatalf("octet %d: the record behind it was not found (%v)", i, err)
		}
		if whole, err := cutTail(path); err != nil || !whole {
			t.Fatalf("octet %d: damage in the middle was taken for a torn tail: %v", i, err)
		}
	}
}

func TestMissing(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"kabar-x.warc.gz", "../etc/passwd"} {
		if _, err := Read(dir, news.Capture{File: name}); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHostileHeader(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{})
	r := sample(1)
	r.Header = http.Header{"X-Evil": {"a\r\n\r\nWARC/1.1\r\nWARC-Type: response"}, "X: y\r\nZ": {"1"}}
	r.URL = "https://www.kabar.example/a"
	c := must[news.Capture](t)(w.Write(r))
	w.Close()
	if got := must[*Record](t)(Read(dir, c)); !bytes.Equal(got.Body, r.Body) {
		t.Errorf("body %q", got.Body)
	}
	if _, err := w.Write(Record{URL: "no address"}); err == nil {
		t.Error("a record without an address was taken")
	}
}

func TestConcurrent(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{MaxFile: 20000})
	var group sync.WaitGroup
	captures := make([]news.Capture, 200)
	for g := range 8 {
		group.Go(func() {
			for i := g; i < len(captures); i += 8 {
				c, err := w.Write(sample(i))
				if err != nil {
					t.Error(err)
				}
				captures[i] = c
				if i%5 == 0 {
					if err := w.Sync(); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	group.Wait()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for i, c := range captures {
		if r := must[*Record](t)(Read(dir, c)); !bytes.Equal(r.Body, sample(i).Body) {
			t.Fatalf("record %d holds another body", i)
		}
	}
}

// faulty is a disk that is full after some octets, until it is given more.
type faulty struct {
	*os.File
	left *int
}

func (f faulty) Write(b []byte) (int, error) {
	if len(b) > *f.left {
		n, _ := f.File.Write(b[:*f.left])
		*f.left = 0
		return n, errors.New("no space left on device")
	}
	*f.left -= len(b)
	return f.File.Write(b)
}

func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	left := 3000
	w := open(t, dir, Options{create: func(path string) (file, error) {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		return faulty{f, &left}, err
	}})
	var kept []news.Capture
	failed := 0
	for i := range 20 {
		if i == 15 {
			left = 1 << 20
		}
		if c, err := w.Write(sample(i)); err == nil {
			kept = append(kept, c)
		} else {
			failed++
		}
	}
	if failed == 0 || len(kept) < 6 {
		t.Errorf("%d failed, %d kept", failed, len(kept))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range kept {
		must[*Record](t)(Read(dir, c))
	}
	for _, path := range must[[]string](t)(Files(dir)) {
		if err := Scan(path, func(*Raw) error { return nil }, func(g Gap) { t.Errorf("%s: %+v", path, g) }); err != nil {
			t.Error(err)
		}
	}
}

// TestWarcio lets warcio, the reader of the web archiving world, check every record of a file. CI installs it; KABAR_WARCIO
// names the command.
func TestWarcio(t *testing.T) {
	bin := os.Getenv("KABAR_WARCIO")
	if bin == "" {
		var err error
		if bin, err = exec.LookPath("warcio"); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal("warcio is missing: pip install warcio, or set KABAR_WARCIO")
			}
			t.Skip("needs warcio (pip install warcio)")
		}
	}
	dir := t.TempDir()
	w := open(t, dir, Options{Software: "kabar/test"})
	for i := range 6 {
		must[news.Capture](t)(w.Write(sample(i % 4)))
	}
	empty := sample(9)
	empty.Body, empty.Status = nil, 404
	must[news.Capture](t)(w.Write(empty))
	cut := sample(10)
	cut.Truncated = "length"
	must[news.Capture](t)(w.Write(cut))
	w.Close()
	files := must[[]string](t)(Files(dir))
	out, err := exec.Command(bin, "check", "-v", files[0]).CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("digest pass")) || bytes.Contains(out, []byte("fail")) {
		t.Errorf("warcio check: %v\n%s", err, out)
	}
	out, err = exec.Command(bin, "index", "-f", "warc-type,warc-target-uri,http:status", files[0]).CombinedOutput()
	if n := bytes.Count(out, []byte(`"warc-type": "response"`)); err != nil || n != 6 || !bytes.Contains(out, []byte(`"http:status": "404"`)) {
		t.Errorf("warcio index: %v, %d responses\n%s", err, n, out)
	}
}

func FuzzParseRecord(f *testing.F) {
	block := []byte("HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody")
	b := appendHead(nil, header{{"WARC-Type", "response"}, {"WARC-Date", stamp(at)}}, block)
	f.Add(append(append(b, block...), recordEnd...))
	f.Fuzz(func(t *testing.T, b []byte) {
		if raw, err := parseRecord(bytes.NewReader(b)); err == nil {
			_, _ = raw.record() // must not panic
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	w := open(b, b.TempDir(), Options{})
	r := sample(1)
	r.Body = bytes.Repeat([]byte("<p>Warga di tepi sungai bergotong royong memperbaiki jalan desa.</p>\n"), 2000)
	b.SetBytes(int64(len(r.Body)))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r.URL = fmt.Sprintf("https://www.kabar.example/%d", i)
		if _, err := w.Write(r); err != nil {
			b.Fatal(err)
		}
	}
}
