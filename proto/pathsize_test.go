package proto

import (
	"fmt"
	"net"
	"syscall"
	"testing"
	"time"

	"gomosh/internal/simnet"
)

// narrow is a path on which what does not fit into an MTU of 576 bytes vanishes
// without a word.
func narrow(rtt int) simnet.Link {
	l := delay(rtt)
	l.MTU = 576 - 28
	return l
}

// fullScreen is a page of text that does not compress well.
func fullScreen(seed int) string {
	out := "\x1b[H\x1b[2J"
	for row := range 24 {
		out += fmt.Sprintf("\x1b[%dH", row+1)
		for col := range 4 {
			h := uint64(seed*1000+row*10+col+1) * 0x9e3779b97f4a7c15
			out += fmt.Sprintf("%016x ", h^h>>29)
		}
	}
	return out
}

// Where large datagrams vanish, a session goes on after a moment with small
// ones, from the start or when the path changes, in both directions.
func TestNarrowPath(t *testing.T) {
	rtts := []int{50, 5, 300}
	for _, rtt := range rtts[:breadth(len(rtts), 1)] {
		for _, late := range []bool{false, true} {
			link := narrow(rtt)
			if late {
				link = delay(rtt)
			}
			s := started(t, 1, link)
			s.links(narrow(rtt))
			s.server.mute = true
			s.print(fullScreen(1))
			if d := s.settle(20 * time.Second); d > 6*time.Second {
				t.Errorf("rtt %d ms: first large frame took %v", rtt, d)
			}
			s.net.Run(time.Second)
			s.print(fullScreen(2))
			if d := s.settle(20 * time.Second); d > time.Duration(rtt/2+40)*time.Millisecond {
				t.Errorf("rtt %d ms: second large frame took %v", rtt, d)
			}
			s.typeKeys(string(noiseBytes(20_000)))
			s.settle(30 * time.Second)
			s.typeKeys(string(noiseBytes(20_000)))
			if d := s.settle(30 * time.Second); d > time.Duration(4*rtt+1000)*time.Millisecond {
				t.Errorf("rtt %d ms: second paste took %v", rtt, d)
			}
			// It is tried again, ever more seldom, without harm.
			before := s.sh.Stats
			s.sh.Stats.Largest = 0
			s.net.Run(20 * time.Minute)
			if n := s.sh.Stats.Packets - before.Packets; n > 415 {
				t.Errorf("rtt %d ms: %d packets in 20 idle minutes", rtt, n)
			}
			if n := s.sh.Stats.Bytes - before.Bytes; n > 415*100+8*maxPayloadIPv4 {
				t.Errorf("rtt %d ms: %d bytes in 20 idle minutes", rtt, n)
			}
			if s.sh.Stats.Largest != maxPayloadIPv4 {
				t.Errorf("tried with %d bytes", s.sh.Stats.Largest)
			}
			if s.server.path.size != maxPayloadFallback {
				t.Error("large datagrams are sent again")
			}
			s.print(fullScreen(3))
			if d := s.settle(20 * time.Second); d > time.Duration(rtt/2+40)*time.Millisecond {
				t.Errorf("rtt %d ms: a later large frame took %v", rtt, d)
			}
			// A path that gets better is noticed.
			s.links(delay(rtt))
			s.net.Run(25 * time.Minute)
			if s.server.path.size != largestPayload || s.client.path.size != largestPayload {
				t.Errorf("rtt %d ms: payloads of %d and %d bytes on a good path", rtt, s.client.path.size, s.server.path.size)
			}
			if s.client.errs+s.server.errs != 0 {
				t.Errorf("%d and %d errors", s.client.errs, s.server.errs)
			}
		}
	}
}

// Neither an outage nor a slow line is taken for a narrow path, and what the system refuses is not tried again.
func TestWidePath(t *testing.T) {
	s := started(t, 1, delay(100))
	s.print(fullScreen(1))
	s.net.Run(250 * time.Millisecond)
	s.print(fullScreen(2))
	s.net.Run(250 * time.Millisecond)
	if s.server.path.size != maxPayloadIPv4 {
		t.Errorf("datagrams of %d bytes after two frames", s.server.path.size)
	}
	s.links(simnet.Link{Down: true})
	for i := range 60 {
		s.print(fullScreen(i))
		s.net.Run(time.Second)
	}
	s.links(delay(100))
	s.net.Run(10 * time.Second)
	if s.server.path.size < maxPayloadIPv4 {
		t.Error("an outage made datagrams small")
	}
	s.links(simnet.Link{Delay: 50 * time.Millisecond, Rate: 30_000, Queue: 60_000})
	for i := range 60 {
		s.print(fullScreen(i))
		s.net.Run(300 * time.Millisecond)
	}
	if s.server.path.size < maxPayloadIPv4 {
		t.Error("a slow line made datagrams small")
	}
	s.links(delay(100))
	for range 3 { // the size that was tried, and those below it
		s.server.SendFailed(&net.OpError{Err: syscall.EMSGSIZE})
		s.sh.Stats.Largest = 0
		s.print(fullScreen(99 + s.server.path.limit))
		s.net.Run(time.Hour)
	}
	if s.sh.Stats.Largest > maxPayloadFallback {
		t.Errorf("datagrams of %d bytes after larger ones were refused", s.sh.Stats.Largest)
	}
}
