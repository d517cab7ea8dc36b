//go:build unix

package server

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"gomosh/proto"
)

// world is a session with a client of proto on the other side of a perfect or
// cut line, in virtual time. It is the session's host.
type world struct {
	t       *testing.T
	now     time.Time
	session *session
	client  *proto.Client // nil before connect
	from    netip.AddrPort
	cut     bool // nothing gets through
	wakeups int  // of the session

	typed   strings.Builder
	full    bool
	starts  int
	events  []string // sizes, entries and messages, in order
	toReply [][]byte // datagrams on their way to the client
}

func newWorld(t *testing.T, change func(*Config)) *world {
	cfg := Config{Name: "test", Cols: 80, Rows: 24}
	if change != nil {
		change(&cfg)
	}
	w := &world{t: t, now: time.Unix(1e9, 0), from: netip.MustParseAddrPort("192.0.2.1:5000")}
	w.session = newSession(cfg, testKey, proto.IPv4, 77, w, w.now)
	w.session.advance(w.now)
	return w
}

var testKey = proto.Key{1, 2, 3}

func (w *world) send(to netip.AddrPort, datagram []byte) error {
	if !w.cut && to == w.from {
		w.toReply = append(w.toReply, slices.Clone(datagram))
	}
	return nil
}

func (w *world) input(p []byte)           { w.typed.Write(p) }
func (w *world) inputFull() bool          { return w.full }
func (w *world) resize(cols, rows int)    { w.event("size %dx%d", cols, rows) }
func (w *world) start()                   { w.starts++ }
func (w *world) entry(text string)        { w.event("entry %s", text) }
func (w *world) say(text string)          { w.event("say %s", text) }
func (w *world) event(f string, a ...any) { w.events = append(w.events, fmt.Sprintf(f, a...)) }

// take returns the events since the last take.
func (w *world) take() string {
	events := strings.Join(w.events, "; ")
	w.events = nil
	return events
}

// connect brings a client and lets the first exchange happen.
func (w *world) connect() {
	w.client = proto.NewClient(testKey, proto.IPv4, 80, 24, w.now)
	w.run(time.Second)
}

// exchange delivers all that is due now, in both directions.
func (w *world) exchange() {
	for !w.session.over {
		busy := false
		w.session.advance(w.now)
		for _, d := range w.toReply {
			// A client that is gone or a datagram that is late means nothing here.
			_ = w.client.Receive(w.now, d, false)
			busy = true
		}
		w.toReply = nil
		if w.client != nil {
			for _, d := range w.client.Poll(w.now) {
				if !w.cut {
					w.session.datagram(w.now, d, w.from, false)
					busy = true
				}
			}
		}
		if !busy {
			return
		}
	}
}

// run lets time pass, from one deadline to the next, until the session is over
// at the latest. It returns how much passed.
func (w *world) run(d time.Duration) time.Duration {
	begin, end := w.now, w.now.Add(d)
	for range 100000 {
		w.exchange()
		if w.session.over {
			return w.now.Sub(begin)
		}
		next := end
		if at, ok := w.session.deadline(); ok && at.Before(next) {
			next = at
		}
		if w.client != nil {
			if at, ok := w.client.Deadline(); ok && at.Before(next) {
				next = at
			}
		}
		if !next.After(w.now) && next != end {
			w.t.Fatalf("deadline in the past: %v at %v", next.Sub(begin), w.now.Sub(begin))
		}
		w.now = next
		w.wakeups++
		if w.now == end {
			w.exchange()
			return d
		}
	}
	w.t.Fatal("the deadlines never end")
	return 0
}

// row returns a row of the screen that the client has.
func (w *world) row(n int) string {
	_, screen, _ := w.client.Frame()
	var b strings.Builder
	cols, _ := screen.Size()
	for col := range cols {
		if g := screen.Glyph(n, col); g.Text == "" {
			b.WriteByte(' ')
		} else {
			b.WriteString(g.Text)
		}
	}
	return strings.TrimRight(b.String(), " ")
}

func (w *world) expect(what, want string) {
	w.t.Helper()
	if got := w.take(); got != want {
		w.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// over checks that the session ended after some time, and how its client did.
func (w *world) over(passed, want time.Duration, state proto.State) {
	w.t.Helper()
	if !w.session.over {
		w.t.Errorf("not over after %v", passed)
	}
	if passed > want {
		w.t.Errorf("over after %v, want %v at most", passed, want)
	}
	if w.client != nil {
		if state == proto.ClosedClean {
			// It is still there to answer a server that is gone.
			for range 10 {
				if at, ok := w.client.Deadline(); ok {
					w.client.Poll(at)
				}
			}
		}
		if got := w.client.State(); got != state {
			w.t.Errorf("the client is %v, want %v", got, state)
		}
	}
}

func TestNobodyComes(t *testing.T) {
	w := newWorld(t, nil)
	passed := w.run(time.Hour)
	if passed != firstContact {
		t.Errorf("over after %v", passed)
	}
	w.expect("events", "entry mosh [77]; say "+saidNoClient)
	if w.starts != 0 {
		t.Error("the program was started for nobody")
	}
}

func TestFirstContact(t *testing.T) {
	w := newWorld(t, nil)
	w.session.output([]byte("message of the day\r\n"))
	w.run(59 * time.Second)
	if w.starts != 0 {
		t.Error("started before the client came")
	}
	w.take()
	w.connect()
	if w.starts != 1 {
		t.Errorf("started %d times", w.starts)
	}
	w.expect("events", "size 80x24; entry 192.0.2.1 via mosh [77]; say client attached from 192.0.2.1:5000")
	if got := w.row(0); got != "message of the day" {
		t.Errorf("the client sees %q", got)
	}
	w.session.output([]byte("$ "))
	w.client.Type([]byte("ls\r"))
	w.run(time.Second)
	if w.starts != 1 || w.typed.String() != "ls\r" {
		t.Errorf("started %d times, typed %q", w.starts, w.typed.String())
	}
}

func TestSizes(t *testing.T) {
	w := newWorld(t, nil)
	w.connect()
	w.take()
	w.cut = true
	w.client.Resize(100, 30)
	w.run(time.Second)
	w.client.Resize(101, 31) // together, from here: two sizes, keys, a size
	w.client.Type([]byte("x"))
	w.run(time.Second)
	w.client.Resize(90, 20)
	w.run(time.Second)
	w.cut = false
	w.run(5 * time.Second)
	w.expect("events", "size 101x31; size 90x20")
	if w.typed.String() != "x" {
		t.Errorf("typed %q", w.typed.String())
	}
	if _, screen, _ := w.client.Frame(); screen != nil {
		if cols, rows := screen.Size(); cols != 90 || rows != 20 {
			t.Errorf("the client's screen is %dx%d", cols, rows)
		}
	}
}

func TestLoginRecord(t *testing.T) {
	w := newWorld(t, nil)
	w.connect()
	w.take()
	w.run(time.Hour)
	w.expect("an idle hour", "")

	w.from = netip.MustParseAddrPort("[2001:db8::1]:6000")
	w.run(21 * time.Second) // the pause between two signs of life is over
	w.expect("roaming", "entry 2001:db8::1 via mosh [77]; say client attached from [2001:db8::1]:6000")

	w.cut = true
	w.run(9 * time.Second)
	w.expect("a short silence", "")
	w.run(22 * time.Second)
	w.expect("a long silence", "entry mosh [77]; say client detached")
	w.run(time.Hour)
	w.expect("a very long silence", "")

	w.cut = false
	w.run(21 * time.Second)
	w.expect("back again", "entry 2001:db8::1 via mosh [77]; say client attached from [2001:db8::1]:6000")
}

func TestNetworkTimeout(t *testing.T) {
	timeout := func(c *Config) { c.NetworkTimeout = 10 * time.Second }
	t.Run("nobody comes", func(t *testing.T) {
		w := newWorld(t, timeout)
		w.over(w.run(time.Hour), 10*time.Second, 0)
	})
	t.Run("idle", func(t *testing.T) {
		w := newWorld(t, timeout)
		w.connect()
		w.run(time.Hour)
		if w.session.over {
			t.Error("ended although the client is there")
		}
	})
	t.Run("client killed", func(t *testing.T) {
		// It is looked for 18 s later.
		w := newWorld(t, timeout)
		w.connect()
		w.cut = true
		w.over(w.run(time.Hour), 17*time.Second, proto.Established)
	})
	t.Run("address forgotten", func(t *testing.T) {
		w := newWorld(t, func(c *Config) { c.NetworkTimeout = 100 * time.Second })
		w.connect()
		w.cut = true
		w.over(w.run(time.Hour), 100*time.Second, proto.Established)
	})
}

func TestSignals(t *testing.T) {
	t.Run("USR1", func(t *testing.T) {
		w := newWorld(t, nil)
		w.connect()
		w.session.signal(w.now, syscall.SIGUSR1)
		w.over(w.run(time.Hour), time.Second, proto.ClosedClean)
	})
	t.Run("USR1, client heard", func(t *testing.T) {
		w := newWorld(t, func(c *Config) { c.SignalTimeout = 20 * time.Second })
		w.connect()
		w.session.signal(w.now, syscall.SIGUSR1)
		w.run(time.Minute)
		if w.session.over {
			t.Error("over although the client is there")
		}
		w.cut = true
		w.run(15 * time.Second)
		w.session.signal(w.now, syscall.SIGUSR1)
		w.run(8 * time.Second)
		if w.session.over {
			t.Error("over after 15 s of silence")
		}
		w.session.signal(w.now, syscall.SIGUSR1)
		w.over(w.run(time.Hour), 6*time.Second, proto.Established)
	})
	t.Run("TERM", func(t *testing.T) {
		w := newWorld(t, nil)
		w.connect()
		w.session.signal(w.now, syscall.SIGTERM)
		w.over(w.run(time.Hour), time.Second, proto.ClosedClean)
	})
	t.Run("TERM twice", func(t *testing.T) {
		w := newWorld(t, nil)
		w.connect()
		w.cut = true
		w.session.signal(w.now, syscall.SIGTERM)
		w.session.advance(w.now)
		if w.session.over {
			t.Error("over without a word to the client")
		}
		w.session.signal(w.now, syscall.SIGINT)
		w.over(w.run(time.Hour), 0, proto.Established)
	})
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGUSR1} {
		t.Run("without client", func(t *testing.T) {
			w := newWorld(t, nil)
			w.session.signal(w.now, sig)
			w.over(w.run(time.Hour), 0, 0)
		})
	}
}

func TestHangup(t *testing.T) {
	w := newWorld(t, nil)
	w.connect()
	w.session.output([]byte("logout\r\n"))
	w.session.hangup(w.now)
	w.session.output([]byte("late"))
	w.client.Type([]byte("exit\r"))
	w.over(w.run(time.Hour), time.Second, proto.ClosedClean)
	if got := w.row(0) + w.row(1); got != "logout" {
		t.Errorf("the client's last screen says %q", got)
	}
	if w.typed.Len() > 0 {
		t.Errorf("%q was typed into a terminal that is gone", w.typed.String())
	}
}

func TestHangupWhileAway(t *testing.T) {
	w := newWorld(t, nil)
	w.connect()
	w.cut = true
	w.run(time.Minute) // the address is forgotten
	w.session.hangup(w.now)
	w.over(w.run(time.Hour), 10*time.Second, proto.Established)
}

func TestClientLeaves(t *testing.T) {
	w := newWorld(t, nil)
	w.connect()
	w.client.Shutdown(w.now)
	w.over(w.run(time.Hour), 2*time.Second, proto.ClosedClean)
}

func TestStartFails(t *testing.T) {
	w := newWorld(t, nil)
	w.connect()
	w.session.output([]byte("cannot start\r\n"))
	w.session.startFailed(w.now)
	w.run(readTime - time.Millisecond)
	if w.session.over || w.row(0) != "cannot start" {
		t.Errorf("over %v, screen %q", w.session.over, w.row(0))
	}
	w.over(w.run(time.Hour), time.Second, proto.ClosedClean)
}

func TestProgramDoesNotRead(t *testing.T) {
	w := newWorld(t, nil)
	w.connect()
	w.full = true
	w.client.Type([]byte("lost for now"))
	w.session.output([]byte("still shown\x1b[6n"))
	w.from = netip.MustParseAddrPort("198.51.100.9:5001")
	w.take()
	w.run(10 * time.Minute)
	if w.typed.Len() > 0 {
		t.Errorf("typed %q although nothing can be taken", w.typed.String())
	}
	if got := w.row(0); got != "still shown" {
		t.Errorf("the client sees %q", got)
	}
	if got := w.take(); got != "entry 198.51.100.9 via mosh [77]; say "+sayAttached(w.from) {
		t.Errorf("ten minutes of it: %s", got)
	}
	if n := w.client.Backlog(); n != len("lost for now") {
		t.Errorf("%d events are not acknowledged", n)
	}
	w.full = false
	w.run(10 * time.Second)
	if got := w.typed.String(); got != "lost for now" {
		t.Errorf("typed %q in the end", got)
	}
}

// A user who leaves while the program does not read does not wait.
func TestLeavingAProgramThatDoesNotRead(t *testing.T) {
	w := newWorld(t, nil)
	w.connect()
	w.full = true
	w.client.Type([]byte("never read"))
	w.run(10 * time.Second)
	w.client.Shutdown(w.now)
	w.over(w.run(time.Hour), 3*time.Second, proto.ClosedClean)
}

func TestReplies(t *testing.T) {
	w := newWorld(t, nil)
	w.connect()
	w.session.output([]byte("ab\x1b[6n"))
	if got := w.typed.String(); got != "\x1b[1;3R" {
		t.Errorf("the program got %q", got)
	}
}

func TestCursorKeyMode(t *testing.T) {
	w := newWorld(t, nil)
	w.connect()
	w.client.Type([]byte("\x1bOA"))
	w.run(time.Second)
	w.session.output([]byte("\x1b[?1h"))
	w.client.Type([]byte("\x1bOA\x1b"))
	w.run(time.Second)
	w.client.Type([]byte("O"))
	w.run(time.Second)
	if got, want := w.typed.String(), "\x1b[A\x1bOA\x1bO"; got != want {
		t.Errorf("the program got %q, want %q", got, want)
	}
}

func TestSynchronizedOutput(t *testing.T) {
	w := newWorld(t, nil)
	w.connect()
	w.session.output([]byte("\x1b[?2026hhalf"))
	w.run(frameHold - time.Millisecond)
	if got := w.row(0); got != "" {
		t.Errorf("half a frame was shown: %q", got)
	}
	w.session.output([]byte(" whole\x1b[?2026l"))
	w.run(100 * time.Millisecond)
	if got := w.row(0); got != "half whole" {
		t.Errorf("the client sees %q", got)
	}
	w.session.output([]byte("\r\n\x1b[?2026hforgotten"))
	w.run(frameHold + 100*time.Millisecond)
	if got := w.row(1); got != "forgotten" {
		t.Errorf("the client sees %q", got)
	}
}

// An idle session wakes up only to say that it is alive.
func TestIdle(t *testing.T) {
	w := newWorld(t, nil)
	w.connect()
	w.run(10 * time.Second)
	w.wakeups = 0
	w.run(60 * time.Second)
	// Client and server each send every 3 s at most, and a few looks are free.
	if w.wakeups > 50 {
		t.Errorf("%d deadlines in an idle minute", w.wakeups)
	}
	w.cut = true
	w.run(2 * time.Minute)
	w.client = nil
	w.wakeups = 0
	w.run(time.Hour)
	if w.wakeups > 1 {
		t.Errorf("%d deadlines in an hour without a client", w.wakeups)
	}
}

// Anything may arrive from the network, and nothing may come of it.
func TestJunk(t *testing.T) {
	w := newWorld(t, nil)
	w.take()
	for n := range 3000 {
		w.session.datagram(w.now, make([]byte, n), w.from, n%2 == 0)
		w.session.advance(w.now)
	}
	w.expect("junk", "")
	if w.starts > 0 || w.typed.Len() > 0 || len(w.toReply) > 0 {
		t.Error("junk had an effect")
	}
}
