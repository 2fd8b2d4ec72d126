package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"kabar/news"
)

// Errors of reading.
var (
	ErrNotFound = errors.New("capture is not in the archive")
	ErrDamaged  = errors.New("capture is damaged")
)

// Read fetches a capture from the archive in dir and verifies the digest of its payload. ErrNotFound when
// the file is not there; ErrDamaged when what stands there is not what was written. Other errors are of the disk.
func Read(dir string, c news.Capture) (*Record, error) {
	if c.File != filepath.Base(c.File) || !strings.HasSuffix(c.File, ".warc.gz") {
		return nil, fmt.Errorf("%w: %q is none of its files", ErrNotFound, c.File)
	}
	f, err := os.Open(filepath.Join(dir, c.File))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrNotFound, c.File)
	} else if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	defer f.Close()
	r, err := capture(f, c)
	var disk *diskError
	switch {
	case errors.As(err, &disk):
		return nil, fmt.Errorf("archive: read %s: %w", c.File, err)
	case err != nil:
		return nil, fmt.Errorf("%w: %s at %d: %w", ErrDamaged, c.File, c.Offset, err)
	}
	return r, nil
}

func capture(f source, c news.Capture) (*Record, error) {
	if c.Offset < 0 {
		return nil, errors.New("no such offset")
	}
	raw, _, err := memberAt(f, c.Offset)
	if err != nil {
		return nil, err
	}
	r, err := raw.record()
	if err != nil {
		return nil, err
	}
	if got := digest(r.Body); got != c.Digest {
		return nil, fmt.Errorf("its payload has digest %s, want %s", got, c.Digest)
	}
	return r, nil
}

// record takes the HTTP message of a response record apart.
func (raw *Raw) record() (*Record, error) {
	if t := raw.Type(); t != "response" {
		return nil, fmt.Errorf("a %q record, want a response", t)
	}
	line, rest, ok := bytes.Cut(raw.Block, []byte("\r\n"))
	if !ok {
		return nil, errors.New("no status line")
	}
	_, status, _ := strings.Cut(string(line), " ")
	status, reason, _ := strings.Cut(status, " ")
	code, err := strconv.Atoi(status)
	if err != nil {
		return nil, fmt.Errorf("status line %.40q", line)
	}
	received, body, err := parseHeader(rest)
	if err != nil {
		return nil, err
	}
	h := make(http.Header, len(received))
	for name, values := range received {
		if was, ok := strings.CutPrefix(name, original); ok {
			h[was] = values // true of the message as it came
		} else if received[original+name] == nil {
			h[name] = values
		}
	}
	fetched, err := time.Parse(time.RFC3339, raw.Header.Get("Warc-Date"))
	if err != nil {
		return nil, err
	}
	r := &Record{
		URL: raw.Header.Get("Warc-Target-Uri"), Fetched: fetched, IP: raw.Header.Get("Warc-Ip-Address"),
		Status: code, Reason: reason, Header: h, Body: body, Truncated: raw.Header.Get("Warc-Truncated"),
	}
	for _, p := range protocols {
		if p.value == raw.Header.Get("Warc-Protocol") {
			r.Proto = p.name
		}
	}
	return r, nil
}

// parseHeader reads name and value lines up to the empty line; rest is what follows.
func parseHeader(b []byte) (h http.Header, rest []byte, err error) {
	h = http.Header{}
	for {
		line, after, ok := bytes.Cut(b, []byte("\r\n"))
		if !ok {
			return nil, nil, errors.New("a header line has no end")
		}
		b = after
		if len(line) == 0 {
			return h, b, nil
		}
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok {
			return nil, nil, fmt.Errorf("header line %.40q has no colon", line)
		}
		key := textproto.CanonicalMIMEHeaderKey(string(bytes.TrimSpace(name)))
		h[key] = append(h[key], string(bytes.TrimSpace(value)))
	}
}
