package client

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// openClockNews opens a timer whose reading fails when the clock jumps, as it
// does when the machine wakes from sleep; see timerfd_create(2).
func openClockNews() (*os.File, error) {
	fd, err := unix.TimerfdCreate(unix.CLOCK_REALTIME, unix.TFD_CLOEXEC|unix.TFD_NONBLOCK)
	if err != nil {
		return nil, os.NewSyscallError("timerfd_create", err)
	}
	never := unix.ItimerSpec{Value: unix.Timespec{Sec: 1<<31 - 1}} // as far as 32 bits go
	if err := unix.TimerfdSettime(fd, unix.TFD_TIMER_ABSTIME|unix.TFD_TIMER_CANCEL_ON_SET, &never, nil); err != nil {
		unix.Close(fd)
		return nil, os.NewSyscallError("timerfd_settime", err)
	}
	return os.NewFile(uintptr(fd), "clock"), nil
}

// jumped reports whether the end of a reading says that the clock jumped.
func jumped(err error) bool { return errors.Is(err, unix.ECANCELED) }
