package archive

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Record is one exchange with a server.
type Record struct {
	URL           string
	Fetched       time.Time   // when the request was sent; kept to the second
	IP            string      // of the server; may be empty
	Method        string      // default GET; not read back
	Proto         string      // HTTP/1.1 or HTTP/2.0, see WARC-Protocol below; may be empty
	RequestHeader http.Header // as sent; not read back
	Status        int
	Reason        string      // phrase behind the status; default: the usual one
	Header        http.Header // of the answer, as received, names in canonical form
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

// appendHead adds the head of one WARC record to b: the header lines, with digest and length of the block.
func appendHead(b []byte, h header, block ...[]byte) []byte {
	n := 0
	for _, part := range block {
		n += len(part)
	}
	h.add("WARC-Block-Digest", digest(block...))
	h.add("Content-Length", strconv.Itoa(n))
	b = append(b, "WARC/1.1\r\n"...)
	for _, f := range h {
		b = appendField(b, f.name, f.value)
	}
	return append(b, "\r\n"...)
}

// recordEnd stands behind the block of a record (section 4).
const recordEnd = "\r\n\r\n"

func appendField(b []byte, name, value string) []byte {
	b = append(b, oneLine(name)...)
	b = append(b, ": "...)
	b = append(b, oneLine(value)...)
	return append(b, "\r\n"...)
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
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	b := fmt.Appendf(nil, "%s %s HTTP/1.1\r\n", oneLine(method), oneLine(target))
	if r.RequestHeader.Get("Host") == "" {
		b = appendField(b, "Host", host)
	}
	for _, name := range names(r.RequestHeader) {
		for _, v := range r.RequestHeader[name] {
			b = appendField(b, name, v)
		}
	}
	return append(b, "\r\n"...)
}

// original stands before the names of fields that are not true of the message as it is kept. A server's own field
// with this beginning gets it once more, so that taking it off once always gives what was received.
const original = "X-Archive-Orig-"

// responseHead is status line and header of the answer, in the form of HTTP/1.1. A length that was stated is that
// of the kept body; where none was stated, the message ends with its record.
func (r *Record) responseHead() []byte {
	reason := r.Reason
	if reason == "" {
		reason = http.StatusText(r.Status)
	}
	b := fmt.Appendf(nil, "HTTP/1.1 %03d %s\r\n", r.Status, oneLine(reason))
	length := strconv.Itoa(len(r.Body))
	for _, name := range names(r.Header) {
		values := r.Header[name]
		switch {
		case name == "Content-Length" && len(values) > 0:
			b = appendField(b, name, length)
			if len(values) == 1 && values[0] == length {
				continue
			}
			name = original + name
		case name == "Transfer-Encoding", strings.HasPrefix(name, original):
			name = original + name
		}
		for _, v := range values {
			b = appendField(b, name, v)
		}
	}
	return append(b, "\r\n"...)
}

// protocols are the values of WARC-Protocol, a field that archives have agreed on beside the standard, since
// the message is written as HTTP/1.1 whatever brought it.
var protocols = []field{{"HTTP/1.0", "http/1.0"}, {"HTTP/1.1", "http/1.1"}, {"HTTP/2.0", "h2"}, {"HTTP/3.0", "h3"}}

// protocol is the WARC-Protocol of Record.Proto; empty for one that is not known.
func protocol(proto string) string {
	for _, p := range protocols {
		if p.name == proto {
			return p.value
		}
	}
	return ""
}
