//go:build unix

package bootstrap

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// openTTY opens the controlling terminal.
func openTTY() (*os.File, error) { return os.OpenFile("/dev/tty", os.O_RDWR|syscall.O_NOCTTY, 0) }

// askTTY shows a prompt on a terminal and reads a line from it. Echo is off
// before the prompt appears: programs answer at once. A signal that ends the
// process meanwhile finds the terminal as it was.
func askTTY(tty *os.File, prompt string, echo bool) (string, error) {
	fd := int(tty.Fd())
	before, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return "", fmt.Errorf("read terminal settings: %w", err)
	}
	restore := func() { _ = unix.IoctlSetTermios(fd, setTermios, before) }
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	done, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		select {
		case s := <-signals:
			restore()
			fmt.Fprintln(tty)
			signal.Reset(s)
			_ = syscall.Kill(os.Getpid(), s.(syscall.Signal))
		case <-done:
		}
	}()
	defer func() {
		signal.Stop(signals)
		close(done)
		<-watched
	}()
	if !echo {
		quiet := *before
		quiet.Lflag &^= unix.ECHO
		quiet.Lflag |= unix.ICANON | unix.ISIG
		quiet.Iflag |= unix.ICRNL
		if err := unix.IoctlSetTermios(fd, setTermios, &quiet); err != nil {
			return "", fmt.Errorf("switch echo off: %w", err)
		}
		defer restore()
	}
	if _, err := fmt.Fprint(tty, prompt); err != nil {
		return "", fmt.Errorf("write prompt: %w", err)
	}
	answer, err := readAnswer(tty)
	if !echo {
		fmt.Fprintln(tty)
	}
	return answer, err
}

// readAnswer reads up to the end of the line.
func readAnswer(tty *os.File) (string, error) {
	var answer []byte
	var one [1]byte
	for len(answer) < maxAnswer {
		if n, err := tty.Read(one[:]); n == 0 || err != nil {
			return "", errCancelled
		}
		if one[0] == '\n' {
			break
		}
		answer = append(answer, one[0])
	}
	return string(answer), nil
}
