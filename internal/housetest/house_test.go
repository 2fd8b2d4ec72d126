// Package housetest keeps the house in order: a room imports only rooms of lower floors, and each
// third-party library is imported in one room only.
package housetest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kabar/internal/shared"
)

// floors says on which floor each room lies. A package below a room lies on its room's floor unless it is
// named itself; packages of one room may import each other.
var floors = map[string]int{
	"news": 0, "address": 0, "internal/version": 0,
	"page": 1, "config": 1, "date": 1, "normalize/text": 1, "normalize/lang": 1, "normalize/dateline": 1,
	"store": 2, "crawl/fetch": 2, "crawl/robots": 2, "crawl/discover": 2, "crawl/shapes": 2, "normalize": 2, "dedup": 2, "archive": 2,
	"store/bolt": 3, "store/remote": 3, "store/storetest": 3, "export": 3,
	"crawl":            4,
	"internal/testweb": 4, "internal/shared": 0,
	"cmd/crawler": 5,
}

// doors says in which rooms a library may be imported, by the beginning of its path.
var doors = map[string][]string{
	"github.com/gocolly/colly":        {"crawl/fetch"},
	"github.com/mmcdole/gofeed":       {"crawl/discover"},
	"go.etcd.io/bbolt":                {"store/bolt"},
	"golang.org/x/net/html":           {"page", "crawl/discover", "normalize"},
	"golang.org/x/net/publicsuffix":   {"address"},
	"github.com/nlnwa/whatwg-url":     {"address"},
	"code.dny.dev/ssrf":               {"crawl/fetch"},
	"github.com/andybalholm/brotli":   {"crawl/fetch"},
	"github.com/klauspost/compress":   {"crawl/fetch", "archive", "export", "store/bolt"}, // one codec library for all formats
	"github.com/zeebo/xxh3":           {"dedup"},
	"golang.org/x/text":               {"page", "normalize/text", "dedup"},
	"go.yaml.in/yaml":                 {"config"},
	"github.com/spf13/cobra":          {"cmd/crawler"},
	"golang.org/x/term":               {"cmd/crawler"},
	"golang.org/x/tools/txtar":        {"internal/testweb"},
	"github.com/rogpeppe/go-internal": {}, // tests only
}

// room is the longest named prefix of a package path.
func room(path string) (string, bool) {
	for p := path; p != "."; p = filepath.ToSlash(filepath.Dir(p)) {
		if _, ok := floors[p]; ok {
			return p, true
		}
	}
	return "", false
}

func TestHouse(t *testing.T) {
	top := shared.Root(t)
	files := 0
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(top, path)
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if strings.HasPrefix(d.Name(), ".") && rel != "." || d.Name() == "testdata" {
				return filepath.SkipDir
			}
			if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil && rel != "." {
				return filepath.SkipDir // a module of its own
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_test.go") || strings.HasPrefix(rel, "internal/housetest/") {
			return nil
		}
		files++
		check(t, path, rel)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 20 {
		t.Errorf("only %d files were looked at", files)
	}
}

func check(t *testing.T, path, rel string) {
	at := filepath.ToSlash(filepath.Dir(rel))
	here, ok := room(at)
	if !ok {
		t.Errorf("%s lies in no room: give %s a floor", rel, at)
		return
	}
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Error(err)
		return
	}
	for _, spec := range f.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Errorf("%s: %v", rel, err)
			continue
		}
		switch first, rest, _ := strings.Cut(imported, "/"); {
		case first == "kabar":
			there, ok := room(rest)
			if !ok {
				t.Errorf("%s imports %s, which lies in no room", rel, imported)
			} else if there != here && floors[there] >= floors[here] && !strings.HasPrefix(there, here+"/") {
				t.Errorf("%s (%s, floor %d) imports %s (floor %d): only lower floors may be imported", rel, here, floors[here], imported, floors[there])
			}
		case strings.Contains(first, "."):
			door(t, rel, here, imported)
		}
	}
}

func door(t *testing.T, rel, here, imported string) {
	for lib, rooms := range doors {
		if imported == lib || strings.HasPrefix(imported, lib+"/") {
			if !slices.ContainsFunc(rooms, func(r string) bool { return here == r || strings.HasPrefix(here, r+"/") }) {
				t.Errorf("%s imports %s; its doors are %v", rel, imported, rooms)
			}
			return
		}
	}
	t.Errorf("%s imports %s, which has no door", rel, imported)
}
