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
	Rate      int  // bytes per second; 0: unlimited
	Queue     int  // bytes that wait for the rate; 0: unlimited
	Mark      bool // mark packets that find the queue half full (RFC 3168)
	MTU       int  // largest payload; larger ones vanish; 0: unlimited
	Down      bool // nothing passes

	lossy    bool      // the last packet was lost
	free     time.Time // when the rate lets the next packet go
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
	if l.Rate > 0 {
		start := now
		if l.free.After(now) {
			start = l.free
		}
		waiting := int(start.Sub(now).Seconds() * float64(l.Rate))
		if l.Queue > 0 && waiting+size > l.Queue {
			return nil
		}
		ce = l.Mark && l.Queue > 0 && waiting > l.Queue/2
		out = start.Add(time.Duration(float64(size) / float64(l.Rate) * float64(time.Second)))
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

func scale(d time.Duration, share float64) time.Duration {
	return time.Duration(float64(d) * share)
}
