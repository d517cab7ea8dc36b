package udp

import (
	"net/netip"

	"golang.org/x/sys/unix"
)

// localSize has room for the local address of a datagram, of either family.
var localSize = unix.CmsgSpace(unix.SizeofInet4Pktinfo) + unix.CmsgSpace(unix.SizeofInet6Pktinfo)

// tellLocal makes datagrams tell which address they were sent to; see ip(7) and
// ipv6(7).
func tellLocal(fd int) {
	_ = unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_PKTINFO, 1)
	_ = unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_RECVPKTINFO, 1)
}

// localOf finds that address among control messages; the zero address if there is
// none.
func localOf(oob []byte) netip.Addr {
	for len(oob) >= unix.CmsgSpace(0) {
		header, data, rest, err := unix.ParseOneSocketControlMessage(oob)
		if err != nil {
			break
		}
		switch {
		case header.Level == unix.IPPROTO_IP && header.Type == unix.IP_PKTINFO && len(data) >= unix.SizeofInet4Pktinfo:
			return netip.AddrFrom4([4]byte(data[8:12])) // struct in_pktinfo: index, spec_dst, addr
		case header.Level == unix.IPPROTO_IPV6 && header.Type == unix.IPV6_PKTINFO && len(data) >= unix.SizeofInet6Pktinfo:
			return netip.AddrFrom16([16]byte(data[:16])).Unmap()
		}
		oob = rest
	}
	return netip.Addr{}
}

// fromControl returns the control message by which a datagram leaves from a local
// address, in a socket that writes addresses as ipv6 says.
func fromControl(local netip.Addr, ipv6 bool) []byte {
	if !ipv6 {
		return unix.PktInfo4(&unix.Inet4Pktinfo{Spec_dst: local.As4()})
	}
	return unix.PktInfo6(&unix.Inet6Pktinfo{Addr: local.As16()})
}
