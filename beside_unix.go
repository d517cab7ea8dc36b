//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"gomosh/bootstrap"
	"gomosh/internal/procname"
	"gomosh/internal/relay"
)

// transports are the values of --transport.
var transports = []string{transportAuto, transportUDP, transportSSH}

// launchBeside is launch for a session beside which an SSH connection stays open.
// That takes two processes: a child, this command once more, sets the session up
// and then holds the connection; this process becomes the client, which can also
// do without the other.
func (l *launcher) launchBeside(self string) int {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return l.fail(launchNoHandover(self, err), exitLaunch)
	}
	syscall.CloseOnExec(fds[0])
	ours, theirs := os.NewFile(uintptr(fds[0]), "holder"), os.NewFile(uintptr(fds[1]), "client")
	holder := exec.Cmd{
		Path: self, Args: os.Args, Env: setenv(os.Environ(), holderVar, "3"),
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, ExtraFiles: []*os.File{theirs},
	}
	// Keys of the terminal are for the child, which knows what to do with them;
	// what is sent to this process alone is passed on.
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGHUP)
	if err := holder.Start(); err != nil {
		return l.fail(launchNoHandover(self, err), exitLaunch)
	}
	theirs.Close()
	go func() {
		for s := range signals {
			if s == syscall.SIGTERM || s == syscall.SIGHUP {
				_ = holder.Process.Signal(s)
			}
		}
	}()
	session, err := receiveHandover(ours)
	if err != nil {
		return endLike(holder.Wait())
	}
	signal.Reset()
	environ := l.clientEnvironment(l.boot.Environ, session.Key)
	fd := int(ours.Fd())
	environ = setenv(environ, tunnelVar, strconv.Itoa(fd))
	if l.transport == transportSSH {
		environ = setenv(environ, transportVar, transportSSH)
	}
	if err := inherit(fd); err != nil {
		return l.fail(launchNoHandover(self, err), exitLaunch)
	}
	return l.become(self, "mosh-client", environ, session)
}

// receiveHandover waits until the holder has set the session up. It reads nothing
// of what comes after that.
func receiveHandover(from io.Reader) (handover, error) {
	var h handover
	p, err := relay.ReadOne(from)
	if err == nil && (len(p) == 0 || p[0] != relay.KindSession) {
		err = relay.ErrFraming
	}
	if err == nil {
		err = json.Unmarshal(p[1:], &h)
	}
	return h, err
}

// endLike returns the exit status of a program that ended in this way. If it was
// killed by a signal, so are we.
func endLike(err error) int {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return exitLaunch
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		signal.Reset(status.Signal())
		_ = syscall.Kill(os.Getpid(), status.Signal())
		return 128 + int(status.Signal())
	}
	return exit.ExitCode()
}

// A holder is this process, if it was started by launchBeside.
type holder struct {
	file   *os.File
	client *relay.Stream
}

// asHolder returns what connects this process to its client, nil if it is no
// holder.
func asHolder() *holder {
	fd, set := os.LookupEnv(holderVar)
	if !set {
		return nil
	}
	os.Unsetenv(holderVar)
	if fd != "3" || !isSocket(3) {
		return nil
	}
	syscall.CloseOnExec(3)
	_ = syscall.SetNonblock(3, true)
	return &holder{file: os.NewFile(3, "client")}
}

// hold tells the client where its session is and stays as long as client and
// connection do.
func (l *launcher) hold(h *holder, session bootstrap.Session) int {
	link := session.Link
	var first io.ReadWriteCloser
	if l.transport == transportSSH {
		var err error
		if first, err = link.Relay(context.Background(), session.Port); err != nil {
			l.complain(err)
			return exitLaunch
		}
	}
	text, err := json.Marshal(handover{session.Addr, session.Port, session.Key, session.Others})
	if err != nil {
		return exitLaunch
	}
	h.client = relay.NewStream(h.file, h.file)
	link.Background(noticeWriter{h.client})
	leaveTerminal()
	procname.Protect()
	h.client.SendKind(relay.KindSession, text)
	relay.Hold(h.client, first, func() (io.ReadWriteCloser, error) {
		return link.Relay(context.Background(), session.Port)
	}, link.Ended())
	h.client.Close()
	h.file.Close()
	link.Close()
	return 0
}

// noticeWriter sends lines to the client, for its user to read.
type noticeWriter struct{ client *relay.Stream }

func (w noticeWriter) Write(p []byte) (int, error) {
	for line := range strings.Lines(string(p)) {
		line = strings.TrimPrefix(strings.TrimSpace(line), "gomosh: ")
		if len(line) > relay.MaxBody {
			line = line[:relay.MaxBody]
		}
		if line != "" {
			w.client.SendKind(relay.KindNotice, []byte(line))
		}
	}
	return len(p), nil
}

// inherit makes a descriptor one that the next program has too.
func inherit(fd int) error {
	_, err := unix.FcntlInt(uintptr(fd), unix.F_SETFD, 0)
	return os.NewSyscallError("fcntl", err)
}

// takeTunnel makes a descriptor that this process was started with its own, and
// reports whether it is one.
func takeTunnel(fd int) bool {
	if fd <= 2 || !isSocket(fd) {
		return false
	}
	syscall.CloseOnExec(fd)
	signal.Ignore(syscall.SIGCHLD) // its other end is a child, whose end is nobody's business
	return true
}

// isSocket reports whether a descriptor is a socket.
func isSocket(fd int) bool {
	var st unix.Stat_t
	return unix.Fstat(fd, &st) == nil && st.Mode&unix.S_IFMT == unix.S_IFSOCK
}

// leaveTerminal makes this process one of the background: the terminal, its
// signals and the current directory are no longer its own.
func leaveTerminal() {
	_, _ = syscall.Setsid() // fails only for the first of a group, which we are not
	_ = os.Chdir("/")
	if null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0); err == nil {
		for fd := range 3 {
			_ = unix.Dup2(int(null.Fd()), fd)
		}
		null.Close()
	}
}
