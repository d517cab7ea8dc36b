package client

import "time"

// An output writes frames to the terminal in a goroutine of its own, so that a
// terminal that does not take them stops nothing else. It takes one frame at
// a time: whoever has more to show waits until the last one is written and
// then shows what is newest.
//
// Its methods are for one goroutine.
type output struct {
	write func([]byte) error // blocks until all is written
	work  chan []byte
	done  chan error // one value for each frame
	busy  bool
}

func newOutput(write func([]byte) error, spawn func(func())) *output {
	o := &output{write: write, work: make(chan []byte), done: make(chan error, 1)}
	spawn(func() {
		for frame := range o.work {
			o.done <- o.write(frame)
		}
	})
	return o
}

// start hands over a frame, whose bytes must stay until it is finished. The
// output must not be busy.
func (o *output) start(frame []byte) {
	o.busy = true
	o.work <- frame
}

// finished receives the outcome of the frame under way; the receiver has to
// call idle.
func (o *output) finished() <-chan error { return o.done }

func (o *output) idle() { o.busy = false }

// settle waits for the frame under way, but no longer than limit, and reports
// whether the terminal may be written to directly.
func (o *output) settle(limit time.Duration) bool {
	if !o.busy {
		return true
	}
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-o.done:
		o.busy = false
		return true
	case <-timer.C:
		return false
	}
}
