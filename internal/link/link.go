// Package link emulates network links on one machine without any privilege:
// a UDP relay and a TCP relay through which real programs talk, and which
// delay, jitter, lose and throttle what they carry. What a link does to a
// packet is decided by a seeded generator.
//
// A TCP relay ends the connection of each side, so it cannot lose segments. It
// does to the stream what loss does to a reader: a lost segment holds up all
// that follows until it was sent again, after a time-out that doubles each
// time.
package link

import (
	"math/rand/v2"
	"time"
)

// Path is one direction of a link. The zero value carries everything at once.
type Path struct {
	Delay  time.Duration // of every packet
	Jitter time.Duration // added to it, evenly distributed from 0 to this
	Loss   float64       // share of packets lost, 0 to 1
	Rate   int           // bytes a second; 0: no limit
	Queue  int           // bytes that wait for their turn at most; what is more is lost; 0: no limit

	// Filled says that a greedy transfer of somebody else keeps the queue
	// filled: between half and all of it, as the sawtooth of TCP has it, with
	// Period from one peak to the next. It needs Rate and Queue.
	Filled bool
	Period time.Duration // 0: ten seconds
}

// overhead is what the headers below TCP and UDP cost on the line.
const overhead = 28

// line is a path in use. It knows no clock: the time is an argument.
type line struct {
	path  Path
	rng   *rand.Rand
	began time.Time // when it was used first
	free  time.Time // when the last byte taken so far has left
}

func newLine(p Path, seed uint64) *line {
	return &line{path: p, rng: rand.New(rand.NewPCG(seed, 1))}
}

// carry takes a packet of n bytes and returns when it arrives, false if never.
func (l *line) carry(now time.Time, n int) (time.Time, bool) {
	at, lost := l.pass(now, n)
	return at, !lost && l.rng.Float64() >= l.path.Loss
}

// pass is what the queue and the way do to a packet, without random loss.
func (l *line) pass(now time.Time, n int) (at time.Time, lost bool) {
	at = now
	if l.path.Rate > 0 {
		if l.began.IsZero() {
			l.began = now
		}
		if l.free.Before(now) {
			l.free = now
		}
		standing := l.standing(now)
		wait := l.free.Sub(now) + standing
		if l.path.Queue > 0 && !l.path.Filled && wait > l.duration(l.path.Queue) {
			return now, true
		}
		took := l.duration(n + overhead)
		l.free = l.free.Add(took)
		at = now.Add(wait + took)
	}
	at = at.Add(l.path.Delay)
	if l.path.Jitter > 0 {
		at = at.Add(time.Duration(l.rng.Int64N(int64(l.path.Jitter) + 1)))
	}
	return at, false
}

// standing is how long the queue of the greedy transfer is at the moment.
func (l *line) standing(now time.Time) time.Duration {
	if !l.path.Filled {
		return 0
	}
	period := l.path.Period
	if period == 0 {
		period = 10 * time.Second
	}
	full := l.duration(l.path.Queue)
	phase := now.Sub(l.began) % period
	return full/2 + time.Duration(float64(full/2)*float64(phase)/float64(period))
}

// duration is how long n bytes take on the line.
func (l *line) duration(n int) time.Duration {
	return time.Duration(int64(n) * int64(time.Second) / int64(l.path.Rate))
}

// Traffic counts what came in from one direction, what was lost included.
type Traffic struct{ Packets, Bytes int }
