package proto

import "time"

// life is what a sender knows of the signs of life that it gives and asks for.
//
// Towards a stock peer both sides send an empty instruction when they have sent
// nothing else for 3 s. Between two gomosh peers the client alone keeps
// the session alive: it pings after ever longer pauses while nothing happens, and
// the server answers at once, so that a loss of contact shows within a moment of
// the ping instead of the silence.
type life struct {
	calm          time.Duration // the client's pause between two pings
	most          time.Duration // it gets no longer than this
	since         time.Time     // the first ping that is not answered; zero: none
	pings         int           // sent since then
	first, number uint64        // of the first of them, and of the newest
	typed         time.Time     // when the user did something last
}

// asked notes that a ping is being sent, and returns its number.
func (l *life) asked(now time.Time) uint64 {
	if l.pings == 0 {
		l.since, l.first = now, l.number+1
	}
	l.pings++
	l.number++
	return l.number
}

// answered takes the number of the newest ping that the peer answers; zero if it
// answers none. If no second one was needed the next pause is longer.
func (s *sender[S]) answered(number uint64) {
	l := &s.life
	if l.pings == 0 || number < l.first {
		return
	}
	if l.pings == 1 {
		l.calm = min(l.calm*3/2, l.most)
	}
	l.since, l.pings = time.Time{}, 0
}

// shorten notes that the pauses are too long for a NAT on the way.
func (l *life) shorten() {
	l.most = max(keepAlive, l.calm/2)
	l.calm = min(l.calm, l.most)
}

// pause returns how long after the last instruction the next one is sent when
// there is nothing to say.
func (s *sender[S]) pause(p pace) time.Duration {
	switch {
	case !p.idle:
		return keepAlive
	case s.policy.probes:
		return min(s.life.calm, p.maxIdle)
	}
	return serverCalm
}

// sayDue returns when something must be sent even if it is nothing new.
func (s *sender[S]) sayDue(p pace) time.Time {
	if s.urgent || s.sentAt.IsZero() {
		return time.Time{}
	}
	pause := s.pause(p)
	probe := s.probeDue(p)
	if !probe.IsZero() {
		pause = max(pause, s.probeSpacing(p))
	}
	at := s.sentAt.Add(pause)
	if !probe.IsZero() {
		at = earlier(at, probe)
	}
	if !s.ackDue.IsZero() {
		at = earlier(at, s.ackDue)
	}
	return at
}

// pingDue reports whether the instruction being sent now asks for an answer.
func (s *sender[S]) pingDue(now time.Time, p pace) bool {
	if !p.idle || s.closing {
		return false
	}
	if probe := s.probeDue(p); !probe.IsZero() && !probe.After(now) {
		return true
	}
	return s.policy.probes && (!s.sentAt.Add(s.pause(p)).After(now) || s.urgent && s.doubt.After(p.heard))
}

// missed reports whether the peer, silent from before until now, was out of reach
// and should learn at once what it missed: more than one question went by.
func (s *sender[S]) missed(now, before time.Time, p pace) bool {
	if before.IsZero() {
		return false
	}
	if s.waitSince.IsZero() || now.Sub(later(before, s.waitSince)) <= p.timeout {
		return !p.idle && now.Sub(before) > contactLost
	}
	return s.life.pings > 1 || s.repeats > 1
}

// small reports whether the content not acknowledged, if any, is in one
// datagram of a size that passes everywhere: then sending it again is as good as
// asking.
func (s *sender[S]) small() bool { return s.waitSince.IsZero() || s.dataSize <= maxPayloadFallback }

// missing returns since when something is missing that the peer should have
// said, and how long that is normal; zero if nothing is.
func (s *sender[S]) missing(p pace) (since time.Time, normal time.Duration) {
	if p.heard.IsZero() {
		return time.Time{}, 0 // the first contact has rules of its own
	}
	normal = p.timeout
	if s.policy.probes {
		if s.doubt.After(p.heard) {
			return s.doubt, 0
		}
		if !p.idle {
			since = p.heard.Add(keepAlive + overdue)
			if p.lossy {
				since = p.heard.Add(lossySilence)
			}
		}
	}
	for _, t := range []time.Time{s.waitSince, s.life.since} {
		if !t.IsZero() {
			if t = later(t, p.heard); since.IsZero() || t.Before(since) {
				since = t
			}
		}
	}
	return since, normal
}

// probeDue returns when to ask for a sign of life because one is missing, zero if
// none is. What the system refuses to send costs nobody anything, so that is
// tried all the time.
func (s *sender[S]) probeDue(p pace) time.Time {
	if !s.failing.IsZero() && s.policy.probes {
		wait := min(max(s.sentAt.Sub(s.failing)/retryShare, probeSpacing), maxRetry)
		return s.sentAt.Add(wait)
	}
	if !s.policy.probes && (!p.idle || s.small()) || !p.idle && !s.small() {
		return time.Time{}
	}
	since, normal := s.missing(p)
	if since.IsZero() {
		return time.Time{}
	}
	return later(s.sentAt.Add(s.probeSpacing(p)), since.Add(normal))
}

// probeSpacing returns the pause between two questions to a silent peer: so
// short that nobody notices it while the user is there or the silence is recent,
// and then so long that a phone's radio sleeps most of the time. What the user
// types goes out at once in any case.
func (s *sender[S]) probeSpacing(p pace) time.Duration {
	silence := s.sentAt.Sub(p.heard)
	switch {
	case !s.policy.probes:
		return max(pingSpacing, silence/repeatShare)
	case silence <= presence || s.sentAt.Sub(s.life.typed) <= presence:
		return max(probeSpacing, p.srtt/4)
	}
	return min(max(silence/probeShare, probeSpacing, p.srtt/4), maxProbe)
}

// repeatSpacing returns the pause between two repeats of small content while
// the peer is silent.
func (s *sender[S]) repeatSpacing(p pace) time.Duration {
	if s.policy.probes {
		return s.probeSpacing(p)
	}
	return max(probeSpacing, p.srtt/2, s.sentAt.Sub(p.heard)/repeatShare)
}

// grace returns how much later than usual a silence since fresh is news: the
// next answer is due after the question that is open, or the next one.
func (s *sender[S]) grace(p pace, fresh time.Time) time.Duration {
	if !p.idle || fresh.IsZero() {
		return 0
	}
	asked := s.sentAt.Add(s.pause(p))
	for _, t := range []time.Time{s.waitSince, s.life.since} {
		if !t.IsZero() {
			asked = earlier(asked, t)
		}
	}
	return max(0, asked.Sub(fresh)-keepAlive)
}

// goodUntil returns until when the way to the peer has been good as far as one
// can know: while no answer is missing, until now. Hearing the peer is no answer.
func (s *sender[S]) goodUntil(now time.Time, p pace, replied time.Time) time.Time {
	if !p.idle {
		return replied
	}
	for _, t := range []time.Time{s.openSince, s.life.since} {
		if !t.IsZero() {
			now = earlier(now, later(replied, t))
		}
	}
	return now
}
