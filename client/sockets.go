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
)

// A datagram is one received UDP payload. Its bytes belong to the receiving
// goroutine, which lets them be until the next datagram of that socket but one
// has been taken.
type datagram struct {
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

// A socketSet is the client's way to the server: the newest socket, by which
// everything is sent, and older ones on which answers may still arrive.
type socketSet struct {
	open     func() (udpSocket, error)
	spawn    func(func()) // runs a receiving goroutine
	incoming chan<- datagram
	quit     <-chan struct{} // closed when the receivers are to give up

	sockets []agedSocket // oldest first
}

type agedSocket struct {
	udpSocket
	opened time.Time
}

// hop opens a new socket (a new source port) for all further sends.
func (s *socketSet) hop(now time.Time) error {
	sock, err := s.open()
	if err != nil {
		return err
	}
	s.sockets = append(s.sockets, agedSocket{sock, now})
	s.prune(now)
	s.spawn(func() { s.receiveFrom(sock) })
	return nil
}

// prune closes sockets that are no longer needed: to be called after a hop
// and after every authentic datagram.
func (s *socketSet) prune(now time.Time) {
	excess := len(s.sockets) - maxSockets
	if newest := len(s.sockets) - 1; newest > 0 && now.Sub(s.sockets[newest].opened) > settledAge {
		excess = newest
	}
	if excess <= 0 {
		return
	}
	for _, old := range s.sockets[:excess] {
		old.Close()
	}
	s.sockets = slices.Delete(s.sockets, 0, excess)
}

// send makes one attempt to send p by the newest socket.
func (s *socketSet) send(p []byte) error {
	return s.sockets[len(s.sockets)-1].send(p)
}

func (s *socketSet) close() {
	for _, sock := range s.sockets {
		sock.Close()
	}
	s.sockets = nil
}

// receiveFrom hands over the datagrams of one socket until it is closed.
// While one is looked at, the next is read into the other buffer.
func (s *socketSet) receiveFrom(sock udpSocket) {
	// One byte more, so that a payload that is too long shows as such.
	var buffers [2][maxDatagram + 1]byte
	for i := 0; ; i ^= 1 {
		n, ce, err := sock.receive(buffers[i][:])
		if isClosed(err) {
			return
		}
		select {
		case s.incoming <- datagram{payload: buffers[i][:n], ce: ce, err: err}:
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

// opener returns the function that opens sockets towards the server: unconnected
// ones of its address's family, each with a port of its own.
func opener(server netip.AddrPort) func() (udpSocket, error) {
	network, local := "udp6", netip.IPv6Unspecified()
	if server.Addr().Is4() {
		network, local = "udp4", netip.IPv4Unspecified()
	}
	return func() (udpSocket, error) {
		conn, err := udp.Listen(network, netip.AddrPortFrom(local, 0))
		if err != nil {
			return nil, err
		}
		return serverSocket{conn, server}, nil
	}
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
