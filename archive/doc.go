// Package archive keeps what was fetched as WARC 1.1 (ISO 28500:2017) and reads it back.
//
// [Open] gives a [Writer]: each answer becomes a response record and the request that asked for it, each in a
// gzip member of its own, so that a record can be read by its offset alone. [Writer.Sync] makes
// all that was written safe; the store calls it once for a group of visits, before the commit that points
// to the records. [Read] fetches a record by its [news.Capture] and verifies it; [Scan] walks a whole file
// and goes on behind damage.
//
// A process begins a file of its own, and never writes to one that another began: what lies in a finished
// file can only be read. A crash may leave a torn record at the end of the last file; [Open] cuts it.
//
// # Form
//
// The payload is kept as the server sent it, with its content encoding. A transfer encoding is undone by
// then: its header is written as X-Archive-Orig-Transfer-Encoding, Content-Length is made to fit, and one
// that differs is kept as X-Archive-Orig-Content-Length, so that every reader can parse the message. Digests are SHA-256 in hexadecimal
// digits, as in the example of section 5.8.
package archive
