//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// replaceProcess turns this process into another program. It returns only if
// that fails.
func replaceProcess(path string, argv, environ []string) error {
	return syscall.Exec(path, argv, environ)
}

// ignoreHangup lets the proxy outlive the terminal, as long as ssh wants it.
func ignoreHangup() { signal.Ignore(syscall.SIGHUP) }
