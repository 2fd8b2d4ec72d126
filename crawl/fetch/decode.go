package fetch

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// acceptEncoding is what decode undoes.
const acceptEncoding = "gzip, deflate, br, zstd"

// maxLayers bounds encodings upon encodings.
const maxLayers = 3

// decode undoes content encodings (RFC 9110 8.4), the last one first. decoded is false when there was
// nothing to undo: no encoding, one that is not known (servers put "utf-8" there), or a body that is plain all the same.
// whole is false when the encoded stream is broken or unpacks to more than maxBody bytes; body then holds
// what came out before.
func decode(header []string, wire []byte, maxBody int64) (body []byte, decoded, whole bool) {
	codings := codingsOf(header)
	if len(codings) == 0 || len(codings) > maxLayers || len(wire) == 0 {
		return wire, false, true
	}
	body, whole = wire, true
	for i := len(codings) - 1; i >= 0; i-- {
		if plainAllTheSame(codings[i], body) {
			continue
		}
		out, err := unpack(codings[i], body, maxBody)
		if errors.Is(err, errUnknownCoding) {
			return body, decoded, whole
		}
		if err != nil && len(out) == 0 && looksPlain(body) {
			continue
		}
		body, decoded, whole = out, true, whole && err == nil
	}
	return body, decoded, whole
}

// Decode undoes the content encodings of a kept answer, within the default bound of a body. An encoded
// stream that breaks off is an error.
func Decode(header http.Header, wire []byte) ([]byte, error) {
	body, _, whole := decode(header.Values("Content-Encoding"), wire, Options{}.withDefaults().MaxBody)
	if !whole {
		return nil, errors.New("the content encoding is broken or unpacks to too much")
	}
	return body, nil
}

// codingsOf lists the encodings in the order in which they were applied.
func codingsOf(header []string) []string {
	var codings []string
	for _, line := range header {
		for c := range strings.SplitSeq(line, ",") {
			c = strings.ToLower(strings.TrimSpace(c))
			if c != "" && c != "identity" && c != "none" {
				codings = append(codings, strings.TrimPrefix(c, "x-"))
			}
		}
	}
	return codings
}

var errUnknownCoding = errors.New("unknown content encoding")

// errTooLong ends the reading of a bomb.
var errTooLong = errors.New("unpacks to more than the bound")

// unpack undoes one encoding, up to maxBody bytes.
func unpack(coding string, in []byte, maxBody int64) ([]byte, error) {
	out := &bounded{left: maxBody}
	var err error
	switch coding {
	case "gzip":
		err = unpackGzip(out, in)
	case "deflate":
		err = unpackDeflate(out, in)
	case "br":
		_, err = io.Copy(out, brotli.NewReader(bytes.NewReader(in)))
	case "zstd":
		err = unpackZstd(out, in)
	default:
		return nil, fmt.Errorf("%q: %w", coding, errUnknownCoding)
	}
	return out.buf.Bytes(), err
}

// bounded takes bytes up to a bound.
type bounded struct {
	buf  bytes.Buffer
	left int64
}

func (b *bounded) Write(p []byte) (int, error) {
	n := min(int64(len(p)), b.left)
	b.buf.Write(p[:n])
	b.left -= n
	if n < int64(len(p)) {
		return int(n), errTooLong
	}
	return len(p), nil
}

// unpackGzip reads members one by one: what follows the last one is often padding, which is no fault of
// the page.
func unpackGzip(out io.Writer, in []byte) error {
	src := bytes.NewReader(in)
	z, err := gzip.NewReader(src)
	if err != nil {
		return err
	}
	for {
		z.Multistream(false)
		if _, err := io.Copy(out, z); err != nil {
			return err
		}
		if z.Reset(src) != nil {
			return nil
		}
	}
}

// unpackDeflate takes both forms that servers mean by it: zlib, as the standard says, and bare.
func unpackDeflate(out io.Writer, in []byte) error {
	var r io.ReadCloser
	if len(in) >= 2 && in[0]&0x0f == 8 && (uint(in[0])<<8|uint(in[1]))%31 == 0 {
		z, err := zlib.NewReader(bytes.NewReader(in))
		if err != nil {
			return err
		}
		r = z
	} else {
		r = flate.NewReader(bytes.NewReader(in))
	}
	defer r.Close()
	_, err := io.Copy(out, r)
	return err
}

// unpackZstd bounds the window by what RFC 9659 grants to the web, 8 MB, and decodes without goroutines.
func unpackZstd(out io.Writer, in []byte) error {
	z, err := zstd.NewReader(bytes.NewReader(in), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(8<<20))
	if err != nil {
		return err
	}
	defer z.Close()
	_, err = io.Copy(out, z)
	return err
}

// plainAllTheSame reports a body that lacks the first bytes of its encoding.
func plainAllTheSame(coding string, body []byte) bool {
	switch coding {
	case "gzip":
		return !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) && !bytes.HasPrefix([]byte{0x1f, 0x8b}, body)
	case "zstd":
		return looksPlain(body)
	}
	return false
}

// looksPlain reports what starts like a page, a feed or JSON: by its first character, and by holding
// nothing but ASCII text for a while. It only counts where decoding came to nothing.
func looksPlain(body []byte) bool {
	head := bytes.TrimLeft(bytes.TrimPrefix(body[:min(len(body), 64)], []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(head) == 0 || head[0] != '<' && head[0] != '{' && head[0] != '[' {
		return false
	}
	return bytes.IndexFunc(head, func(r rune) bool { return r > '~' || r < ' ' && r != '\t' && r != '\r' && r != '\n' }) < 0
}

// escapeInvalid percent-encodes the bytes of a string that is not UTF-8.
func escapeInvalid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
