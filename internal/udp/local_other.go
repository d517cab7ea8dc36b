//go:build unix && !linux

package udp

import "net/netip"

// The local address of a datagram is known on Linux alone; elsewhere the system
// chooses from where answers leave.
const localSize = 0

func tellLocal(int) {}

func localOf([]byte) netip.Addr { return netip.Addr{} }

func fromControl(netip.Addr, bool) []byte { return nil }
