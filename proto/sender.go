package proto

import "time"

// object is what a sender needs to know of the thing it keeps in step; S is a
// snapshot of it, a value.
type object[S any] interface {
	// equal reports whether nothing has to be sent to get from a to b.
	equal(a, b S) bool
	// appendDiff appends the message that leads from one snapshot to another,
	// nothing if they are equal.
	appendDiff(dst []byte, from, to S) []byte
	// next returns the snapshot to send on the way to the newest content, given
	// the one the peer is known to have and the newest one sent.
	next(known, newest, to S) S
	// shorten returns a snapshot between two, or false if there is none.
	shorten(from, to S) (S, bool)
	// minor reports whether a change is worth less than what is lost with it.
	minor(from, to S) bool
	// release says that the peer has the snapshot, for good.
	release(known S)
}

// entry is a snapshot that was sent.
type entry[S any] struct {
	num   uint64
	state S
	ref   uint64    // number of the snapshot the last diff to it started from
	at    time.Time // when it was sent last
	first time.Time // when it was sent first, if it brought content
	large bool      // its content took large datagrams
}

// sender decides what is sent when, for one direction. It never queues: there
// is the newest content, and there are the snapshots that the peer may have.
//
// An instruction is sent when there is new content (collected for a moment,
// and paced by the link), when content was not acknowledged in time (again and
// again, with growing pauses), when something received must be acknowledged,
// and when nothing else was sent for the time of a keepalive.
type sender[S any] struct {
	obj    object[S]
	policy policy

	sent    []entry[S] // ascending numbers; the first is known to be with the peer
	current S

	changed     bool      // current was replaced since the last look
	firstChange time.Time // of those not sent; zero if there are none
	lastChange  time.Time

	acked  uint64    // newest snapshot the peer said it has, kept or not
	ackNum uint64    // newest snapshot received, to acknowledge
	ackDue time.Time // zero if nothing awaits an acknowledgement
	sentAt time.Time // when anything was sent last
	urgent bool      // send at once whatever there is

	hold      time.Time // no new content before this: the line is taken
	dataAt    time.Time // when content was sent last
	dataSize  int       // bytes of datagrams it took
	gone      bool      // it did not arrive, by what the peer said since
	waitSince time.Time // content sent at this time is not acknowledged; zero if all is
	openSince time.Time // the same, but not moved when the peer comes back
	repeats   int       // of the same content without progress
	copies    int       // of it sent without waiting
	light     bool      // what was sent last does not keep new content waiting
	lateness  float64   // smoothed share of content acknowledged too late

	life    life
	doubt   time.Time // since then the way to the peer may be another one
	failing time.Time // since then the system refuses to send; zero: it does not
	unsent  bool      // what was produced last was refused

	closing bool // every instruction carries the number that ends the session
}

func newSender[S any](obj object[S], p policy, initial S, now time.Time) sender[S] {
	return sender[S]{
		obj:     obj,
		policy:  p,
		sent:    []entry[S]{{state: initial}},
		current: initial,
		hold:    now,
		life:    life{calm: keepAlive, most: maxCalm},
	}
}

func (s *sender[S]) known() *entry[S]  { return &s.sent[0] }
func (s *sender[S]) newest() *entry[S] { return &s.sent[len(s.sent)-1] }

// set replaces the content.
func (s *sender[S]) set(current S) {
	s.current = current
	s.changed = true
}

// look notes the time of changes. It is called before anything is decided.
func (s *sender[S]) look(now time.Time) {
	if !s.changed {
		return
	}
	s.changed = false
	s.lastChange = now
	if s.policy.probes {
		s.life.calm, s.life.typed = keepAlive, now
	}
	if s.firstChange.IsZero() {
		s.firstChange = now
	}
}

// target returns the snapshot to send now.
func (s *sender[S]) target() S {
	if s.newest().num == shutdownNum {
		return s.newest().state
	}
	return s.obj.next(s.known().state, s.newest().state, s.current)
}

// assumed returns the index of the newest snapshot the peer probably has: it
// was sent not long ago, and so were all that its diff builds on.
func (s *sender[S]) assumed(now time.Time, p pace) int {
	var held [sentLimit]bool
	held[0] = true
	best := 0
	for i := 1; i < len(s.sent); i++ {
		e := &s.sent[i]
		held[i] = now.Sub(e.at) < p.timeout && (e.ref <= s.known().num || s.heldRef(e.ref, held[:i]))
		if held[i] {
			best = i
		}
	}
	return best
}

func (s *sender[S]) heldRef(num uint64, held []bool) bool {
	for i := range held {
		if s.sent[i].num == num {
			return held[i]
		}
	}
	return false // thinned out
}

// produce returns the instruction to send now, and true, if one is due. Its
// chaff is not set.
func (s *sender[S]) produce(now time.Time, p pace) (instruction, bool) {
	s.look(now)
	if s.due(p).After(now) {
		return instruction{}, false
	}
	data := s.dataDue(p)
	dataDue := !data.IsZero() && !data.After(now)
	mustSay := !s.sayDue(p).After(now)
	ping := s.pingDue(now, p)
	s.urgent = false
	var number uint64
	if ping {
		number = s.life.asked(now)
		if !dataDue && !s.small() {
			s.said(now)
			return s.question(number), true
		}
	}

	target := s.target()
	again := dataDue && s.obj.equal(target, s.newest().state)
	ref, diff := s.choose(now, p, target, again)
	for len(diff) > maxDiff {
		shorter, ok := s.obj.shorten(ref.state, target)
		if !ok {
			break
		}
		target, ref = shorter, s.known()
		diff = s.obj.appendDiff(nil, ref.state, target)
	}
	if len(diff) == 0 {
		if dataDue && !s.obj.equal(ref.state, target) {
			// A difference that the wire cannot express is none.
			ref.state, s.newest().state = target, target
			dataDue = false
		}
		if !dataDue && !mustSay {
			return instruction{}, false
		}
		target = ref.state
	}
	from := ref.num
	s.record(now, from, target, len(diff) > 0 || dataDue, dataDue, s.duplicating(p))
	return instruction{
		old:       from,
		new:       s.newest().num,
		ack:       s.ackNum,
		throwaway: s.known().num,
		diff:      diff,
		ext:       extension{ping: number},
	}, true
}

// empty returns an instruction that brings nothing: a ping if the peer answers
// such, else a new number.
func (s *sender[S]) empty(now time.Time, p pace) instruction {
	if p.idle {
		return s.question(s.life.asked(now))
	}
	from := s.newest().num
	s.record(now, from, s.newest().state, false, false, false)
	return instruction{old: from, new: s.newest().num, ack: s.ackNum, throwaway: s.known().num}
}

// question returns a ping without anything else: no snapshot, no diff.
func (s *sender[S]) question(number uint64) instruction {
	num := s.known().num
	return instruction{old: num, new: num, ack: s.ackNum, throwaway: num, ext: extension{ping: number}}
}

// choose picks the snapshot that the diff to target starts from. The known one
// is safe, and must do for a repeat; otherwise the assumed one is taken when that
// saves much.
func (s *sender[S]) choose(now time.Time, p pace, target S, again bool) (*entry[S], []byte) {
	safe := s.known()
	i := 0
	if !again {
		i = s.assumed(now, p)
	}
	if i == 0 || s.obj.equal(safe.state, target) {
		return safe, s.obj.appendDiff(nil, safe.state, target)
	}
	diff := s.obj.appendDiff(nil, s.sent[i].state, target)
	whole := s.obj.appendDiff(nil, safe.state, target)
	if len(whole) <= len(diff) || len(whole) < resendSmall && len(whole)-len(diff) < resendAlways {
		return safe, whole
	}
	return &s.sent[i], diff
}

// record notes that an instruction leading to state is being sent, under the
// newest number if that means the same content, else under a new one. Content
// is true if the peer may lack the state's content, due if it was time to send
// that.
func (s *sender[S]) record(now time.Time, ref uint64, state S, content, due, duplicate bool) {
	n := s.newest()
	switch {
	case n.num == shutdownNum, !s.closing && (content || n.num-s.known().num > unconfirmed) && n.num > ref && s.obj.equal(n.state, state):
		n.ref, n.at = ref, now
		switch {
		case due && duplicate:
			s.copies++
			s.light = true
		case due:
			s.repeats++
			s.light = false
		}
	default:
		num := n.num + 1
		if s.closing {
			num = shutdownNum
		}
		e := entry[S]{num: num, state: state, ref: ref, at: now}
		if content {
			e.first = now
			s.renewed(n.state, state)
		}
		s.sent = append(s.sent, e)
		if len(s.sent) > sentLimit {
			copy(s.sent[thinAt:], s.sent[thinAt+1:])
			s.sent[len(s.sent)-1] = entry[S]{}
			s.sent = s.sent[:len(s.sent)-1]
		}
	}
	if content {
		s.dataAt, s.gone = now, false
		s.firstChange = time.Time{}
		if s.waitSince.IsZero() {
			s.waitSince, s.openSince = now, now
		}
	}
	s.said(now)
}

// renewed starts the repeats anew for new content. A minor change repeats what
// came before it and is no reason to do that again.
func (s *sender[S]) renewed(before, state S) {
	s.copies, s.light = 0, s.obj.minor(before, state)
	if s.light {
		s.copies = s.policy.copies
	}
	if s.policy.probes {
		s.repeats = 0
	}
}

// said notes that an instruction is being sent, whatever it is.
func (s *sender[S]) said(now time.Time) {
	if !s.unsent {
		s.failing = time.Time{}
	}
	s.unsent = false
	s.ackDue = time.Time{}
	s.sentAt = now
}

// delayed notes that the content just sent goes out over a time, so that its
// acknowledgement takes that much longer.
func (s *sender[S]) delayed(d time.Duration) {
	s.newest().at = s.newest().at.Add(d)
	s.dataAt = s.dataAt.Add(d)
	if s.repeats == 0 {
		s.waitSince = s.waitSince.Add(d)
	}
}

// acknowledged takes the peer's word for the newest snapshot it holds. A number
// that was never sent, or that is not kept any more, says nothing. The result
// says whether it is news.
func (s *sender[S]) acknowledged(now time.Time, p pace, num uint64) bool {
	if num <= s.newest().num {
		s.acked = max(s.acked, num)
	}
	for i := range s.sent {
		if s.sent[i].num != num {
			continue
		}
		if i == 0 {
			return false
		}
		n := copy(s.sent, s.sent[i:])
		clear(s.sent[n:])
		s.sent = s.sent[:n]
		s.obj.release(s.known().state)
		s.repeats = 0
		if first := s.known().first; !first.IsZero() {
			s.judge(now.Sub(first) >= p.timeout)
		}
		s.waitSince, s.openSince = time.Time{}, time.Time{}
		if !s.obj.equal(s.known().state, s.newest().state) {
			s.waitSince, s.openSince = now, now
		}
		return true
	}
	return false
}

// noticed takes an instruction of the peer, sent just now, that has said what it
// has: content that it should have by then, and has not, is lost.
func (s *sender[S]) noticed(now time.Time, p pace) {
	if !s.waitSince.IsZero() && s.acked < s.newest().num && now.Sub(s.dataAt) > p.late {
		s.gone = true
	}
}

// received notes that the peer's snapshot num is now the newest here.
func (s *sender[S]) received(now time.Time, num uint64, data bool) {
	s.ackNum = num
	if data && s.ackDue.IsZero() {
		s.ackDue = now.Add(ackDelay)
	}
}

// refused notes that the system did not send what was produced last.
func (s *sender[S]) refused(now time.Time) {
	s.doubt = now
	if s.failing.IsZero() {
		s.failing = now
	}
	s.unsent = true
}

// probe asks for a sign of life at once, and often until there is one.
func (s *sender[S]) probe(now time.Time) {
	s.doubt = now
	s.urgent = true
	s.life.calm = keepAlive
}

// regained notes that the peer was heard again after a silence: the pauses
// that grew meanwhile are over, and it learns at once what it missed.
func (s *sender[S]) regained(now time.Time) {
	s.repeats = 0
	s.urgent = true
	if !s.waitSince.IsZero() {
		s.waitSince = now
	}
}
