package archive

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"kabar/news"
)

// TestWarcio lets warcio, the reader of the web archiving world, judge a file: every digest passes, every response
// lies where its capture says, and comes out with the body that went in.
//
// CI installs it (python3 -m venv, pip install warcio) and sets KABAR_WARCIO to the command; without that, warcio
// or "python3 -m warcio.cli" is tried.
func TestWarcio(t *testing.T) {
	var command []string
	if named := os.Getenv("KABAR_WARCIO"); named != "" {
		command = []string{named}
	}
	for _, try := range [][]string{{"warcio"}, {"python3", "-m", "warcio.cli"}} {
		if len(command) == 0 && exec.Command(try[0], append(try[1:], "--version")...).Run() == nil {
			command = try
		}
	}
	if len(command) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("warcio is missing: pip install warcio, or set KABAR_WARCIO")
		}
		t.Skip("needs warcio (pip install warcio)")
	}
	run := func(args ...string) string {
		t.Helper()
		out, err := exec.Command(command[0], append(command[1:], args...)...).Output()
		if err != nil {
			t.Fatalf("warcio %v: %v\n%s", args, err, out)
		}
		return string(out)
	}

	dir := t.TempDir()
	w := open(t, dir, Options{Software: "kabar/test", Operator: "test@kabar.example"})
	want := map[int64][]byte{}
	for i := range 6 { // the last two are revisits
		r := sample(i % 4)
		want[must[news.Capture](t)(w.Write(r)).Offset] = r.Body
	}
	for i, change := range []func(*Record){
		func(r *Record) { r.Body, r.Status = nil, 404 },
		func(r *Record) { r.Truncated = "length" },
		func(r *Record) { r.Header.Del("Content-Length") },
		func(r *Record) { r.Proto, r.IP = "", "" },
		func(r *Record) { r.Body = bytes.Repeat([]byte{0, 0xff, '\r', '\n'}, 1<<16) },
	} {
		r := sample(10 + i)
		change(&r)
		want[must[news.Capture](t)(w.Write(r)).Offset] = r.Body
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := must[[]string](t)(Files(dir))[0]
	check := run("check", "-v", path)
	// All but warcinfo have a request and a response of which warcio checks the digests; it checks none of a revisit.
	if passed := strings.Count(check, "digest pass"); passed != 1+11+9 || strings.Contains(check, "fail") {
		t.Errorf("%d digests passed:\n%s", passed, check)
	}
	index := run("index", "-f", "offset,warc-type,http:status", path)
	for offset, body := range want {
		status := 200
		if body == nil {
			status = 404
		}
		if line := fmt.Sprintf(`{"offset": "%d", "warc-type": "response", "http:status": "%d"}`, offset, status); !strings.Contains(index, line) {
			t.Errorf("no %s in\n%s", line, index)
		}
		if got := run("extract", "--payload", path, fmt.Sprint(offset)); got != string(body) {
			t.Errorf("payload at %d: %d octets, want %d", offset, len(got), len(body))
		}
	}
	if n := strings.Count(index, `"revisit"`); n != 2 {
		t.Errorf("%d revisits\n%s", n, index)
	}
}
