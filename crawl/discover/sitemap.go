package discover

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"kabar/address"
	"kabar/date"
	"kabar/news"
	"kabar/page"
)

// Entry is one address of a sitemap.
type Entry struct {
	URL     string    // absolute
	LastMod news.Date // in one of the forms of the W3C note on dates; any other is not known
	News    *NewsEntry
	Index   bool // the address is another sitemap
	Foreign bool // the address is on another host than the sitemap; scope decides
}

// NewsEntry is what a news sitemap says about an article.
type NewsEntry struct {
	Title     string
	Published news.Date
	Name      string // of the publication
	Language  string // as written
	Keywords  []string
}

// What a file read as a sitemap can be.
const (
	SitemapURLs  = "urlset"
	SitemapIndex = "index"
	SitemapText  = "text" // one address a line
	SitemapFeed  = "feed" // RSS or Atom, which sites name as sitemaps too
	SitemapNone  = "none"
)

// SitemapResult says what a sitemap was.
type SitemapResult struct {
	Kind  string // one of the Sitemap constants
	Count int    // entries given
	// Truncated is set when the file broke off: damaged compression, a reader's error, or a bound.
	Truncated bool
}

// SitemapOptions bound one sitemap. The zero value of each field means its default.
type SitemapOptions struct {
	// MaxBytes is how much is read after decompression; default 64 MiB. The protocol allows 50 MiB.
	MaxBytes int64
	// MaxEntries is how many entries are given; default 200,000. The protocol allows 50,000.
	MaxEntries int
}

func (o SitemapOptions) withDefaults() SitemapOptions {
	if o.MaxBytes == 0 {
		o.MaxBytes = 64 << 20
	}
	if o.MaxEntries == 0 {
		o.MaxEntries = 200_000
	}
	return o
}

// Sitemap reads a sitemap within the default bounds; see SitemapOptions.Read.
func Sitemap(base, contentType string, r io.Reader, entry func(Entry) error) (SitemapResult, error) {
	return SitemapOptions{}.Read(base, contentType, r, entry)
}

// Read calls entry for each address of a sitemap, in its order, and holds no more than one at a time. base
// is the address of the sitemap.
//
// The bytes decide what the file is (sitemaps.org protocol 0.9, read tolerantly): gzip by its magic, once
// or twice; elements by their local name, whatever namespace, prefix or case; an index, a list, a text
// file, or a feed. HTML, JSON and anything else is SitemapNone without an error. A file that breaks off
// gives the entries that were complete. Entities are never defined, external ones never read.
//
// The error is that of entry, which ends the reading, or names a base that is no http or https address.
func (o SitemapOptions) Read(base, contentType string, r io.Reader, entry func(Entry) error) (SitemapResult, error) {
	o = o.withDefaults()
	host := address.Host(base)
	if host == "" {
		return SitemapResult{Kind: SitemapNone}, fmt.Errorf("read a sitemap from %q: %w", base, address.ErrNotHTTP)
	}
	s := &sitemapReader{base: base, host: host, entry: entry, max: o.MaxEntries, result: SitemapResult{Kind: SitemapNone}}
	in := &bounded{r: gunzip(gunzip(r)), left: o.MaxBytes}
	body := bufio.NewReaderSize(in, 64<<10)
	head, _ := body.Peek(4096)
	text := io.Reader(body)
	if _, charset, _ := page.Decode(contentType, head); charset != "utf-8" {
		// Rare, and small where it is met: read whole.
		whole, _ := io.ReadAll(body)
		whole, _, _ = page.Decode(contentType, whole)
		text = bytes.NewReader(whole)
		head = whole[:min(len(whole), 4096)]
	}
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	var err error
	switch {
	case len(head) == 0:
	case head[0] != '<' && !bytes.Contains(head, []byte("<urlset")) && !bytes.Contains(head, []byte("<sitemapindex")):
		err = s.lines(text)
	default:
		err = s.markup(text)
	}
	if errors.Is(err, errStop) {
		s.result.Truncated, err = true, nil
	}
	s.result.Truncated = s.result.Truncated || in.broke
	if s.result.Kind == SitemapNone {
		s.result.Truncated = false
	}
	return s.result, err
}

// errStop ends the reading at the bound on entries.
var errStop = errors.New("enough entries")

// gunzip undoes gzip where the bytes say so. What decompresses of a damaged file is read.
func gunzip(r io.Reader) io.Reader {
	b := bufio.NewReaderSize(r, 4096)
	if magic, _ := b.Peek(2); string(magic) != "\x1f\x8b" {
		return b
	}
	z, err := gzip.NewReader(b)
	if err != nil {
		return b
	}
	return z
}

// bounded ends after a number of bytes and remembers whether the input broke off.
type bounded struct {
	r     io.Reader
	left  int64
	broke bool
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		b.broke = true
		return 0, io.EOF
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	if err != nil && err != io.EOF {
		b.broke = true
		err = io.EOF
	}
	return n, err
}

// sitemapReader is the state of one reading.
type sitemapReader struct {
	base, host string
	entry      func(Entry) error
	max        int
	result     SitemapResult
}

// give resolves a loc and passes it on; what is no http address is left out.
func (s *sitemapReader) give(loc string, e Entry) error {
	loc = strings.TrimFunc(strings.ToValidUTF8(loc, "\ufffd"), func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' })
	if loc == "" {
		return nil
	}
	href, err := address.Resolve(s.base, loc)
	if err != nil {
		return nil
	}
	e.URL = href
	e.Foreign = address.Host(href) != s.host
	s.result.Count++
	if err := s.entry(e); err != nil {
		return err
	}
	if s.result.Count >= s.max {
		return errStop
	}
	return nil
}

// lines reads a text sitemap. A file is one when it has a line that is an absolute address and nothing
// more; a robots.txt, a JSON document or a text that names an address is none.
func (s *sitemapReader) lines(r io.Reader) error {
	scan := bufio.NewReaderSize(r, 16<<10)
	for first := true; ; {
		raw, err := scan.ReadSlice('\n')
		whole := err != bufio.ErrBufferFull
		for err == bufio.ErrBufferFull {
			_, err = scan.ReadSlice('\n')
		}
		line := strings.TrimSpace(strings.TrimPrefix(string(raw), "\ufeff"))
		if first && line != "" {
			if line[0] == '{' || line[0] == '[' {
				return nil
			}
			first = false
		}
		if whole && isAddress(line) {
			s.result.Kind = SitemapText
			if err := s.give(line, Entry{}); err != nil {
				return err
			}
		}
		if err != nil {
			return nil
		}
	}
}

// isAddress tells whether a line is an absolute http address and nothing more.
func isAddress(line string) bool {
	scheme, rest, ok := strings.Cut(line, "://")
	return ok && rest != "" && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")) && !strings.ContainsAny(line, " \t<>\"")
}

// w3cDate reads the forms of the W3C note on dates and times; one without a zone is in UTC. Anything else is
// not known: what a broken generator writes there is as often wrong as odd.
func w3cDate(s string) news.Date {
	s = strings.TrimSpace(s)
	day, clock, timed := strings.Cut(s, "T")
	if !matches(day, "0000-00-00") && (timed || !matches(day, "0000-00") && !matches(day, "0000")) {
		return news.Date{}
	}
	if timed && !matches(clock[:min(len(clock), 5)], "00:00") {
		return news.Date{}
	}
	switch len(s) { // what machines write as a year or a month alone is for people's eyes elsewhere
	case 4:
		return parsed(s+"-01-01", news.Year)
	case 7:
		return parsed(s+"-01", news.Month)
	}
	return parsed(s, 0)
}

func parsed(s string, precision news.Precision) news.Date {
	d, _, ok := date.Parse(s)
	if !ok {
		return news.Date{}
	}
	if precision != 0 {
		d.Precision = precision
	}
	return d
}

// matches compares with a form in which 0 stands for any digit.
func matches(s, form string) bool {
	if len(s) != len(form) {
		return false
	}
	for i := range len(s) {
		if digit := s[i] >= '0' && s[i] <= '9'; digit != (form[i] == '0') || !digit && s[i] != form[i] {
			return false
		}
	}
	return true
}
