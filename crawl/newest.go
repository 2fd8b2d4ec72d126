package crawl

import (
	"container/heap"
	"slices"
	"strings"
	"time"

	"kabar/address"
	"kabar/crawl/discover"
)

// newestFirst keeps the newest entries of a sitemap of any length, in bounded memory. Entries without a
// date count as older than any; among equals the earlier in the file is kept.
type newestFirst struct {
	limit int
	n     int
	heap  entryHeap
}

type datedEntry struct {
	discover.Entry
	when  time.Time
	order int
}

func (n *newestFirst) add(e discover.Entry) {
	when := e.LastMod.Time
	if e.News != nil && !e.News.Published.IsZero() {
		when = e.News.Published.Time
	}
	n.n++
	d := datedEntry{e, when, n.n}
	if len(n.heap) < n.limit {
		heap.Push(&n.heap, d)
		return
	}
	if n.limit > 0 && newer(d, n.heap[0]) {
		n.heap[0] = d
		heap.Fix(&n.heap, 0)
	}
}

// entries are the kept ones, newest first.
func (n *newestFirst) entries() []datedEntry {
	out := slices.Clone(n.heap)
	slices.SortFunc(out, func(a, b datedEntry) int {
		if newer(a, b) {
			return -1
		}
		return 1
	})
	return out
}

func newer(a, b datedEntry) bool {
	if !a.when.Equal(b.when) {
		return a.when.After(b.when)
	}
	return a.order < b.order
}

// entryHeap has its oldest entry on top.
type entryHeap []datedEntry

func (h entryHeap) Len() int           { return len(h) }
func (h entryHeap) Less(i, j int) bool { return newer(h[j], h[i]) }
func (h entryHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *entryHeap) Push(x any)        { *h = append(*h, x.(datedEntry)) }
func (h *entryHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

// excludes tells whether the site's configuration rules the address out.
func (s *Site) excludes(href string) bool {
	if len(s.Exclude) == 0 {
		return false
	}
	path := strings.TrimPrefix(href, address.Origin(href))
	return slices.ContainsFunc(s.Exclude, func(prefix string) bool { return strings.HasPrefix(path, prefix) })
}
