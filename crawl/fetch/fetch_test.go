package fetch

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// newFetcher makes one that may reach the test servers.
func newFetcher(t testing.TB, change func(*Options)) *Fetcher {
	t.Helper()
	o := Options{UserAgent: "kabar-test/1.0 (+https://kabar.example/bot)", AllowPrivate: true}
	if change != nil {
		change(&o)
	}
	f, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func serve(t testing.TB, h http.HandlerFunc) string {
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// serveRaw answers every connection with bytes that no honest server writes, and closes it.
func serveRaw(t testing.TB, answer func(net.Conn)) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer conn.Close()
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					answer(conn)
				}
			})
		}
	})
	t.Cleanup(func() { l.Close(); wg.Wait() })
	return "http://" + l.Addr().String()
}

// wait keeps a connection until the client closes it.
func wait(c net.Conn) { io.Copy(io.Discard, c) }

func get(t *testing.T, f *Fetcher, r Request) *Response {
	t.Helper()
	resp, err := f.Get(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

func wantClass(t *testing.T, err error, class string) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%v (%T), want an *Error of class %s", err, err, class)
	}
	if e.Class != class {
		t.Errorf("class %s, want %s: %v", e.Class, class, err)
	}
	return e
}

func TestGet(t *testing.T) {
	var seen atomic.Pointer[http.Request]
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen.Store(r)
		w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		w.Header()["X-Twice"] = []string{"1", "2"}
		io.WriteString(w, "caf\xe9")
	})
	f := newFetcher(t, func(o *Options) { o.From = "redaksi@kabar.example" })
	for range 2 { // the second shows that no cookie came back
		resp := get(t, f, Request{URL: url + "/a?b=2&a=1#top", ETag: `W/"x"`, LastModified: "Wed, 11 Nov 2026 03:00:00 GMT"})
		if resp.URL != url+"/a?b=2&a=1" || resp.Status != 200 || resp.Proto != "HTTP/1.1" || resp.Truncated != "" || resp.Location != "" {
			t.Errorf("%+v", resp)
		}
		if string(resp.Body) != "caf\xe9" || string(resp.Wire) != "caf\xe9" {
			t.Errorf("body %q, wire %q: want the bytes as they came", resp.Body, resp.Wire)
		}
		if resp.Header.Get("Content-Type") != "text/html; charset=iso-8859-1" || !slices.Equal(resp.Header["X-Twice"], []string{"1", "2"}) {
			t.Errorf("header %v", resp.Header)
		}
		if resp.Remote != "127.0.0.1" || resp.Started.IsZero() || resp.FirstByte <= 0 || resp.Took < resp.FirstByte {
			t.Errorf("%s, %v, %v, %v", resp.Remote, resp.Started, resp.FirstByte, resp.Took)
		}
	}
	r := seen.Load()
	if r.RequestURI != "/a?b=2&a=1" {
		t.Errorf("asked for %s", r.RequestURI)
	}
	want := http.Header{
		"User-Agent": {"kabar-test/1.0 (+https://kabar.example/bot)"}, "From": {"redaksi@kabar.example"},
		"Accept": {defaultAccept}, "Accept-Encoding": {"gzip, deflate, br, zstd"},
		"If-None-Match": {`W/"x"`}, "If-Modified-Since": {"Wed, 11 Nov 2026 03:00:00 GMT"},
	}
	if fmt.Sprint(r.Header) != fmt.Sprint(want) {
		t.Errorf("sent %v, want %v", r.Header, want)
	}
	resp := get(t, f, Request{URL: url, Accept: "application/rss+xml"})
	if sent := seen.Load().Header; sent.Get("Accept") != "application/rss+xml" || sent.Get("If-None-Match") != "" {
		t.Errorf("sent %v", sent)
	}
	resp.RequestHeader.Del("Host")
	if fmt.Sprint(resp.RequestHeader) != fmt.Sprint(seen.Load().Header) {
		t.Errorf("says it sent %v", resp.RequestHeader)
	}
}

func TestGetStatuses(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var status int
		fmt.Sscanf(r.URL.Path, "/%d", &status)
		w.WriteHeader(status)
		if status != 204 && status != 304 {
			io.WriteString(w, "isi")
		}
	})
	f := newFetcher(t, nil)
	for _, status := range []int{200, 202, 203, 204, 206, 300, 304, 400, 401, 403, 404, 410, 429, 451, 500, 503, 599, 999} {
		resp := get(t, f, Request{URL: fmt.Sprintf("%s/%d/peta.xml.gz", url, status)})
		want := "isi"
		if status == 204 || status == 304 {
			want = ""
		}
		if resp.Status != status || string(resp.Body) != want || resp.Truncated != "" {
			t.Errorf("%d: %d %q %s", status, resp.Status, resp.Body, resp.Truncated)
		}
	}
}

func TestGetRedirects(t *testing.T) {
	asked := map[string]int{}
	var mu sync.Mutex
	var loc atomic.Value
	var status atomic.Int32
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked[r.URL.Path]++
		mu.Unlock()
		w.Header()["Location"] = loc.Load().([]string)
		w.WriteHeader(int(status.Load()))
	})
	f := newFetcher(t, nil)
	tests := []struct {
		name     string
		status   int
		location []string
		want     string
	}{
		{"absolute", 301, []string{"https://lain.example/b?c=1"}, "https://lain.example/b?c=1"},
		{"path", 302, []string{"/b"}, url + "/b"},
		{"relative", 303, []string{"b"}, url + "/a/b"},
		{"other host", 307, []string{"//lain.example/"}, "https://lain.example/"},
		{"permanent", 308, []string{"/c"}, url + "/c"},
		{"query alone", 302, []string{"?x=1"}, url + "/a/?x=1"},
		{"choices", 300, []string{"/d"}, url + "/d"},
		{"none", 302, nil, ""},
		{"empty", 302, []string{""}, ""},
		{"first empty", 302, []string{"", "/e"}, url + "/e"},
		{"two", 302, []string{"/f", "/g"}, url + "/f"},
		{"blanks around", 302, []string{" /h "}, url + "/h"},
		{"blank inside", 302, []string{"/a b"}, url + "/a%20b"},
		{"not UTF-8", 302, []string{"/caf\xe9"}, url + "/caf%E9"},
		{"UTF-8", 302, []string{"/café"}, url + "/caf%C3%A9"},
		{"mail", 302, []string{"mailto:a@b.example"}, ""},
		{"script", 302, []string{"javascript:alert(1)"}, ""},
		{"nonsense", 302, []string{"http://[::1"}, ""},
		{"not modified", 304, []string{"/i"}, ""},
		{"created", 201, []string{"/j"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			loc.Store(tt.location)
			status.Store(int32(tt.status))
			resp := get(t, f, Request{URL: url + "/a/"})
			want := tt.want
			if tt.name == "other host" {
				want = "http://lain.example/" // the scheme of the page
			}
			if resp.Status != tt.status || resp.Location != want {
				t.Errorf("%d to %q, want %d to %q", resp.Status, resp.Location, tt.status, want)
			}
		})
	}
	if len(asked) != 1 || asked["/a/"] != len(tests) {
		t.Errorf("a redirect was followed: %v", asked)
	}
}

func TestGetBadURL(t *testing.T) {
	f := newFetcher(t, nil)
	for _, url := range []string{"", "berita", "/a", "ftp://a.example/", "file:///etc/passwd", "data:text/html,a", "javascript:1", "http://", "http://a.example:99999/", "http://[::1/"} {
		_, err := f.Get(t.Context(), Request{URL: url})
		wantClass(t, err, ClassBadURL)
	}
}

func TestUserInformationIsNotSent(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "auth "+r.Header.Get("Authorization")) })
	resp := get(t, newFetcher(t, nil), Request{URL: strings.Replace(url, "http://", "http://user:word@", 1)})
	if string(resp.Body) != "auth " || resp.URL != url+"/" {
		t.Errorf("%s: %q", resp.URL, resp.Body)
	}
}

func TestNewRefuses(t *testing.T) {
	for name, o := range map[string]Options{
		"no user agent": {}, "line break in user agent": {UserAgent: "a\r\nb: c"}, "line break in from": {UserAgent: "a", From: "b\n"},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestPathsGoOutAsTheyStand(t *testing.T) {
	var seen atomic.Value
	url := serve(t, func(_ http.ResponseWriter, r *http.Request) { seen.Store(r.RequestURI) })
	f := newFetcher(t, nil)
	for _, path := range []string{"/", "/a%2Fb", "/a|b", "/a[1]", "/a^b", "/a'b", "/%41", "/a//b", "//a", "//a|b", "/a;b=1,2", "/a?b|c=[d]", "/a?", "/caf%C3%A9", "/?"} {
		resp := get(t, f, Request{URL: url + path})
		want := strings.TrimPrefix(resp.URL, url)
		if seen.Load() != want && path != "//a|b" { // the one that the standard library leaves no way for
			t.Errorf("%s went out as %s, the address is %s", path, seen.Load(), want)
		}
	}
}

func TestEnvironmentOfCollyIsHarmless(t *testing.T) {
	for k, v := range map[string]string{"COLLY_USER_AGENT": "other", "COLLY_MAX_BODY_SIZE": "3", "COLLY_DISABLE_COOKIES": "no", "COLLY_IGNORE_ROBOTSTXT": "no", "COLLY_CACHE_DIR": t.TempDir(), "COLLY_DETECT_CHARSET": "yes", "COLLY_ALLOWED_DOMAINS": "a.example", "COLLY_NONSENSE": "1"} {
		t.Setenv(k, v)
	}
	var agent atomic.Value
	var n atomic.Int32
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		agent.Store(r.UserAgent())
		n.Add(1)
		io.WriteString(w, "caf\xe9 panjang")
	})
	f := newFetcher(t, nil)
	for range 2 {
		if resp := get(t, f, Request{URL: url}); string(resp.Body) != "caf\xe9 panjang" {
			t.Errorf("%q", resp.Body)
		}
	}
	if agent.Load() != "kabar-test/1.0 (+https://kabar.example/bot)" || n.Load() != 2 {
		t.Errorf("%v, %d requests", agent.Load(), n.Load())
	}
}

func TestTruncated(t *testing.T) {
	const page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
	tests := []struct {
		name   string
		answer func(net.Conn)
		body   string
		cut    string
	}{
		{"shorter than its length", func(c net.Conn) { io.WriteString(c, page+"Content-Length: 1000\r\n\r\nsembilan!") }, "sembilan!", CutDisconnect},
		{"chunks without an end", func(c net.Conn) { io.WriteString(c, page+"Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n") }, "abcd", CutDisconnect},
		{"inside a chunk", func(c net.Conn) { io.WriteString(c, page+"Transfer-Encoding: chunked\r\n\r\nff\r\nabcd") }, "abcd", CutDisconnect},
		{"broken chunk", func(c net.Conn) { io.WriteString(c, page+"Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\nzz\r\n") }, "abcd", CutDisconnect},
		{"ended by closing", func(c net.Conn) { io.WriteString(c, page+"\r\nutuh") }, "utuh", ""},
		{"longer than its length", func(c net.Conn) { io.WriteString(c, page+"Content-Length: 4\r\n\r\nutuh dan sampah") }, "utuh", ""},
		{"old protocol", func(c net.Conn) { io.WriteString(c, "HTTP/1.0 200 OK\r\n\r\nutuh") }, "utuh", ""},
		{"reset", func(c net.Conn) {
			io.WriteString(c, page+"Content-Length: 1000\r\n\r\nabcd")
			time.Sleep(50 * time.Millisecond) // so that the bytes are read before the reset drops them
			c.(*net.TCPConn).SetLinger(0)
		}, "abcd", CutDisconnect},
		{"hangs", func(c net.Conn) { io.WriteString(c, page+"Content-Length: 1000\r\n\r\nabcd"); wait(c) }, "abcd", CutTime},
		{"too long", func(c net.Conn) { io.WriteString(c, page+"\r\n"+strings.Repeat("x", 5000)) }, strings.Repeat("x", 4096), CutLength},
		{"as long as the bound", func(c net.Conn) { io.WriteString(c, page+"\r\n"+strings.Repeat("x", 4096)) }, strings.Repeat("x", 4096), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFetcher(t, nil)
			r := Request{URL: serveRaw(t, tt.answer), MaxBody: 4096, Total: 20 * time.Second}
			if tt.cut == CutTime {
				r.Total = 300 * time.Millisecond
			}
			resp := get(t, f, r)
			if string(resp.Body) != tt.body || resp.Truncated != tt.cut || resp.Status != 200 || !bytes.Equal(resp.Wire, resp.Body) {
				t.Errorf("%d %.50q (%d bytes), truncated %q; want %.50q, %q", resp.Status, resp.Body, len(resp.Body), resp.Truncated, tt.body, tt.cut)
			}
		})
	}
}

func TestFailures(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = quiet()
	secure.StartTLS()
	t.Cleanup(secure.Close)
	plain := serve(t, func(http.ResponseWriter, *http.Request) {})
	raw := func(answer func(net.Conn)) string { return serveRaw(t, answer) }
	tests := []struct{ name, url, class, says string }{
		{"refused", "http://" + closed.Addr().String(), ClassRefused, "refused"},
		{"unknown authority", secure.URL, ClassTLS, "certificate"},
		{"plain under https", "https" + strings.TrimPrefix(plain, "http"), ClassTLS, ""},
		{"no answer", raw(func(net.Conn) {}), ClassReset, "ended"},
		{"reset", raw(func(c net.Conn) { c.(*net.TCPConn).SetLinger(0) }), ClassReset, "ended"},
		{"not HTTP", raw(func(c net.Conn) { io.WriteString(c, "SSH-2.0-x\r\n\r\n") }), ClassProtocol, "not HTTP"},
		{"bad header", raw(func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\nno colon\r\n\r\n") }), ClassProtocol, ""},
		{"cut in the header", raw(func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n") }), ClassReset, ""},
		{"header flood", raw(func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\n")
			for i := 0; ; i++ {
				if _, err := fmt.Fprintf(c, "X-%d: %s\r\n", i, strings.Repeat("a", 1000)); err != nil {
					return
				}
			}
		}), ClassHeader, "header"},
		{"endless hints", raw(func(c net.Conn) {
			for {
				if _, err := io.WriteString(c, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"); err != nil {
					return
				}
			}
		}), "", ""},
		{"silence", raw(wait), ClassTimeout, "first byte"},
		{"header by drips", raw(func(c net.Conn) {
			for {
				if _, err := io.WriteString(c, "H"); err != nil {
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
		}), "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFetcher(t, func(o *Options) {
				o.FirstByte = 10 * time.Second
				if tt.class == ClassTimeout || tt.name == "header by drips" {
					o.FirstByte = 200 * time.Millisecond
				}
			})
			resp, err := f.Get(t.Context(), Request{URL: tt.url})
			if tt.class == "" { // must end, in whatever way
				if err == nil {
					t.Errorf("%+v", resp)
				}
				return
			}
			e := wantClass(t, err, tt.class)
			host := strings.TrimPrefix(strings.TrimPrefix(tt.url, "http://"), "https://")
			if e.URL != tt.url+"/" || !strings.HasPrefix(e.Error(), host+": ") || !strings.Contains(e.Error(), tt.says) || e.Unwrap() == nil {
				t.Errorf("%s: %v", e.URL, e)
			}
		})
	}
}

func TestCancel(t *testing.T) {
	for name, answer := range map[string]string{"before the header": "", "inside the body": "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			stop := errors.New("shutting down")
			url := serveRaw(t, func(c net.Conn) { io.WriteString(c, answer); cancel(stop); wait(c) })
			_, err := newFetcher(t, nil).Get(ctx, Request{URL: url})
			if wantClass(t, err, ClassCanceled); !errors.Is(err, stop) {
				t.Errorf("%v does not hold the cause", err)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newFetcher(t, nil).Get(ctx, Request{URL: "http://127.0.0.1:1/"})
	wantClass(t, err, ClassCanceled)
}

func TestDeadlineOfTheCaller(t *testing.T) {
	url := serveRaw(t, wait)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := newFetcher(t, nil).Get(ctx, Request{URL: url})
	wantClass(t, err, ClassTimeout)
}

func TestHTTP2(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/flood":
			for i := range 500 {
				w.Header().Set(fmt.Sprintf("X-%d", i), strings.Repeat("a", 1000))
			}
		case "/cut":
			w.Header().Set("Content-Length", "1000")
			io.WriteString(w, "abcd")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
		fmt.Fprintf(w, "%s %s", r.Proto, r.RequestURI)
	}))
	s.EnableHTTP2 = true
	s.Config.ErrorLog = quiet()
	s.StartTLS()
	t.Cleanup(s.Close)
	f := newFetcher(t, func(o *Options) { o.RootCAs = s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs })
	resp := get(t, f, Request{URL: s.URL + "/a|b?c"})
	if resp.Proto != "HTTP/2.0" || string(resp.Body) != "HTTP/2.0 /a|b?c" || resp.Remote != "127.0.0.1" {
		t.Errorf("%s %q from %s", resp.Proto, resp.Body, resp.Remote)
	}
	if resp := get(t, f, Request{URL: s.URL + "/cut"}); string(resp.Body) != "abcd" || resp.Truncated != CutDisconnect {
		t.Errorf("%q, truncated %q", resp.Body, resp.Truncated)
	}
	_, err := f.Get(t.Context(), Request{URL: s.URL + "/flood"})
	wantClass(t, err, ClassProtocol) // HTTP/2 gives no other name to a header that goes on and on
}

// TestNoSilentRepeat ends a kept connection without an answer: the failure must reach the caller, who keeps the
// pace, and not be repeated below.
func TestNoSilentRepeat(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.ContentLength != 0 || len(r.TransferEncoding) > 0 {
			t.Errorf("the request has a body: length %d, %v", r.ContentLength, r.TransferEncoding)
		}
		if asked == 2 {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			conn.Close()
			return
		}
		io.WriteString(w, "ok")
	}))
	defer server.Close()
	f, err := New(Options{UserAgent: "kabar/test", AllowPrivate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i, wantErr := range []bool{false, true, false} {
		if _, err := f.Get(t.Context(), Request{URL: server.URL + "/"}); (err != nil) != wantErr {
			t.Errorf("request %d: %v", i+1, err)
		}
	}
	if asked != 3 {
		t.Errorf("the server was asked %d times, want 3", asked)
	}
}
