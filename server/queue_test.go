//go:build unix

package server

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
)

// gate is a writer that waits for permission for each write.
type gate struct {
	open chan error
	got  bytes.Buffer
}

func (g *gate) Write(p []byte) (int, error) {
	if err := <-g.open; err != nil {
		return 0, err
	}
	return g.got.Write(p)
}

func TestInputQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newInputQueue()
		g := &gate{open: make(chan error)}
		ended := make(chan error, 1)
		go func() { ended <- q.run(g) }()

		q.put([]byte("first "))
		synctest.Wait() // the program does not read
		q.put([]byte("second "))
		q.put([]byte("third"))
		if q.full() {
			t.Error("full after a few bytes")
		}
		q.put(bytes.Repeat([]byte("x"), inputLimit))
		if !q.full() {
			t.Error("not full at the limit")
		}
		g.open <- nil
		synctest.Wait()
		if !q.full() {
			t.Error("not full although the piece is still being written")
		}
		g.open <- nil
		synctest.Wait()
		if q.full() {
			t.Error("full although all was written")
		}
		want := "first second third" + strings.Repeat("x", inputLimit)
		if got := g.got.String(); got != want {
			t.Errorf("%d bytes were written, want %d", len(got), len(want))
		}

		q.put([]byte("lost"))
		broken := errors.New("broken")
		g.open <- broken
		if err := <-ended; err != broken {
			t.Errorf("run ended with %v", err)
		}
	})
}

func TestInputQueueClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newInputQueue()
		ended := make(chan error, 1)
		go func() { ended <- q.run(&bytes.Buffer{}) }()
		synctest.Wait()
		q.close()
		if err := <-ended; err != nil {
			t.Errorf("run ended with %v", err)
		}
	})
}
