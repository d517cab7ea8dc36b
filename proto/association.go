package proto

import (
	"bytes"
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

	reassembler reassembler
	fullPayload int // bytes of a datagram sent, where nothing is known against it
	maxPayload  int // bytes of a datagram sent now
	path        pathSize
	nextID      uint64 // of the next instruction sent
	last        sentInstruction
	chaff       func() []byte
}

// sentInstruction is the instruction sent last if it took several datagrams:
// sent again as it was, it fills the gaps that the first copy left.
type sentInstruction struct {
	old, new, ack uint64
	ext           []byte
	fragments     []fragment // nil if it took one datagram
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
		sealer:      newSealer(key, direction),
		opener:      newOpener(key, direction^directionBit),
		clock:       newClock16(now),
		rtt:         newRTT(),
		fullPayload: fam.maxPayload(),
		maxPayload:  fam.maxPayload(),
		nextID:      1,
		chaff:       randomChaff,
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
		a.expected = seq + 1
		a.heard = now
		a.clock.save(now, binary.BigEndian.Uint16(plain), ce)
		if reply := binary.BigEndian.Uint16(plain[2:]); reply != noTimestamp {
			a.rtt.sample(a.clock.elapsed(now, reply))
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

// seal returns the datagrams of an instruction. Every transmission gets an id
// of its own, except that an instruction of several fragments is repeated as it
// was: the same bytes under the same id. If in has padding already, that is
// extended until its one datagram has the full size, whatever is known against it.
func (a *association) seal(now time.Time, in *instruction) ([][]byte, error) {
	ext := appendExtension(nil, &in.ext)
	if a.last.fragments != nil && a.last.old == in.old && a.last.new == in.new && a.last.ack == in.ack && bytes.Equal(a.last.ext, ext) {
		a.last.rotate()
		return a.sealAll(now, a.last.fragments)
	}
	limit, padded := a.maxPayload, in.chaff != nil
	if padded {
		limit = a.fullPayload
	} else {
		in.chaff = a.chaff()
	}
	size := limit - nonceOnWire - tagSize - timestamps - fragmentHead
	payload := compress(appendInstruction(nil, in))
	if gap := size - len(payload); padded && gap > 0 { // random bytes do not shrink
		in.chaff = append(in.chaff, make([]byte, gap)...)
		rand.Read(in.chaff[len(in.chaff)-gap:]) // never fails
		payload = compress(appendInstruction(nil, in))
	}
	fragments, err := split(a.nextID, payload, size)
	if err != nil {
		return nil, err
	}
	a.nextID++
	a.last = sentInstruction{}
	if len(fragments) > 1 {
		a.last = sentInstruction{in.old, in.new, in.ack, ext, fragments}
	}
	return a.sealAll(now, fragments)
}

func (a *association) sealAll(now time.Time, fragments []fragment) ([][]byte, error) {
	out := make([][]byte, 0, len(fragments))
	for _, f := range fragments {
		plain := make([]byte, 0, timestamps+fragmentHead+len(f.body))
		plain = binary.BigEndian.AppendUint16(plain, a.clock.stamp(now))
		plain = binary.BigEndian.AppendUint16(plain, a.clock.reply(now))
		datagram, err := a.sealer.seal(appendFragment(plain, f))
		if err != nil {
			return out, err
		}
		out = append(out, datagram)
	}
	return out, nil
}

// sendFailed notes that the socket refused a datagram. If it was too long for
// the way, all further ones are small. Nothing is sent again for that reason:
// the timers see to it.
func (a *association) sendFailed(err error) {
	if errors.Is(err, syscall.EMSGSIZE) {
		a.path.refused = true
		a.shrink(time.Time{})
	}
}

// shrink makes all further datagrams small.
func (a *association) shrink(now time.Time) {
	a.path.fell(now)
	a.maxPayload = maxPayloadFallback
	a.last = sentInstruction{}
}

// moved forgets what is known of the way to the peer, which is another one now.
// The next round trip counts as the first.
func (a *association) moved() {
	a.rtt.sampled = false
	a.path = pathSize{}
	a.maxPayload = a.fullPayload
	a.last = sentInstruction{}
}

// pace returns what the sender may do on this link.
func (a *association) pace() pace {
	return pace{interval: a.rtt.interval(), timeout: a.rtt.timeout(), heard: a.heard}
}
