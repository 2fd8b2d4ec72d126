package archive

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"kabar/news"
)

var at = time.Date(2026, 3, 2, 8, 15, 0, 0, time.UTC)

func sample(n int) Record {
	return Record{
		URL: fmt.Sprintf("https://www.kabar.example/berita/%d?a=1", n), Fetched: at.Add(time.Duration(n) * time.Second), IP: "192.0.2.7",
		Method: "GET", Proto: "HTTP/2.0", RequestHeader: http.Header{"User-Agent": {"kabar/1 (test)"}, "Accept": {"text/html"}},
		Status: 200, Header: http.Header{"Content-Type": {"text/html"}, "Set-Cookie": {"a=1", "b=2"}, "Content-Length": {"999"}, "Transfer-Encoding": {"chunked"}},
		Body: []byte(fmt.Sprintf("<html>%d \x00\xff %s</html>", n, strings.Repeat("kata ", 200))),
	}
}

func open(t testing.TB, dir string, o Options) *Writer {
	t.Helper()
	w, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{Software: "kabar/test", Operator: "test@kabar.example"})
	var captures []news.Capture
	for i := range 5 {
		captures = append(captures, must[news.Capture](t)(w.Write(sample(i))))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for i, c := range captures {
		got := must[*Record](t)(Read(dir, c))
		want := sample(i)
		if !bytes.Equal(got.Body, want.Body) || got.URL != want.URL || got.Status != 200 || !got.Fetched.Equal(want.Fetched) || got.IP != want.IP {
			t.Errorf("record %d came back as %+v", i, got)
		}
		if !reflect.DeepEqual(got.Header, want.Header) {
			t.Errorf("header %v, want %v", got.Header, want.Header)
		}
	}
	if _, err := w.Write(sample(9)); !errors.Is(err, ErrClosed) {
		t.Errorf("write after Close: %v", err)
	}
}

// TestMessage holds the forms in which a message comes: it is read back as it was received, and what is kept
// can be parsed by anyone.
func TestMessage(t *testing.T) {
	for _, tt := range []struct {
		name   string
		header http.Header
		change func(*Record)
		stated int64 // length that the kept message states, -1 for none
	}{
		{"chunked", http.Header{"Transfer-Encoding": {"chunked"}}, nil, -1},
		{"length that fits", http.Header{"Content-Length": {"4"}}, nil, 4},
		{"length that does not", http.Header{"Content-Length": {"999"}}, nil, 4},
		{"length twice", http.Header{"Content-Length": {"4", "4"}}, nil, 4},
		{"length and chunks", http.Header{"Content-Length": {"7"}, "Transfer-Encoding": {"gzip", "chunked"}}, nil, 4},
		{"no length", http.Header{"Content-Type": {"text/html"}}, nil, -1},
		{"no header at all", http.Header{}, nil, -1},
		{"fields of another archive", http.Header{"X-Archive-Orig-Content-Length": {"1"}, "X-Archive-Orig-Server": {"a"}, "Server": {"b"}}, nil, -1},
		{"many values", http.Header{"Set-Cookie": {"b=2", "a=1"}, "Via": {""}}, nil, -1},
		{"HTTP/2", http.Header{}, func(r *Record) { r.Proto = "HTTP/2.0" }, -1},
		{"a phrase of its own", http.Header{}, func(r *Record) { r.Status, r.Reason = 404, "Nothing Here" }, -1},
		{"a status without phrase", http.Header{}, func(r *Record) { r.Status = 299 }, -1},
		{"broken off", http.Header{"Content-Length": {"9"}}, func(r *Record) { r.Truncated = "disconnect" }, 4},
		{"no body", http.Header{"Content-Length": {"0"}}, func(r *Record) { r.Body = nil }, 0},
		{"body that looks like a header", http.Header{}, func(r *Record) { r.Body = []byte("\r\n\r\nWARC/1.1\r\n\r\n") }, -1},
		{"IPv6", http.Header{}, func(r *Record) { r.IP = "2001:db8::1" }, -1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			want := Record{URL: "https://www.kabar.example/a", Fetched: at, Proto: "HTTP/1.1", Status: 200, Header: tt.header, Body: []byte("text")}
			if tt.change != nil {
				tt.change(&want)
			}
			w := open(t, dir, Options{})
			c := must[news.Capture](t)(w.Write(want))
			w.Close()
			got := must[*Record](t)(Read(dir, c))
			if want.Reason == "" {
				want.Reason = http.StatusText(want.Status)
			}
			if len(want.Body) == 0 {
				want.Body = got.Body[:0]
			}
			if !reflect.DeepEqual(*got, want) {
				t.Errorf("came back as\n%+v, want\n%+v", *got, want)
			}
			raw := response(t, dir)
			m, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(raw.Block)), nil)
			if err != nil {
				t.Fatal(err)
			}
			if body, err := io.ReadAll(m.Body); err != nil || !bytes.Equal(body, want.Body) || m.ContentLength != tt.stated || m.StatusCode != want.Status {
				t.Errorf("parsed by net/http: %d, length %d, body %q, %v\n%s", m.StatusCode, m.ContentLength, body, err, raw.Block)
			}
		})
	}
}

// response is the only response record in a folder.
func response(t *testing.T, dir string) *Raw {
	t.Helper()
	var found *Raw
	for _, path := range must[[]string](t)(Files(dir)) {
		err := Scan(path, func(r *Raw) error {
			if r.Type() == "response" {
				if found != nil {
					t.Error("there are several responses")
				}
				found = r
			}
			return nil
		}, func(g Gap) { t.Errorf("gap %+v", g) })
		if err != nil {
			t.Fatal(err)
		}
	}
	if found == nil {
		t.Fatal("there is no response")
	}
	return found
}

// TestRequest looks at the request as it stands in the file.
func TestRequest(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{})
	must[news.Capture](t)(w.Write(sample(1)))
	w.Close()
	response := response(t, dir)
	n := 0
	err := Scan(must[[]string](t)(Files(dir))[0], func(raw *Raw) error {
		if raw.Type() != "request" {
			return nil
		}
		n++
		r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw.Block)))
		if err != nil {
			return err
		}
		if r.Method != "GET" || r.Host != "www.kabar.example" || r.RequestURI != "/berita/1?a=1" || r.UserAgent() != "kabar/1 (test)" {
			t.Errorf("request %+v", r)
		}
		if raw.Header.Get("Warc-Concurrent-To") != response.Header.Get("Warc-Record-Id") {
			t.Error("the request does not lead to its response")
		}
		return nil
	}, nil)
	if err != nil || n != 1 {
		t.Errorf("%d requests, %v", n, err)
	}
}

func TestRevisit(t *testing.T) {
	for _, tt := range []struct {
		name    string
		change  func(*Record)
		revisit bool
	}{
		{"later", func(r *Record) { r.Fetched = at.Add(time.Hour) }, true},
		{"other header", func(r *Record) { r.Header.Set("Date", "x") }, true},
		{"other address", func(r *Record) { r.URL += "&b=2" }, false},
		{"other body", func(r *Record) { r.Body = []byte("x") }, false},
		{"other status", func(r *Record) { r.Status = 404 }, false},
		{"other type", func(r *Record) { r.Header.Set("Content-Type", "text/html; charset=gbk") }, false},
		{"other encoding", func(r *Record) { r.Header.Set("Content-Encoding", "br") }, false},
		{"broken off", func(r *Record) { r.Truncated = "length" }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			w := open(t, dir, Options{})
			first := must[news.Capture](t)(w.Write(sample(1)))
			again := sample(1)
			tt.change(&again)
			second := must[news.Capture](t)(w.Write(again))
			if same := second == first; same != tt.revisit {
				t.Errorf("captures %v and %v", first, second)
			}
			w.Close()
			types := map[string]int{}
			var refers, id string
			err := Scan(must[[]string](t)(Files(dir))[0], func(r *Raw) error {
				types[r.Type()]++
				switch {
				case r.Type() == "revisit":
					refers = r.Header.Get("Warc-Refers-To")
				case r.Offset == first.Offset:
					id = r.Header.Get("Warc-Record-Id")
				}
				return nil
			}, func(g Gap) { t.Errorf("gap %+v", g) })
			if err != nil || types["revisit"]+types["response"] != 2 || (types["revisit"] == 1) != tt.revisit || types["request"] != 2 || types["warcinfo"] != 1 {
				t.Errorf("records %v, %v", types, err)
			}
			if tt.revisit && refers != id {
				t.Errorf("the revisit refers to %q, the first is %q", refers, id)
			}
			open(t, dir, Options{}) // captures outlive the process that made them
			if r := must[*Record](t)(Read(dir, second)); !bytes.Equal(r.Body, again.Body) {
				t.Errorf("body %q", r.Body)
			}
		})
	}
}

func TestPayloadsAreForgotten(t *testing.T) {
	var p payloads
	key := func(i int) [32]byte { return [32]byte{byte(i), byte(i >> 8)} }
	for i := range 5 * generation {
		p.put(key(i), keptPayload{id: "x"})
		p.get(key(0)) // asked for all the time, so it stays
	}
	if n := len(p.young) + len(p.old); n > 2*generation {
		t.Errorf("%d are remembered", n)
	}
	if _, ok := p.get(key(0)); !ok {
		t.Error("the one in use was forgotten")
	}
	if _, ok := p.get(key(generation)); ok {
		t.Error("an old one was not forgotten")
	}
}

func TestRotation(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{MaxFile: 2000})
	var captures []news.Capture
	for i := range 20 {
		captures = append(captures, must[news.Capture](t)(w.Write(sample(i))))
		if i%7 == 0 {
			if err := w.Sync(); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.Close()
	if files := must[[]string](t)(Files(dir)); len(files) < 5 {
		t.Errorf("files %v", files)
	}
	for _, c := range captures {
		must[*Record](t)(Read(dir, c))
	}
	// A second process makes a file of its own.
	w = open(t, dir, Options{})
	c := must[news.Capture](t)(w.Write(sample(99)))
	for _, before := range captures {
		if before.File == c.File {
			t.Error("a second process writes to the file of the first")
		}
	}
}

func TestMissing(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"kabar-x.warc.gz", "../etc/passwd", "..", ".", "", "/"} {
		if _, err := Read(dir, news.Capture{File: name}); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestHostileHeader has a server write line ends and records into its fields: they stay in their field.
func TestHostileHeader(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{Software: "a\r\n\r\nb"})
	r := sample(1)
	r.Header = http.Header{
		"X-Evil": {"a\r\n\r\nWARC/1.1\r\nWARC-Type: response"}, "X: y\r\nZ": {"1"}, "": {"\r\n"}, "X-Nul": {"\x00"}, "X-Lf": {"a\nb"},
	}
	r.IP, r.Reason, r.Truncated = "192.0.2.7\r\nWARC-Type: warcinfo", "OK\r\nA: b", "length\r\n\r\n"
	r.RequestHeader = http.Header{"A": {"b\r\n\r\nc"}}
	c := must[news.Capture](t)(w.Write(r))
	w.Close()
	got := must[*Record](t)(Read(dir, c))
	if !bytes.Equal(got.Body, r.Body) || got.Header.Get("X-Evil") != "a    WARC/1.1  WARC-Type: response" || got.Header.Get("A") != "" {
		t.Errorf("came back as %+v", got)
	}
	if raw := response(t, dir); len(raw.Header["Warc-Type"]) != 1 {
		t.Errorf("record header %v", raw.Header)
	}
}

func TestWhatIsNotKept(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{})
	for name, change := range map[string]func(*Record){
		"no address":      func(r *Record) { r.URL = "kabar" },
		"no parseable":    func(r *Record) { r.URL = "https://a.example/%zz" },
		"endless address": func(r *Record) { r.URL += strings.Repeat("a", maxURL) },
		"no status":       func(r *Record) { r.Status = 0 },
		"odd status":      func(r *Record) { r.Status = 1000 },
		"endless body":    func(r *Record) { r.Body = make([]byte, maxBody+1) },
	} {
		r := sample(1)
		change(&r)
		if _, err := w.Write(r); err == nil {
			t.Errorf("%s: was taken", name)
		}
	}
	if files := must[[]string](t)(Files(dir)); len(files) > 0 {
		t.Errorf("files %v", files)
	}
}

func TestConcurrent(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, Options{MaxFile: 20000})
	var group sync.WaitGroup
	captures := make([]news.Capture, 200)
	for g := range 8 {
		group.Go(func() {
			for i := g; i < len(captures); i += 8 {
				c, err := w.Write(sample(i))
				if err != nil {
					t.Error(err)
				}
				captures[i] = c
				if i%5 == 0 {
					if err := w.Sync(); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	group.Wait()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for i, c := range captures {
		if r := must[*Record](t)(Read(dir, c)); !bytes.Equal(r.Body, sample(i).Body) {
			t.Fatalf("record %d holds another body", i)
		}
	}
}

func FuzzParseRecord(f *testing.F) {
	block := []byte("HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody")
	b := appendHead(nil, header{{"WARC-Type", "response"}, {"WARC-Date", stamp(at)}}, block)
	f.Add(append(append(b, block...), recordEnd...))
	f.Fuzz(func(t *testing.T, b []byte) {
		if raw, err := parseRecord(bytes.NewReader(b)); err == nil {
			_, _ = raw.record() // must not panic
		}
	})
}
