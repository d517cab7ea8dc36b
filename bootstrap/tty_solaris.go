package bootstrap

import "golang.org/x/sys/unix"

// Requests to read and set a terminal's attributes; setting drops what was typed
// ahead.
const (
	getTermios = unix.TCGETS
	setTermios = unix.TCSETSF
)
