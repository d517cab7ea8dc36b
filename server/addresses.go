//go:build unix

package server

import (
	"net"
	"net/netip"
	"slices"
)

// maxNamed is how many addresses a client is told of at most.
const maxNamed = 8

// ownAddresses lists where this machine can be reached, first at the address at
// which the client's SSH connection arrived, if that is known.
func ownAddresses(arrived string, port uint16) []netip.AddrPort {
	var addrs []netip.Addr
	interfaces, _ := net.Interfaces() // without them there is less to name
	for _, i := range interfaces {
		if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagLoopback != 0 {
			continue
		}
		prefixes, err := i.Addrs()
		if err != nil {
			continue
		}
		for _, p := range prefixes {
			if prefix, err := netip.ParsePrefix(p.String()); err == nil {
				addrs = append(addrs, prefix.Addr().Unmap())
			}
		}
	}
	first, _ := netip.ParseAddr(arrived)
	return named(first.Unmap(), addrs, port)
}

// named chooses the addresses that may mean this machine to the client. A private
// one does so only where the client reached a private one: elsewhere it is that of
// a bridge for containers, or of a network which the client does not see.
func named(first netip.Addr, addrs []netip.Addr, port uint16) []netip.AddrPort {
	var out []netip.AddrPort
	add := func(a netip.Addr) {
		if to := netip.AddrPortFrom(a, port); len(out) < maxNamed && !slices.Contains(out, to) {
			out = append(out, to)
		}
	}
	if first.IsValid() && !first.IsLoopback() && !first.IsLinkLocalUnicast() {
		add(first)
	}
	for _, a := range addrs {
		if a.IsGlobalUnicast() && (!a.IsPrivate() || first.IsPrivate()) {
			add(a)
		}
	}
	return out
}
