package proto

import (
	"math"
	"time"
)

// rtt is the round-trip estimate of RFC 6298 with the stock protocol's limits.
// Fields are in milliseconds.
type rtt struct {
	srtt, rttvar float64
	sampled      bool // at least one sample was taken
}

func newRTT() rtt { return rtt{srtt: initialSRTT, rttvar: initialVar} }

// sample takes one measured round trip. Overlong ones are ignored: the 16-bit
// clock cannot tell them from short ones a minute later.
func (r *rtt) sample(ms int) {
	if ms >= maxSample {
		return
	}
	m := float64(ms)
	if !r.sampled {
		r.srtt, r.rttvar, r.sampled = m, m/2, true
		return
	}
	r.rttvar = 3.0/4*r.rttvar + 1.0/4*math.Abs(r.srtt-m)
	r.srtt = 7.0/8*r.srtt + 1.0/8*m
}

// smoothed returns the smoothed round-trip time.
func (r *rtt) smoothed() time.Duration {
	return time.Duration(r.srtt * float64(time.Millisecond))
}

// rto returns the time after which an answer is late.
func (r *rtt) rto() time.Duration {
	return wholeMS(math.Ceil(r.srtt+4*r.rttvar), minRTO, maxRTO)
}

// late returns the time after which an answer sent at once is missing.
func (r *rtt) late() time.Duration {
	return time.Duration((r.srtt + max(4*r.rttvar, lateSlack)) * float64(time.Millisecond))
}

// interval returns the spacing of frames: two per round trip, within limits.
func (r *rtt) interval() time.Duration {
	return wholeMS(math.Ceil(r.srtt/2), minInterval, maxInterval)
}

// timeout returns how long to wait for an acknowledgement of data, which the
// peer may delay, before the data is sent again. Where the round trip exceeds
// the limit of the RTO, that would always be too early.
func (r *rtt) timeout() time.Duration {
	if !r.sampled {
		return firstTimeout
	}
	return max(r.rto(), r.smoothed()*5/4) + timeoutSlack
}

func wholeMS(ms, low, high float64) time.Duration {
	return time.Duration(min(max(ms, low), high)) * time.Millisecond
}
