package main

import (
	"fmt"
	"net/netip"

	"gomosh/internal/link"
)

// session is a shell with the prompt "$ " at the other end of a link.
type session struct {
	*terminal
	server  []int // processes of the far half
	client  []int // and of the near one
	traffic func() (up, down link.Traffic)
	closing []func()
}

// close ends all that belongs to the session.
func (s *session) close() {
	for i := len(s.closing) - 1; i >= 0; i-- {
		s.closing[i]()
	}
}

func loopback(port int) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(port))
}

// begin opens a session of that maker over a link and waits for its prompt.
// Predict is the prediction mode of a mosh client.
func (b *bench) begin(m maker, predict string, up, down link.Path, seed uint64) (*session, error) {
	s := new(session)
	err := b.connect(s, m, predict, up, down, seed)
	if err == nil {
		_, err = s.wait(soon, "prompt", contains("$"))
	}
	if err != nil {
		s.close()
		return nil, fmt.Errorf("session of %s: %w", m, err)
	}
	if m == plain {
		s.server = b.sshd.sessions()
	}
	return s, nil
}

func (b *bench) connect(s *session, m maker, predict string, up, down link.Path, seed uint64) error {
	if m == plain {
		relay, err := link.NewTCP(netip.AddrPortFrom(far, 0), loopback(b.sshd.port), up, down, seed)
		if err != nil {
			return err
		}
		s.closing = append(s.closing, func() { relay.Close() })
		s.traffic = relay.Traffic
		return b.attach(s)(open(b.dir, b.env(), b.sshd.command(int(relay.Addr().Port()), "-tt", b.shell())...))
	}
	server, err := b.serve(m, b.shell())
	if err != nil {
		return err
	}
	s.closing = append(s.closing, server.end)
	relay, err := link.NewUDP(loopback(0), loopback(server.port), up, down, seed)
	if err != nil {
		return err
	}
	s.closing = append(s.closing, func() { relay.Close() })
	s.server = []int{server.pid}
	s.traffic = relay.Traffic
	return b.attach(s)(b.join(m, int(relay.Addr().Port()), server.key, predict))
}

// attach makes a terminal that of the session.
func (b *bench) attach(s *session) func(*terminal, error) error {
	return func(t *terminal, err error) error {
		if err != nil {
			return err
		}
		s.terminal = t
		s.client = []int{t.cmd.Process.Pid}
		s.closing = append(s.closing, t.close)
		return nil
	}
}
