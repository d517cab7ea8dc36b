package client

import (
	"net/netip"
	"slices"
	"time"
)

// A path is a way to the server: to one of its addresses by UDP, or through the
// SSH connection beside the session.
type path struct {
	ssh bool
	to  netip.AddrPort
}

var overSSH = path{ssh: true}

// Our own choices.
const (
	firstPatience = 800 * time.Millisecond  // for the first answer of a session
	patience      = 1 * time.Second         // for an answer to something typed, and two round trips
	maxPatience   = 3 * time.Second         // together
	quietLimit    = 7500 * time.Millisecond // without any datagram, where some are owed
	trialMargin   = 250 * time.Millisecond  // for the answer to a trial, and a round trip and a half
	maxTrialSlack = 750 * time.Millisecond  // and at last this
	stockTrial    = 3300 * time.Millisecond // a stock server answers with its next keepalive
	firstTrial    = 1 * time.Second         // from the change to SSH to the first trial of UDP
	maxTrialPause = 60 * time.Second        // between two
	trialCalm     = 500 * time.Millisecond  // a trial waits for a pause in what is typed, but ...
	trialDefer    = 10 * time.Second        // ... not longer
	firstLook     = 3 * time.Second         // until other addresses are tried, once
	doubtTime     = 2 * time.Second         // all paths are used after a change of the network
	allPathsTime  = 15 * time.Second        // of silence; then they take turns
	maxPaths      = 8                       // by UDP
	minReopen     = 2 * time.Second         // until SSH is asked again to carry datagrams
	maxReopen     = 60 * time.Second
)

// A link is what the protocol knows of the connection.
type link struct {
	waiting time.Time     // content sent at this time is not acknowledged; zero if all is
	grace   time.Duration // keepalives are this much further apart than stock's
	srtt    time.Duration
	prompt  bool // the server answers a probe at once: it is not a stock one
}

// paths decides on which paths each datagram goes. The server answers to where
// the newest datagram came from, so the paths need no words of their own: the
// same datagram goes over several, the first copy to arrive decides, and the
// others are old numbers. It does no I/O and takes the time as an argument.
//
// Usually all goes over the path on which the server was heard last. When it
// owes an answer for too long, everything goes over every path there is until
// one answers. As the first copy to arrive may have come a way on which nothing
// comes back, a newer datagram follows it over SSH, or another path, alone. While
// SSH is in use, UDP is tried again and again: a probe over UDP alone, so that
// UDP is found even where SSH is faster, and soon, for the same reason, another
// over SSH.
type paths struct {
	udp     []netip.AddrPort // best first
	canSSH  bool             // there is a connection that may carry datagrams
	up      bool             // it does
	asked   bool             // it was asked to
	retry   time.Time        // not asked again before
	pauses  time.Duration    // between two times that it is asked
	current path

	begun    time.Time
	heardAt  time.Time // the newest datagram in order; zero: never
	adopted  time.Time // when the current path was taken
	doubtful time.Time // until then no path is trusted
	silent   time.Time // since then the server owes an answer; zero: it does not
	unacked  time.Time // what it owes one to was sent then; zero: anything will do
	turn     int       // whose turn it is in a long silence
	pressing bool      // the system refused to send: another path, at once
	owed     bool      // another datagram is to follow what was sent on all paths

	trial      time.Time // when the one under way began; zero: none
	alone      bool      // its probe was not sent yet
	nextTrial  time.Time // zero: none is planned
	pause      time.Duration
	lookAround bool // the other addresses were tried
}

// newPaths returns the paths to a server at the given addresses, of which the
// first is the one to use. Without any, there is only SSH.
func newPaths(udp []netip.AddrPort, canSSH bool, now time.Time) *paths {
	p := &paths{canSSH: canSSH, begun: now}
	p.learn(udp)
	p.current = overSSH
	if len(p.udp) > 0 {
		p.current = path{to: p.udp[0]}
		p.nextTrial = now.Add(firstLook)
	}
	return p
}

// learn adds addresses of the server.
func (p *paths) learn(addrs []netip.AddrPort) {
	for _, a := range addrs {
		if a.IsValid() && len(p.udp) < maxPaths && !slices.Contains(p.udp, a) {
			p.udp = append(p.udp, a)
			p.lookAround = false
		}
	}
}

// heard takes note of a datagram in order and reports whether the session goes
// another way since. That the server is heard where it was does not say that it
// hears us.
func (p *paths) heard(now time.Time, on path, l link) (moved bool) {
	p.heardAt = now
	if on == p.current && !p.unacked.IsZero() && p.unacked.Equal(l.waiting) {
		return false
	}
	p.answered()
	if on.ssh {
		p.pauses = 0
	}
	if on == p.current {
		return false
	}
	p.current, p.adopted = on, now
	p.trial, p.alone = time.Time{}, false
	p.pause, p.nextTrial = 0, time.Time{}
	if on.ssh {
		p.pause, p.nextTrial = firstTrial, now.Add(firstTrial)
	}
	return true
}

// answered ends a silence.
func (p *paths) answered() {
	p.silent, p.unacked, p.turn = time.Time{}, time.Time{}, 0
	p.owed, p.pressing = false, false
}

// refused says that the system does not send on the current path.
func (p *paths) refused(now time.Time) {
	if p.silent.IsZero() {
		p.silent, p.pressing = now, true
		p.trial, p.alone = time.Time{}, false
	}
}

// changed says that the network may be another one.
func (p *paths) changed(now time.Time) {
	p.doubtful = now.Add(doubtTime)
	p.trial, p.alone = time.Time{}, false
	p.lookAround = false
	p.pause = firstTrial
	p.nextTrial = p.doubtful
}

// sshUp says that datagrams can go through SSH now.
func (p *paths) sshUp() { p.up, p.asked = true, true }

// sshDown says that they cannot, or not any more; it may be possible later.
func (p *paths) sshDown(now time.Time) {
	p.up, p.asked = false, false
	p.pauses = min(max(2*p.pauses, minReopen), maxReopen)
	p.retry = now.Add(p.pauses)
	if p.current.ssh && p.silent.IsZero() && len(p.udp) > 0 {
		p.silent = now
	}
}

// lostSSH says that there is no SSH connection any more.
func (p *paths) lostSSH() {
	p.canSSH, p.up, p.asked = false, false, false
	if p.current.ssh && len(p.udp) > 0 {
		p.current = path{to: p.udp[0]}
	}
}

// wantsSSH reports, once, that the connection should start to carry datagrams.
func (p *paths) wantsSSH(now time.Time) bool {
	want := p.lacksSSH() && !now.Before(p.retry)
	p.asked = p.asked || want
	return want
}

// opening reports whether the connection is about to carry datagrams.
func (p *paths) opening() bool { return p.asked && !p.up }

func (p *paths) lacksSSH() bool {
	return p.canSSH && !p.up && !p.asked && (p.current.ssh || !p.silent.IsZero())
}

// An urge says whether a datagram should be sent although nothing is due.
type urge int

const (
	calm   urge = iota
	once        // one
	insist      // now, and often until there is an answer
)

// look notices what the time brings. It is to be called before anything is sent.
func (p *paths) look(now time.Time, l link) urge {
	if p.pressing {
		p.pressing = false
		return insist
	}
	if p.silent.IsZero() && !now.Before(p.silentAt(l)) {
		p.silent, p.unacked = now, l.waiting
		p.trial, p.alone = time.Time{}, false
		return insist
	}
	if !p.trial.IsZero() && !now.Before(p.trialEnd(l)) { // no answer: back to where one comes from
		p.trial, p.alone = time.Time{}, false
		return once
	}
	if at := p.trialAt(now, l); !at.IsZero() && !now.Before(at) {
		p.trial, p.alone = now, p.current.ssh
		if p.current.ssh {
			p.pause = min(2*p.pause, maxTrialPause)
			p.nextTrial = now.Add(p.pause)
		} else {
			p.lookAround, p.nextTrial = true, time.Time{}
		}
		return once
	}
	return calm
}

// silentAt is when the server will owe an answer for too long.
func (p *paths) silentAt(l link) time.Time {
	if p.heardAt.IsZero() {
		return p.begun.Add(firstPatience)
	}
	at := p.heardAt.Add(quietLimit + l.grace)
	if !l.waiting.IsZero() {
		wait := min(patience+2*l.srtt, max(maxPatience, 2*l.srtt))
		if owed := later(l.waiting, p.adopted).Add(wait); owed.Before(at) {
			at = owed
		}
	}
	return at
}

// trialAt is when the next trial is to begin; zero: never.
func (p *paths) trialAt(now time.Time, l link) time.Time {
	if p.nextTrial.IsZero() || !p.trial.IsZero() || !p.silent.IsZero() || p.heardAt.IsZero() || len(p.trialPaths()) == 0 {
		return time.Time{}
	}
	if !p.current.ssh && p.lookAround {
		return time.Time{}
	}
	at := p.nextTrial
	if !l.waiting.IsZero() { // not in the middle of a word
		at = earlier(later(at, now.Add(trialCalm)), p.nextTrial.Add(trialDefer))
	}
	return at
}

// trialEnd is when a trial that was not answered is over. Each waits longer than
// the one before, as what was measured is the way that it is not on.
func (p *paths) trialEnd(l link) time.Time {
	soon := l.srtt*3/2 + trialMargin + min(p.pause/8, maxTrialSlack)
	if l.prompt {
		return p.trial.Add(soon)
	}
	at := p.trial.Add(stockTrial)
	if !l.waiting.IsZero() {
		at = earlier(at, later(l.waiting, p.trial).Add(soon))
	}
	return at
}

// trialPaths are the paths that a trial tries.
func (p *paths) trialPaths() (out []path) {
	for _, a := range p.udp {
		if other := (path{to: a}); other != p.current {
			out = append(out, other)
		}
	}
	return out
}

// ways returns the paths for the datagrams that are about to be sent, in the
// order in which they are to go there.
func (p *paths) ways(now time.Time) []path {
	others := p.trialPaths()
	switch {
	case p.alone:
		p.alone = false
		return others
	case !p.trial.IsZero() && p.current.ssh: // UDP may be slower
		return append(others, p.current)
	case !p.trial.IsZero():
		return append([]path{p.current}, others...)
	case p.silent.IsZero() && !now.Before(p.doubtful):
		return []path{p.current}
	}
	if p.up && !p.current.ssh {
		others = append(others, overSSH)
	}
	if p.owed {
		p.owed = false
		if p.up {
			return []path{overSSH}
		}
		return others[p.turn%len(others):][:1]
	}
	p.turn++
	p.owed = len(others) > 0
	if len(others) > 1 && !p.silent.IsZero() && now.Sub(p.silent) > allPathsTime {
		others = others[p.turn%len(others):][:1]
	}
	if p.current.ssh {
		return append(others, p.current)
	}
	return append([]path{p.current}, others...)
}

// deadline returns when look wants to be called next; zero: never.
func (p *paths) deadline(now time.Time, l link) time.Time {
	var at time.Time
	sooner := func(t time.Time) {
		if !t.IsZero() && (at.IsZero() || t.Before(at)) {
			at = t
		}
	}
	if p.silent.IsZero() {
		sooner(p.silentAt(l))
	}
	if !p.trial.IsZero() {
		sooner(p.trialEnd(l))
	}
	sooner(p.trialAt(now, l))
	if p.lacksSSH() {
		sooner(p.retry)
	}
	if p.pressing {
		sooner(now)
	}
	return at
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
