package client

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// A terminal that does not take a frame holds up only the next one.
func TestOutput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		took := make(chan string)
		result := make(chan error)
		o := newOutput(func(p []byte) error {
			took <- string(p)
			return <-result
		}, func(f func()) { go f() })
		defer close(o.work)

		if !o.settle(time.Second) {
			t.Error("an idle output is not settled")
		}
		o.start([]byte("one"))
		if got := <-took; got != "one" {
			t.Errorf("wrote %q", got)
		}
		before := time.Now()
		if o.settle(time.Second) || time.Since(before) != time.Second {
			t.Errorf("settled after %v with a write under way", time.Since(before))
		}
		if !o.busy {
			t.Error("not busy with a write under way")
		}
		result <- nil
		if !o.settle(time.Second) || o.busy {
			t.Error("not settled after the write")
		}

		failure := errors.New("hung up")
		o.start([]byte("two"))
		<-took
		result <- failure
		if err := <-o.finished(); err != failure {
			t.Errorf("outcome = %v", err)
		}
		o.idle()
		if o.busy {
			t.Error("busy after idle")
		}
	})
}
