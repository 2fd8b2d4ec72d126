package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"kabar/address"
	"kabar/normalize/block"
	"kabar/normalize/meta"
	"kabar/page"
)

// gold is what is known of a page.
type gold struct {
	ID, Text      string
	With, Without []string
	Comments      []string
	Optional      []string
	Paragraphs    []string
	PageType      string `json:"page_type"`
	Site          string
	empty         bool // the page has no article
}

// sample is a page to learn from.
type sample struct {
	set, id, site string
	lang          string // as declared
	fold          int
	weight        float32 // of its blocks
	page          *page.Page
	facts         meta.Facts
	evidence      block.Evidence
	gold          gold
	labels        []float32
	sheet         *block.Sheet
	oracle        []float32
	first, second []float32 // verdicts of forests that have not seen the site
}

func readSets(shared string, folds int) ([]*sample, error) {
	files, err := filepath.Glob(filepath.Join(shared, "data", "extract", "*", "gold.jsonl"))
	if err != nil {
		return nil, err
	}
	var all []*sample
	for _, f := range files {
		dir := filepath.Dir(f)
		golds := map[string]gold{}
		err := eachLine(f, func(line []byte) error {
			var g gold
			if err := json.Unmarshal(line, &g); err != nil {
				return err
			}
			g.empty = g.PageType == "listing" && g.Text == "" && len(g.With) == 0
			golds[g.ID] = g
			return nil
		})
		if err != nil {
			return nil, err
		}
		err = eachLine(filepath.Join(dir, "pages.jsonl"), func(line []byte) error {
			var q struct{ ID, URL, Path string }
			if err := json.Unmarshal(line, &q); err != nil {
				return err
			}
			s := &sample{set: filepath.Base(dir), id: q.ID, gold: golds[q.ID]}
			body, err := unpack(filepath.Join(dir, q.Path))
			if err != nil {
				return err
			}
			if s.page, err = page.Parse(q.URL, nil, body); err != nil {
				return nil
			}
			s.site = s.gold.Site
			if s.site == "" {
				s.site = address.Site(address.Host(q.URL))
			}
			if s.site == "" {
				s.site = q.ID
			}
			h := fnv.New32a()
			io.WriteString(h, s.site)
			s.fold = int(h.Sum32()>>8) % folds
			s.weight, s.lang = 1, s.page.Lang
			switch {
			case s.set == "wcxb" && s.gold.PageType != "article":
				s.weight = 0.35
			case s.set == "patterns":
				s.weight = 0.5
			}
			s.facts = meta.Read(s.page, meta.Options{Site: s.site})
			s.evidence = block.Evidence{Title: s.facts.Title, Description: s.facts.Description, Body: s.facts.ArticleBody,
				Kind: block.KindOf(s.facts.Types, !s.facts.Published.IsZero())}
			all = append(all, s)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
	}
	return all, nil
}

func unpack(file string) ([]byte, error) {
	b, err := os.ReadFile(file)
	if err != nil || !strings.HasSuffix(file, ".gz") {
		return b, err
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

func eachLine(file string, f func([]byte) error) error {
	r, err := os.Open(file)
	if err != nil {
		return err
	}
	defer r.Close()
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 64<<20)
	for sc.Scan() {
		if err := f(sc.Bytes()); err != nil {
			return err
		}
	}
	return sc.Err()
}

func sortFloats(x []float32) { slices.Sort(x) }

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
