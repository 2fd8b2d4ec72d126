// Package remote lets other processes read a store that one process holds: the holder serves it on a unix socket in the data folder, the
// others ask there as if they had opened it themselves.
//
// Every question is a request of its own, answered from one short read transaction, so that a long export keeps no page of the file from being used
// again. Questions and answers are encoding/gob, which keeps texts byte for byte; both sides must have been built with the same types,
// and say so when they were not.
package remote
