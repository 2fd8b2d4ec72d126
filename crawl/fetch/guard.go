package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// errPrivate is wrapped by everything that the guard refuses.
var errPrivate = errors.New("not an address of the public internet")

// guard refuses special networks where the socket is dialled: after DNS, for every connection. The zero
// guard allows everything.
type guard struct {
	rules *ssrf.Guardian
}

// azureWire serves the metadata of Azure's machines from a public address.
var azureWire = netip.MustParsePrefix("168.63.129.16/32")

func newGuard(allowPrivate bool) guard {
	if allowPrivate {
		return guard{}
	}
	return guard{ssrf.New(ssrf.WithAnyPort(), ssrf.WithDeniedV4Prefixes(azureWire))}
}

// control is for net.Dialer.
func (g guard) control(network, addr string, c syscall.RawConn) error {
	if g.rules == nil {
		return nil
	}
	if err := g.rules.Safe(network, addr, c); err != nil {
		return fmt.Errorf("%s: %w", addr, errPrivate)
	}
	return nil
}

func (g guard) addr(ip netip.Addr) error {
	if g.rules == nil {
		return nil
	}
	if err := g.rules.SafeAddr(ip.Unmap().WithZone("")); err != nil {
		return fmt.Errorf("%s: %w", ip, errPrivate)
	}
	return nil
}

// literal refuses a host that is itself a special address, for targets that a proxy will dial. Odd
// spellings (0x7f.1) are plain by then: address.Parse made them so.
func (g guard) literal(host string) error {
	if g.rules == nil {
		return nil
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return g.addr(ip)
	}
	if host == "localhost" || strings.HasSuffix(host, ".localhost") { // RFC 6761 6.3
		return fmt.Errorf("%s: %w", host, errPrivate)
	}
	return nil
}

const (
	dialTimeout = 15 * time.Second // for one host, all its addresses
	minAttempt  = 2 * time.Second  // for one of several addresses
)

// dial opens the connection of an exchange: to the proxy, unguarded, or to the host.
func (f *Fetcher) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	if ex, _ := ctx.Value(exchangeKey{}).(*exchange); ex != nil && ex.proxy != nil && addr == proxyAddr(ex.proxy) {
		conn, err := f.connect(ctx, guard{}, network, addr)
		if err != nil {
			return nil, &proxyError{err}
		}
		return conn, nil
	}
	return f.connect(ctx, f.guard, network, addr)
}

func (f *Fetcher) connect(ctx context.Context, g guard, network, addr string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	if f.o.Resolve == nil {
		return f.open(ctx, g, network, addr)
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return f.open(ctx, g, network, net.JoinHostPort(ip.String(), port))
	}
	ips, err := f.o.Resolve(ctx, host)
	if err != nil {
		return nil, resolveError(host, err)
	}
	if len(ips) == 0 {
		return nil, resolveError(host, errors.New("no addresses"))
	}
	var first error
	for i, ip := range ips {
		conn, err := f.attempt(ctx, g, network, net.JoinHostPort(ip.Unmap().String(), port), len(ips)-i)
		if err == nil {
			return conn, nil
		}
		if first == nil {
			first = err
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, first
}

// attempt dials one of left addresses with its share of the time.
func (f *Fetcher) attempt(ctx context.Context, g guard, network, addr string, left int) (net.Conn, error) {
	if deadline, ok := ctx.Deadline(); ok && left > 1 {
		share := max(time.Until(deadline)/time.Duration(left), minAttempt)
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, share)
		defer cancel()
	}
	return f.open(ctx, g, network, addr)
}

// open dials by the hook or by the network, guarded either way.
func (f *Fetcher) open(ctx context.Context, g guard, network, addr string) (net.Conn, error) {
	if f.o.Dial == nil {
		d := net.Dialer{Control: g.control, KeepAlive: 30 * time.Second}
		return d.DialContext(ctx, network, addr)
	}
	if ap, err := netip.ParseAddrPort(addr); err == nil {
		if err := g.addr(ap.Addr()); err != nil {
			return nil, err
		}
	}
	conn, err := f.o.Dial(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	if reached, err := netip.ParseAddrPort(conn.RemoteAddr().String()); err == nil {
		if err := g.addr(reached.Addr()); err != nil {
			conn.Close()
			return nil, err
		}
	}
	return conn, nil
}

func resolveError(host string, err error) error {
	var dns *net.DNSError
	if errors.As(err, &dns) || errors.Is(err, context.Canceled) {
		return err
	}
	return &net.DNSError{Err: err.Error(), UnwrapErr: err, Name: host}
}
