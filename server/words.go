//go:build unix

package server

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// All that a person reads from the server once it runs: on the terminal of the
// session, or on stderr if -v keeps it open. What the command line prints is in
// package main. The lines of stdout and stderr begin with the program's name
// where no other program waits for a fixed text; lines on the session's terminal
// begin with "mosh-server: ".

const (
	saidExiting  = "[mosh-server is exiting.]"
	saidNoClient = "no client came within 60 seconds, giving up"
	saidDetached = "client detached"

	// Test harnesses look for these two, and for their absence.
	saidRoundTrip = "round-trip Instruction verification failed"
	saidPolling   = "10 consecutive polls, rate limiting"
)

// errNotNumeric is why a name, or a misspelt address, cannot be bound.
var errNotNumeric = errors.New("not a numeric address")

func sayBindFailed(addr netip.Addr, ports Ports) string {
	where := "any address"
	switch {
	case addr.Is4(), addr.Is4In6():
		where = addr.String()
	case addr.IsValid():
		where = "[" + addr.String() + "]"
	}
	if ports.High > ports.Low {
		return fmt.Sprintf("Failed binding to %s, ports %d to %d", where, ports.Low, ports.High)
	}
	if !addr.IsValid() {
		return fmt.Sprintf("Failed binding to %s, port %d", where, ports.Low)
	}
	return fmt.Sprintf("Failed binding to %s:%d", where, ports.Low)
}

func sayBindError(addr string, err error) string {
	return fmt.Sprintf("Error binding to IP %s: %v, trying any address", addr, err)
}

func sayAttached(from netip.AddrPort) string {
	return fmt.Sprintf("client attached from %s", from)
}

func sayNoStart(command string, err error) string {
	return fmt.Sprintf("mosh-server: cannot start %s: %v\n", command, err)
}

func sayNoHome(home string, err error) string {
	return fmt.Sprintf("mosh-server: cannot change to %s: %v\n", home, err)
}

// sayOthers warns of sessions that nobody is attached to, white on blue; each is
// named by the host field of its entry, which holds the server's process id.
func sayOthers(hosts []string) string {
	switch len(hosts) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("\x1b[37;44mYou have another session here that nobody is attached to (%s).\x1b[m\n\n", hosts[0])
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\x1b[37;44mYou have %d other sessions here that nobody is attached to:\x1b[m\n", len(hosts))
	for _, host := range hosts {
		fmt.Fprintf(&b, "    %s\n", host)
	}
	b.WriteString("\n")
	return b.String()
}
