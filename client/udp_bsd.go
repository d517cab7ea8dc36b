//go:build darwin || freebsd

package client

import "golang.org/x/sys/unix"

// receivedTOS is the type of the control message that carries the TOS byte.
const receivedTOS = unix.IP_RECVTOS

// DF is clear by default here.
var ipv4Options = []socketOption{
	{unix.IPPROTO_IP, unix.IP_TOS, ecnECT0},
	{unix.IPPROTO_IP, unix.IP_RECVTOS, 1},
}
