//go:build freebsd || netbsd || openbsd || dragonfly

package client

import "golang.org/x/sys/unix"

const (
	ioctlGetTermios = unix.TIOCGETA
	ioctlSetTermios = unix.TIOCSETA // at once, without draining
	inputUTF8       = 0             // not a mode of these line disciplines
)
