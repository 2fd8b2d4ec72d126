package site

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

// format is the first byte of an encoded profile. Another one is not read: what was learned is learned again.
const format = 1

// ErrFormat is the error for bytes that no profile was written as.
var ErrFormat = errors.New("not a site profile of this version")

// Append writes the profile behind b: numbers as varints, hashes and fractions in 8 bytes, little endian, texts with their length in front; lines by
// hash, beginnings by name, so that equal profiles have equal bytes. A few kilobytes.
func (p *Profile) Append(b []byte) []byte {
	if p == nil {
		p = &Profile{}
	}
	b = append(b, format)
	for _, n := range []uint32{p.Version, p.Articles, p.clock, uint32(len(p.lines))} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	for _, h := range slices.Sorted(maps.Keys(p.lines)) {
		b = binary.LittleEndian.AppendUint64(b, h)
		b = binary.AppendUvarint(b, uint64(p.lines[h].seen))
		b = binary.AppendUvarint(b, uint64(p.lines[h].last))
	}
	b = binary.AppendUvarint(b, uint64(len(p.starts)))
	for _, s := range slices.Sorted(maps.Keys(p.starts)) {
		b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
		b = binary.AppendUvarint(b, uint64(p.starts[s]))
	}
	b = binary.AppendUvarint(b, uint64(len(p.Health.recent)))
	for _, o := range p.Health.recent {
		b = binary.AppendUvarint(b, uint64(o.Words)<<3|bit(o.Title, 4)|bit(o.Date, 2)|bit(o.Stripped, 1))
	}
	for _, x := range p.Health.past.numbers() {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(*x))
	}
	return b
}

func bit(set bool, value uint64) uint64 {
	if set {
		return value
	}
	return 0
}

// Parse reads what Append wrote. ErrFormat.
func Parse(b []byte) (*Profile, error) {
	bad := fmt.Errorf("%d bytes: %w", len(b), ErrFormat)
	if len(b) == 0 || b[0] != format {
		return nil, bad
	}
	d := decoder{b: b[1:]}
	p := &Profile{Version: d.u32(), Articles: d.u32(), clock: d.u32()}
	for range d.length(maxLines) {
		if p.lines == nil {
			p.lines = map[uint64]line{}
		}
		h := d.u64()
		p.lines[h] = line{d.u32(), d.u32()}
	}
	p.starts = map[string]uint32{}
	for range d.length(maxStarts) {
		s := string(d.take(d.length(maxStart)))
		p.starts[s] = d.u32()
	}
	for range d.length(recently) {
		n := d.uvarint(maxWords<<3 | 7)
		p.Health.recent = append(p.Health.recent, Observation{Words: int(n >> 3), Title: n&4 != 0, Date: n&2 != 0, Stripped: n&1 != 0})
	}
	for _, x := range p.Health.past.numbers() {
		if *x = math.Float64frombits(d.u64()); !(*x >= 0 && *x < 1e12) { // NaN too
			return nil, bad
		}
	}
	if d.failed || len(d.b) > 0 {
		return nil, bad
	}
	return p, nil
}

// decoder reads until the first fault; after it everything is zero.
type decoder struct {
	b      []byte
	failed bool
}

func (d *decoder) take(n int) []byte {
	if d.failed || n > len(d.b) {
		d.failed = true
		return nil
	}
	b := d.b[:n]
	d.b = d.b[n:]
	return b
}

func (d *decoder) u64() uint64 {
	b := d.take(8)
	if b == nil {
		return 0
	}
	return binary.LittleEndian.Uint64(b)
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

func (d *decoder) u32() uint32         { return uint32(d.uvarint(math.MaxUint32)) }
func (d *decoder) length(most int) int { return int(d.uvarint(uint64(most))) }
