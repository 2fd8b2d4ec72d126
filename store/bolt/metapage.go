package bolt

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"

	"kabar/store"
)

// metaPage is what one of the file's two first pages says: 16 bytes of page header, then, in the machine's byte order, magic, version,
// page size and flags (4 bytes each), root and sequence of the root bucket, freelist page, high-water page, transaction (8 bytes each)
// and an FNV-1a checksum of the 56 bytes before it.
type metaPage struct {
	size                     uint32
	root, freelist, high, tx uint64
}

// readMetas reads the meta pages that are valid.
func readMetas(f io.ReaderAt) ([]metaPage, error) {
	var valid []metaPage
	for _, at := range []int64{0, pageSize} {
		var page [80]byte
		if _, err := f.ReadAt(page[:], at); err == io.EOF {
			continue
		} else if err != nil {
			return nil, err
		}
		b := page[16:]
		sum := fnv.New64a()
		sum.Write(b[:56])
		if binary.NativeEndian.Uint32(b) != 0xED0CDAED || binary.NativeEndian.Uint64(b[56:]) != sum.Sum64() {
			continue
		}
		valid = append(valid, metaPage{
			size: binary.NativeEndian.Uint32(b[8:]), root: binary.NativeEndian.Uint64(b[16:]), freelist: binary.NativeEndian.Uint64(b[32:]),
			high: binary.NativeEndian.Uint64(b[40:]), tx: binary.NativeEndian.Uint64(b[48:]),
		})
	}
	return valid, nil
}

// checkSize compares the file's size with what its newest meta page says, before the engine opens it: the engine maps the file and reads
// where its pages should be, and a missing end kills the process. lost tells that one of the two meta pages is damaged. If that was the newest,
// the file is as it was one commit earlier; a crash in the middle of a commit, which nobody was told of, looks the same.
func checkSize(path string) (lost bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	metas, err := readMetas(f)
	if err != nil {
		return false, err
	}
	var newest metaPage
	for _, m := range metas {
		if m.tx >= newest.tx {
			newest = m
		}
	}
	if newest.size == 0 {
		return false, fmt.Errorf("%w: %s has no valid meta page", store.ErrCorrupt, path)
	}
	if need := newest.high * uint64(newest.size); uint64(info.Size()) < need {
		return false, fmt.Errorf("%w: %s was cut: it has %d bytes and needs %d", store.ErrCorrupt, path, info.Size(), need)
	}
	return len(metas) < 2, nil
}
