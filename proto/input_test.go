package proto

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
)

// unit is one event of the naive model: a byte or a resize.
func units(events []Event) []string {
	var out []string
	for _, e := range events {
		for _, b := range e.Keys {
			out = append(out, string(rune(b)))
		}
		if e.Keys == nil {
			out = append(out, fmt.Sprint(e.Cols, "x", e.Rows))
		}
	}
	return out
}

// The log gives the same diffs as a plain list of all events would.
func TestInputLogAgainstModel(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	for range breadth(300, 50) {
		var l inputLog
		var model []string
		var snapshots []uint64 // sent, not released
		for range 100 {
			switch rng.IntN(5) {
			case 0, 1:
				p := noise(rng, rng.IntN(10))
				l.keys(p)
				model = append(model, units([]Event{{Keys: append([]byte{}, p...)}})...)
				clear(p) // the log has its own copy
			case 2:
				e := Event{Cols: 1 + rng.IntN(200), Rows: 1 + rng.IntN(50)}
				before := l.total
				l.resize(e.Cols, e.Rows)
				if l.total == before {
					model = model[:len(model)-1]
				}
				model = append(model, units([]Event{e})...)
			case 3:
				snapshots = append(snapshots, l.total)
				l.appendDiff(nil, l.total, l.total)
			case 4:
				if len(snapshots) > 0 {
					i := rng.IntN(len(snapshots))
					l.release(snapshots[i])
					snapshots = snapshots[i:]
				}
			}
			if int(l.total) != len(model) {
				t.Fatalf("%d events, want %d", l.total, len(model))
			}
			for i, from := range snapshots {
				for _, to := range append(snapshots[i:len(snapshots):len(snapshots)], l.total) {
					sent := l.sent
					events, err := parseUserMessage(l.appendDiff(nil, from, to))
					l.sent = sent // asking is not sending here
					if got, want := fmt.Sprint(units(events)), fmt.Sprint(model[from:to]); err != nil || got != want {
						t.Fatalf("%d to %d: %s, want %s (%v)", from, to, got, want, err)
					}
				}
			}
		}
		l.release(l.total)
		if len(l.runs) != 0 || l.unacknowledged() != 0 {
			t.Fatalf("%d runs left", len(l.runs))
		}
	}
}

func TestInputLogFreesMemory(t *testing.T) {
	var l inputLog
	line := bytes.Repeat([]byte("x"), 1000)
	for range 10_000 {
		l.keys(line)
		l.appendDiff(nil, l.total-1000, l.total)
		l.release(l.total - 10)
		if c := cap(l.runs[0].event.Keys); c > 10_000 || len(l.runs) > 1 {
			t.Fatalf("%d bytes in %d runs", c, len(l.runs))
		}
	}
}

func TestInputGoesInSteps(t *testing.T) {
	var l inputLog
	l.keys(make([]byte, 10*inputWindow))
	if got := l.next(0, 0, l.total); got != inputStep {
		t.Errorf("first step to %d", got)
	}
	if got := l.next(0, inputWindow-5, l.total); got != inputWindow {
		t.Errorf("last step to %d", got)
	}
	if got := l.next(0, inputWindow, l.total); got != inputWindow {
		t.Errorf("beyond the window to %d", got)
	}
	if got := l.next(7, 9, 12); got != 12 {
		t.Errorf("little goes to %d", got)
	}
}
