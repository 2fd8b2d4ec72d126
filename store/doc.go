// Package store is the contract between the crawl and whatever keeps its memory: types and promises,
// no code that stores.
//
// Start with [Store]. A worker calls Lease, asks the network for the one address it was given, and
// hands all that came of it to Commit as one [Visit]. What is not committed has not happened. Readers
// follow Documents and Changes by cursor.
//
// The promises on the methods are executable: package storetest holds the suite that every
// implementation passes; kabar/store/bolt is the first one.
package store
