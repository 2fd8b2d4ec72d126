package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"crawler": main})
}

// TestScripts runs the transcripts in testdata/script: every command, and every message that a person may
// meet.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			env.Setenv("HTTP_PROXY", "http://127.0.0.1:1") // nothing here may use the network
			env.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
			site := slowSite()
			env.Defer(site.Close)
			env.Setenv("SLOWSITE", site.URL)
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits, "lock": lock, "lines": countLines, "await": await,
		},
	})
}

// exits CODE: the exit code of the last 'exec' that was run by 'code'.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if (got == args[0]) == neg {
		ts.Fatalf("exit code %s, want %s (negated: %v)", got, args[0], neg)
	}
}

// lock DIR holds the lock of a data folder as a run would, until the script ends.
func lock(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: lock FILE")
	}
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_RDWR|os.O_CREATE, 0o644)
	ts.Check(err)
	ts.Check(syscall.Flock(int(f.Fd()), syscall.LOCK_EX))
	ts.Defer(func() { f.Close() })
}

// lines N FILE: the file has just N lines.
func countLines(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: lines N FILE")
	}
	n := strings.Count(ts.ReadFile(args[1]), "\n")
	if (args[0] == strconv.Itoa(n)) == neg {
		ts.Fatalf("%s has %d lines, want %s", args[1], n, args[0])
	}
}

// slowSite is a front page with more articles than a test waits for, each of which takes a while.
func slowSite() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/":
			fmt.Fprint(w, "<html><body>")
			for i := range 5000 {
				fmt.Fprintf(w, "<p><a href='/berita/%d/warga-membawa-perahu-%d.html'>Warga membawa perahu ke dermaga %d</a></p>", i, i, i)
			}
		case strings.HasPrefix(r.URL.Path, "/berita/"):
			select {
			case <-time.After(50 * time.Millisecond):
			case <-r.Context().Done():
			}
			fmt.Fprintf(w, "<html><body><article><h1>%s</h1><p>%s</p></article></body></html>", r.URL.Path, strings.ReplaceAll(story(0, 5), "\n\n", "</p><p>"))
		default:
			http.NotFound(w, r)
		}
	}))
}

// await FILE waits until the file is there, await REGEXP COMMAND... until the output of the command matches.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: await FILE | await REGEXP COMMAND...")
	}
	for begin := time.Now(); time.Since(begin) < time.Minute; time.Sleep(20 * time.Millisecond) {
		if len(args) > 1 {
			ts.Check(ts.Exec(args[1], args[2:]...))
			if regexp.MustCompile(args[0]).MatchString(ts.ReadFile("stdout")) {
				return
			}
		} else if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
	}
	ts.Fatalf("%v: nothing happened within a minute", args)
}
