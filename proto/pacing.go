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
}

var (
	inputPolicy  = policy{stall: maxInputStall, probes: true}
	screenPolicy = policy{quiet: frameQuiet, collect: frameCollect, stall: maxFrameStall}
)

// pace is what the link allows now.
type pace struct {
	interval time.Duration // between full frames
	timeout  time.Duration // until an acknowledgement is late
	heard    time.Time     // when the peer was heard last; zero: never
}

// due returns when the next instruction is to be sent.
func (s *sender[S]) due(p pace) time.Time {
	at := s.sayDue(p)
	if t := s.dataDue(p); !t.IsZero() {
		at = earlier(at, t)
	}
	return at
}

// sayDue returns when something must be sent even if it is nothing new.
func (s *sender[S]) sayDue(p pace) time.Time {
	if s.urgent {
		return time.Time{}
	}
	at := s.aliveAt
	if !s.ackDue.IsZero() {
		at = earlier(at, s.ackDue)
	}
	if s.policy.probes && (s.dataSize <= fullFrame || s.waitSince.IsZero() || !s.failing.IsZero()) {
		at = earlier(at, s.probeDue(p, at))
	}
	return at
}

// probeDue returns when to ask a silent peer for a sign of life: after a while,
// ever more seldom, but often at first when there is reason to believe that the
// way has just changed. What the system refuses to send costs nobody anything,
// so that is tried all the time.
func (s *sender[S]) probeDue(p pace, never time.Time) time.Time {
	since, start := p.heard, p.heard.Add(probeAfter)
	if s.doubt.After(p.heard) {
		since, start = s.doubt, s.doubt
	}
	if since.IsZero() {
		return never
	}
	wait := min(max(s.sentAt.Sub(since)/probeShare, minProbe), keepAlive)
	if !s.failing.IsZero() {
		wait = min(max(s.sentAt.Sub(s.failing)/retryShare, minProbe), maxRetry)
	}
	return later(s.sentAt.Add(wait), start)
}

// dataDue returns when content is to be sent, new or again; zero if never.
func (s *sender[S]) dataDue(p pace) time.Time {
	target := s.target()
	switch {
	case !s.obj.equal(target, s.newest().state):
		collected := earlier(s.firstChange.Add(s.policy.collect), s.lastChange.Add(s.policy.quiet))
		return later(collected, s.hold)
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

// repeatAfter returns how long to wait for an acknowledgement this time. On a
// line that loses much, small content is repeated at first without waiting.
func (s *sender[S]) repeatAfter(p pace) time.Duration {
	n := s.repeats
	if s.lateness > lossyLine && s.dataSize <= duplicateSize {
		if n < duplicates {
			return duplicateAfter << n
		}
		n -= duplicates
	}
	wait := float64(p.timeout) * math.Pow(backoff, float64(min(n, maxBackoff)))
	return min(time.Duration(wait), max(maxTimeout, p.timeout))
}

// took tells how many bytes of datagrams the content just sent took. That
// decides how long the line is left to it: a small change does not make the
// next one wait as long as a full frame does.
func (s *sender[S]) took(now time.Time, p pace, size int) {
	s.dataSize = size
	wait := max(minSpacing, p.interval*time.Duration(min(size, fullFrame))/fullFrame)
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
