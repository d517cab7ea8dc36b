package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gomosh/internal/lab"
)

// bigFile makes a text file of about the given number of megabytes whose last
// line is "the end".
func bigFile(t *testing.T, megabytes int) string {
	t.Helper()
	var b strings.Builder
	line := strings.Repeat("0123456789 abcdefghij ", 3) + "\n"
	for b.Len() < megabytes<<20 {
		b.WriteString(line)
	}
	b.WriteString("the end\n")
	file := filepath.Join(t.TempDir(), "big")
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestBigCat: ten megabytes of text end with the right last screen, and soon.
func TestBigCat(t *testing.T) {
	t.Parallel()
	file := bigFile(t, 10)
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		s.Line("cat " + file)
		s.Wait(time.Minute, "end of the file", func(s *lab.Screen) bool {
			end := s.Find("the end")
			return end == len(s.Rows)-2 && s.Line(end+1) == "$" && strings.HasPrefix(s.Line(0), "0123456789 abc")
		})
		if sent := len(s.Output()); sent > 5<<20 {
			t.Errorf("%d bytes were written to the terminal: frames should have been skipped", sent)
		}
	})
}

// TestInterruptFlood: Ctrl-C ends endless output at once, as seen on screen.
func TestInterruptFlood(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		s.Line("yes flood; echo interrupted=$?")
		s.Wait(lab.Soon, "flood", func(s *lab.Screen) bool { return s.Line(0) == "flood" && s.Line(20) == "flood" })
		s.Keys("C-c")
		s.Wait(5*time.Second, "prompt after Ctrl-C", func(s *lab.Screen) bool { return s.Line(s.Row) == "$" })
		s.Line("echo still here")
		s.Wait(lab.Soon, "answer", func(s *lab.Screen) bool { return s.Line(s.Row-1) == "still here" })
	})
}

// TestStoppedOutput: with the terminal stopped by Ctrl-S while megabytes are
// pending, and something typed meanwhile, the session stays alive, and Ctrl-Q
// lets everything out.
func TestStoppedOutput(t *testing.T) {
	t.Parallel()
	file := bigFile(t, 20)
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := stopped(t, p, "cat "+file)
		s.Type("# typed while stopped")
		lab.Holds(t, 8*time.Second, "in contact while the output is stopped", func() bool {
			return !s.Screen().Contains("mosh: ")
		})
		s.Keys("C-q")
		s.Wait(time.Minute, "all output after Ctrl-Q", func(s *lab.Screen) bool { return s.Contains("cat=0") })
		s.Keys("Enter")
		s.Line("echo al''ive")
		s.WaitText("alive")
	})
}

// TestInputNobodyReads: with the output stopped and far more typed than a
// terminal takes, which makes stock's server hang, the session stays alive and
// can be left.
func TestInputNobodyReads(t *testing.T) {
	t.Parallel()
	file := bigFile(t, 20)
	lab.EachPair(t, gomoshServer, func(t *testing.T, p lab.Pair) {
		s := stopped(t, p, "cat "+file)
		s.Paste(strings.Repeat("# typed while stopped\n", 5000))
		lab.Holds(t, 8*time.Second, "in contact while nobody reads", func() bool {
			return !s.Screen().Contains("mosh: ")
		})
		s.Bytes(0x1e, '.')
		endsWell(t, s.Terminal)
		gone(t, s.Server, lab.Soon)
	})
}

// stopped starts a session in which a program writes much, and stops it with
// Ctrl-S while it does.
func stopped(t *testing.T, p lab.Pair, program string) *lab.Session {
	t.Helper()
	s := lab.StartSession(t, p, lab.SessionOptions{Relay: true})
	s.WaitText("$")
	s.Line("stty -ixany; " + program + "; echo cat=$?")
	s.WaitText("0123456789")
	s.Keys("C-s")
	lab.Until(t, lab.Soon, "output stops", func() bool { return quiet(s) })
	if s.Screen().Contains("cat=") {
		t.Fatal("the output ended before Ctrl-S took effect")
	}
	return s
}

// quiet reports whether the server has sent nothing but keep-alives for half a
// second: less than one full datagram.
func quiet(s *lab.Session) bool {
	_, before := s.Relay.Traffic()
	return !lab.Eventually(500*time.Millisecond, func() bool {
		_, now := s.Relay.Traffic()
		return now.Bytes-before.Bytes > 1000
	})
}
