package client

import (
	"net"
	"net/netip"
	"os"
	"slices"
)

// watchNetwork returns a channel on which it tells that the way to one of the
// servers now begins at another local address. Where the system does not tell of
// such changes the channel is silent.
func watchNetwork(spawn func(func()), quit <-chan struct{}, servers []netip.AddrPort) <-chan struct{} {
	news, err := openNetworkNews()
	if err != nil {
		return nil
	}
	changes := make(chan struct{}, 1)
	spawn(func() { <-quit; news.Close() })
	spawn(func() { followNetwork(news, servers, changes) })
	return changes
}

// followNetwork reads the system's messages. They only say when to look: many of
// them, such as those on routes whose lifetime is renewed, change nothing for us.
func followNetwork(news *os.File, servers []netip.AddrPort, changes chan<- struct{}) {
	before := sources(servers)
	buf := make([]byte, 64<<10)
	for {
		if _, err := news.Read(buf); err != nil && !overflowed(err) {
			return
		}
		after := sources(servers)
		if slices.Equal(before, after) {
			continue
		}
		before = after
		select {
		case changes <- struct{}{}:
		default: // it has not looked yet
		}
	}
}

// sources returns the local addresses from which datagrams to the servers would
// be sent; the zero address where there is no way. Nothing is sent.
func sources(servers []netip.AddrPort) []netip.Addr {
	out := make([]netip.Addr, len(servers))
	for i, to := range servers {
		conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(to))
		if err != nil {
			continue
		}
		out[i] = conn.LocalAddr().(*net.UDPAddr).AddrPort().Addr()
		conn.Close()
	}
	return out
}
