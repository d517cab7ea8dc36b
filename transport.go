package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"gomosh/bootstrap"
	"gomosh/internal/procname"
	"gomosh/internal/relay"
)

// What --transport may be.
const (
	transportAuto = "auto" // UDP, and SSH where that does not get through
	transportUDP  = "udp"
	transportSSH  = "ssh"
)

var transports = []string{transportAuto, transportUDP, transportSSH}

// The environment by which the processes of one session find each other. None of
// it is a secret, and each takes its part out.
const (
	holderVar    = "GOMOSH_HOLDER"    // descriptor on which the holder talks to its client
	tunnelVar    = "GOMOSH_SSH"       // the client's end of that
	transportVar = "GOMOSH_TRANSPORT" // to the client, if it is ssh
	addressesVar = "GOMOSH_ADDRESSES" // to the client: more addresses of the server
)

// handover is what a holder tells its client.
type handover struct {
	Addr   netip.Addr
	Port   string
	Key    string
	Others []netip.Addr `json:",omitempty"`
}

// checkTransport completes and checks --transport. It returns what is wrong, or
// "".
func (l *launcher) checkTransport() string {
	if l.transport == "" {
		l.transport = transportUDP // as with mosh
		if l.name == "gomosh" {
			l.transport = transportAuto
		}
	}
	other := ""
	switch {
	case l.external:
		other = "--ssh"
	case l.local:
		other = "--local"
	case l.client != "":
		other = "--client"
	}
	switch l.transport {
	case transportAuto:
		if other != "" {
			l.transport = transportUDP
		}
	case transportUDP:
	case transportSSH:
		if other != "" {
			return launchNoTransport(other)
		}
	default:
		return launchBadChoice("--transport", l.transport, transports)
	}
	return ""
}

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

// become turns this process into the client.
func (l *launcher) become(path, argv0 string, environ []string, h handover) int {
	if len(h.Others) > 0 {
		var texts []string
		for _, a := range h.Others {
			texts = append(texts, a.String())
		}
		environ = setenv(environ, addressesVar, strings.Join(texts, ","))
	}
	argv := []string{argv0, "-# " + strings.Join(l.args, " ") + " |", h.Addr.String(), h.Port}
	err := replaceProcess(path, argv, environ)
	return l.fail(launchNoHandover(path, err), exitLaunch)
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
