package client

import (
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"gomosh/internal/udp"
)

// A fakeSocket yields the datagrams that are put into its channel.
type fakeSocket struct {
	arrive chan string
	sent   []string
}

func newFakeSocket() *fakeSocket { return &fakeSocket{arrive: make(chan string)} }

func (s *fakeSocket) send(p []byte) error {
	s.sent = append(s.sent, string(p))
	return nil
}

func (s *fakeSocket) receive(p []byte) (int, bool, error) {
	text, ok := <-s.arrive
	if !ok {
		return 0, false, net.ErrClosed
	}
	return copy(p, text), false, nil
}

func (s *fakeSocket) Close() error {
	close(s.arrive)
	return nil
}

func (s *fakeSocket) closed() bool {
	select {
	case <-s.arrive:
		return true
	default:
		return false
	}
}

var testServer = netip.MustParseAddrPort("192.0.2.1:60001")

// newFakeSet returns a set whose sockets are collected in *opened.
func newFakeSet(opened *[]*fakeSocket, incoming chan<- datagram) *socketSet {
	return &socketSet{
		open: func(netip.AddrPort) (udpSocket, error) {
			s := newFakeSocket()
			*opened = append(*opened, s)
			return s, nil
		},
		spawn:    func(f func()) { go f() },
		incoming: incoming,
		quit:     make(chan struct{}),
	}
}

// Hops in an outage come every 12 s; the set keeps ten sockets, and once the
// newest is a minute old only that one.
func TestSocketSetPrunes(t *testing.T) {
	var opened []*fakeSocket
	set := newFakeSet(&opened, nil)
	set.spawn = func(func()) {} // nothing arrives here
	open := func() (n int) {
		for _, s := range opened {
			if !s.closed() {
				n++
			}
		}
		return n
	}
	now := time.Unix(1000, 0)
	for i := range 15 {
		if err := set.hop(now, testServer); err != nil {
			t.Fatal(err)
		}
		if want := min(i+1, maxSockets); open() != want {
			t.Fatalf("after %d hops %d sockets are open, want %d", i+1, open(), want)
		}
		now = now.Add(5 * time.Second)
	}
	if !opened[0].closed() || opened[14].closed() {
		t.Error("not the oldest sockets were closed")
	}
	if err := set.send(now, testServer, []byte("x")); err != nil || len(opened[14].sent) != 1 {
		t.Errorf("sending did not use the newest socket: %v, %q", err, opened[14].sent)
	}

	newest := set.sockets[len(set.sockets)-1].opened
	set.prune(newest.Add(settledAge))
	if open() != maxSockets {
		t.Errorf("%d sockets are open when the newest is exactly %v old", open(), settledAge)
	}
	set.prune(newest.Add(settledAge + 1))
	if open() != 1 || opened[14].closed() {
		t.Errorf("%d sockets are open when the newest is older than %v", open(), settledAge)
	}
	set.close()
	if open() != 0 {
		t.Error("a socket is open after close")
	}
}

// A socket that cannot be opened leaves the old ones in use.
func TestSocketSetFailedHop(t *testing.T) {
	var opened []*fakeSocket
	set := newFakeSet(&opened, nil)
	set.spawn = func(func()) {}
	if err := set.hop(time.Unix(0, 0), testServer); err != nil {
		t.Fatal(err)
	}
	failure := errors.New("no more descriptors")
	set.open = func(netip.AddrPort) (udpSocket, error) { return nil, failure }
	if err := set.hop(time.Unix(12, 0), testServer); !errors.Is(err, failure) {
		t.Errorf("hop = %v", err)
	}
	if set.send(time.Unix(12, 0), testServer, nil) != nil || len(opened[0].sent) != 1 {
		t.Error("the old socket is not used any more")
	}
}

// Datagrams of old sockets are received too, and each is intact while the
// next one is being read.
func TestSocketSetReceives(t *testing.T) {
	var opened []*fakeSocket
	incoming := make(chan datagram)
	set := newFakeSet(&opened, incoming)
	quit := make(chan struct{})
	set.quit = quit
	for range 2 {
		if err := set.hop(time.Unix(0, 0), testServer); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range opened {
		s.arrive <- "first"
		first := <-incoming
		s.arrive <- "second" // accepted only when it is being read
		if string(first.payload) != "first" {
			t.Errorf("payload became %q", first.payload)
		}
		if second := <-incoming; string(second.payload) != "second" {
			t.Errorf("payload is %q", second.payload)
		}
	}
	close(quit)
	set.close()
}

// Real sockets send to the server, each from a port of its own, and take
// datagrams from other addresses than the server's.
func TestServerSocket(t *testing.T) {
	for network, local := range map[string]string{"udp4": "127.0.0.1:0", "udp6": "[::1]:0"} {
		listen := func() *udp.Conn {
			conn, err := udp.Listen(network, netip.MustParseAddrPort(local))
			if err != nil {
				t.Skipf("no %s here: %v", network, err)
			}
			t.Cleanup(func() { conn.Close() })
			return conn
		}
		server, other := listen(), listen()
		var ports []netip.AddrPort
		for range 2 {
			sock, err := openSocket(server.LocalAddr())
			if err != nil {
				t.Fatal(err)
			}
			defer sock.Close()
			if err := sock.send([]byte("ping")); err != nil {
				t.Fatal(err)
			}
			var payload [100]byte
			n, from, _, err := server.Read(payload[:])
			if err != nil || string(payload[:n]) != "ping" {
				t.Fatalf("%s: received %q, %v", network, payload[:n], err)
			}
			ports = append(ports, from)
			for _, peer := range []*udp.Conn{server, other} {
				if err := peer.Write([]byte("answer"), from); err != nil {
					t.Fatal(err)
				}
				if n, ce, err := sock.receive(payload[:]); err != nil || string(payload[:n]) != "answer" || ce {
					t.Errorf("%s: received %q, CE %v, %v", network, payload[:n], ce, err)
				}
			}
			sock.Close()
			if _, _, err := sock.receive(payload[:]); !isClosed(err) {
				t.Errorf("%s: receiving from a closed socket: %v", network, err)
			}
		}
		if ports[0] == ports[1] {
			t.Errorf("%s: both sockets have %v", network, ports[0])
		}
	}
}
