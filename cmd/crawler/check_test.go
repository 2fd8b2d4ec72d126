package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kabar/dedup"
	"kabar/store/bolt"
)

// A damaged index is made again with nothing lost; damage that takes something with it is told, with another exit code.
func TestCheckRepair(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	must(t, "demo", "--data", dir)
	before, _ := must(t, "export", "--data", dir)
	path := filepath.Join(dir, bolt.FileName)
	run := func(args ...string) (code int, stdout, stderr string) {
		var out, errOut bytes.Buffer
		code = realMain(append([]string{"--data", dir}, args...), nil, &out, &errOut)
		return code, out.String(), errOut.String()
	}
	for _, c := range []struct {
		what string
		at   int // the byte behind its beginning that is damaged
		code int
		says string
	}{
		{dedup.Scheme(), 0, exitOK, "no problems"},
		{"counters\x01", 9, exitFailure, "lost: meta counters"},
	} {
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for i := 0; ; found++ {
			at := bytes.Index(file[i:], []byte(c.what))
			if at < 0 {
				break
			}
			file[i+at+c.at] ^= 1
			i += at + 1
		}
		if err := os.WriteFile(path, file, 0o666); err != nil || found == 0 {
			t.Fatal(found, err)
		}
		if code, _, stderr := run("check"); code != exitFailure || !strings.Contains(stderr, "damaged") {
			t.Errorf("check: exit %d, %s", code, stderr)
		}
		code, stdout, stderr := run("check", "--repair")
		if code != c.code || !strings.Contains(stderr, c.says) || !strings.Contains(stderr, bolt.FileName+".damaged") || stdout == "" {
			t.Errorf("repair: exit %d\n%s\n%s", code, stdout, stderr)
		}
		if after, _ := must(t, "export", "--data", dir); after != before {
			t.Error("the export is another one")
		}
		must(t, "check", "--data", dir)
	}
}
