package proto

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"gomosh/internal/simnet"
	"gomosh/term"
)

func TestExtensionRoundTrip(t *testing.T) {
	for _, x := range []extension{
		{},
		{hello: true, caps: offered},
		{hello: true, caps: 1<<63 | 5, maxIdle: 20 * time.Second},
		{hello: true, addresses: []netip.AddrPort{testServerAddr, netip.MustParseAddrPort("[2001:db8::1]:60001")}},
		{ping: 1},
		{pong: 1 << 40},
		{seen: testClientAddr},
		{arrived: 1252},
		{hello: true, caps: 1, ping: 7, pong: 9, seen: netip.MustParseAddrPort("[::1]:1")},
	} {
		in := instruction{old: 1, new: 2, diff: []byte{}, chaff: []byte{}, ext: x}
		got, err := parseInstruction(appendInstruction(nil, &in))
		if err != nil || !reflect.DeepEqual(got, in) {
			t.Errorf("%+v became %+v, %v", in, got, err)
		}
	}
	// The form of the design: 15 bytes, as in the vector of testdata.
	want := "\xc2\x3e\x0c\x0a\x06gomosh\x10\x01\x18\x01"
	if got := appendExtension(nil, &extension{hello: true, caps: 1}); string(got) != want {
		t.Errorf("hello %q, want %q", got, want)
	}
}

// What is no hello, or one of a later version with things unknown, does no harm.
func TestExtensionOddities(t *testing.T) {
	for name, v := range map[string]struct {
		p     string
		hello bool
	}{
		"good":            {"\x0a\x06gomosh\x10\x01\x18\x01", true},
		"later version":   {"\x0a\x06gomosh\x10\x07\x18\x01\x98\x06\x05\xa2\x06\x01x", true},
		"no version":      {"\x0a\x06gomosh\x18\x01", false},
		"version 0":       {"\x0a\x06gomosh\x10\x00\x18\x01", false},
		"other magic":     {"\x0a\x06gomush\x10\x01\x18\x01", false},
		"empty":           {"", false},
		"not protobuf":    {"\xff\xff\xff", false},
		"cut":             {"\x0a\x06gomosh\x10\x01\x18\x01\x22\x06abc", false},
		"strange address": {"\x0a\x06gomosh\x10\x01\x18\x01\x22\x05abcde", true},
	} {
		x := parseExtension([]byte(v.p))
		if x.hello != v.hello || len(x.addresses) != 0 {
			t.Errorf("%s: %+v", name, x)
		}
	}
	var many extension
	many.hello = true
	for i := range uint16(100) {
		many.addresses = append(many.addresses, netip.AddrPortFrom(testServerAddr.Addr(), i))
	}
	in, err := parseInstruction(appendExtension(appendVarintField(nil, fieldVersion, protocolVersion), &many))
	if err != nil || len(in.ext.addresses) != maxAddresses {
		t.Errorf("%d addresses, %v", len(in.ext.addresses), err)
	}
}

// hellos counts the packets with a hello that each side sends, and can lose some.
type hellos struct {
	up, down   int // with a hello
	nUp, nDown int // in all
	lose       func(up bool, nth int) bool
}

// watch looks into what both sides of s send, which needs the key.
func (h *hellos) watch(s *session) {
	tap := s.net.Tap
	toServer, toClient := newOpener(testKey, 0), newOpener(testKey, directionBit)
	s.net.Tap = func(from *simnet.Host, p simnet.Packet) []byte {
		up := from == s.ch
		o, count, n := toClient, &h.down, &h.nDown
		if up {
			o, count, n = toServer, &h.up, &h.nUp
		}
		*n++
		_, plain, err := o.open(p.Payload)
		if err != nil {
			s.t.Fatal(err)
		}
		f, err := parseFragment(plain[timestamps:])
		if err == nil && f.num == 0 && f.final {
			message, err := decompress(f.body)
			if err != nil {
				s.t.Fatal(err)
			}
			if in, err := parseInstruction(message); err == nil && in.ext.hello {
				*count++
			}
		}
		if h.lose != nil && h.lose(up, *n) {
			return nil
		}
		return tap(from, p)
	}
}

func (s *session) capabilities() string {
	a, aKnown := s.client.Capabilities()
	b, bKnown := s.server.Capabilities()
	return fmt.Sprint(a, aKnown, b, bKnown)
}

var bothGomosh = fmt.Sprint(offered, true, offered, true)

// Two gomosh peers know each other after one round trip, and say hello no more
// after the second.
func TestHello(t *testing.T) {
	s := newSession(t, 1, 80, 24, delay(100))
	var h hellos
	h.watch(s)
	if got := s.capabilities(); got != fmt.Sprint(0, false, 0, false) {
		t.Errorf("at first: %v", got)
	}
	s.net.Run(51 * time.Millisecond)
	if caps, known := s.server.Capabilities(); caps != offered || !known {
		t.Errorf("server after half a round trip: %v, %v", caps, known)
	}
	s.net.Run(50 * time.Millisecond)
	if got := s.capabilities(); got != bothGomosh {
		t.Errorf("after a round trip: %v, want %v", got, bothGomosh)
	}
	s.net.Run(time.Second)
	if h.up > 2 || h.down > 5 || h.up == 0 || h.down == 0 {
		t.Errorf("%d and %d hellos", h.up, h.down)
	}
	h = hellos{}
	s.typeKeys("hello")
	s.print("world")
	s.net.Run(time.Minute)
	if h.up+h.down != 0 {
		t.Errorf("%d and %d hellos later", h.up, h.down)
	}
}

// Whichever of the first packets are lost, and however late others come, both
// sides come to the right verdict, and the hellos end.
func TestHelloWithLoss(t *testing.T) {
	for lost := range 1 << 8 { // the first four each way
		s := newSession(t, uint64(lost), 80, 24, delay(40))
		h := hellos{lose: func(up bool, nth int) bool {
			if nth > 4 {
				return false
			}
			if up {
				return lost>>(nth-1)&1 != 0
			}
			return lost>>(nth+3)&1 != 0
		}}
		h.watch(s)
		s.print("$ ")
		s.typeKeys("x")
		s.settle(20 * time.Second)
		s.net.Run(15 * time.Second)
		if got := s.capabilities(); got != bothGomosh {
			t.Fatalf("lost %08b: %v, want %v", lost, got, bothGomosh)
		}
		h.up, h.down = 0, 0
		s.typeKeys("y")
		s.net.Run(20 * time.Second)
		if h.up+h.down != 0 {
			t.Fatalf("lost %08b: %d and %d hellos in the end", lost, h.up, h.down)
		}
	}
	for seed := range uint64(breadth(200, 20)) {
		s := newSession(t, seed, 80, 24, simnet.Link{Delay: 20 * time.Millisecond,
			Loss: 0.3, Duplicate: 0.3, Reorder: 0.5, ReorderBy: time.Second})
		s.print("$ ")
		for range 10 {
			s.typeKeys("x")
			s.net.Run(300 * time.Millisecond)
			for _, v := range []verdict{s.client.greet.peer, s.server.greet.peer} {
				if v == stock {
					t.Fatalf("seed %d: a gomosh was taken for a stock peer", seed)
				}
			}
		}
		s.settle(20 * time.Second)
		s.net.Run(5 * time.Second)
		if got := s.capabilities(); got != bothGomosh {
			t.Fatalf("seed %d: %v", seed, got)
		}
	}
}

// asStock makes one half behave as a stock peer does: it ignores what it does
// not know and says nothing of its own.
func asStock(g *greeting) { g.peer, g.mine = stock, extension{} }

// Between a gomosh and a stock peer there is a verdict after one round trip,
// nothing more is said, and nothing is on.
func TestHelloToStock(t *testing.T) {
	for who := range 2 {
		s := newSession(t, 1, 80, 24, delay(100))
		var h hellos
		h.watch(s)
		side := []*greeting{&s.client.greet, &s.server.greet}
		asStock(side[who])
		s.client.Report([]byte("too early"))
		s.net.Run(110 * time.Millisecond)
		if side[1-who].peer != stock || side[1-who].common() != 0 {
			t.Errorf("%d: verdict %v, capabilities %b", who, side[1-who].peer, side[1-who].common())
		}
		if h.up > 2-2*who+1 || h.down != 0 {
			t.Errorf("%d: %d and %d hellos", who, h.up, h.down)
		}
		h.up = 0
		s.client.Report([]byte("and then"))
		s.typeKeys("x")
		s.settle(time.Second)
		s.net.Run(time.Minute)
		if h.up+h.down != 0 {
			t.Errorf("%d: %d and %d hellos later", who, h.up, h.down)
		}
		for _, e := range s.server.events {
			if e.Report != nil {
				t.Errorf("%d: report %q", who, e.Report)
			}
		}
	}
}

// Nobody without the key can make the sides take each other for less: whatever
// of the first exchange is held back, repeated, or sent back, only authentic
// instructions count, and those of a gomosh do not lie.
func TestNoDowngrade(t *testing.T) {
	for seed := range uint64(breadth(300, 30)) {
		s := newSession(t, seed, 80, 24, delay(60))
		r := rand.New(rand.NewPCG(seed, 5))
		var seen [][]byte
		tap := s.net.Tap
		s.net.Tap = func(from *simnet.Host, p simnet.Packet) []byte {
			payload := tap(from, p)
			seen = append(seen, payload)
			if r.IntN(3) == 0 && len(seen) < 20 {
				return nil
			}
			for range r.IntN(4) {
				old := bytes.Clone(seen[r.IntN(len(seen))])
				if r.IntN(2) == 0 {
					old[r.IntN(len(old))] ^= 1 << r.IntN(8)
				}
				to := []netip.AddrPort{testClientAddr, testServerAddr}[r.IntN(2)]
				s.net.Inject(testAttackerAddr, simnet.Packet{To: to, Payload: old}, time.Duration(r.IntN(500))*time.Millisecond)
			}
			return payload
		}
		s.print("$ ")
		s.net.Run(15 * time.Second)
		if got := s.capabilities(); got != bothGomosh {
			t.Fatalf("seed %d: %v", seed, got)
		}
	}
}

// Reports arrive once, in order, also when they were made before the server was
// known, and beside keys and sizes, on a bad line.
func TestReports(t *testing.T) {
	s := newSession(t, 3, 80, 24, simnet.Link{Delay: 30 * time.Millisecond, Loss: 0.3, Duplicate: 0.2, Reorder: 0.3, ReorderBy: 200 * time.Millisecond})
	var want []string
	report := func(p string) {
		s.client.Report([]byte(p))
		s.net.Touch(s.ch)
		want = append(want, p)
	}
	report("first")
	report("")
	for i := range 40 {
		s.typeKeys("k")
		report(fmt.Sprint("report ", i))
		if i%7 == 0 {
			s.client.Resize(80+i, 24)
		}
		s.net.Run(100 * time.Millisecond)
	}
	s.client.Report(make([]byte, maxReport+1))
	s.settle(30 * time.Second)
	s.net.Run(10 * time.Second)
	var got []string
	keys := 0
	for _, e := range s.server.events {
		if e.Report != nil {
			got = append(got, string(e.Report))
		}
		keys += len(e.Keys)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if keys != 40 {
		t.Errorf("%d keys", keys)
	}
	// Before the server is known only so many wait.
	c := NewClient(testKey, IPv4, 80, 24, s.net.Now())
	for range 3 * heldReports {
		c.Report([]byte("x"))
	}
	if n := len(c.reports.waiting); n != heldReports {
		t.Errorf("%d reports wait", n)
	}
}

// What the server says of its addresses reaches the client, at the beginning
// and when it changes, and what comes late takes nothing back.
func TestServerAddresses(t *testing.T) {
	s := newSession(t, 1, 80, 24, simnet.Link{Delay: 30 * time.Millisecond, Loss: 0.2, Reorder: 0.3, ReorderBy: time.Second})
	lists := [][]netip.AddrPort{
		{testServerAddr, netip.MustParseAddrPort("[2001:db8::2]:60001")},
		{netip.MustParseAddrPort("[2001:db8::3]:60001")},
		nil,
		{testServerAddr},
	}
	for i, list := range lists {
		s.server.SetAddresses(list)
		s.net.Touch(s.sh)
		s.net.Run(10 * time.Second)
		if got := s.client.ServerAddresses(); !reflect.DeepEqual(got, list) {
			t.Errorf("list %d: the client has %v, want %v", i, got, list)
		}
	}
	s.server.SetMaxIdle(7500 * time.Millisecond)
	s.net.Touch(s.sh)
	s.net.Run(10 * time.Second)
	if got := s.client.greet.theirs.maxIdle; got != 7*time.Second {
		t.Errorf("longest silence %v", got)
	}
	var h hellos
	h.watch(s)
	s.server.SetAddresses(lists[3]) // no news
	s.net.Run(time.Minute)
	if h.up+h.down != 0 {
		t.Errorf("%d and %d hellos in the end", h.up, h.down)
	}
}

// What was sent before the client was known is sent anew, under another number,
// in the form that the client understands.
func TestRicherFormGetsNewNumbers(t *testing.T) {
	now := time.Unix(1000, 0)
	s, c := NewServer(testKey, IPv4, 80, 24, now), NewClient(testKey, IPv4, 80, 24, now)
	em := term.NewEmulator(80, 24)
	em.Write([]byte("e\u0301 hello"))
	s.SetScreen(em.Snapshot())
	s.peer = testClientAddr // as by a part of an instruction that was lost
	now = now.Add(20 * time.Millisecond)
	_, early := s.Poll(now)
	now = now.Add(20 * time.Millisecond)
	if len(early) != 1 || s.out.newest().num != 1 {
		t.Fatalf("%d datagrams, number %d", len(early), s.out.newest().num)
	}
	for _, d := range c.Poll(now) {
		s.Receive(now, d, testClientAddr, false)
	}
	for range 10 {
		now = now.Add(10 * time.Millisecond)
		_, ds := s.Poll(now)
		for _, d := range ds {
			if err := c.Receive(now, d, false); err != nil {
				t.Fatal(err)
			}
		}
	}
	if num, screen, _ := c.Frame(); num < 2 || !screen.Equal(em.Snapshot()) {
		t.Errorf("number %d\n%s", num, text(screen))
	}
}
