//go:build openbsd || netbsd || dragonfly

package udp

// recvTOS is no option here: these systems do not tell the TOS byte of received
// IPv4 datagrams, and congestion marks on them go unnoticed.
const recvTOS = -1
