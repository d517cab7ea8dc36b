//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package client

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// openNetworkNews opens a socket on which the kernel tells of changed addresses
// and routes; see route(4).
func openNetworkNews() (*os.File, error) {
	fd, err := unix.Socket(unix.AF_ROUTE, unix.SOCK_RAW, unix.AF_UNSPEC)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	unix.CloseOnExec(fd)
	if err := unix.SetNonblock(fd, true); err != nil {
		unix.Close(fd)
		return nil, os.NewSyscallError("fcntl", err)
	}
	return os.NewFile(uintptr(fd), "route"), nil
}

// overflowed reports whether messages were lost, which is news too.
func overflowed(err error) bool { return errors.Is(err, unix.ENOBUFS) }
