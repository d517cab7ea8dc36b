// Package lean keeps the memory of a process small that mostly waits. By
// default Go's collector lets garbage grow to 4 MiB before it looks at it, and
// keeps for later what a busy time has left; a session needs less than one, and
// there may be hundreds of them on a machine.
package lean

import (
	"runtime"
	"runtime/debug"
	"time"
)

// percent is how much garbage may come upon what is in use, and at the same time
// how much of the runtime's 4 MiB may be filled before garbage is looked for.
// Half of it costs no processor time that could be measured in a flood.
const percent = 50

// Start makes the collector thrifty from now on. GOGC in the environment wins.
func Start(getenv func(string) string) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

// Busy is how many bytes have to be dealt with before it is worth while to give
// memory back.
const Busy = 256 << 10

// after is how long the end of the work is waited for.
const after = 2 * time.Second

// Rest gives memory back to the system when a busy time is over: once, so that
// an idle process stays asleep. The zero value is ready for use.
type Rest struct {
	work int
	at   time.Time // zero: there is nothing to give back
}

// Worked notes that so many bytes were dealt with.
func (r *Rest) Worked(now time.Time, bytes int) {
	if r.work += bytes; r.work >= Busy {
		r.at = now.Add(after)
	}
}

// Deadline returns when Take wants to be called, false if not at all.
func (r *Rest) Deadline() (time.Time, bool) { return r.at, !r.at.IsZero() }

// Take gives the memory back if it is time to. That takes about a millisecond.
func (r *Rest) Take(now time.Time) {
	if r.at.IsZero() || now.Before(r.at) {
		return
	}
	*r = Rest{}
	runtime.GC() // what pools hold goes with the second collection
	debug.FreeOSMemory()
	releaseProgram()
}
