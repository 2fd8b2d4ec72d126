// Package archive keeps what was fetched as WARC 1.1 (ISO 28500:2017) and reads it back.
//
// [Open] gives a [Writer]: each answer becomes a response record and the request that asked for it, each in a
// gzip member of its own, so that a record can be read by its offset alone. [Writer.Sync] makes
// all that was written safe; the store calls it once for a group of visits, before the commit that points
// to the records. [Read] fetches a record by its [news.Capture] and verifies it; [Scan] walks a whole file
// and goes on behind damage.
//
// # Files
//
// A process begins a file of its own, and never writes to one that another began: a finished file is only read,
// so that it can be copied, and a fault can harm no older record. A crash may leave a torn record at the end of the
// newest files; [Open] cuts it. After a fault of the disk the file is cut back to its last whole record and the next
// record begins another file.
//
// # Form
//
// The payload is kept as the server sent it, with its content encoding. A transfer encoding is undone by then,
// and the message is written as HTTP/1.1 whatever brought it (WARC-Protocol tells). So that every reader can parse
// it, fields that are not true of the kept message get the prefix X-Archive-Orig-: Transfer-Encoding always,
// Content-Length where it differs from the kept body's. Reading takes the prefix off again: a record comes back
// with the header that was received.
//
// Digests are SHA-256 in hexadecimal digits ("sha256:" before them), which is what [news.Capture] holds and warcio
// verifies. A record's fields stand in a fixed order, those of the HTTP messages in byte order of their names.
//
// An answer that repeats one kept lately (same address, status, type and body) is written as a revisit record with the profile
// identical-payload-digest. Its capture is the one of the first answer, so that a capture always leads to a body.
package archive
