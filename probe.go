package main

import (
	"errors"
	"net/netip"
	"time"

	"gomosh/bootstrap"
	"gomosh/internal/udp"
	"gomosh/proto"
)

const (
	// probeBound is how long a server may take to answer by UDP.
	probeBound = 5 * time.Second
	// partBound is how long the end of the session is worth waiting for.
	partBound = 2 * time.Second
)

// errSilent: no datagram came back.
var errSilent = errors.New("no answer")

// probeUDP joins a session just far enough to see that datagrams travel both
// ways, ends it, and returns how long the first answer took.
func probeUDP(s bootstrap.Session) (time.Duration, error) {
	key, err := proto.ParseKey(s.Key)
	if err != nil {
		return 0, err
	}
	port, err := udpPort(s)
	if err != nil {
		return 0, err
	}
	server := netip.AddrPortFrom(s.Addr, port)
	network, family := "udp4", proto.IPv4
	if s.Addr.Is6() {
		network, family = "udp6", proto.IPv6
	}
	conn, err := udp.Listen(network, netip.AddrPort{})
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	start := time.Now()
	client := proto.NewClient(key, family, 80, 24, start)
	received := make(chan []byte)
	done := make(chan struct{})
	defer close(done)
	go receive(conn, received, done)
	var answer time.Duration
	for end := start.Add(probeBound); ; {
		now := time.Now()
		if num, _, _ := client.Frame(); num > 0 && answer == 0 {
			answer = now.Sub(start)
			client.Shutdown(now)
			end = now.Add(partBound)
		}
		if client.State().Closed() || !now.Before(end) {
			break
		}
		for _, datagram := range client.Poll(now) {
			if err := conn.Write(datagram, server); err != nil {
				client.SendFailed(err)
			}
		}
		wake := end
		if at, ok := client.Deadline(); ok && at.Before(wake) {
			wake = at
		}
		timer := time.NewTimer(time.Until(wake))
		select {
		case payload := <-received:
			_ = client.Receive(time.Now(), payload, false) // junk does not matter here
		case <-timer.C:
		}
		timer.Stop()
	}
	if answer == 0 {
		return 0, errSilent
	}
	return answer, nil
}

// receive hands datagrams over until the socket is closed or breaks.
func receive(conn *udp.Conn, to chan<- []byte, done <-chan struct{}) {
	for {
		buf := make([]byte, 64<<10)
		n, _, _, err := conn.Read(buf)
		if err != nil {
			return
		}
		select {
		case to <- buf[:n]:
		case <-done:
			return
		}
	}
}
