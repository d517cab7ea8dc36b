package client

import (
	"fmt"
	"net/netip"
	"os"
	"runtime/debug"
	"time"

	"gomosh/internal/lean"
	"gomosh/internal/relay"
)

// Our own choices.
const (
	datagramBurst = 32              // taken in one turn of the loop
	settleLimit   = 1 * time.Second // a terminal may hold up a suspend, and the end
	frameWork     = 4 << 10         // bytes that a frame leaves behind, roughly
)

// A device is the user's terminal as the loop sees it.
type device interface {
	raw() error                // the attributes a session needs
	restore() error            // those it had before
	size() (cols, rows int)    // in cells
	cell() (width, height int) // in pixels; 0 if not known
	write(frame []byte) error  // blocks until the terminal has taken it
	stop() error               // stops the process group until SIGCONT
}

// A kind says what a signal means to the client.
type kind int

const (
	signalEnd      kind = iota // shut down in an orderly way
	signalContinue             // we were stopped and run again
	signalDie                  // restore the terminal and die of it
)

// A loop is the one event loop of a client. Goroutines beside it do nothing
// but wait for input: bytes of the terminal, datagrams, and the end of a write.
type loop struct {
	session *session
	device  device
	out     *output
	sockets *socketSet
	tunnel  tunnel // the SSH connection beside the session; nil: none
	paths   *paths
	said    []netip.AddrPort // what the server said of its addresses
	onlySSH bool             // nothing goes by UDP

	input    <-chan []byte // bytes typed; closed at the end of input
	incoming <-chan datagram
	changes  <-chan struct{}  // the local network may be another one
	jumps    <-chan struct{}  // the clock may have jumped
	resizes  <-chan os.Signal // SIGWINCH; a channel of one, so that a burst is one
	signals  <-chan os.Signal
	panics   <-chan error

	opened    bool   // the opening sequence was written
	suspended bool   // stopped by our own command and not resumed yet
	preface   []byte // to be written before the next frame
	frame     []byte // buffer of the frame being written
	died      os.Signal
	rest      lean.Rest
}

// lead runs a session from the first socket to the last frame. The terminal
// is given back on every way out, a panic included. An error means that there
// was no session. spawn starts a goroutine, guarded.
func (l *loop) lead(cfg *Config, spawn func(func())) error {
	if err := l.connect(cfg, time.Now()); err != nil {
		return err
	}
	l.out = newOutput(l.device.write, spawn)
	cols, rows := l.device.size()
	l.session = newSession(cfg, cols, rows, time.Now())
	if err := l.open(); err != nil {
		return err
	}
	var last []byte
	defer func() { l.close(last) }()
	l.run()
	if l.out.settle(settleLimit) {
		last = l.session.paintLast(time.Now(), nil)
	}
	return nil
}

// open takes over the terminal.
func (l *loop) open() error {
	if err := l.device.raw(); err != nil {
		return fmt.Errorf("setting up the terminal: %w", err)
	}
	l.opened = true
	l.session.pixels(l.device.cell())
	l.preface = l.session.open(time.Now(), l.preface)
	return nil
}

// close gives the terminal back as it was, after a last frame. It may be
// called in any state, also while the program panics.
func (l *loop) close(last []byte) {
	if !l.opened {
		return
	}
	l.opened = false
	defer l.device.restore() // nobody is left to be told of an error
	if l.out.settle(settleLimit) {
		final := append(l.preface, last...)
		l.preface = nil
		l.out.start(l.session.close(final))
		if l.out.settle(settleLimit) {
			l.drain()
		}
	}
}

// drain waits a moment for answers of the terminal that are under way, so that
// whoever reads the terminal next does not get them.
func (l *loop) drain() {
	timer := time.NewTimer(drainLimit)
	defer timer.Stop()
	for l.input != nil && l.session.asking.underWay(time.Now()) {
		select {
		case p, ok := <-l.input:
			if !ok {
				l.input = nil
			}
			l.session.asking.filter(time.Now(), p)
		case <-timer.C:
			return
		}
	}
}

// run is the loop. It returns when the session is over or a signal demands it.
func (l *loop) run() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	var awake watch
	start := time.Now()
	expected := start // the next turn at the latest
	for l.died == nil {
		now := time.Now()
		if awake.slept(now.Sub(start), now.Round(0), now.Sub(expected)) {
			l.networkChanged(now)
		}
		l.transmit(now)
		if over, _ := l.session.over(); over {
			return
		}
		if l.session.suspend {
			l.session.suspend = false
			l.suspendSelf(now)
		}
		painting := !l.out.busy && !l.suspended
		if painting {
			l.paint(now)
		}
		l.rest.Take(now)
		var due <-chan time.Time
		expected = now.Add(time.Hour)
		if at, ok := l.deadline(now, painting); ok {
			timer.Reset(at.Sub(now))
			due, expected = timer.C, later(now, at)
		}
		l.wait(due)
	}
}

// paint hands the newest picture to the terminal. The frame becomes what the
// next one is compared with, so none may be dropped after this.
func (l *loop) paint(now time.Time) {
	l.frame = append(l.frame[:0], l.preface...)
	l.preface = l.preface[:0]
	l.frame = l.session.paint(now, l.frame)
	if len(l.frame) > 0 {
		l.rest.Worked(now, frameWork)
		l.out.start(l.frame)
	}
}

// wait waits for one event and handles it.
func (l *loop) wait(due <-chan time.Time) {
	input := l.input
	if !l.session.wantsInput() {
		input = nil
	}
	select {
	case <-due:
	case p, ok := <-input:
		if !ok {
			l.input = nil
			l.session.end(time.Now(), noticeEOF)
			return
		}
		l.session.typed(time.Now(), p)
	case d := <-l.incoming:
		l.receive(time.Now(), d)
	case err := <-l.out.finished():
		l.out.idle()
		if err != nil { // the terminal is gone
			l.session.end(time.Now(), noticeEOF)
		}
	case <-l.jumps: // the next turn looks at the clock
	case <-l.changes:
		l.networkChanged(time.Now())
	case <-l.resizes:
		l.session.pixels(l.device.cell())
		cols, rows := l.device.size()
		l.session.resized(time.Now(), cols, rows)
	case s := <-l.signals:
		l.signal(time.Now(), s)
	case err := <-l.panics:
		panic(err)
	}
}

// receive takes a datagram and those that have arrived by now, so that a burst
// is painted once.
func (l *loop) receive(now time.Time, d datagram) {
	for n := 1; ; n++ {
		if d.on.ssh && d.said != relay.KindDatagram {
			l.tunnelSaid(now, d.said, string(d.payload))
		} else {
			l.arrived(now, d)
		}
		if n == datagramBurst {
			return
		}
		select {
		case d = <-l.incoming:
		default:
			return
		}
	}
}

func (l *loop) signal(now time.Time, s os.Signal) {
	switch kindOf(s) {
	case signalEnd:
		l.session.end(now, noticeSignal)
	case signalContinue:
		l.resume(now)
	case signalDie:
		l.died = s
	}
}

// suspendSelf gives the terminal back and stops the process group. Whatever
// comes next is done when the signal SIGCONT says that we run again; until
// then the picture is left alone.
func (l *loop) suspendSelf(now time.Time) {
	l.close(nil)
	l.suspended = true
	if l.out.settle(settleLimit) {
		l.out.start([]byte(wordsSuspended))
		l.out.settle(settleLimit)
	}
	if err := l.device.stop(); err != nil {
		l.resume(now)
	}
}

// resume takes the terminal again after a stop. If it was not our own, the
// terminal was left as it was and something else may have used it since: the
// bracket is closed before it is opened, so that what the terminal stacks (the
// title) stays balanced.
func (l *loop) resume(now time.Time) {
	l.suspended = false
	if l.opened {
		l.preface = l.session.close(l.preface)
	}
	if err := l.open(); err != nil {
		l.session.end(now, noticeEOF)
	}
	cols, rows := l.device.size()
	l.session.resized(now, cols, rows)
}

// guard runs f and turns a panic in it into one of the loop, which gives the
// terminal back first.
func guard(panics chan<- error, f func()) {
	defer func() {
		if v := recover(); v != nil {
			panics <- fmt.Errorf("%v\n\n%s", v, debug.Stack())
		}
	}()
	f()
}
