package proto

import (
	"bytes"
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"gomosh/internal/simnet"
)

// attack puts somebody on the path who sees everything and has no key: after a
// share of the packets they send one that is forged, repeated, sent back, or was
// held back, from an address of their own or with a forged one, to either side.
func (s *session) attack(r *rand.Rand, share float64) (injected *int) {
	injected = new(int)
	var seen [][]byte
	tap := s.net.Tap
	client := func() netip.AddrPort {
		if nat := s.ch.NAT; nat != nil {
			return netip.AddrPortFrom(nat.Addr, 20000+uint16((nat.Made-1)%10000))
		}
		return netip.AddrPortFrom(testClientAddr.Addr(), s.ports)
	}
	s.net.Tap = func(from *simnet.Host, p simnet.Packet) []byte {
		payload := tap(from, p)
		if len(seen) < 300 {
			seen = append(seen, bytes.Clone(payload))
		} else {
			seen[r.IntN(len(seen))] = bytes.Clone(payload)
		}
		for r.Float64() < share {
			old := bytes.Clone(seen[r.IntN(len(seen))])
			switch r.IntN(4) {
			case 0:
				old[r.IntN(len(old))] ^= 1 << r.IntN(8)
			case 1:
				old = old[:r.IntN(len(old)+1)]
			case 2:
				old[7] += byte(r.IntN(256)) // another sequence number
			}
			source := []netip.AddrPort{testAttackerAddr, testServerAddr, client()}[r.IntN(3)]
			to := []netip.AddrPort{testServerAddr, client()}[r.IntN(2)]
			// Not before the real one: who is faster than the network may well
			// carry a packet, and the session follows, as it must.
			late := 2*time.Second + time.Duration(r.IntN(3000))*time.Millisecond
			s.net.Inject(source, simnet.Packet{To: to, Payload: old}, late)
			*injected++
		}
		return payload
	}
	return injected
}

// An attacker on the path moves nothing and stalls nothing: an echo takes the
// round trip as ever, the server answers the client and nobody else, the
// estimates stay, and nobody sends more than without the attacker.
func TestAttackerOnThePath(t *testing.T) {
	type result struct {
		echo    time.Duration
		packets int
	}
	play := func(seed uint64, attacked bool) (out result) {
		s := started(t, seed, delay(80))
		injected := new(int)
		if attacked {
			injected = s.attack(rand.New(rand.NewPCG(seed, 3)), 0.7)
		}
		was := s.ch.Stats.Packets + s.sh.Stats.Packets
		for i := range 60 {
			s.typeKeys("k")
			out.echo = max(out.echo, s.settle(time.Second))
			if i%10 == 5 {
				s.print(fullScreen(i))
			}
			s.net.Run(time.Second)
			if peer, _ := s.server.Peer(); peer != testClientAddr {
				t.Fatalf("the server talks to %v", peer)
			}
			if rtt := s.client.SRTT(); rtt < 75*time.Millisecond || rtt > 90*time.Millisecond {
				t.Fatalf("client measures %v", rtt)
			}
			if rtt := s.server.rtt.smoothed(); rtt < 75*time.Millisecond || rtt > 90*time.Millisecond {
				t.Fatalf("server measures %v", rtt)
			}
		}
		if attacked && (*injected < 200 || s.client.errs+s.server.errs < 100) {
			t.Errorf("only %d packets injected, %d and %d found wrong", *injected, s.client.errs, s.server.errs)
		}
		out.packets = s.ch.Stats.Packets + s.sh.Stats.Packets - was
		return out
	}
	for seed := range uint64(breadth(20, 3)) {
		quiet, attacked := play(seed, false), play(seed, true)
		if attacked.echo > 82*time.Millisecond {
			t.Errorf("seed %d: an echo took %v", seed, attacked.echo)
		}
		if attacked.packets > quiet.packets+3 {
			t.Errorf("seed %d: %d packets, without the attacker %d", seed, attacked.packets, quiet.packets)
		}
	}
}

// Whoever holds packets back and lets them go later, out of order or twice, does
// what a bad network does: the session is where the newest of them came from, and
// the old ones change nothing.
func TestDelayedPacketsMoveNothing(t *testing.T) {
	s := started(t, 1, delay(80))
	var held []simnet.Packet
	tap := s.net.Tap
	holding := true
	s.net.Tap = func(from *simnet.Host, p simnet.Packet) []byte {
		payload := tap(from, p)
		if from == s.ch && holding {
			held = append(held, simnet.Packet{To: p.To, Payload: bytes.Clone(payload)})
			return nil
		}
		return payload
	}
	s.typeKeys("held back")
	s.net.Run(3 * time.Second)
	holding = false
	s.typeKeys(" and sent")
	s.settle(time.Second)
	for i, p := range held {
		s.net.Inject(testAttackerAddr, p, time.Duration(i)*time.Millisecond)
	}
	s.net.Run(time.Second)
	if peer, _ := s.server.Peer(); peer != testClientAddr {
		t.Errorf("the server talks to %v", peer)
	}
	if string(s.server.got) != "held back and sent" {
		t.Errorf("got %q", s.server.got)
	}
	s.typeKeys("!")
	if d := s.settle(time.Second); d > 82*time.Millisecond {
		t.Errorf("echo after %v", d)
	}
}
