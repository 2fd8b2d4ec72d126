package fetch

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"kabar/address"
)

// exchange is one request and its answer on their way through colly: colly hands its context down to the
// transport, which finds it there.
type exchange struct {
	response Response
	host     string   // host[:port] of the request
	proxy    *url.URL // nil: none
	maxBody  int64
	reached  bool // the transport was
	decoded  bool // Body is not Wire
}

type exchangeKey struct{}

// Causes of a context that ends by our own clocks.
var (
	errTotal     = errors.New("the answer took too long")
	errFirstByte = errors.New("no answer within the time for the first byte")
)

// newTransport makes the connections' side. MaxIdleConnsPerHost is small since hosts are asked one request
// at a time; the total bound is what a crawl of ten thousand hosts needs.
func (f *Fetcher) newTransport() *http.Transport {
	return &http.Transport{
		Proxy: func(r *http.Request) (*url.URL, error) {
			ex, ok := r.Context().Value(exchangeKey{}).(*exchange)
			if !ok {
				return nil, errNoExchange
			}
			return ex.proxy, nil
		},
		OnProxyConnectResponse: func(_ context.Context, _ *url.URL, _ *http.Request, r *http.Response) error {
			if r.StatusCode != http.StatusOK {
				return &proxyError{fmt.Errorf("it answered %q", r.Status)}
			}
			return nil
		},
		ProxyConnectHeader:     http.Header{"User-Agent": {f.o.UserAgent}},
		DialContext:            f.dial,
		TLSClientConfig:        &tls.Config{RootCAs: f.o.RootCAs},
		TLSHandshakeTimeout:    dialTimeout,
		ForceAttemptHTTP2:      true, // a dial function of our own turns it off
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: 30 * time.Second, PingTimeout: 15 * time.Second},
		DisableCompression:     true, // encodings are ours: see decode
		MaxIdleConns:           f.o.MaxIdle,
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        f.o.IdleTimeout,
		MaxResponseHeaderBytes: f.o.MaxHeader,
	}
}

var errNoExchange = errors.New("a request without an exchange")

// roundTripper is what colly sees of the network.
type roundTripper struct{ f *Fetcher }

// RoundTrip makes the exchange that the request's context holds, reads its body to the end or to the
// bounds, and returns what colly needs of it: the status, the media type without its charset (by which
// colly would transcode), and the decoded body, marked so that colly does not unzip it again. Without a
// Location the client does not look for where to go.
func (t roundTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	ex, ok := r.Context().Value(exchangeKey{}).(*exchange)
	if !ok {
		return nil, errNoExchange
	}
	ex.reached = true
	if err := t.f.do(r, ex); err != nil {
		return nil, err
	}
	body := ex.decode()
	media, _, _ := strings.Cut(ex.response.Header.Get("Content-Type"), ";")
	return &http.Response{
		Status: http.StatusText(ex.response.Status), StatusCode: ex.response.Status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {strings.TrimSpace(media)}},
		Body:          io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)), Uncompressed: true, Request: r,
	}, nil
}

// decode is the body without its encodings, within the bound.
func (ex *exchange) decode() []byte {
	body, decoded, whole := decode(ex.response.Header["Content-Encoding"], ex.response.Wire, ex.maxBody)
	cut := ""
	if !whole {
		cut = CutDecode
	}
	if int64(len(body)) > ex.maxBody { // an encoding was named, so that more was read, but there was none
		body, decoded, cut = body[:ex.maxBody:ex.maxBody], true, CutLength
	}
	if ex.response.Truncated == "" {
		ex.response.Truncated = cut
	}
	ex.decoded = decoded
	return body
}

// do sends the request and reads the answer into the exchange.
func (f *Fetcher) do(r *http.Request, ex *exchange) error {
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	firstByte := time.AfterFunc(f.o.FirstByte, func() { cancel(errFirstByte) })
	defer firstByte.Stop()

	var remote atomic.Pointer[string] // a connection may be got by another goroutine
	trace := &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		if a := info.Conn.RemoteAddr(); a != nil {
			s := a.String()
			remote.Store(&s)
		}
	}}
	sent := r.Clone(httptrace.WithClientTrace(ctx, trace))
	sent.Header.Set("Accept-Encoding", acceptEncoding)
	sent.URL = exact(sent.URL, ex)
	if sent.URL.Scheme == "http" {
		sent.Body = noRepeat{}
	}

	resp, err := f.transport.RoundTrip(sent)
	out := &ex.response
	out.FirstByte = time.Since(out.Started)
	if err != nil {
		if cause := context.Cause(ctx); errors.Is(cause, errFirstByte) && r.Context().Err() == nil {
			return cause
		}
		return err
	}
	firstByte.Stop()
	defer resp.Body.Close()
	out.Status, out.Proto, out.Header = resp.StatusCode, resp.Proto, resp.Header
	out.RequestHeader = sent.Header
	out.RequestHeader.Set("Host", ex.host)
	if s := remote.Load(); s != nil {
		out.Remote = ipOf(*s)
	}
	out.Location = location(out.URL, resp.StatusCode, resp.Header)
	out.Wire, out.Truncated = f.read(ctx, resp, ex)
	return nil
}

// noRepeat is an empty body that cannot be sent twice. net/http repeats a GET by itself when a connection that
// it used before ends without an answer: a second request that no pace was kept for. It does not when there is
// a body, and sends none for this one. HTTP/2 repeats only what the server has not seen, and would send an empty
// frame, so there it is left out.
type noRepeat struct{}

func (noRepeat) Read([]byte) (int, error) { return 0, io.EOF }
func (noRepeat) Close() error             { return nil }

// read reads a body up to the bounds, and says why it is not whole.
func (f *Fetcher) read(ctx context.Context, resp *http.Response, ex *exchange) (wire []byte, cut string) {
	bound := f.o.MaxWire
	if len(resp.Header["Content-Encoding"]) == 0 {
		bound = min(bound, ex.maxBody)
	} else if ex.maxBody < bound-encodingSlack {
		bound = ex.maxBody + encodingSlack
	}
	wire, err := readAll(io.LimitReader(resp.Body, bound+1), min(resp.ContentLength, bound))
	switch {
	case int64(len(wire)) > bound:
		return wire[:bound:bound], CutLength
	case err == nil:
		return wire, ""
	case ctx.Err() != nil || isTimeout(err):
		return wire, CutTime
	}
	return wire, CutDisconnect
}

// readAll is io.ReadAll with room for what is announced. A length is a claim: no more than a megabyte for it.
func readAll(r io.Reader, announced int64) ([]byte, error) {
	if announced <= 0 || announced > 1<<20 {
		return io.ReadAll(r)
	}
	var buf bytes.Buffer
	buf.Grow(int(announced) + bytes.MinRead)
	_, err := buf.ReadFrom(r)
	return buf.Bytes(), err
}

// encodingSlack is what an encoding may add to a body that it cannot make smaller.
const encodingSlack = 64 << 10

// exact makes sure that the path goes out as it stands in the address: the URL type of the standard library
// would escape some characters that WHATWG leaves alone, and servers compare them.
func exact(u *url.URL, ex *exchange) *url.URL {
	_, rest, _ := strings.Cut(ex.response.URL, "://")
	path := "/"
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		path = rest[i:]
	}
	path, _, _ = strings.Cut(path, "#")
	path, _, _ = strings.Cut(path, "?")
	if path == u.EscapedPath() || strings.HasPrefix(path, "//") {
		return u
	}
	same := *u
	same.Opaque = path
	if ex.proxy != nil && u.Scheme == "http" && strings.HasPrefix(ex.proxy.Scheme, "http") {
		same.Opaque = "//" + u.Host + path // the request line of a proxy is absolute
	}
	return &same
}

// location is where a redirect leads. Bytes that are not UTF-8 are taken one by one, as browsers do.
func location(base string, status int, h http.Header) string {
	if status < 300 || status > 399 || status == http.StatusNotModified || status == http.StatusUseProxy || status == 306 {
		return ""
	}
	for _, ref := range h["Location"] {
		if ref = strings.TrimSpace(ref); ref == "" {
			continue
		}
		target, err := address.Resolve(base, escapeInvalid(ref))
		if err != nil || !strings.HasPrefix(target, "http://") && !strings.HasPrefix(target, "https://") {
			return ""
		}
		return target
	}
	return ""
}

func ipOf(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	host, _, _ = strings.Cut(host, "%")
	return host
}

// proxyAddr is what the transport dials for a proxy.
func proxyAddr(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}
