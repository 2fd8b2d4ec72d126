package archive

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"

	"kabar/news"
)

// Errors of reading.
var (
	ErrNotFound = errors.New("capture is not in the archive")
	ErrDamaged  = errors.New("capture is damaged")
)

// maxRecord bounds a record that is read, unpacked.
const maxRecord = 256 << 20

// Raw is one record as it stands in a file.
type Raw struct {
	Offset int64       // of its gzip member
	Header http.Header // of the record; names in canonical form
	Block  []byte
}

// Type is the record's WARC-Type.
func (r *Raw) Type() string { return r.Header.Get("Warc-Type") }

// Read fetches a capture from the archive in dir and verifies the digest of its payload. ErrNotFound when
// the file is not there; ErrDamaged when what stands there is not what was written.
func Read(dir string, c news.Capture) (*Record, error) {
	if c.File != filepath.Base(c.File) {
		return nil, fmt.Errorf("%w: %q is no file name", ErrNotFound, c.File)
	}
	f, err := os.Open(filepath.Join(dir, c.File))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrNotFound, c.File)
	} else if err != nil {
		return nil, err
	}
	defer f.Close()
	damaged := func(err error) error {
		return fmt.Errorf("%w: %s at %d: %w", ErrDamaged, c.File, c.Offset, err)
	}
	if _, err := f.Seek(c.Offset, io.SeekStart); err != nil {
		return nil, damaged(err)
	}
	raw, err := readMember(bufio.NewReaderSize(f, 1<<16))
	if err != nil {
		return nil, damaged(err)
	}
	r, err := raw.record()
	if err != nil {
		return nil, damaged(err)
	}
	if got := digest(r.Body); got != c.Digest {
		return nil, damaged(fmt.Errorf("its payload has digest %s, want %s", got, c.Digest))
	}
	return r, nil
}

// readMember reads one gzip member that holds one record. The reader is left behind the member.
func readMember(r *bufio.Reader) (*Raw, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	b, err := io.ReadAll(io.LimitReader(z, maxRecord+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxRecord {
		return nil, fmt.Errorf("a record of more than %d MB", maxRecord>>20)
	}
	return parseRecord(b)
}

func parseRecord(b []byte) (*Raw, error) {
	version, rest, ok := bytes.Cut(b, []byte("\r\n"))
	if !ok || !bytes.HasPrefix(version, []byte("WARC/1.")) {
		return nil, errors.New("no WARC record")
	}
	h, rest, err := parseHeader(rest)
	if err != nil {
		return nil, err
	}
	n, err := strconv.ParseInt(h.Get("Content-Length"), 10, 63)
	if err != nil || n < 0 || n > int64(len(rest)) {
		return nil, fmt.Errorf("Content-Length %q of %d octets", h.Get("Content-Length"), len(rest))
	}
	block := rest[:n]
	if want := h.Get("Warc-Block-Digest"); strings.HasPrefix(want, "sha256:") && digest(block) != want {
		return nil, errors.New("the block's digest does not fit")
	}
	return &Raw{Header: h, Block: block}, nil
}

// record takes the HTTP message of a response record apart.
func (raw *Raw) record() (*Record, error) {
	if t := raw.Type(); t != "response" {
		return nil, fmt.Errorf("a %q record, want a response", t)
	}
	status, rest, ok := bytes.Cut(raw.Block, []byte("\r\n"))
	if !ok {
		return nil, errors.New("no status line")
	}
	h, body, err := parseHeader(rest)
	if err != nil {
		return nil, err
	}
	parts := strings.SplitN(string(status), " ", 3)
	if len(parts) < 2 {
		return nil, fmt.Errorf("status line %.40q", status)
	}
	code, err := strconv.Atoi(parts[1])
	if err != nil {
		return nil, fmt.Errorf("status line %.40q", status)
	}
	for name, values := range h { // the header as it was received
		if was, ok := strings.CutPrefix(name, original); ok {
			h[was] = values
			delete(h, name)
		}
	}
	fetched, err := time.Parse(time.RFC3339, raw.Header.Get("Warc-Date"))
	if err != nil {
		return nil, err
	}
	return &Record{
		URL: raw.Header.Get("Warc-Target-Uri"), Fetched: fetched, IP: raw.Header.Get("Warc-Ip-Address"), Proto: parts[0],
		Status: code, Header: h, Body: body, Truncated: raw.Header.Get("Warc-Truncated"),
	}, nil
}

// Gap is a stretch of a file in which no record could be read.
type Gap struct {
	From, To int64
	Err      error
}

// Scan calls record for each record of a file, in order, and gap for each damaged stretch, behind which it
// goes on. An error of record ends the scan and is returned.
func Scan(path string, record func(*Raw) error, gap func(Gap)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	for at := int64(0); at < info.Size(); {
		raw, next, err := memberAt(f, at)
		if err != nil {
			to, serr := nextMember(f, at+1, info.Size())
			if serr != nil {
				return serr
			}
			gap(Gap{at, to, err})
			at = to
			continue
		}
		raw.Offset = at
		if err := record(raw); err != nil {
			return err
		}
		at = next
	}
	return nil
}

// memberAt reads the record at an offset and says where the next begins.
func memberAt(f *os.File, at int64) (*Raw, int64, error) {
	if _, err := f.Seek(at, io.SeekStart); err != nil {
		return nil, 0, err
	}
	counted := &counter{r: f}
	b := bufio.NewReaderSize(counted, 1<<16)
	raw, err := readMember(b)
	return raw, at + counted.n - int64(b.Buffered()), err
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

var gzipMagic = []byte{0x1f, 0x8b, 0x08}

// nextMember finds the next place at or after from at which a record can be read; size when there is none.
func nextMember(f *os.File, from, size int64) (int64, error) {
	buf := make([]byte, 1<<16)
	for from < size {
		n, err := f.ReadAt(buf, from)
		if err != nil && err != io.EOF {
			return 0, err
		}
		for i := 0; ; {
			k := bytes.Index(buf[i:n], gzipMagic)
			if k < 0 {
				break
			}
			i += k
			if _, _, err := memberAt(f, from+int64(i)); err == nil {
				return from + int64(i), nil
			}
			i++
		}
		from += int64(max(n-len(gzipMagic)+1, 1))
	}
	return size, nil
}

// wholeLength is where the last whole record of a file ends that follows no damage, and the file's size. Damage
// in the middle, with sound records behind it, is not a torn tail.
func wholeLength(path string) (good, size int64, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, 0, err
	}
	var last Gap
	err = Scan(path, func(*Raw) error { return nil }, func(g Gap) { last = g })
	if err != nil {
		return 0, 0, err
	}
	if last.To == info.Size() && last.Err != nil {
		return last.From, info.Size(), nil
	}
	return info.Size(), info.Size(), nil
}
