package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"kabar/address"
	"kabar/config"
	"kabar/crawl/discover"
	"kabar/crawl/robots"
	"kabar/export"
	"kabar/news"
	"kabar/normalize"
	"kabar/page"
)

// maxPage bounds a page read from a file, unpacked.
const maxPage = 64 << 20

func (a *app) extractCommand() *cobra.Command {
	var url, contentType, batch, explainHTML string
	var workers int
	var plain, explain bool
	cmd := &cobra.Command{
		Use:   "extract [FILE|-]",
		Short: "One page to one record, without a crawl",
		Long: `Take the article out of one page and write its record to stdout, of the same form as export's. The page
is a file (.gz: compressed) or stdin. What comes by stdin counts as fetched just now, so that "2 jam yang lalu" gives a
date; when a file was fetched nobody knows.

With --batch many pages: lines {"id","url","path"} to records with that id, in the same order. A path is
relative to the batch file's folder and may end in .gz; the address may be empty. A page without an
article gives a record with empty text and the reason.

With --explain the blocks of the page are listed in place of the record: whether each was kept, how sure that is, and the rule or the
features that decided. --explain-html writes a page that shows the same in colours over the original.`,
		Example: `  crawler extract --url https://riau24.com/berita/1 page.html
  curl -s URL | crawler extract --url URL - | jq -r .text
  crawler extract --explain --url URL page.html | less -R
  crawler extract --explain-html why.html page.html
  crawler extract --batch pages.jsonl --workers 4 > records.jsonl`,
		Args: takes(0, 1, ""),
		RunE: func(cmd *cobra.Command, args []string) error {
			if batch != "" {
				if len(args) > 0 {
					return usage("extract: name a page or --batch, not both")
				}
				if explain || explainHTML != "" {
					return usage("extract: one page at a time is explained, not a --batch")
				}
				return a.extractBatch(cmd.Context(), batch, workers)
			}
			name := "-"
			if len(args) == 1 {
				name = args[0]
			}
			body, err := a.readPage(name)
			if err != nil {
				return err
			}
			header := http.Header{}
			if contentType != "" {
				header.Set("Content-Type", contentType)
			}
			if name == "-" { // piped in from whoever has just fetched it
				header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
			}
			if explain || explainHTML != "" {
				if plain {
					return usage("extract: text that comes without a page has no blocks to explain: leave out --plain")
				}
				return a.explainPage(url, header, body, explain, explainHTML)
			}
			record, err := recordOf("", url, header, body, plain)
			if err != nil {
				return err
			}
			return writeRecord(a.out, &record)
		},
	}
	f := cmd.Flags()
	f.StringVar(&url, "url", "", "the page's `address`")
	f.StringVar(&contentType, "content-type", "", "the Content-Type `header` that it came with")
	f.BoolVar(&plain, "plain", false, "the input is plain text, one paragraph a line: clean it up the same way")
	f.StringVar(&batch, "batch", "", "many pages: a `file` of JSON lines")
	f.BoolVar(&explain, "explain", false, "list the blocks of the page with their verdicts and what decided")
	f.StringVar(&explainHTML, "explain-html", "", "write that in colours over the original to this `file`")
	f.IntVar(&workers, "workers", runtime.GOMAXPROCS(0), "pages at the same time, with --batch")
	return cmd
}

// readPage reads a file, or stdin for "-".
func (a *app) readPage(name string) ([]byte, error) {
	if name == "-" {
		return readBounded(a.in, "stdin")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if !strings.HasSuffix(name, ".gz") {
		return readBounded(f, name)
	}
	z, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return readBounded(z, name)
}

func readBounded(r io.Reader, name string) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxPage+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(b) > maxPage {
		return nil, fmt.Errorf("%s is larger than %d MB", name, maxPage>>20)
	}
	return b, nil
}

// recordOf takes the article out of a page. The way is the crawl's: one parse, then the article and what
// kind of page it is.
func recordOf(id, url string, header http.Header, body []byte, plain bool) (export.Record, error) {
	site := ""
	if url != "" {
		u, err := address.Parse(url)
		if err != nil {
			return export.Record{}, usage("--url: %w; write the whole address, https://…", err)
		}
		url, site = u, address.Site(address.Host(u))
	}
	o := normalize.Options{Now: time.Now(), Source: site}
	var art news.Article
	switch kind := page.Kind(header.Get("Content-Type"), body); {
	case plain:
		art = normalize.Plain(string(body), o)
	case kind == "binary" || kind == "empty":
		art = news.Article{Reason: news.NotHTML}
	default:
		p, err := page.Parse(url, header, body)
		if err != nil {
			art = news.Article{Reason: news.Broken}
			break
		}
		art = normalize.Article(p, o)
		license := art.Rights.License
		art.Rights = robots.Page(config.Default().Agent.Product, p)
		art.Rights.License = license
		art.Kind = discover.Page(p, site).Kind
	}
	art.URL = url
	record := export.OfArticle(&art)
	record.ID, record.Source = id, site
	return record, nil
}

func writeRecord(w io.Writer, r *export.Record) error {
	line, err := r.Append(nil)
	if err != nil {
		return err
	}
	_, err = w.Write(line)
	return err
}

// batchLine is a line of a batch file.
type batchLine struct {
	ID   string `json:"id"`
	URL  string `json:"url"`
	Path string `json:"path"`
}

// extractBatch works on several pages at once and writes their records in the order of the lines.
func (a *app) extractBatch(ctx context.Context, name string, workers int) error {
	if workers < 1 {
		return usage("--workers: %d is less than one", workers)
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	type job struct {
		line   batchLine
		result chan []byte
	}
	jobs := make(chan job)
	order := make(chan chan []byte, 4*workers) // bounds how far the fastest worker runs ahead
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for j := range jobs {
				j.result <- a.batchRecord(filepath.Dir(name), j.line)
			}
		})
	}
	var readErr error
	go func() {
		defer close(order)
		defer close(jobs)
		readErr = eachBatchLine(f, func(l batchLine) error {
			j := job{l, make(chan []byte, 1)}
			select {
			case order <- j.result:
			case <-ctx.Done():
				return ctx.Err()
			}
			jobs <- j
			return nil
		})
	}()
	w := bufio.NewWriterSize(a.out, 1<<16)
	var writeErr error
	n := 0
	for result := range order {
		line := <-result
		if writeErr == nil {
			if _, writeErr = w.Write(line); writeErr != nil {
				cancel()
			}
		}
		n++
		a.progress.show("%d pages", n)
	}
	group.Wait()
	a.progress.done()
	if errors.Is(readErr, context.Canceled) && writeErr != nil {
		readErr = nil
	}
	if readErr != nil {
		readErr = fmt.Errorf("%s: %w", name, readErr)
	}
	return errors.Join(readErr, writeErr, w.Flush())
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
func (a *app) batchRecord(dir string, l batchLine) []byte {
	path := l.Path
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	var record export.Record
	body, err := a.readPage(path)
	if err == nil {
		record, err = recordOf(l.ID, l.URL, http.Header{}, body, false)
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
