// Package fetch makes one request, polite in form: it says who asks, takes no cookies, follows no redirect,
// bounds what it reads, refuses private networks, and says what became of the answer.
//
// Start with [New] and [Fetcher.Get]. When to ask, how often and what to do with the answer is decided
// above; [RetryAfter] and [Freshness] read the headers that help with it.
//
// Below Get lies colly, with everything but the request itself turned off, and below colly the transport
// of this package: it asks for and undoes content encodings, keeps the bytes as they came, and hands colly
// a simplified response.
package fetch

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/gocolly/colly/v2"

	"kabar/address"
)

// Options of a Fetcher. Only UserAgent is required.
type Options struct {
	// UserAgent names the crawler and where its operator can be reached.
	UserAgent string
	// From is a mail address, sent in the header of that name (RFC 9110 10.1.2); empty: not sent.
	From string

	// AllowPrivate lets requests reach loopback, private, link-local and other special networks.
	AllowPrivate bool
	// RootCAs are the certificate authorities to trust; nil: the system's.
	RootCAs *x509.CertPool

	// Resolve looks up the addresses of a host; nil: the system's resolver. What it returns is dialled in
	// that order, and guarded like everything.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	// Dial opens a connection; nil: the network. With a nil Resolve it gets the name of the host, and the guard sees
	// only the address that the connection says it has reached.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Proxy chooses the proxy of a request; nil: none. http.ProxyFromEnvironment fits. A proxy's own
	// address is not guarded, and names are the proxy's to resolve.
	Proxy func(*http.Request) (*url.URL, error)

	MaxWire   int64 // of a body as it comes, in bytes; 0: 16 MiB
	MaxBody   int64 // of a decoded body, in bytes; 0: 32 MiB
	MaxHeader int64 // of the header of an answer, in bytes; 0: 256 KiB

	FirstByte time.Duration // for the header to be there, dialling included; 0: 30 s
	Total     time.Duration // for the whole answer; 0: 2 min

	MaxIdle     int           // connections kept open for later requests; 0: 256
	IdleTimeout time.Duration // how long they are kept; 0: 90 s
}

func (o Options) withDefaults() Options {
	setDefault(&o.MaxWire, 16<<20)
	setDefault(&o.MaxBody, 32<<20)
	setDefault(&o.MaxHeader, 256<<10)
	setDefault(&o.FirstByte, 30*time.Second)
	setDefault(&o.Total, 2*time.Minute)
	setDefault(&o.MaxIdle, 256)
	setDefault(&o.IdleTimeout, 90*time.Second)
	return o
}

func setDefault[T int | int64 | time.Duration](v *T, d T) {
	if *v <= 0 {
		*v = d
	}
}

// Request is what to ask for.
type Request struct {
	URL          string        // http or https; neither its fragment nor its user information is sent
	ETag         string        // as it came; empty: not sent
	LastModified string        // as it came; empty: not sent
	Accept       string        // empty: HTML first, then XML, then anything
	Proxy        string        // URL of a proxy for this request; empty: Options.Proxy decides
	MaxBody      int64         // of the decoded body, in bytes; 0: Options.MaxBody
	Total        time.Duration // for the whole answer; 0: Options.Total
}

// How a body can be less than what the server meant to send; see Response.Truncated.
const (
	CutLength     = "length"     // longer on the wire than our bound
	CutTime       = "time"       // not whole within the time
	CutDisconnect = "disconnect" // the server or the network broke off
	CutDecode     = "decode"     // the content encoding is broken, or unpacks to more than our bound
)

// Response is an answer, whatever its status. Its memory is the caller's.
type Response struct {
	URL           string // as requested
	Status        int
	Proto         string      // "HTTP/1.1", "HTTP/2.0"
	Header        http.Header // as received
	RequestHeader http.Header // as sent, with Host
	// Wire is the body as it came, chunks joined, still in its content encoding. Body is Wire decoded; they
	// share memory when nothing was encoded.
	Wire, Body []byte
	Remote     string // IP address that answered; a proxy's, where one was used
	Started    time.Time
	FirstByte  time.Duration // until the header was there
	Took       time.Duration // until the body was there
	// Truncated says why Wire or Body is not whole: one of the Cut constants; empty: it is whole.
	Truncated string
	// Location is the absolute target of a redirect (3xx) to http or https; empty when there is none.
	Location string
}

// Fetcher makes requests. Its methods may be called from many goroutines at once.
type Fetcher struct {
	o         Options
	base      *colly.Collector // never changed after New; every request has its own clone
	transport *http.Transport
	guard     guard
}

// New makes a fetcher. It opens nothing.
func New(o Options) (*Fetcher, error) {
	if strings.TrimSpace(o.UserAgent) == "" {
		return nil, errors.New("fetch: a user agent is required: sites must be able to tell who asks")
	}
	for name, v := range map[string]string{"user agent": o.UserAgent, "from": o.From} {
		if !validHeader(v) {
			return nil, fmt.Errorf("fetch: %s %q holds characters that a header cannot", name, v)
		}
	}
	f := &Fetcher{o: o.withDefaults()}
	f.guard = newGuard(o.AllowPrivate)
	f.transport = f.newTransport()

	// Init and not NewCollector: that one lets COLLY_* variables of the environment override all of this,
	// and prints the ones it does not know.
	c := &colly.Collector{}
	c.Init()
	c.UserAgent = f.o.UserAgent
	c.IgnoreRobotsTxt = true        // robots.txt is checked above, by RFC 9309 and for every hop
	c.AllowURLRevisit = true        // what was visited is the store's to know
	c.ParseHTTPErrorResponse = true // every status comes as a response
	c.MaxBodySize = 0               // the transport bounds, and says so
	c.SetRequestTimeout(0)          // deadlines come with the context
	c.DisableCookies()
	c.SetRedirectHandler(func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse })
	c.WithTransport(roundTripper{f})
	f.base = c
	return f, nil
}

// Close closes idle connections. Requests under way end by their own contexts.
func (f *Fetcher) Close() error {
	f.transport.CloseIdleConnections()
	return nil
}

const defaultAccept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

// Get asks for one address, and for that alone: a redirect comes back as a response, as does any status. The error
// is an *Error; there is none once the header of an answer has come, except when ctx is cancelled.
func (f *Fetcher) Get(ctx context.Context, r Request) (*Response, error) {
	ex, err := f.prepare(r)
	if err != nil {
		return nil, err
	}
	total := r.Total
	if total <= 0 {
		total = f.o.Total
	}
	ctx, cancel := context.WithTimeoutCause(ctx, total, errTotal)
	defer cancel()

	header := http.Header{"User-Agent": {f.o.UserAgent}, "Accept": {defaultAccept}}
	for key, v := range map[string]string{"From": f.o.From, "If-None-Match": r.ETag, "If-Modified-Since": r.LastModified, "Accept": r.Accept} {
		if v != "" && validHeader(v) {
			header[key] = []string{v}
		}
	}
	ex.response.Started = time.Now()
	body, err := f.visit(context.WithValue(ctx, exchangeKey{}, ex), ex.response.URL, header)
	resp := &ex.response
	resp.Took = time.Since(resp.Started)
	if ctx.Err() == context.Canceled && (err != nil || resp.Truncated != "") { // the caller gave up; our own clocks end otherwise
		return nil, &Error{Class: ClassCanceled, URL: resp.URL, Err: context.Cause(ctx)}
	}
	if err != nil {
		return nil, ex.failure(ctx, err)
	}
	if resp.Body = resp.Wire; ex.decoded {
		resp.Body = body
	}
	return resp, nil
}

// visit takes one exchange through colly and returns the body that came out of it.
func (f *Fetcher) visit(ctx context.Context, url string, header http.Header) (body []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &engineError{fmt.Errorf("the fetch engine panicked: %v", p)}
		}
	}()
	c := f.base.Clone()
	c.Context = ctx
	answered := false
	c.OnResponse(func(r *colly.Response) { body, answered = r.Body, true })
	if err := c.Request(http.MethodGet, url, nil, nil, header); err != nil {
		return nil, err
	}
	if !answered {
		return nil, &engineError{errors.New("the fetch engine gave no response")}
	}
	return body, nil
}

// prepare checks a request before anything is sent.
func (f *Fetcher) prepare(r Request) (*exchange, error) {
	href := address.Request(r.URL)
	target, err := url.Parse(href)
	if href == "" || err != nil {
		_, reason := address.Parse(r.URL) // names what Request only refuses
		if reason = cmp.Or(reason, err); reason == nil {
			reason = address.ErrTooLong
		}
		return nil, &Error{Class: ClassBadURL, URL: r.URL, Err: reason}
	}
	ex := &exchange{maxBody: f.o.MaxBody, host: target.Host}
	if r.MaxBody > 0 {
		ex.maxBody = r.MaxBody
	}
	ex.response.URL = href
	if ex.proxy, err = f.proxyFor(r.Proxy, target); err != nil {
		return nil, &Error{Class: ClassProxy, URL: href, Err: err}
	}
	if ex.proxy != nil { // the guard at the dial sees the proxy only
		if err := f.guard.literal(target.Hostname()); err != nil {
			return nil, &Error{Class: ClassBlocked, URL: href, Err: err}
		}
	}
	return ex, nil
}

func (f *Fetcher) proxyFor(named string, target *url.URL) (*url.URL, error) {
	if named == "" {
		if f.o.Proxy == nil {
			return nil, nil
		}
		u, err := f.o.Proxy(&http.Request{Method: http.MethodGet, URL: target, Host: target.Host, Header: http.Header{}})
		if err != nil {
			return nil, fmt.Errorf("choosing a proxy: %w", err)
		}
		return u, nil
	}
	u, err := url.Parse(named)
	if err != nil || u.Host == "" {
		return nil, errors.New("the proxy's address is not a URL: want for example http://proxy.example:3128")
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
		return u, nil
	}
	return nil, fmt.Errorf("a proxy of scheme %q is not known: want http, https or socks5", u.Scheme)
}

// validHeader reports whether a value may stand in a header (RFC 9110 5.5): validators come from strangers
// and go back as they came.
func validHeader(v string) bool {
	return strings.IndexFunc(v, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) < 0
}
