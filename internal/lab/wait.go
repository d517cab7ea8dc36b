package lab

import (
	"testing"
	"time"
)

// Limits of waiting. They only cost time when something is wrong, so they are
// generous: a loaded machine must not fail a good run.
const (
	Soon      = 20 * time.Second       // for what normally takes less than a second
	farewell  = time.Second            // for a program to end in good order after a test
	pollFirst = 15 * time.Millisecond  // first pause between two looks
	pollMost  = 150 * time.Millisecond // longest pause between two looks
)

// pause is the only place of the lab where time is passed by sleeping.
func pause(d time.Duration) { time.Sleep(d) }

// Eventually looks again and again, at growing intervals, until cond holds. It
// reports whether that was within limit.
func Eventually(limit time.Duration, cond func() bool) bool {
	deadline := time.Now().Add(limit)
	for step := pollFirst; ; step = min(step*5/4, pollMost) {
		if cond() {
			return true
		}
		if time.Now().After(deadline) {
			return false
		}
		pause(step)
	}
}

// Until waits until cond holds and fails the test if that takes longer than
// limit. What names the condition in the failure's text.
func Until(t testing.TB, limit time.Duration, what string, cond func() bool) {
	t.Helper()
	if !Eventually(limit, cond) {
		t.Fatalf("not within %v: %s", limit, what)
	}
}

// Holds checks for the whole of period that cond stays true, and fails the
// test at the first look at which it does not.
func Holds(t testing.TB, period time.Duration, what string, cond func() bool) {
	t.Helper()
	if Eventually(period, func() bool { return !cond() }) {
		t.Fatalf("not for the whole of %v: %s", period, what)
	}
}
