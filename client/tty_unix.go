//go:build unix

package client

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// ErrNotTerminal is returned by Run when standard input is not a terminal.
var ErrNotTerminal = errors.New("standard input is not a terminal")

// A tty is the user's terminal as a device: its line discipline and its size.
// It never changes the descriptor's blocking mode, which other processes share.
type tty struct {
	fd    int
	saved unix.Termios // attributes at start, to be restored
}

// openTTY remembers the attributes of the terminal at fd.
func openTTY(fd int) (*tty, error) {
	attrs, err := unix.IoctlGetTermios(fd, ioctlGetTermios)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotTerminal, err)
	}
	return &tty{fd: fd, saved: *attrs}, nil
}

// raw turns off all processing of input and output, as cfmakeraw(3) does, and
// tells the line discipline that characters are UTF-8. It does not wait for
// pending output, which might never drain.
func (t *tty) raw() error {
	a := t.saved
	a.Iflag &^= unix.IGNBRK | unix.BRKINT | unix.PARMRK | unix.ISTRIP | unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXON
	a.Iflag |= inputUTF8
	a.Oflag &^= unix.OPOST
	a.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
	a.Cflag &^= unix.CSIZE | unix.PARENB
	a.Cflag |= unix.CS8
	a.Cc[unix.VMIN] = 1
	a.Cc[unix.VTIME] = 0
	return unix.IoctlSetTermios(t.fd, ioctlSetTermios, &a)
}

// restore brings back the attributes of openTTY.
func (t *tty) restore() error {
	return unix.IoctlSetTermios(t.fd, ioctlSetTermios, &t.saved)
}

// size is the terminal's size in cells. A terminal that does not know its own
// (0 columns or rows, as a serial line says) is taken for one of 80x24.
func (t *tty) size() (cols, rows int) {
	ws, err := unix.IoctlGetWinsize(t.fd, unix.TIOCGWINSZ)
	if err != nil || ws.Col == 0 || ws.Row == 0 {
		return 80, 24
	}
	return int(ws.Col), int(ws.Row)
}

// cell is the size of a cell in pixels, 0 if the terminal does not say.
func (t *tty) cell() (width, height int) {
	ws, err := unix.IoctlGetWinsize(t.fd, unix.TIOCGWINSZ)
	if err != nil || ws.Col == 0 || ws.Row == 0 {
		return 0, 0
	}
	return int(ws.Xpixel / ws.Col), int(ws.Ypixel / ws.Row)
}

// readSome reads what is there, waiting for the first byte. An error or the
// end of input is (0, err) or (0, nil).
func readSome(fd int, p []byte) (int, error) {
	for {
		n, err := unix.Read(fd, p)
		if n > 0 || err == nil {
			return max(n, 0), nil
		}
		if err := retry(fd, unix.POLLIN, err); err != nil {
			return 0, err
		}
	}
}

// writeFull writes all of p, waiting as long as the terminal takes.
func writeFull(fd int, p []byte) error {
	for len(p) > 0 {
		n, err := unix.Write(fd, p)
		if n > 0 {
			p = p[n:]
		}
		if err != nil {
			if err := retry(fd, unix.POLLOUT, err); err != nil {
				return err
			}
		}
	}
	return nil
}

// retry returns nil if a read or write that failed with err is to be tried
// again: after a signal, or when another program has left the shared terminal
// non-blocking, in which case it waits until the terminal is ready.
func retry(fd int, events int16, err error) error {
	switch err {
	case unix.EINTR:
		return nil
	case unix.EAGAIN:
		_, err = unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: events}}, -1)
		if err == nil || err == unix.EINTR {
			return nil
		}
	}
	return err
}

// A terminal is the device at a tty; what is written goes to another
// descriptor, taken to be the same terminal.
type terminal struct {
	*tty
	out int
}

func (t *terminal) write(frame []byte) error { return writeFull(t.out, frame) }
func (t *terminal) stop() error              { return stopGroup() }
