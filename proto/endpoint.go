package proto

import "time"

// endpoint is one side of a session: its own object, of which snapshots of type
// L are sent, and the peer's, of which snapshots of type R are received.
type endpoint[L, R any] struct {
	association
	out    sender[L]
	in     receiver[R]
	end    closing
	greet  greeting
	reply  extension // goes with the next instruction
	answer extension // of the last instruction received
	limit  int       // snapshots of the peer to hold
	apply  func(in *instruction, ref, before R, after *R) (R, error)

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
	before, pace := e.heard, e.pace()
	e.answer = extension{}
	in, inOrder, err := e.open(now, datagram, ce)
	if inOrder {
		e.polled, e.stale = now, true
		if e.out.missed(now, before, pace) {
			e.out.regained(now)
			e.path.tries = 0 // nothing arrived, large or not
		}
	}
	if in == nil {
		return false, inOrder, err
	}
	e.polled, e.stale = now, true
	e.greet.read(in, e.out.newest().num)
	e.out.answered(in.ext.pong)
	if e.answer = in.ext; in.ext.ping > 0 && inOrder && e.greet.common()&CapIdle != 0 {
		e.out.urgent = true
		e.reply.pong = in.ext.ping
		if e.reply.arrived = 0; len(datagram) > maxPayloadFallback {
			e.reply.arrived = len(datagram)
		}
	}
	e.path.arrived(in.ext.arrived)
	if e.out.acknowledged(now, pace, in.ack) {
		e.path.acknowledged(in.ack, e.out.known().large)
	}
	if inOrder {
		e.out.noticed(now, pace)
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
	case peer && len(e.queue) > 0:
		e.next = e.flow.again()
	case peer:
		e.next = e.out.due(e.pace())
	default:
		e.next = time.Time{}
	}
	return out
}

// produce returns the datagrams that are due now, if any.
func (e *endpoint[L, R]) produce(now time.Time) [][]byte {
	if e.end.active() {
		if !e.end.mustSend(now) {
			return nil
		}
		e.out.urgent = true
		e.queue = nil
		e.end.sent(now, e.pace().interval)
	}
	sent := e.drain(now)
	if len(e.queue) > 0 {
		return sent
	}
	pace := e.pace()
	newest := e.out.newest().num
	in, ok := e.out.produce(now, pace)
	if !ok {
		return sent
	}
	if e.path.lost(now, pace) {
		e.path.fell(now)
		e.last = sentInstruction{}
	}
	content := len(in.diff) > 0
	e.extend(&in)
	if !content && (in.ext.ping > 0 || in.new > newest) && !e.end.active() && e.path.due(now) {
		pad(&in, e.path.padded(now, in.new))
	}
	count, size, largest, err := e.enqueue(&in)
	if err == nil && content {
		e.sentContent(now, pace, count, size, largest)
	}
	return append(sent, e.drain(now)...)
}

// extend gives an instruction what it carries beside the stock protocol.
func (e *endpoint[L, R]) extend(in *instruction) {
	ping := in.ext.ping
	if e.greet.sends() {
		in.ext = e.greet.mine
	} else {
		e.greet.sent(in.new)
	}
	in.ext.ping, in.ext.pong, in.ext.seen, in.ext.arrived = ping, e.reply.pong, e.reply.seen, e.reply.arrived
	e.reply = extension{}
}

// sentContent notes that content goes out in count datagrams of size bytes in
// all, and lets one follow that tries a larger size if that is worth it.
func (e *endpoint[L, R]) sentContent(now time.Time, pace pace, count, size, largest int) {
	if count > 1 && e.out.repeats > 0 {
		e.flow.lost()
	}
	e.out.took(now, pace, size, e.flow.takes(size))
	e.out.delayed(e.flow.takes(max(0, size-burst)))
	e.out.newest().large = largest > maxPayloadFallback
	e.path.sent(now, count, largest)
	if count > 1 && e.path.due(now) && !e.end.active() {
		in := e.out.empty(now, pace)
		e.extend(&in)
		pad(&in, e.path.padded(now, in.new))
		e.enqueue(&in) // fails only if the content did
	}
}

// pace returns what the sender may do on this link.
func (e *endpoint[L, R]) pace() pace {
	p := e.association.pace()
	p.lossy = e.out.lateness > lateLine || e.lost > lossyLine
	p.idle = e.greet.common()&CapIdle != 0
	if p.maxIdle = maxCalm; e.greet.theirs.maxIdle > 0 {
		p.maxIdle = max(e.greet.theirs.maxIdle, time.Second)
	}
	return p
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
