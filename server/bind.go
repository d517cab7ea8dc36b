//go:build unix

package server

import (
	"errors"
	"fmt"
	"net/netip"
	"syscall"

	"gomosh/internal/udp"
)

// bind opens the session's socket: at the numeric address addr, or, if that is
// empty or cannot be bound, at any address. What went wrong with an address that
// was asked for is told to warn, line by line.
func bind(addr string, ports Ports, warn func(string)) (*udp.Conn, error) {
	if addr != "" {
		ip, err := netip.ParseAddr(addr)
		if err == nil {
			var conn *udp.Conn
			if conn, err = bindPorts(ip, ports); err == nil {
				return conn, nil
			}
			warn(sayBindFailed(ip, ports))
		} else {
			err = errNotNumeric
		}
		warn(sayBindError(addr, err))
	}
	conn, err := bindPorts(netip.Addr{}, ports)
	if err != nil {
		return nil, noPortError{fmt.Errorf("%s: %w", sayBindFailed(netip.Addr{}, ports), err)}
	}
	return conn, nil
}

// noPortError is a failure to bind any address. It is a kind of ErrNoPort.
type noPortError struct{ error }

func (noPortError) Is(target error) bool { return target == ErrNoPort }

// bindPorts tries the ports of a range upwards. The zero address stands for any
// address of both families; so does "::" where the system can do that. The error
// is that of the last port tried.
func bindPorts(ip netip.Addr, ports Ports) (*udp.Conn, error) {
	network := "udp"
	switch {
	case ip.Is4():
		network = "udp4"
	case ip.Is4In6():
		ip, network = ip.Unmap(), "udp4"
	case ip.IsValid() && !ip.IsUnspecified():
		network = "udp6"
	}
	for port := ports.Low; ; port++ {
		conn, err := udp.Listen(network, netip.AddrPortFrom(ip, uint16(port)))
		if err == nil {
			return conn, nil
		}
		// Another port can only help if this one was the trouble.
		taken := errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, syscall.EACCES)
		if !taken || port >= ports.High {
			return nil, err
		}
	}
}
