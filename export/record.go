package export

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"time"

	"kabar/news"
)

// Record is one line of a dump: the document format that corpus toolkits read (id, text, source, added,
// created, metadata), with everything of ours in metadata. Fields stand in the order in which they are
// written. docs/record.md describes each.
type Record struct {
	ID       string   `json:"id,omitempty"`
	Text     string   `json:"text"`
	Source   string   `json:"source"`
	Added    string   `json:"added,omitempty"`
	Created  string   `json:"created,omitempty"`
	Metadata Metadata `json:"metadata"`
}

// Metadata is what is known of a document besides its text.
type Metadata struct {
	URL            string         `json:"url,omitempty"`
	Canonical      string         `json:"canonical,omitempty"`
	AlsoAt         []AlsoAt       `json:"also_at,omitempty"`
	DuplicateOf    string         `json:"duplicate_of,omitempty"`
	Title          string         `json:"title,omitempty"`
	Description    string         `json:"description,omitempty"`
	Authors        []string       `json:"authors,omitempty"`
	Published      string         `json:"published,omitempty"`
	Modified       string         `json:"modified,omitempty"`
	DateFrom       string         `json:"date_from,omitempty"`
	DateConfidence float64        `json:"date_confidence,omitempty"`
	Language       string         `json:"language,omitempty"`
	LanguageScore  float64        `json:"language_score,omitempty"`
	SiteName       string         `json:"site_name,omitempty"`
	Section        string         `json:"section,omitempty"`
	Tags           []string       `json:"tags,omitempty"`
	Image          string         `json:"image,omitempty"`
	Dateline       *news.Dateline `json:"dateline,omitempty"`
	EndMark        string         `json:"end_mark,omitempty"`
	Kind           news.PageKind  `json:"kind,omitempty"`
	Paywalled      bool           `json:"paywalled,omitempty"`
	Partial        bool           `json:"partial,omitempty"`
	Rights         *news.Rights   `json:"rights,omitempty"`
	Quality        *news.Quality  `json:"quality,omitempty"`
	Revision       int            `json:"revision,omitempty"`
	Changed        string         `json:"changed,omitempty"`
	Gone           string         `json:"gone,omitempty"`
	Fetched        string         `json:"fetched,omitempty"`
	Capture        *news.Capture  `json:"capture,omitempty"`
	Parts          []news.Capture `json:"parts,omitempty"`
	Normalizer     string         `json:"normalizer,omitempty"`
	TextFrom       string         `json:"text_from,omitempty"`
	Reason         news.Reason    `json:"reason,omitempty"`
}

// AlsoAt is another address of the same document.
type AlsoAt struct {
	URL        string     `json:"url"`
	Source     string     `json:"source"`
	Published  string     `json:"published,omitempty"`
	Level      news.Level `json:"level"`
	Similarity float64    `json:"similarity,omitempty"`
}

// Of makes the record of a stored document. within tells whether an address lies in a site: a canonical
// address outside the document's own site is not written.
func Of(d *news.Document, within func(site, address string) bool) Record {
	r := OfArticle(&d.Article)
	r.ID = d.ID.String()
	r.Source = d.Source
	r.Added = stamp(d.Added)
	m := &r.Metadata
	if m.Canonical != "" && !within(d.Source, m.Canonical) {
		m.Canonical = ""
	}
	for _, a := range d.AlsoAt {
		m.AlsoAt = append(m.AlsoAt, AlsoAt{a.URL, a.Source, day(a.Published), a.Level, round(a.Similarity)})
	}
	if !d.DuplicateOf.IsZero() {
		m.DuplicateOf = d.DuplicateOf.String()
	}
	m.Revision = d.Revision
	m.Changed, m.Gone, m.Fetched = stamp(d.Changed), stamp(d.Gone), stamp(d.Fetched)
	m.Capture, m.Parts = d.Capture, d.Parts
	return r
}

// OfArticle makes the record of a page that is not in a store.
func OfArticle(a *news.Article) Record {
	r := Record{Text: a.Text(), Created: day(a.Published)}
	r.Metadata = Metadata{
		URL: a.URL, Title: a.Title, Description: a.Description, Authors: a.Authors,
		Published: r.Created, Modified: day(a.Modified),
		Language: a.Language, LanguageScore: round(a.LanguageScore),
		SiteName: a.SiteName, Section: a.Section, Tags: a.Tags, Image: a.Image,
		Dateline: a.Dateline, EndMark: a.EndMark, Kind: a.Kind, Paywalled: a.Paywalled, Partial: a.Partial,
		Quality: a.Quality, Normalizer: a.Normalizer, TextFrom: a.TextFrom,
	}
	m := &r.Metadata
	if a.Canonical != a.URL {
		m.Canonical = a.Canonical
	}
	if m.Published != "" {
		m.DateFrom, m.DateConfidence = a.DateFrom, round(a.DateConfidence)
	}
	if !a.Rights.IsZero() {
		m.Rights = &a.Rights
	}
	if r.Text == "" {
		m.Reason = a.Reason
		if m.Reason == "" {
			m.Reason = news.NoArticle
		}
	}
	return r
}

// stamp writes a time of ours: UTC, seconds.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Truncate(time.Second).Format(time.RFC3339)
}

// day writes a date of a page; a month or a year alone is not a date that the format knows.
func day(d news.Date) string {
	if d.Precision < news.Day {
		return ""
	}
	return d.String()
}

// round keeps four places, so that a figure does not differ between machines in its last bits.
func round(f float64) float64 { return math.Round(f*1e4) / 1e4 }

// Append adds the record as one line, without HTML escaping and with its newline.
func (r *Record) Append(b []byte) ([]byte, error) {
	buf := bytes.NewBuffer(b)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		return b, err
	}
	return unescapeSeparators(buf.Bytes(), len(b)), nil
}

// unescapeSeparators undoes the escaping of U+2028 and U+2029, which encoding/json does even without HTML
// escaping: they are ordinary characters in JSON (RFC 8259, section 7). An even number of backslashes before
// the escape would make it text, but the encoder writes a backslash of the text as two.
func unescapeSeparators(b []byte, from int) []byte {
	if !bytes.Contains(b[from:], []byte(`\u202`)) {
		return b
	}
	var out strings.Builder
	s := b[from:]
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 >= len(s) {
			out.WriteByte(s[i])
			continue
		}
		if i+6 <= len(s) && (string(s[i:i+6]) == `\u2028` || string(s[i:i+6]) == `\u2029`) {
			out.WriteRune(rune(0x2028 + int(s[i+5]-'8')))
			i += 5
			continue
		}
		out.WriteByte(s[i])
		out.WriteByte(s[i+1])
		i++
	}
	return append(b[:from], out.String()...)
}
