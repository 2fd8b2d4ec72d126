package lang

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// shared opens a file of the shared sets beside the repository. A test that needs one is skipped without them,
// and fails in CI when the folder is there but not usable.
func shared(t testing.TB, name string) *os.File {
	t.Helper()
	dir := os.Getenv("KABAR_SHARED")
	if dir == "" {
		root, err := filepath.Abs(".")
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			parent := filepath.Dir(root)
			if parent == root {
				t.Fatal("no go.mod above the test")
			}
			root = parent
		}
		dir = filepath.Join(root, "..", "shared")
	}
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		if _, there := os.Stat(dir); there == nil && os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("needs ../shared: %v", err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// cases reads a file of JSON lines of the shared sets.
func cases[T any](t testing.TB, name string) []T {
	t.Helper()
	var all []T
	in := bufio.NewScanner(shared(t, name))
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var c T
		if err := json.Unmarshal(in.Bytes(), &c); err != nil {
			t.Fatalf("%s, line %d: %v", name, len(all)+1, err)
		}
		all = append(all, c)
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatalf("%s holds no cases", name)
	}
	return all
}
