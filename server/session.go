//go:build unix

package server

import (
	"fmt"
	"net/netip"
	"os"
	"syscall"
	"time"

	"gomosh/proto"
	"gomosh/term"
)

// The limits of a session's life that nobody can change.
const (
	firstContact = 60 * time.Second // for a client to appear at all
	detachAfter  = 30 * time.Second // of silence until others see the session as detached
	readTime     = 3 * time.Second  // to read why the program could not be started
	leaveTime    = 4 * time.Second  // for a client to answer when the server was told to end
)

// frameHold is how long a program may keep a frame of its own from being shown
// (synchronized output, DEC private mode 2026).
const frameHold = 150 * time.Millisecond

// factsTime is how long the answers to a program's questions about the terminal
// may wait for the client to tell about it. That takes a round trip and what the
// terminal needs to answer.
const factsTime = time.Second

// host is the world around a session. No method may wait.
type host interface {
	send(to netip.AddrPort, datagram []byte) error
	input(p []byte)        // something typed, for the program; p is not kept
	inputFull() bool       // no more input can be taken at the moment
	resize(cols, rows int) // the terminal's new window size
	start()                // the program may start; called once
	entry(text string)     // what the record of logged-in users shows
	say(text string)       // a message for whoever watches the server
}

// session is the life of a server as a state machine: events come in with the
// time at which they happened, effects go out to a host. After each event the
// owner calls advance, and again when the deadline is reached. It is used by one
// goroutine.
type session struct {
	cfg   Config
	host  host
	proto *proto.Server
	emu   *term.Emulator
	keys  arrowKeys
	born  time.Time
	pid   int

	started  bool           // the program was released
	failed   time.Time      // when it could not be started; zero if it could
	ending   bool           // shutting down: the program no longer counts
	leaveBy  time.Time      // when to go without an answer; zero: when proto gives up
	over     bool           // nothing more to do
	attached netip.AddrPort // the client in the record of logged-in users; zero if detached
	changed  bool           // the screen may differ from the one that proto has
	shown    *term.Screen   // with -v, the screen that proto has
	factsBy  time.Time      // when to go on without word of the client's terminal; zero: it is not waited for
	held     time.Time      // since when it is kept back on the program's wish; zero if it is not
	typed    []byte         // buffer for translated input
}

func newSession(cfg Config, key proto.Key, family proto.Family, pid int, h host, now time.Time) *session {
	s := &session{
		cfg:   cfg,
		host:  h,
		proto: proto.NewServer(key, family, cfg.Cols, cfg.Rows, now),
		emu:   term.NewEmulator(cfg.Cols, cfg.Rows),
		born:  now,
		pid:   pid,
	}
	s.emu.SetFacts(term.Facts{})
	// Several signs of life may be lost before silence is taken for an end.
	s.proto.SetMaxIdle(cfg.NetworkTimeout / 3)
	h.entry(s.detachedText())
	return s
}

// datagram takes a datagram from the network. While the program does not take
// what was typed, the client keeps what else it has.
func (s *session) datagram(now time.Time, payload []byte, from netip.AddrPort, ce bool) {
	s.proto.HoldInput(s.host.inputFull() && !s.ending)
	// A datagram that is not from the client, or not in order, has no meaning.
	events, _ := s.proto.Receive(now, payload, from, ce)
	if s.ending {
		return
	}
	s.apply(now, events)
	if !s.started && s.proto.Attached() {
		s.started = true
		s.awaitFacts(now)
		s.host.start()
	}
}

// apply does what the user did. Of several window sizes in a row only the last
// one is of interest.
func (s *session) apply(now time.Time, events []proto.Event) {
	s.typed = s.typed[:0]
	for i, event := range events {
		switch {
		case event.Keys != nil:
			s.typed = s.keys.translate(s.typed, event.Keys, now, s.emu.ApplicationCursorKeys())
		case event.Report != nil:
			s.flush()
			s.emu.SetFacts(term.ParseReport(event.Report))
			s.answer()
		case i+1 == len(events) || events[i+1].Cols == 0:
			s.flush()
			s.emu.Resize(event.Cols, event.Rows)
			s.host.resize(event.Cols, event.Rows)
			s.answer()
			s.changed = true
		}
	}
	s.flush()
}

// awaitFacts makes the program's questions about the terminal wait for what a
// client that can tell will tell about it.
func (s *session) awaitFacts(now time.Time) {
	if caps, _ := s.proto.Capabilities(); caps&proto.CapReports != 0 {
		s.emu.AwaitFacts(true)
		s.factsBy = now.Add(factsTime)
	}
}

// flush hands over what was translated.
func (s *session) flush() {
	if len(s.typed) > 0 {
		s.host.input(s.typed)
		s.typed = s.typed[:0]
	}
}

// output takes what the program wrote.
func (s *session) output(p []byte) {
	if s.ending {
		return
	}
	s.emu.Write(p)
	s.changed = true
	s.answer()
}

// answer gives the program the answers to what it asked the terminal. One that
// asks more than it reads gets none.
func (s *session) answer() {
	if replies := s.emu.TakeReplies(); len(replies) > 0 && !s.host.inputFull() {
		s.host.input(replies)
	}
}

// hangup takes the news that the last program has closed the terminal.
func (s *session) hangup(now time.Time) {
	s.shutdown(now)
}

// startFailed takes the news that the program could not be started; the
// terminal shows why.
func (s *session) startFailed(now time.Time) {
	s.failed = now
}

// signal takes a signal from outside.
func (s *session) signal(now time.Time, sig os.Signal) {
	switch sig {
	case syscall.SIGUSR1:
		if now.Sub(s.heard()) >= s.cfg.SignalTimeout {
			s.leave(now)
		}
	case syscall.SIGTERM, syscall.SIGINT:
		if s.ending {
			s.over = true
		}
		s.leave(now)
	}
}

// leave ends the session on demand or for the client's silence. A client that
// might be there is told, for a short time: those who ask for the end do not wait
// long.
func (s *session) leave(now time.Time) {
	if _, known := s.proto.Peer(); !known {
		s.over = true
		return
	}
	s.shutdown(now)
	if s.leaveBy.IsZero() {
		s.leaveBy = now.Add(leaveTime)
	}
}

// shutdown begins to take leave of the client.
func (s *session) shutdown(now time.Time) {
	if s.ending {
		return
	}
	s.ending = true
	s.show()
	s.proto.Shutdown(now)
}

// advance does all that is due: answers, frames, the ends of patience.
func (s *session) advance(now time.Time) {
	if !s.factsBy.IsZero() && !now.Before(s.factsBy) {
		s.factsBy = time.Time{}
		s.emu.AwaitFacts(false)
		s.answer()
	}
	s.typed = s.keys.release(s.typed[:0], now)
	s.flush()
	s.live(now)
	s.offer(now)
	to, datagrams := s.proto.Poll(now)
	for _, datagram := range datagrams {
		if err := s.host.send(to, datagram); err != nil {
			s.proto.SendFailed(err)
		}
	}
	if state := s.proto.State(); state == proto.ClosedClean || state == proto.ClosedTimeout ||
		!s.leaveBy.IsZero() && !now.Before(s.leaveBy) {
		s.over = true
	}
}

// offer hands the newest screen over if there is one, and if the program does
// not want to finish it first.
func (s *session) offer(now time.Time) {
	switch {
	case !s.changed:
	case !s.emu.Synchronizing():
		s.show()
	case s.held.IsZero():
		s.held = now
	case now.Sub(s.held) >= frameHold:
		s.show()
	}
}

// show hands the newest screen over.
func (s *session) show() {
	s.changed, s.held = false, time.Time{}
	screen := s.emu.Snapshot()
	if s.cfg.Verbose > 0 {
		if s.shown != nil && !roundTrip(s.shown, screen) {
			s.host.say(saidRoundTrip)
		}
		s.shown = screen
	}
	s.proto.SetScreen(screen)
}

// live looks at the client's silence and at the program's failure to start.
func (s *session) live(now time.Time) {
	if s.ending {
		return
	}
	silence := now.Sub(s.heard())
	if !s.proto.Attached() {
		if silence >= firstContact {
			s.host.say(saidNoClient)
			s.over = true
			return
		}
	} else if peer, known := s.proto.Peer(); silence >= detachAfter {
		s.showDetached()
	} else if known && peer != s.attached {
		s.showAttached(peer)
	}
	switch {
	case s.cfg.NetworkTimeout > 0 && silence >= s.cfg.NetworkTimeout:
		s.leave(now)
	case !s.failed.IsZero() && now.Sub(s.failed) >= readTime:
		s.shutdown(now)
	}
}

// deadline is when advance has to be called next, if no event comes before.
func (s *session) deadline() (time.Time, bool) {
	next, ok := s.proto.Deadline()
	sooner := func(t time.Time) {
		if !ok || t.Before(next) {
			next, ok = t, true
		}
	}
	if t, held := s.keys.deadline(); held {
		sooner(t)
	}
	if !s.leaveBy.IsZero() {
		sooner(s.leaveBy)
	}
	if !s.factsBy.IsZero() {
		sooner(s.factsBy)
	}
	if s.ending {
		return next, ok
	}
	if !s.held.IsZero() {
		sooner(s.held.Add(frameHold))
	}
	if !s.proto.Attached() {
		sooner(s.born.Add(firstContact))
	}
	if s.attached.IsValid() {
		sooner(s.heard().Add(detachAfter))
	}
	if s.cfg.NetworkTimeout > 0 {
		sooner(s.heard().Add(s.cfg.NetworkTimeout))
	}
	if !s.failed.IsZero() {
		sooner(s.failed.Add(readTime))
	}
	return next, ok
}

// heard is when the client last said something new; the start of the session as
// long as it has said nothing.
func (s *session) heard() time.Time {
	if heard := s.proto.Heard(); !heard.IsZero() {
		return heard
	}
	return s.born
}

func (s *session) showAttached(peer netip.AddrPort) {
	s.attached = peer
	s.host.entry(fmt.Sprintf("%s via mosh [%d]", peer.Addr(), s.pid))
	s.host.say(sayAttached(peer))
}

func (s *session) showDetached() {
	if s.attached.IsValid() {
		s.attached = netip.AddrPort{}
		s.host.entry(s.detachedText())
		s.host.say(saidDetached)
	}
}

// detachedText is the form by which later sessions know this one.
func (s *session) detachedText() string {
	return fmt.Sprintf("mosh [%d]", s.pid)
}

// roundTrip reports whether the bytes that a client gets to change one screen
// into another do that.
func roundTrip(from, to *term.Screen) bool {
	cols, rows := to.Size()
	client := term.NewEmulator(from.Size())
	client.Load(from)
	if fromCols, fromRows := from.Size(); fromCols != cols || fromRows != rows {
		client.Resize(cols, rows)
	}
	client.Write(term.Wire{Clusters: true}.AppendDiff(nil, from, to))
	return client.Snapshot().Equal(to)
}
