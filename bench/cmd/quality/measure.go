package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"golang.org/x/net/html"

	"kabar/export"
	"kabar/page"
)

// recorded is a page of a set.
type recorded struct {
	ID, URL, Path string
	body          []byte
}

func readPages(dir string) ([]recorded, error) {
	f, err := os.Open(filepath.Join(dir, "pages.jsonl"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var pages []recorded
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var p recorded
		if err := json.Unmarshal(sc.Bytes(), &p); err != nil {
			return nil, err
		}
		packed, err := os.ReadFile(filepath.Join(dir, p.Path))
		if err != nil {
			return nil, err
		}
		p.body = packed
		if strings.HasSuffix(p.Path, ".gz") {
			z, err := gzip.NewReader(bytes.NewReader(packed))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", p.Path, err)
			}
			if p.body, err = io.ReadAll(z); err != nil {
				return nil, fmt.Errorf("%s: %w", p.Path, err)
			}
		}
		pages = append(pages, p)
	}
	return pages, sc.Err()
}

// figures are what one extractor does on one set.
type figures struct {
	set, name   string
	pages       int
	took, parse time.Duration
	alloc       uint64 // bytes
	metrics     map[string]map[string]float64
}

func measure(e extractor, pages []recorded, file string) (figures, error) {
	m := figures{name: e.name, pages: len(pages)}
	f, err := os.Create(file)
	if err != nil {
		return m, err
	}
	defer f.Close()
	e.extract(pages[0].URL, pages[0].body) // tables that are built on first use
	var before, after runtime.MemStats
	var line []byte
	for _, p := range pages {
		decoded, _, _ := page.Decode("", p.body)
		start := time.Now()
		html.Parse(bytes.NewReader(decoded)) // the measure of speed, taken beside what is measured
		m.parse += time.Since(start)
		runtime.ReadMemStats(&before)
		start = time.Now()
		r := try(e, p)
		m.took += time.Since(start)
		runtime.ReadMemStats(&after)
		m.alloc += after.TotalAlloc - before.TotalAlloc
		r.ID = p.ID
		if line, err = r.Append(line[:0]); err != nil {
			return m, err
		}
		if _, err := f.Write(line); err != nil {
			return m, err
		}
	}
	return m, nil
}

// try gives an empty record for pages that an extractor refuses or breaks on.
func try(e extractor, p recorded) (r export.Record) {
	defer func() {
		if recover() != nil {
			r = export.Record{}
		}
	}()
	r, err := e.extract(p.URL, p.body)
	if err != nil {
		return export.Record{}
	}
	return r
}

func build(dir, file string) error {
	abs, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	cmd := exec.Command("go", "build", "-o", abs, ".")
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	return cmd.Run()
}

func score(scorer, dir, file string, m *figures) error {
	abs, err := filepath.Abs(scorer)
	if err != nil {
		return err
	}
	out, err := exec.Command(abs, "score", "--json", "--set", dir, "--got", file).Output()
	if err != nil {
		return fmt.Errorf("scoring %s: %w", file, err)
	}
	var res struct {
		Metrics []struct {
			Metric string
			Values map[string]float64
		}
	}
	if err := json.Unmarshal(out, &res); err != nil {
		return fmt.Errorf("reading the score of %s: %w", file, err)
	}
	m.metrics = map[string]map[string]float64{}
	for _, v := range res.Metrics {
		m.metrics[v.Metric] = v.Values
	}
	return nil
}

// articlesOf makes a set of the articles of a set that has other pages too.
func articlesOf(dir, to string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	articles := map[string]bool{}
	copyLines := func(name string, keep func(id, kind string) bool) error {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		var out []byte
		for line := range bytes.Lines(b) {
			var p struct {
				ID   string
				Type string `json:"page_type"`
			}
			if err := json.Unmarshal(line, &p); err != nil {
				return err
			}
			if keep(p.ID, p.Type) {
				out = append(out, line...)
			}
		}
		return os.WriteFile(filepath.Join(to, name), out, 0o644)
	}
	if err := copyLines("gold.jsonl", func(id, kind string) bool {
		articles[id] = kind == "article"
		return kind == "article"
	}); err != nil {
		return err
	}
	return copyLines("pages.jsonl", func(id, _ string) bool { return articles[id] })
}
