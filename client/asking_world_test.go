//go:build unix

package client

import (
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"gomosh/term"
)

// modernAnswers is what a terminal with everything answers to all questions.
const modernAnswers = "\x1b[?2026;2$y\x1b[?2027;2$y\x1b[?2031;2$y\x1b[?1016;2$y\x1b[?0u\x1b[?997;1n\x1bP>|kitty(0.40.1)\x1b\\" +
	"\x1b]10;rgb:dddd/dddd/dddd\a\x1b]11;rgb:1212/3434/5656\a\x1b]12;rgb:ffff/0000/0000\a\x1b]4;0;rgb:0101/0202/0303\a\x1b[?62;52;c"

// inWorldFromTheStart is inWorld for a client that has not done anything yet.
func inWorldFromTheStart(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, start(t, nil)) })
}

// writesSoFar returns the frames written.
func (f *fakeTerminal) writesSoFar() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.log), func(s string) bool {
		return s == "<raw>" || s == "<restore>" || s == "<stop>"
	})
}

// told returns what the server was told about the terminal.
func (n *fakeNetwork) told() []term.Facts {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.reports)
}

// The first frame is written at once, and so are the following ones: none waits
// for an answer. What is asked comes before the screen is cleared, in one write.
func TestStartIsNotHeld(t *testing.T) {
	inWorldFromTheStart(t, func(t *testing.T, w *world) {
		w.pass(time.Millisecond)
		log := w.terminal.writesSoFar()
		if len(log) != 1 {
			t.Fatalf("%d writes at the start: %q", len(log), log)
		}
		ask, clear := strings.Index(log[0], "\x1b[?2026$p"), strings.Index(log[0], "\x1b[2J")
		last := strings.LastIndex(log[0], "\x1b[c")
		if ask < 0 || last < ask || clear < last {
			t.Errorf("the first write is %q", log[0])
		}
		w.network.program("HELLO")
		w.pass(2*testDelay + 10*time.Millisecond)
		w.shows(0, "HELLO")
		w.quit()
	})
}

// Every frame is one write, inside of synchronized output as soon as the
// terminal has said that it has it, and not before.
func TestSynchronizedOutput(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		w.network.program("one")
		w.pass(time.Second)
		if calls := w.terminal.calls(); strings.Contains(calls, "\x1b[?2026h") {
			t.Error("synchronized output is used unasked")
		}
		w.key(modernAnswers)
		w.pass(time.Second)
		before := len(w.terminal.writesSoFar())
		w.network.program("\x1b[2J\x1b[Htwo\r\nthree\x1b]0;title\a\x1b[?2004h")
		w.pass(time.Second)
		frames := w.terminal.writesSoFar()[before:]
		if len(frames) != 1 || !strings.HasPrefix(frames[0], "\x1b[?2026h") || !strings.HasSuffix(frames[0], "\x1b[?2026l") {
			t.Errorf("the frame was written as %q", frames)
		}
		w.shows(1, "three")
		w.quit()
	})
}

// The server is told what the terminal answered, in time even if it answers
// nothing, and again when the user changes the colours.
func TestServerIsTold(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		told := w.network.told()
		if len(told) != 1 || told[0] != (term.Facts{Known: true, CellWidth: 8, CellHeight: 16}) {
			t.Errorf("of a silent terminal the server was told %d times", len(told))
		}
		w.key("a" + modernAnswers + "b")
		w.pass(time.Second)
		w.shows(0, "ab")
		facts := term.Facts{
			Known: true, Dark: true, Keyboard: true, Clusters: true, MousePixels: true, CellWidth: 8, CellHeight: 16,
		}
		facts.Colors.Dynamic = [10]term.Color{term.RGB(0xdd, 0xdd, 0xdd), term.RGB(0x12, 0x34, 0x56), term.RGB(0xff, 0, 0)}
		facts.Colors.Palette[0] = term.RGB(1, 2, 3)
		if told = w.network.told(); len(told) != 2 || told[1] != facts {
			t.Errorf("the server was told %d times, lastly %+v", len(told), told[len(told)-1])
		}
		if calls := w.terminal.calls(); !strings.Contains(calls, "\x1b[?2031h") {
			t.Error("the terminal is not asked to tell of changes")
		}
		before := len(w.terminal.calls())
		w.key("\x1b[?997;2n")
		w.pass(tellWithin / 2)
		if again := w.terminal.calls()[before:]; !strings.Contains(again, "\x1b]11;?\a") {
			t.Errorf("the new colours are not asked for: %q", again)
		}
		w.key("\x1b]11;rgb:ffff/ffff/ffff\a\x1b[?62c")
		w.pass(time.Second)
		facts.Dark, facts.Light, facts.Colors.Dynamic[1] = false, true, term.RGB(255, 255, 255)
		if told = w.network.told(); len(told) != 3 || told[2] != facts {
			t.Errorf("of the new colours the server was told %d times, lastly %+v", len(told), told[len(told)-1])
		}
		w.quit()
	})
}

// Whatever programs switched on is off again on every way out.
func TestEverythingIsUndone(t *testing.T) {
	const wild = "\x1b[?2004h\x1b[?1004h\x1b[?5h\x1b[?1007h\x1b[?1003h\x1b[?1016h\x1b[?2027h\x1b[>5u\x1b[>4;2m\x1b[4 q\x1b[?25l" +
		"\x1b]4;3;#123456\a\x1b]10;#010203\a\x1b]11;#040506\a\x1b]12;#070809\a\x1b]7;file://far/tmp\a\x1b]9;4;1;50\a\x1b]22;wait\a" +
		"\x1b]0;title\a\x1b]8;;http://x\alink\x1b[1;31m"
	for name, leave := range map[string]func(w *world){
		"quit":    func(w *world) { w.key("\x1b[54;6u.") },
		"SIGTERM": func(w *world) { w.signals <- syscall.SIGTERM },
		"SIGHUP":  func(w *world) { w.signals <- syscall.SIGHUP },
		"SIGQUIT": func(w *world) { w.signals <- syscall.SIGQUIT },
		"suspend": func(w *world) { w.key("\x1e\x1a") },
		"end":     func(w *world) { close(w.typed) },
		"panic":   func(w *world) { w.loop.sockets.spawn(func() { panic("boom") }) },
	} {
		for _, plain := range []bool{false, true} {
			inWorld(t, func(cfg *Config) { cfg.NoTermInit = plain }, func(t *testing.T, w *world) {
				w.key(modernAnswers)
				w.pass(time.Second)
				told := w.network.told()
				w.network.do <- func() { w.network.emulator.SetFacts(told[len(told)-1]) }
				w.network.program(wild)
				w.pass(time.Second)
				if m := w.terminal.screen().Modes; !m.BracketedPaste || m.Keyboard != 5 || m.OtherKeys != 2 ||
					m.MouseEncoding != term.MouseSGRPixels || w.terminal.screen().Colors == nil {
					t.Errorf("in the session the terminal has %+v", m)
				}
				leave(w)
				w.pass(10 * time.Second)
				after := w.terminal.screen()
				if after.Modes != (term.Modes{}) || !after.Cursor.Visible || after.Cursor.Shape != 0 ||
					after.Pen != (term.Style{}) || after.Colors != nil || after.Directory != "" ||
					after.Progress != (term.Progress{}) || after.Pointer != "" {
					t.Errorf("%s leaves %+v, cursor %+v, colours %v, directory %q, %+v, pointer %q", name,
						after.Modes, after.Cursor, after.Colors != nil, after.Directory, after.Progress, after.Pointer)
				}
				if name == "suspend" {
					w.signals <- syscall.SIGCONT
					w.pass(time.Second)
					if m := w.terminal.screen().Modes; !m.BracketedPaste || m.Keyboard != 5 || w.terminal.screen().Colors == nil {
						t.Errorf("after a suspension the terminal has %+v", m)
					}
					w.quit()
				}
			})
		}
	}
}

// A flood of notices reaches the user's desktop as a few.
func TestNoticesAreRationed(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		for range 100 {
			w.network.program("\x1b]9;done\a")
			w.pass(50 * time.Millisecond)
		}
		w.pass(time.Second)
		first := strings.Count(w.terminal.calls(), "\x1b]9;done\a")
		if first < noticeBurst || first > noticeBurst+2 {
			t.Errorf("%d notices of 100 in 5 s", first)
		}
		w.pass(time.Minute)
		w.network.program("\x1b]777;notify;a;b\a")
		w.pass(time.Second)
		if got := strings.Count(w.terminal.calls(), "\x1b]777;notify;a;b\a"); got != 1 {
			t.Errorf("a notice after a minute came %d times", got)
		}
		w.quit()
	})
}
