package link

import (
	"container/heap"
	"sync"
	"time"
)

// schedule calls functions at their times, one after the other and in the order
// of these times.
type schedule struct {
	mu     sync.Mutex
	due    pending
	serial uint64
	wake   chan struct{} // of one: something earlier was added
	closed bool
}

func newSchedule() *schedule {
	s := &schedule{wake: make(chan struct{}, 1)}
	go s.run()
	return s
}

// at has f called at a time.
func (s *schedule) at(t time.Time, f func()) {
	s.mu.Lock()
	s.serial++
	heap.Push(&s.due, event{t, s.serial, f})
	first := s.due[0].serial == s.serial
	s.mu.Unlock()
	if first {
		s.nudge()
	}
}

// close forgets what is still to be done.
func (s *schedule) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.nudge()
}

func (s *schedule) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *schedule) run() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		s.mu.Lock()
		if s.closed {
			s.mu.Unlock()
			return
		}
		wait := time.Hour
		var f func()
		if len(s.due) > 0 {
			if wait = time.Until(s.due[0].at); wait <= 0 {
				f = heap.Pop(&s.due).(event).do
			}
		}
		s.mu.Unlock()
		if f != nil {
			f()
			continue
		}
		timer.Reset(wait)
		select {
		case <-timer.C:
		case <-s.wake:
		}
	}
}

type event struct {
	at     time.Time
	serial uint64 // the order of those of the same time
	do     func()
}

// pending is a heap of events, the earliest first.
type pending []event

func (p pending) Len() int      { return len(p) }
func (p pending) Swap(i, j int) { p[i], p[j] = p[j], p[i] }
func (p pending) Less(i, j int) bool {
	if p[i].at.Equal(p[j].at) {
		return p[i].serial < p[j].serial
	}
	return p[i].at.Before(p[j].at)
}
func (p *pending) Push(x any) { *p = append(*p, x.(event)) }
func (p *pending) Pop() any {
	last := len(*p) - 1
	e := (*p)[last]
	(*p)[last] = event{}
	*p = (*p)[:last]
	return e
}
