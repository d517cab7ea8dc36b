package bootstrap

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"gomosh/bootstrap/sshconfig"

	"golang.org/x/term"
)

// endBound is how long the end of ssh, or of a local server's launcher, is
// waited for once everything is known.
const endBound = 5 * time.Second

// killBound is how long a program may take to end when told to.
const killBound = time.Second

// External starts the server half through another ssh program (o.SSH).
func External(ctx context.Context, o Options) (Session, error) {
	user, host := "", o.Destination
	if at := strings.LastIndexByte(host, '@'); at >= 0 {
		user, host = host[:at+1], host[at+1:]
	}
	if host == "" || strings.HasPrefix(o.Destination, "-") || host[0] == '-' {
		return Session{}, badDestination(o.Destination)
	}
	if len(o.SSH) == 0 {
		return Session{}, noSSHCommand()
	}
	if o.Family == "" {
		o.Family = FamilyPreferInet
	}
	// ssh keeps a terminal in raw mode while it runs, hence keepCR.
	t := transcript{believeIP: true, keepCR: true, ranged: strings.Contains(o.Ports, ":"), show: func(line string) { io.WriteString(o.Stdout, line+"\n") }}
	argv := append(append([]string{}, o.SSH...), "-n")
	if !o.NoPty {
		argv = append(argv, "-tt")
	}
	environ := o.Environ
	switch o.RemoteIP {
	case RemoteIPProxy:
		argv = append(argv, "-S", "none", "-o", "ProxyCommand="+o.proxyCommand())
		// ssh runs a ProxyCommand with $SHELL, whose syntax is unknown.
		environ = append(without(environ, "SHELL"), "SHELL=/bin/sh")
	case RemoteIPRemote:
		switch o.Family {
		case FamilyInet:
			argv = append(argv, "-4")
		case FamilyInet6:
			argv = append(argv, "-6")
		}
	case RemoteIPLocal:
		addrs, err := Resolve(ctx, host, o.Family)
		if err != nil {
			return Session{}, err
		}
		host = addrs[0].String()
		t.addr = host
	}
	argv = append(argv, user+host, "--", o.remoteCommand(o.Server, o.bindWord("-s"), o.RemoteIP == RemoteIPRemote))
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = environ
	cmd.Stdin = o.Stdin
	defer keepTerminal(o.Stdin)()
	if err := follow(cmd, &t, endBound, true); err != nil {
		return Session{}, err
	}
	return o.session(&t, true)
}

// keepTerminal returns a function that gives the terminal behind a stream the
// modes that it has now: however ssh ends, the client is to find it that way.
func keepTerminal(stream io.Reader) func() {
	if file, ok := stream.(*os.File); ok {
		if before, err := term.GetState(int(file.Fd())); err == nil {
			return func() { _ = term.Restore(int(file.Fd()), before) }
		}
	}
	return func() {}
}

// proxyCommand is the value of ssh's ProxyCommand: FakeProxy in a shell's words.
// ssh replaces tokens in it.
func (o *Options) proxyCommand() string {
	var words []string
	for _, w := range o.ProxyWords {
		words = append(words, quote(strings.ReplaceAll(w, "%", "%%")))
	}
	return strings.Join(words, " ") + " " + quote("--family="+string(o.Family)) + " --fake-proxy -- %h %p"
}

// follow runs a program, its stdout and stderr on one pipe, reads that until the
// connect line and waits for the program's end, at most for bound. With stop it
// ends the program then, as an ssh that goes on would change the terminal's modes
// under the client; else it leaves it alone.
// Only a malformed line and a program that cannot be started are errors.
func follow(cmd *exec.Cmd, t *transcript, bound time.Duration, stop bool) error {
	r, w, err := os.Pipe()
	if err != nil {
		return startFailed(cmd.Path, err)
	}
	defer r.Close()
	cmd.Stdout, cmd.Stderr = w, w
	err = cmd.Start()
	w.Close()
	if err != nil {
		return startFailed(cmd.Path, err)
	}
	readErr := t.read(r)
	r.Close()
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // its exit status says nothing that the lines do not
		close(ended)
	}()
	select {
	case <-ended:
		return readErr
	case <-time.After(bound):
	}
	if !stop {
		return readErr
	}
	_ = cmd.Process.Signal(syscall.SIGTERM) // ssh restores the terminal on this one
	select {
	case <-ended:
	case <-time.After(killBound):
		_ = cmd.Process.Kill()
	}
	return readErr
}

// session turns what was read into a session, or says what is missing.
func (o *Options) session(t *transcript, external bool) (Session, error) {
	if t.noServer {
		return Session{}, noServer(o.Destination)
	}
	if t.addr == "" && t.sshAddr != "" {
		host := o.Destination
		if d, err := sshconfig.ParseDestination(host, false); err == nil {
			host = d.Host
		}
		o.notice("%s", usingRemoteAddress(t.sshAddr, host))
		t.addr = t.sshAddr
	}
	switch {
	case t.addr == "" && external && (t.connected() || o.RemoteIP == RemoteIPProxy):
		return Session{}, noAddress(t.connected())
	case !t.connected() && t.badRange:
		return Session{}, noRanges()
	case !t.connected() && t.noUTF8:
		return Session{}, noLocale()
	case !t.connected():
		return Session{}, noConnectLine(o.Server)
	case t.addr == "":
		return Session{}, noAddress(true)
	}
	addr, err := parseAddr(t.addr)
	if err != nil {
		return Session{}, err
	}
	return Session{Addr: addr, Port: t.port, Key: t.key}, nil
}

// contextError prefers the reason for which a context ended.
func contextError(ctx context.Context, err error) error {
	if ctx.Err() != nil && !errors.Is(err, ctx.Err()) {
		return errors.Join(ctx.Err(), err)
	}
	return err
}
