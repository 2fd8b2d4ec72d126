package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"kabar/news"
	"kabar/store"
	"kabar/store/bolt"
)

// open is a store with some addresses and documents.
func open(t *testing.T, dir string) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(dir, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for i := range 5 {
		url := fmt.Sprintf("https://h%d.example/", i)
		f := store.Found{Link: news.Link{URL: url, Work: news.WorkArticle, Via: news.ViaSeed}, Key: url, Host: fmt.Sprintf("h%d.example", i), Site: "example"}
		if _, err := s.Add(t.Context(), []store.Found{f}); err != nil {
			t.Fatal(err)
		}
		l, err := s.Lease(t.Context(), store.LeaseRequest{TTL: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Commit(t.Context(), store.Visit{
			Token: l.Token, Outcome: news.Outcome{At: time.Now(), Result: news.ResultNew}, State: store.AddressState{Visited: time.Now()},
			Document: &store.Candidate{
				Article: news.Article{
					URL: url, Title: "Judul", Paragraphs: []string{fmt.Sprint("teks ", i)}, Rights: news.Rights{TDM: &news.TDM{}},
					Published: news.Date{Time: time.Date(2026, 3, 1, 8, 0, 0, 0, time.FixedZone("", 7*3600)), Precision: news.Minute},
				},
				TextHash: [16]byte{byte(i)}, Fetched: time.Now(),
			},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func serve(t *testing.T, dir string, s store.Reader) *Server {
	t.Helper()
	server, err := Serve(dir, s, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return server
}

func TestDocumentsAreWhole(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	serve(t, dir, s)
	c, err := Dial(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	want, end, err := s.Documents(t.Context(), "", 0)
	if err != nil || len(want) != 5 {
		t.Fatalf("%d documents, %v", len(want), err)
	}
	got, at, err := c.Documents(t.Context(), "", 0)
	if err != nil || at != end {
		t.Fatalf("cursor %q, want %q, %v", at, end, err)
	}
	for i := range got { // a zone without a name is another pointer
		if g, w := got[i].Published.String(), want[i].Published.String(); g != w {
			t.Errorf("published %s, want %s", g, w)
		}
		got[i].Published, want[i].Published = news.Date{}, news.Date{}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestSocket(t *testing.T) {
	deep := t.TempDir()
	for len(deep) < 200 {
		deep = filepath.Join(deep, "a-folder-with-a-long-name")
	}
	for name, dir := range map[string]string{"short": t.TempDir(), "long": deep} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, SocketName)
			if _, err := Dial(t.Context(), dir, nil); !errors.Is(err, ErrNobody) {
				t.Errorf("no socket: %v", err)
			}
			s := open(t, dir)
			for round := range 2 {
				server := serve(t, dir, s)
				info, err := os.Stat(path)
				if err != nil || info.Mode().Perm() != 0o600 || info.Mode().Type() != os.ModeSocket {
					t.Errorf("socket: %v, %v", info, err)
				}
				c, err := Dial(t.Context(), dir, nil)
				if err != nil {
					t.Fatal(err)
				}
				if st, err := c.Stats(t.Context()); err != nil || st.Documents != 5 {
					t.Errorf("stats: %+v, %v", st, err)
				}
				c.Close()
				if round == 0 { // as a killed process leaves it
					server.sock.made = nil
					server.sock.Listener.(*net.UnixListener).SetUnlinkOnClose(false)
				}
				if err := server.Close(); err != nil {
					t.Error(err)
				}
				if _, err := Dial(t.Context(), dir, nil); !errors.Is(err, ErrNobody) {
					t.Errorf("nobody listens: %v", err)
				}
			}
			if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the socket stays: %v", err)
			}
			if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestSomethingInTheWay(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, SocketName)
	if err := os.WriteFile(path, []byte("notes"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Serve(dir, nil, nil); err == nil || !strings.Contains(err.Error(), "in the way") {
		t.Errorf("a file with the socket's name: %v", err)
	}
	if b, _ := os.ReadFile(path); string(b) != "notes" {
		t.Error("the file was touched")
	}
}

// TestOthers meets what is no server of this form.
func TestOthers(t *testing.T) {
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		want    string
	}{
		"another program": {func(w http.ResponseWriter, _ *http.Request) { http.NotFound(w, nil) }, "is not kabar"},
		"another build": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set(headerVersion, "9.9.9")
			w.WriteHeader(http.StatusUpgradeRequired)
		}, "kabar 9.9.9 of another build"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			sock, err := listen(dir)
			if err != nil {
				t.Fatal(err)
			}
			go http.Serve(sock, test.handler)
			defer sock.Close()
			if _, err := Dial(t.Context(), dir, nil); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	dir := t.TempDir()
	serve(t, dir, open(t, dir))
	conn, err := dial(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "POST /Stats HTTP/1.1\r\nHost: kabar\r\nKabar-Protocol: older\r\nContent-Length: 0\r\n\r\n")
	head := make([]byte, 1<<10)
	n, err := conn.Read(head)
	if err != nil || !strings.Contains(string(head[:n]), " 426 ") || !strings.Contains(string(head[:n]), headerVersion) {
		t.Errorf("to an older client: %q, %v", head[:n], err)
	}
}

func TestErrorsKeepWhatTheyAre(t *testing.T) {
	for _, s := range sentinels {
		err := failureOf(fmt.Errorf("document x: %w", s)).err()
		if !errors.Is(err, s) || err.Error() != "document x: "+s.Error() {
			t.Errorf("%v came as %v", s, err)
		}
		for _, other := range sentinels {
			if other != s && errors.Is(err, other) {
				t.Errorf("%v is %v too", s, other)
			}
		}
	}
	dir := t.TempDir()
	serve(t, dir, open(t, dir))
	c, err := Dial(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Seen(t.Context(), []string{strings.Repeat("x", maxQuestion)}); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("a question without bounds: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Stats(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestServerEnds ends the server between two pages of a listing: the rest comes from the file.
func TestServerEnds(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	server := serve(t, dir, s)
	opened := 0
	c, err := Dial(t.Context(), dir, func(context.Context) (store.Reader, error) {
		opened++
		return bolt.Open(dir, bolt.Options{ReadOnly: true})
	})
	if err != nil {
		t.Fatal(err)
	}
	var urls []string
	var after store.DocCursor
	for i := 0; ; i++ {
		docs, next, err := c.Documents(t.Context(), after, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(docs) == 0 {
			break
		}
		for _, d := range docs {
			urls = append(urls, d.URL)
		}
		after = next
		if i == 0 {
			if err := errors.Join(server.Close(), s.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
	if opened != 1 || len(urls) != 5 || urls[4] != "https://h4.example/" {
		t.Errorf("opened %d times, got %v", opened, urls)
	}
	if err := c.Backup(t.Context(), io.Discard); err != nil {
		t.Errorf("backup: %v", err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if _, err := c.Stats(t.Context()); !errors.Is(err, store.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

// breaking is a store whose backup fails in the middle, or before it.
type breaking struct {
	store.Reader
	at int
}

func (b breaking) Backup(_ context.Context, w io.Writer) error {
	if _, err := w.Write(make([]byte, b.at)); err != nil {
		return err
	}
	return fmt.Errorf("page 7: %w", store.ErrCorrupt)
}

func TestBackup(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	var want, got bytes.Buffer
	if err := s.Backup(t.Context(), &want); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		s    store.Reader
	}{{"whole", s}, {"breaks at once", breaking{s, 0}}, {"breaks later", breaking{s, 1 << 20}}} {
		server := serve(t, dir, test.s)
		c, err := Dial(t.Context(), dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		got.Reset()
		err = c.Backup(t.Context(), &got)
		switch {
		case test.s == s && (err != nil || !bytes.Equal(got.Bytes(), want.Bytes())):
			t.Errorf("%s: %v, %d bytes, want %d", test.name, err, got.Len(), want.Len())
		case test.s != s && (err == nil || !strings.Contains(err.Error(), "page 7: store is damaged")):
			t.Errorf("%s: %v", test.name, err)
		}
		if err := errors.Join(c.Close(), server.Close()); err != nil {
			t.Error(err)
		}
	}
	full := errors.New("no space")
	serve(t, dir, s)
	c, err := Dial(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Backup(t.Context(), failing{full}); !errors.Is(err, full) {
		t.Errorf("a writer that fails: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
