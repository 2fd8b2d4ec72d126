// Package export turns documents into dumps: one JSON record a line, in the form that corpus tools read
// without glue, optionally compressed, in an order that depends on nothing but the store.
//
// Start with [Write], which dumps a store, and [Record], the line. [File] writes a dump under a
// temporary name and renames it when it is whole.
package export
