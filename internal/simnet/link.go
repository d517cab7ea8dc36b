package simnet

import (
	"math/rand/v2"
	"time"
)

// Link is one direction of a way through the network. Its fields may be
// changed between calls of Run; packets already under way are not affected.
// The zero value delivers everything at once.
type Link struct {
	Delay     time.Duration // of every packet
	Jitter    time.Duration // up to so much more, keeping the order
	Loss      float64       // share of packets lost, independently
	Burst     float64       // share of losses followed by another one (0: independent)
	Duplicate float64       // share delivered twice
	Reorder   float64       // share delayed by up to ReorderBy more, out of order
	ReorderBy time.Duration
	Rate      int   // bytes per second; 0: unlimited
	Trace     []int // bytes that pass in each traceSlot, over and over; in place of Rate
	Queue     int   // bytes that wait for the rate; 0: unlimited
	Mark      bool  // mark packets that find the queue half full (RFC 3168)
	MTU       int   // largest payload; larger ones vanish; 0: unlimited
	Down      bool  // nothing passes

	lossy    bool      // the last packet was lost
	free     time.Time // when the rate lets the next packet go
	used     int       // bytes of the slot at free that are spent
	entered  time.Time // when the packet before came in
	previous time.Time // and when it comes out
}

// arrival is one copy of a packet that comes out of a link.
type arrival struct {
	at time.Time
	ce bool
}

// pass decides what becomes of a packet of size bytes that enters now.
func (l *Link) pass(rng *rand.Rand, now time.Time, size int) []arrival {
	// Every packet draws the same numbers, whatever its fate, so that one
	// decision does not shift all later ones.
	lossDraw, dupDraw, reorderDraw := rng.Float64(), rng.Float64(), rng.Float64()
	jitter, jitter2, extra := rng.Float64(), rng.Float64(), rng.Float64()
	if l.Down || l.MTU > 0 && size > l.MTU {
		return nil
	}
	loss := l.Loss
	if l.lossy && l.Burst > 0 {
		loss = l.Burst
	}
	if l.lossy = lossDraw < loss; l.lossy {
		return nil
	}
	out, ce := now, false
	if rate := l.rate(); rate > 0 {
		start := now
		if l.free.After(now) {
			start = l.free
		}
		waiting := int(start.Sub(now).Seconds() * rate)
		if l.Queue > 0 && waiting+size > l.Queue {
			return nil
		}
		ce = l.Mark && l.Queue > 0 && waiting > l.Queue/2
		if l.Trace != nil {
			out = l.follow(start, size)
		} else {
			out = start.Add(time.Duration(float64(size) / rate * float64(time.Second)))
		}
		l.free = out
	}
	at := out.Add(l.Delay + scale(l.Jitter, jitter))
	if reorderDraw < l.Reorder {
		at = at.Add(scale(l.ReorderBy, extra))
	} else if !now.Before(l.entered) {
		if at.Before(l.previous) {
			at = l.previous
		}
		l.entered, l.previous = now, at
	}
	arrivals := []arrival{{at, ce}}
	if dupDraw < l.Duplicate {
		arrivals = append(arrivals, arrival{at.Add(scale(l.Delay, jitter2)), ce})
	}
	return arrivals
}

// Waiting returns how long a packet that enters now would wait for the rate.
func (l *Link) Waiting(now time.Time) time.Duration { return max(0, l.free.Sub(now)) }

// traceSlot is the time that one entry of a trace is for.
const traceSlot = 10 * time.Millisecond

// rate returns the mean rate in bytes per second; 0: unlimited.
func (l *Link) rate() float64 {
	if l.Trace == nil {
		return float64(l.Rate)
	}
	sum := 0
	for _, n := range l.Trace {
		sum += n
	}
	return float64(sum) / (time.Duration(len(l.Trace)) * traceSlot).Seconds()
}

// follow returns when size bytes have passed that start now, by the trace: a
// packet leaves in the slot that has room for its last byte.
func (l *Link) follow(start time.Time, size int) time.Time {
	slot := start.UnixNano() / int64(traceSlot)
	if !start.Equal(l.free) {
		l.used = 0
	}
	for left := size; ; slot++ {
		room := l.Trace[slot%int64(len(l.Trace))] - l.used
		if left <= room {
			l.used += left
			at := time.Unix(0, slot*int64(traceSlot))
			if at.Before(start) {
				at = start
			}
			return at
		}
		left -= max(0, room)
		l.used = 0
	}
}

func scale(d time.Duration, share float64) time.Duration {
	return time.Duration(float64(d) * share)
}
