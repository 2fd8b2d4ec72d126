package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"time"

	"kabar/news"
	"kabar/store"
)

// writer builds a value; see schema.go for the forms.
type writer struct{ b []byte }

func (w *writer) byte(v byte)     { w.b = append(w.b, v) }
func (w *writer) uint(v uint64)   { w.b = binary.AppendUvarint(w.b, v) }
func (w *writer) int(v int64)     { w.b = binary.AppendVarint(w.b, v) }
func (w *writer) fixed(v uint64)  { w.b = binary.BigEndian.AppendUint64(w.b, v) }
func (w *writer) float(v float64) { w.fixed(math.Float64bits(v)) }
func (w *writer) raw(v []byte)    { w.b = append(w.b, v...) }

func (w *writer) str(v string) {
	w.uint(uint64(len(v)))
	w.b = append(w.b, v...)
}

func (w *writer) strs(v []string) {
	w.uint(uint64(len(v)))
	for _, s := range v {
		w.str(s)
	}
}

func (w *writer) bool(v bool) {
	if v {
		w.byte(1)
	} else {
		w.byte(0)
	}
}

func (w *writer) time(t time.Time) {
	if t.IsZero() {
		w.byte(0)
		return
	}
	w.byte(1)
	w.int(t.Unix())
	w.uint(uint64(t.Nanosecond()))
}

func (w *writer) date(d news.Date) {
	w.byte(byte(d.Precision))
	if d.IsZero() {
		return
	}
	w.int(d.Time.Unix())
	w.uint(uint64(d.Time.Nanosecond()))
	_, offset := d.Time.Zone()
	w.int(int64(offset))
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// seal ends a value with its checksum, which covers the key too: a value that got under another key, or whose key was
// damaged, is found.
func seal(key, value []byte) []byte {
	return binary.LittleEndian.AppendUint32(value, crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, value))
}

// unseal checks a value and takes the checksum off.
func unseal(key, value []byte) ([]byte, error) {
	n := len(value) - 4
	if n < 0 {
		return nil, errors.New("value is too short")
	}
	if binary.LittleEndian.Uint32(value[n:]) != crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, value[:n]) {
		return nil, errors.New("checksum does not match")
	}
	return value[:n], nil
}

// reader takes a value apart. After the first thing that does not fit it gives zero values, and done tells.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) fail() {
	r.b, r.bad = nil, true
}

func (r *reader) take(n uint64) []byte {
	if n > uint64(len(r.b)) {
		r.fail()
		return nil
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) uint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) int() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return v
}

// below is a number that must be at most limit.
func (r *reader) below(limit uint64) uint64 {
	v := r.uint()
	if v > limit {
		r.fail()
		return 0
	}
	return v
}

func (r *reader) fixed() uint64 {
	if b := r.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (r *reader) float() float64 { return math.Float64frombits(r.fixed()) }
func (r *reader) bool() bool     { return r.byte() != 0 }
func (r *reader) str() string    { return string(r.take(r.uint())) }

// optional is a string that ends a value when it is not empty.
func (r *reader) optional() string {
	if r.bad || len(r.b) == 0 {
		return ""
	}
	s := r.str()
	if s == "" {
		r.fail()
	}
	return s
}

// count is the length of a list whose items take at least size bytes each: no more than there is room for.
func (r *reader) count(size int) int {
	n := r.uint()
	if n > uint64(len(r.b)/size) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *reader) strs() []string {
	n := r.count(1)
	if n == 0 {
		return nil
	}
	v := make([]string, n)
	for i := range v {
		v[i] = r.str()
	}
	return v
}

// Times beyond these seconds overflow inside package time; no clock or page states them.
const (
	minSeconds = -62135596800 // year 1
	maxSeconds = 253402300799 // end of year 9999
	maxOffset  = 86400
)

func (r *reader) seconds() (sec, nsec int64) {
	sec, nsec = r.int(), int64(r.below(999_999_999))
	if sec < minSeconds || sec > maxSeconds {
		r.fail()
		return 0, 0
	}
	return sec, nsec
}

func (r *reader) time() time.Time {
	if r.byte() == 0 {
		return time.Time{}
	}
	sec, nsec := r.seconds()
	if r.bad {
		return time.Time{}
	}
	return time.Unix(sec, nsec).UTC()
}

func (r *reader) date() news.Date {
	p := news.Precision(r.byte())
	if p == news.NoDate {
		return news.Date{}
	}
	sec, nsec := r.seconds()
	offset := r.int()
	if r.bad || p > news.Second || offset < -maxOffset || offset > maxOffset {
		r.fail()
		return news.Date{}
	}
	t := time.Unix(sec, nsec).UTC()
	if offset != 0 {
		t = t.In(time.FixedZone("", int(offset)))
	}
	return news.Date{Time: t, Precision: p}
}

func (r *reader) done() error {
	if r.bad {
		return errors.New("value breaks off or does not fit")
	}
	if len(r.b) != 0 {
		return fmt.Errorf("%d bytes behind the value's end", len(r.b))
	}
	return nil
}

// storable tells whether a time can be written and read back.
func storable(t time.Time) bool { s := t.Unix(); return s >= minSeconds && s <= maxSeconds }

func storableDate(d news.Date) bool {
	_, offset := d.Time.Zone()
	return storable(d.Time) && d.Precision <= news.Second && offset >= -maxOffset && offset <= maxOffset
}

// corrupt is an ErrCorrupt that names where.
func corrupt(bucket string, key []byte, what any) error {
	return fmt.Errorf("%w: bucket %s, key %x: %v", store.ErrCorrupt, bucket, key, what)
}
