package e2e

import (
	"os"
	"strings"
	"testing"
	"time"

	"gomosh/internal/lab"
)

// TestEscapeKey: the escape key can be sent itself, moved to another key, and
// what follows it otherwise is not lost.
func TestEscapeKey(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		s.Line("stty -icanon -echo; echo re''ady; dd bs=1 count=4 2>/dev/null | od -c -A n")
		s.WaitText("ready")
		s.Bytes(0x1e, '^', 0x1e, 'x', 'y')
		s.WaitText(`036 036   x   y`)

		moved := lab.StartSession(t, p, lab.SessionOptions{ClientEnv: []string{"MOSH_ESCAPE_KEY=~"}})
		moved.WaitText("$")
		moved.Keys("Enter")
		moved.Type("~")
		moved.WaitText(`mosh: Commands: Ctrl-Z suspends, "." quits, "~" gives literal "~"`)
		moved.Type(".")
		endsWell(t, moved.Terminal)
	})
}

// TestRepaint: Ctrl-L puts a spoilt screen right.
func TestRepaint(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{Command: []string{"cat"}})
		s.Line("the picture")
		s.Wait(lab.Soon, "picture", func(s *lab.Screen) bool {
			return s.Row >= 2 && s.Line(s.Row-2) == "the picture" && s.Line(s.Row-1) == "the picture"
		})
		before := s.Screen()
		tty, err := os.OpenFile(s.Flag("pane_tty"), os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer tty.Close()
		if _, err := tty.WriteString("\x1b[2J\x1b[5;5Hrubbish\x1b[3;10r"); err != nil {
			t.Fatal(err)
		}
		s.WaitText("rubbish")
		s.Keys("C-l")
		s.Wait(lab.Soon, "picture again", func(now *lab.Screen) bool {
			return strings.HasPrefix(now.Text(), strings.TrimRight(before.Text(), "\n")) && !now.Contains("rubbish")
		})
	})
}

// TestPrediction: on a slow line, typing is seen long before the server can
// have answered.
func TestPrediction(t *testing.T) {
	t.Parallel()
	const oneWay = 1500 * time.Millisecond
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{
			Relay:     true,
			Command:   []string{"bash", "--norc", "--noprofile"}, // a shell whose line editor announces itself
			ClientEnv: []string{"MOSH_PREDICTION_DISPLAY=always"},
		})
		s.WaitText("$")
		s.Relay.Set(lab.Weather{Delay: oneWay})
		s.Type("a")
		s.WaitText("$ a")
		lab.Until(t, lab.Soon, "first guess confirmed", func() bool { return s.Screen().Style("a") == "" && quiet(s) })
		began := time.Now()
		s.Type("bcdef")
		s.WaitText("$ abcdef")
		if passed := time.Since(began); passed > 2*oneWay {
			t.Errorf("typing was seen after %v, the round trip takes %v", passed, 2*oneWay)
		}
		s.Wait(lab.Soon, "confirmed", func(s *lab.Screen) bool { return s.Style("bcdef") == "" && s.Line(s.Row) == "$ abcdef" })
	})
}
