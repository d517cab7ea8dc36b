package lab

import (
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"
)

// Weather is how a relay treats datagrams, in both directions alike.
type Weather struct {
	Delay   time.Duration // added to every datagram
	Loss    float64       // share of datagrams dropped, 0 to 1
	Reorder float64       // share of datagrams held back behind later ones, 0 to 1
	Dead    bool          // nothing passes
}

// Traffic counts what came in from one direction, dropped datagrams included.
type Traffic struct{ Datagrams, Bytes int }

// Relay is a UDP path on the loopback interface between one client and one
// server: the client talks to the relay's port, the relay to the server from
// a port of its own. What is lost and held back is decided by a seeded
// generator, so that it is the same in every run as far as the traffic is.
// A relay may be used from several goroutines.
type Relay struct {
	front  *net.UDPConn // faces the client
	server netip.AddrPort

	mu       sync.Mutex
	weather  Weather
	rng      *rand.Rand
	back     *net.UDPConn // faces the server; replaced by Roam
	client   netip.AddrPort
	up, down Traffic
	closed   bool
}

// NewRelay makes a relay in fair weather to the server's port on the loopback
// address.
func NewRelay(t testing.TB, serverPort int) *Relay {
	t.Helper()
	front, err := loopbackSocket()
	if err != nil {
		t.Fatal(err)
	}
	r := &Relay{
		front:  front,
		server: netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(serverPort)),
		rng:    rand.New(rand.NewPCG(1, 2)),
	}
	t.Cleanup(r.close)
	r.Roam(t)
	go r.pump(front, true)
	return r
}

func loopbackSocket() (*net.UDPConn, error) {
	return net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
}

func (r *Relay) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	r.front.Close()
	r.back.Close()
}

// Port is where the client shall send.
func (r *Relay) Port() int { return r.front.LocalAddr().(*net.UDPAddr).Port }

// Set changes the weather from now on.
func (r *Relay) Set(w Weather) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.weather = w
}

// Roam lets the client appear to the server under a new address: the relay
// goes on from a new port, and nothing sent to the old one arrives any more.
func (r *Relay) Roam(t testing.TB) {
	t.Helper()
	back, err := loopbackSocket()
	if err != nil {
		t.Fatal(err)
	}
	r.mu.Lock()
	old := r.back
	r.back = back
	r.mu.Unlock()
	if old != nil {
		old.Close()
	}
	go r.pump(back, false)
}

// Traffic is what has come from the client (up) and from the server (down).
func (r *Relay) Traffic() (up, down Traffic) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.up, r.down
}

// Inject sends a datagram of the test's own to the server or to the client, as
// if it came from the other one.
func (r *Relay) Inject(payload []byte, toServer bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.send(payload, toServer)
}

// pump reads one socket until it is closed.
func (r *Relay) pump(socket *net.UDPConn, up bool) {
	buf := make([]byte, 65536)
	for {
		n, from, err := socket.ReadFromUDPAddrPort(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue // an ICMP error of an earlier datagram: the peer is gone for now
		}
		r.carry(append([]byte(nil), buf[:n]...), from, up)
	}
}

// carry takes one datagram and sends it on, at once, later or never.
func (r *Relay) carry(payload []byte, from netip.AddrPort, up bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	count := &r.down
	if up {
		count = &r.up
		r.client = from
	}
	count.Datagrams++
	count.Bytes += len(payload)
	if r.weather.Dead || r.rng.Float64() < r.weather.Loss {
		return
	}
	delay := r.weather.Delay
	if r.rng.Float64() < r.weather.Reorder {
		delay += 50 * time.Millisecond
	}
	if delay == 0 {
		r.send(payload, up)
		return
	}
	time.AfterFunc(delay, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.send(payload, up)
	})
}

// send writes a datagram to where it goes now. A failed write is a lost
// datagram. The lock is held.
func (r *Relay) send(payload []byte, up bool) {
	switch {
	case r.closed:
	case up:
		r.back.WriteToUDPAddrPort(payload, r.server)
	case r.client.IsValid():
		r.front.WriteToUDPAddrPort(payload, r.client)
	}
}
