package relay

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"sync/atomic"
	"time"
)

// Greeting is the line that a relay writes first, before any datagram: whatever
// else a login shell says comes before it.
const Greeting = "GOMOSH RELAY 1\n"

// idleLimit is how long a relay stays without hearing from its client, which
// says something every few seconds: an SSH server may take hours to notice that
// nobody is there any more.
const idleLimit = 5 * time.Minute

// Serve carries datagrams between a stream and a UDP port of this machine until
// the stream ends. The server may be bound to any one of the targets: all are
// tried until one answers. The error is nil at the end of in.
func Serve(in io.Reader, out io.Writer, targets []netip.AddrPort) error {
	if _, err := io.WriteString(out, Greeting); err != nil {
		return err
	}
	var conns []*net.UDPConn
	var failure error
	for _, target := range targets {
		conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(target))
		if err != nil {
			failure = err // as without IPv6
			continue
		}
		defer conn.Close()
		conns = append(conns, conn)
	}
	if len(conns) == 0 {
		return failure
	}
	stream := NewStream(in, out)
	defer stream.Close()
	answered := new(atomic.Pointer[net.UDPConn])
	for _, conn := range conns {
		go answer(stream, conn, answered)
	}
	ended := make(chan error, 1)
	busy := make(chan struct{}, 1)
	go func() { ended <- forward(stream, conns, answered, busy) }()
	idle := time.NewTimer(idleLimit)
	defer idle.Stop()
	for {
		select {
		case err := <-ended:
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		case <-busy:
			idle.Reset(idleLimit)
		case <-idle.C:
			return nil
		}
	}
}

// forward hands what comes from the stream to the server.
func forward(stream *Stream, conns []*net.UDPConn, answered *atomic.Pointer[net.UDPConn], busy chan<- struct{}) error {
	var buf [maxDatagram]byte
	for {
		n, err := stream.Receive(buf[:])
		if err != nil {
			return err
		}
		select {
		case busy <- struct{}{}:
		default:
		}
		// What is lost here is sent again, as on any way. The first error after a
		// refusal is that of the datagram before.
		if conn := answered.Load(); conn != nil {
			_, _ = conn.Write(buf[:n])
			continue
		}
		for _, conn := range conns {
			_, _ = conn.Write(buf[:n])
		}
	}
}

// answer hands what the server sends to the stream, until the socket is closed.
func answer(stream *Stream, conn *net.UDPConn, answered *atomic.Pointer[net.UDPConn]) {
	var buf [maxDatagram]byte
	for {
		n, err := conn.Read(buf[:])
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			time.Sleep(refusedPause)
			continue
		}
		answered.Store(conn)
		stream.Send(buf[:n])
	}
}

// refusedPause is how long a socket rests after an error, which says that nobody
// listens at that address.
const refusedPause = 100 * time.Millisecond
