package proto

import (
	"errors"
	"net/netip"
	"syscall"
	"time"

	"gomosh/term"
)

// Client is the client's half of a session: it sends what the user does and
// receives what the screen shows. It does no I/O and has no clock: the caller
// gives it datagrams and the time, sends what Poll returns, and calls Poll
// again at Deadline or after any other method changed something. Times must
// carry the monotonic clock. A Client belongs to one goroutine.
type Client struct {
	endpoint[uint64, display]
	log      *inputLog
	emulator *term.Emulator
	hop      hopper
	reports  reportQueue
	seen     netip.AddrPort // where the server sees the client
}

// NewClient returns a client for a new session. Size is that of the user's
// window, in cells; what is out of range is sent as the nearest allowed. The
// key must not have been used by any client before.
func NewClient(key Key, fam Family, cols, rows int, now time.Time) *Client {
	cols, rows = clampSize(cols, rows)
	c := &Client{
		log:      new(inputLog),
		emulator: term.NewEmulator(cols, rows),
		hop:      hopper{opened: now},
	}
	c.endpoint = endpoint[uint64, display]{
		association: newAssociation(key, fam, 0, now),
		out:         newSender(c.log, inputPolicy, 0, now),
		in:          newReceiver(display{screen: term.NewScreen(cols, rows)}),
		end:         closing{giveUp: clientGiveUp},
		greet:       newGreeting(true),
		apply:       c.applyDisplay,
		polled:      now,
	}
	c.Resize(cols, rows)
	return c
}

// Type appends bytes the user typed, which it copies. After the end of the
// session has begun it does nothing.
func (c *Client) Type(p []byte) {
	if !c.end.active() {
		c.log.keys(p)
		c.changed()
	}
}

// Resize appends a new window size, in cells; what is out of range is sent as
// the nearest allowed.
func (c *Client) Resize(cols, rows int) {
	if !c.end.active() {
		c.log.resize(clampSize(cols, rows))
		c.changed()
	}
}

func (c *Client) changed() {
	c.out.set(c.log.total)
	c.stale = true
}

// Backlog returns how many events (bytes typed, resizes) the server has not
// acknowledged. They are kept in memory: a caller that reads from something
// faster than a person should stop reading while there are very many.
func (c *Client) Backlog() int { return c.log.unacknowledged() }

// Receive takes the payload of one datagram, from whatever address, and keeps
// nothing of it. ce reports the ECN mark "congestion experienced" of its IP
// header. An error says that the datagram, or the instruction it completed, was
// dropped; anyone can cause that, so it may be counted but means nothing.
func (c *Client) Receive(now time.Time, payload []byte, ce bool) error {
	c.limit = heldLimitFor(c.in.newest().state.screen)
	_, _, err := c.receive(now, payload, ce)
	c.release()
	c.mapped()
	return err
}

// heldLimitFor returns how many received screens to hold at most: the
// protocol's limit, but fewer if they are very large.
func heldLimitFor(s *term.Screen) int {
	cols, rows := s.Size()
	return min(heldLimit, heldCells/(cols*rows))
}

func (c *Client) applyDisplay(in *instruction, ref, _ display, _ *display) (display, error) {
	return applyHostMessage(c.emulator, ref, in.diff)
}

// Poll returns the datagrams that are due now, each to be sent as one UDP
// payload, in order. They belong to the caller.
func (c *Client) Poll(now time.Time) [][]byte { return c.poll(now, true) }

// Deadline returns when Poll wants to be called next, and false if never.
func (c *Client) Deadline() (time.Time, bool) { return c.deadline() }

// Frame returns the newest screen received, which must not be changed, its
// number, and the newest own snapshot whose input the program has had time to
// answer. Number 0 means that nothing was received yet.
func (c *Client) Frame() (num uint64, s *term.Screen, echoAck uint64) {
	newest := c.in.newest()
	return newest.num, newest.state.screen, newest.state.echoAck
}

// SentNum returns the number of the newest input snapshot sent. A key typed now
// travels in the next number or a later one.
func (c *Client) SentNum() uint64 { return c.out.newest().num }

// AckedNum returns the number of the newest input snapshot that the server said
// it has.
func (c *Client) AckedNum() uint64 { return c.out.acked }

// Heard returns when the newest screen snapshot came, the zero time if none did.
func (c *Client) Heard() time.Time { return c.freshAt }

// Replied returns when the newest acknowledged input snapshot was sent, the
// zero time if none was acknowledged.
func (c *Client) Replied() time.Time { return c.out.known().at }

// SRTT returns the smoothed round-trip time; 1 s before any was measured.
func (c *Client) SRTT() time.Duration { return c.rtt.smoothed() }

// SendInterval returns the time between two full frames on this link.
func (c *Client) SendInterval() time.Duration { return c.rtt.interval() }

// ShouldHop reports whether to open a new socket, so that the session gets a
// new port, as the old one may not be let through any more. It is to be called
// after sending; old sockets should be read for some time.
func (c *Client) ShouldHop(now time.Time) bool {
	return c.hop.due(now, c.out.goodUntil(now, c.pace(), c.Replied()))
}

// Hopped notes that a new socket was opened.
func (c *Client) Hopped(now time.Time) {
	c.hop.opened = now
	c.seen = netip.AddrPort{}
}

// SendFailed notes that a datagram of the last Poll could not be sent. Nothing
// needs to be sent again for that: Poll tries again soon.
func (c *Client) SendFailed(err error) {
	c.sendFailed(c.polled, err)
	if !errors.Is(err, syscall.EMSGSIZE) && !c.end.active() {
		c.out.refused(c.polled)
		c.next = c.out.due(c.pace())
	}
}

// Probe asks the server for a sign of life at once, and often until one comes.
// It is for when the way to the server may have changed, or the server may have
// been out of reach without the client knowing: after the host slept, or got
// another address.
func (c *Client) Probe(now time.Time) {
	if !c.end.active() {
		c.out.probe(now)
		c.polled, c.stale = now, true
	}
}

// Grace returns how much longer than with a stock server it is normal to hear
// nothing: a notice of lost contact that is due some time after Heard or Replied
// is due so much later. It is zero towards a stock server.
func (c *Client) Grace() time.Duration { return c.out.grace(c.pace(), c.freshAt) }

// mapped looks at where the server sees the client. If that changed although
// the socket is the same, a NAT on the way forgot it in the pause before: pauses
// become shorter.
func (c *Client) mapped() {
	seen := c.answer.seen
	if !seen.IsValid() || seen == c.seen {
		return
	}
	if c.seen.IsValid() {
		c.out.life.shorten()
	}
	c.seen = seen
}

// Moved notes that the session goes another way from now on: another local
// interface, or another of the server's addresses. What was measured of the old
// way is forgotten, and the server is told at once.
func (c *Client) Moved(now time.Time) {
	c.moved()
	c.seen = netip.AddrPort{}
	c.Probe(now)
}

// Capabilities returns what the server can do that a stock one cannot, and
// whether that is known yet; of a stock server it is nothing.
func (c *Client) Capabilities() (caps Capability, known bool) {
	return c.greet.common(), c.greet.peer != undecided
}

// ServerAddresses returns the addresses at which the server says it can be
// reached, in its order of preference; none if it says nothing. They are hints:
// behind a NAT some may lead nowhere, or to others.
func (c *Client) ServerAddresses() []netip.AddrPort { return c.greet.theirs.addresses }

// Shutdown starts the end of the session; a second call does nothing. What was
// typed before travels with it.
func (c *Client) Shutdown(now time.Time) { c.shutdown(now) }

// State returns where the session is in its life. It can change in Receive and
// in Poll; once it is closed there is no deadline any more.
func (c *Client) State() State { return c.state() }
