package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"kabar/address"
	"kabar/crawl/discover"
	"kabar/date"
	"kabar/news"
	"kabar/normalize/dateline"
	"kabar/normalize/lang"
)

// batchCommands are the parts of the pipeline that can be tried by themselves on lines of JSON: the very
// code that a crawl runs.
func (a *app) batchCommands() []*cobra.Command {
	return []*cobra.Command{
		a.batchCommand("dateline", "batch", "Strip datelines and end marks from texts",
			`Lines {"id","text"} to {"id","text","dateline","end_mark"}.`, dateline.Batch),
		a.batchCommand("date", "batch", "Read the dates of lines as they stand on pages",
			`Lines {"id","text","fetched","site"} to {"id","got"}; got is null where no date is sure.`, date.Batch),
		a.batchCommand("lang", "batch", "Tell the language of texts",
			`Lines {"id","text"} to {"id","lang"}, BCP 47, und when not sure.`, lang.Batch),
	}
}

func (a *app) batchCommand(name, flag, short, long string, run func(io.Reader, io.Writer) error) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use: name + " --" + flag + " FILE", Short: short, Long: short + ".\n\n" + long, Args: flagsOnly,
		Example: fmt.Sprintf("  crawler %s --%s lines.jsonl > got.jsonl", name, flag),
		RunE: func(*cobra.Command, []string) error {
			if file == "" {
				return usage("%s: --%s FILE is missing ('-' for stdin)", name, flag)
			}
			return a.batch(file, run)
		},
	}
	cmd.Flags().StringVar(&file, flag, "", "`file` of JSON lines, - for stdin")
	return cmd
}

// batch runs one step of the pipeline over a file of lines, - for stdin.
func (a *app) batch(file string, run func(io.Reader, io.Writer) error) error {
	in := a.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	w := bufio.NewWriter(a.out)
	if err := run(bufio.NewReaderSize(in, 1<<16), w); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return w.Flush()
}

func (a *app) discoverCommand() *cobra.Command {
	var kind, url, contentType string
	cmd := &cobra.Command{
		Use:   "discover --kind feed|sitemap|page --url URL FILE",
		Short: "Print the links that one file holds",
		Long: "Print what a feed, a sitemap or a page holds, a link a line as JSON: url, title, published, kind.\n\n" +
			"Where the configuration has rules for the site, url is as they leave it, and rule names the one that keeps the link out.",
		Example: `  crawler discover --kind feed --url https://riau24.com/rss feed.xml
  curl -s URL | crawler discover --kind page --url URL -`,
		Args: takes(1, 1, "name the file to read, or - for stdin"),
		RunE: func(_ *cobra.Command, args []string) error {
			if kind != "feed" && kind != "sitemap" && kind != "page" {
				return usage("discover: --kind must be feed, sitemap or page")
			}
			if url == "" {
				return usage("discover: --url is missing: relative links need it")
			}
			body, err := a.readRaw(args[0])
			if err != nil {
				return err
			}
			lines, err := discover.Describe(kind, url, contentType, body)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			if err := a.applyRules(url, lines); err != nil {
				return err
			}
			for _, l := range lines {
				if err := writeLine(a.out, l); err != nil {
					return err
				}
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&kind, "kind", "", "what the file is: `feed|sitemap|page`")
	f.StringVar(&url, "url", "", "the `address` that it came from")
	f.StringVar(&contentType, "content-type", "", "the Content-Type `header` that it came with")
	return cmd
}

// applyRules does to links what the configuration of their site says.
func (a *app) applyRules(from string, lines []discover.Line) error {
	domain := address.Site(address.Host(from))
	for _, s := range a.cfg.Sites {
		site, err := crawlSite(s)
		if err != nil {
			return err
		}
		if site.Domain != domain {
			continue
		}
		for i := range lines {
			link := news.Link{URL: lines[i].URL, Work: news.WorkArticle}
			switch lines[i].Kind {
			case "feed":
				link.Work = news.WorkFeed
			case "sitemap":
				link.Work = news.WorkSitemap
			case "section", "next":
				link.Work = news.WorkSection
			}
			was := link.Work
			link, lines[i].Rule = site.Apply(link)
			if lines[i].URL = link.URL; link.Work != was {
				lines[i].Kind = link.Work.String()
			}
		}
	}
	return nil
}

// readRaw reads a file as it is; a sitemap's own compression is part of what is tried.
func (a *app) readRaw(name string) ([]byte, error) {
	if name == "-" {
		return readBounded(a.in, "stdin")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readBounded(f, name)
}

// writeLine writes v as one line of JSON.
func writeLine(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
