//go:build unix

package udp

import (
	"errors"
	"net/netip"

	"golang.org/x/sys/unix"
)

// oobSize has room for one traffic class of each family, and the local address.
var oobSize = 2*unix.CmsgSpace(4) + localSize

// tune sets the socket's options. A socket has one family's options or, if it
// serves both, both, so each call may fail.
func tune(fd uintptr) {
	s := int(fd)
	_ = unix.SetsockoptInt(s, unix.IPPROTO_IP, unix.IP_TOS, ecnECT0)
	_ = unix.SetsockoptInt(s, unix.IPPROTO_IP, recvTOS, 1)
	_ = unix.SetsockoptInt(s, unix.IPPROTO_IPV6, unix.IPV6_TCLASS, ecnECT0)
	_ = unix.SetsockoptInt(s, unix.IPPROTO_IPV6, unix.IPV6_RECVTCLASS, 1)
	tellLocal(s)
	allowFragments(s)
}

// Write makes one attempt to send a datagram and never waits: a full queue loses
// it without an error, as the way to the receiver may.
func (c *Conn) Write(p []byte, to netip.AddrPort) error {
	return c.send(p, to, nil)
}

// WriteFrom is Write for a datagram that is to leave from an address of this
// machine: a peer that was reached there, perhaps through a NAT, expects answers
// from nowhere else. With the zero address, or one that this machine does not have
// any more, the system chooses.
func (c *Conn) WriteFrom(p []byte, to netip.AddrPort, local netip.Addr) error {
	if !local.IsValid() || local.Is6() && !c.ipv6 {
		return c.Write(p, to)
	}
	control := fromControl(local, c.ipv6)
	err := c.send(p, to, control)
	if control != nil && (errors.Is(err, unix.EINVAL) || errors.Is(err, unix.EADDRNOTAVAIL) || errors.Is(err, unix.ENETUNREACH)) {
		err = c.send(p, to, nil)
	}
	return err
}

func (c *Conn) send(p []byte, to netip.AddrPort, control []byte) error {
	if to.Addr().Zone() != "" { // package net knows the numbers of zones
		_, err := c.conn.WriteToUDPAddrPort(p, to)
		return err
	}
	var sa unix.Sockaddr
	if c.ipv6 {
		sa = &unix.SockaddrInet6{Port: int(to.Port()), Addr: to.Addr().As16()}
	} else if to.Addr().Unmap().Is4() {
		sa = &unix.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().Unmap().As4()}
	} else {
		return unix.EAFNOSUPPORT
	}
	var sent error
	err := c.raw.Write(func(fd uintptr) bool {
		sent = unix.Sendmsg(int(fd), p, control, sa, 0)
		return true // whatever came of it
	})
	if err != nil {
		return err
	}
	if sent == unix.EAGAIN || sent == unix.EINTR {
		return nil
	}
	return sent
}

// trafficClass finds the TOS byte or traffic class among control messages: a
// byte for IPv4 (an int on some systems),
// an int for IPv6. It returns 0 if there is none.
func trafficClass(oob []byte) byte {
	for len(oob) >= unix.CmsgSpace(0) {
		header, data, rest, err := unix.ParseOneSocketControlMessage(oob)
		if err != nil {
			return 0
		}
		isTOS := header.Level == unix.IPPROTO_IP && (header.Type == unix.IP_TOS || header.Type == recvTOS)
		isClass := header.Level == unix.IPPROTO_IPV6 && header.Type == unix.IPV6_TCLASS
		if (isTOS || isClass) && len(data) > 0 {
			return lowByte(data)
		}
		oob = rest
	}
	return 0
}

// lowByte returns the value of a byte or of a small native int.
func lowByte(data []byte) byte {
	if len(data) < 4 {
		return data[0]
	}
	return data[0] | data[3] // the other three bytes are zero in either order
}
