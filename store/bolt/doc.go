// Package bolt keeps a whole crawl in one file, kabar.db, with the bbolt engine. It is that library's only door.
//
// Start with [Open] and the schema above the code in schema.go. A write takes this way: [Store.Commit] prepares
// a visit on the caller's goroutine (hashes, compressed text) and queues it; one committer takes whatever
// queued while the last commit was syncing (group.go), applies each visit to one transaction (apply.go,
// links.go, decide.go, revise.go), and only when the engine has synced it does memory learn of it: the set of known
// addresses (set.go) and the scheduler of hosts (sched.go), which answers Lease without touching the disk but for
// the one address that it gives.
//
// Every value carries a checksum over its key and itself, because the engine has none for its data pages.
// What cannot be read is [store.ErrCorrupt], never other data.
package bolt
