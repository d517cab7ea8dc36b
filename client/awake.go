package client

import "time"

// sleptFor is what counts as an interruption.
const sleptFor = 2 * time.Second

// A watch notices that the host slept, or that this process was stopped: the way
// to the server may be another one afterwards. The zero value is ready.
type watch struct {
	looked bool
	mono   time.Duration
	wall   time.Time
}

// slept takes the monotonic clock (since any fixed time), the wall clock, and how
// late the timer is that was waited for, and reports whether there was an
// interruption since the last call. Where the monotonic clock stops in sleep,
// the wall clock shows it; elsewhere a timer is late.
func (w *watch) slept(mono time.Duration, wall time.Time, late time.Duration) bool {
	before := *w
	*w = watch{true, mono, wall}
	return before.looked && (late > sleptFor || wall.Sub(before.wall)-(mono-before.mono) > sleptFor)
}
