package udp

import "net/netip"

// Congestion marks are neither set nor read on Windows, which has them only
// through calls that package net does not make.
const oobSize = 0

func tune(uintptr) {}

func trafficClass([]byte) byte { return 0 }

func localOf([]byte) netip.Addr { return netip.Addr{} }

// Write sends a datagram. It does not wait: Windows takes a datagram or says why
// not.
func (c *Conn) Write(p []byte, to netip.AddrPort) error {
	_, err := c.conn.WriteToUDPAddrPort(p, to)
	return err
}
