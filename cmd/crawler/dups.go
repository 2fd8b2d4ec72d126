package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"kabar/dedup"
	"kabar/news"
	"kabar/store"
)

func (a *app) dupsCommand() *cobra.Command {
	var pairs string
	var stats bool
	cmd := &cobra.Command{
		Use:   "dups ID|URL",
		Short: "Show what a document is a duplicate of, and why",
		Long: `Show the cluster of a document: its head, which was stored first and stays the head, and every other address that was
found to be the same article, by level (address, text, near), with the words that the two texts share and who published first.

With --stats the size of the index of near texts and what it has cost. With --pairs FILE judge lines {"id","a":{"url","title","text"},"b":{…}}:
{"id","duplicate","level","similarity","why"} for each. It is the judge that a crawl uses.`,
		Example: `  crawler dups https://riau24.com/berita/1
  crawler dups --json 7y3vqdrwk2sx5n2o4mzj6ptx2e
  crawler dups --stats
  crawler dups --pairs lines.jsonl > got.jsonl`,
		Args: func(_ *cobra.Command, args []string) error {
			if modes := len(args) + given(pairs != "") + given(stats); modes != 1 {
				return usage("dups: name one document, by its id or an address, or give --stats or --pairs FILE ('-' for stdin)")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case pairs != "":
				return a.batch(pairs, dedup.Pairs)
			case stats:
				return a.reading(cmd.Context(), func(s store.Reader) error { return a.dupStats(cmd.Context(), s) })
			}
			return a.reading(cmd.Context(), func(s store.Reader) error { return a.dupsOf(cmd.Context(), s, args[0]) })
		},
	}
	cmd.Flags().StringVar(&pairs, "pairs", "", "`file` of JSON lines, - for stdin")
	cmd.Flags().BoolVar(&stats, "stats", false, "size and cost of the index of near texts")
	return cmd
}

func given(b bool) int {
	if b {
		return 1
	}
	return 0
}

// cluster is a document with all that was found to be the same.
type cluster struct {
	Asked          string          `json:"asked"` // id of the document that was named
	Head           clusterHead     `json:"head"`
	FirstPublished string          `json:"first_published,omitempty"` // address; of those whose time is known
	Members        []clusterMember `json:"members"`
}

type clusterHead struct {
	ID        string `json:"id"`
	URL       string `json:"url"`
	Source    string `json:"source"`
	Published string `json:"published,omitempty"`
	Title     string `json:"title,omitempty"`
	Words     int    `json:"words"`
}

type clusterMember struct {
	ID         string     `json:"id,omitempty"` // of an address with a document of its own
	URL        string     `json:"url"`
	Source     string     `json:"source"`
	Published  string     `json:"published,omitempty"`
	Title      string     `json:"title,omitempty"`
	Level      news.Level `json:"level"`
	Similarity float64    `json:"similarity,omitempty"` // as stored: when it was found, near texts only
	// Now is the judge's verdict on the texts as they are by now; nil without a text of its own.
	Now *nowVerdict `json:"now,omitempty"`
}

type nowVerdict struct {
	Duplicate  bool    `json:"duplicate"`
	Similarity float64 `json:"similarity"`
	Words      int     `json:"words"`  // of the member
	Shared     int     `json:"shared"` // of the shorter text, in the same order in the longer
	Why        string  `json:"why"`
}

func (a *app) dupsOf(ctx context.Context, s store.Reader, name string) error {
	asked, err := findOwn(ctx, s, name)
	if err != nil {
		return err
	}
	c, err := clusterOf(ctx, s, &asked)
	if err != nil {
		return err
	}
	if a.asJSON {
		return writeJSON(a.out, c)
	}
	return c.print(a.out)
}

// clusterOf reads a document's cluster and judges its texts anew.
func clusterOf(ctx context.Context, s store.Reader, asked *news.Document) (*cluster, error) {
	head := *asked
	if !asked.DuplicateOf.IsZero() {
		var err error
		if head, err = s.Document(ctx, asked.DuplicateOf); err != nil {
			return nil, fmt.Errorf("head %s of %s: %w", asked.DuplicateOf, asked.ID, err)
		}
	}
	c := &cluster{Asked: asked.ID.String(), Members: []clusterMember{}}
	c.Head = clusterHead{head.ID.String(), head.URL, head.Source, known(head.Published), head.Title, dedup.Words(head.Text())}
	var earliest time.Time
	first := func(url string, d news.Date) {
		if d.Precision >= news.Day && (earliest.IsZero() || d.Time.Before(earliest)) {
			earliest, c.FirstPublished = d.Time, url
		}
	}
	first(head.URL, head.Published)
	for _, at := range head.AlsoAt {
		m := clusterMember{
			URL: at.URL, Source: at.Source, Published: known(at.Published), Level: at.Level, Similarity: at.Similarity,
		}
		first(at.URL, at.Published)
		doc, err := s.Document(ctx, at.ID)
		switch {
		case errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrGone):
		case err != nil:
			return nil, fmt.Errorf("document %s: %w", at.ID, err)
		case doc.DuplicateOf == head.ID: // not the head itself under its first address
			m.ID, m.Title = at.ID.String(), doc.Title
			if len(doc.Paragraphs) > 0 {
				v := dedup.Judge(side(&doc.Article), side(&head.Article))
				words := dedup.Words(doc.Text())
				m.Now = &nowVerdict{v.Duplicate, v.Similarity, words, int(math.Round(v.Similarity * float64(min(words, c.Head.Words)))), v.Why}
			}
		}
		c.Members = append(c.Members, m)
	}
	return c, nil
}

func known(d news.Date) string {
	if d.Precision < news.Day {
		return ""
	}
	return d.String()
}

func (c *cluster) print(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "head  %s  %s  %d words\n      %s\n", c.Head.ID, orDash(c.Head.Published), c.Head.Words, c.Head.URL)
	if c.Asked != c.Head.ID {
		fmt.Fprintf(out, "      (asked for %s, a duplicate of it)\n", c.Asked)
	}
	if len(c.Members) == 0 {
		fmt.Fprintln(out, "no duplicates")
		return out.Flush()
	}
	if c.FirstPublished != "" {
		fmt.Fprintf(out, "first published at %s\n", c.FirstPublished)
	}
	fmt.Fprintln(out)
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "level\tsimilarity\tpublished\tid\taddress\ttexts now")
	for _, m := range c.Members {
		similarity, now := "-", "-"
		if m.Similarity > 0 {
			similarity = fmt.Sprintf("%.4f", m.Similarity)
		}
		if m.Now != nil {
			now = fmt.Sprintf("%s, %d words", m.Now.Why, m.Now.Words)
			if !m.Now.Duplicate {
				now = "not the same by themselves: " + now
			}
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", m.Level, similarity, orDash(m.Published), orDash(m.ID), m.URL, now)
	}
	return errors.Join(t.Flush(), out.Flush())
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// dupStats tells the size of the index of near texts and its cost.
func (a *app) dupStats(ctx context.Context, s store.Reader) error {
	st, err := s.Stats(ctx)
	if err != nil {
		return err
	}
	n := st.Near
	if a.asJSON {
		return writeJSON(a.out, struct {
			Heads     int     `json:"heads"`
			Members   int     `json:"members"`
			Scheme    string  `json:"scheme"`
			Documents int     `json:"documents"`
			Keys      int     `json:"keys"`
			Waiting   int     `json:"waiting"`
			Bytes     int64   `json:"bytes"`
			Lookups   int64   `json:"lookups"`
			Compared  int64   `json:"compared"`
			Matched   int64   `json:"matched"`
			Seconds   float64 `json:"seconds"`
		}{st.Documents, st.Members, n.Scheme, n.Documents, n.Keys, n.Waiting, n.Bytes, n.Lookups, n.Compared, n.Matched, n.Took.Seconds()})
	}
	t := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	row := func(name, format string, args ...any) { fmt.Fprintf(t, name+"\t"+format+"\n", args...) }
	row("heads", "%d", st.Documents)
	row("duplicates of them", "%d", st.Members)
	row("signatures", "%s", orDash(n.Scheme))
	row("texts indexed", "%d", n.Documents)
	row("  of these not merged yet", "%d", n.Waiting)
	row("postings merged", "%d", n.Keys)
	row("size of the index", "%s", megabytes(n.Bytes))
	row("texts looked up", "%d", n.Lookups)
	row("comparisons", "%d, %s a look-up", n.Compared, ratio(float64(n.Compared), n.Lookups))
	row("  of these the same article", "%d", n.Matched)
	row("time", "%s, %s ms a look-up", n.Took.Round(time.Millisecond), ratio(1000*n.Took.Seconds(), n.Lookups))
	return t.Flush()
}

func ratio(sum float64, n int64) string {
	if n == 0 {
		return "0"
	}
	return fmt.Sprintf("%.2f", sum/float64(n))
}
