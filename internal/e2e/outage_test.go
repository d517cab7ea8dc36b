package e2e

import (
	"regexp"
	"testing"
	"time"

	"gomosh/internal/lab"
)

var lastContact = regexp.MustCompile(`^mosh: Last contact \d+ seconds ago\. \[To quit: Ctrl-\^ \.\]$`)

// TestOutage: when nothing comes through for a while a bar says so; when the
// network returns the bar goes, what was typed meanwhile arrives, and the
// screen catches up.
func TestOutage(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{Relay: true})
		s.WaitText("$")
		s.Line("clear; echo top; (sleep 5; echo from the outage) &")
		s.Wait(lab.Soon, "cleared screen", func(s *lab.Screen) bool { return s.Line(0) == "top" && s.Line(1) == "$" })
		s.Relay.Set(lab.Weather{Dead: true})
		began := time.Now()
		s.Wait(lab.Soon, "bar", func(s *lab.Screen) bool { return lastContact.MatchString(s.Line(0)) })
		if passed := time.Since(began); passed < 3*time.Second {
			t.Errorf("the bar came after %v", passed)
		}
		bar := s.Screen()
		if got := bar.Style("Last"); got != "bold fg=#7 bg=#4" {
			t.Errorf("rendition of the bar is %q", got)
		}
		s.Line("echo typed")
		lab.Holds(t, 15*time.Second-time.Since(began), "bar stays", func() bool {
			return lastContact.MatchString(s.Screen().Line(0))
		})
		s.Relay.Set(lab.Weather{})
		s.Wait(6*time.Second, "bar gone", func(s *lab.Screen) bool { return s.Line(0) == "top" })
		s.Wait(lab.Soon, "what happened meanwhile", func(s *lab.Screen) bool {
			return s.Contains("from the outage") && s.Contains("echo typed") && s.Find("typed") < s.Row
		})
	})
}

// TestBadNetwork: with loss, delay and reordering everything typed arrives in
// order and the screen ends right.
func TestBadNetwork(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{Relay: true})
		s.WaitText("$")
		s.Relay.Set(lab.Weather{Delay: 50 * time.Millisecond, Loss: 0.3, Reorder: 0.2})
		text := "the quick brown fox jumps over the lazy dog"
		s.Line("clear; echo go")
		s.Wait(lab.Soon, "cleared screen", func(s *lab.Screen) bool { return s.Line(0) == "go" && s.Line(1) == "$" })
		for _, word := range []string{"echo ", "'" + text, " 0123456789' ", "| tr a-z A-Z"} {
			s.Type(word)
		}
		s.Keys("Enter")
		s.Wait(time.Minute, "answer", func(s *lab.Screen) bool {
			return s.Line(1) == "$ echo '"+text+" 0123456789' | tr a-z A-Z" &&
				s.Line(2) == "THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG 0123456789" && s.Line(3) == "$"
		})
	})
}
