package shapes

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// version is the first byte of an encoded table. Another version is not read: what was learned is learned again.
const version = 1

// ErrFormat is the error for bytes that no table was written as.
var ErrFormat = errors.New("not a table of shapes of this version")

// Append writes the table behind b: the version, Found, the rows, the rules; numbers as varints, strings with their length in front,
// times in seconds since 1970, 0 for none.
func (t *Table) Append(b []byte) []byte {
	b = append(b, version)
	if t == nil {
		t = &Table{}
	}
	b = binary.AppendUvarint(b, uint64(t.Found))
	b = binary.AppendUvarint(b, uint64(len(t.rows)))
	for i := range t.rows {
		r := &t.rows[i]
		b = appendString(b, r.Shape)
		b = appendString(b, r.Example)
		for _, n := range r.numbers() {
			b = binary.AppendUvarint(b, uint64(*n))
		}
		b = append(b, r.Probes)
		for _, at := range r.times() {
			sec := at.Unix()
			if at.IsZero() || sec < 0 {
				sec = 0
			}
			b = binary.AppendUvarint(b, uint64(sec))
		}
	}
	b = binary.AppendUvarint(b, uint64(len(t.Rules)))
	for _, name := range slices.Sorted(maps.Keys(t.Rules)) {
		b = appendString(b, name)
		b = binary.AppendUvarint(b, uint64(t.Rules[name]))
	}
	return b
}

func (r *Row) numbers() [10]*uint32 {
	return [...]*uint32{&r.Asked, &r.Texts, &r.Links, &r.Copies, &r.Idle, &r.Stale, &r.Copied, &r.Articles, &r.Others, &r.Passed}
}

func (r *Row) times() [3]*time.Time { return [...]*time.Time{&r.Shut, &r.Probe, &r.Seen} }

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// Parse reads what Append wrote. ErrFormat.
func Parse(b []byte) (*Table, error) {
	if len(b) == 0 || b[0] != version {
		return nil, ErrFormat
	}
	d := decoder{b: b[1:]}
	t := &Table{Found: d.number()}
	for range d.length(maxRows + maxWide + 1) {
		r := Row{Shape: d.string(), Example: d.string()}
		for _, n := range r.numbers() {
			*n = d.number()
		}
		r.Probes = d.byte()
		for _, at := range r.times() {
			if sec := d.uvarint(1 << 36); sec > 0 {
				*at = time.Unix(int64(sec), 0).UTC()
			}
		}
		if n := len(t.rows); n > 0 && t.rows[n-1].Shape >= r.Shape {
			d.failed = true
		}
		if d.failed {
			break
		}
		t.rows = append(t.rows, r)
	}
	for range d.length(maxRules) {
		if t.Rules == nil {
			t.Rules = map[string]uint32{}
		}
		t.Rules[d.string()] = d.number()
	}
	if d.failed || len(d.b) > 0 {
		return nil, fmt.Errorf("%d bytes: %w", len(b), ErrFormat)
	}
	return t, nil
}

// decoder reads until the first fault; after it everything is zero.
type decoder struct {
	b      []byte
	failed bool
}

func (d *decoder) uvarint(most uint64) uint64 {
	v, n := binary.Uvarint(d.b)
	if d.failed || n <= 0 || v > most {
		d.failed = true
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) number() uint32 { return uint32(d.uvarint(1<<32 - 1)) }

func (d *decoder) length(most int) int { return int(d.uvarint(uint64(most))) }

func (d *decoder) byte() byte {
	if d.failed || len(d.b) == 0 {
		d.failed = true
		return 0
	}
	c := d.b[0]
	d.b = d.b[1:]
	return c
}

func (d *decoder) string() string {
	n := d.uvarint(uint64(len(d.b)))
	if d.failed || n > uint64(len(d.b)) {
		d.failed = true
		return ""
	}
	s := string(d.b[:n])
	d.b = d.b[n:]
	return s
}
