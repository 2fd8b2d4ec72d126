package archive

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// Bounds of what is read, unpacked: a file may be damaged, or of another's making.
const (
	maxHead   = 1 << 20   // octets of a record's header
	maxRecord = 256 << 20 // octets of a record
)

// Raw is one record as it stands in a file.
type Raw struct {
	Offset int64       // of its gzip member
	Header http.Header // of the record; names in canonical form
	Block  []byte
}

// Type is the record's WARC-Type.
func (r *Raw) Type() string { return r.Header.Get("Warc-Type") }

// Gap is a stretch of a file in which no record could be read.
type Gap struct {
	From, To int64
	Err      error
}

// Scan calls record for each record of a file, in order, and gap (which may be nil) for each damaged stretch, behind
// which it goes on. An error of record ends the scan and is returned, as is one of the disk: what cannot be
// read is not damaged. Inside a damaged record a body that holds records itself may show some of those; a capture
// never leads to them.
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
	return scan(f, info.Size(), record, gap)
}

func scan(f source, size int64, record func(*Raw) error, gap func(Gap)) error {
	c := newCursor(f, 1<<16)
	for at := int64(0); at < size; {
		raw, err := c.next()
		var disk *diskError
		switch {
		case errors.As(err, &disk):
			return err
		case err != nil:
			to, nerr := nextMember(f, at+1, size)
			if nerr != nil {
				return nerr
			}
			if gap != nil {
				gap(Gap{at, to, err})
			}
			if err := c.seek(to); err != nil {
				return err
			}
			at = to
			continue
		}
		raw.Offset = at
		if err := record(raw); err != nil {
			return err
		}
		at = c.at()
	}
	return nil
}

// source is a file that is read.
type source interface {
	io.ReadSeeker
	io.ReaderAt
}

// diskError is an error of the disk, in contrast to what stands on it.
type diskError struct{ err error }

func (e *diskError) Error() string { return e.err.Error() }
func (e *diskError) Unwrap() error { return e.err }

// cursor reads the members of a file one after the other.
type cursor struct {
	f    source
	read int64 // offset in f behind what b has taken
	b    *bufio.Reader
	z    *gzip.Reader
}

func newCursor(f source, buffer int) *cursor {
	c := &cursor{f: f}
	c.b = bufio.NewReaderSize(c, buffer)
	return c
}

// Read is for b.
func (c *cursor) Read(b []byte) (int, error) {
	n, err := c.f.Read(b)
	c.read += int64(n)
	if err != nil && err != io.EOF {
		err = &diskError{err}
	}
	return n, err
}

func (c *cursor) seek(to int64) error {
	if _, err := c.f.Seek(to, io.SeekStart); err != nil {
		return &diskError{err}
	}
	c.read = to
	c.b.Reset(c)
	return nil
}

// at is the offset that is read next.
func (c *cursor) at() int64 { return c.read - int64(c.b.Buffered()) }

// next reads one member and leaves the cursor behind it; after an error it stands anywhere.
func (c *cursor) next() (*Raw, error) {
	if c.z == nil {
		c.z = new(gzip.Reader)
	}
	if err := c.z.Reset(c.b); err != nil {
		return nil, err
	}
	c.z.Multistream(false)
	return parseRecord(c.z)
}

// readMember reads one gzip member that holds one record. The reader is left behind the member.
func readMember(r *bufio.Reader) (*Raw, error) {
	return (&cursor{b: r}).next()
}

// memberAt reads the record at an offset and says where the next begins.
func memberAt(f source, at int64) (*Raw, int64, error) {
	c := newCursor(f, 1<<14)
	if err := c.seek(at); err != nil {
		return nil, 0, err
	}
	raw, err := c.next()
	return raw, c.at(), err
}

// parseRecord reads a record and what follows to the end of its member, whose checksum is verified by that. The
// memory it takes grows with what is there, not with what a length says.
func parseRecord(r io.Reader) (*Raw, error) {
	b := make([]byte, 0, 4096)
	head := -1
	for head < 0 {
		var err error
		b, err = more(r, b, 1)
		if len(b) >= 7 && !bytes.HasPrefix(b, []byte("WARC/1.")) {
			return nil, errors.New("no WARC record")
		}
		if head = bytes.Index(b, []byte("\r\n\r\n")); head >= 0 {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("in a record's header: %w", unexpected(err))
		}
		if len(b) > maxHead {
			return nil, fmt.Errorf("a record with a header of more than %d octets", maxHead)
		}
	}
	head += len("\r\n\r\n")
	_, fields, _ := bytes.Cut(b[:head], []byte("\r\n"))
	h, _, err := parseHeader(fields)
	if err != nil {
		return nil, err
	}
	n, err := strconv.ParseInt(h.Get("Content-Length"), 10, 63)
	if err != nil || n < 0 || n > maxRecord {
		return nil, fmt.Errorf("a record with Content-Length %.40q", h.Get("Content-Length"))
	}
	whole := head + int(n) + len(recordEnd)
	for len(b) < whole && err == nil {
		b, err = more(r, b, whole-len(b))
	}
	if err == nil {
		_, err = io.Copy(io.Discard, io.LimitReader(r, maxRecord)) // to the checksum
	}
	if err != nil && err != io.EOF {
		return nil, err
	}
	if len(b) < head+int(n) {
		return nil, fmt.Errorf("a record of %d octets, %d are there: %w", n, len(b)-head, io.ErrUnexpectedEOF)
	}
	block := b[head : head+int(n) : head+int(n)]
	if want := h.Get("Warc-Block-Digest"); strings.HasPrefix(want, "sha256:") && len(want) == len("sha256:")+64 && !strings.EqualFold(digest(block), want) {
		return nil, errors.New("the block's digest does not fit")
	}
	return &Raw{Header: h, Block: block}, nil
}

// more reads into b, which it lets grow by what is wanted or by a half, whichever is less.
func more(r io.Reader, b []byte, want int) ([]byte, error) {
	if len(b) == cap(b) {
		b = append(b, make([]byte, min(max(want, 4096), len(b)/2+1<<20))...)[:len(b)]
	}
	for {
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if n > 0 || err != nil {
			return b, err
		}
	}
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

var gzipMagic = []byte{0x1f, 0x8b, 0x08}

// nextMember finds the next place at or after from at which a record can be read; size when there is none.
func nextMember(f source, from, size int64) (int64, error) {
	c := newCursor(f, 1<<12)
	buf := make([]byte, 1<<16)
	for from < size {
		n, err := f.ReadAt(buf[:min(int64(len(buf)), size-from)], from)
		if err != nil && err != io.EOF {
			return 0, &diskError{err}
		}
		for i := 0; ; i++ {
			k := bytes.Index(buf[i:n], gzipMagic)
			if k < 0 {
				break
			}
			i += k
			if _, ok, err := c.whole(from + int64(i)); ok || err != nil {
				return from + int64(i), err
			}
		}
		from += int64(max(n-len(gzipMagic)+1, 1))
	}
	return size, nil
}

// whole tells whether a whole record stands at an offset, and where it ends. The error is of the disk.
func (c *cursor) whole(at int64) (end int64, ok bool, err error) {
	if err := c.seek(at); err != nil {
		return 0, false, err
	}
	_, err = c.next()
	var disk *diskError
	if errors.As(err, &disk) {
		return 0, false, err
	}
	return c.at(), err == nil, nil
}
