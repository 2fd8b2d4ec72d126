package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kabar/internal/testweb"
	"kabar/store"
	"kabar/store/bolt"
	"kabar/store/remote"
)

// TestReadingWhileHeld gives every command that reads twice: while the data folder is free, and while this process holds it and commits.
func TestReadingWhileHeld(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	crawler := func(want int, args ...string) (string, string) {
		t.Helper()
		var out, errOut bytes.Buffer
		if code := realMain(append([]string{"--data", dir}, args...), nil, &out, &errOut); code != want {
			t.Errorf("crawler %v: exit %d, want %d: %s", args, code, want, &errOut)
		}
		return out.String(), errOut.String()
	}
	crawler(exitOK, "demo")
	dump, _ := crawler(exitOK, "export")
	url := "http://" + testweb.HostSiak + firstPath
	calls := [][]string{
		{"export"}, {"export", "--members", "--min-words", "20"}, {"stats", "--json"}, {"sources"}, {"show", url}, {"show", "--json", url},
		{"show", "--raw", url}, {"show", "--revisions", url}, {"show", "--diff", url}, {"dups", url}, {"dups", "--stats"},
		{"rederive", "--dry-run", "--force"}, {"prune", "--keep-raw", "90d", "--dry-run"}, {"sources", "kabarsiak.example"},
	}
	free := make([]string, len(calls))
	for i, args := range calls {
		free[i], _ = crawler(exitOK, args...)
	}
	var errOut bytes.Buffer
	a := &app{errOut: &errOut}
	a.cfg.Data = dir
	err := a.holding(bolt.Options{}, func(s store.Store) error {
		for i, args := range calls {
			if held, _ := crawler(exitOK, args...); held != free[i] {
				t.Errorf("crawler %v: while the folder is held\n%s\nfree\n%s", args, held, free[i])
			}
		}
		for _, args := range [][]string{{"run", "a.example"}, {"compact"}, {"check"}, {"forget", "--yes", url}} {
			if _, message := crawler(exitLocked, args...); !strings.Contains(message, fmt.Sprintf("process %d", os.Getpid())) {
				t.Errorf("crawler %v does not name the owner: %s", args, message)
			}
		}
		// A dump while others commit holds what the store held, whole records in order.
		var first string
		copied := filepath.Join(t.TempDir(), "copy.db.zst")
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			first, _ = crawler(exitOK, "export")
			crawler(exitOK, "backup", copied)
		}()
		n := 0
		for done := false; !done; n++ {
			publish(t, s, fmt.Sprintf("https://later.example/%d", n), fmt.Sprintf("berita %d", n))
			select {
			case <-ended:
				done = true
			default:
			}
		}
		last, _ := crawler(exitOK, "export")
		if missing(first, dump) != "" || missing(last, first) != "" || strings.Count(first, "\n") > strings.Count(dump, "\n")+n {
			t.Errorf("the dump under commits lacks what was there before, or holds what was not committed")
		}
		if strings.Count(last, "\n") != strings.Count(dump, "\n")+n {
			t.Errorf("%d records, want %d and %d", strings.Count(last, "\n"), strings.Count(dump, "\n"), n)
		}
		restored := filepath.Join(t.TempDir(), "restored")
		crawler(exitOK, "restore", "--data", restored, copied)
		back, _ := crawler(exitOK, "export", "--data", restored)
		if line := missing(last, back); line != "" {
			t.Errorf("the restored copy has what the store does not have: %s", line)
		}
		if line := missing(back, dump); line != "" {
			t.Errorf("the restored copy lacks what was there before: %s", line)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(filepath.Join(dir, remote.SocketName)); !os.IsNotExist(err) {
		t.Errorf("the socket stays: %v", err)
	}
}

// missing is the first record of an earlier dump that a dump lacks. Those of its last second may have got others between them.
func missing(dump, earlier string) string {
	have := map[string]bool{}
	for line := range strings.Lines(dump) {
		have[line] = true
	}
	for line := range strings.Lines(earlier) {
		if !have[line] {
			return line
		}
	}
	return ""
}
