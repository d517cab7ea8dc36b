//go:build unix

package client

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"syscall"

	"golang.org/x/sys/unix"
)

// ECN codepoints (RFC 3168, section 5), the low two bits of the TOS byte or
// traffic class.
const (
	ecnMask = 0x03
	ecnECT0 = 0x02
	ecnCE   = 0x03
)

// A serverSocket is an unconnected UDP socket that sends to the server and
// receives from anywhere: the server's answers may come from another address
// than the one they are sent to. Sending and receiving may be done in
// different goroutines.
type serverSocket struct {
	conn   *net.UDPConn
	raw    syscall.RawConn
	server unix.Sockaddr
	oob    [128]byte // control messages of the datagram being received
}

// openUDP opens a socket of the server address's family.
func openUDP(server netip.AddrPort) (*serverSocket, error) {
	to, err := sockaddr(server)
	if err != nil {
		return nil, err
	}
	v4 := server.Addr().Is4()
	network, options := "udp6", ipv6Options
	if v4 {
		network, options = "udp4", ipv4Options
	}
	config := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) {
			for _, o := range options {
				// Without them the session works as well, only less politely.
				_ = unix.SetsockoptInt(int(fd), o.level, o.name, o.value)
			}
		})
	}}
	conn, err := config.ListenPacket(context.Background(), network, ":0")
	if err != nil {
		return nil, err
	}
	udp := conn.(*net.UDPConn)
	raw, err := udp.SyscallConn()
	if err != nil {
		udp.Close()
		return nil, err
	}
	return &serverSocket{conn: udp, raw: raw, server: to}, nil
}

type socketOption struct{ level, name, value int }

var ipv6Options = []socketOption{
	{unix.IPPROTO_IPV6, unix.IPV6_TCLASS, ecnECT0},
	{unix.IPPROTO_IPV6, unix.IPV6_RECVTCLASS, 1},
}

func sockaddr(a netip.AddrPort) (unix.Sockaddr, error) {
	if a.Addr().Is4() {
		return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}, nil
	}
	sa := &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16()}
	if zone := a.Addr().Zone(); zone != "" {
		link, err := net.InterfaceByName(zone)
		if err != nil {
			return nil, err
		}
		sa.ZoneId = uint32(link.Index)
	}
	return sa, nil
}

func (s *serverSocket) send(p []byte) error {
	var sendErr error
	err := s.raw.Write(func(fd uintptr) bool {
		sendErr = unix.Sendto(int(fd), p, 0, s.server)
		return true // whatever the outcome: the protocol repairs a loss
	})
	if err != nil {
		return err
	}
	if sendErr == unix.EAGAIN || sendErr == unix.EINTR {
		return nil // a full queue loses datagrams like any other on the way
	}
	return sendErr
}

func (s *serverSocket) receive(p []byte) (n int, ce bool, err error) {
	n, oobn, _, _, err := s.conn.ReadMsgUDPAddrPort(p, s.oob[:])
	if err != nil {
		return 0, false, err
	}
	return n, congestionExperienced(s.oob[:oobn]), nil
}

func (s *serverSocket) Close() error { return s.conn.Close() }

// congestionExperienced looks for the ECN mark CE in control messages.
func congestionExperienced(oob []byte) bool {
	messages, err := unix.ParseSocketControlMessage(oob)
	if err != nil {
		return false
	}
	for _, m := range messages {
		switch {
		case m.Header.Level == unix.IPPROTO_IP && m.Header.Type == receivedTOS && len(m.Data) >= 1:
			return m.Data[0]&ecnMask == ecnCE
		case m.Header.Level == unix.IPPROTO_IPV6 && m.Header.Type == unix.IPV6_TCLASS && len(m.Data) >= 4:
			return binary.NativeEndian.Uint32(m.Data)&ecnMask == ecnCE
		}
	}
	return false
}

// isClosed reports whether a receive failed because the socket was closed.
func isClosed(err error) bool { return errors.Is(err, net.ErrClosed) }
