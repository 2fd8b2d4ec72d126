package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"syscall"
)

// Classes of failures; see Error.
const (
	ClassDNS         = "dns"
	ClassRefused     = "refused"
	ClassUnreachable = "unreachable"
	ClassTLS         = "tls"
	ClassTimeout     = "timeout"
	ClassReset       = "reset" // the connection ended before an answer
	ClassBlocked     = "blocked-address"
	ClassBadURL      = "bad-url"
	ClassProtocol    = "protocol" // what came is not HTTP
	ClassHeader      = "header-too-large"
	ClassProxy       = "proxy"
	ClassCanceled    = "canceled"
	ClassOther       = "other"
)

// Error is a request without an answer.
type Error struct {
	Class string // one of the Class constants
	URL   string
	Err   error
}

// Error names the host, the cause and, where there is one, the next step.
func (e *Error) Error() string {
	who := e.URL
	if u, err := url.Parse(e.URL); err == nil && u.Host != "" {
		who = u.Host
	}
	switch e.Class {
	case ClassDNS:
		return fmt.Sprintf("%s: the name cannot be resolved: %v", who, e.Err)
	case ClassRefused:
		return fmt.Sprintf("%s: the connection was refused: %v", who, e.Err)
	case ClassUnreachable:
		return fmt.Sprintf("%s: the host cannot be reached: %v", who, e.Err)
	case ClassTLS:
		return fmt.Sprintf("%s: no safe connection: %v", who, e.Err)
	case ClassReset:
		return fmt.Sprintf("%s: the connection ended before an answer came: %v", who, e.Err)
	case ClassBlocked:
		return fmt.Sprintf("%s: refused: %v; to crawl hosts of a private network, set network.allow_private: true", who, e.Err)
	case ClassProtocol:
		return fmt.Sprintf("%s: the answer is not HTTP: %v", who, e.Err)
	case ClassHeader:
		return fmt.Sprintf("%s: the header of the answer is too large: %v", who, e.Err)
	case ClassProxy:
		return fmt.Sprintf("%s: the proxy failed: %v; check the proxy setting", who, e.Err)
	}
	return fmt.Sprintf("%s: %v", who, e.Err)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// proxyError marks what went wrong between us and the proxy.
type proxyError struct{ err error }

func (e *proxyError) Error() string { return e.err.Error() }
func (e *proxyError) Unwrap() error { return e.err }

// engineError marks what must not happen: a fault of the fetch engine.
type engineError struct{ err error }

func (e *engineError) Error() string { return e.err.Error() }
func (e *engineError) Unwrap() error { return e.err }

// failure turns what came up through colly and the client into an *Error.
func (ex *exchange) failure(ctx context.Context, err error) *Error {
	var wrapped *url.Error // the client's: method and URL again
	for errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	e := &Error{URL: ex.response.URL, Err: err, Class: classify(err)}
	var engine *engineError
	if !ex.reached && !errors.As(err, &engine) { // refused before the transport: the engine's own parser
		e.Class = ClassBadURL
	}
	if cause := context.Cause(ctx); cause != nil && e.Class != ClassBlocked {
		e.Class, e.Err = ClassTimeout, cause
	}
	return e
}

// classify sorts by type, and where the standard library has none by its words.
func classify(err error) string {
	var (
		dns       *net.DNSError
		proxy     *proxyError
		cert      *tls.CertificateVerificationError
		record    tls.RecordHeaderError
		alert     tls.AlertError
		hostname  x509.HostnameError
		authority x509.UnknownAuthorityError
		op        *net.OpError
	)
	text := err.Error()
	switch {
	case errors.Is(err, errPrivate):
		return ClassBlocked
	case errors.As(err, &proxy):
		return ClassProxy
	case errors.As(err, &dns):
		return ClassDNS
	case errors.Is(err, context.Canceled):
		return ClassCanceled
	case errors.Is(err, errTotal), errors.Is(err, errFirstByte), isTimeout(err):
		return ClassTimeout
	case errors.Is(err, syscall.ECONNREFUSED):
		return ClassRefused
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.ENETDOWN),
		errors.Is(err, syscall.EHOSTDOWN), errors.Is(err, syscall.EADDRNOTAVAIL):
		return ClassUnreachable
	case errors.As(err, &cert), errors.As(err, &record), errors.As(err, &alert), errors.As(err, &hostname), errors.As(err, &authority),
		strings.Contains(text, "tls: "), strings.Contains(text, "x509: "), strings.Contains(text, "server gave HTTP response to HTTPS client"):
		return ClassTLS
	case errors.As(err, &op) && strings.HasPrefix(op.Net, "socks"), strings.HasPrefix(text, "socks connect"):
		return ClassProxy
	case strings.Contains(text, "server response headers exceeded"), strings.Contains(text, "header list larger"):
		return ClassHeader
	case strings.Contains(text, "malformed"), strings.Contains(text, "http2: "), strings.Contains(text, "PROTOCOL_ERROR"),
		strings.Contains(text, "1xx informational"), strings.Contains(text, "unsupported transfer encoding"), strings.Contains(text, "bad Content-Length"):
		return ClassProtocol
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, net.ErrClosed), strings.Contains(text, "server closed idle connection"), strings.Contains(text, "stream error"),
		strings.Contains(text, "GOAWAY"):
		return ClassReset
	}
	return ClassOther
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &t) && t.Timeout()
}
