package bootstrap

import (
	"cmp"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/ssh"

	"gomosh/bootstrap/sshconfig"
)

const (
	// reportBound is how long the server half may take from the command to its
	// connect line.
	reportBound = 30 * time.Second
	// settleBound is how long the end of the remote command is waited for once
	// the connect line is here and the connection is about to be closed. It normally
	// follows in the same packet; a server that takes longer has long let go of its
	// terminal. Nothing is waited for where the connection is kept.
	settleBound = 100 * time.Millisecond
)

// start runs the server half. If the search finds none that does, it brings one
// along.
func (n *native) start(ctx context.Context, c *sshconfig.Config, client *ssh.Client, p plan) (Session, error) {
	search := n.o.Server == ""
	s, t, err := n.launch(ctx, c, client, p, n.o.Server, search)
	if err == nil || !search || n.o.NoDeploy {
		return s, err
	}
	n.why = neitherThere
	if why := t.unfit(); why != "" {
		n.why = why
		_, t, _ = n.launch(ctx, c, client, p, "sh -c "+quote(inspect)+" gomosh", true)
	}
	if !t.noServer || t.system == "" {
		return s, err
	}
	for fresh := range 2 {
		server, err := n.deploy(ctx, client, t, fresh == 1)
		if err != nil {
			return Session{}, err
		}
		s, again, err := n.launch(ctx, c, client, p, server, true)
		if err == nil || !again.damaged {
			return s, err
		}
	}
	return Session{}, noServer(n.o.Destination)
}

// launch runs the server half in a session of its own and reads its report. The
// transcript is never nil. What start-up files over there say at every launch is
// shown once.
func (n *native) launch(ctx context.Context, c *sshconfig.Config, client *ssh.Client, p plan, server string, searching bool) (Session, *transcript, error) {
	before := n.shown
	n.shown = map[string]bool{}
	t := &transcript{ranged: strings.Contains(n.o.Ports, ":"), searching: searching, replace: searching && !n.o.NoDeploy,
		show: skipOuterBlanks(func(line string) {
			if len(n.shown) < maxShown {
				n.shown[line] = true
			}
			if !before[line] {
				io.WriteString(n.o.Stderr, line+"\n")
			}
		})}
	s, err := n.run(ctx, c, client, p, server, t)
	return s, t, err
}

// maxShown bounds how many lines of one launch are remembered.
const maxShown = 1000

// run is launch with a transcript made already.
func (n *native) run(ctx context.Context, c *sshconfig.Config, client *ssh.Client, p plan, server string, t *transcript) (Session, error) {
	channel, requests, err := openSession(client)
	if err != nil {
		return Session{}, noSession(err)
	}
	var late atomic.Bool
	bound := cmp.Or(n.o.patience, reportBound)
	timer := time.AfterFunc(bound, func() {
		late.Store(true)
		client.Close()
	})
	defer timer.Stop()
	stop := context.AfterFunc(ctx, func() { client.Close() })
	defer stop()

	var end ending
	ended := make(chan struct{})
	go func() {
		end.watch(requests)
		close(ended)
	}()
	n.sendEnvironment(c, channel)
	n.askTerminal(channel)
	command := n.o.remoteCommand(server, p.bind, p.askAddress)
	n.o.detail("running %s", Clean(command))
	ok, err := channel.SendRequest("exec", true, ssh.Marshal(struct{ Command string }{command}))
	if err == nil && !ok {
		err = errors.New("it refused to run a command")
	}
	if err != nil {
		if late.Load() {
			return Session{}, serverSilent(bound.String())
		}
		return Session{}, noSession(contextError(ctx, err))
	}
	_ = channel.CloseWrite() // nothing waits for our input, as with ssh -n
	if p.addr.IsValid() {
		t.addr = p.addr.String()
	}
	if err := t.readBoth(channel, channel.Stderr()); err != nil && !t.connected() {
		var failure *Failure
		if errors.As(err, &failure) {
			return Session{}, err
		}
	}
	if len(p.among) > 0 {
		t.addr = settle(p.among, t.sshAddr)
	}
	switch {
	case !t.connected(): // its exit status is worth waiting for
		wait(ended, endBound)
	case !n.o.Keep:
		wait(ended, settleBound)
	}
	if !t.connected() && !t.noServer && !t.badRange && !t.noUTF8 {
		switch {
		case late.Load():
			return Session{}, serverSilent(bound.String())
		case ctx.Err() != nil:
			return Session{}, ctx.Err()
		}
		status, signal := end.result()
		return Session{}, remoteEnded(n.o.Server, status, signal)
	}
	return n.o.session(t, false)
}

// wait waits until a channel is closed, at most for bound.
func wait(closed <-chan struct{}, bound time.Duration) {
	timer := time.NewTimer(bound)
	defer timer.Stop()
	select {
	case <-closed:
	case <-timer.C:
	}
}

// reopenBound is how long a server that has no session to give is asked again: the
// last one may be on its way out, which counts where MaxSessions is 1.
const reopenBound = 2 * time.Second

// openSession opens a session channel.
func openSession(client *ssh.Client) (ssh.Channel, <-chan *ssh.Request, error) {
	for end := time.Now().Add(reopenBound); ; time.Sleep(reopenBound / 20) {
		channel, requests, err := client.OpenChannel("session", nil)
		var refused *ssh.OpenChannelError
		if !errors.As(err, &refused) || refused.Reason != ssh.ConnectionFailed || time.Now().After(end) {
			return channel, requests, err
		}
	}
}

// sendEnvironment sends the variables for a command. As with the terminal no
// answers are waited for; a server that refuses leaves the command as it is.
func (n *native) sendEnvironment(c *sshconfig.Config, channel ssh.Channel) {
	for _, pair := range n.sentEnvironment(c) {
		_, _ = channel.SendRequest("env", false, ssh.Marshal(struct{ Name, Value string }{pair[0], pair[1]}))
	}
}

// askTerminal asks for a terminal like ours.
func (n *native) askTerminal(channel ssh.Channel) {
	if n.o.NoPty {
		return
	}
	cols, rows := n.o.Terminal.Cols, n.o.Terminal.Rows
	if cols <= 0 || rows <= 0 {
		cols, rows = 80, 24
	}
	_, _ = channel.SendRequest("pty-req", false, ssh.Marshal(struct {
		Term                      string
		Cols, Rows, Width, Height uint32
		Modes                     string
	}{n.o.Terminal.Term, uint32(cols), uint32(rows), 0, 0, "\x00"}))
}

// sentEnvironment lists the variables that SendEnv and SetEnv name.
func (n *native) sentEnvironment(c *sshconfig.Config) (pairs [][2]string) {
	if patterns := c.All("sendenv"); len(patterns) > 0 {
		for _, entry := range n.o.Environ {
			name, value, _ := strings.Cut(entry, "=")
			if sshconfig.MatchList(name, patterns) {
				pairs = append(pairs, [2]string{name, value})
			}
		}
	}
	for _, word := range c.All("setenv") {
		name, value, _ := strings.Cut(word, "=")
		pairs = append(pairs, [2]string{name, value})
	}
	return pairs
}

// readBoth reads two streams as one transcript until the connect line or the
// end of both.
func (t *transcript) readBoth(stdout, stderr io.Reader) error {
	r, w := io.Pipe()
	defer r.Close()
	var both sync.WaitGroup
	for _, stream := range []io.Reader{stdout, stderr} {
		both.Go(func() { copyLines(w, stream) })
	}
	go func() {
		both.Wait()
		w.Close()
	}()
	return t.read(r)
}

// copyLines copies whole lines, so that two streams do not mix within one.
func copyLines(w io.Writer, r io.Reader) {
	var line []byte
	buf := make([]byte, 4<<10)
	for {
		n, err := r.Read(buf)
		for _, b := range buf[:n] {
			if line = append(line, b); b == '\n' || len(line) >= maxRemoteLine {
				if _, werr := w.Write(line); werr != nil {
					return
				}
				line = line[:0]
			}
		}
		if err != nil {
			if len(line) > 0 {
				_, _ = w.Write(append(line, '\n'))
			}
			return
		}
	}
}

// ending keeps how the remote command ended (RFC 4254, 6.10).
type ending struct {
	mu     sync.Mutex
	status int
	signal string
}

func (e *ending) watch(requests <-chan *ssh.Request) {
	for r := range requests {
		e.mu.Lock()
		switch r.Type {
		case "exit-status":
			var m struct{ Status uint32 }
			if ssh.Unmarshal(r.Payload, &m) == nil {
				e.status = int(m.Status)
			}
		case "exit-signal":
			e.signal = firstString(r.Payload)
		}
		e.mu.Unlock()
		if r.WantReply {
			_ = r.Reply(false, nil)
		}
	}
}

// result is the exit status, or the signal that killed the command.
func (e *ending) result() (status int, signal string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.status, e.signal
}

// firstString reads the SSH string (RFC 4251, 5) a payload begins with.
func firstString(p []byte) string {
	var m struct {
		Text string
		Rest []byte `ssh:"rest"`
	}
	if ssh.Unmarshal(p, &m) != nil {
		return ""
	}
	return m.Text
}
