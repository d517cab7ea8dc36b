//go:build unix && !openbsd && !netbsd && !dragonfly

package udp

import "golang.org/x/sys/unix"

// recvTOS asks for the TOS byte of received IPv4 datagrams.
const recvTOS = unix.IP_RECVTOS
