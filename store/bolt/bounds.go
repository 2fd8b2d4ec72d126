package bolt

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"kabar/news"
	"kabar/store"
)

// Bounds of what a visit may hold. Strings are kept byte for byte, whatever they hold; only names that become keys may not
// hold a NUL and not be empty.
const (
	maxURL     = 16 << 10 // of a URL or crawl key
	maxName    = 512      // of a host, a site, a memo's name
	maxOrigin  = 1 << 10
	maxLinks   = 100_000
	maxAliases = 20 // of an address
	maxMemo    = 1 << 20
	maxRobots  = 512 << 10
	maxArticle = 16 << 20 // all strings of an article
	maxVisit   = 64 << 20
	maxBands   = 64
	maxParts   = 100 // captures of one text, besides the first
)

func bad(format string, args ...any) error {
	return fmt.Errorf("%w: %s", store.ErrBadVisit, fmt.Sprintf(format, args...))
}

// checkVisit tells whether a visit keeps the bounds.
func checkVisit(v *store.Visit) error {
	if len(v.Links) > maxLinks {
		return bad("%d links, more than %d", len(v.Links), maxLinks)
	}
	total := 0
	for i := range v.Links {
		if err := checkFound(&v.Links[i]); err != nil {
			return fmt.Errorf("link %d: %w", i, err)
		}
		total += len(v.Links[i].Text) + len(v.Links[i].Title)
	}
	if v.Redirect != nil {
		if err := checkFound(v.Redirect); err != nil {
			return fmt.Errorf("redirect: %w", err)
		}
	}
	if err := checkAliases(v.Aliases); err != nil {
		return err
	}
	if d := v.Document; d != nil {
		if n := articleSize(&d.Article); n > maxArticle {
			return bad("article of %d bytes, more than %d", n, maxArticle)
		}
		if len(d.Canonical) > maxURL {
			return bad("canonical key of %d bytes", len(d.Canonical))
		}
		if len(d.Parts) > maxParts {
			return bad("captures of %d further pages, more than %d", len(d.Parts), maxParts)
		}
		if len(d.Signature) > maxBands {
			return bad("signature of %d bands, more than %d", len(d.Signature), maxBands)
		}
		if !storableDate(d.Article.Published) || !storableDate(d.Article.Modified) || !storable(d.Fetched) {
			return bad("article with a date that cannot be stored")
		}
	}
	times := []time.Time{v.Outcome.At, v.State.Visited, v.State.LastNew, v.Host.NotBefore, v.Host.LastStart, v.Host.Secure}
	if v.Next != nil {
		times = append(times, v.Next.At)
	}
	if o := v.Robots; o != nil {
		times = append(times, o.Fetched, o.Asked, o.Until, o.Since)
	}
	for _, t := range times {
		if !storable(t) {
			return bad("time %v cannot be stored", t.Unix())
		}
	}
	if o := v.Robots; o != nil && (len(o.Body) > maxRobots || o.Origin == "" || len(o.Origin) > maxOrigin) {
		return bad("robots.txt of %q with %d bytes", cut(o.Origin), len(o.Body))
	}
	for name, memo := range v.Memos {
		if len(memo) > maxMemo || !named(name) {
			return bad("memo %q with %d bytes", cut(name), len(memo))
		}
		total += len(memo)
	}
	if s := &v.State; len(s.ETag)+len(s.LastModified)+len(s.Reason) > maxURL {
		return bad("validators of %d bytes", len(s.ETag)+len(s.LastModified))
	}
	if total > maxVisit {
		return bad("%d bytes in all", total)
	}
	return nil
}

// checkFound tells whether a link keeps the bounds.
func checkFound(f *store.Found) error {
	size := len(f.Title) + len(f.Text) + len(f.Image)
	for _, t := range f.Tags {
		size += len(t)
	}
	switch {
	case f.Key == "" || len(f.Key) > maxURL || f.URL == "" || len(f.URL) > maxURL:
		return bad("address %q of %d bytes", cut(f.URL), len(f.URL))
	case !named(f.Host) || !named(f.Site):
		return bad("host %q, site %q of %q", cut(f.Host), cut(f.Site), cut(f.URL))
	case size > maxArticle:
		return bad("%q comes with %d bytes of text", cut(f.URL), size)
	case !storableDate(f.Published) || !storable(f.At):
		return bad("%q comes with a date that cannot be stored", cut(f.URL))
	}
	return checkAliases(f.Aliases)
}

func checkAliases(aliases []store.Alias) error {
	if len(aliases) > 10*maxAliases {
		return bad("%d aliases", len(aliases))
	}
	for _, a := range aliases {
		if a.Key == "" || len(a.Key) > maxURL || len(a.URL) > maxURL {
			return bad("alias %q of %d bytes", cut(a.URL), len(a.URL))
		}
	}
	return nil
}

func articleSize(a *news.Article) int {
	n := len(a.URL) + len(a.Canonical) + len(a.Title) + len(a.Description) + len(a.Image) + len(a.Section) + len(a.SiteName) + len(a.EndMark) + len(a.TextFrom)
	for _, l := range [][]string{a.Paragraphs, a.Tags, a.Authors, a.Rights.AI, a.Rights.Robots} {
		for _, s := range l {
			n += len(s)
		}
	}
	return n
}

func named(s string) bool { return s != "" && len(s) <= maxName && strings.IndexByte(s, 0) < 0 }

// cut makes a stranger's string fit for a message.
func cut(s string) string { return s[:min(len(s), 80)] }

// hashKey is the first 8 bytes of SHA-256, and so the first 8 bytes of the id of a document first stored under key.
func hashKey(key string) uint64 {
	sum := sha256.Sum256([]byte(key))
	return binary.BigEndian.Uint64(sum[:])
}

func hashKeys(links []store.Found) []uint64 {
	hashes := make([]uint64, len(links))
	for i := range links {
		hashes[i] = hashKey(links[i].Key)
	}
	return hashes
}

func hashID(id news.ID) uint64 { return binary.BigEndian.Uint64(id[:8]) }

func hashText(h [16]byte) uint64 { return binary.BigEndian.Uint64(h[:8]) }
