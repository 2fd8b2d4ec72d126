// Package shared finds the recorded test data that lies beside the repository. Tests that need it skip
// where it is not there; where CI runs, data that is there and cannot be used is a failure.
package shared

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Dir is the folder or file at this path below the shared data, or the test is skipped. The environment variable
// KABAR_SHARED names another place than ../shared.
func Dir(t testing.TB, path ...string) string {
	t.Helper()
	top := os.Getenv("KABAR_SHARED")
	if top == "" {
		top = filepath.Join(filepath.Dir(Root(t)), "shared")
	}
	if _, err := os.Stat(top); err != nil {
		t.Skipf("needs the recorded test data in %s", top)
	}
	dir := filepath.Join(append([]string{top}, path...)...)
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the recorded test data is there, but not %s: %v", dir, err)
		}
		t.Skipf("needs %s", dir)
	}
	return dir
}

// Lines reads a file of JSON lines at this path below the shared data, or the test is skipped. A file without a line is a failure:
// a test that counts its cases would pass on none.
func Lines[T any](t testing.TB, path ...string) []T {
	t.Helper()
	name := Dir(t, path...)
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []T
	in := bufio.NewScanner(f)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var v T
		if err := json.Unmarshal(in.Bytes(), &v); err != nil {
			t.Fatalf("%s, line %d: %v", name, len(all)+1, err)
		}
		all = append(all, v)
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatalf("%s holds no line", name)
	}
	return all
}

// Root is the repository's top folder.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test's folder")
		}
		dir = filepath.Dir(dir)
	}
}
