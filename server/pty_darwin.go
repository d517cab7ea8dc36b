package server

import "golang.org/x/sys/unix"

// setUTF8 makes the line editing of a terminal erase whole UTF-8 characters
// (IUTF8 of termios(4)).
func setUTF8(fd int) error {
	settings, err := unix.IoctlGetTermios(fd, unix.TIOCGETA)
	if err != nil {
		return err
	}
	settings.Iflag |= unix.IUTF8
	return unix.IoctlSetTermios(fd, unix.TIOCSETA, settings)
}
