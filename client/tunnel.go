package client

import (
	"fmt"
	"os"
	"time"

	"gomosh/internal/relay"
)

// A tunnel is the SSH connection beside a session, as the loop sees it. Another
// process holds it; see relay.Hold.
type tunnel interface {
	open()         // start to carry datagrams; what came of it arrives as an event
	send(p []byte) // carry one; never waits
}

// A sshTunnel talks to that process.
type sshTunnel struct {
	line     *relay.Stream
	file     *os.File
	incoming chan<- datagram
	quit     <-chan struct{}
}

// newTunnel returns the tunnel at the other end of a descriptor.
func newTunnel(fd int, spawn func(func()), incoming chan<- datagram, quit <-chan struct{}) (*sshTunnel, error) {
	if err := nonblocking(fd); err != nil {
		return nil, fmt.Errorf("the connection to SSH: %w", err)
	}
	file := os.NewFile(uintptr(fd), "ssh")
	t := &sshTunnel{line: relay.NewStream(file, file), file: file, incoming: incoming, quit: quit}
	spawn(t.follow)
	return t, nil
}

func (t *sshTunnel) open()         { t.line.SendKind(relay.KindOpen, nil) }
func (t *sshTunnel) send(p []byte) { t.line.SendKind(relay.KindDatagram, p) }

func (t *sshTunnel) close() {
	t.line.Close()
	t.file.Close()
}

// follow hands over what arrives, until the other process is gone.
func (t *sshTunnel) follow() {
	var buffers [2][1 + relay.MaxBody]byte
	for i := 0; ; i ^= 1 {
		n, err := t.line.Receive(buffers[i][:])
		d := datagram{on: overSSH}
		if d.said = relay.KindLost; err == nil {
			d.said, d.payload = buffers[i][0], buffers[i][1:n]
		}
		select {
		case t.incoming <- d:
		case <-t.quit:
			return
		}
		if err != nil {
			return
		}
	}
}

// tunnelSaid deals with what the tunnel says about itself.
func (l *loop) tunnelSaid(now time.Time, kind byte, text string) {
	if l.session.net.Heard().IsZero() && !l.onlySSH {
		l.session.begin(now) // it takes as long as it takes to copy a program
	}
	switch kind {
	case relay.KindUp:
		l.paths.sshUp()
		l.session.net.Probe(now) // who waits for it waits no longer
	case relay.KindDown:
		l.paths.sshDown(now)
		l.session.noteSSH(now, text)
	case relay.KindNotice:
		l.session.noteSSH(now, text)
	case relay.KindLost:
		l.paths.lostSSH()
		l.tunnel = nil
	}
	l.session.showPath(now, l.paths)
}
