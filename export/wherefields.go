package export

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// fieldKind is what a field holds.
type fieldKind uint8

const (
	aText fieldKind = iota
	aList           // of texts
	aNumber
	aDate
	aTruth
)

func (k fieldKind) String() string {
	return [...]string{"text", "a list of texts", "a number", "a date", "true or false"}[k]
}

// field reads something of a record, by the function of its kind.
type field struct {
	name   string
	kind   fieldKind
	texts  func(*Record) []string
	number func(*Record) (float64, bool)
	date   func(*Record) string
	truth  func(*Record) bool
}

// known is the condition that a field stands for by itself: it is there, or it is true.
func (f *field) known() test {
	switch f.kind {
	case aNumber:
		return func(r *Record) bool { _, ok := f.number(r); return ok }
	case aDate:
		return func(r *Record) bool { return f.date(r) != "" }
	case aTruth:
		return f.truth
	}
	return func(r *Record) bool { return len(f.texts(r)) > 0 }
}

// field takes a name. What stands in metadata may be named without it.
func (p *whereParser) field() *field {
	name, at := strings.TrimPrefix(p.text, "metadata."), p.at
	f := fieldNamed(name)
	if f == nil {
		p.failf(at, "no field %s of the record can be compared; %s", p.text, suggestion(name))
	}
	p.next()
	return f
}

// ratios begins the names of the measures of quality that docs/record.md lists by name.
const ratios = "quality.ratios."

func fieldNamed(name string) *field {
	if ratio, ok := strings.CutPrefix(name, ratios); ok && ratio != "" {
		return numberField(name, func(r *Record) (float64, bool) {
			if r.Metadata.Quality == nil {
				return 0, false
			}
			n, ok := r.Metadata.Quality.Ratios[ratio]
			return n, ok
		})
	}
	i, ok := slices.BinarySearchFunc(fields, name, func(f *field, name string) int { return strings.Compare(f.name, name) })
	if !ok {
		return nil
	}
	return fields[i]
}

// suggestion names the fields that are written nearly like one that is not there, or all.
func suggestion(name string) string {
	best, least := "", 1+utf8.RuneCountInString(name)/3
	var all []string
	for _, f := range fields {
		all = append(all, f.name)
		last := f.name[strings.LastIndexByte(f.name, '.')+1:]
		if name == last {
			return "did you mean " + f.name + "?"
		}
		if d := distance(name, f.name); d <= least {
			best, least = f.name, d-1
		}
	}
	if best != "" {
		return "did you mean " + best + "?"
	}
	return "there are " + strings.Join(all, ", ") + ", " + ratios + "NAME"
}

// distance is how many letters must be put in, taken out or changed to make b of a; names are short.
func distance(a, b string) int {
	if len(a) > 64 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func textField(name string, get func(*Record) string) *field {
	return &field{name: name, kind: aText, texts: func(r *Record) []string {
		if s := get(r); s != "" {
			return []string{s}
		}
		return nil
	}}
}

func listField(name string, get func(*Record) []string) *field {
	return &field{name: name, kind: aList, texts: get}
}

func numberField(name string, get func(*Record) (float64, bool)) *field {
	return &field{name: name, kind: aNumber, number: get}
}

func dateField(name string, get func(*Record) string) *field {
	return &field{name: name, kind: aDate, date: get}
}

func truthField(name string, get func(*Record) bool) *field {
	return &field{name: name, kind: aTruth, truth: get}
}

// counted reads one of the counts of quality.
func counted(name string, get func(*Record) int) *field {
	return numberField(name, func(r *Record) (float64, bool) {
		if r.Metadata.Quality == nil {
			return 0, false
		}
		return float64(get(r)), true
	})
}

// positive is a number that is left out where it is zero.
func positive(name string, get func(*Record) float64) *field {
	return numberField(name, func(r *Record) (float64, bool) { n := get(r); return n, n != 0 })
}

// dateline reads a part of the dateline.
func datelinePart(name string, get func(*Record) string) *field {
	return textField(name, func(r *Record) string {
		if r.Metadata.Dateline == nil {
			return ""
		}
		return get(r)
	})
}

// right reads a list of the rights.
func right(name string, get func(*Record) []string) *field {
	return listField(name, func(r *Record) []string {
		if r.Metadata.Rights == nil {
			return nil
		}
		return get(r)
	})
}

// fields can be compared; in the order of their names.
var fields = []*field{
	dateField("added", func(r *Record) string { return r.Added }),
	listField("also_at", func(r *Record) []string {
		var out []string
		for i := range r.Metadata.AlsoAt {
			out = append(out, r.Metadata.AlsoAt[i].URL)
		}
		return out
	}),
	listField("authors", func(r *Record) []string { return r.Metadata.Authors }),
	textField("canonical", func(r *Record) string { return r.Metadata.Canonical }),
	dateField("changed", func(r *Record) string { return r.Metadata.Changed }),
	dateField("created", func(r *Record) string { return r.Created }),
	positive("date_confidence", func(r *Record) float64 { return r.Metadata.DateConfidence }),
	textField("date_from", func(r *Record) string { return r.Metadata.DateFrom }),
	datelinePart("dateline.agency", func(r *Record) string { return r.Metadata.Dateline.Agency }),
	datelinePart("dateline.outlet", func(r *Record) string { return r.Metadata.Dateline.Outlet }),
	datelinePart("dateline.place", func(r *Record) string { return r.Metadata.Dateline.Place }),
	datelinePart("dateline.raw", func(r *Record) string { return r.Metadata.Dateline.Raw }),
	textField("description", func(r *Record) string { return r.Metadata.Description }),
	textField("duplicate_of", func(r *Record) string { return r.Metadata.DuplicateOf }),
	textField("end_mark", func(r *Record) string { return r.Metadata.EndMark }),
	dateField("fetched", func(r *Record) string { return r.Metadata.Fetched }),
	dateField("gone", func(r *Record) string { return r.Metadata.Gone }),
	textField("id", func(r *Record) string { return r.ID }),
	textField("image", func(r *Record) string { return r.Metadata.Image }),
	textField("kind", func(r *Record) string { return string(r.Metadata.Kind) }),
	textField("language", func(r *Record) string { return r.Metadata.Language }),
	positive("language_score", func(r *Record) float64 { return r.Metadata.LanguageScore }),
	dateField("modified", func(r *Record) string { return r.Metadata.Modified }),
	textField("normalizer", func(r *Record) string { return r.Metadata.Normalizer }),
	truthField("partial", func(r *Record) bool { return r.Metadata.Partial }),
	truthField("paywalled", func(r *Record) bool { return r.Metadata.Paywalled }),
	dateField("published", func(r *Record) string { return r.Metadata.Published }),
	counted("quality.lines", func(r *Record) int { return r.Metadata.Quality.Lines }),
	counted("quality.sentences", func(r *Record) int { return r.Metadata.Quality.Sentences }),
	textField("quality.tokenizer", func(r *Record) string {
		if r.Metadata.Quality == nil {
			return ""
		}
		return r.Metadata.Quality.Tokenizer
	}),
	counted("quality.words", func(r *Record) int { return r.Metadata.Quality.Words }),
	positive("revision", func(r *Record) float64 { return float64(r.Metadata.Revision) }),
	right("rights.ai", func(r *Record) []string { return r.Metadata.Rights.AI }),
	textField("rights.license", func(r *Record) string {
		if r.Metadata.Rights == nil {
			return ""
		}
		return r.Metadata.Rights.License
	}),
	right("rights.robots", func(r *Record) []string { return r.Metadata.Rights.Robots }),
	truthField("rights.tdm.reserved", func(r *Record) bool {
		rights := r.Metadata.Rights
		return rights != nil && rights.TDM != nil && rights.TDM.Reserved
	}),
	textField("section", func(r *Record) string { return r.Metadata.Section }),
	textField("site_name", func(r *Record) string { return r.Metadata.SiteName }),
	textField("source", func(r *Record) string { return r.Source }),
	listField("tags", func(r *Record) []string { return r.Metadata.Tags }),
	textField("text", func(r *Record) string { return r.Text }),
	textField("text_from", func(r *Record) string { return r.Metadata.TextFrom }),
	textField("title", func(r *Record) string { return r.Metadata.Title }),
	textField("url", func(r *Record) string { return r.Metadata.URL }),
}
