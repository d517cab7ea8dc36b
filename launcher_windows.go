package main

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
)

// A console on Windows has no terminal type and speaks xterm's sequences.
func init() {
	if os.Getenv("TERM") == "" {
		os.Setenv("TERM", "xterm-256color")
	}
}

// replaceProcess runs another program in the place of this one: Windows cannot
// turn one into the other, so this process waits, deaf to the console's signals,
// and ends like it. It returns only if that program could not be started.
func replaceProcess(path string, argv, environ []string) error {
	cmd := exec.Cmd{Path: path, Args: argv, Env: environ, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	signal.Ignore(os.Interrupt)
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		os.Exit(0)
	case errors.As(err, &exit):
		os.Exit(exit.ExitCode())
	}
	return err
}

// ignoreHangup has nothing to do: there is no such signal.
func ignoreHangup() {}
