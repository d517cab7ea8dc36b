package main

import (
	"net/netip"
	"strconv"
	"time"

	"gomosh/bootstrap"
	"gomosh/internal/relay"
	"gomosh/internal/udp"
	"gomosh/proto"
)

const (
	// probeBound is how long a server may take to answer by one way.
	probeBound = 5 * time.Second
	// partBound is how long the end of the session is worth waiting for.
	partBound = 2 * time.Second
)

// visitor is a client that joins a session just far enough to see that datagrams
// travel both ways, on one way after the other.
type visitor struct {
	client *proto.Client
	server netip.AddrPort
}

func newVisitor(s bootstrap.Session) (*visitor, error) {
	key, err := proto.ParseKey(s.Key)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(s.Port, 10, 16)
	if err != nil {
		return nil, err
	}
	family := proto.IPv4
	if s.Addr.Is6() {
		family = proto.IPv6
	}
	return &visitor{client: proto.NewClient(key, family, 80, 24, time.Now()), server: netip.AddrPortFrom(s.Addr, uint16(port))}, nil
}

// way is something that datagrams travel on.
type way struct {
	send     func([]byte) error
	received chan []byte
	close    func()
}

// datagrams is the way by UDP.
func (v *visitor) datagrams() (*way, error) {
	network := "udp4"
	if v.server.Addr().Is6() {
		network = "udp6"
	}
	conn, err := udp.Listen(network, netip.AddrPort{})
	if err != nil {
		return nil, err
	}
	done := make(chan struct{})
	w := &way{received: make(chan []byte), send: func(p []byte) error { return conn.Write(p, v.server) },
		close: func() { close(done); conn.Close() }}
	go w.read(done, func(p []byte) (int, error) {
		n, _, _, err := conn.Read(p)
		return n, err
	})
	return w, nil
}

// stream is the way through a relay on the SSH connection.
func stream(s *relay.Stream, end func()) *way {
	done := make(chan struct{})
	w := &way{received: make(chan []byte), send: func(p []byte) error { s.Send(p); return nil },
		close: func() { close(done); end() }}
	go w.read(done, s.Receive)
	return w
}

// read hands datagrams over until the way is closed or breaks.
func (w *way) read(done <-chan struct{}, receive func([]byte) (int, error)) {
	for {
		buf := make([]byte, 64<<10)
		n, err := receive(buf)
		if err != nil {
			return
		}
		select {
		case w.received <- buf[:n]:
		case <-done:
			return
		}
	}
}

// greet talks to the server on a way until it has answered, at most for
// probeBound, and returns how long that took.
func (v *visitor) greet(w *way) (took time.Duration, answered bool) {
	start := time.Now()
	v.talk(w, start.Add(probeBound), func() bool { num, _, _ := v.client.Frame(); return num > 0 })
	num, _, _ := v.client.Frame()
	return time.Since(start), num > 0
}

// part ends the session.
func (v *visitor) part(w *way) {
	now := time.Now()
	v.client.Shutdown(now)
	v.talk(w, now.Add(partBound), func() bool { return false })
}

// talk lets the client send and receive until done, the end of the session, or a
// time.
func (v *visitor) talk(w *way, end time.Time, done func() bool) {
	for {
		now := time.Now()
		if done() || v.client.State().Closed() || !now.Before(end) {
			return
		}
		for _, datagram := range v.client.Poll(now) {
			if err := w.send(datagram); err != nil {
				v.client.SendFailed(err)
			}
		}
		wake := end
		if at, ok := v.client.Deadline(); ok && at.Before(wake) {
			wake = at
		}
		timer := time.NewTimer(time.Until(wake))
		select {
		case payload := <-w.received:
			_ = v.client.Receive(time.Now(), payload, false) // junk does not matter here
		case <-timer.C:
		}
		timer.Stop()
	}
}
