package fetch

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

var special = []string{
	"127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200",
	"168.63.129.16", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
	"[::1]", "[::]", "[::ffff:10.0.0.1]", "[::ffff:127.0.0.1]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[64:ff9b::a00:1]",
	"[64:ff9b:1::a00:1]", "[2002:a00:1::]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "[2001:db8::1]", "[::127.0.0.1]",
}

func TestGuardRefusesSpecialNetworks(t *testing.T) {
	f := newFetcher(t, func(o *Options) { o.AllowPrivate = false })
	for _, host := range special {
		for _, port := range []string{"", ":8080"} {
			_, err := f.Get(t.Context(), Request{URL: "http://" + host + port + "/"})
			if e := wantClass(t, err, ClassBlocked); !strings.Contains(e.Error(), "set network.allow_private: true") {
				t.Errorf("%v names no next step", e)
			}
		}
	}
	for _, odd := range []string{"http://0x7f.1/", "http://2130706433/", "http://0177.0.0.1/", "http://127.1/"} {
		_, err := f.Get(t.Context(), Request{URL: odd})
		wantClass(t, err, ClassBlocked)
	}
}

func TestGuardRefusesNamesThatLeadInside(t *testing.T) {
	reached := atomic.Bool{}
	inside := serve(t, func(http.ResponseWriter, *http.Request) { reached.Store(true) })
	u, err := url.Parse(inside)
	if err != nil {
		t.Fatal(err)
	}
	var asked atomic.Int32
	f := newFetcher(t, func(o *Options) {
		o.AllowPrivate = false
		o.Resolve = func(_ context.Context, host string) ([]netip.Addr, error) {
			asked.Add(1)
			return []netip.Addr{netip.MustParseAddr("::ffff:127.0.0.1"), netip.MustParseAddr("127.0.0.1")}, nil
		}
	})
	for range 2 { // the second lookup may answer otherwise: every dial is looked at
		_, err := f.Get(t.Context(), Request{URL: "http://rebind.example:" + u.Port() + "/"})
		wantClass(t, err, ClassBlocked)
	}
	_, err = newFetcher(t, func(o *Options) { o.AllowPrivate = false }).Get(t.Context(), Request{URL: "http://localhost:" + u.Port() + "/"})
	wantClass(t, err, ClassBlocked)
	if reached.Load() || asked.Load() != 2 {
		t.Errorf("reached %v, asked %d times", reached.Load(), asked.Load())
	}
}

func TestGuardLooksAtWhatADialReached(t *testing.T) {
	inside := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("asked") })
	f := newFetcher(t, func(o *Options) {
		o.AllowPrivate = false
		o.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, network, strings.TrimPrefix(inside, "http://"))
		}
	})
	for _, target := range []string{"http://luar.example/", "http://10.0.0.1/"} {
		_, err := f.Get(t.Context(), Request{URL: target})
		wantClass(t, err, ClassBlocked)
	}
}

func TestResolve(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Host) })
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	loopback := netip.MustParseAddr("127.0.0.1")
	tests := []struct {
		name    string
		resolve func(context.Context, string) ([]netip.Addr, error)
		class   string
	}{
		{"one", func(context.Context, string) ([]netip.Addr, error) { return []netip.Addr{loopback}, nil }, ""},
		{"the second answers", func(context.Context, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("127.0.0.2"), loopback}, nil
		}, ""},
		{"none", func(context.Context, string) ([]netip.Addr, error) { return nil, nil }, ClassDNS},
		{"error", func(context.Context, string) ([]netip.Addr, error) { return nil, errors.New("no such host") }, ClassDNS},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFetcher(t, func(o *Options) { o.Resolve = tt.resolve })
			resp, err := f.Get(t.Context(), Request{URL: "http://harianriau.example:" + u.Port() + "/"})
			if tt.class != "" {
				wantClass(t, err, tt.class)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if string(resp.Body) != "harianriau.example:"+u.Port() || resp.Remote != "127.0.0.1" {
				t.Errorf("%q from %s", resp.Body, resp.Remote)
			}
		})
	}
}

// proxy is an HTTP proxy that takes every name for the server behind it.
func proxy(t *testing.T, behind string, seen *atomic.Value) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen.Store(r.Method + " " + r.RequestURI)
		if strings.HasPrefix(r.Host, "tutup.example") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if r.Method != http.MethodConnect {
			io.WriteString(w, "lewat perantara")
			return
		}
		out, err := net.Dial("tcp", behind)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		in, rw, err := w.(http.Hijacker).Hijack()
		if err != nil {
			out.Close()
			return
		}
		io.WriteString(in, "HTTP/1.1 200 OK\r\n\r\n")
		var wg sync.WaitGroup
		wg.Go(func() { io.Copy(out, bufio.NewReader(rw)); out.(*net.TCPConn).CloseWrite() })
		wg.Go(func() { io.Copy(in, out); in.Close() })
		wg.Wait()
		out.Close()
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestProxy(t *testing.T) {
	secure := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "aman "+r.Host) }))
	secure.Config.ErrorLog = quiet()
	secure.StartTLS()
	t.Cleanup(secure.Close)
	var seen atomic.Value
	at := proxy(t, secure.Listener.Addr().String(), &seen)
	f := newFetcher(t, func(o *Options) {
		o.AllowPrivate = false // the proxy is on loopback and exempt
		o.RootCAs = secure.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	})
	// The name of the test server's certificate is example.com.
	resp := get(t, f, Request{URL: "https://example.com/a", Proxy: at})
	if string(resp.Body) != "aman example.com" || seen.Load() != "CONNECT example.com:443" {
		t.Errorf("%q by %v", resp.Body, seen.Load())
	}
	for _, path := range []string{"/b?c", "/b|c?d"} {
		resp := get(t, f, Request{URL: "http://harianriau.example" + path, Proxy: at})
		if string(resp.Body) != "lewat perantara" || seen.Load() != "GET http://harianriau.example"+path {
			t.Errorf("%q by %v", resp.Body, seen.Load())
		}
	}
	seen.Store("")
	for _, host := range append([]string{"localhost", "a.localhost", "localhost.", "0x7f.1"}, special...) {
		for _, scheme := range []string{"http", "https"} {
			_, err := f.Get(t.Context(), Request{URL: scheme + "://" + host + "/", Proxy: at})
			wantClass(t, err, ClassBlocked)
		}
	}
	if seen.Load() != "" {
		t.Errorf("the proxy was asked: %v", seen.Load())
	}
	_, err := f.Get(t.Context(), Request{URL: "https://tutup.example/", Proxy: at})
	if e := wantClass(t, err, ClassProxy); !strings.Contains(e.Error(), "403") {
		t.Errorf("%v", e)
	}
}

func TestProxyOfTheOptions(t *testing.T) {
	var seen atomic.Value
	at, err := url.Parse(proxy(t, "", &seen))
	if err != nil {
		t.Fatal(err)
	}
	f := newFetcher(t, func(o *Options) { o.AllowPrivate = false; o.Proxy = http.ProxyURL(at) })
	if resp := get(t, f, Request{URL: "http://harianriau.example/"}); string(resp.Body) != "lewat perantara" {
		t.Errorf("%q", resp.Body)
	}
}

func TestProxyFailures(t *testing.T) {
	f := newFetcher(t, nil)
	for _, at := range []string{"http://127.0.0.1:1", "socks5://127.0.0.1:1", "nonsense", "ftp://a.example", "http://%zz"} {
		for _, target := range []string{"http://harianriau.example/", "https://harianriau.example/"} {
			_, err := f.Get(t.Context(), Request{URL: target, Proxy: at})
			wantClass(t, err, ClassProxy)
		}
	}
}
