package client

import "time"

// Our own choices: what programs may announce on the user's desktop.
const (
	noticeBurst = 4
	noticeEvery = 5 * time.Second
)

// A ration lets a few things happen at once, and after that one in a while.
type ration struct {
	used  int       // of noticeBurst
	since time.Time // when used was last lowered
}

// left returns how many may happen now.
func (r *ration) left(now time.Time) int {
	if n := int(now.Sub(r.since) / noticeEvery); r.used > 0 && n > 0 {
		r.used = max(0, r.used-n)
		r.since = now
	}
	return noticeBurst - r.used
}

// use notes that n have happened.
func (r *ration) use(now time.Time, n int) {
	if r.used == 0 {
		r.since = now
	}
	r.used += n
}
