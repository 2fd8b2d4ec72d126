// Package shapes remembers what the addresses of a host turned out to be, by their shape: the path with its variable parts
// generalised and the names of the parameters. Two things are read off it.
//
// A shape of which many addresses were asked and none brought a new text or the way to one is a trap, or as good as one: a calendar
// without end, the combinations of a filter, a path that repeats itself, a session in the path. It is shut: its addresses are
// neither queued nor asked for, until after some weeks one of them is tried again. See [Table.Shut].
//
// A shape whose pages were articles, or none of whose were, says what the next address of that shape will be. See [Table.Lean].
//
// A [Table] holds this for one host in a few kilobytes, whatever the host does.
package shapes
