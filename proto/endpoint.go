package proto

import "time"

// endpoint is one side of a session: its own object, of which snapshots of type
// L are sent, and the peer's, of which snapshots of type R are received.
type endpoint[L, R any] struct {
	association
	out   sender[L]
	in    receiver[R]
	end   closing
	greet greeting
	limit int // snapshots of the peer to hold
	apply func(in *instruction, ref, before R, after *R) (R, error)

	freshAt time.Time // when the newest snapshot of the peer came; zero: never
	polled  time.Time // the last time known
	next    time.Time // when poll wants to be called; zero: never
	stale   bool      // something happened that poll has not seen
}

// receive takes one datagram. fresh reports a new newest snapshot of the peer,
// inOrder an authentic datagram newer than all before it.
func (e *endpoint[L, R]) receive(now time.Time, datagram []byte, ce bool) (fresh, inOrder bool, err error) {
	if e.end.over.Closed() {
		return false, false, nil
	}
	before := e.heard
	in, inOrder, err := e.open(now, datagram, ce)
	if inOrder {
		e.polled, e.stale = now, true
		if !before.IsZero() && now.Sub(before) > contactLost {
			e.out.regained(now)
			e.path.tries = 0 // nothing arrived, large or not
		}
	}
	if in == nil {
		return false, inOrder, err
	}
	e.polled, e.stale = now, true
	e.greet.read(in, e.out.newest().num)
	if e.out.acknowledged(now, e.pace(), in.ack) && e.path.acknowledged(in.ack, e.out.known().large) {
		e.maxPayload = e.fullPayload
	}
	e.greet.acknowledged(e.out.known().num)
	if e.out.known().num == shutdownNum {
		e.end.answered = true
	}
	fresh, err = e.in.receive(now, in, e.limit, e.apply)
	if fresh {
		e.freshAt = now
		e.out.received(now, in.new, len(in.diff) > 0)
	}
	if in.new == shutdownNum && e.in.newest().num == shutdownNum {
		e.end.asked(now)
	}
	e.end.look(now)
	return fresh, inOrder, err
}

// poll returns the datagrams that are due. Without a peer nothing is sent and
// none of the sender's timers runs.
func (e *endpoint[L, R]) poll(now time.Time, peer bool) [][]byte {
	e.polled, e.stale = now, false
	if e.sealer.nearlyExhausted() {
		e.shutdown(now)
	}
	e.out.look(now)
	e.end.look(now)
	var out [][]byte
	if peer && !e.end.over.Closed() {
		out = e.produce(now)
		e.end.look(now)
	}
	switch {
	case e.end.over.Closed():
		e.next = time.Time{}
	case e.end.active() && !peer:
		e.next = e.end.until
	case e.end.active():
		e.next = e.end.due()
	case peer:
		e.next = e.out.due(e.pace())
	default:
		e.next = time.Time{}
	}
	return out
}

// produce returns the datagrams of the instruction that is due now, if any.
func (e *endpoint[L, R]) produce(now time.Time) [][]byte {
	pace := e.pace()
	if e.end.active() {
		if !e.end.mustSend(now) {
			return nil
		}
		e.out.urgent = true
		e.end.sent(now, pace.interval)
	}
	newest := e.out.newest().num
	in, ok := e.out.produce(now, pace)
	if !ok {
		return nil
	}
	if e.path.lost(now, pace) {
		e.shrink(now)
	}
	if len(in.diff) == 0 && in.new > newest && !e.end.active() {
		in.chaff = e.path.pad(now, in.new, e.fullPayload)
	}
	if e.greet.sends() {
		in.ext = e.greet.mine
	} else {
		e.greet.sent(in.new)
	}
	datagrams, err := e.seal(now, &in)
	if err != nil {
		return nil // the key is used up; the session has been ending for long
	}
	if len(in.diff) > 0 {
		size, largest := 0, 0
		for _, d := range datagrams {
			size += len(d)
			largest = max(largest, len(d))
		}
		e.out.took(now, pace, size)
		e.out.newest().large = largest > maxPayloadFallback
		e.path.sent(now, largest)
	}
	return datagrams
}

// deadline returns when poll wants to be called next, and false if never.
func (e *endpoint[L, R]) deadline() (time.Time, bool) {
	if e.stale {
		return e.polled, true
	}
	return e.next, !e.next.IsZero()
}

// shutdown starts the end of the session.
func (e *endpoint[L, R]) shutdown(now time.Time) {
	if e.end.over.Closed() {
		return
	}
	e.end.start(now)
	e.out.closing = true
	e.polled, e.stale = now, true
}

// state returns where the session is in its life.
func (e *endpoint[L, R]) state() State {
	switch {
	case e.end.over.Closed():
		return e.end.over
	case e.end.active():
		return ShuttingDown
	case e.freshAt.IsZero():
		return Connecting
	}
	return Established
}
