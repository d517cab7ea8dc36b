package main

import (
	"fmt"
	"io"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"

	"gomosh/internal/probe"
	"gomosh/internal/relay"
)

// runRelay is gomosh relay: the far end of a session that goes through an SSH
// connection. gomosh connect starts it.
func runRelay(args []string) int {
	if slices.Contains(args, "--help") || slices.Contains(args, "-h") {
		fmt.Print(relayHelp)
		return 0
	}
	if low, high, ok := portRange(strings.Join(args, " ")); ok {
		if _, err := io.WriteString(os.Stdout, relay.Greeting); err != nil {
			return 1
		}
		if err := probe.Serve(os.Stdin, os.Stdout, probe.Sample(low, high)); err != nil {
			fmt.Fprint(os.Stderr, relayFailed(err))
			return 1
		}
		return 0
	}
	targets, wrong := relayTargets(args, os.Getenv("SSH_CONNECTION"))
	if wrong != "" {
		fmt.Fprint(os.Stderr, wrong)
		return 2
	}
	if err := relay.Serve(os.Stdin, os.Stdout, targets); err != nil {
		fmt.Fprint(os.Stderr, relayFailed(err))
		return 1
	}
	return 0
}

// relayTargets returns the addresses at which the server may listen: those of
// loopback, and the one at which SSH arrived, as a server may be bound to that
// alone. If the arguments are wrong it says why.
func relayTargets(args []string, connection string) (targets []netip.AddrPort, wrong string) {
	if len(args) != 1 {
		return nil, relayUsage(len(args))
	}
	port, err := strconv.ParseUint(args[0], 10, 16)
	if err != nil || port == 0 || !isDigits(args[0]) {
		return nil, relayBadPort(args[0])
	}
	addrs := []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}
	if words := strings.Fields(connection); len(words) == 4 {
		if a, err := netip.ParseAddr(words[2]); err == nil && !slices.Contains(addrs, a.Unmap()) {
			addrs = append(addrs, a.Unmap())
		}
	}
	for _, a := range addrs {
		targets = append(targets, netip.AddrPortFrom(a, uint16(port)))
	}
	return targets, ""
}
