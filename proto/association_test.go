package proto

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"syscall"
	"testing"
	"time"
)

// handClient makes the datagrams of a client by hand, good and bad ones.
type handClient struct {
	*sealer
	id uint64
}

func newHandClient() *handClient { return &handClient{sealer: newSealer(testKey, 0)} }

func (h *handClient) plain(p []byte) []byte {
	d, err := h.seal(p)
	if err != nil {
		panic(err)
	}
	return d
}

// fragment returns a datagram with the given timestamps and fragment.
func (h *handClient) fragment(stamp, reply uint16, f fragment) []byte {
	p := binary.BigEndian.AppendUint16(nil, stamp)
	p = binary.BigEndian.AppendUint16(p, reply)
	return h.plain(appendFragment(p, f))
}

func (h *handClient) message(p []byte) []byte {
	h.id++
	return h.fragment(1, noTimestamp, fragment{h.id, 0, true, compress(p)})
}

func (h *handClient) instruction(in *instruction) []byte {
	return h.message(appendInstruction(nil, in))
}

// keys is the instruction of a client that types.
func (h *handClient) keys(old, new uint64, keys string) []byte {
	return h.instruction(&instruction{old: old, new: new, diff: appendEvent(nil, Event{Keys: []byte(keys)})})
}

func newTestServer() (*Server, time.Time) {
	now := time.Unix(1000, 0)
	return NewServer(testKey, IPv4, 80, 24, now), now
}

func eventText(events []Event) string {
	out := ""
	for _, e := range events {
		if e.Keys != nil {
			out += string(e.Keys)
		} else {
			out += fmt.Sprintf("<%dx%d>", e.Cols, e.Rows)
		}
	}
	return out
}

func TestServerAssociation(t *testing.T) {
	s, now := newTestServer()
	h := newHandClient()
	if _, ok := s.Peer(); ok || s.Attached() {
		t.Error("a peer from the start")
	}
	if _, ds := s.Poll(now); ds != nil {
		t.Error("sends without a peer")
	}
	if at, ok := s.Deadline(); ok {
		t.Errorf("without a peer wants to be woken at %v", at)
	}
	// A lone fragment is enough, an unauthentic datagram is not.
	first := h.fragment(1, noTimestamp, fragment{9, 3, false, []byte("x")})
	forged := bytes.Clone(first)
	forged[20] ^= 1
	for _, d := range [][]byte{forged, {}, first[:20]} {
		if _, err := s.Receive(now, d, testClientAddr, false); err == nil {
			t.Error("a bad datagram was accepted")
		}
	}
	if _, ok := s.Peer(); ok {
		t.Error("a forged datagram made a peer")
	}
	s.Receive(now, first, testClientAddr, false)
	if p, ok := s.Peer(); !ok || p != testClientAddr || s.Attached() {
		t.Errorf("peer %v, %v", p, ok)
	}
	if to, ds := s.Poll(now); to != testClientAddr || len(ds) != 1 {
		t.Errorf("sent %d to %v", len(ds), to)
	}
	// Newer datagrams move the peer, older and repeated ones do not.
	other := netip.MustParseAddrPort("203.0.113.5:5")
	old := h.keys(0, 1, "a")
	newer := h.keys(0, 2, "ab")
	s.Receive(now, newer, other, false)
	if p, _ := s.Peer(); p != other {
		t.Errorf("peer %v", p)
	}
	for _, d := range [][]byte{old, first, newer, forged} {
		s.Receive(now, d, testClientAddr, false)
		if p, _ := s.Peer(); p != other {
			t.Errorf("an old datagram moved the peer to %v", p)
		}
	}
	if !s.Attached() {
		t.Error("not attached")
	}
	// After 40 s of silence it is forgotten, and nothing is sent.
	for i := 0; i < 60*10; i++ {
		now = now.Add(100 * time.Millisecond)
		s.Poll(now)
		if _, ok := s.Peer(); ok != (i < 41*10) && (i < 39*10 || i > 43*10) {
			t.Fatalf("after %d ms a peer: %v", 100*(i+1), ok)
		}
	}
	if at, ok := s.Deadline(); ok {
		t.Errorf("without a peer wants to be woken at %v", at)
	}
	s.Receive(now, h.keys(2, 3, "c"), testClientAddr, false)
	if to, ds := s.Poll(now); to != testClientAddr || len(ds) == 0 {
		t.Errorf("a peer that came back was sent %d datagrams at once", len(ds))
	}
}

func TestServerDeliversOnce(t *testing.T) {
	s, now := newTestServer()
	h := newHandClient()
	get := func(d []byte, want string) {
		t.Helper()
		events, err := s.Receive(now, d, testClientAddr, false)
		if err != nil || eventText(events) != want {
			t.Errorf("%q, %v, want %q", eventText(events), err, want)
		}
	}
	get(h.keys(0, 1, "a"), "a")
	get(h.keys(0, 1, "a"), "")
	get(h.keys(0, 4, "abcd"), "bcd")
	get(h.keys(1, 3, "bc"), "") // late
	get(h.keys(3, 5, "def"), "ef")
	get(h.keys(9, 10, "x"), "") // reference unknown
	get(h.instruction(&instruction{old: 5, new: 6, diff: appendResize(appendResize(appendEvent(nil, Event{Keys: []byte("g")}), 0, 0), 90, 30)}), "g<90x30>")
	get(h.instruction(&instruction{old: 6, new: 7, diff: appendResize(appendResize(nil, 100_000, 3), 4000, 4000)}), "")
	get(h.instruction(&instruction{old: 7, new: 8}), "")
	get(h.instruction(&instruction{old: 8, new: 8, ack: 1}), "")
	get(h.keys(8, 9, "h"), "h")
	if _, err := s.Receive(now, h.keys(0, 10, "abc"), testClientAddr, false); !errors.Is(err, errInputLost) {
		t.Errorf("a stream that lost its end: %v", err)
	}
	if _, err := s.Receive(now, h.instruction(&instruction{old: 0, new: 2, diff: appendEvent(nil, Event{Keys: []byte("far too much")})}), testClientAddr, false); !errors.Is(err, errInputLost) {
		t.Errorf("a stream that is too long in between: %v", err)
	}
	get(h.keys(9, 11, "i"), "i")
}

func TestServerEchoAck(t *testing.T) {
	s, now := newTestServer()
	h := newHandClient()
	c := NewClient(testKey, IPv4, 80, 24, now)
	frame := func(at time.Time) uint64 {
		_, ds := s.Poll(at)
		for _, d := range ds {
			if err := c.Receive(at, d, false); err != nil {
				t.Fatal(err)
			}
		}
		_, _, echo := c.Frame()
		return echo
	}
	s.Receive(now, h.keys(0, 1, "a"), testClientAddr, false)
	frame(now)
	if at, ok := s.Deadline(); !ok || !at.Equal(now.Add(echoAckDelay)) {
		t.Errorf("wants to be woken at %v", at)
	}
	s.Receive(now.Add(30*time.Millisecond), h.keys(1, 2, "b"), testClientAddr, false)
	if echo := frame(now.Add(49 * time.Millisecond)); echo != 0 {
		t.Errorf("echo ack %d too early", echo)
	}
	frame(now.Add(50 * time.Millisecond))
	if echo := frame(now.Add(51 * time.Millisecond)); echo != 1 {
		t.Errorf("echo ack %d, want 1", echo)
	}
	frame(now.Add(80 * time.Millisecond))
	if echo := frame(now.Add(200 * time.Millisecond)); echo != 2 {
		t.Errorf("echo ack %d, want 2", echo)
	}
	// An empty snapshot has no echo; very many inputs are bounded.
	s.Receive(now.Add(300*time.Millisecond), h.instruction(&instruction{old: 2, new: 3}), testClientAddr, false)
	if len(s.echo.waiting) != 0 {
		t.Error("an empty snapshot waits for its echo")
	}
	for i := range uint64(1000) {
		s.Receive(now.Add(300*time.Millisecond), h.keys(3+i, 4+i, "x"), testClientAddr, false)
	}
	if len(s.echo.waiting) > maxEchoRecords {
		t.Errorf("%d records", len(s.echo.waiting))
	}
	frame(now.Add(time.Second))
	if echo := frame(now.Add(2 * time.Second)); echo != 1003 {
		t.Errorf("echo ack %d, want 1003", echo)
	}
}

// Timestamps are echoed once, soon, with the time held added, and older with a
// congestion mark; only datagrams in order count.
func TestTimestampEcho(t *testing.T) {
	s, start := newTestServer()
	h := newHandClient()
	now := start
	reply := func(after time.Duration) int {
		t.Helper()
		now = now.Add(after)
		s.out.urgent = true
		_, ds := s.Poll(now)
		if len(ds) != 1 {
			t.Fatalf("%d datagrams", len(ds))
		}
		_, plain, err := newOpener(testKey, directionBit).open(ds[0])
		if err != nil {
			t.Fatal(err)
		}
		if got := binary.BigEndian.Uint16(plain); got != uint16(now.Sub(start).Milliseconds()) {
			t.Errorf("timestamp %d", got)
		}
		return int(binary.BigEndian.Uint16(plain[2:]))
	}
	part := fragment{77, 1, false, []byte("x")}
	s.Receive(now, h.fragment(20000, noTimestamp, part), testClientAddr, false)
	if got := reply(9 * time.Millisecond); got != 20009 {
		t.Errorf("reply %d", got)
	}
	if got := reply(9 * time.Millisecond); got != 65535 {
		t.Errorf("second reply %d", got)
	}
	s.Receive(now, h.fragment(20000, noTimestamp, part), testClientAddr, true)
	if got := reply(9 * time.Millisecond); got != 19509 {
		t.Errorf("reply after a mark %d", got)
	}
	s.Receive(now, h.fragment(100, noTimestamp, part), testClientAddr, true)
	if got := reply(15 * time.Millisecond); got != 65151 {
		t.Errorf("reply after a mark %d", got)
	}
	s.Receive(now, h.fragment(100, noTimestamp, part), testClientAddr, false)
	if got := reply(time.Second); got != 65535 {
		t.Errorf("late reply %d", got)
	}
	late := h.fragment(1, noTimestamp, part)
	s.Receive(now, h.fragment(300, noTimestamp, part), testClientAddr, false)
	s.Receive(now, late, testClientAddr, false)
	s.Receive(now, h.fragment(65535, noTimestamp, part), testClientAddr, false)
	if got := reply(time.Millisecond); got != 301 {
		t.Errorf("reply %d to a datagram out of order or without a timestamp", got)
	}
	own := uint16(now.Sub(start).Milliseconds())
	s.Receive(now.Add(7*time.Millisecond), h.fragment(1, own, part), testClientAddr, false)
	if s.rtt.srtt != 7 {
		t.Errorf("measured %v ms", s.rtt.srtt)
	}
	s.Receive(now.Add(6*time.Second), h.fragment(1, own, part), testClientAddr, false)
	if s.rtt.srtt != 7 {
		t.Errorf("measured %v ms", s.rtt.srtt)
	}
}

// All sizes are within the protocol's limits, before and after EMSGSIZE.
func TestDatagramSizes(t *testing.T) {
	for _, v := range []struct {
		fam  Family
		err  error
		want int
	}{
		{IPv4, nil, 1252}, {IPv6, nil, 1216}, {IPv4, errors.New("other"), 1252},
		{IPv6, fmt.Errorf("write: %w", syscall.EMSGSIZE), 500},
	} {
		now := time.Unix(1000, 0)
		c := NewClient(testKey, v.fam, 80, 24, now)
		c.path.size, c.path.limit = v.fam.maxPayload(), largestPayload
		c.SendFailed(v.err)
		junk := make([]byte, 10_000)
		for i := range junk {
			junk[i] = byte(i * i * 7919 >> 3)
		}
		c.Type(append(junk, noiseBytes(9000)...))
		largest := 0
		ds := c.Poll(now)
		for i, d := range ds {
			largest = max(largest, len(d))
			if i < len(ds)-1 && len(d) != v.want {
				t.Errorf("fragment %d of %d bytes", i, len(d))
			}
			if len(d) < nonceOnWire+tagSize+14 {
				t.Errorf("a datagram of %d bytes aborts a stock peer", len(d))
			}
		}
		if largest != v.want {
			t.Errorf("%v, %v: largest datagram %d, want %d", v.fam, v.err, largest, v.want)
		}
	}
}

// An instruction in several fragments is repeated under its id with the same
// bytes, so that two lossy copies make a whole; everything else has a new id.
func TestRepeatedFragmentsFillGaps(t *testing.T) {
	now := time.Unix(1000, 0)
	c := NewClient(testKey, IPv4, 80, 24, now)
	s := NewServer(testKey, IPv4, 80, 24, now)
	c.path.size, c.path.limit = maxPayloadIPv4, largestPayload
	keys := noiseBytes(9000)
	c.Type(keys)
	first := c.Poll(now)
	at, _ := c.Deadline()
	second := c.Poll(at)
	if len(first) != 8 || len(second) != len(first) {
		t.Fatalf("%d and %d datagrams", len(first), len(second))
	}
	// Of each burst only the beginning gets through.
	var got []byte
	for _, d := range append(first[:5:5], second[:5]...) {
		events, err := s.Receive(at, d, testClientAddr, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			got = append(got, e.Keys...)
		}
	}
	if !bytes.Equal(got, keys) {
		t.Errorf("%d bytes from the beginnings of two bursts", len(got))
	}
	// Everything sent in a session with the same id has the same content.
	seen := make(map[string]fragment)
	open := newOpener(testKey, 0)
	for range breadth(200, 40) {
		at, _ = c.Deadline()
		c.Type([]byte{'x'}) // may or may not be sent now
		for _, d := range append(c.Poll(at), append(first, second...)...) {
			_, plain, err := open.open(d)
			if err != nil {
				t.Fatal(err)
			}
			f, _ := parseFragment(plain[timestamps:])
			key := fmt.Sprint(f.id, "/", f.num)
			if old, ok := seen[key]; ok && (old.final != f.final || !bytes.Equal(old.body, f.body)) {
				t.Fatalf("fragment %s has two contents", key)
			}
			seen[key] = f
		}
	}
}

func noiseBytes(n int) []byte {
	p := make([]byte, n)
	x := uint32(2463534242)
	for i := range p {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		p[i] = byte(x)
	}
	return p
}

// A key that is nearly used up ends the session; one that is used up encrypts
// nothing more.
func TestKeyBudget(t *testing.T) {
	now := time.Unix(1000, 0)
	c := NewClient(testKey, IPv4, 80, 24, now)
	c.sealer.blocks = maxBlocks - keyReserve
	if ds := c.Poll(now); len(ds) != 1 || c.State() != ShuttingDown {
		t.Errorf("%d datagrams, %v", len(ds), c.State())
	}
	for _, s := range []*sealer{
		{aead: newAEAD(testKey), blocks: maxBlocks},
		{aead: newAEAD(testKey), blocks: maxBlocks - 1},
		{aead: newAEAD(testKey), next: maxSequence + 1},
	} {
		if d, err := s.seal(make([]byte, 17)); !errors.Is(err, errExhausted) {
			t.Errorf("%+v sealed %x, %v", s, d, err)
		}
	}
	last := sealer{aead: newAEAD(testKey), next: maxSequence, direction: directionBit}
	if d, err := last.seal([]byte("x")); err != nil || binary.BigEndian.Uint64(d) != ^uint64(0) {
		t.Errorf("last: %x, %v", d, err)
	}
	if _, err := last.seal([]byte("x")); !errors.Is(err, errExhausted) {
		t.Errorf("after the last: %v", err)
	}
}

func TestHop(t *testing.T) {
	now := time.Unix(1000, 0)
	c := NewClient(testKey, IPv4, 80, 24, now)
	if c.ShouldHop(now.Add(10 * time.Second)) {
		t.Error("hops after exactly 10 s")
	}
	at := now.Add(10*time.Second + time.Millisecond)
	if !c.ShouldHop(at) {
		t.Error("does not hop after 10 s of silence")
	}
	c.Hopped(at)
	if c.ShouldHop(at.Add(time.Second)) {
		t.Error("hops again at once")
	}
	c.out.known().at = at.Add(5 * time.Second)
	if c.ShouldHop(at.Add(11 * time.Second)) {
		t.Error("hops though a round trip succeeded")
	}
}
