package udp

import "golang.org/x/sys/unix"

// allowFragments clears the DF bit of IPv4 datagrams, so that one too large for
// a link on the path arrives in pieces instead of vanishing; see ip(7).
func allowFragments(fd int) {
	_ = unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DONT)
}
