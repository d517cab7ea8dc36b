package proto

import "time"

// flow decides how many bytes of content a second may be sent. It goes by delay:
// what a round trip takes longer than the shortest one lately, the datagrams
// spend in a queue on the way, whoever fills that, and then less is sent, so that
// a queue is not made longer than it is. Loss alone says little on a radio link.
type flow struct {
	rate   float64          // bytes a second
	base   [2]time.Duration // shortest round trip of this period and the one before; 0: none
	turn   time.Time        // when this period ends
	recent [flowSamples]time.Duration
	count  int       // samples ever taken
	next   time.Time // when the rate may change again
	bytes  int       // sent since it did
	since  time.Time

	credit float64 // bytes that may be sent at once
	filled time.Time
}

func newFlow(now time.Time) flow {
	return flow{rate: startRate, credit: burst, filled: now, since: now}
}

// sample takes a measured round trip, and adapts the rate once in a while.
func (f *flow) sample(now time.Time, rtt time.Duration) {
	rtt = max(rtt, time.Millisecond)
	if !now.Before(f.turn) {
		f.base[1], f.base[0] = f.base[0], rtt
		f.turn = now.Add(basePeriod)
	}
	f.base[0] = min(f.base[0], rtt)
	f.recent[f.count%flowSamples] = rtt
	f.count++
	if f.count < flowSamples || now.Before(f.next) {
		return
	}
	queue, base := f.queue()
	switch {
	case queue > max(queueLimit, base/4):
		f.rate = max(f.rate*3/4, minRate)
	case float64(f.bytes) > f.rate*now.Sub(f.since).Seconds()/4:
		f.rate = min(f.rate*5/4, maxRate)
	}
	f.next = now.Add(max(base, flowPeriod))
	f.bytes, f.since = 0, now
}

// queue returns how long datagrams wait on the way, by the best of the newest
// samples, since a single one may be late for many reasons, and the round trip
// without that.
func (f *flow) queue() (wait, base time.Duration) {
	best := f.recent[0]
	for _, r := range f.recent[1:] {
		best = min(best, r)
	}
	base = f.base[0]
	if f.base[1] > 0 {
		base = min(base, f.base[1])
	}
	return best - base, base
}

// lost notes that content in several datagrams was not acknowledged in time.
func (f *flow) lost() { f.rate = max(f.rate*3/4, minRate) }

// moved forgets the round trips of another path.
func (f *flow) moved() { f.base, f.turn, f.count = [2]time.Duration{}, time.Time{}, 0 }

// takes returns how long so many bytes keep the line busy.
func (f *flow) takes(bytes int) time.Duration {
	return time.Duration(float64(bytes) / f.rate * float64(time.Second))
}

// refill adds the credit of the time gone by.
func (f *flow) refill(now time.Time) {
	f.credit = min(f.credit+f.rate*now.Sub(f.filled).Seconds(), burst)
	f.filled = now
}

// spend reports whether a datagram of so many bytes may be sent now, and counts
// it if so. One that is all of an instruction, and small, always may. refill was
// called at this time.
func (f *flow) spend(bytes int, whole bool) bool {
	if f.credit < 0 && !(whole && bytes <= maxPayloadFallback) {
		return false
	}
	f.credit = max(f.credit-float64(bytes), -burst)
	f.bytes += bytes
	return true
}

// again returns when the next datagram may be sent.
func (f *flow) again() time.Time {
	return f.filled.Add(time.Duration(max(0, -f.credit) / f.rate * float64(time.Second))).Add(time.Microsecond)
}
