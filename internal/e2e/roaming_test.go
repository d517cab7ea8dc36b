package e2e

import (
	"testing"

	"gomosh/internal/lab"
)

// TestRoaming: the client's address as seen by the server changes several
// times; the session goes on, and the server answers to the new address.
func TestRoaming(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{Relay: true})
		s.WaitText("$")
		for _, word := range []string{"one", "two", "three"} {
			s.Relay.Roam(t)
			s.Line("clear; echo roamed " + word)
			s.Wait(lab.Soon, "answer at the new address", func(s *lab.Screen) bool { return s.Line(0) == "roamed "+word })
		}
		s.Line("exit")
		if status := s.WaitExit(lab.Soon); status != 0 {
			t.Errorf("exit status %d", status)
		}
	})
}
