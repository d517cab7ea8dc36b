// Package proto is the State Synchronization Protocol of mosh 1.4.0 as two
// state machines, [Client] and [Server]: datagrams and the time go in, datagrams
// and the time of the next look come out. It does no I/O, starts no goroutine
// and has no clock.
//
// Each side has an object that changes: the client everything the user did, the
// server what the screen shows. Snapshots of it are numbered, and what travels
// is the difference between two of them, so that nothing is ever repeated for
// its own sake: whatever was lost, the next difference brings the other side up
// to date. From the outside in:
//
//	datagram     AES-128-OCB3 (RFC 7253), sequence numbers      crypto.go, key.go
//	timestamps   round trips, congestion marks (RFC 3168)       clock16.go, rtt.go
//	fragments    of one zlib stream (RFC 1950)                  fragment.go, compress.go, tinyzlib.go
//	instruction  from, to, acknowledged, difference (protobuf)  instruction.go, protobuf.go
//	difference   of the user's input, or of the screen          usermessage.go, hostmessage.go
//
// The objects are in input.go and display.go, what is sent in sender.go and when in pacing.go,
// what is accepted in receiver.go, the end of a session in shutdown.go, and all
// numbers in constants.go, which keeps what the stock protocol fixes apart from
// what is a choice of this package.
//
// All that is sent is what stock peers understand. What differs is when:
// unacknowledged data is repeated with growing pauses instead of up to fifty
// times a second, twice more at once on a line that loses much; a change on an
// idle line goes out at once; a client that hears nothing asks for a sign of
// life ever more rarely; and fragments of several instructions may arrive mixed.
//
// Nothing a peer sends, authentic or not, makes this package panic, wait, or use
// memory without bound. What is malformed is dropped with an error.
package proto
