//go:build unix

package client

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gomosh/predict"
)

func always(cfg *Config) { cfg.Prediction.Preference = predict.Always }

// With predictions, a key is on the screen before the server can have
// answered; a paste is not predicted.
func TestPredictions(t *testing.T) {
	inWorld(t, always, func(t *testing.T, w *world) {
		w.network.program("\x1b[?2004h$ ") // a line editor
		w.pass(time.Second)
		w.key("a") // proves that the program echoes
		w.pass(time.Second)
		w.key("b")
		w.pass(time.Millisecond)
		w.shows(0, "$ ab")
		w.pass(time.Second)
		w.shows(0, "$ ab")
		w.key("\r\n")
		w.pass(time.Second)
		w.key(strings.Repeat("x", pasteSize+1))
		w.pass(time.Millisecond)
		w.shows(1, "")
		w.pass(time.Second)
		w.shows(1, strings.Repeat("x", testCols))

		// Idle again: no prediction keeps the client awake.
		before := w.terminal.frames()
		w.pass(time.Hour)
		if got := w.terminal.frames(); got != before {
			t.Errorf("%d frames were written in an idle hour", got-before)
		}
		w.quit()
	})
}

// In an idle session the client wakes up for keep-alives and their
// acknowledgements only.
func TestIdleWakeUps(t *testing.T) {
	inWorld(t, always, func(t *testing.T, w *world) {
		w.key("a")
		w.pass(10 * time.Second)
		const minutes = 2
		wakeUps := map[time.Time]bool{}
		for range minutes * 60 * 20 {
			w.pass(50 * time.Millisecond)
			synctest.Wait()
			at, ok := w.loop.session.deadline(time.Now(), true)
			if !ok || at.Before(time.Now()) {
				t.Fatalf("deadline %v at %v", at, time.Now())
			}
			wakeUps[at] = true
			w.key("") // orders what was read here before what the loop does next
		}
		// Both sides send and acknowledge every 3 s; each of these also moves
		// the time at which contact would be lost.
		if limit := minutes * 20 * 4; len(wakeUps) > limit {
			t.Errorf("%d wake-ups in %d idle minutes, want at most %d", len(wakeUps), minutes, limit)
		} else {
			t.Logf("%d wake-ups in %d idle minutes", len(wakeUps), minutes)
		}
		w.quit()
	})
}

// The list of commands is shown until the next key, whatever that is.
func TestHelpGoesAway(t *testing.T) {
	for _, next := range []string{"x", "^", "\x0c"} {
		inWorld(t, nil, func(t *testing.T, w *world) {
			w.key("\x1e")
			w.pass(time.Minute)
			if got := w.terminal.row(0); !strings.HasPrefix(got, "mosh: Commands: ") {
				t.Errorf("the terminal shows %q", got)
			}
			w.key(next)
			w.pass(time.Second)
			if got := w.terminal.row(0); strings.HasPrefix(got, "mosh: ") {
				t.Errorf("after the key %q the terminal shows %q", next, got)
			}
			w.quit()
		})
	}
}

// Without an escape key nothing but a signal or the server ends the session.
func TestNoEscapeKey(t *testing.T) {
	inWorld(t, func(cfg *Config) { cfg.EscapeKey = 0 }, func(t *testing.T, w *world) {
		w.key("\x1e.")
		w.pass(time.Minute)
		w.shows(0, ".")
		close(w.typed)
		w.end(time.Second)
	})
}

func TestPlainTitle(t *testing.T) {
	inWorld(t, func(cfg *Config) { cfg.PlainTitle = true }, func(t *testing.T, w *world) {
		w.network.program("\x1b]0;name\a")
		w.pass(time.Second)
		if got := w.terminal.screen().Title.Window; got != "name" {
			t.Errorf("window title %q", got)
		}
		w.quit()
	})
}
