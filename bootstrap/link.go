package bootstrap

import (
	"bufio"
	"context"
	"io"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"gomosh/bootstrap/sshconfig"
	datagrams "gomosh/internal/relay"
)

const (
	// aliveInterval is the pause between two signs of life on a connection that is
	// kept, unless ServerAliveInterval says otherwise: short enough for the memory
	// of nearly all routers, and one packet among hundreds of an idle session.
	aliveInterval = 180 * time.Second
	// aliveBound is how long an answer to one may take.
	aliveBound = 30 * time.Second
	// relayBound is how long a relay may take to greet.
	relayBound = 30 * time.Second
	// maxNoise is what a login shell may say before that, in bytes.
	maxNoise = 256 << 10
)

// Link is an SSH connection that stays open beside a session. Its methods may be
// called from any goroutine, but Relay not from two at a time.
type Link struct {
	n      *native
	client *ssh.Client
	ended  chan struct{}
}

func newLink(n *native, c *sshconfig.Config, r *reached) *Link {
	l := &Link{n: n, client: r.client, ended: make(chan struct{})}
	go func() {
		_ = l.client.Wait() // why it ended makes no difference
		close(l.ended)
	}()
	if !r.master { // its owner sees to it
		interval := c.Duration("serveraliveinterval")
		if interval <= 0 {
			interval = aliveInterval
		}
		go l.keepAlive(interval)
	}
	return l
}

// Ended is closed when the connection is over, whoever ended it.
func (l *Link) Ended() <-chan struct{} { return l.ended }

// Close ends the connection.
func (l *Link) Close() { l.n.close() }

// NoCopy makes Relay use only a gomosh that is there already, a copy of this one
// included.
func (l *Link) NoCopy() { l.n.noUpload = true }

// Background makes everything that is said from now on go to w, line by line,
// and nothing to the terminal, which is the session's.
func (l *Link) Background(w io.Writer) {
	l.n.o.Stderr, l.n.o.StderrIsTerminal = w, false
}

// keepAlive exchanges signs of life and closes a connection that gives none.
func (l *Link) keepAlive(interval time.Duration) {
	for {
		select {
		case <-l.ended:
			return
		case <-time.After(interval):
		}
		answered := make(chan error, 1)
		go func() {
			_, _, err := l.client.SendRequest("keepalive@openssh.com", true, nil)
			answered <- err
		}()
		select {
		case err := <-answered:
			if err == nil {
				continue
			}
		case <-time.After(max(aliveBound, interval)):
		case <-l.ended:
			return
		}
		l.Close()
		return
	}
}

// Relay starts gomosh relay for a UDP port of the other side, the gomosh that is
// there or else a copy of this one, and returns its standard input and output, on
// which a Stream of package relay follows.
func (l *Link) Relay(ctx context.Context, port string) (io.ReadWriteCloser, error) {
	command := "sh -c " + quote(relaySearch) + " gomosh " + quote(port)
	stream, t, err := l.startRelay(ctx, command)
	if err != nil || stream != nil {
		return stream, err
	}
	if l.n.o.NoDeploy || t.system == "" {
		return nil, noRelay()
	}
	for fresh := range 2 {
		copy, hash, err := l.n.copyThere(ctx, l.client, t, fresh == 1)
		if err != nil {
			return nil, err
		}
		stream, again, err := l.startRelay(ctx, runCopyOf(copy, hash)+" relay "+quote(port))
		if err != nil || stream != nil {
			return stream, err
		}
		if !again.damaged {
			break
		}
	}
	return nil, noRelay()
}

// relaySearch is a script that runs the first gomosh with a relay that it finds,
// in the places of search: port.
const relaySearch = places + `for d in $p; do ` +
	`if command -v "${d}gomosh" >/dev/null 2>&1 && "${d}gomosh" relay --help </dev/null >/dev/null 2>&1; then exec "${d}gomosh" relay "$@"; fi; ` +
	`done; unset IFS; ` + inspect

// startRelay runs a command and waits for the greeting of a relay. Without one
// the stream is nil and the transcript has what was said instead.
func (l *Link) startRelay(ctx context.Context, command string) (io.ReadWriteCloser, *transcript, error) {
	channel, requests, err := openSession(l.client)
	if err != nil {
		return nil, nil, noSession(contextError(ctx, err))
	}
	go ssh.DiscardRequests(requests)
	go func() { _, _ = io.Copy(io.Discard, channel.Stderr()) }()
	ok, err := channel.SendRequest("exec", true, ssh.Marshal(struct{ Command string }{command}))
	if err != nil || !ok {
		channel.Close()
		return nil, nil, noSession(contextError(ctx, err))
	}
	timer := time.AfterFunc(relayBound, func() { channel.Close() })
	defer timer.Stop()
	stop := context.AfterFunc(ctx, func() { channel.Close() })
	defer stop()
	t := &transcript{searching: true, show: func(string) {}}
	from := bufio.NewReaderSize(channel, maxRemoteLine)
	for noise := 0; noise < maxNoise; {
		line, err := from.ReadSlice('\n')
		noise += len(line)
		if string(line) == datagrams.Greeting {
			return &relayStream{from, channel}, t, nil
		}
		if _, lineErr := t.line(strings.TrimSuffix(string(line), "\n")); lineErr != nil {
			break
		}
		if err != nil && err != bufio.ErrBufferFull {
			break
		}
	}
	channel.Close()
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	return nil, t, nil
}

// relayStream is a channel of which the beginning was read already.
type relayStream struct {
	io.Reader
	ssh.Channel
}

func (s *relayStream) Read(p []byte) (int, error) { return s.Reader.Read(p) }
