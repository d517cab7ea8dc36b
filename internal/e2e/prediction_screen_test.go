package e2e

import (
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"gomosh/internal/lab"
)

var digits = regexp.MustCompile(`[0-9]+`)

// TestOverlaysAsStock holds the server of two sessions, one with our client and
// one with stock's, types the same keys to both, and compares what tmux shows of
// them: predicted text with its underlines, the cursor, and the notice bar.
func TestOverlaysAsStock(t *testing.T) {
	t.Parallel()
	lab.Need(t, "mosh-client", "mosh-server", "bash")
	start := func(side lab.Side) *lab.Session {
		s := lab.StartSession(t, lab.Pair{Client: side, Server: lab.Stock}, lab.SessionOptions{
			Relay: true, Command: []string{"bash", "--norc", "--noprofile"}})
		s.WaitText("$")
		s.Line("printf '\\nhello\\n'")
		s.Wait(lab.Soon, "prompt", func(s *lab.Screen) bool { return s.Row == 4 })
		s.Relay.Set(lab.Weather{Delay: 250 * time.Millisecond})
		return s
	}
	ours, stock := start(lab.Gomosh), start(lab.Stock)
	both := []*lab.Session{ours, stock}
	press := func(keys ...string) {
		for _, k := range keys {
			for _, s := range both {
				s.Keys(k)
			}
		}
	}
	same := func(what string, rows ...int) {
		t.Helper()
		a, b := ours.Screen(), stock.Screen()
		for _, row := range rows {
			if got, want := a.Rows[row], b.Rows[row]; text(a, row) != text(b, row) || styles(got) != styles(want) {
				t.Errorf("%s: row %d differs:\nours:\n%s\nstock:\n%s", what, row, a, b)
				return
			}
		}
		if a.Row != b.Row || a.Col != b.Col || a.CursorVisible != b.CursorVisible {
			t.Errorf("%s: cursor at %d,%d (visible %v), stock's at %d,%d (%v)", what, a.Row, a.Col, a.CursorVisible, b.Row, b.Col, b.CursorVisible)
		}
	}

	// The link is slow for long enough that both clients know it, and the line
	// has been seen to echo.
	for i := range "abcd" {
		press("abcd"[i : i+1])
		for _, s := range both {
			s.Wait(lab.Soon, "echo", func(sc *lab.Screen) bool { return sc.Col == 3+i })
		}
		lab.Until(t, lab.Soon, "answer", func() bool { return quiet(ours) }) // and the verdict
	}
	lab.Until(t, lab.Soon, "answer", func() bool { return quiet(stock) })
	for _, s := range both {
		s.WaitText("$ abcd")
		lab.Signal(t, s.Server.PID, syscall.SIGSTOP)
		t.Cleanup(func() { syscall.Kill(s.Server.PID, syscall.SIGCONT) })
	}
	for _, step := range []struct {
		keys []string
		line string
		col  int
	}{
		{[]string{"x", "y", "z"}, "$ abcdxyz", 9},
		{[]string{"BSpace"}, "$ abcdxy", 8},
		{[]string{"Left", "Left", "v"}, "$ abcdvxy", 7},
		{[]string{"Right"}, "$ abcdvxy", 8},
	} {
		press(step.keys...)
		for _, s := range both {
			s.Wait(lab.Soon, step.line, func(sc *lab.Screen) bool { return text(sc, 4) == step.line && sc.Col == step.col })
		}
		same(step.line, 0, 1, 2, 3, 4)
	}
	if got := ours.Screen().Style("vx"); got != "underline" {
		t.Errorf("predicted text has the style %q", got)
	}

	for _, s := range both {
		s.WaitText("mosh: Last contact")
	}
	same("silent server", 0, 1, 2, 3, 4)
	press("C-^")
	for _, s := range both {
		s.WaitText("mosh: Commands: ")
	}
	same("commands", 0, 2, 3, 4) // ours tells more in row 1
	press("^")                   // which the shell does not know

	for _, s := range both {
		lab.Signal(t, s.Server.PID, syscall.SIGCONT)
		s.Wait(lab.Soon, "answer", func(sc *lab.Screen) bool {
			return sc.Style("abcdvxy") == "" && text(sc, sc.Row) == "$ abcdvxy" && !sc.Contains("mosh:")
		})
	}
	same("after the answer", 0, 1, 2, 3, 4)
}

// text is a row without blanks at its end, where stock underlines some, and
// without what numbers say.
func text(s *lab.Screen, row int) string {
	return digits.ReplaceAllString(strings.TrimRight(s.Line(row), " "), "N")
}

// styles writes down the rendition of every cell of a row up to the last
// character.
func styles(cells []lab.Cell) string {
	out, end := "", 0
	for _, c := range cells {
		if out += c.Style + "|"; c.Text != " " {
			end = len(out)
		}
	}
	return out[:end]
}
