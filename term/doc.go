// Package term is the terminal without the wires: bytes in, a screen out, and
// from two screens the bytes that lead from one to the other.
//
// An [Emulator] reads what a program writes and keeps the picture a terminal
// would show, as a [Screen]. It follows ECMA-48 and DEC's VT420 as xterm
// understands them (xterm's "Control Sequences" document); where that says
// nothing it does what stock mosh 1.4.0 does, because a client must turn the
// frames of a stock server into exactly the screen the server meant. Widths
// are those of the GNU C library's wcwidth; see [RuneWidth].
//
// A screen is a value. Its rows are shared copy-on-write between the emulator
// and any number of snapshots, so keeping dozens of old screens costs only the
// rows that changed since, and comparing two of them skips the rows they
// share. A cell is 16 bytes and holds no pointer; texts of several code
// points, links and underline colours are in side tables of the row, which are
// bounded by the row's width and go away with it.
//
// Nothing in this package does I/O, looks at a clock, starts a goroutine or
// fails: any bytes are a valid program output.
package term
