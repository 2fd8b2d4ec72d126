package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"

	"kabar/news"
)

// Options of a Writer. The zero value works.
type Options struct {
	MaxFile  int64  // a file that is longer is followed by a new one; default 1e9 octets
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

// ErrClosed is the error of a Writer after Close.
var ErrClosed = errors.New("archive is closed")

// Writer appends records to the archive. Its methods may be called from many goroutines.
type Writer struct {
	dir string
	o   Options

	syncing sync.Mutex // held through a Sync: another must not close the files of this one

	mu     sync.Mutex
	f      file // nil until the first record, and after a fault
	name   string
	size   int64 // of whole records in f
	number int
	open   []file // f, and files before it that are not synced
	fresh  bool   // something was written since the last Sync
	begun  bool   // a file was made since the last Sync
	seen   payloads
	closed bool
	comps  [2]sync.Pool // compressors: for text, and for what is compressed already
}

// Open prepares the archive in dir, which is made when missing. The newest file's torn tail, left by a crash, is
// cut; nothing else is changed. The caller sees to it that one process writes at a time.
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
	if err := cutTail(dir); err != nil {
		return nil, err
	}
	w := &Writer{dir: dir, o: o, seen: newPayloads()}
	for i, level := range []int{gzip.DefaultCompression, gzip.BestSpeed} {
		w.comps[i].New = func() any {
			z, _ := gzip.NewWriterLevel(nil, level) // both are valid
			return z
		}
	}
	return w, nil
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

// cutTail removes what stands behind the last whole record of the newest file.
func cutTail(dir string) error {
	files, err := Files(dir)
	if err != nil || len(files) == 0 {
		return err
	}
	last := files[len(files)-1]
	good, size, err := wholeLength(last)
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	if good == size {
		return nil
	}
	if err := os.Truncate(last, good); err != nil {
		return fmt.Errorf("archive: cut the torn tail of %s: %w", last, err)
	}
	return nil
}

// member compresses one record as a gzip member of its own; a packed one, whose body is compressed already, with
// little effort.
func (w *Writer) member(out *bytes.Buffer, record []byte, packed bool) error {
	pool := &w.comps[0]
	if packed {
		pool = &w.comps[1]
	}
	z := pool.Get().(*gzip.Writer)
	defer pool.Put(z)
	z.Reset(out)
	if _, err := z.Write(record); err != nil {
		return err
	}
	return z.Close()
}

// Write keeps an exchange: its request and its response, or a revisit record when the same body was kept
// lately from the same address. It is safe after the next Sync. The capture leads to the response record
// that holds the body.
func (w *Writer) Write(r Record) (news.Capture, error) {
	u, err := url.Parse(r.URL)
	if err != nil || u.Host == "" {
		return news.Capture{}, fmt.Errorf("archive: %q is no address", r.URL)
	}
	payload := digest(r.Body)
	response, request := newID(), newID()
	var raw, out bytes.Buffer

	head := header{}
	head.add("WARC-Type", "request")
	head.add("WARC-Record-ID", request)
	head.add("WARC-Date", stamp(r.Fetched))
	head.add("WARC-Target-URI", r.URL)
	head.add("WARC-Concurrent-To", response)
	head.add("Content-Type", "application/http;msgtype=request")
	writeRecord(&raw, head, r.requestHead(u.Host, u.RequestURI()))
	if err := w.member(&out, raw.Bytes(), false); err != nil {
		return news.Capture{}, fmt.Errorf("archive: %w", err)
	}

	head = header{}
	common := func(kind string) {
		head.add("WARC-Type", kind)
		head.add("WARC-Record-ID", response)
		head.add("WARC-Date", stamp(r.Fetched))
		head.add("WARC-Target-URI", r.URL)
		head.add("WARC-IP-Address", r.IP)
		head.add("Content-Type", "application/http;msgtype=response")
		head.add("WARC-Payload-Digest", payload)
	}
	first, known := w.lately(payload, r.URL)
	raw.Reset()
	if known {
		common("revisit")
		head.add("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest")
		head.add("WARC-Refers-To", first.id)
		head.add("WARC-Refers-To-Target-URI", r.URL)
		head.add("WARC-Refers-To-Date", first.date)
		writeRecord(&raw, head, r.responseHead())
	} else {
		common("response")
		head.add("WARC-Truncated", r.Truncated)
		writeRecord(&raw, head, r.responseHead(), r.Body)
	}
	// The response goes first in the file, so that a capture's offset does not hang on the request.
	var members bytes.Buffer
	if err := w.member(&members, raw.Bytes(), r.Header.Get("Content-Encoding") != ""); err != nil {
		return news.Capture{}, fmt.Errorf("archive: %w", err)
	}
	members.Write(out.Bytes())

	w.mu.Lock()
	defer w.mu.Unlock()
	name, offset, err := w.append(members.Bytes())
	if err != nil {
		return news.Capture{}, err
	}
	if known {
		return first.capture, nil
	}
	c := news.Capture{File: name, Offset: offset, Digest: payload}
	if r.Truncated == "" {
		w.seen.put(payload, keptPayload{url: r.URL, id: response, date: stamp(r.Fetched), capture: c})
	}
	return c, nil
}

func (w *Writer) lately(payload, url string) (keptPayload, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	k, ok := w.seen.byDigest[payload]
	return k, ok && k.url == url
}

// append writes members to the file, as a whole or not at all: after a fault the file is cut back to its
// last whole record and left, and the next record begins a new one.
func (w *Writer) append(members []byte) (name string, offset int64, err error) {
	if w.closed {
		return "", 0, ErrClosed
	}
	if w.f != nil && w.size >= w.o.MaxFile {
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

// abandon leaves the current file with whole records only.
func (w *Writer) abandon(cause error) error {
	err := fmt.Errorf("archive: write %s: %w", filepath.Join(w.dir, w.name), cause)
	if terr := w.f.Truncate(w.size); terr != nil {
		err = errors.Join(err, fmt.Errorf("archive: cut it back: %w", terr))
	}
	w.f = nil
	return err
}

// begin opens the next file and writes its warcinfo record.
func (w *Writer) begin() error {
	for {
		w.number++
		w.name = fmt.Sprintf("kabar-%s-%05d.warc.gz", w.o.Now().UTC().Format("20060102T150405Z"), w.number)
		f, err := w.o.create(filepath.Join(w.dir, w.name))
		if errors.Is(err, fs.ErrExist) && w.number < 1e5 {
			continue // another process within the same second
		}
		if err != nil {
			return fmt.Errorf("archive: %w", err)
		}
		w.f, w.size = f, 0
		w.open, w.fresh, w.begun = append(w.open, f), true, true
		break
	}
	var fields strings.Builder
	for _, f := range []field{
		{"software", w.o.Software}, {"operator", w.o.Operator}, {"format", "WARC file version 1.1"},
		{"conformsTo", "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"},
	} {
		if f.value != "" {
			fields.WriteString(f.name + ": " + oneLine(f.value) + "\r\n")
		}
	}
	var raw, out bytes.Buffer
	head := header{}
	head.add("WARC-Type", "warcinfo")
	head.add("WARC-Record-ID", newID())
	head.add("WARC-Date", stamp(w.o.Now()))
	head.add("WARC-Filename", w.name)
	head.add("Content-Type", "application/warc-fields")
	writeRecord(&raw, head, []byte(fields.String()))
	if err := w.member(&out, raw.Bytes(), false); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	if _, err := w.f.Write(out.Bytes()); err != nil {
		return w.abandon(err)
	}
	w.size = int64(out.Len())
	return nil
}

// Sync makes safe all that was written before it was called. Records may be written meanwhile; they count
// for the next one.
func (w *Writer) Sync() error {
	w.syncing.Lock()
	defer w.syncing.Unlock()
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return ErrClosed
	}
	files, fresh, begun := slices.Clone(w.open), w.fresh, w.begun
	w.fresh, w.begun = false, false
	w.mu.Unlock()
	if !fresh {
		return nil
	}
	err := syncAll(files)
	if err == nil && begun {
		err = syncDir(w.dir)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		w.fresh, w.begun = true, w.begun || begun
		return err
	}
	return w.retire(files)
}

func syncAll(files []file) error {
	for _, f := range files {
		if err := f.Sync(); err != nil {
			return fmt.Errorf("archive: sync: %w", err)
		}
	}
	return nil
}

// retire closes synced files that are no longer written to.
func (w *Writer) retire(synced []file) error {
	var err error
	w.open = slices.DeleteFunc(w.open, func(f file) bool {
		if f == w.f || !slices.Contains(synced, f) {
			return false
		}
		err = errors.Join(err, f.Close())
		return true
	})
	return err
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("archive: sync %s: %w", dir, err)
	}
	return nil
}

// Close syncs and closes. A second Close returns nil.
func (w *Writer) Close() error {
	err := w.Sync()
	if errors.Is(err, ErrClosed) {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for _, f := range w.open {
		err = errors.Join(err, f.Close())
	}
	w.f, w.open = nil, nil
	return err
}

// payloads remembers the latest bodies, so that one that comes again is not kept twice.
type payloads struct {
	byDigest map[string]keptPayload
	order    []string // ring of digests
	next     int
}

type keptPayload struct {
	url, id, date string
	capture       news.Capture
}

const rememberedPayloads = 8192

func newPayloads() payloads {
	return payloads{byDigest: map[string]keptPayload{}}
}

func (p *payloads) put(digest string, k keptPayload) {
	if _, ok := p.byDigest[digest]; !ok {
		if len(p.order) < rememberedPayloads {
			p.order = append(p.order, digest)
		} else {
			delete(p.byDigest, p.order[p.next])
			p.order[p.next] = digest
			p.next = (p.next + 1) % rememberedPayloads
		}
	}
	p.byDigest[digest] = k
}
