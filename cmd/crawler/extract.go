package main

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kabar/address"
	"kabar/config"
	"kabar/crawl/discover"
	"kabar/crawl/robots"
	"kabar/export"
	"kabar/news"
	"kabar/normalize"
	"kabar/normalize/site"
	"kabar/page"
)

// maxPage bounds a page read from a file, unpacked.
const maxPage = 64 << 20

func (a *app) extractCommand() *cobra.Command {
	var url, contentType, batch, explainHTML string
	var workers int
	var plain, explain, learn bool
	cmd := &cobra.Command{
		Use:   "extract [FILE|-]",
		Short: "One page to one record, without a crawl",
		Long: `Take the article out of one page and write its record to stdout, of the same form as export's. The page
is a file (.gz: compressed) or stdin. What comes by stdin counts as fetched just now, so that "2 jam yang lalu" gives a
date; when a file was fetched nobody knows.

With --batch many pages: lines {"id","url","path"} to records with that id, in the same order. A path is
relative to the batch file's folder and may end in .gz; the address may be empty. A page without an
article gives a record with empty text and the reason.

With --learn-sites the batch is read twice: first to learn which paragraphs, and which beginnings, the articles of one site share (three
of them at least), then to extract without. A crawl learns the same as pages come in.

With --explain the blocks of the page are listed in place of the record: whether each was kept, how sure that is, and the rule or the
features that decided. --explain-html writes a page that shows the same in colours over the original.`,
		Example: `  crawler extract --url https://riau24.com/berita/1 page.html
  curl -s URL | crawler extract --url URL - | jq -r .text
  crawler extract --explain --url URL page.html | less -R
  crawler extract --explain-html why.html page.html
  crawler extract --batch pages.jsonl --workers 4 > records.jsonl
  crawler extract --batch pages.jsonl --learn-sites > records.jsonl`,
		Args: takes(0, 1, ""),
		RunE: func(cmd *cobra.Command, args []string) error {
			if batch != "" {
				if len(args) > 0 {
					return usage("extract: name a page or --batch, not both")
				}
				if explain || explainHTML != "" {
					return usage("extract: one page at a time is explained, not a --batch")
				}
				return a.extractBatch(cmd.Context(), batch, workers, learn)
			}
			if learn {
				return usage("extract: --learn-sites needs --batch: one page shows nothing of its site")
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
			record, err := recordOf("", url, header, body, plain, nil, nil)
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
	f.BoolVar(&learn, "learn-sites", false, "with --batch: learn first what the articles of each site have in common, and leave it out")
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
// kind of page it is. known is what other articles of the site have shown, lesson what this one adds; both may be nil.
func recordOf(id, url string, header http.Header, body []byte, plain bool, known *site.Profile, lesson *site.Lesson) (export.Record, error) {
	domain := ""
	if url != "" {
		u, err := address.Parse(url)
		if err != nil {
			return export.Record{}, usage("--url: %w; write the whole address, https://…", err)
		}
		url, domain = u, address.Site(address.Host(u))
	}
	o := normalize.Options{Now: time.Now(), Source: domain, Site: known, Lesson: lesson}
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
		art.Kind = discover.Page(p, domain).Kind
	}
	art.URL = url
	record := export.OfArticle(&art)
	record.ID, record.Source = id, domain
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
