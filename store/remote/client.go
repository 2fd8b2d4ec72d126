package remote

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"

	"kabar/internal/version"
	"kabar/news"
	"kabar/store"
)

// ErrNobody says that no process serves the data folder.
var ErrNobody = errors.New("no process serves the data folder")

// errLeft says that the server went away before its answer was whole.
var errLeft = errors.New("the process that holds the data folder ended")

// Client is a [store.Reader] that asks the process which holds a data folder.
type Client struct {
	http http.Client
	next func(context.Context) (store.Reader, error)

	mu      sync.Mutex
	instead store.Reader // after the server has gone
	closed  bool
}

var _ store.Reader = (*Client)(nil)

// Dial asks the process that serves a data folder to answer from now on. When that process ends meanwhile, next opens the store in another
// way and the reading goes on there: cursors hold. nil: it then fails. ErrNobody; an error that names both versions when the process is of
// another one.
func Dial(ctx context.Context, dir string, next func(context.Context) (store.Reader, error)) (*Client, error) {
	c := &Client{next: next}
	c.http.Transport = &http.Transport{
		DialContext:        func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx, dir) },
		DisableCompression: true, MaxIdleConnsPerHost: atATime,
	}
	if _, err := ask[nothing, greeting](ctx, c, "Hello", nothing{}); err != nil {
		c.http.CloseIdleConnections()
		if errors.Is(err, errLeft) {
			err = fmt.Errorf("%w: %w", ErrNobody, err)
		}
		return nil, err
	}
	return c, nil
}

// post sends a question. The answer's body is the caller's to close; its status is 200.
func (c *Client) post(ctx context.Context, name string, question io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://kabar/"+name, question)
	if err != nil {
		return nil, err
	}
	req.Header.Set(headerProtocol, protocol())
	resp, err := c.http.Do(req)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, ErrNobody), errors.Is(err, net.ErrClosed), lost(err):
		return nil, fmt.Errorf("%w: %w", errLeft, err)
	default:
		return nil, fmt.Errorf("ask the process that holds the data folder: %w", err)
	}
	if resp.StatusCode == http.StatusOK {
		return resp, nil
	}
	defer resp.Body.Close()
	switch other := resp.Header.Get(headerVersion); {
	case other == "":
		return nil, fmt.Errorf("what listens on %s in the data folder is not kabar (%s)", SocketName, resp.Status)
	case resp.StatusCode == http.StatusUpgradeRequired:
		return nil, fmt.Errorf("the process that holds the data folder is kabar %s of another build, this is kabar %s: use the same build, or wait until it has ended",
			other, version.Number())
	case resp.StatusCode == http.StatusUnprocessableEntity:
		var f failure
		if err := gob.NewDecoder(resp.Body).Decode(&f); err != nil {
			return nil, cut(ctx, err)
		}
		return nil, f.err()
	}
	text, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	return nil, fmt.Errorf("the process that holds the data folder refuses the question: %s", bytes.TrimSpace(text))
}

// lost tells whether a connection broke, rather than the question being wrong.
func lost(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op != "dial" || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// cut is the error of an answer that could not be read to its end.
func cut(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if lost(err) {
		return fmt.Errorf("%w: %w", errLeft, err)
	}
	return fmt.Errorf("answer of the process that holds the data folder: %w", err)
}

// ask asks the server once.
func ask[Q, A any](ctx context.Context, c *Client, name string, q Q) (a A, err error) {
	var question bytes.Buffer
	if err := gob.NewEncoder(&question).Encode(q); err != nil {
		return a, err
	}
	resp, err := c.post(ctx, name, &question)
	if err != nil {
		return a, err
	}
	defer resp.Body.Close()
	if err := gob.NewDecoder(resp.Body).Decode(&a); err != nil {
		var none A
		return none, cut(ctx, err)
	}
	_, _ = io.Copy(io.Discard, resp.Body) // to its end, so that the connection serves again
	return a, nil
}

// call asks the server, or what stands for it once it has gone.
func call[Q, A any](ctx context.Context, c *Client, m method[Q, A], q Q) (A, error) {
	var none A
	r, err := c.other(ctx, nil)
	if err != nil {
		return none, err
	}
	if r == nil {
		a, err := ask[Q, A](ctx, c, m.name, q)
		if !ended(err) {
			return a, err
		}
		if r, err = c.other(ctx, err); err != nil {
			return none, err
		}
	}
	return m.run(ctx, r, q)
}

// ended tells whether an error says that the server ends: it is going, or its store is closed already.
func ended(err error) bool { return errors.Is(err, errLeft) || errors.Is(err, store.ErrClosed) }

// other is what stands for the server, nil while it answers. why says that it has gone.
func (c *Client) other(ctx context.Context, why error) (store.Reader, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return nil, store.ErrClosed
	case c.instead != nil || why == nil:
		return c.instead, ctx.Err()
	case c.next == nil:
		return nil, why
	}
	r, err := c.next(ctx)
	if err != nil {
		return nil, err
	}
	c.instead = r
	return r, nil
}

// Close ends the reading; the server goes on.
func (c *Client) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	c.closed = true
	c.http.CloseIdleConnections()
	if c.instead != nil {
		return c.instead.Close()
	}
	return nil
}

// Backup writes a consistent copy; see the contract. When the server ends in the middle of it, it fails.
func (c *Client) Backup(ctx context.Context, w io.Writer) error {
	r, err := c.other(ctx, nil)
	if err != nil {
		return err
	}
	if r == nil {
		resp, err := c.post(ctx, "Backup", nil)
		if err == nil {
			defer resp.Body.Close()
			return receive(ctx, resp, w)
		}
		if !ended(err) {
			return err
		}
		if r, err = c.other(ctx, err); err != nil {
			return err
		}
	}
	return r.Backup(ctx, w)
}

// receive copies a backup and looks whether it is whole.
func receive(ctx context.Context, resp *http.Response, w io.Writer) error {
	to := &counted{w: w}
	n, err := io.Copy(to, resp.Body)
	if err != nil && n == to.n && ctx.Err() == nil && lost(err) {
		return fmt.Errorf("%w after %d bytes: try again", errLeft, n)
	}
	if err != nil {
		return err
	}
	switch outcome := resp.Trailer.Get(trailerOutcome); outcome {
	case done:
		return nil
	case "":
		return fmt.Errorf("%w after %d bytes: try again", errLeft, n)
	default:
		return errors.New(outcome)
	}
}

// Changes asks the server; see the contract.
func (c *Client) Changes(ctx context.Context, after store.Cursor, limit int) ([]store.Change, store.Cursor, error) {
	a, err := call(ctx, c, changes, page{After: string(after), Limit: limit})
	return a.Items, store.Cursor(a.Next), err
}

// Documents asks the server; see the contract.
func (c *Client) Documents(ctx context.Context, after store.DocCursor, limit int) ([]news.Document, store.DocCursor, error) {
	a, err := call(ctx, c, documents, page{After: string(after), Limit: limit})
	return a.Items, store.DocCursor(a.Next), err
}

// Frontier asks the server; see the contract.
func (c *Client) Frontier(ctx context.Context, name string, after store.FrontierCursor, limit int) ([]store.Address, store.FrontierCursor, error) {
	a, err := call(ctx, c, frontier, page{Of: name, After: string(after), Limit: limit})
	return a.Items, store.FrontierCursor(a.Next), err
}

// Sources asks the server; see the contract.
func (c *Client) Sources(ctx context.Context, site string, after store.SourceCursor, limit int) ([]store.Address, store.SourceCursor, error) {
	a, err := call(ctx, c, sources, page{Of: site, After: string(after), Limit: limit})
	return a.Items, store.SourceCursor(a.Next), err
}

// Seen asks the server; see the contract.
func (c *Client) Seen(ctx context.Context, keys []string) ([]bool, error) {
	return call(ctx, c, seen, keys)
}

// Address asks the server; see the contract.
func (c *Client) Address(ctx context.Context, key string) (store.Address, error) {
	return call(ctx, c, address, key)
}

// Sites asks the server; see the contract.
func (c *Client) Sites(ctx context.Context) ([]store.SiteInfo, error) {
	return call(ctx, c, sites, nothing{})
}

// Hosts asks the server; see the contract.
func (c *Client) Hosts(ctx context.Context, site string) ([]store.HostState, error) {
	return call(ctx, c, hosts, site)
}

// Host asks the server; see the contract.
func (c *Client) Host(ctx context.Context, name string) (store.HostState, error) {
	return call(ctx, c, host, name)
}

// Robots asks the server; see the contract.
func (c *Client) Robots(ctx context.Context, origin string) (news.Robots, error) {
	return call(ctx, c, robots, origin)
}

// Memo asks the server; see the contract.
func (c *Client) Memo(ctx context.Context, site, name string) ([]byte, error) {
	return call(ctx, c, memo, pair{site, name})
}

// Document asks the server; see the contract.
func (c *Client) Document(ctx context.Context, id news.ID) (news.Document, error) {
	return call(ctx, c, document, id)
}

// Revisions asks the server; see the contract.
func (c *Client) Revisions(ctx context.Context, id news.ID) ([]news.Document, error) {
	return call(ctx, c, revisions, id)
}

// Stats asks the server; see the contract.
func (c *Client) Stats(ctx context.Context) (store.Stats, error) {
	return call(ctx, c, stats, nothing{})
}
