//go:build unix

package server

import (
	"fmt"
	"os"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// terminal is a pty: the master side, which is the screen and the keyboard, and
// the terminal side, which the programs see.
type terminal struct {
	master *os.File // waits in the runtime's poller, so Close wakes a Read
	side   *os.File // the terminal side, open until a program has it
}

// openTerminal makes a pty of that size with the kernel's usual settings and
// UTF-8 aware line editing.
func openTerminal(cols, rows int) (*terminal, error) {
	blocking, side, err := pty.Open()
	if err != nil {
		return nil, fmt.Errorf("open pty: %w", err)
	}
	defer blocking.Close()
	// The file from the library is in blocking mode, where neither deadlines
	// nor Close end a Read: have the poller look after a copy.
	fd, err := duplicate(blocking)
	if err != nil {
		side.Close()
		return nil, err
	}
	t := &terminal{side: side}
	if err = unix.SetNonblock(fd, true); err == nil {
		err = setUTF8(int(side.Fd()))
	}
	t.master = os.NewFile(uintptr(fd), blocking.Name())
	if err == nil {
		err = t.resize(cols, rows)
	}
	if err != nil {
		t.master.Close()
		side.Close()
		return nil, fmt.Errorf("set up pty: %w", err)
	}
	return t, nil
}

// resize changes the window size; the kernel tells the programs by SIGWINCH.
func (t *terminal) resize(cols, rows int) error {
	raw, err := t.master.SyscallConn()
	if err != nil {
		return err
	}
	var ioctlErr error
	err = raw.Control(func(fd uintptr) {
		ioctlErr = unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, &unix.Winsize{Col: uint16(cols), Row: uint16(rows)})
	})
	if err != nil {
		return err
	}
	return ioctlErr
}

// duplicate makes another descriptor for an open pty.
func duplicate(file *os.File) (fd int, err error) {
	raw, err := file.SyscallConn()
	if err != nil {
		return -1, fmt.Errorf("duplicate pty: %w", err)
	}
	ctlErr := raw.Control(func(old uintptr) {
		fd, err = unix.FcntlInt(old, unix.F_DUPFD_CLOEXEC, 0)
	})
	if err == nil {
		err = ctlErr
	}
	if err != nil {
		return -1, fmt.Errorf("duplicate pty: %w", err)
	}
	return fd, nil
}
