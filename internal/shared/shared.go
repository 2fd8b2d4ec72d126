// Package shared finds the recorded test data that lies beside the repository. Tests that need it skip
// where it is not there; where CI runs, data that is there and cannot be used is a failure.
package shared

import (
	"os"
	"path/filepath"
	"testing"
)

// Dir is the folder at this path below the shared data, or the test is skipped. The environment variable
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
