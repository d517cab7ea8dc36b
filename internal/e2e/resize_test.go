package e2e

import (
	"fmt"
	"testing"

	"gomosh/internal/lab"
)

// TestResizeInOutput: the window changes its size several times while a
// program writes. In the end the program knows the size, and the screen is
// that of a program that began with it.
func TestResizeInOutput(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{Command: script("resize.sh")(t)})
		s.WaitText("80x24")
		for _, size := range [][2]int{{100, 30}, {60, 20}, {132, 43}, {1, 1}, {20, 4}, {90, 28}} {
			s.Resize(size[0], size[1])
			if size[0] < 20 {
				continue // too small to read
			}
			s.WaitText(fmt.Sprintf("%dx%d", size[0], size[1]))
		}
		s.Keys("q")
		last := s.WaitText("done")
		for row := range 27 {
			if want := fmt.Sprintf("row %d of 90x28", row+1); last.Line(row) != want {
				t.Errorf("row %d is %q, want %q", row, last.Line(row), want)
			}
		}
		if len(last.Rows) != 28 || last.Line(27) != "done" {
			t.Errorf("last screen:\n%s", last)
		}
	})
}

// TestResizeLess: a full-screen program draws itself anew at each size, and
// what is seen is what it shows in a plain terminal.
func TestResizeLess(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		lab.Need(t, "less")
		command, env := []string{"less", "-R", testdata(t, "sample.txt")}, []string{"LESSHISTFILE=-"}
		direct := lab.NewTerminal(t, lab.Command{Args: command, Env: lab.Env(lab.Home(t), env...)})
		s := lab.StartSession(t, p, lab.SessionOptions{Command: command, ServerEnv: env})
		s.WaitText("sample.txt")
		direct.WaitText("sample.txt")
		for _, size := range [][2]int{{100, 30}, {50, 12}, {80, 24}} {
			s.Resize(size[0], size[1])
			direct.Resize(size[0], size[1])
			same(t, direct, s.Terminal)
		}
	})
}

// same waits until two terminals show the same.
func same(t *testing.T, direct, session *lab.Terminal) {
	t.Helper()
	difference := ""
	if !lab.Eventually(lab.Soon, func() bool {
		difference = direct.Screen().Differences(session.Screen())
		return difference == ""
	}) {
		t.Fatalf("screens differ (want: direct):\n%s", difference)
	}
}
