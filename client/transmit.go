package client

import (
	"errors"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// nameSSH is what the bar calls the path through the SSH connection.
const nameSSH = "ssh"

// servers lists where the server may be reached by UDP, the best address first.
func (c *Config) servers() []netip.AddrPort {
	if c.OnlySSH {
		return nil
	}
	out := []netip.AddrPort{c.Server}
	for _, a := range c.Others {
		out = append(out, netip.AddrPortFrom(a.Unmap(), c.Server.Port()))
	}
	return out
}

// connect opens the first socket, without which there is no session, unless there
// is another way.
func (l *loop) connect(cfg *Config, now time.Time) error {
	l.paths = newPaths(cfg.servers(), l.tunnel != nil, now)
	if l.paths.current.ssh {
		return nil
	}
	err := l.sockets.hop(now, l.paths.current.to)
	if l.tunnel != nil {
		return nil
	}
	return err
}

// transmit sends what is due, on the paths that are due, and opens new sockets
// when the old ones seem to lead nowhere.
func (l *loop) transmit(now time.Time) {
	switch l.paths.look(now, l.session.link()) {
	case insist:
		l.session.net.Probe(now)
	case once:
		if l.paths.alone {
			l.renew(now)
		}
		l.session.net.Ping(now)
	}
	if l.tunnel != nil && l.paths.wantsSSH(now) {
		l.tunnel.open()
	}
	if !l.sendDue(now) {
		return
	}
	if l.paths.owed {
		l.session.net.Ping(now)
		l.sendDue(now)
	}
	if l.session.net.ShouldHop(now) {
		l.hop(now)
	}
}

// sendDue sends what is due and reports whether anything was.
func (l *loop) sendDue(now time.Time) bool {
	l.session.patient = l.paths.opening()
	datagrams := l.session.poll(now)
	if len(datagrams) == 0 {
		return false
	}
	ways := l.paths.ways(now)
	for _, p := range datagrams {
		err := l.sendOver(now, ways, p)
		if err == nil || slices.Contains(ways, l.paths.current) { // else it was only tried
			l.session.sent(now, err)
		}
	}
	return true
}

// sendOver sends a datagram on several paths. It fails if all do.
func (l *loop) sendOver(now time.Time, ways []path, p []byte) error {
	var failure error
	sent := false
	for _, w := range ways {
		if w.ssh {
			if l.tunnel != nil {
				l.tunnel.send(p)
				sent = true
			}
			continue
		}
		err := l.sockets.send(now, w.to, p)
		sent = sent || err == nil
		if err != nil && w == l.paths.current && !errors.Is(err, syscall.EMSGSIZE) {
			l.paths.refused(now)
		}
		if failure == nil {
			failure = err
		}
	}
	if sent {
		return nil
	}
	return failure
}

// hop opens new sockets for all of the server's addresses in use.
func (l *loop) hop(now time.Time) {
	for _, to := range l.sockets.targets() {
		if err := l.sockets.hop(now, to); err != nil {
			l.session.networkError(now, err)
		}
	}
	l.session.net.Hopped(now)
}

// renew opens new sockets where the old ones are of some age: what is between may
// have made up its mind about those.
func (l *loop) renew(now time.Time) {
	for _, to := range l.sockets.targets() {
		if now.Sub(l.sockets.newest(to).opened) > renewAge {
			_ = l.sockets.hop(now, to) // else the old one is tried
		}
	}
}

// networkChanged is for when the way to the server may have become another one:
// new sockets, all paths, and at once.
func (l *loop) networkChanged(now time.Time) {
	l.paths.changed(now)
	l.hop(now)
	l.session.net.Probe(now)
}

// arrived takes one datagram.
func (l *loop) arrived(now time.Time, d datagram) {
	if d.err != nil {
		if d.on == l.paths.current {
			l.session.networkError(now, d.err)
		}
		return
	}
	before := l.session.net.InOrder()
	if !l.session.received(now, d.payload, d.ce) {
		return
	}
	l.sockets.prune(now)
	if l.session.net.InOrder() == before {
		return
	}
	if l.paths.heard(now, d.on, l.session.link()) {
		l.session.net.Moved(now)
		l.session.showPath(now, l.paths)
	}
	if said := l.session.net.ServerAddresses(); !slices.Equal(said, l.said) && !l.onlySSH {
		l.said = slices.Clone(said)
		l.paths.learn(said)
	}
}

// deadline returns when something is due, and false if never.
func (l *loop) deadline(now time.Time, painting bool) (time.Time, bool) {
	at, ok := l.session.deadline(now, painting)
	if rest, tired := l.rest.Deadline(); tired && (!ok || rest.Before(at)) {
		at, ok = rest, true
	}
	if due := l.paths.deadline(now, l.session.link()); !due.IsZero() && (!ok || due.Before(at)) {
		return due, true
	}
	return at, ok
}

// link tells what the protocol knows of the connection.
func (s *session) link() link {
	caps, _ := s.net.Capabilities()
	return link{
		waiting: s.net.Waiting(),
		grace:   s.net.Grace(),
		srtt:    s.net.SRTT(),
		prompt:  caps != 0,
	}
}

// showPath makes the bar name the path in use when it is not the usual one.
func (s *session) showPath(now time.Time, p *paths) {
	name := ""
	if p.current.ssh {
		name = nameSSH
	}
	if len(p.udp) == 0 {
		now = time.Time{} // the user wanted it so
	}
	s.bar.Path(now, name)
}

// noteSSH shows what there is to say about the SSH connection, if anything.
func (s *session) noteSSH(now time.Time, text string) {
	if text != "" {
		s.bar.Notice(now, text)
	}
}
