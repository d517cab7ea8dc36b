package lean

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func TestStart(t *testing.T) {
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	Start(func(string) string { return "70" })
	if got := debug.SetGCPercent(100); got != 100 {
		t.Errorf("%d although the environment has said something", got)
	}
	Start(func(string) string { return "" })
	if got := debug.SetGCPercent(before); got != percent {
		t.Errorf("%d, want %d", got, percent)
	}
}

// TestRest: little work is nothing; after much, and not before it is over,
// memory goes back to the system, once.
func TestRest(t *testing.T) {
	now := time.Now()
	var r Rest
	r.Worked(now, Busy-1)
	if _, ok := r.Deadline(); ok {
		t.Fatal("little work makes tired")
	}
	r.Worked(now, 1)
	now = now.Add(time.Second)
	r.Worked(now, 1)
	if at, ok := r.Deadline(); !ok || at != now.Add(after) {
		t.Fatalf("rest at %v, %v", at.Sub(now), ok)
	}
	garbage := make([][]byte, 64)
	for i := range garbage {
		garbage[i] = make([]byte, 1<<20)
	}
	runtime.KeepAlive(garbage)
	garbage = nil
	r.Take(now)
	if _, ok := r.Deadline(); !ok {
		t.Error("rested too soon")
	}
	r.Take(now.Add(after))
	if _, ok := r.Deadline(); ok {
		t.Error("wants to rest again")
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if held := m.HeapIdle - m.HeapReleased; held > 16<<20 {
		t.Errorf("%d bytes were not given back", held)
	}
}
