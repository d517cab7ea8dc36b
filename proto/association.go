package proto

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"syscall"
	"time"
)

// Family is the address family of the local socket. It decides how large
// datagrams may be, and does not change when a peer roams.
type Family int

// The families.
const (
	IPv4 Family = iota
	IPv6
)

func (f Family) maxPayload() int {
	if f == IPv6 {
		return maxPayloadIPv6
	}
	return maxPayloadIPv4
}

// association is the datagram layer of one side: it seals and opens datagrams,
// measures the link with their timestamps, and turns instructions into
// fragments and back.
type association struct {
	sealer   *sealer
	opener   *opener
	expected uint64 // lowest sequence number that is in order

	clock clock16
	rtt   rtt
	heard time.Time // when the newest datagram in order came; zero: never
	lost  float64   // smoothed share of the peer's datagrams that did not arrive

	reassembler reassembler
	path        pathSize
	flow        flow
	queue       []fragment // of instructions sent, which wait for their turn
	nextID      uint64     // of the next instruction sent
	last        sentInstruction
	chaff       func() []byte
}

// sentInstruction is the instruction sent last of those that took several datagrams:
// sent again as it was, it fills the gaps that the first copy left.
type sentInstruction struct {
	old, new, ack uint64
	hello         bool
	fragments     []fragment // nil if there was none
}

// rotate moves the beginning, so that a repeat does not lose the same fragments
// again where only the first few of a burst get through.
func (s *sentInstruction) rotate() {
	n := len(s.fragments)
	by := (5*n + 4) / 8 // about the golden section
	s.fragments = append(s.fragments[by:n:n], s.fragments[:by]...)
}

func newAssociation(key Key, fam Family, direction uint64, now time.Time) association {
	return association{
		sealer: newSealer(key, direction),
		opener: newOpener(key, direction^directionBit),
		clock:  newClock16(now),
		rtt:    newRTT(),
		path:   newPathSize(fam),
		flow:   newFlow(now),
		nextID: 1,
		chaff:  randomChaff,
	}
}

// randomChaff returns 0 to 16 random bytes.
func randomChaff() []byte {
	var b [maxChaff + 1]byte
	rand.Read(b[:]) // never fails
	return b[1 : 1+int(b[0])%(maxChaff+1)]
}

// open takes a datagram. inOrder reports that it is authentic and newer than
// all before it: only then it counts for time, addresses and being heard. in is
// the instruction that the datagram completes, nil if it does not.
func (a *association) open(now time.Time, datagram []byte, ce bool) (in *instruction, inOrder bool, err error) {
	seq, plain, err := a.opener.open(datagram)
	if err != nil {
		return nil, false, err
	}
	if len(plain) < timestamps {
		return nil, false, fmt.Errorf("%w: no timestamps", errShortDatagram)
	}
	if seq >= a.expected {
		inOrder = true
		a.count(seq - a.expected)
		a.expected = seq + 1
		a.heard = now
		a.clock.save(now, binary.BigEndian.Uint16(plain), ce)
		if reply := binary.BigEndian.Uint16(plain[2:]); reply != noTimestamp {
			ms := a.clock.elapsed(now, reply)
			a.rtt.sample(ms)
			if ms < maxSample {
				a.flow.sample(now, time.Duration(ms)*time.Millisecond)
			}
		}
	}
	f, err := parseFragment(plain[timestamps:])
	if err != nil {
		return nil, inOrder, err
	}
	payload, err := a.reassembler.add(f)
	if err != nil || payload == nil {
		return nil, inOrder, err
	}
	message, err := decompress(payload)
	if err != nil {
		return nil, inOrder, err
	}
	parsed, err := parseInstruction(message)
	if err != nil {
		return nil, inOrder, err
	}
	parsed.id = f.id
	return &parsed, inOrder, nil
}

// count learns from the sequence number of a datagram in order how many before it
// did not arrive, or not yet.
func (a *association) count(missing uint64) {
	for range min(missing, lossMemory) {
		a.lost += (1 - a.lost) / lossMemory
	}
	a.lost -= a.lost / lossMemory
}

// enqueue makes the fragments of an instruction the next to be sent, and returns
// their number, the bytes of their datagrams, and those of the largest. Every
// transmission gets an id of its own, except that an instruction of several
// fragments is repeated as it was: the same bytes under the same id, and what is
// to be acknowledged now in a datagram of its own. What has padding already is one
// datagram.
func (a *association) enqueue(in *instruction) (count, size, largest int, err error) {
	fragments, err := a.fragments(in)
	for _, f := range fragments {
		n := len(f.body) + overhead
		size += n
		largest = max(largest, n)
	}
	a.queue = append(a.queue, fragments...)
	return len(fragments), size, largest, err
}

const overhead = nonceOnWire + tagSize + timestamps + fragmentHead

func (a *association) fragments(in *instruction) ([]fragment, error) {
	if l := &a.last; l.fragments != nil && l.old == in.old && l.new == in.new && l.hello == in.ext.hello {
		l.rotate()
		if l.ack == in.ack {
			return l.fragments, nil
		}
		news := instruction{old: in.throwaway, new: in.throwaway, ack: in.ack, throwaway: in.throwaway, ext: in.ext}
		more, err := a.fragments(&news)
		return append(l.fragments[:len(l.fragments):len(l.fragments)], more...), err
	}
	size := a.path.size
	if in.chaff != nil {
		size = maxDatagram
	} else {
		in.chaff = a.chaff()
	}
	fragments, err := split(a.nextID, compress(appendInstruction(nil, in)), size-overhead)
	if err != nil {
		return nil, err
	}
	a.nextID++
	if len(fragments) > 1 {
		a.last = sentInstruction{in.old, in.new, in.ack, in.ext.hello, fragments}
	}
	return fragments, nil
}

// drain returns the datagrams of the queue that may be sent now.
func (a *association) drain(now time.Time) [][]byte {
	a.flow.refill(now)
	var out [][]byte
	for len(a.queue) > 0 && a.flow.spend(len(a.queue[0].body)+overhead, a.queue[0].final && a.queue[0].num == 0) {
		f := a.queue[0]
		a.queue[0] = fragment{}
		a.queue = a.queue[1:]
		plain := make([]byte, 0, timestamps+fragmentHead+len(f.body))
		plain = binary.BigEndian.AppendUint16(plain, a.clock.stamp(now))
		plain = binary.BigEndian.AppendUint16(plain, a.clock.reply(now))
		datagram, err := a.sealer.seal(appendFragment(plain, f))
		if err != nil {
			break // the key is used up; the session has been ending for long
		}
		out = append(out, datagram)
	}
	if len(a.queue) == 0 {
		a.queue = nil
	}
	return out
}

// sendFailed notes that the socket refused a datagram. If it was too long for
// the way, all further ones are small. Nothing is sent again for that reason:
// the timers see to it.
func (a *association) sendFailed(now time.Time, err error) {
	if errors.Is(err, syscall.EMSGSIZE) {
		a.path.refused(now)
		a.last = sentInstruction{}
	}
}

// moved forgets what is known of the way to the peer, which is another one now.
// The next round trip counts as the first.
func (a *association) moved() {
	a.rtt.sampled = false
	a.path.moved()
	a.flow.moved()
	a.queue = nil
	a.last = sentInstruction{}
}

// pace returns what the sender may do on this link.
func (a *association) pace() pace {
	return pace{interval: a.rtt.interval(), timeout: a.rtt.timeout(), heard: a.heard, srtt: a.rtt.smoothed(), late: a.rtt.late()}
}
