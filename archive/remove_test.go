package archive

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"kabar/news"
)

func TestRemove(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{MaxFile: 3000, Software: "kabar/test"})
	var captures []news.Capture
	for i := range 12 {
		captures = append(captures, must[news.Capture](t)(w.Write(sample(i))))
	}
	again := sample(11) // a revisit
	again.Fetched = at.Add(time.Hour)
	must[news.Capture](t)(w.Write(again))
	big := sample(99) // more than one stored block
	big.Body = make([]byte, 300_000)
	for i := range big.Body {
		big.Body[i] = byte(i * i >> 7 * i)
	}
	big.Header["Content-Encoding"] = []string{"x"}
	captures = append(captures, must[news.Capture](t)(w.Write(big)))
	w.Close()
	gone := map[int]bool{0: true, 4: true, 5: true, 11: true, 12: true}
	doomed := map[string]bool{big.URL: true}
	for i := range gone {
		doomed[sample(i).URL] = true
	}
	doomed[big.URL] = true
	sizes := map[string]int64{}
	for _, path := range must[[]string](t)(Files(dir)) {
		sizes[path] = must[os.FileInfo](t)(os.Stat(path)).Size()
	}
	n, err := Remove(t.Context(), dir, func(url string) bool { return doomed[url] })
	if err != nil || n != 12 {
		t.Fatalf("removed %d records, %v; want 12", n, err)
	}
	for i, c := range captures {
		r, err := Read(dir, c)
		switch {
		case gone[i] && !errors.Is(err, ErrDamaged):
			t.Errorf("record %d is still there: %v, %v", i, r, err)
		case !gone[i] && (err != nil || !bytes.Equal(r.Body, sample(i).Body)):
			t.Errorf("record %d, which stays: %v", i, err)
		}
	}
	for path, size := range sizes {
		if got := must[os.FileInfo](t)(os.Stat(path)).Size(); got != size {
			t.Errorf("%s has %d octets, had %d", path, got, size)
		}
		err := Scan(path, func(r *Raw) error {
			if doomed[r.Header.Get("Warc-Target-Uri")] {
				t.Errorf("%s at %d: %s record of what was removed", path, r.Offset, r.Type())
			}
			return nil
		}, func(g Gap) { t.Errorf("%s: %+v", path, g) })
		if err != nil {
			t.Error(err)
		}
		if bin := warcio(t); bin != "" {
			if out, err := exec.Command(bin, "check", path).CombinedOutput(); err != nil || bytes.Contains(out, []byte("fail")) {
				t.Errorf("warcio check: %v\n%s", err, out)
			}
		}
	}
	if left := must[[]string](t)(filepath.Glob(filepath.Join(dir, ".*"))); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if n, err := Remove(t.Context(), dir, func(url string) bool { return doomed[url] }); n != 0 || err != nil {
		t.Errorf("a second time: %d, %v", n, err)
	}
	open(t, dir, Options{}).Close() // nothing of it is taken for a torn tail
	for path, size := range sizes {
		if got := must[os.FileInfo](t)(os.Stat(path)).Size(); got != size {
			t.Errorf("%s has %d octets after opening, had %d", path, got, size)
		}
	}
}

// warcio is the command that judges files, empty where there is none.
func warcio(t *testing.T) string {
	if bin := os.Getenv("KABAR_WARCIO"); bin != "" {
		return bin
	}
	bin, err := exec.LookPath("warcio")
	if err != nil {
		return ""
	}
	return bin
}

// A blank record of any length is one gzip member with one record, and has just that length.
func TestBlank(t *testing.T) {
	if _, err := blank(100); err == nil {
		t.Error("a record shorter than its header was made")
	}
	for _, size := range []int{230, 231, 300, 4096, 65535, 65550, 65557, 65558, 65559, 65560, 65600, 131100, 131117, 200_000, 1 << 20} {
		b, err := blank(size)
		if err != nil || len(b) != size {
			t.Fatalf("%d: %d octets, %v", size, len(b), err)
		}
		in := bytes.NewReader(append(b, "rest"...))
		r := bufio.NewReader(in)
		raw, err := readMember(r)
		if err != nil || raw.Type() != "metadata" || !strings.HasPrefix(string(raw.Block)+" Removed", "Removed on request."[:min(19, len(raw.Block))]) {
			t.Fatalf("%d: %+v, %v", size, raw, err)
		}
		if rest, err := io.ReadAll(r); err != nil || string(rest) != "rest" {
			t.Fatalf("%d: behind it stands %q, %v", size, rest, err)
		}
		if z, err := gzip.NewReader(bytes.NewReader(b)); err != nil {
			t.Fatal(err)
		} else if _, err := io.Copy(io.Discard, z); err != nil { // checksum and length
			t.Fatalf("%d: %v", size, err)
		}
	}
}

func TestNewest(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{Now: func() time.Time { return at.Add(time.Hour) }})
	for _, i := range []int{3, 9, 5} {
		must[news.Capture](t)(w.Write(sample(i)))
	}
	w.Close()
	path := must[[]string](t)(Files(dir))[0]
	if got, err := Newest(path); err != nil || !got.Equal(sample(9).Fetched) {
		t.Errorf("newest %v, %v", got, err)
	}
}
