package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// drain waits until a terminal has taken all that was written to it, as
// tcdrain(3C) does. Other files need no waiting.
func drain(file *os.File) {
	_ = unix.IoctlSetInt(int(file.Fd()), unix.TCSBRK, 1)
}
