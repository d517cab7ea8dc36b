package proto

import (
	"math"
	"time"
)

// policy is what differs between the two directions.
type policy struct {
	quiet   time.Duration // a change is sent when no other follows for so long
	collect time.Duration // or when it has waited so long
	stall   time.Duration // longest pause between new snapshots while nothing is acknowledged
	probes  bool          // asks for signs of life when the peer is silent
	copies  int           // of small content, on a line that loses much
}

var (
	inputPolicy  = policy{stall: maxInputStall, probes: true, copies: inputCopies}
	screenPolicy = policy{quiet: frameQuiet, collect: frameCollect, stall: maxFrameStall, copies: frameCopies}
)

// pace is what the link allows now.
type pace struct {
	interval time.Duration // between full frames
	timeout  time.Duration // until an acknowledgement is late
	heard    time.Time     // when the peer was heard last; zero: never
	idle     bool          // the peer answers pings, and expects no keepalives
	maxIdle  time.Duration // longest pause between two pings that it allows
	lossy    bool          // much of what is sent does not arrive
	late     time.Duration // what was sent so long ago has arrived, and an answer, or is lost
	srtt     time.Duration // the smoothed round trip
}

// due returns when the next instruction is to be sent.
func (s *sender[S]) due(p pace) time.Time {
	at := s.sayDue(p)
	if t := s.dataDue(p); !t.IsZero() {
		at = earlier(at, t)
	}
	return at
}

// dataDue returns when content is to be sent, new or again; zero if never.
func (s *sender[S]) dataDue(p pace) time.Time {
	target := s.target()
	switch {
	case !s.obj.equal(target, s.newest().state):
		collected := earlier(s.firstChange.Add(s.policy.collect), s.lastChange.Add(s.policy.quiet))
		return later(collected, s.hold)
	case !s.settled(target) && s.gone:
		return s.dataAt
	case !s.settled(target):
		return s.dataAt.Add(s.repeatAfter(p))
	}
	return time.Time{}
}

// settled reports whether the peer has the target's content whichever of the
// snapshots sent is the newest it received.
func (s *sender[S]) settled(target S) bool {
	for i := range s.sent {
		if !s.obj.equal(s.sent[i].state, target) {
			return false
		}
	}
	return true
}

// duplicating reports whether the next repeat is one that does not wait.
func (s *sender[S]) duplicating(p pace) bool {
	return p.lossy && s.dataSize <= duplicateSize && s.copies < s.policy.copies
}

// repeatAfter returns how long to wait for an acknowledgement this time. On a
// line that loses much, small content is repeated at first without waiting; and
// while the peer is not heard at all, small content is what looks for it.
func (s *sender[S]) repeatAfter(p pace) time.Duration {
	if s.duplicating(p) {
		return duplicateAfter << s.copies
	}
	n := s.repeats
	wait := time.Duration(float64(p.timeout) * math.Pow(backoff, float64(min(n, maxBackoff))))
	wait = min(wait, max(maxTimeout, p.timeout))
	if n > 0 && !p.heard.IsZero() && p.heard.Before(s.dataAt) {
		looking := s.repeatSpacing(p)
		if s.dataSize > largestPayload {
			looking = max(wait, looking)
		}
		wait = looking
	}
	return wait
}

// took tells how many bytes of datagrams the content just sent took, and how long
// the line is busy with them. New content waits for that, but no less than what
// a screen shows anyway, and no more of it is under way than can be told apart
// when it is acknowledged.
func (s *sender[S]) took(now time.Time, p pace, size int, busy time.Duration) {
	s.dataSize = size
	if s.light {
		return
	}
	wait := max(minSpacing, p.srtt/inFlight, busy)
	if !s.waitSince.IsZero() {
		wait = max(wait, min(now.Sub(s.waitSince)/stallShare, s.policy.stall))
	}
	s.hold = now.Add(wait)
}

// judge learns how often acknowledgements are late: quickly that they are, and
// slowly that they are not, since duplicates hide the loss they answer.
func (s *sender[S]) judge(late bool) {
	if late {
		s.lateness += (1 - s.lateness) / 8
	} else {
		s.lateness -= s.lateness / 64
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
