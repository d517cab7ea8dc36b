package client

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"time"

	"gomosh/internal/udp"
)

// Rules of the sockets, as stock clients keep them.
const (
	maxDatagram = 2048             // bytes; a longer payload is not from a mosh server
	maxSockets  = 10               // kept in all, the newest included
	settledAge  = 60 * time.Second // age of a socket after which older ones are not needed
	renewAge    = 10 * time.Second // ... and after which UDP is tried by a new one
)

// A datagram is one received UDP payload. Its bytes belong to the receiving
// goroutine, which lets them be until the next datagram of that socket but one
// has been taken.
type datagram struct {
	on      path // where it came in
	said    byte // of the tunnel: what it is (relay.Kind...)
	payload []byte
	ce      bool  // the network marked it "congestion experienced" (RFC 3168)
	err     error // receiving failed; payload is empty
}

// A udpSocket is what a socket set needs of a UDP socket.
type udpSocket interface {
	// send makes one attempt to send p to the server; it never blocks.
	send(p []byte) error
	// receive waits for a datagram and stores its payload in p.
	receive(p []byte) (n int, ce bool, err error)
	Close() error
}

// A socketSet is the client's ways to the server by UDP: for each of its
// addresses the newest socket, by which everything is sent there, and older ones
// on which answers may still arrive. No socket is for two addresses, so that the
// server can tell by the client's port at which of its own it was reached.
type socketSet struct {
	open     func(to netip.AddrPort) (udpSocket, error)
	spawn    func(func()) // runs a receiving goroutine
	incoming chan<- datagram
	quit     <-chan struct{} // closed when the receivers are to give up

	sockets []agedSocket // oldest first
}

type agedSocket struct {
	udpSocket
	to     netip.AddrPort
	opened time.Time
}

// hop opens a new socket (a new source port) for all further sends to an address.
func (s *socketSet) hop(now time.Time, to netip.AddrPort) error {
	sock, err := s.open(to)
	if err != nil {
		return err
	}
	s.sockets = append(s.sockets, agedSocket{sock, to, now})
	s.prune(now)
	s.spawn(func() { s.receiveFrom(sock, path{to: to}) })
	return nil
}

// targets lists the addresses that have a socket.
func (s *socketSet) targets() (out []netip.AddrPort) {
	for i := range s.sockets {
		if to := s.sockets[i].to; !slices.Contains(out, to) {
			out = append(out, to)
		}
	}
	return out
}

// newest returns the socket by which is sent to an address, nil if there is none.
func (s *socketSet) newest(to netip.AddrPort) *agedSocket {
	for i := len(s.sockets) - 1; i >= 0; i-- {
		if s.sockets[i].to == to {
			return &s.sockets[i]
		}
	}
	return nil
}

// prune closes sockets that are no longer needed: to be called after a hop
// and after every authentic datagram.
func (s *socketSet) prune(now time.Time) {
	targets := s.targets()
	excess := len(s.sockets) - maxSockets - (len(targets) - 1)
	settled := map[netip.AddrPort]bool{}
	newest := map[netip.AddrPort]int{}
	for i := range s.sockets {
		newest[s.sockets[i].to] = i
	}
	for _, to := range targets {
		settled[to] = now.Sub(s.newest(to).opened) > settledAge
	}
	kept := s.sockets[:0]
	for i, old := range s.sockets {
		if i != newest[old.to] && (excess > 0 || settled[old.to]) {
			old.Close()
			excess--
			continue
		}
		kept = append(kept, old)
	}
	clear(s.sockets[len(kept):])
	s.sockets = kept
}

// send makes one attempt to send p to an address by the newest socket for it. The
// first one is opened here.
func (s *socketSet) send(now time.Time, to netip.AddrPort, p []byte) error {
	if s.newest(to) == nil {
		if err := s.hop(now, to); err != nil {
			return err
		}
	}
	return s.newest(to).send(p)
}

func (s *socketSet) close() {
	for _, sock := range s.sockets {
		sock.Close()
	}
	s.sockets = nil
}

// receiveFrom hands over the datagrams of one socket until it is closed.
// While one is looked at, the next is read into the other buffer.
func (s *socketSet) receiveFrom(sock udpSocket, on path) {
	// One byte more, so that a payload that is too long shows as such.
	var buffers [2][maxDatagram + 1]byte
	for i := 0; ; i ^= 1 {
		n, ce, err := sock.receive(buffers[i][:])
		if isClosed(err) {
			return
		}
		select {
		case s.incoming <- datagram{on: on, payload: buffers[i][:n], ce: ce, err: err}:
		case <-s.quit:
			return
		}
		if err != nil {
			select { // an error that stays is not to be a busy loop
			case <-time.After(receiveErrorPause):
			case <-s.quit:
				return
			}
		}
	}
}

// receiveErrorPause is how long a socket rests after a failed receive.
const receiveErrorPause = 200 * time.Millisecond

// openSocket opens a socket towards one of the server's addresses: an unconnected
// one of that family with a port of its own.
func openSocket(server netip.AddrPort) (udpSocket, error) {
	network, local := "udp6", netip.IPv6Unspecified()
	if server.Addr().Is4() {
		network, local = "udp4", netip.IPv4Unspecified()
	}
	conn, err := udp.Listen(network, netip.AddrPortFrom(local, 0))
	if err != nil {
		return nil, err
	}
	return serverSocket{conn, server}, nil
}

// A serverSocket sends to the server and receives from anywhere: the server's
// answers may come from another address than the one they are sent to.
type serverSocket struct {
	*udp.Conn
	server netip.AddrPort
}

func (s serverSocket) send(p []byte) error { return s.Write(p, s.server) }

func (s serverSocket) receive(p []byte) (n int, ce bool, err error) {
	n, _, ce, err = s.Read(p)
	return n, ce, err
}

// isClosed reports whether a receive failed because the socket was closed.
func isClosed(err error) bool { return errors.Is(err, net.ErrClosed) }
