package news

import "time"

// Capture says where in the archive a response is kept.
type Capture struct {
	File   string `json:"file"`   // base name within the archive folder
	Offset int64  `json:"offset"` // of the record's gzip member
	Digest string `json:"digest"` // of the payload: "sha256:" and 64 hexadecimal digits
}

// Level is how two documents were found to be the same.
type Level string

// The levels, strongest evidence first.
const (
	SameAddress Level = "address"
	SameText    Level = "text"
	NearText    Level = "near"
)

// Member is another address of a document.
type Member struct {
	URL        string
	Source     string // site of URL
	Published  Date
	Level      Level
	Similarity float64 // 0..1, only for NearText
	// ID is the id that this address's own document has or would have had.
	ID ID
}

// Document is an article with its place in the corpus.
type Document struct {
	ID     ID
	Source string // registrable domain of the address first stored
	Added  time.Time
	Article
	Revision int       // 1 for the first text
	Changed  time.Time // when this revision was stored
	Fetched  time.Time // when the capture behind this text was made
	Gone     time.Time // when the address first answered 404 or 410; zero while it is there
	// Capture is nil when raw keeping is off, the capture is past retention, or the text is a feed's.
	Capture *Capture
	Parts   []Capture // of the further pages of a paged article that the text was made of, in their order
	AlsoAt  []Member  // other addresses, in order of URL
	// DuplicateOf is the head of the cluster; zero for heads.
	DuplicateOf ID
	// Derived says that this revision came from the stored capture, not from a visit.
	Derived bool
}
