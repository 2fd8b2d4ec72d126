package bolt

import (
	"maps"
	"slices"
	"time"

	"kabar/news"
)

// docRecord is what is known of a document, or of one revision of it, without the text. Of one that is forgotten stay id, source, first and
// added; changed is the time of forgetting.
type docRecord struct {
	id       news.ID
	source   string
	first    uint64 // address first stored
	from     uint64 // address that the current text came from
	head     uint64 // 0 for a head
	level    news.Level
	score    float64
	added    time.Time
	revision uint32 // 0: forgotten
	oldest   uint32 // oldest revision kept
	changed  time.Time
	fetched  time.Time
	gone     time.Time
	capture  *news.Capture
	hash     [16]byte
	derived  bool
	article  []byte // encodeArticle: without the text
	parts    []news.Capture
}

func (d *docRecord) forgotten() bool { return d.revision == 0 }

func (d *docRecord) encode(key []byte) []byte {
	return record(key, 192+len(d.article), func(w *writer) {
		w.raw(d.id[:])
		w.str(d.source)
		w.uint(d.first)
		w.uint(d.from)
		w.uint(d.head)
		w.str(string(d.level))
		w.float(d.score)
		w.time(d.added)
		w.uint(uint64(d.revision))
		w.uint(uint64(d.oldest))
		w.time(d.changed)
		w.time(d.fetched)
		w.time(d.gone)
		w.bool(d.capture != nil)
		if c := d.capture; c != nil {
			w.str(c.File)
			w.int(c.Offset)
			w.str(c.Digest)
		}
		w.raw(d.hash[:])
		w.bool(d.derived)
		w.uint(uint64(len(d.article)))
		w.raw(d.article)
		if len(d.parts) > 0 { // stand at the end when there are any: older records have none
			w.uint(uint64(len(d.parts)))
			for _, c := range d.parts {
				w.str(c.File)
				w.int(c.Offset)
				w.str(c.Digest)
			}
		}
	})
}

func decodeDoc(where, key, value []byte) (*docRecord, error) {
	d := new(docRecord)
	err := parse(where, key, value, func(r *reader) {
		copy(d.id[:], r.take(16))
		d.source, d.first, d.from, d.head = r.str(), r.uint(), r.uint(), r.uint()
		d.level, d.score, d.added = news.Level(r.str()), r.float(), r.time()
		d.revision, d.oldest = uint32(r.below(1<<32-1)), uint32(r.below(1<<32-1))
		d.changed, d.fetched, d.gone = r.time(), r.time(), r.time()
		if r.bool() {
			d.capture = &news.Capture{File: r.str(), Offset: r.int(), Digest: r.str()}
		}
		copy(d.hash[:], r.take(16))
		d.derived = r.bool()
		d.article = slices.Clone(r.take(r.uint()))
		if r.bad || len(r.b) == 0 {
			return
		}
		n := r.count(3)
		if n == 0 {
			r.fail()
		}
		for range n {
			d.parts = append(d.parts, news.Capture{File: r.str(), Offset: r.int(), Digest: r.str()})
		}
	})
	return d, err
}

// document is d as the contract gives it, without text and other addresses.
func (d *docRecord) document() (news.Document, error) {
	doc := news.Document{
		ID: d.id, Source: d.source, Added: d.added, Revision: int(d.revision), Changed: d.changed, Fetched: d.fetched,
		Gone: d.gone, Derived: d.derived,
	}
	if d.capture != nil {
		c := *d.capture
		doc.Capture = &c
	}
	doc.Parts = slices.Clone(d.parts)
	r := &reader{b: d.article}
	decodeArticle(r, &doc.Article)
	return doc, r.done()
}

// encodeArticle writes all of an article but its text; equal articles give equal bytes.
func encodeArticle(a *news.Article) []byte {
	w := &writer{b: make([]byte, 0, 512+len(a.Title)+len(a.Description))}
	for _, s := range []string{a.URL, a.Canonical, a.Title, a.Description, a.DateFrom, a.Language, a.SiteName, a.Section, a.Image,
		a.EndMark, string(a.Kind), a.Normalizer, string(a.Reason), a.Rights.License} {
		w.str(s)
	}
	for _, l := range [][]string{a.Authors, a.Tags, a.Rights.Robots, a.Rights.AI} {
		w.strs(l)
	}
	w.date(a.Published)
	w.date(a.Modified)
	w.float(a.DateConfidence)
	w.float(a.LanguageScore)
	w.bool(a.Paywalled)
	w.bool(a.Partial)
	w.bool(a.Dateline != nil)
	if d := a.Dateline; d != nil {
		w.strs([]string{d.Raw, d.Outlet, d.Place, d.Agency, d.Date})
	}
	w.bool(a.Rights.TDM != nil)
	if t := a.Rights.TDM; t != nil {
		w.bool(t.Reserved)
		w.str(t.Policy)
	}
	w.bool(a.Quality != nil)
	if q := a.Quality; q != nil {
		w.int(int64(q.Words))
		w.int(int64(q.Sentences))
		w.int(int64(q.Lines))
		w.str(q.Tokenizer)
		w.uint(uint64(len(q.Ratios)))
		for _, k := range slices.Sorted(maps.Keys(q.Ratios)) {
			w.str(k)
			w.float(q.Ratios[k])
		}
	}
	if a.TextFrom != "" { // stands at the end when it is said: older records have none
		w.str(a.TextFrom)
	}
	return w.b
}

func decodeArticle(r *reader, a *news.Article) {
	var kind, reason string
	for _, s := range []*string{&a.URL, &a.Canonical, &a.Title, &a.Description, &a.DateFrom, &a.Language, &a.SiteName, &a.Section,
		&a.Image, &a.EndMark, &kind, &a.Normalizer, &reason, &a.Rights.License} {
		*s = r.str()
	}
	a.Kind, a.Reason = news.PageKind(kind), news.Reason(reason)
	for _, l := range []*[]string{&a.Authors, &a.Tags, &a.Rights.Robots, &a.Rights.AI} {
		*l = r.strs()
	}
	a.Published, a.Modified, a.DateConfidence, a.LanguageScore = r.date(), r.date(), r.float(), r.float()
	a.Paywalled, a.Partial = r.bool(), r.bool()
	if r.bool() {
		l := r.strs()
		if len(l) != 5 {
			r.fail()
			return
		}
		a.Dateline = &news.Dateline{Raw: l[0], Outlet: l[1], Place: l[2], Agency: l[3], Date: l[4]}
	}
	if r.bool() {
		a.Rights.TDM = &news.TDM{Reserved: r.bool(), Policy: r.str()}
	}
	if r.bool() {
		q := &news.Quality{Words: int(r.int()), Sentences: int(r.int()), Lines: int(r.int()), Tokenizer: r.str()}
		if n := r.count(9); n > 0 {
			q.Ratios = make(map[string]float64, n)
			for range n {
				k := r.str()
				q.Ratios[k] = r.float()
			}
		}
		a.Quality = q
	}
	a.TextFrom = r.optional()
}

// memberRecord is another address of a head.
type memberRecord struct {
	doc uint64 // pointer document of the address; 0 when it has none
	news.Member
}

func (m *memberRecord) encode(key []byte) []byte {
	return record(key, 64+len(m.URL), func(w *writer) {
		w.uint(m.doc)
		w.str(m.URL)
		w.str(m.Source)
		w.date(m.Published)
		w.str(string(m.Level))
		w.float(m.Similarity)
		w.raw(m.ID[:])
	})
}

func decodeMember(key, value []byte) (*memberRecord, error) {
	m := new(memberRecord)
	err := parse(bucketMembers, key, value, func(r *reader) {
		m.doc, m.URL, m.Source, m.Published = r.uint(), r.str(), r.str(), r.date()
		m.Level, m.Similarity = news.Level(r.str()), r.float()
		copy(m.ID[:], r.take(16))
	})
	return m, err
}
