package proto

import (
	"errors"
	"net/netip"
	"slices"
	"time"

	"gomosh/term"
)

var (
	errInputLost = errors.New("input stream contradicts itself")
	errInputHeld = errors.New("no more input is taken at the moment")
)

// Server is the server's half of a session: it receives what the user does and
// sends what the screen shows. It does no I/O and has no clock: the caller
// gives it datagrams and the time, sends what Poll returns, and calls Poll
// again at Deadline or after any other method changed something. Times must
// carry the monotonic clock. A Server belongs to one goroutine.
type Server struct {
	endpoint[display, uint64]
	displays  *displays
	echo      echoAcks
	delivered uint64 // events given to the caller
	pending   []Event
	holding   bool           // new input is refused
	peer      netip.AddrPort // invalid: nobody
}

// NewServer returns a server for a new session. Size is that of the pty at its
// start, in cells.
func NewServer(key Key, fam Family, cols, rows int, now time.Time) *Server {
	first := display{screen: term.NewScreen(clampSize(cols, rows)), initial: true}
	s := new(Server)
	s.displays = new(displays)
	s.endpoint = endpoint[display, uint64]{
		association: newAssociation(key, fam, directionBit, now),
		out:         newSender(s.displays, screenPolicy, first, now),
		in:          newReceiver[uint64](0),
		end:         closing{giveUp: serverGiveUp, linger: serverLinger},
		limit:       heldLimit,
		greet:       newGreeting(false),
		apply:       s.applyInput,
		polled:      now,
	}
	return s
}

// Receive takes the payload of one datagram and its source address, and keeps
// nothing of it. ce reports the ECN mark "congestion experienced" of its IP
// header. It returns the events that are new, in order; every event is returned
// once. The caller owns them and must give them to the program before it calls
// Receive again. An error says that the datagram, or the instruction it
// completed, was dropped; anyone can cause that, so it may be counted but means
// nothing.
func (s *Server) Receive(now time.Time, payload []byte, from netip.AddrPort, ce bool) ([]Event, error) {
	s.pending = nil
	fresh, inOrder, err := s.receive(now, payload, ce)
	s.enrich()
	if inOrder {
		if s.peer.IsValid() && s.peer != from {
			s.out.regained(now) // what was under way to the old address is lost
			s.moved()
		}
		s.peer = from
		if s.answer.ping > 0 {
			s.reply.seen = from
		}
	}
	if errors.Is(err, errInputHeld) {
		if inOrder {
			s.freshAt = now // the client is there all the same
		}
		return nil, nil
	}
	if fresh && s.in.newest().state > s.delivered {
		s.delivered = s.in.newest().state
		s.echo.record(now, s.in.newest().num)
	}
	return s.pending, err
}

// enrich uses what the client understands from now on. A number means the same
// for ever, so what was sent before is not sent again under its old one.
func (s *Server) enrich() {
	if s.displays.wire.Clusters || s.greet.common()&CapClusters == 0 {
		return
	}
	s.displays.wire.Clusters = true
	for i := range s.out.sent {
		if e := &s.out.sent[i]; e.num > 0 {
			e.state.plain = true
		}
	}
}

// applyInput returns the event count that a diff leads to, and leaves the
// events that were not delivered yet in s.pending if it is a new newest
// snapshot. As every snapshot extends all earlier ones, the count must lie
// between those of its neighbours.
func (s *Server) applyInput(in *instruction, ref, before uint64, after *uint64) (uint64, error) {
	events, err := parseUserMessage(in.diff)
	if err != nil {
		return 0, err
	}
	count := ref
	for _, e := range events {
		count += e.length()
	}
	if count < before || after != nil && count > *after {
		return 0, errInputLost
	}
	if s.holding && count > s.delivered && in.new != shutdownNum {
		return 0, errInputHeld
	}
	if after == nil {
		s.pending = undelivered(events, s.delivered-ref)
	}
	return count, nil
}

// undelivered leaves out the first skip events, and sizes no screen can have.
func undelivered(events []Event, skip uint64) []Event {
	var out []Event
	for _, e := range events {
		if n := e.length(); skip >= n {
			skip -= n
			continue
		}
		if e.Keys != nil {
			e.Keys = e.Keys[skip:]
			skip = 0
		} else if e.Report == nil && !sizeAllowed(e.Cols, e.Rows) {
			continue
		}
		out = append(out, e)
	}
	return out
}

// HoldInput starts or stops the refusal of input, for the time in which the
// program does not take it: instructions that bring events are not applied and
// not acknowledged, so that the client keeps and repeats them. What they and all
// others say about the link, the client's address and the screens it received
// counts as ever. The instruction that ends the session is not refused.
func (s *Server) HoldInput(full bool) { s.holding = full }

// Capabilities returns what the client can do that a stock one cannot, and
// whether that is known yet; of a stock client it is nothing.
func (s *Server) Capabilities() (caps Capability, known bool) {
	return s.greet.common(), s.greet.peer != undecided
}

// SetAddresses tells the client at which addresses the server can be reached,
// the best ones first, at most 16. It may be called again when they change.
func (s *Server) SetAddresses(addresses []netip.AddrPort) {
	addresses = addresses[:min(len(addresses), maxAddresses)]
	if !slices.Equal(addresses, s.greet.mine.addresses) {
		s.greet.mine.addresses = slices.Clone(addresses)
		s.renew()
	}
}

// SetMaxIdle tells the client how long, in whole seconds and at least one, its signs of life may
// be apart when nothing happens, for a server that takes silence for an end.
// Zero leaves it to the client.
func (s *Server) SetMaxIdle(d time.Duration) {
	asked := d > 0
	if d = d.Truncate(time.Second); d == 0 && asked {
		d = time.Second
	}
	s.greet.mine.maxIdle = d
	s.renew()
}

// renew sees to it that the client learns what is offered now.
func (s *Server) renew() {
	s.greet.changed(s.out.newest().num)
	if s.greet.peer == extended && !s.end.active() {
		s.out.urgent = true
		s.stale = true
	}
}

// SetScreen makes sc the newest screen. Neither side may change it afterwards.
func (s *Server) SetScreen(sc *term.Screen) {
	if !s.end.local {
		s.out.set(display{screen: sc, echoAck: s.echo.num})
		s.stale = true
	}
}

// Poll returns the datagrams that are due now and where to send them, each as
// one UDP payload, in order. They belong to the caller.
func (s *Server) Poll(now time.Time) (to netip.AddrPort, datagrams [][]byte) {
	if s.echo.advance(now) {
		s.SetScreen(s.out.current.screen)
	}
	to = s.peer
	datagrams = s.poll(now, to.IsValid())
	if len(datagrams) > 0 && now.Sub(s.heard) > associationTTL {
		s.peer = netip.AddrPort{}
		s.poll(now, false)
	}
	return to, datagrams
}

// Deadline returns when Poll wants to be called next, and false if never.
func (s *Server) Deadline() (time.Time, bool) {
	at, ok := s.deadline()
	if echo, waits := s.echo.due(); waits && !s.end.active() && (!ok || echo.Before(at)) {
		return echo, true
	}
	return at, ok
}

// Peer returns where the client was heard from last, and false if there was
// none or it was silent for so long that its address was forgotten.
func (s *Server) Peer() (netip.AddrPort, bool) { return s.peer, s.peer.IsValid() }

// Attached reports whether a client was ever there.
func (s *Server) Attached() bool { return !s.freshAt.IsZero() }

// Heard returns when the newest input snapshot came, the zero time if none did.
func (s *Server) Heard() time.Time { return s.freshAt }

// SendFailed notes that a datagram could not be sent. Nothing needs to be sent
// again for that.
func (s *Server) SendFailed(err error) { s.sendFailed(s.polled, err) }

// Shutdown starts the end of the session with the screen as it is; a second
// call does nothing. Without a client it ends when none appears in time; one that
// gives signs of life after long pauses may have moved and gets the time to say so.
func (s *Server) Shutdown(now time.Time) {
	if p := s.pace(); p.idle && s.peer.IsValid() {
		s.end.giveUp = max(serverGiveUp, p.maxIdle+clientGiveUp)
	}
	s.shutdown(now)
}

// State returns where the session is in its life. It can change in Receive and
// in Poll; once it is closed there is no deadline any more.
func (s *Server) State() State { return s.state() }
