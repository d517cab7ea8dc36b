package client

import (
	"testing"
	"time"
)

func TestWatch(t *testing.T) {
	var w watch
	start := time.Unix(1000, 0)
	for i, step := range []struct {
		mono, wall, late time.Duration
		want             bool
	}{
		{0, 0, time.Hour, false}, // nothing was waited for yet
		{3 * time.Second, 3 * time.Second, 0, false},
		{3 * time.Hour, 3 * time.Hour, 0, false},                                  // idle
		{3*time.Hour + time.Second, 5 * time.Hour, 0, true},                       // slept
		{3*time.Hour + time.Second, 5 * time.Hour, 0, false},                      // once
		{3*time.Hour + time.Second, 5*time.Hour + sleptFor, 0, false},             // the clock was adjusted a little
		{3*time.Hour + time.Second, time.Hour, 0, false},                          // and put back
		{4 * time.Hour, 2 * time.Hour, 10 * time.Millisecond, false},              // a busy host
		{4*time.Hour + time.Minute, 2*time.Hour + time.Minute, time.Minute, true}, // stopped
	} {
		if got := w.slept(step.mono, start.Add(step.wall), step.late); got != step.want {
			t.Errorf("step %d: %v", i, got)
		}
	}
}
