package client

import "golang.org/x/sys/unix"

const (
	ioctlGetTermios = unix.TCGETS
	ioctlSetTermios = unix.TCSETS // at once, without draining
	inputUTF8       = 0           // not a mode of this line discipline
)
