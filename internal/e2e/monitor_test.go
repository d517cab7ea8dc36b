package e2e

import (
	"testing"

	"gomosh/internal/lab"
)

// TestMonitors: programs that paint all the time run, and leave in good order.
// What they show differs from moment to moment, so nothing is compared.
func TestMonitors(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		lab.Need(t, "top")
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		s.Line("top -d 0.2")
		s.Wait(lab.Soon, "header", func(s *lab.Screen) bool { return s.Contains("PID USER") && s.Contains("top - ") })
		s.Resize(100, 20)
		s.Wait(lab.Soon, "header in the new size", func(s *lab.Screen) bool {
			row := s.Find("PID USER")
			return len(s.Rows) == 20 && row > 0 && s.Line(19) != "" && s.Style("PID USER") == "inverse"
		})
		s.Keys("q")
		s.Wait(lab.Soon, "prompt", func(s *lab.Screen) bool { return s.Line(s.Row) == "$" })
	})
}
