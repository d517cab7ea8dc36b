package proto

import (
	"crypto/rand"
	"time"
)

// pathSize finds out that large datagrams vanish on the way although small ones
// arrive, as behind a tunnel whose routers send no ICMP messages or whose
// firewall drops fragments (a "black hole", RFC 2923). Then datagrams get small,
// and now and then one that matters to nobody is padded to the full size, until
// one of those is acknowledged (as in RFC 8899).
type pathSize struct {
	tries int       // large content sent since any was acknowledged
	since time.Time // the first of those

	hole    bool          // large datagrams vanish
	refused bool          // the system itself does not send them
	probe   uint64        // number of the padded snapshot that was sent last
	probeAt time.Time     // when to send the next one
	pause   time.Duration // between two
}

// sent notes that content was sent whose largest datagram has size bytes.
func (s *pathSize) sent(now time.Time, size int) {
	if size <= maxPayloadFallback {
		return
	}
	if s.tries == 0 {
		s.since = now
	}
	s.tries++
}

// lost reports whether it is time to believe that no large datagram arrives:
// several were sent, there was time to acknowledge them, and the peer was heard
// in that time.
func (s *pathSize) lost(now time.Time, p pace) bool {
	return s.tries >= holeTries && now.Sub(s.since) >= holeTimeouts*p.timeout &&
		p.heard.Sub(s.since) >= p.timeout
}

// fell notes that datagrams are small from now on.
func (s *pathSize) fell(now time.Time) {
	s.hole, s.tries = true, 0
	s.probe, s.pause = 0, firstSizeProbe
	s.probeAt = now.Add(s.pause)
}

// pad returns most of the padding for an instruction that brings nothing but the
// new snapshot num, to make a datagram of size bytes; nil if none is due.
func (s *pathSize) pad(now time.Time, num uint64, size int) []byte {
	if !s.hole || s.refused || now.Before(s.probeAt) {
		return nil
	}
	s.probe = num
	s.pause = min(2*s.pause, maxSizeProbe)
	s.probeAt = now.Add(s.pause)
	padding := make([]byte, size-sizeProbeRoom)
	rand.Read(padding) // never fails
	return padding
}

// acknowledged takes the number of the snapshot that the peer is now known to
// have, and whether its content was in large datagrams. It reports whether large
// datagrams arrive again.
func (s *pathSize) acknowledged(num uint64, large bool) (arrive bool) {
	if large {
		s.tries = 0
	}
	if !s.hole || s.refused || s.probe == 0 || num != s.probe {
		return false
	}
	s.hole = false
	return true
}
