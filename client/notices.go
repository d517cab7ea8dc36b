package client

import (
	"errors"
	"syscall"
)

// Everything the client says while it has the terminal, but for what the
// notice bar says by itself. Wording as users of mosh know it.
const (
	noticeQuit   = "Exiting on user request..."
	noticeEOF    = "Exiting..."
	noticeSignal = "Signal received, shutting down..."

	// White on blue, like the bar.
	wordsSuspended = "\x1b[37;44m[mosh is suspended.]\x1b[m\n"
)

// networkNotice shortens an error of the network to what a line has room for:
// the system's own words ("network is unreachable").
func networkNotice(err error) string {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno.Error()
	}
	return err.Error()
}
