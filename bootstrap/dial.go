package bootstrap

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"time"
)

// dialBound is how long one address may take to accept. Without it a first
// address that swallows packets costs two minutes.
const dialBound = 10 * time.Second

// dialer opens TCP connections, trying addresses strictly in order: which one
// answers decides the address of the session.
type dialer struct {
	bound     time.Duration // for each address; 0 means dialBound
	bind      string        // local address, or empty
	bindIface string        // local interface, or empty
	report    func(format string, args ...any)
}

// dial connects to the first address that accepts.
func (d dialer) dial(ctx context.Context, addrs []netip.Addr, port uint16) (net.Conn, netip.Addr, error) {
	bound := d.bound
	if bound <= 0 {
		bound = dialBound
	}
	var last error
	for _, a := range addrs {
		source, err := d.source(a)
		if err != nil {
			last = err
			continue
		}
		nd := net.Dialer{Timeout: bound, LocalAddr: source, KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: aliveInterval, Interval: 15 * time.Second, Count: 4}}
		target := netip.AddrPortFrom(a, port)
		if d.report != nil {
			d.report("connecting to %s", target)
		}
		conn, err := nd.DialContext(ctx, "tcp", target.String())
		if err == nil {
			return conn, a, nil
		}
		last = err
		if ctx.Err() != nil {
			break
		}
	}
	return nil, netip.Addr{}, last
}

// source is the local address for connections to a; nil for any.
func (d dialer) source(a netip.Addr) (net.Addr, error) {
	switch {
	case d.bind != "":
		local, err := netip.ParseAddr(d.bind)
		if err != nil {
			return nil, fmt.Errorf("BindAddress %s: %w", d.bind, err)
		}
		return net.TCPAddrFromAddrPort(netip.AddrPortFrom(local, 0)), nil
	case d.bindIface != "":
		iface, err := net.InterfaceByName(d.bindIface)
		if err != nil {
			return nil, fmt.Errorf("BindInterface %s: %w", d.bindIface, err)
		}
		locals, err := iface.Addrs()
		if err != nil {
			return nil, fmt.Errorf("BindInterface %s: %w", d.bindIface, err)
		}
		for _, l := range locals {
			if prefix, err := netip.ParsePrefix(l.String()); err == nil && prefix.Addr().Is4() == a.Is4() &&
				(prefix.Addr().IsLinkLocalUnicast() == a.IsLinkLocalUnicast()) {
				return net.TCPAddrFromAddrPort(netip.AddrPortFrom(prefix.Addr(), 0)), nil
			}
		}
		return nil, fmt.Errorf("BindInterface %s: no address of this family", d.bindIface)
	}
	return nil, nil
}
