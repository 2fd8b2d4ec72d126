package bolt

import (
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// Methods of packing a text.
const (
	packPlain = 0
	packZstd  = 1
	packDelta = 2 // see delta.go
)

// maxText bounds what a stored text may unpack to.
const maxText = 64 << 20

// packer packs and unpacks texts. A packed text is: byte method, u dictionary, u length when unpacked, the
// bytes. The dictionary is 0, none: the number is there so that one can be kept in the store later without touching what is
// written. Safe for many goroutines.
type packer struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

func newPacker() (*packer, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderCRC(false), zstd.WithWindowSize(1<<20))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxText))
	if err != nil {
		return nil, err
	}
	return &packer{enc: enc, dec: dec}, nil
}

func (p *packer) close() {
	p.enc.Close()
	p.dec.Close()
}

// pack makes the value of a text, not yet sealed, and tells how long the text was.
func (p *packer) pack(paragraphs []string) (packed []byte, size int) {
	plain := &writer{}
	plain.strs(paragraphs)
	w := &writer{b: make([]byte, 0, len(plain.b)/2+16)}
	w.byte(packZstd)
	w.uint(0)
	w.uint(uint64(len(plain.b)))
	head := len(w.b)
	w.b = p.enc.EncodeAll(plain.b, w.b)
	if len(w.b)-head >= len(plain.b) {
		w.b = append(w.b[:head], plain.b...)
		w.b[0] = packPlain
	}
	return w.b, len(plain.b)
}

// unpack reads what pack made, with the checksum already checked and taken off.
func (p *packer) unpack(packed []byte) ([]string, error) {
	r := &reader{b: packed}
	method, dictionary, size := r.byte(), r.uint(), r.below(maxText)
	if r.bad {
		return nil, errors.New("head of the text does not fit")
	}
	plain := r.b
	switch {
	case dictionary != 0:
		return nil, fmt.Errorf("unknown dictionary %d", dictionary)
	case method == packZstd:
		var err error
		if plain, err = p.dec.DecodeAll(r.b, make([]byte, 0, min(size, 1<<20))); err != nil {
			return nil, fmt.Errorf("unpack the text: %w", err)
		}
	case method != packPlain:
		return nil, fmt.Errorf("unknown packing %d", method)
	}
	if uint64(len(plain)) != size {
		return nil, fmt.Errorf("text has %d bytes, want %d", len(plain), size)
	}
	r = &reader{b: plain}
	paragraphs := r.strs()
	return paragraphs, r.done()
}

// packedSize is the length of a packed text when unpacked.
func packedSize(packed []byte) uint64 {
	r := &reader{b: packed}
	r.byte()
	r.uint()
	return r.uint()
}
