package client

import "golang.org/x/sys/unix"

// receivedTOS is the type of the control message that carries the TOS byte.
const receivedTOS = unix.IP_TOS

var ipv4Options = []socketOption{
	{unix.IPPROTO_IP, unix.IP_TOS, ecnECT0},
	{unix.IPPROTO_IP, unix.IP_RECVTOS, 1},
	// DF clear: a datagram that is too long is fragmented, not refused.
	{unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DONT},
}
