//go:build unix

package server

import (
	"io"
	"sync"
)

// inputLimit is how many bytes may wait for the session's program before no
// more input is taken from the client.
const inputLimit = 4 << 20

// inputQueue holds what was typed until the program takes it. Putting never
// waits; a goroutine of its own (run) writes, and may wait for ever if the
// program does not read.
type inputQueue struct {
	mu      sync.Mutex
	more    *sync.Cond
	waiting []byte // to be written next
	writing int    // length of the piece being written
	closed  bool
}

func newInputQueue() *inputQueue {
	q := &inputQueue{}
	q.more = sync.NewCond(&q.mu)
	return q
}

// put appends a copy of p, whether or not the queue is full.
func (q *inputQueue) put(p []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, p...)
	q.more.Signal()
}

// full reports whether the limit is reached.
func (q *inputQueue) full() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)+q.writing >= inputLimit
}

// close makes run return when it has written what it is writing.
func (q *inputQueue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.more.Signal()
}

// run writes to w what is put, until close or an error of w, which it returns.
func (q *inputQueue) run(w io.Writer) error {
	var spare []byte
	for {
		q.mu.Lock()
		q.writing = 0
		for len(q.waiting) == 0 && !q.closed {
			q.more.Wait()
		}
		if q.closed {
			q.mu.Unlock()
			return nil
		}
		piece := q.waiting
		q.waiting = spare[:0]
		q.writing = len(piece)
		q.mu.Unlock()

		if _, err := w.Write(piece); err != nil {
			return err
		}
		// A large buffer is not kept for the next keystroke.
		if spare = piece; cap(spare) > 1<<16 {
			spare = nil
		}
	}
}
