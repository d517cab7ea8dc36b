package proto

import (
	"crypto/rand"
	"time"
)

// pathSize finds out how large a datagram may be and still arrive. No ICMP is
// needed for it: routers behind a tunnel often send none, and firewalls drop
// fragments (a "black hole", RFC 2923). Content starts with a size that passes
// everywhere. Once it needs several datagrams, an instruction that matters to
// nobody is padded to the next size, and its acknowledgement proves that size
// (as in RFC 8899). When content in large datagrams does not arrive although
// the peer is heard, the size is the safe one again, and is tried ever more
// seldom.
type pathSize struct {
	size  int   // bytes of a datagram that arrives
	steps []int // to try, ascending
	limit int   // the system refuses to send so much; 0: it did not

	wanted bool // content took more than one datagram
	tries  int  // large content sent since any was acknowledged
	since  time.Time

	probe     uint64 // number of the padded snapshot that was sent last
	probeSize int
	probeAt   time.Time // when to send the next one
	pause     time.Duration
}

func newPathSize(fam Family) pathSize {
	return pathSize{
		size:  maxPayloadFallback,
		steps: []int{fam.maxPayload(), largestPayload},
		pause: minSizeProbe,
	}
}

// moved notes that the path is another one.
func (s *pathSize) moved() {
	*s = pathSize{size: maxPayloadFallback, steps: s.steps, wanted: s.wanted, pause: minSizeProbe}
}

// next returns the size to try, 0 if there is none.
func (s *pathSize) next() int {
	for _, step := range s.steps {
		if step > s.size && (s.limit == 0 || step < s.limit) {
			return step
		}
	}
	return 0
}

// sent notes that content was sent in count datagrams, the largest of so many bytes.
func (s *pathSize) sent(now time.Time, count, largest int) {
	if count > 1 {
		s.wanted = true
	}
	if largest <= maxPayloadFallback {
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
	tries, timeouts := holeTries, time.Duration(holeTimeouts)
	if p.lossy {
		tries, timeouts = 3*tries, 3*timeouts
	}
	return s.tries >= tries && now.Sub(s.since) >= timeouts*p.timeout &&
		p.heard.Sub(s.since) >= p.timeout
}

// fell notes that datagrams are small from now on.
func (s *pathSize) fell(now time.Time) {
	s.size, s.tries, s.probe, s.probeSize = maxPayloadFallback, 0, 0, 0
	s.pause = firstSizeProbe
	s.probeAt = now.Add(s.pause)
}

// refused notes that the system does not send datagrams as large as the last.
func (s *pathSize) refused(now time.Time) {
	s.limit = max(s.size, s.probeSize)
	s.fell(now)
}

// due reports whether to pad the next instruction that brings nothing, or to send
// one for that behind content that took several datagrams.
func (s *pathSize) due(now time.Time) bool {
	return s.wanted && s.next() != 0 && !now.Before(s.probeAt)
}

// padded notes that the snapshot num is being sent in a datagram of the next size,
// which it returns.
func (s *pathSize) padded(now time.Time, num uint64) int {
	s.probe, s.probeSize = num, s.next()
	s.probeAt = now.Add(s.pause)
	s.pause = min(3*s.pause, maxSizeProbe)
	return s.probeSize
}

// acknowledged takes the number of the snapshot that the peer is now known to
// have, and whether its content was in large datagrams.
func (s *pathSize) acknowledged(num uint64, large bool) {
	if large {
		s.tries = 0
	}
	if s.probe != 0 && num == s.probe {
		s.arrived(s.probeSize)
	}
}

// arrived takes the peer's word that a ping of so many bytes arrived.
func (s *pathSize) arrived(size int) {
	if s.probeSize == 0 || size < s.probeSize {
		return
	}
	s.size, s.probe, s.probeSize = s.probeSize, 0, 0
	s.pause, s.probeAt = minSizeProbe, time.Time{}
}

// pad makes in fill one datagram whose payload has size bytes, by random padding,
// which compression leaves as it is.
func pad(in *instruction, size int) {
	size -= nonceOnWire + tagSize + timestamps + fragmentHead
	in.chaff = make([]byte, size-sizeProbeRoom)
	rand.Read(in.chaff) // never fails
	if gap := size - len(compress(appendInstruction(nil, in))); gap > 0 {
		in.chaff = append(in.chaff, make([]byte, gap)...)
		rand.Read(in.chaff[len(in.chaff)-gap:])
	}
}
