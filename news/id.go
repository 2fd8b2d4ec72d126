package news

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
)

// ID names a document for good: the first 128 bits of SHA-256 over the crawl key of the address under
// which the document was first stored. The zero ID names nothing.
type ID [16]byte

var idEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// NewID makes the id of a document first stored under the address with this crawl key.
func NewID(key string) ID {
	sum := sha256.Sum256([]byte(key))
	return ID(sum[:16])
}

// ParseID reads the 26 characters that String writes.
func ParseID(s string) (ID, error) {
	var id ID
	if len(s) != 26 {
		return ID{}, fmt.Errorf("%q is not a document id: want 26 characters", s)
	}
	b, err := idEncoding.DecodeString(s)
	if err != nil || len(b) != len(id) {
		return ID{}, fmt.Errorf("%q is not a document id: want characters a-z and 2-7", s)
	}
	copy(id[:], b)
	if id.String() != s { // the last character holds two spare bits
		return ID{}, fmt.Errorf("%q is not a document id", s)
	}
	return id, nil
}

// String is the id as the record writes it: 26 characters, lower-case base32 (RFC 4648, no padding).
func (id ID) String() string { return idEncoding.EncodeToString(id[:]) }

// IsZero reports whether the id names nothing.
func (id ID) IsZero() bool { return id == ID{} }

// MarshalText writes String; the zero ID is empty.
func (id ID) MarshalText() ([]byte, error) {
	if id.IsZero() {
		return nil, nil
	}
	return []byte(id.String()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (id *ID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*id = ID{}
		return nil
	}
	parsed, err := ParseID(string(b))
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}
