package archive

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Record is one exchange with a server.
type Record struct {
	URL           string
	Fetched       time.Time // when the request was sent
	IP            string    // of the server; may be empty
	Method        string    // default GET
	Proto         string    // HTTP/1.1 or HTTP/2.0; the message is written as HTTP/1.1
	RequestHeader http.Header
	Status        int
	Header        http.Header // of the answer, as received
	Body          []byte      // as on the wire after de-chunking, still content-encoded
	Truncated     string      // why the body broke off (length, time, disconnect); empty: it is whole
}

// header is an ordered list of named fields.
type header []field

type field struct{ name, value string }

func (h *header) add(name, value string) {
	if value != "" {
		*h = append(*h, field{name, oneLine(value)})
	}
}

// oneLine keeps a value from ending its line: a header of a stranger must not write records.
func oneLine(s string) string {
	if !strings.ContainsAny(s, "\r\n\x00") {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' || r == 0 {
			return ' '
		}
		return r
	}, s)
}

// newID is a record's name (section 5.2): a random UUID (RFC 9562, section 5.4).
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, by its documentation
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("<urn:uuid:%x-%x-%x-%x-%x>", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func digest(b ...[]byte) string {
	h := sha256.New()
	for _, part := range b {
		h.Write(part)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// writeRecord adds one WARC record to b: header lines, the block, and the two line ends behind it.
func writeRecord(b *bytes.Buffer, h header, block ...[]byte) {
	n := 0
	for _, part := range block {
		n += len(part)
	}
	h.add("WARC-Block-Digest", digest(block...))
	h.add("Content-Length", strconv.Itoa(n))
	b.WriteString("WARC/1.1\r\n")
	for _, f := range h {
		b.WriteString(f.name + ": " + f.value + "\r\n")
	}
	b.WriteString("\r\n")
	for _, part := range block {
		b.Write(part)
	}
	b.WriteString("\r\n\r\n")
}

// names is an HTTP message's header names in byte order: equal records give equal bytes.
func names(h http.Header) []string {
	out := make([]string, 0, len(h))
	for name := range h {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// requestHead is the request as it went over the wire, in the form of HTTP/1.1.
func (r *Record) requestHead(host, target string) []byte {
	var b bytes.Buffer
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\n", method, oneLine(target))
	if r.RequestHeader.Get("Host") == "" {
		fmt.Fprintf(&b, "Host: %s\r\n", oneLine(host))
	}
	for _, name := range names(r.RequestHeader) {
		for _, v := range r.RequestHeader[name] {
			fmt.Fprintf(&b, "%s: %s\r\n", oneLine(name), oneLine(v))
		}
	}
	b.WriteString("\r\n")
	return b.Bytes()
}

const original = "X-Archive-Orig-"

// responseHead is status line and header of the answer, with the length that the kept body has.
func (r *Record) responseHead() []byte {
	var b bytes.Buffer
	reason := http.StatusText(r.Status)
	fmt.Fprintf(&b, "HTTP/1.1 %03d %s\r\n", r.Status, reason)
	length := strconv.Itoa(len(r.Body))
	for _, name := range names(r.Header) {
		for _, v := range r.Header[name] {
			switch {
			case name == "Transfer-Encoding", name == "Content-Length" && v != length:
				fmt.Fprintf(&b, "%s%s: %s\r\n", original, name, oneLine(v))
			case name == "Content-Length":
			default:
				fmt.Fprintf(&b, "%s: %s\r\n", oneLine(name), oneLine(v))
			}
		}
	}
	fmt.Fprintf(&b, "Content-Length: %s\r\n\r\n", length)
	return b.Bytes()
}

// parseHeader reads name and value lines up to the empty line, within bounds; rest is what follows.
func parseHeader(b []byte) (h http.Header, rest []byte, err error) {
	h = http.Header{}
	for {
		line, after, ok := bytes.Cut(b, []byte("\r\n"))
		if !ok {
			return nil, nil, fmt.Errorf("a header line has no end")
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
