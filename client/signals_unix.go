//go:build unix

package client

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// caught lists the signals that mean something to the client. All others keep
// their default effect; SIGTSTP among them stops us with the terminal as it
// is, which SIGCONT repairs.
var caught = map[os.Signal]kind{
	syscall.SIGTERM: signalEnd,
	syscall.SIGINT:  signalEnd,
	syscall.SIGHUP:  signalEnd,
	syscall.SIGPIPE: signalEnd,
	syscall.SIGCONT: signalContinue,
	syscall.SIGQUIT: signalDie,
	syscall.SIGABRT: signalDie,
	syscall.SIGALRM: signalDie,
	syscall.SIGUSR1: signalDie,
	syscall.SIGUSR2: signalDie,
}

func kindOf(s os.Signal) kind { return caught[s] }

// catchSignals returns the channels of changes of the window's size, of which
// a burst counts as one, and of all other signals that matter.
func catchSignals() (resizes, others <-chan os.Signal) {
	winch := make(chan os.Signal, 1)
	signal.Notify(winch, syscall.SIGWINCH)
	rest := make(chan os.Signal, 2*len(caught))
	for s := range caught {
		signal.Notify(rest, s)
	}
	return winch, rest
}

// dieOf ends the process by a signal whose default effect that is. It does
// not return unless that fails.
func dieOf(s os.Signal) {
	signal.Reset(s)
	if err := syscall.Kill(os.Getpid(), s.(syscall.Signal)); err == nil {
		time.Sleep(time.Second) // it may reach another thread first
	}
}

// stopGroup stops all processes of our group, so that the shell which started
// us, perhaps through a script, takes the terminal. Nothing can catch it.
func stopGroup() error { return syscall.Kill(0, syscall.SIGSTOP) }
