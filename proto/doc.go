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
// The objects are in input.go and display.go, what is sent in sender.go, when in
// pacing.go, and how fast in flow.go; what is accepted in receiver.go; signs of life
// and the search for a silent peer in life.go; sizes of datagrams in pathsize.go; the
// end of a session in shutdown.go; and all numbers in constants.go, which keeps what
// the stock protocol fixes apart from what is a choice of this package.
//
// All that is sent is what stock peers understand or skip. Two gomosh peers find
// each other by a hello in a field that stock skips (hello.go), and then do more:
// long pauses when nothing happens, reports of the user's terminal (report.go),
// addresses, clusters on the wire. What differs from stock in any case is when things
// are sent: unacknowledged data is repeated with growing pauses instead of up to
// fifty times a second, and in spaced copies on a line that loses much; a change on
// an idle line goes out at once; a client that misses an answer asks for it, often at
// first and ever more rarely; the rate follows the measured delay; and fragments of
// several instructions may arrive mixed.
//
// Nothing a peer sends, authentic or not, makes this package panic, wait, or use
// memory without bound. What is malformed is dropped with an error.
package proto
