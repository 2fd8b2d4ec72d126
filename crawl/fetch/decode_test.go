package fetch

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

func pack(t testing.TB, coding string, body []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	var w io.WriteCloser
	var err error
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&buf)
	case "zlib":
		w = zlib.NewWriter(&buf)
	case "flate":
		w, err = flate.NewWriter(&buf, 6)
	case "br":
		w = brotli.NewWriter(&buf)
	case "zstd":
		w, err = zstd.NewWriter(&buf, zstd.WithEncoderConcurrency(1))
	default:
		t.Fatal(coding)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

const page = "<!doctype html><p>Berita hari ini</p>"

func TestEncodings(t *testing.T) {
	gz := pack(t, "gzip", []byte(page))
	long := []byte(strings.Repeat(page, 5000))
	half := func(b []byte) []byte { return b[:len(b)/2] }
	tests := []struct {
		name   string
		header []string
		wire   []byte
		want   string
		cut    string
	}{
		{"gzip", []string{"gzip"}, gz, page, ""},
		{"x-gzip in upper case", []string{"X-GZIP"}, gz, page, ""},
		{"br", []string{"br"}, pack(t, "br", []byte(page)), page, ""},
		{"zstd", []string{"zstd"}, pack(t, "zstd", []byte(page)), page, ""},
		{"deflate with zlib's frame", []string{"deflate"}, pack(t, "zlib", []byte(page)), page, ""},
		{"deflate bare", []string{"deflate"}, pack(t, "flate", []byte(page)), page, ""},
		{"two encodings", []string{"gzip, br"}, pack(t, "br", gz), page, ""},
		{"two headers", []string{"gzip", "br"}, pack(t, "br", gz), page, ""},
		{"identity", []string{"identity"}, []byte(page), page, ""},
		{"a charset for an encoding", []string{"utf-8"}, []byte(page), page, ""},
		{"gzip that is none", []string{"gzip"}, []byte(page), page, ""},
		{"br that is none", []string{"br"}, []byte(page), page, ""},
		{"zstd that is none", []string{"zstd"}, []byte(page), page, ""},
		{"two members", []string{"gzip"}, append(bytes.Clone(gz), gz...), page + page, ""},
		{"padding behind", []string{"gzip"}, append(bytes.Clone(gz), 0, 0, 0, 0), page, ""},
		{"nothing", []string{"gzip"}, nil, "", ""},
		{"gzip cut short", []string{"gzip"}, gz[:len(gz)-9], page[:len(page)-1], CutDecode},
		{"gzip with a false checksum", []string{"gzip"}, append(bytes.Clone(gz[:len(gz)-8]), make([]byte, 8)...), page, CutDecode},
		{"br cut short", []string{"br"}, half(pack(t, "br", long)), "", CutDecode},
		{"zstd cut short", []string{"zstd"}, half(pack(t, "zstd", long)), "", CutDecode},
		{"gzip header alone", []string{"gzip"}, gz[:5], "", CutDecode},
		{"too many encodings", []string{"gzip, gzip, gzip, gzip"}, gz, string(gz), ""},
	}
	f := newFetcher(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Encoding"] = tt.header
				w.Header().Set("Content-Type", "text/html; charset=gbk")
				w.Write(tt.wire)
			})
			resp := get(t, f, Request{URL: url + "/peta.xml.gz"})
			if !bytes.Equal(resp.Wire, tt.wire) {
				t.Errorf("wire %q, want %q", resp.Wire, tt.wire)
			}
			if !strings.HasPrefix(string(resp.Body), tt.want) || tt.cut == "" && string(resp.Body) != tt.want || resp.Truncated != tt.cut {
				t.Errorf("%.80q, truncated %q; want %.80q, %q", resp.Body, resp.Truncated, tt.want, tt.cut)
			}
		})
	}
}

func TestBombs(t *testing.T) {
	zeros := make([]byte, 8<<20)
	f := newFetcher(t, nil)
	for _, coding := range []string{"gzip", "zlib", "flate", "br", "zstd"} {
		t.Run(coding, func(t *testing.T) {
			wire := pack(t, coding, zeros)
			name := coding
			if coding == "zlib" || coding == "flate" {
				name = "deflate"
			}
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", name)
				w.Write(wire)
			})
			resp := get(t, f, Request{URL: url, MaxBody: 1 << 20})
			if len(resp.Body) != 1<<20 || resp.Truncated != CutDecode || len(resp.Wire) != len(wire) {
				t.Errorf("%d bytes, truncated %q", len(resp.Body), resp.Truncated)
			}
			resp = get(t, f, Request{URL: url, MaxBody: 8 << 20})
			if len(resp.Body) != len(zeros) || resp.Truncated != "" {
				t.Errorf("at the bound: %d bytes, truncated %q", len(resp.Body), resp.Truncated)
			}
		})
	}
}

func TestBoundsOfEncodedBodies(t *testing.T) {
	noise := make([]byte, 300<<10) // what no encoding makes smaller
	x := uint32(1)
	for i := range noise {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	wire := pack(t, "gzip", noise)
	for _, header := range []string{"gzip", "utf-8"} {
		url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", header)
			w.Write(wire)
		})
		resp := get(t, newFetcher(t, nil), Request{URL: url, MaxBody: 100 << 10})
		if len(resp.Body) > 100<<10 || resp.Truncated != CutLength || len(resp.Wire) > 100<<10+encodingSlack {
			t.Errorf("%s: %d bytes of %d on the wire, truncated %q", header, len(resp.Body), len(resp.Wire), resp.Truncated)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, coding := range []string{"gzip", "zlib", "flate", "br", "zstd"} {
		f.Add(coding, pack(f, coding, []byte(page)))
	}
	f.Add("gzip, br", pack(f, "br", pack(f, "gzip", []byte(page))))
	f.Fuzz(func(t *testing.T, header string, wire []byte) {
		const bound = 1 << 16
		body, decoded, _ := decode([]string{header}, wire, bound)
		if decoded && len(body) > bound {
			t.Errorf("%d bytes", len(body))
		}
		if !decoded && !bytes.Equal(body, wire) {
			t.Error("not decoded, but another body")
		}
	})
}
