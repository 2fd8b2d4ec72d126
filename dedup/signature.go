package dedup

import (
	"encoding/binary"
	"fmt"
	"math/bits"

	"github.com/zeebo/xxh3"
)

// A signature has two parts: bands over the whole text find what was edited or extended, bands over its
// beginning find what was cut. Documents of one index must have signatures of one version.
const (
	// SignatureVersion changes with anything that changes a signature: words, shingles, bands, hashes.
	SignatureVersion = 1

	Shingle = 3 // words that are hashed together

	Bands = 12 // over the whole text
	Rows  = 3  // minima that a band joins

	LeadBands = 8 // over the beginning
	LeadRows  = 3
	LeadWords = 80 // length of the beginning
)

// Scheme names how signatures are made, for the index that keeps them: version and parameters.
func Scheme() string {
	return fmt.Sprintf("minhash %d: shingle %d, bands %dx%d, lead %dx%d of %d words", SignatureVersion, Shingle, Bands, Rows, LeadBands, LeadRows, LeadWords)
}

// Signature is the MinHash signature of a text as hashes of its bands (locality-sensitive hashing): Bands of
// the whole text, then LeadBands of its beginning, always in this order. Two texts that share a band, at the same place
// in both signatures, are candidates for Judge. Two texts are with a probability of 1-(1-J³)^12 by the first part,
// where J is the share of their shingles that both have: 0.80 for a half, 0.98 for two thirds; and of 1-(1-J³)^8 by the
// beginnings, which agree nearly in full where the end is cut off.
//
// It is nil for a text too short to be a near duplicate.
func Signature(text string) []uint64 {
	ws := words(text)
	if len(ws) < fewest {
		return nil
	}
	hashes := make([]uint64, len(ws))
	for i, w := range ws {
		hashes[i] = xxh3.HashString(w.text)
	}
	const whole, lead = Bands * Rows, LeadBands * LeadRows
	var minima [whole + lead]uint64
	for i := range minima {
		minima[i] = ^uint64(0)
	}
	for i := 0; i+Shingle <= len(hashes); i++ {
		h := shingle(hashes[i : i+Shingle])
		lower(minima[:whole], h, 0)
		if i+Shingle <= LeadWords {
			lower(minima[whole:], h, whole)
		}
	}
	bands := make([]uint64, 0, Bands+LeadBands)
	for i := range Bands {
		bands = append(bands, band(minima[i*Rows:(i+1)*Rows]))
	}
	for i := range LeadBands {
		bands = append(bands, band(minima[whole+i*LeadRows:whole+(i+1)*LeadRows]))
	}
	return bands
}

// shingle joins the hashes of words that follow each other; their order counts.
func shingle(words []uint64) uint64 {
	var h uint64
	for _, w := range words {
		h = (bits.RotateLeft64(h, 23) ^ w) * 0x9e3779b97f4a7c15
	}
	return h ^ h>>29
}

// lower takes a shingle into the minima, each under a permutation of its own, numbered from first.
func lower(minima []uint64, h uint64, first int) {
	for i := range minima {
		// The odd multiplier and the offset come from the splitmix sequence of the permutation's number.
		x := (h ^ splitmix(uint64(2*(first+i)))) * (splitmix(uint64(2*(first+i)+1)) | 1)
		x ^= x >> 32
		minima[i] = min(minima[i], x*0xd6e8feb86659fd93)
	}
}

// splitmix is the n-th number of the splitmix64 sequence from zero.
func splitmix(n uint64) uint64 {
	z := (n + 1) * 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func band(rows []uint64) uint64 {
	var buf [8 * max(Rows, LeadRows)]byte
	for i, r := range rows {
		binary.LittleEndian.PutUint64(buf[8*i:], r)
	}
	return xxh3.Hash(buf[:8*len(rows)])
}
