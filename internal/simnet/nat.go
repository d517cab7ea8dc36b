package simnet

import (
	"net/netip"
	"time"
)

// NAT is an address translator in front of one node. It gives what the node
// sends another source address, and lets in only what is sent there. A mapping
// that nothing used for a while is forgotten: the next packet from inside gets
// another port, and what is sent to the old one is lost.
type NAT struct {
	Addr netip.Addr    // the public address
	Keep time.Duration // of a mapping that is not used, in either direction; 0: for ever

	inside netip.AddrPort // what the mapping is for
	port   uint16
	used   time.Time
	Made   int // mappings in all
}

// Forget drops the mapping, as a restart does.
func (n *NAT) Forget() { n.inside = netip.AddrPort{} }

func (n *NAT) expired(now time.Time) bool {
	return !n.inside.IsValid() || n.Keep > 0 && now.Sub(n.used) > n.Keep
}

// leave returns the source address of a packet from inside.
func (n *NAT) leave(now time.Time, inside netip.AddrPort) netip.AddrPort {
	if n.expired(now) || inside != n.inside {
		n.inside = inside
		n.port = 20000 + uint16(n.Made%10000)
		n.Made++
	}
	n.used = now
	return netip.AddrPortFrom(n.Addr, n.port)
}

// enter reports whether a packet to an address is let in.
func (n *NAT) enter(now time.Time, to netip.AddrPort) bool {
	if n.expired(now) || to != netip.AddrPortFrom(n.Addr, n.port) {
		return false
	}
	n.used = now
	return true
}
