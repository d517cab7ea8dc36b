//go:build unix

package bootstrap

import (
	"io"
	"net"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// startProxyCommand runs a command with one end of a socket pair as its stdin
// and stdout and returns the other end; end stops the command.
func startProxyCommand(shell, command string, environ []string, stderr io.Writer) (conn net.Conn, end func(), err error) {
	syscall.ForkLock.RLock()
	pair, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(pair[0])
		syscall.CloseOnExec(pair[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, nil, os.NewSyscallError("socketpair", err)
	}
	theirs := os.NewFile(uintptr(pair[1]), "proxy command")
	defer theirs.Close()
	ours := os.NewFile(uintptr(pair[0]), "proxy command")
	defer ours.Close()
	if conn, err = net.FileConn(ours); err != nil {
		return nil, nil, err
	}
	cmd := exec.Command(shell, "-c", command)
	cmd.Env = environ
	cmd.Stdin, cmd.Stdout, cmd.Stderr = theirs, theirs, stderr
	if err := cmd.Start(); err != nil {
		conn.Close()
		return nil, nil, err
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	return conn, func() {
		conn.Close()
		select {
		case <-ended:
			return
		case <-time.After(50 * time.Millisecond):
		}
		_ = cmd.Process.Signal(syscall.SIGHUP)
		select {
		case <-ended:
		case <-time.After(100 * time.Millisecond):
			_ = cmd.Process.Kill()
		}
	}, nil
}
