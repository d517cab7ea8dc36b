//go:build unix

package client

import "syscall"

// nonblocking lets a read of a descriptor end when it is closed.
func nonblocking(fd int) error { return syscall.SetNonblock(fd, true) }
