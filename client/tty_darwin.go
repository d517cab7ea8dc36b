package client

import "golang.org/x/sys/unix"

const (
	ioctlGetTermios = unix.TIOCGETA
	ioctlSetTermios = unix.TIOCSETA // at once, without draining
	inputUTF8       = unix.IUTF8
)
