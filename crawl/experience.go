package crawl

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"kabar/crawl/discover"
	"kabar/crawl/shapes"
	"kabar/news"
	"kabar/store"
)

// ShapesMemo is the name of the memo that holds what was learned of the shapes of a host's addresses; see shapes.Parse.
func ShapesMemo(host string) string { return "shapes " + host }

// experience holds the tables of shapes of hosts that this process has lately asked. The stored memos are the truth of earlier
// runs; in this one a table here knows a little more: how the store judged the last text.
type experience struct {
	mu     sync.Mutex
	tables map[string]*shapes.Table
}

// keptTables bounds the tables in memory, of some kilobytes each; beyond it an arbitrary half is dropped.
const keptTables = 1024

func newExperience() *experience { return &experience{tables: map[string]*shapes.Table{}} }

// of returns the table of a host. What cannot be read is learned anew.
func (e *experience) of(ctx context.Context, s store.Store, site, host string) *shapes.Table {
	e.mu.Lock()
	t, ok := e.tables[host]
	e.mu.Unlock()
	if ok {
		return t
	}
	memo, err := s.Memo(ctx, site, ShapesMemo(host))
	if err == nil {
		t, err = shapes.Parse(memo)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) && !errors.Is(err, shapes.ErrFormat) {
		return nil // the store fails: the commit will tell
	}
	e.keep(host, t)
	return t
}

func (e *experience) keep(host string, t *shapes.Table) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.tables) >= keptTables {
		for k := range e.tables {
			delete(e.tables, k)
			if len(e.tables) <= keptTables/2 {
				break
			}
		}
	}
	e.tables[host] = t
}

// shapesOf is the table of a host of this visit's site.
func (v *visit) shapesOf(host string) *shapes.Table {
	return v.run.learned.of(context.Background(), v.run.store, v.site.Domain, host)
}

// shut is the reason of an outcome that was passed over because of the shape of the address.
const shut = "shape is shut"

// passesOver tells whether the address is one of a shape that is shut, and puts it off until the shape is tried again.
// Nothing is asked for. The configuration is looked at once more too: it may have changed since the address was queued.
func (v *visit) passesOver() bool {
	a := &v.lease.Address
	link := news.Link{URL: a.URL, Work: a.Work, Via: a.Via}
	if rule := v.site.refuses(&link); rule != "" && a.Work != news.WorkRobots {
		v.outcome.Result, v.outcome.Reason, v.outcome.Detail = news.ResultSkipped, "excluded", rule
		v.next = v.later(v.run.o.MaxInterval)
		v.learn.Rules = map[string]uint32{rule: 1}
		return true
	}
	if told(a.Work, a.Via, a.Depth) || !a.Document.IsZero() || v.site.URLs.Allows(a.URL) {
		return false
	}
	levels := shapes.Levels(a.URL)
	row := v.shapesOf(a.Host).Shut(levels, v.now(), a.Via == news.ViaSection && a.Depth <= 1)
	if row == nil {
		return false
	}
	v.outcome.Result, v.outcome.Reason = news.ResultSkipped, shut
	v.outcome.Detail = row.Shape + ": " + row.Why()
	v.learn.Passed = []string{row.Shape}
	v.next = v.later(max(row.Probe.Sub(v.now()), v.run.o.MinInterval))
	return true
}

// told tells the addresses that somebody named on purpose: the user, a feed, a news sitemap. They are always asked for.
func told(w news.Work, via news.Via, depth uint8) bool {
	switch via {
	case news.ViaSeed, news.ViaFeed, news.ViaNewsSitemap:
		return true
	case news.ViaBackfill:
		return depth == 0 || w == news.WorkSitemap
	}
	return w == news.WorkFeed || w == news.WorkSitemap || w == news.WorkRobots
}

// takes tells whether an address that was found is queued, and gives it its place: what the site's articles look like goes before
// what is open, and that before what its other pages look like.
func (v *visit) takes(f *store.Found) bool {
	if told(f.Work, f.Via, f.Depth) || v.site.URLs.Allows(f.URL) {
		return true
	}
	t := v.shapesOf(f.Host)
	if t == nil {
		return true
	}
	levels := shapes.Levels(f.URL)
	if v.lease.Address.Via != news.ViaSeed {
		if row := t.Shut(levels, v.now(), false); row != nil {
			v.learn.Passed = append(v.learn.Passed, row.Shape)
			return false
		}
	}
	if f.Work == news.WorkSection && f.Via == news.ViaSection && f.Depth > 1 {
		f.Priority = max(f.Priority, priorityDeep)
	}
	if f.Priority != store.PriorityPage {
		return true
	}
	switch lean := t.Lean(levels); {
	case lean > 0:
		f.Rank = min(f.Rank, undatedArticle)
	case lean < 0:
		f.Priority = store.PriorityRevisit
	}
	return true
}

// priorityDeep is that of sections below those of the front page: behind the articles that are known. So a list is not followed
// further before it is seen whether what it names is any good, and lists without end starve nothing.
const priorityDeep = store.PriorityPage + 5

// undatedArticle is the rank of a link without a date that looks like the articles of its site: behind what has a date, before
// what has none.
const undatedArticle = ^uint64(0) - 1

// kindOf is what a page is, with what the site's other pages proved to be, and what the configuration says.
func (v *visit) kindOf(found *discover.PageResult) {
	if kind := v.site.URLs.Kind(v.lease.Address.URL); kind != "" {
		found.Kind = kind
		found.Why = append([]string{"rule of the configuration"}, found.Why...)
		return
	}
	v.learn.Proved = found.Proves()
	found.Weigh(v.shapesOf(v.lease.Address.Host).Lean(shapes.Levels(v.lease.Address.URL)))
}

// experiences fills in what the visit says of the shape of its address, before the commit.
func (v *visit) experiences() {
	l, a := &v.learn, &v.lease.Address
	l.URL, l.At = a.URL, v.now()
	work := a.Work
	if v.work != 0 {
		work = v.work
	}
	if v.seen == nil && v.outcome.Result == news.ResultListed { // a backfill
		v.lookUp()
	}
	articles := 0
	for i := range v.links {
		f := &v.links[i]
		if f.Work != news.WorkArticle || i >= len(v.seen) {
			continue
		}
		if v.shapesOf(f.Host).Doubtful(shapes.Levels(f.URL)) {
			continue
		}
		articles++
		if !v.seen[i] {
			l.Found++
		}
	}
	if !v.asked || v.errand || a.State.Visits > 0 || a.State.Result == news.ResultGone || a.Work == news.WorkRobots || v.outcome.Work == news.WorkRobots ||
		work == news.WorkFeed || work == news.WorkSitemap || a.Via == news.ViaGuess {
		l.Proved = 0
		return
	}
	switch {
	case v.article != nil:
		l.Brought = shapes.Text // the store may call it a copy; see receives
	case v.outcome.Result == news.ResultListed && l.Found > 0:
		l.Brought = shapes.Links
	case v.outcome.Result == news.ResultListed && articles > 0:
		l.Brought = shapes.Known
	case v.outcome.Result == news.ResultListed, v.outcome.Result == news.ResultGone,
		v.outcome.Result == news.ResultNoArticle && v.outcome.Reason != string(news.Blocked),
		v.outcome.Result == news.ResultSkipped && v.outcome.Reason == "not HTML":
		l.Brought = shapes.Nothing
	}
	if l.Brought != shapes.Text && l.Proved > 0 {
		l.Proved = 0 // it looked like an article and gave no text
	}
}

// lookUp finds out which of the links are known. It returns whether one is not.
func (v *visit) lookUp() (news bool) {
	keys := make([]string, len(v.links))
	for i := range v.links {
		keys[i] = v.links[i].Key
	}
	seen, err := v.run.store.Seen(context.Background(), keys)
	if err != nil {
		return false // the commit will tell
	}
	v.seen = seen
	return slices.Contains(seen, false)
}

// memos are what the commit writes of what was learned.
func (v *visit) memos() map[string][]byte {
	out := map[string][]byte{}
	if l := &v.learn; l.Brought != 0 || l.Found != 0 || len(l.Passed) > 0 || len(l.Rules) > 0 {
		host := v.lease.Address.Host
		out[ShapesMemo(host)] = v.shapesOf(host).Record(*l).Append(nil)
	}
	if v.seenAs != nil {
		out[ProfileMemo] = v.teach()
	}
	return out
}

// receives corrects what was learned by what the store made of the visit, and keeps it for the next one of the host.
func (v *visit) receives(receipt *store.Receipt) {
	l := &v.learn
	if l.Brought == shapes.Text {
		switch receipt.Result {
		case news.ResultDuplicate:
			if v.ownCopy(receipt) {
				l.Brought = shapes.Copy
			}
		case news.ResultUnchanged:
			l.Brought = shapes.Copy
		}
	}
	if l.Brought == 0 && l.Found == 0 && len(l.Passed) == 0 && len(l.Rules) == 0 {
		return
	}
	host := v.lease.Address.Host
	v.run.learned.keep(host, v.shapesOf(host).Record(*l))
}

// ownCopy tells whether the text that was known is one of this site: one of another site is new here.
func (v *visit) ownCopy(receipt *store.Receipt) bool {
	if receipt.Level == news.SameAddress {
		return true
	}
	head, err := v.run.store.Document(context.Background(), receipt.Head)
	return err == nil && head.Source == v.site.Domain
}

// countRule notes an address that the configuration keeps out.
func (v *visit) countRule(l *news.Link) {
	_, rule := v.site.Apply(*l)
	if rule == "" || rule == Foreign {
		return
	}
	if v.learn.Rules == nil {
		v.learn.Rules = map[string]uint32{}
	}
	v.learn.Rules[strings.ToValidUTF8(rule, "")]++
}
