package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"kabar/address"
	"kabar/export"
	"kabar/news"
	"kabar/normalize/site"
)

// batchLine is a line of a batch file.
type batchLine struct {
	ID   string `json:"id"`
	URL  string `json:"url"`
	Path string `json:"path"`
}

// file is where the page lies; dir is the folder of the batch file.
func (l *batchLine) file(dir string) string {
	if filepath.IsAbs(l.Path) {
		return l.Path
	}
	return filepath.Join(dir, l.Path)
}

// extractBatch writes the records of several pages in the order of their lines. With learn, what the articles of each site have in common
// is learned first, over all pages in the order of the lines, and used for every one of them.
func (a *app) extractBatch(ctx context.Context, name string, workers int, learn bool) error {
	if workers < 1 {
		return usage("--workers: %d is less than one", workers)
	}
	profiles := map[string]*site.Profile{}
	dir := filepath.Dir(name)
	if learn {
		type lesson struct {
			domain string
			site.Lesson
		}
		n := 0
		err := overBatch(ctx, name, workers, func(l batchLine) lesson {
			got := lesson{domain: address.Site(address.Host(l.URL))}
			if got.domain != "" { // what cannot be read is told of when it is extracted
				if body, err := a.readPage(l.file(dir)); err == nil {
					_, _ = recordOf(l.ID, l.URL, http.Header{}, body, false, nil, &got.Lesson)
				}
			}
			return got
		}, func(l lesson) error {
			if l.domain != "" {
				if profiles[l.domain] == nil {
					profiles[l.domain] = (*site.Profile)(nil).Next()
				}
				profiles[l.domain].Learn(l.Lesson)
			}
			n++
			a.progress.show("learning from %d pages", n)
			return nil
		})
		a.progress.done()
		if err != nil {
			return err
		}
	}
	w := bufio.NewWriterSize(a.out, 1<<16)
	n := 0
	err := overBatch(ctx, name, workers, func(l batchLine) []byte {
		return a.batchRecord(dir, l, profiles[address.Site(address.Host(l.URL))])
	}, func(line []byte) error {
		n++
		a.progress.show("%d pages", n)
		_, err := w.Write(line)
		return err
	})
	a.progress.done()
	return errors.Join(err, w.Flush())
}

// overBatch works on the lines of a batch file at the same time and hands over the results in the order of the lines.
func overBatch[T any](ctx context.Context, name string, workers int, work func(batchLine) T, each func(T) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	type job struct {
		line   batchLine
		result chan T
	}
	jobs := make(chan job)
	order := make(chan chan T, 4*workers) // bounds how far the fastest worker runs ahead
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for j := range jobs {
				j.result <- work(j.line)
			}
		})
	}
	var readErr error
	go func() {
		defer close(order)
		defer close(jobs)
		readErr = eachBatchLine(f, func(l batchLine) error {
			j := job{l, make(chan T, 1)}
			select {
			case order <- j.result:
			case <-ctx.Done():
				return ctx.Err()
			}
			jobs <- j
			return nil
		})
	}()
	var eachErr error
	for result := range order {
		r := <-result
		if eachErr == nil {
			if eachErr = each(r); eachErr != nil {
				cancel()
			}
		}
	}
	group.Wait()
	if errors.Is(readErr, context.Canceled) && eachErr != nil {
		readErr = nil
	}
	if readErr != nil {
		readErr = fmt.Errorf("%s: %w", name, readErr)
	}
	return errors.Join(readErr, eachErr)
}

// eachBatchLine reads the lines of a batch file; an error names its line.
func eachBatchLine(r io.Reader, do func(batchLine) error) error {
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<20)
	for n := 1; s.Scan(); n++ {
		if len(bytes.TrimSpace(s.Bytes())) == 0 {
			continue
		}
		var l batchLine
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if l.Path == "" {
			return fmt.Errorf("line %d: no path", n)
		}
		if err := do(l); err != nil {
			return err
		}
	}
	return s.Err()
}

// batchRecord is the line of one page. A page that cannot be read is a record too: it says why, and
// stderr says more.
func (a *app) batchRecord(dir string, l batchLine, known *site.Profile) []byte {
	path := l.file(dir)
	var record export.Record
	body, err := a.readPage(path)
	if err == nil {
		record, err = recordOf(l.ID, l.URL, http.Header{}, body, false, known, nil)
	}
	if err != nil {
		a.log.Error("a page of the batch cannot be read", "id", l.ID, "path", path, "error", err)
		record = export.OfArticle(&news.Article{URL: l.URL, Reason: news.Broken})
		record.ID = l.ID
	}
	line, err := record.Append(nil)
	if err != nil { // strings, numbers and lists only: it cannot fail
		panic(err)
	}
	return line
}
