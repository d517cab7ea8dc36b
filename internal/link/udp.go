package link

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"
)

// UDP is a link between one client, the last one heard, and one server. It may
// be used from several goroutines.
type UDP struct {
	front, back *net.UDPConn // face the client and the server
	target      netip.AddrPort
	schedule    *schedule

	mu       sync.Mutex
	client   netip.AddrPort
	lines    [2]*line // up, down
	traffic  [2]Traffic
	dead     bool
	received sync.WaitGroup
}

// The directions of a link.
const (
	up   = 0
	down = 1
)

// NewUDP makes a relay that listens on one address (port 0: any) and hands on to
// target. Seed decides what random does.
func NewUDP(listen, target netip.AddrPort, upPath, downPath Path, seed uint64) (*UDP, error) {
	front, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(listen))
	if err != nil {
		return nil, fmt.Errorf("listen for the relay: %w", err)
	}
	back, err := net.ListenUDP("udp", nil)
	if err != nil {
		front.Close()
		return nil, fmt.Errorf("open the relay's far side: %w", err)
	}
	r := &UDP{front: front, back: back, target: target, schedule: newSchedule(),
		lines: [2]*line{newLine(upPath, seed), newLine(downPath, seed+1)}}
	r.received.Go(func() { r.pump(front, up) })
	r.received.Go(func() { r.pump(back, down) })
	return r, nil
}

// Addr is where the client shall send.
func (r *UDP) Addr() netip.AddrPort { return r.front.LocalAddr().(*net.UDPAddr).AddrPort() }

// Traffic is what has come from the client and from the server.
func (r *UDP) Traffic() (fromClient, fromServer Traffic) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.traffic[up], r.traffic[down]
}

// Dead lets nothing pass, or again everything.
func (r *UDP) Dead(dead bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dead = dead
}

// Close ends the relay; what is under way is lost.
func (r *UDP) Close() error {
	r.schedule.close()
	err := errors.Join(r.front.Close(), r.back.Close())
	r.received.Wait()
	return err
}

// pump reads one socket until it is closed.
func (r *UDP) pump(socket *net.UDPConn, direction int) {
	buf := make([]byte, 1<<16)
	for {
		n, from, err := socket.ReadFromUDPAddrPort(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue // an ICMP error of an earlier datagram: the peer is gone for now
		}
		now := time.Now()
		r.mu.Lock()
		if direction == up {
			r.client = from
		}
		r.traffic[direction].Packets++
		r.traffic[direction].Bytes += n
		at, ok := r.lines[direction].carry(now, n)
		ok = ok && !r.dead
		r.mu.Unlock()
		switch {
		case !ok:
		case !at.After(now):
			r.send(buf[:n], direction)
		default:
			payload := append([]byte(nil), buf[:n]...)
			r.schedule.at(at, func() { r.send(payload, direction) })
		}
	}
}

// send hands a datagram on. One that cannot be sent is lost.
func (r *UDP) send(payload []byte, direction int) {
	if direction == up {
		_, _ = r.back.WriteToUDPAddrPort(payload, r.target)
		return
	}
	r.mu.Lock()
	client := r.client
	r.mu.Unlock()
	if client.IsValid() {
		_, _ = r.front.WriteToUDPAddrPort(payload, client)
	}
}
