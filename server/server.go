//go:build unix

// Package server is the far half of a session: it binds a UDP port, detaches
// from the login that started it, and hosts a shell or a command on a pty whose
// screen it shows to a client that may come, go and roam.
//
// There are two processes. The launcher (Launch) lives as long as the ssh
// command that started it; it starts the same executable again as the daemon
// (Daemon), hands it a Config and gets back the port and the session key, all
// through pipes, so that no secret is ever in an argument or a variable. The
// daemon has one event loop (loop.go) around a state machine that knows no
// sockets, ptys or clocks (session.go).
//
// The behaviour follows mosh-server 1.4.0: what it prints, what the shell
// inherits, when it gives up. Its own are the detaching (a session of its own
// from setsid(2)), the socket for both address families, and the lack of an
// empty first line.
package server

import "time"

// Config says what a server does. The launcher sends it to the daemon as JSON.
type Config struct {
	Name    string   // the program's name in messages
	Bind    string   // numeric address to bind, "" for any
	Arrived string   // the address of this machine that the client's SSH came to, if known
	Ports   Ports    // the UDP ports to try
	Command []string // the command and its arguments; empty for a login shell
	Colors  int      // what the client's terminal has; only 256 matters
	Cols    int      // window size at the start; the default if it is not reasonable
	Rows    int
	Verbose int // 1: messages stay visible; 2: watch the event loop too

	// NetworkTimeout ends the session when the client was not heard for so
	// long; 0 never.
	NetworkTimeout time.Duration
	// SignalTimeout is how long the client must not have been heard for SIGUSR1
	// to end the session; 0 always ends it.
	SignalTimeout time.Duration

	WideAmbiguous bool // East Asian ambiguous characters take two columns
}

// Ports is a range of UDP ports, tried upwards; 0 and 0 let the system choose.
type Ports struct {
	Low, High int
}

// DefaultPorts are the ports tried when none are asked for.
var DefaultPorts = Ports{60001, 60999}

// DefaultCols and DefaultRows are the window size where there is no terminal to
// ask.
const (
	DefaultCols = 80
	DefaultRows = 24
)

// The largest window that a session begins with, in each direction and in cells.
const (
	maxSide  = 4096
	maxCells = 1 << 20
)
