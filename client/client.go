// Package client is the half of a session in front of the user: it owns the
// local terminal and the UDP sockets, and ties the user's keys, the mosh
// protocol ([gomosh/proto]), the predictions ([gomosh/predict]) and the
// terminal emulation ([gomosh/term]) together in one event loop.
//
// A keystroke goes through the escape key's filter, to the predictions, and
// into the protocol's stream of input; a datagram becomes a new screen; the
// picture, which is the newest screen with predictions and notices drawn over
// it, is compared with what the terminal shows and the difference written in
// one piece. A terminal that does not take what is written holds up nothing
// but itself: it misses frames.
//
// What happens is decided in session, which knows neither terminal nor socket
// and takes the time as an argument; loop only waits and carries bytes. How
// the client behaves towards its user follows mosh-client 1.4.0.
package client

import (
	"fmt"
	"net/netip"
	"time"

	"gomosh/internal/lean"
	"gomosh/internal/terminfo"
	"gomosh/predict"
	"gomosh/proto"

	xterm "golang.org/x/term"
)

// Config says which session to join, and how.
type Config struct {
	Server     netip.AddrPort // an IPv4 address must not be in IPv6 form
	Others     []netip.Addr   // where the server may be reached too, at the same port
	SSH        int            // descriptor of the process that holds an SSH connection (relay.Hold); 0: none
	OnlySSH    bool           // nothing goes by UDP; needs SSH
	Key        proto.Key
	Terminal   terminfo.Abilities // of the local terminal
	Prediction predict.Options
	EscapeKey  EscapeKey
	NoTermInit bool // do not switch the terminal to its alternate screen
	PlainTitle bool // no prefix before window titles
	TrueColor  bool // the terminal takes 24-bit colours, whatever its entry says

	NoQuestions bool // the terminal is not asked what it can do
}

// Result says how a session ended.
type Result struct {
	Heard bool // the server was heard at least once
	Clean bool // both sides agreed on the end
	Junk  uint64
}

// Run leads a session on the terminal at standard input and output until it is
// over, and gives the terminal back as it was. It may be called once in a
// process, whose signals it takes over.
//
// An error means that there was no session: standard input is not a terminal
// (ErrNotTerminal), or no socket could be opened.
func Run(cfg Config) (Result, error) {
	if !xterm.IsTerminal(1) {
		cfg.NoQuestions = true
	}
	tty, err := openTTY(0)
	if err != nil {
		return Result{}, err
	}
	incoming := make(chan datagram)
	panics := make(chan error)
	quit := make(chan struct{})
	defer close(quit)
	spawn := func(f func()) { go guard(panics, f) }
	sockets := &socketSet{open: openSocket, spawn: spawn, incoming: incoming, quit: quit}
	defer sockets.close()
	l := &loop{
		device:   &terminal{tty: tty, out: 1},
		sockets:  sockets,
		incoming: incoming,
		panics:   panics,
		onlySSH:  cfg.OnlySSH,
	}
	if cfg.SSH > 0 {
		tunnel, err := newTunnel(cfg.SSH, spawn, incoming, quit)
		if err != nil {
			return Result{}, err
		}
		defer tunnel.close()
		l.tunnel = tunnel
	}
	l.jumps = watchClock(spawn, quit)
	if !cfg.OnlySSH {
		l.changes = watchNetwork(spawn, quit, cfg.servers())
	}
	l.resizes, l.signals = catchSignals()
	l.rest.Worked(time.Now(), lean.Busy) // of getting here
	l.input = readInput(spawn, quit, func(p []byte) (int, error) { return readSome(0, p) })
	if err := l.lead(&cfg, spawn); err != nil {
		return Result{}, err
	}
	if l.died != nil {
		dieOf(l.died)
		return Result{}, fmt.Errorf("killed by signal: %v", l.died)
	}
	_, clean := l.session.over()
	return Result{
		Heard: !l.session.net.Heard().IsZero(),
		Clean: clean,
		Junk:  l.session.junk,
	}, nil
}
