// Quality scores what kabar makes of recorded pages against the extractors that others wrote, and writes
// a table:
//
//	cd bench && go run ./cmd/quality -shared ../../shared -out ../docs/quality.md
//
// Every extractor runs over every set, one page after the other on one core; the figures are those of the
// scorer in the shared folder.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
)

func main() {
	shared := flag.String("shared", "../../shared", "folder with data and scorer")
	out := flag.String("out", "", "file for the table; empty: standard output only")
	sets := flag.String("sets", "", "sets, by comma; empty: all")
	only := flag.String("only", "", "extractors, by comma; empty: all")
	profile := flag.String("cpuprofile", "", "file for a profile of the processor's time")
	got := flag.String("got", "", "folder for the records; empty: a temporary one")
	flag.Parse()
	runtime.GOMAXPROCS(1)
	if *profile != "" {
		f, err := os.Create(*profile)
		if err != nil {
			fmt.Fprintln(os.Stderr, "quality:", err)
			os.Exit(1)
		}
		pprof.StartCPUProfile(f)
		defer pprof.StopCPUProfile()
	}
	if err := run(*shared, *out, *got, split(*sets), split(*only)); err != nil {
		fmt.Fprintln(os.Stderr, "quality:", err)
		os.Exit(1)
	}
}

func split(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' })
}

func run(shared, out, got string, sets, only []string) error {
	if got == "" {
		dir, err := os.MkdirTemp("", "quality")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		got = dir
	}
	scorer := filepath.Join(got, "eval")
	if err := build(filepath.Join(shared, "eval"), scorer); err != nil {
		return err
	}
	dirs, err := filepath.Glob(filepath.Join(shared, "data", "extract", "*", "pages.jsonl"))
	if err != nil {
		return err
	}
	var rep report
	for _, d := range dirs {
		dir := filepath.Dir(d)
		set := filepath.Base(dir)
		if len(sets) > 0 && !slices.Contains(sets, set) {
			continue
		}
		pages, err := readPages(dir)
		if err != nil {
			return err
		}
		for _, e := range extractors() {
			if len(only) > 0 && !slices.Contains(only, e.name) {
				continue
			}
			file := filepath.Join(got, set+"."+e.name+".jsonl")
			m, err := measure(e, pages, file)
			if err != nil {
				return err
			}
			m.set = set
			if err := score(scorer, dir, file, &m); err != nil {
				return err
			}
			rep = append(rep, m)
			if set != "wcxb" {
				continue
			}
			part := m
			part.set = "wcxb articles"
			partDir := filepath.Join(got, "wcxb-articles")
			if err := articlesOf(dir, partDir); err != nil {
				return err
			}
			if err := score(scorer, partDir, file, &part); err != nil {
				return err
			}
			rep = append(rep, part)
		}
	}
	pairs, err := judgePairs(scorer, shared, got)
	if err != nil {
		return err
	}
	text := rep.markdown() + pairs.markdown()
	fmt.Print(text)
	if out == "" {
		return nil
	}
	return os.WriteFile(out, []byte(text), 0o644)
}
