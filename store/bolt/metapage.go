package bolt

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"

	"kabar/store"
)

// checkSize compares the file's size with what its valid meta page with the higher transaction says, before the engine
// opens it: the engine maps the file and reads where its pages should be, and a missing end kills the process.
//
// A meta page is 16 bytes of page header, then, in the machine's byte order, magic, version, page size and flags (4
// bytes each), root and sequence of the root bucket, freelist page, high-water page, transaction (8 bytes each)
// and an FNV-1a checksum of the 56 bytes before it.
func checkSize(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	var need, newest uint64
	found := false
	for _, at := range []int64{0, pageSize} {
		var page [80]byte
		if _, err := f.ReadAt(page[:], at); err != nil {
			if err == io.EOF {
				continue
			}
			return err
		}
		m := page[16:]
		sum := fnv.New64a()
		sum.Write(m[:56])
		if binary.NativeEndian.Uint32(m) != 0xED0CDAED || binary.NativeEndian.Uint64(m[56:]) != sum.Sum64() {
			continue
		}
		size, high, tx := binary.NativeEndian.Uint32(m[8:]), binary.NativeEndian.Uint64(m[40:]), binary.NativeEndian.Uint64(m[48:])
		if !found || tx > newest {
			found, newest, need = true, tx, high*uint64(size)
		}
	}
	if !found {
		return fmt.Errorf("%w: %s has no valid meta page", store.ErrCorrupt, path)
	}
	if uint64(info.Size()) < need {
		return fmt.Errorf("%w: %s was cut: it has %d bytes and needs %d", store.ErrCorrupt, path, info.Size(), need)
	}
	return nil
}
