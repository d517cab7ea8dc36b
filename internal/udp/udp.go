// Package udp is a UDP socket as the state synchronisation protocol wants it:
// datagrams leave marked ECT(0) and tell on arrival whether a router marked them
// with congestion experienced (RFC 3168, section 5), over IPv4 and IPv6 alike,
// and routers may fragment them (no DF bit).
package udp

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// Codepoints of the two ECN bits in the IPv4 TOS byte and the IPv6 traffic
// class (RFC 3168, section 5).
const (
	ecnMask = 3
	ecnECT0 = 2
	ecnCE   = 3
)

// Conn is an unconnected UDP socket. One goroutine may read while others write
// and Close is called; two concurrent reads are not allowed.
type Conn struct {
	conn *net.UDPConn
	raw  syscall.RawConn
	ipv6 bool   // also IPv4 addresses are written in IPv6 form
	oob  []byte // control messages of the datagram just read
	got  int    // bytes of those
}

// Listen binds a socket. The network is "udp4", "udp6", or "udp", which with an
// unspecified address is one socket for both families where the system can do
// that. Marks that the system does not know are left out silently: they only
// make the protocol more considerate.
func Listen(network string, local netip.AddrPort) (*Conn, error) {
	conn, err := net.ListenUDP(network, net.UDPAddrFromAddrPort(local))
	if err != nil {
		var op *net.OpError
		if errors.As(err, &op) {
			err = op.Err // the rest of it repeats the arguments
		}
		return nil, err // it names the system call and why it failed
	}
	raw, err := conn.SyscallConn()
	if err == nil {
		err = raw.Control(tune)
	}
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("set up UDP socket: %w", err)
	}
	c := &Conn{conn: conn, raw: raw, oob: make([]byte, oobSize)}
	c.ipv6 = c.LocalAddr().Addr().Is6()
	return c, nil
}

// Read waits for a datagram and copies it to p; what does not fit is lost. It
// returns the sender's address, IPv4 ones as such even from a socket for both
// families, and whether the datagram met congestion.
func (c *Conn) Read(p []byte) (n int, from netip.AddrPort, ce bool, err error) {
	n, oobn, _, from, err := c.conn.ReadMsgUDPAddrPort(p, c.oob)
	c.got = oobn
	if err != nil {
		return 0, netip.AddrPort{}, false, err
	}
	from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
	return n, from, trafficClass(c.oob[:oobn])&ecnMask == ecnCE, nil
}

// Local returns the address of this machine that the datagram just read was sent
// to, the zero address if the system does not say. It is for the reading
// goroutine.
func (c *Conn) Local() netip.Addr { return localOf(c.oob[:c.got]) }

// LocalAddr returns the address that the socket is bound to; an IPv6 one if the
// socket serves both families.
func (c *Conn) LocalAddr() netip.AddrPort {
	return c.conn.LocalAddr().(*net.UDPAddr).AddrPort()
}

// Close makes a waiting Read return net.ErrClosed.
func (c *Conn) Close() error {
	return c.conn.Close()
}
