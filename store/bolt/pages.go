package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"kabar/store"
)

// Flags and sizes of the engine's pages: a header of 16 bytes (id 8, flags 2, count 2, overflow 4), then elements of 16 bytes. Of a
// branch: position of the key 4, its length 4, page 8; of a leaf: flags 4, position 4, length of the key 4 and of the value 4.
// Positions count from the element. All in the machine's byte order.
const (
	pageBranch   = 0x01
	pageLeaf     = 0x02
	pageFreelist = 0x10
	leafBucket   = 0x01 // the value is a bucket: root page 8, sequence 8, and its only page when the root is 0

	pageHead    = 16
	pageElement = 16
	maxPages    = 1 << 16 // overflow pages of one page
	maxDepth    = 32
)

// pageChecker checks the engine's pages: that each page below the high-water mark is either in use, once, or free, and that keys ascend
// within the bounds that the branches give. The engine has such a check, but runs it over the mapped file on a goroutine of its own, where
// a fault on a damaged page kills the process; this one reads the file.
type pageChecker struct {
	f      io.ReaderAt
	high   uint64
	used   []bool
	report func(where, what string)
}

// pages checks the pages of the checker's transaction, which keeps them from being used again meanwhile.
func (c *checker) pages() error {
	f, err := os.Open(c.s.path)
	if err != nil {
		return err
	}
	defer f.Close()
	metas, err := readMetas(f)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(metas, func(m metaPage) bool { return m.tx == uint64(c.tx.ID()) })
	if i < 0 {
		return errMoved
	}
	if len(metas) < 2 {
		c.report("engine", "a meta page is damaged: the last commit may be lost")
	}
	m := metas[i]
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if m.size != pageSize || m.high > uint64(info.Size())/pageSize {
		c.report("engine", fmt.Sprintf("meta page of %d pages of %d bytes", m.high, m.size))
		return nil
	}
	p := &pageChecker{f: f, high: m.high, used: make([]bool, m.high), report: c.report}
	for id := range min(m.high, 2) {
		p.used[id] = true // the meta pages
	}
	p.problem(p.walk(m.root, nil, nil, 0))
	free, err := p.freelist(m.freelist)
	p.problem(err)
	for _, id := range free {
		if id < 2 || id >= m.high || p.used[id] {
			p.report("engine", fmt.Sprintf("page %d is listed as free, and is not", id))
			continue
		}
		p.used[id] = true
	}
	if i := slices.Index(p.used, false); i >= 0 && err == nil {
		p.report("engine", fmt.Sprintf("page %d is neither used nor free", i))
	}
	return nil
}

// errMoved tells that two commits came between the beginning of a transaction and the reading of its meta page.
var errMoved = errors.New("the store was written to too fast to look at its pages")

func (p *pageChecker) problem(err error) {
	if err != nil {
		p.report("engine", err.Error())
	}
}

// read reads a page and what it overflows to, and marks them as used.
func (p *pageChecker) read(id uint64) (page []byte, flags uint16, count int, err error) {
	var head [pageHead]byte
	if id < 2 || id >= p.high {
		return nil, 0, 0, fmt.Errorf("page %d does not exist", id)
	}
	if _, err := p.f.ReadAt(head[:], int64(id)*pageSize); err != nil {
		return nil, 0, 0, fmt.Errorf("page %d: %w", id, err)
	}
	overflow := uint64(binary.NativeEndian.Uint32(head[12:]))
	if got := binary.NativeEndian.Uint64(head[:]); got != id || overflow > maxPages || id+overflow >= p.high {
		return nil, 0, 0, fmt.Errorf("page %d calls itself %d, with %d more", id, got, overflow)
	}
	for i := id; i <= id+overflow; i++ {
		if p.used[i] {
			return nil, 0, 0, fmt.Errorf("page %d is used twice", i)
		}
		p.used[i] = true
	}
	page = make([]byte, (overflow+1)*pageSize)
	if _, err := p.f.ReadAt(page, int64(id)*pageSize); err != nil {
		return nil, 0, 0, fmt.Errorf("page %d: %w", id, err)
	}
	return page, binary.NativeEndian.Uint16(head[8:]), int(binary.NativeEndian.Uint16(head[10:])), nil
}

// part is a stretch of a page that an element points to.
func part(page []byte, at, length uint64) ([]byte, bool) {
	if at > uint64(len(page)) || length > uint64(len(page))-at {
		return nil, false
	}
	return page[at : at+length], true
}

// walk checks a page and all below it. Its keys are at least low and less than high; nil is no bound.
func (p *pageChecker) walk(id uint64, low, high []byte, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("page %d lies too deep", id)
	}
	page, flags, count, err := p.read(id)
	if err != nil {
		return err
	}
	if flags != pageBranch && flags != pageLeaf || pageHead+count*pageElement > len(page) {
		return fmt.Errorf("page %d has flags %#x and %d elements", id, flags, count)
	}
	type child struct {
		id  uint64
		key []byte
	}
	var children []child
	var last []byte
	for i := range count {
		at := uint64(pageHead + i*pageElement)
		e := page[at:]
		u32 := func(i int) uint64 { return uint64(binary.NativeEndian.Uint32(e[i:])) }
		pos, length := u32(0), u32(4)
		if flags == pageLeaf {
			pos, length = u32(4), u32(8)
		}
		key, ok := part(page, at+pos, length)
		if !ok {
			return fmt.Errorf("page %d: key %d lies outside", id, i)
		}
		if i > 0 && bytes.Compare(last, key) >= 0 || bytes.Compare(key, low) < 0 || high != nil && bytes.Compare(key, high) >= 0 {
			return fmt.Errorf("page %d: key %d is out of order", id, i)
		}
		last = key
		if flags == pageBranch {
			children = append(children, child{binary.NativeEndian.Uint64(e[8:]), key})
			continue
		}
		value, ok := part(page, at+pos+length, u32(12))
		if !ok {
			return fmt.Errorf("page %d: value %d lies outside", id, i)
		}
		if u32(0)&leafBucket == 0 {
			continue
		}
		if len(value) < 16 {
			return fmt.Errorf("page %d: bucket %d is too short", id, i)
		}
		if root := binary.NativeEndian.Uint64(value); root != 0 {
			p.problem(p.walk(root, nil, nil, depth+1))
		}
	}
	for i, c := range children {
		below := high
		if i+1 < len(children) {
			below = children[i+1].key
		}
		p.problem(p.walk(c.id, c.key, below, depth+1))
	}
	return nil
}

// freelist reads the numbers of the free pages. A count that does not fit the header stands before them.
func (p *pageChecker) freelist(id uint64) ([]uint64, error) {
	page, flags, count, err := p.read(id)
	if err != nil {
		return nil, fmt.Errorf("freelist: %w", err)
	}
	b := page[pageHead:]
	if flags == pageFreelist && count == 0xFFFF {
		count = int(min(binary.NativeEndian.Uint64(b), uint64(len(b))))
		b = b[8:]
	}
	if flags != pageFreelist || count*8 > len(b) {
		return nil, fmt.Errorf("freelist: %w: page %d has flags %#x and %d entries", store.ErrCorrupt, id, flags, count)
	}
	free := make([]uint64, count)
	for i := range free {
		free[i] = binary.NativeEndian.Uint64(b[8*i:])
	}
	return free, nil
}
