package proto

import (
	"math"
	"time"
)

// State is where a session is in its life.
type State int

// The states.
const (
	Connecting    State = iota // nothing received yet
	Established                // a snapshot of the peer was received
	ShuttingDown               // one of the two sides is ending the session
	ClosedClean                // both sides know of the end
	ClosedTimeout              // the peer did not answer to the end
)

// String returns the state's name.
func (s State) String() string {
	switch s {
	case Connecting:
		return "connecting"
	case Established:
		return "established"
	case ShuttingDown:
		return "shutting down"
	case ClosedClean:
		return "closed"
	case ClosedTimeout:
		return "closed without answer"
	}
	return "unknown"
}

// Closed reports whether the session is over: nothing is sent any more.
func (s State) Closed() bool { return s == ClosedClean || s == ClosedTimeout }

// closing is the end of a session. Either side starts it by sending the last
// snapshot number, until that is acknowledged or it gives up. The other side
// acknowledges that a few times, since nobody acknowledges the acknowledgement,
// and goes on answering for a while. The zero value is a session that lives.
type closing struct {
	local    bool          // this side ends the session
	remote   bool          // the peer ends it
	answered bool          // the peer has acknowledged the end
	giveUp   time.Duration // how long to ask for an answer
	linger   time.Duration // how long to wait for the peer to ask again

	tries int       // instructions sent since this side ends it
	acks  int       // instructions sent since the peer ends it
	next  time.Time // when to send another; zero: not before the peer asks again
	until time.Time // when to give up, or to stop answering
	over  State     // ClosedClean or ClosedTimeout in the end
}

func (c *closing) active() bool { return c.local || c.remote }

// start begins the end of the session from this side.
func (c *closing) start(now time.Time) {
	if !c.local {
		c.local, c.next, c.until = true, now, now.Add(c.giveUp)
	}
}

// asked notes that the peer's last snapshot came, for the first time or again.
func (c *closing) asked(now time.Time) {
	if !c.local {
		c.until = now.Add(c.linger)
	}
	if !c.remote || !c.local {
		c.next = now
	}
	c.remote = true
}

// look decides whether the session is over.
func (c *closing) look(now time.Time) {
	late := !now.Before(c.until)
	switch {
	case c.over != Connecting || !c.active():
	case c.answered && (!c.remote || c.acks >= finalAcks):
		c.over = ClosedClean
	case c.remote && c.acks >= finalAcks && late:
		c.over = ClosedClean
	case c.local && late:
		c.over = ClosedTimeout
	}
}

// due returns when to send an instruction or to look again.
func (c *closing) due() time.Time {
	switch {
	case c.next.IsZero():
		return c.until
	case c.local:
		return earlier(c.next, c.until)
	}
	return c.next
}

// mustSend reports whether an instruction is due.
func (c *closing) mustSend(now time.Time) bool {
	return !c.next.IsZero() && !now.Before(c.next)
}

// sent notes that an instruction was sent.
func (c *closing) sent(now time.Time, interval time.Duration) {
	if c.remote {
		c.acks++
	}
	switch {
	case c.local:
		wait := float64(interval) * math.Pow(backoff, float64(c.tries))
		if wait = min(wait, float64(shutdownSpacing)); c.remote && c.acks < finalAcks {
			wait = min(wait, float64(finalAckSpacing))
		}
		c.next = now.Add(time.Duration(wait))
		c.tries++
	case c.acks < finalAcks:
		c.next = now.Add(min(interval, finalAckSpacing))
	default:
		c.next = time.Time{}
	}
}
