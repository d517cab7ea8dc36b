//go:build unix

package client

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A predicted key is on the terminal in the same turn of the loop that read
// it: no time passes in between, and no timer is waited for. The list of
// commands tells how predictions have done.
func TestPredictionInOnePass(t *testing.T) {
	inWorld(t, always, func(t *testing.T, w *world) {
		w.network.program("\x1b[?2004h$ ")
		w.pass(time.Second)
		w.key("a")
		w.pass(time.Second)
		for i, k := range "bcdefgh" {
			began, frames := time.Now(), w.terminal.frames()
			w.key(string(k))
			synctest.Wait()
			w.shows(0, "$ a"+"bcdefgh"[:i+1])
			if passed := time.Since(began); passed != 0 {
				t.Errorf("%v passed", passed)
			}
			if n := w.terminal.frames() - frames; n != 1 {
				t.Errorf("%d writes for a key", n)
			}
		}
		w.pass(time.Second)
		w.key("\x1e")
		w.pass(time.Millisecond)
		if got := w.terminal.row(1); !strings.HasPrefix(got, "Typed 8 keys: 8 predicted, 7 shown at") { // cut by the window
			t.Errorf("below the commands: %q", got)
		}
		w.key("\x0c")
		w.pass(time.Second)
		w.shows(1, "")
		w.quit()
	})
}
