package e2e

import (
	"strings"
	"testing"

	"gomosh/internal/lab"
)

// say makes the far side write a string, given as the shell's printf wants it.
func say(s *lab.Session, text string) { s.Line("printf '" + text + "'") }

// TestTitle: the window title reaches the terminal, marked as mosh's.
func TestTitle(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		say(s, `\033]0;both of it\007`)
		s.WaitOutput("\x1b]0;[mosh] both of it\x07")
		s.Wait(lab.Soon, "title", func(s *lab.Screen) bool { return s.Title == "[mosh] both of it" })
		say(s, `\033]2;größer\033\134`)
		s.Wait(lab.Soon, "title", func(s *lab.Screen) bool { return s.Title == "[mosh] größer" })
	})
}

// TestTitleWithoutPrefix: MOSH_TITLE_NOPREFIX keeps titles as they are.
func TestTitleWithoutPrefix(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, gomoshClient, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{ClientEnv: []string{"MOSH_TITLE_NOPREFIX="}})
		s.WaitText("$")
		say(s, `\033]0;bare\007`)
		s.WaitOutput("\x1b]0;bare\x07")
	})
}

// TestBell: one bell rings once.
func TestBell(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		before := strings.Count(s.Output(), "\a")
		say(s, `\007`)
		lab.Until(t, lab.Soon, "bell", func() bool { return strings.Count(s.Output(), "\a") == before+1 })
	})
}

// TestClipboard: OSC 52 reaches the terminal's clipboard.
func TestClipboard(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		say(s, `\033]52;c;Y29waWVk\007`)
		s.WaitOutput("\x1b]52;c;Y29waWVk")
		lab.Until(t, lab.Soon, "text in the terminal's clipboard", func() bool { return s.Flag("buffer_sample") == "copied" })
	})
}

// TestBracketedPaste: the mode is switched on in the terminal, the marks
// arrive at the program, and the mode is off when the session is over.
func TestBracketedPaste(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		s.Line(`stty -icanon -echo; printf '\033[?2004h'; dd bs=1 count=22 2>/dev/null | od -c -A n`)
		s.WaitOutput("\x1b[?2004h")
		s.Paste("äöü pasted")
		s.WaitText(`033   [   2   0   0   ~`)
		if p.Client == lab.Gomosh { // stock leaves it on
			s.Bytes(0x1e, '.')
			s.WaitExit(lab.Soon)
			out := s.Output()
			if strings.LastIndex(out, "\x1b[?2004l") < strings.LastIndex(out, "\x1b[?2004h") {
				t.Error("bracketed paste is still on after the end")
			}
		}
	})
}

// TestMouse: mouse reporting is switched on in the terminal, reports arrive at
// the program, and it is off when the session is over.
func TestMouse(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		s.Line(`stty -icanon -echo; printf '\033[?1002h\033[?1006h'; dd bs=1 count=9 2>/dev/null | od -c -A n`)
		lab.Until(t, lab.Soon, "terminal reports the mouse", func() bool {
			return s.Flag("mouse_button_flag") == "1" && s.Flag("mouse_sgr_flag") == "1"
		})
		s.Type("\x1b[<0;5;6M")
		s.WaitText("033   [   <   0   ;   5   ;   6   M")
		s.Bytes(0x1e, '.')
		s.WaitExit(lab.Soon)
		lab.Until(t, lab.Soon, "mouse reporting off", func() bool { return s.Flag("mouse_any_flag") == "0" })
	})
}

// TestApplicationCursorKeys: arrow keys arrive in the form that the program
// has asked for.
func TestApplicationCursorKeys(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		s.Line(`stty -icanon -echo; echo re''ady; dd bs=1 count=3 2>/dev/null | od -c -A n`)
		s.WaitText("ready")
		s.Keys("Up")
		s.WaitText("033   [   A")
		s.Line(`clear; printf '\033[?1h'; echo aga''in; dd bs=1 count=3 2>/dev/null | od -c -A n`)
		s.WaitText("again")
		s.Keys("Up")
		s.WaitText("033   O   A")
	})
}

// TestReverseVideo: the whole screen inverted reaches the terminal.
func TestReverseVideo(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		say(s, `\033[?5h`)
		s.WaitOutput("\x1b[?5h")
	})
}

// TestWrittenInOnePiece: text that a program writes in one go arrives at the
// terminal as one string of bytes, blanks included, as those expect who wait
// for it there.
func TestWrittenInOnePiece(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		text := "one string of bytes, blanks      of six   and three included"
		s := lab.StartSession(t, p, lab.SessionOptions{Command: []string{"sh", "-c", `read x; clear; echo "$0"; exec sleep 600`, text}})
		s.Wait(lab.Soon, "contact", func(s *lab.Screen) bool { return !s.Contains("mosh: ") })
		s.Keys("Enter")
		s.WaitOutput(text)
	})
}
