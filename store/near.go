package store

import "time"

// Likeness is what a judge says of two texts that an index of near texts brought together.
type Likeness struct {
	Similarity float64 // 0..1
	Same       bool    // they are one article
	// Related says that a third text which is the same as both makes the two one article: they have much in common, and are not one
	// frame filled twice. It counts only where Same is false.
	Related bool
}

// NearStats tells the size of the index of near texts, and what it has cost since the store was made.
type NearStats struct {
	Scheme    string // of the signatures; empty: none was given
	Documents int    // indexed texts, those of revisions counted too
	Keys      int    // postings in the tree
	Waiting   int    // documents whose postings are not merged into the tree yet; they are held in memory too
	Bytes     int64  // of the postings, with the engine's headers, without the space that its pages keep free

	Lookups  int64         // candidates that were looked up
	Compared int64         // texts that they were compared with
	Matched  int64         // of these, how many were the same
	Took     time.Duration // for looking up and comparing
}
