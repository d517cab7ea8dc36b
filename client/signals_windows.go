package client

import (
	"os"
	"os/signal"
	"syscall"
)

// windowResized stands in for SIGWINCH; the reader of the console fills it.
var windowResized = make(chan os.Signal, 1)

func kindOf(os.Signal) kind { return signalEnd }

// catchSignals returns the channels of changes of the window's size and of the
// wish to end: the console is closed, or somebody presses Ctrl-Break.
func catchSignals() (resizes, others <-chan os.Signal) {
	rest := make(chan os.Signal, 2)
	signal.Notify(rest, os.Interrupt, syscall.SIGTERM)
	return windowResized, rest
}

// dieOf has nothing to do: no signal here has that meaning.
func dieOf(os.Signal) {}
