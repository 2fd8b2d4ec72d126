package archive

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// span is a stretch of a file that goes.
type span struct {
	from, to int64
}

// maxSpan ends the joining of neighbouring spans: each is replaced by one record, which readers hold in memory.
const maxSpan = 1 << 20

// Remove takes the records of addresses out of the archive in dir for good: requests, responses and revisits whose target
// match names. It tells how many there were.
//
// What stood there is overwritten by a record of the same length that says so, and nothing else moves: captures of other
// addresses stay valid. A file is written anew beside the old one, synced and renamed, so that a crash leaves
// either; it keeps its time. No Writer may be open. What cannot be read, because it is damaged, stays.
func Remove(ctx context.Context, dir string, match func(url string) bool) (removed int, err error) {
	files, err := Files(dir)
	if err != nil {
		return 0, err
	}
	for _, path := range files {
		spans, n, err := matching(ctx, path, match)
		if err != nil {
			return removed, fmt.Errorf("archive: %s: %w", path, err)
		}
		if n == 0 {
			continue
		}
		if err := overwrite(ctx, path, spans); err != nil {
			return removed, fmt.Errorf("archive: remove from %s: %w", path, err)
		}
		removed += n
	}
	return removed, nil
}

// matching finds the records of a file that go, and counts them.
func matching(ctx context.Context, path string, match func(url string) bool) (spans []span, n int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	for at := int64(0); at < info.Size(); {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		raw, next, err := memberAt(f, at)
		if err != nil {
			if at, err = nextMember(f, at+1, info.Size()); err != nil {
				return nil, 0, err
			}
			continue
		}
		if url := raw.Header.Get("Warc-Target-Uri"); url != "" && match(url) {
			n++
			if last := len(spans) - 1; last >= 0 && spans[last].to == at && next-spans[last].from <= maxSpan {
				spans[last].to = next
			} else {
				spans = append(spans, span{at, next})
			}
		}
		at = next
	}
	return spans, n, nil
}

// overwrite writes a file anew with blank records in place of spans.
func overwrite(ctx context.Context, path string, spans []span) (err error) {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreClosed(out.Close()), os.Remove(out.Name()))
		}
	}()
	at := int64(0)
	for _, s := range append(slices.Clone(spans), span{info.Size(), info.Size()}) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := io.Copy(out, io.NewSectionReader(in, at, s.from-at)); err != nil {
			return err
		}
		if s.to > s.from {
			b, err := blank(int(s.to - s.from))
			if err != nil {
				return err
			}
			if _, err := out.Write(b); err != nil {
				return err
			}
		}
		at = s.to
	}
	if err := errors.Join(out.Chmod(info.Mode()), out.Sync(), out.Close()); err != nil {
		return err
	}
	if err := errors.Join(os.Chtimes(out.Name(), time.Time{}, info.ModTime()), os.Rename(out.Name(), path)); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func ignoreClosed(err error) error {
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}

const (
	gzipHead    = 10 // RFC 1952, section 2.3
	gzipTail    = 8  // checksum and length
	storedHead  = 5  // of a stored block, RFC 1951, section 3.2.4
	storedBlock = 1<<16 - 1
)

// blank is a gzip member of size octets that holds a metadata record saying that something was removed here. It is not compressed,
// so that its length can be chosen.
func blank(size int) ([]byte, error) {
	var record bytes.Buffer
	record.WriteString("WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: " + newID() + "\r\nWARC-Date: " + stamp(time.Unix(0, 0)) +
		"\r\nContent-Type: text/plain\r\nContent-Length: ")
	const digits, end = 10, "\r\n\r\n"
	blocks := max((size-gzipHead-gzipTail+storedBlock+storedHead-1)/(storedBlock+storedHead), 1)
	length := size - gzipHead - gzipTail - blocks*storedHead - record.Len() - digits - 2*len(end)
	if length < 0 {
		return nil, fmt.Errorf("a record of %d octets is too short to be overwritten", size)
	}
	text := []byte("Removed on request.")
	text = append(text[:min(len(text), length)], bytes.Repeat([]byte{' '}, max(length-len(text), 0))...)
	fmt.Fprintf(&record, "%0*d%s%s%s", digits, length, end, text, end)

	b := make([]byte, 0, size)
	b = append(b, gzipMagic...)
	b = append(b, 0, 0, 0, 0, 0, 0, 255)
	rest := record.Bytes()
	for i := range blocks {
		part := rest[:min(len(rest), storedBlock)]
		rest = rest[len(part):]
		final := byte(0)
		if i == blocks-1 {
			final = 1
		}
		b = append(b, final)
		b = binary.LittleEndian.AppendUint16(b, uint16(len(part)))
		b = binary.LittleEndian.AppendUint16(b, ^uint16(len(part)))
		b = append(b, part...)
	}
	b = binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(record.Bytes()))
	b = binary.LittleEndian.AppendUint32(b, uint32(record.Len()))
	if len(b) != size || len(rest) > 0 {
		return nil, fmt.Errorf("a blank record of %d octets came out with %d", size, len(b))
	}
	return b, nil
}

// Newest is when the newest record of a file of the archive was made; zero when it has none.
func Newest(path string) (newest time.Time, err error) {
	err = Scan(path, func(r *Raw) error {
		if t := r.Type(); t == "warcinfo" || t == "metadata" {
			return nil
		}
		at, err := time.Parse(time.RFC3339, r.Header.Get("Warc-Date"))
		if err == nil && at.After(newest) {
			newest = at
		}
		return nil
	}, func(Gap) {})
	return newest, err
}
