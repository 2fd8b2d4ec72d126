package shapes

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Bounds of a table. When all rows are taken, the one that has the least to say makes room.
const (
	maxRows    = 64 // narrow shapes
	maxWide    = 24 // shapes of classes alone; those beyond share the last row
	maxExample = 120
)

// wideRest is the wide shape of all that have no row.
const wideRest = "* rest"

// How many different addresses of a shape bring nothing, one after the other, before it is shut. They are few enough that a trap
// costs little, and many enough that a row of dull tags does not count as one.
const (
	patience          = 40  // of words alone: sections, tags, authors
	patienceNumbered  = 24  // with numbers, parameters or tokens, of which there may be any number
	patienceRepeating = 8   // a path that repeats itself is a fault of the site
	patienceWide      = 200 // different kinds of pages may share a wide shape
	patienceCopies    = 100 // of pages whose text was there already
	near              = 4   // times as much patience for what the front page links to
)

// A shape that is shut is tried again after probeAfter, then after twice that, and so on up to probeMax.
const (
	probeAfter = 4 * 7 * 24 * time.Hour
	probeMax   = 26 * 7 * 24 * time.Hour
)

// Brought is what an address brought when it was asked for the first time.
type Brought uint8

// The kinds of what an address can bring.
const (
	Nothing Brought = iota + 1 // no text, and no link to an article
	Known                      // links to articles, all of them known
	Links                      // links to articles that were not known
	Copy                       // a text that the site has at another address
	Text                       // a text that was not there
)

// Row is what is remembered of a shape.
type Row struct {
	Shape   string
	Example string // an address of the shape, as found last

	Asked  uint32 // different addresses that answered
	Texts  uint32 // of them, that brought a new text
	Links  uint32 // that brought links to new articles
	Copies uint32 // that brought a text that was known

	// In a row, since the last that brought something: those with nothing at all, with known links, with known texts.
	Idle, Stale, Copied uint32

	// Pages of which it was clear what they are.
	Articles, Others uint32

	Shut   time.Time // since when nothing is asked for; zero: it is open
	Probe  time.Time // when one address is tried again
	Probes uint8     // tried in vain
	Passed uint32    // addresses not queued or not asked for since

	Seen time.Time // when an address answered last
}

// wide tells the shapes of classes alone.
func (r *Row) wide() bool { return strings.HasPrefix(r.Shape, "* ") }

// Wide tells a row of classes of segments alone.
func (r *Row) Wide() bool { return r.wide() }

// limit is the patience with a row.
func (r *Row) limit() uint32 {
	switch {
	case strings.Contains(r.Shape, Repeating):
		return patienceRepeating
	case r.wide():
		return patienceWide
	case strings.ContainsAny(r.Shape, "?") || strings.Contains(r.Shape, "<n>") || strings.Contains(r.Shape, "<token>"):
		return patienceNumbered
	}
	return patience
}

// barren tells that many addresses in a row brought nothing. found is how many articles the host's lists have named: as long
// as these could stand four to a page, a list that only repeats them may still come to older ones.
func (r *Row) barren(found uint32) bool {
	limit := r.limit()
	if r.Texts > 0 {
		// It gives articles. Only copies without end shut it, of which nothing is lost: a session in the path.
		return r.Idle == 0 && r.Stale == 0 && r.Copied >= max(patienceCopies, 10*r.Texts)
	}
	limit = max(limit, r.Links)
	return r.Idle >= limit || r.Idle+r.Stale >= limit+found/4 || r.Copied >= patienceCopies
}

// vain is how many addresses in a row brought nothing.
func (r *Row) vain() uint32 { return r.Idle + r.Stale + r.Copied }

// Why says in words what speaks against the shape.
func (r *Row) Why() string {
	var parts []string
	add := func(n uint32, what string) {
		if n > 0 {
			parts = append(parts, plural(n, "address", "addresses")+" "+what)
		}
	}
	add(r.Idle, "without a text or a link to an article")
	add(r.Stale, "with links to known articles only")
	add(r.Copied, "with a text that was known")
	return strings.Join(parts, ", ") + " in a row"
}

// Table is what is remembered of a host. It is a value: Record makes a new one. The zero Table remembers nothing; methods
// that only read may be called on nil.
type Table struct {
	rows []Row // by shape

	Found uint32 // articles that the host's pages and sources named for the first time
	// Rules counts the addresses that a rule of the configuration kept out, by the rule.
	Rules map[string]uint32
}

// Rows are all rows, by shape.
func (t *Table) Rows() []Row {
	if t == nil {
		return nil
	}
	return slices.Clone(t.rows)
}

func (t *Table) find(shape string) (int, bool) {
	return slices.BinarySearchFunc(t.rows, shape, func(r Row, s string) int { return cmp.Compare(r.Shape, s) })
}

// row is that of a shape; a wide one without a row has that of the rest.
func (t *Table) row(shape string) *Row {
	if t == nil {
		return nil
	}
	if i, ok := t.find(shape); ok {
		return &t.rows[i]
	}
	if strings.HasPrefix(shape, "* ") {
		if i, ok := t.find(wideRest); ok {
			return &t.rows[i]
		}
	}
	return nil
}

// Visit is what a first visit of an address says.
type Visit struct {
	URL     string
	At      time.Time
	Brought Brought // 0: it says nothing of the shape
	// Proved is 1 when the page clearly was an article, -1 when it clearly was none.
	Proved int
	Found  int // articles named for the first time

	Passed []string          // shapes of which addresses were not queued, or passed over, one entry each
	Rules  map[string]uint32 // addresses that a rule of the configuration kept out
}

// Record returns the table with a visit added.
func (t *Table) Record(v Visit) *Table {
	next := &Table{}
	if t != nil {
		next.rows, next.Found = slices.Clone(t.rows), t.Found
		next.Rules = t.Rules
	}
	next.Found = plus(next.Found, uint32(max(v.Found, 0)))
	for _, shape := range v.Passed {
		if r := next.row(shape); r != nil {
			r.Passed = plus(r.Passed, 1)
		}
	}
	next.count(v.Rules)
	if v.Brought == 0 {
		return next
	}
	for _, shape := range Levels(v.URL) {
		i := next.place(shape)
		next.rows[i].record(v, next.Found)
	}
	return next
}

// maxRules bounds the rules that are counted.
const maxRules = 100

func (t *Table) count(rules map[string]uint32) {
	if len(rules) == 0 {
		return
	}
	sum := make(map[string]uint32, len(t.Rules)+len(rules))
	for name, n := range t.Rules {
		sum[name] = n
	}
	for name, n := range rules {
		if _, ok := sum[name]; ok || len(sum) < maxRules {
			sum[name] = plus(sum[name], n)
		}
	}
	t.Rules = sum
}

// place finds or makes the row of a shape.
func (t *Table) place(shape string) int {
	i, ok := t.find(shape)
	if ok {
		return i
	}
	wide, least, n := strings.HasPrefix(shape, "* "), -1, 0
	for j := range t.rows {
		r := &t.rows[j]
		if r.wide() != wide {
			continue
		}
		n++
		if least < 0 || r.weight() < t.rows[least].weight() || r.weight() == t.rows[least].weight() && r.Seen.Before(t.rows[least].Seen) {
			least = j
		}
	}
	switch {
	case wide && n >= maxWide:
		if shape != wideRest {
			return t.place(wideRest)
		}
	case n >= maxRows:
		t.rows = slices.Delete(t.rows, least, least+1)
		i, _ = t.find(shape)
	}
	t.rows = slices.Insert(t.rows, i, Row{Shape: shape})
	return i
}

// weight is how much would be forgotten with a row.
func (r *Row) weight() uint64 {
	w := uint64(r.Asked) + 10*uint64(r.Texts) + 10*uint64(r.Links)
	if !r.Shut.IsZero() {
		w += 1 << 40
	}
	return w
}

func (r *Row) record(v Visit, found uint32) {
	one := func(n *uint32) { *n = plus(*n, 1) }
	one(&r.Asked)
	r.Seen = v.At
	if !r.wide() && len(v.URL) <= maxExample {
		r.Example = v.URL
	}
	switch {
	case v.Proved > 0:
		one(&r.Articles)
	case v.Proved < 0:
		one(&r.Others)
	}
	switch v.Brought {
	case Text, Links:
		if v.Brought == Text {
			one(&r.Texts)
		} else {
			one(&r.Links)
		}
		r.Idle, r.Stale, r.Copied = 0, 0, 0
		r.Shut, r.Probe, r.Probes, r.Passed = time.Time{}, time.Time{}, 0, 0
		return
	case Copy:
		one(&r.Copies)
		one(&r.Copied)
	case Known:
		one(&r.Stale)
	default:
		one(&r.Idle)
	}
	if !r.barren(found) {
		return
	}
	switch {
	case r.Shut.IsZero():
		r.Shut, r.Probe = v.At, v.At.Add(probeAfter)
	case !v.At.Before(r.Probe): // the probe was in vain
		r.Probes = min(r.Probes+1, 10)
		r.Probe = v.At.Add(min(probeAfter<<r.Probes, probeMax))
	}
}

// Shut returns the shape that keeps an address from being asked for now, nil for none. A wider shape does not count where a
// narrower one has brought something. close tells that the front page links to it: then there must be more evidence.
func (t *Table) Shut(levels []string, now time.Time, close bool) *Row {
	for _, shape := range levels {
		r := t.row(shape)
		if r == nil {
			continue
		}
		if !r.Shut.IsZero() && now.Before(r.Probe) && (!close || r.vain() >= near*r.limit()) {
			return r
		}
		if r.Texts > 0 || r.Links > 0 {
			return nil
		}
	}
	return nil
}

// AnyShut tells whether any shape is shut, so that a caller with many addresses need not look at each.
func (t *Table) AnyShut() bool {
	return t != nil && slices.ContainsFunc(t.rows, func(r Row) bool { return !r.Shut.IsZero() })
}

// Doubtful tells that of the narrowest shape some addresses were asked and none brought a text: links to such are no sign that a
// list leads to articles.
func (t *Table) Doubtful(levels []string) bool {
	if t == nil || len(levels) == 0 {
		return false
	}
	i, ok := t.find(levels[0])
	return ok && t.rows[i].Texts+t.rows[i].Copies == 0 && t.rows[i].Asked >= t.rows[i].limit()/2
}

// Pages that must have been clear before a shape leans, and how many of them must agree.
const (
	leanPages = 8
	leanShare = 0.9
	leanMost  = 3
)

// Lean says what the pages of the narrowest shape proved to be, as the logarithm of the odds that the next is an article:
// positive for articles, at most 3 to either side, 0 where too few are known or they disagree.
func (t *Table) Lean(levels []string) float64 {
	if t == nil || len(levels) == 0 {
		return 0
	}
	i, ok := t.find(levels[0])
	if !ok {
		return 0
	}
	return t.rows[i].Lean()
}

// Lean is Table.Lean of a row.
func (r *Row) Lean() float64 {
	a, o := float64(r.Articles), float64(r.Others)
	if r.wide() || a+o < leanPages || max(a, o)/(a+o) < leanShare {
		return 0
	}
	return max(-leanMost, min(leanMost, math.Log((a+1)/(o+1))))
}

// plus adds without going round.
func plus(a, b uint32) uint32 {
	if s := a + b; s >= a {
		return s
	}
	return math.MaxUint32
}

func plural(n uint32, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.FormatUint(uint64(n), 10) + " " + many
}
