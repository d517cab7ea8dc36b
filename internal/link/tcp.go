package link

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"
)

// How a stream behaves on a path that loses segments.
const (
	segment    = 1448
	minTimeout = 200 * time.Millisecond // until a segment is sent again
	maxTimeout = 60 * time.Second

	// windowBytes is what a connection has under way at most, like the send
	// buffers of a kernel.
	windowBytes = 1 << 20
)

// TCP is a link for any number of connections to one server. All of them share
// its two lines. It may be used from several goroutines.
type TCP struct {
	listener net.Listener
	target   netip.AddrPort

	mu      sync.Mutex
	lines   [2]*line
	traffic [2]Traffic
	conns   map[net.Conn]bool
	closed  bool
	running sync.WaitGroup
}

// NewTCP makes a relay that listens on one address (port 0: any) and connects to
// target. Seed decides what random does.
func NewTCP(listen, target netip.AddrPort, upPath, downPath Path, seed uint64) (*TCP, error) {
	listener, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(listen))
	if err != nil {
		return nil, fmt.Errorf("listen for the relay: %w", err)
	}
	r := &TCP{listener: listener, target: target, conns: map[net.Conn]bool{},
		lines: [2]*line{newLine(upPath, seed), newLine(downPath, seed+1)}}
	r.running.Go(r.accept)
	return r, nil
}

// Addr is where the client shall connect.
func (r *TCP) Addr() netip.AddrPort { return r.listener.Addr().(*net.TCPAddr).AddrPort() }

// Traffic is what has come from the clients and from the server, in segments of
// full size.
func (r *TCP) Traffic() (fromClient, fromServer Traffic) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.traffic[up], r.traffic[down]
}

// Close ends the relay and its connections.
func (r *TCP) Close() error {
	r.mu.Lock()
	r.closed = true
	err := r.listener.Close()
	for conn := range r.conns {
		conn.Close()
	}
	r.mu.Unlock()
	r.running.Wait()
	return err
}

func (r *TCP) accept() {
	for {
		client, err := r.listener.Accept()
		if err != nil {
			return
		}
		r.running.Go(func() { r.join(client) })
	}
}

// join opens the server's half of a connection, after the round trip that the
// opening of a connection costs on this link, and carries both directions until
// they end.
func (r *TCP) join(client net.Conn) {
	defer client.Close()
	now := time.Now()
	time.Sleep(r.arrival(now, up, 0).Sub(now) + r.arrival(now, down, 0).Sub(now))
	server, err := net.DialTCP("tcp", nil, net.TCPAddrFromAddrPort(r.target))
	if err != nil {
		return
	}
	defer server.Close()
	if !r.keep(client, server) {
		return
	}
	defer r.forget(client, server)
	var both sync.WaitGroup
	both.Go(func() { r.stream(client.(*net.TCPConn), server, up) })
	both.Go(func() { r.stream(server, client.(*net.TCPConn), down) })
	both.Wait()
}

// keep notes connections that Close has to end; false if it is too late.
func (r *TCP) keep(conns ...net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, conn := range conns {
		r.conns[conn] = true
	}
	return !r.closed
}

func (r *TCP) forget(conns ...net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, conn := range conns {
		delete(r.conns, conn)
	}
}

// stream carries one direction of a connection, and its end.
func (r *TCP) stream(from, to *net.TCPConn, direction int) {
	type piece struct {
		at      time.Time
		payload []byte
	}
	pieces := make(chan piece, windowBytes/segment)
	var writer sync.WaitGroup
	writer.Go(func() {
		var err error
		for p := range pieces {
			time.Sleep(time.Until(p.at))
			if err == nil {
				_, err = to.Write(p.payload)
			}
		}
		// The other direction may go on.
		_ = to.CloseWrite()
	})
	var last time.Time
	buf := make([]byte, segment)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			at := r.arrival(time.Now(), direction, n)
			if at.Before(last) {
				at = last // a stream keeps its order
			}
			last = at
			pieces <- piece{at, append([]byte(nil), buf[:n]...)}
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				to.Close()
			}
			break
		}
	}
	close(pieces)
	writer.Wait()
}

// arrival returns when a segment of n bytes arrives at last, the times it was
// lost included. A line with a full queue makes the sender wait in place of
// losing.
func (r *TCP) arrival(now time.Time, direction, n int) time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n > 0 {
		r.traffic[direction].Packets++
		r.traffic[direction].Bytes += n
	}
	there, back := r.lines[direction], r.lines[1-direction]
	timeout := max(minTimeout, 2*(there.path.Delay+back.path.Delay))
	for {
		at, full := there.pass(now, n)
		switch {
		case full:
			now = now.Add(there.duration(segment))
			continue
		case there.rng.Float64() >= there.path.Loss:
			return at
		}
		now = now.Add(timeout)
		timeout = min(2*timeout, maxTimeout)
	}
}
