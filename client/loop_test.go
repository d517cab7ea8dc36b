//go:build unix

package client

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// inWorld runs a test in a world of its own, in virtual time.
func inWorld(t *testing.T, change func(*Config), test func(t *testing.T, w *world)) {
	t.Helper()
	inWorldWith(t, change, nil, test)
}

// inWorldWith is inWorld with a world that is prepared before it begins.
func inWorldWith(t *testing.T, change func(*Config), prepare []func(*world), test func(t *testing.T, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := start(t, change, prepare...)
		defer func() { // a test that gave up leaves nothing running
			select {
			case <-w.over:
			default:
				w.signals <- syscall.SIGTERM
				<-w.over
			}
		}()
		w.pass(time.Second)
		test(t, w)
	})
}

// plainScreen keeps the session on the terminal's ordinary screen, where the
// last frame stays to be seen.
func plainScreen(cfg *Config) { cfg.NoTermInit = true }

func TestSessionEndToEnd(t *testing.T) {
	inWorld(t, plainScreen, func(t *testing.T, w *world) {
		w.key("hello")
		w.pass(200 * time.Millisecond)
		w.shows(0, "hello")
		w.network.program("\r\n\x1b[1;31mred\x1b[m wide 漢字\x1b]2;name\a")
		w.pass(time.Second)
		w.shows(1, "red wide 漢字")
		if got := w.terminal.screen().Title.Window; got != "[mosh] name" {
			t.Errorf("window title %q", got)
		}
		before := w.terminal.frames()
		w.pass(time.Hour)
		if got := w.terminal.frames(); got != before {
			t.Errorf("%d frames were written in an idle hour", got-before)
		}
		w.quit()

		calls := w.terminal.calls()
		if !strings.HasPrefix(calls, "<raw>") || !strings.HasSuffix(calls, "<restore>") || strings.Contains(calls, testOpen) {
			t.Errorf("terminal calls %q", calls)
		}
		if got := w.terminal.screen().Title.Window; got != "name" {
			t.Errorf("window title %q at the end", got)
		}
		w.shows(0, "hello") // the notice of quitting is gone in the last frame
	})
}

func TestPasteIsDelivered(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		w.key(strings.Repeat("0123456789", 20))
		w.pass(time.Second)
		for row := range 5 {
			w.shows(row, strings.Repeat("0123456789", 4))
		}
		w.quit()
	})
}

func TestServerEnds(t *testing.T) {
	inWorld(t, plainScreen, func(t *testing.T, w *world) {
		w.network.do <- func() {
			w.network.emulator.Write([]byte("bye"))
			w.network.server.SetScreen(w.network.emulator.Snapshot())
			w.network.server.Shutdown(time.Now())
		}
		w.end(time.Second)
		if _, clean := w.loop.session.over(); !clean {
			t.Error("the end was not clean")
		}
		w.shows(0, "bye")
	})
}

func TestOrderlyEnds(t *testing.T) {
	tests := []struct {
		name, notice string
		do           func(w *world)
	}{
		{"quit key", "mosh: Exiting on user request...", func(w *world) { w.key("\x1e.") }},
		{"end of input", "mosh: Exiting...", func(w *world) { close(w.typed) }},
		{"SIGTERM", "mosh: Signal received, shutting", func(w *world) { w.signals <- syscall.SIGTERM }},
		{"SIGHUP", "mosh: Signal received, shutting", func(w *world) { w.signals <- syscall.SIGHUP }},
		{"SIGINT", "mosh: Signal received, shutting", func(w *world) { w.signals <- syscall.SIGINT }},
		{"SIGPIPE", "mosh: Signal received, shutting", func(w *world) { w.signals <- syscall.SIGPIPE }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, nil, func(t *testing.T, w *world) {
				tt.do(w)
				w.pass(testDelay)
				if got := w.terminal.row(0); !strings.HasPrefix(got, tt.notice) {
					t.Errorf("notice %q, want %q", got, tt.notice)
				}
				w.end(time.Second)
				if _, clean := w.loop.session.over(); !clean {
					t.Error("the end was not clean")
				}
				if w.loop.died != nil {
					t.Errorf("died of %v", w.loop.died)
				}
			})
		})
	}
}

// What is typed after the quit key is not sent any more.
func TestInputAfterQuit(t *testing.T) {
	inWorld(t, plainScreen, func(t *testing.T, w *world) {
		w.key("a\x1e.b")
		w.end(time.Second)
		w.shows(0, "a")
	})
}

func TestDeadlySignal(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		w.signals <- syscall.SIGQUIT
		w.end(time.Second)
		if w.loop.died != os.Signal(syscall.SIGQUIT) {
			t.Errorf("died of %v", w.loop.died)
		}
		if calls := w.terminal.calls(); !strings.HasSuffix(calls, testClose+"<restore>") {
			t.Errorf("the terminal was not restored: %q", calls)
		}
	})
}

func TestPanicRestoresTerminal(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		w.loop.sockets.spawn(func() { panic("boom") })
		<-w.over
		if !strings.Contains(fmt.Sprint(w.panicked), "boom") {
			t.Errorf("panicked with %v", w.panicked)
		}
		w.panicked = nil
		if calls := w.terminal.calls(); !strings.HasSuffix(calls, testClose+"<restore>") {
			t.Errorf("the terminal was not restored: %q", calls)
		}
	})
}

func TestSuspend(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		w.key("text")
		w.pass(time.Second)
		w.key("\x1e")
		w.pass(time.Millisecond)
		if got := w.terminal.row(0); !strings.HasPrefix(got, "mosh: Commands: Ctrl-Z suspends") {
			t.Errorf("help shows %q", got)
		}
		w.key("\x1a")
		w.pass(time.Millisecond)
		want := testClose + "<restore>" + wordsSuspended + "<stop>"
		if calls := w.terminal.calls(); !strings.HasSuffix(calls, want) {
			t.Errorf("suspended by %q, want %q at the end", calls, want)
		}

		// Stopped: what comes from the server is not drawn.
		w.network.program("\r\nmore")
		before := w.terminal.frames()
		w.pass(time.Second)
		if w.terminal.frames() != before {
			t.Error("something was drawn while suspended")
		}

		w.signals <- syscall.SIGCONT
		w.pass(time.Millisecond)
		calls := w.terminal.calls()
		if n := strings.Count(calls, testOpen); n != 2 {
			t.Errorf("opened %d times after one suspend, want 2", n)
		}
		if n := strings.Count(calls, testClose); n != 1 {
			t.Errorf("closed %d times after one suspend, want 1", n)
		}
		if !strings.Contains(calls, "<stop><raw>"+testOpen) {
			t.Errorf("resumed by %q", calls)
		}
		w.shows(0, "text")
		w.shows(1, "more")
		w.quit()
	})
}

func TestSuspendThatFails(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		w.terminal.stopping = errors.New("not permitted")
		w.key("text\x1e\x1a")
		w.pass(time.Second)
		w.shows(0, "text")
		w.quit()
	})
}

// Stopped and continued from outside: the terminal is taken again, and what
// it stacks stays balanced.
func TestStoppedFromOutside(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		w.key("text")
		w.pass(time.Second)
		w.terminal.write([]byte("\x1b[2Jshell was here"))
		w.signals <- syscall.SIGCONT
		w.pass(time.Millisecond)
		w.shows(0, "text")
		calls := w.terminal.calls()
		if !strings.Contains(calls, "<raw>"+testOpen) || strings.Count(calls, "<raw>") != 2 {
			t.Errorf("resumed by %q", calls)
		}
		w.quit()
		calls = w.terminal.calls()
		if opens, closes := strings.Count(calls, testOpen), strings.Count(calls, testClose); opens != closes {
			t.Errorf("%d opening and %d closing sequences", opens, closes)
		}
	})
}

func TestRepaintKey(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		w.key("text\r\n")
		w.pass(time.Second)
		w.terminal.write([]byte("\x1b[Hrubbish\x1b[2;2Hrubbish"))
		w.key("\x0c")
		w.pass(time.Second)
		w.shows(0, "text")
		w.shows(1, "")
		w.quit()
	})
}

// A resized terminal is redrawn at once, cut or padded, and a burst of sizes
// is told to the server as few.
func TestResize(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		w.key("one two three")
		w.pass(time.Second)
		for cols := 39; cols >= 8; cols-- {
			w.terminal.resize(cols, 4)
			w.winch <- syscall.SIGWINCH
			w.pass(time.Millisecond)
		}
		w.shows(0, "one two")
		w.pass(time.Second)
		sizes := strings.Fields(w.network.sizes())
		if len(sizes) > 4 || sizes[0] != "40x6" || sizes[len(sizes)-1] != "8x4" {
			t.Errorf("the server was told %q", sizes)
		}
		w.winch <- syscall.SIGWINCH // no change
		w.pass(time.Second)
		if got := strings.Fields(w.network.sizes()); len(got) != len(sizes) {
			t.Errorf("the server was told %q", got)
		}
		w.quit()
	})
}

// A terminal that takes nothing does not hold up the session; when it does
// again it is shown the newest picture, in one write.
func TestSlowTerminal(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		w.pass(time.Second)
		release := w.terminal.hold()
		w.key("a") // its frame is stuck in the terminal
		w.pass(time.Second)
		before := w.terminal.frames()
		for i := range 100 {
			w.network.program(fmt.Sprintf("\r\nline %d", i))
			w.key("\x00") // the loop takes it
			w.pass(30 * time.Millisecond)
		}
		w.pass(time.Second)
		release()
		w.pass(time.Second)
		w.shows(5, "line 99")
		w.shows(4, "line 98")
		if got := w.terminal.frames() - before; got > 2 {
			t.Errorf("%d frames were written after the terminal was free again", got)
		}
		w.quit()
	})
}

// A terminal that is blocked for good cannot keep the client from ending.
func TestBlockedTerminalAtEnd(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		release := w.terminal.hold()
		w.key("a")
		w.pass(time.Second)
		w.key("\x1e.")
		synctest.Wait()
		deadline := time.After(5 * time.Second)
		restored := false
		for !restored {
			select {
			case <-deadline:
				t.Fatal("the terminal was not restored")
			case <-time.After(10 * time.Millisecond):
				restored = strings.HasSuffix(w.terminal.calls(), "<restore>")
			}
		}
		release()
		w.end(time.Second)
	})
}

// Lost contact is told, sockets are changed, and all is well afterwards.
func TestOutage(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		w.key("before\r\n")
		w.pass(time.Second)
		w.network.setCut(true)
		w.pass(12 * time.Second)
		if got := w.terminal.row(0); !strings.HasPrefix(got, "mosh: Last contact 1") {
			t.Errorf("after 12 s the terminal shows %q", got)
		}
		w.pass(3 * time.Minute)
		all, open := w.network.openSockets()
		if all < 10 || open != maxSockets {
			t.Errorf("%d sockets opened and %d open after an outage of 3 minutes", all, open)
		}
		w.key("during")
		w.network.setCut(false)
		w.pass(8 * time.Second)
		w.shows(0, "before")
		w.shows(1, "during")
		w.pass(2 * time.Minute)
		if _, open := w.network.openSockets(); open != 1 {
			t.Errorf("%d sockets are open long after", open)
		}
		w.quit()
	})
}

func TestSendErrors(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		w.network.setFailure(fmt.Errorf("sendto: %w", syscall.ENETUNREACH))
		w.key("x")
		w.pass(100 * time.Millisecond)
		if got := w.terminal.row(0); !strings.HasPrefix(got, "mosh: network is unreachable") {
			t.Errorf("the terminal shows %q", got)
		}
		w.network.setFailure(nil)
		w.pass(10 * time.Second)
		w.shows(0, "x")
		w.quit()
	})
}

func TestJunkIsDropped(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		w.key("x")
		w.pass(time.Second)
		before := w.terminal.frames()
		for _, junk := range []string{"", "junk", strings.Repeat("x", 100), strings.Repeat("y", maxDatagram+1)} {
			w.network.inject([]byte(junk))
		}
		w.pass(time.Second)
		if got := w.terminal.frames(); got != before {
			t.Errorf("%d frames were written about junk", got-before)
		}
		w.quit()
		if got := w.loop.session.junk; got != 4 {
			t.Errorf("%d datagrams were counted as junk, want 4", got)
		}
	})
}

// No server at all: the notice after 250 ms, giving up after 15 s, the end
// not more than ten seconds later.
func TestNoServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := start(t, nil)
		w.network.setCut(true)
		w.pass(249 * time.Millisecond)
		w.shows(0, "")
		w.pass(10 * time.Millisecond)
		w.shows(0, "mosh: Nothing received from server on UD")
		w.pass(14 * time.Second)
		w.shows(0, "mosh: Nothing received from server on UD")
		w.pass(time.Second)
		w.shows(0, "mosh: Timed out waiting for server... (1")
		w.end(10 * time.Second)
		if over, clean := w.loop.session.over(); !over || clean {
			t.Errorf("over: %v, clean: %v", over, clean)
		}
		if !w.loop.session.net.Heard().IsZero() {
			t.Error("something was heard")
		}
		if calls := w.terminal.calls(); !strings.HasSuffix(calls, testClose+"<restore>") {
			t.Errorf("the terminal was not restored: %q", calls)
		}
	})
}

// A silent server is waited for, for ever.
func TestServerGone(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		w.network.setCut(true)
		w.pass(time.Hour)
		if got := w.terminal.row(0); !strings.HasPrefix(got, "mosh: Last contact 1:00:0") {
			t.Errorf("the terminal shows %q", got)
		}
		w.key("\x1e.")
		w.end(11 * time.Second)
		if over, clean := w.loop.session.over(); !over || clean {
			t.Errorf("over: %v, clean: %v", over, clean)
		}
	})
}

// What is typed in an outage is kept, but not without bound.
func TestInputIsBounded(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		w.network.setCut(true)
		chunk := []byte(strings.Repeat("x", inputSize))
		taken := 0
		for {
			select {
			case w.typed <- chunk:
				taken += len(chunk)
				continue
			case <-time.After(time.Second):
			}
			break
		}
		if taken < inputBacklog || taken > inputBacklog+2*inputSize {
			t.Errorf("%d bytes were taken in an outage", taken)
		}
		w.network.setCut(false)
		w.pass(5 * time.Minute)
		select {
		case w.typed <- []byte("\r\nend"):
		case <-time.After(time.Second):
			t.Fatal("no input is taken after the outage")
		}
		w.pass(time.Second)
		w.shows(5, "end")
		w.quit()
	})
}
