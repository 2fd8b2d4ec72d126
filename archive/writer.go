package archive

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"kabar/news"
)

// Options of a Writer. The zero value works.
type Options struct {
	MaxFile  int64  // no file grows beyond this, unless one exchange alone is longer; default 1e9 octets
	Software string // for the warcinfo record
	Operator string // who runs the crawl, for the warcinfo record
	Now      func() time.Time

	create func(path string) (file, error) // a test's faulty disk
}

// file is what the writer needs of one.
type file interface {
	io.Writer
	Sync() error
	Truncate(size int64) error
	Close() error
}

// Errors of a Writer.
var (
	// ErrClosed: the Writer is closed.
	ErrClosed = errors.New("archive is closed")
	// ErrUnsafe: a Sync has failed, and what the disk took before is not known. Nothing is written until the
	// archive is opened anew. Wraps the cause.
	ErrUnsafe = errors.New("archive could not be synced")
)

// Bounds of what is written; what is read back has the same.
const (
	maxBody = 192 << 20 // octets of a body
	maxURL  = 64 << 10
)

// Writer appends records to the archive. Its methods may be called from many goroutines.
type Writer struct {
	dir     string
	o       Options
	benches benches
	seen    payloads

	syncing sync.Mutex // held through a Sync: another must not close the files of this one

	mu     sync.Mutex
	f      file // nil until the first record, and after a fault
	name   string
	size   int64 // of whole records in f
	number int
	open   []file // f, and files before it that are not synced
	fresh  bool   // something was written since the last Sync
	begun  bool   // a file was made since the last Sync
	failed error  // ErrClosed, or of the Sync that failed
}

// Open prepares the archive in dir, which is made when missing. The torn tail that a crash has left is cut from the
// newest files; nothing else is changed. The caller sees to it that one process writes at a time.
func Open(dir string, o Options) (*Writer, error) {
	if o.MaxFile == 0 {
		o.MaxFile = 1e9
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.create == nil {
		o.create = func(path string) (file, error) {
			f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if err != nil {
				return nil, err
			}
			return f, nil
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	if err := cutTails(dir); err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	return &Writer{dir: dir, o: o, benches: newBenches()}, nil
}

// Files are the archive's files, oldest first.
func Files(dir string) ([]string, error) {
	found, err := filepath.Glob(filepath.Join(dir, "kabar-*.warc.gz"))
	if err != nil {
		return nil, err
	}
	slices.Sort(found)
	return found, nil
}

// Write keeps an exchange: its response and its request, or a revisit record in place of the response when the
// same was kept lately from the same address. It is safe after the next Sync. The capture leads to the response
// record that holds the body, also after a revisit. After an error nothing of the exchange is in the archive; the
// next one may succeed, unless the error is ErrUnsafe or ErrClosed.
func (w *Writer) Write(r Record) (news.Capture, error) {
	u, err := url.Parse(r.URL)
	switch {
	case err != nil || u.Host == "" || len(r.URL) > maxURL:
		return news.Capture{}, fmt.Errorf("archive: %.100q is no address", r.URL)
	case len(r.Body) > maxBody:
		return news.Capture{}, fmt.Errorf("archive: the body of %.100s has %d octets, at most %d are kept", r.URL, len(r.Body), maxBody)
	case r.Status < 100 || r.Status > 999:
		return news.Capture{}, fmt.Errorf("archive: %.100s: %d is no status", r.URL, r.Status)
	}
	payload := digest(r.Body)
	key := payloadKey(&r, payload)
	var first keptPayload
	known := false
	if r.Truncated == "" {
		first, known = w.seen.get(key)
	}
	response, request, date := newID(), newID(), stamp(r.Fetched)

	var head header
	kind := "response"
	if known {
		kind = "revisit"
	}
	head.add("WARC-Type", kind)
	head.add("WARC-Record-ID", response)
	head.add("WARC-Date", date)
	head.add("WARC-Target-URI", r.URL)
	head.add("WARC-IP-Address", r.IP)
	head.add("WARC-Protocol", protocol(r.Proto))
	head.add("Content-Type", "application/http;msgtype=response")
	head.add("WARC-Payload-Digest", payload)
	head.add("WARC-Truncated", r.Truncated)
	if known {
		head.add("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest")
		head.add("WARC-Refers-To", first.id)
		head.add("WARC-Refers-To-Target-URI", r.URL)
		head.add("WARC-Refers-To-Date", first.date)
	}
	b := w.benches.take()
	defer w.benches.giveBack(b)
	message := r.responseHead()
	switch {
	case known:
		err = b.member(head, message)
	case r.Header.Get("Content-Encoding") != "":
		err = b.packedMember(head, message, r.Body)
	default:
		err = b.member(head, message, r.Body)
	}
	if err != nil {
		return news.Capture{}, fmt.Errorf("archive: %w", err)
	}
	// The request stands behind the response, so that a capture's offset does not hang on it.
	head = nil
	head.add("WARC-Type", "request")
	head.add("WARC-Record-ID", request)
	head.add("WARC-Date", date)
	head.add("WARC-Target-URI", r.URL)
	head.add("WARC-Concurrent-To", response)
	head.add("Content-Type", "application/http;msgtype=request")
	if err := b.member(head, r.requestHead(u.Host, u.RequestURI())); err != nil {
		return news.Capture{}, fmt.Errorf("archive: %w", err)
	}

	name, offset, err := w.append(b.out.Bytes())
	if err != nil {
		return news.Capture{}, err
	}
	if known {
		return first.capture, nil
	}
	c := news.Capture{File: name, Offset: offset, Digest: payload}
	if r.Truncated == "" {
		w.seen.put(key, keptPayload{id: response, date: date, capture: c})
	}
	return c, nil
}

// append writes members to the file, as a whole or not at all: after a fault the file is cut back to its
// last whole record and left, and the next record begins a new one.
func (w *Writer) append(members []byte) (name string, offset int64, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failed != nil {
		return "", 0, w.failed
	}
	if w.f != nil && w.size+int64(len(members)) > w.o.MaxFile {
		w.f = nil // stays open until it is synced
	}
	if w.f == nil {
		if err := w.begin(); err != nil {
			return "", 0, err
		}
	}
	offset = w.size
	if _, err := w.f.Write(members); err != nil {
		return "", 0, w.abandon(err)
	}
	w.size += int64(len(members))
	w.fresh = true
	return w.name, offset, nil
}

// abandon leaves the current file with whole records only; a file without any is taken away, so that a full
// disk does not fill the folder with empty ones.
func (w *Writer) abandon(cause error) error {
	path := filepath.Join(w.dir, w.name)
	err := fmt.Errorf("archive: write %s: %w", path, cause)
	if terr := w.f.Truncate(w.size); terr != nil {
		err = errors.Join(err, fmt.Errorf("archive: cut it back: %w", terr))
	}
	if w.size == 0 {
		w.open = slices.DeleteFunc(w.open, func(f file) bool { return f == w.f })
		err = errors.Join(err, w.f.Close(), os.Remove(path))
	}
	w.f = nil
	return err
}

// begin opens the next file and writes its warcinfo record.
func (w *Writer) begin() error {
	now := w.o.Now()
	for try := 0; ; try++ {
		w.number++
		w.name = fmt.Sprintf("kabar-%s-%05d.warc.gz", now.UTC().Format("20060102T150405Z"), w.number)
		f, err := w.o.create(filepath.Join(w.dir, w.name))
		if errors.Is(err, fs.ErrExist) && try < 1000 {
			continue // of another process within the same second
		}
		if err != nil {
			return fmt.Errorf("archive: %w", err)
		}
		w.f, w.size = f, 0
		w.open = append(w.open, f)
		break
	}
	var fields []byte
	for _, f := range []field{
		{"software", w.o.Software}, {"operator", w.o.Operator}, {"format", "WARC File Format 1.1"},
		{"conformsTo", "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"},
	} {
		if f.value != "" {
			fields = appendField(fields, f.name, f.value)
		}
	}
	var head header
	head.add("WARC-Type", "warcinfo")
	head.add("WARC-Record-ID", newID())
	head.add("WARC-Date", stamp(now))
	head.add("WARC-Filename", w.name)
	head.add("Content-Type", "application/warc-fields")
	var b bench // those of the Writer may all be waiting for this file
	if err := b.member(head, fields); err != nil {
		return w.abandon(err)
	}
	if _, err := w.f.Write(b.out.Bytes()); err != nil {
		return w.abandon(err)
	}
	w.size = int64(b.out.Len())
	w.fresh, w.begun = true, true
	return nil
}
