package simnet

import (
	"net/netip"
	"testing"
	"time"
)

// sink sends one packet of a size at every tick and counts what it gets.
type sink struct {
	to       netip.AddrPort
	size     int
	every    time.Duration
	next     time.Time
	got      []time.Time
	from     []netip.AddrPort
	ce       int
	disorder int
	last     byte
	serial   byte
}

func (s *sink) Receive(now time.Time, p []byte, from netip.AddrPort, ce bool) {
	s.got = append(s.got, now)
	s.from = append(s.from, from)
	if ce {
		s.ce++
	}
	if len(p) > 0 {
		if p[0] < s.last {
			s.disorder++
		}
		s.last = p[0]
	}
}

func (s *sink) Poll(now time.Time) []Packet {
	if s.every == 0 || now.Before(s.next) {
		return nil
	}
	s.next = now.Add(s.every)
	p := make([]byte, s.size)
	p[0] = s.serial
	s.serial++
	return []Packet{{To: s.to, Payload: p}}
}

func (s *sink) Deadline() (time.Time, bool) { return s.next, s.every > 0 }

var (
	addrA = netip.MustParseAddrPort("192.0.2.1:1000")
	addrB = netip.MustParseAddrPort("192.0.2.2:2000")
)

func pair(seed uint64, size int, every time.Duration) (n *Network, a, b *sink, ha, hb *Host) {
	n = New(seed)
	a = &sink{to: addrB, size: size, every: every, next: n.Now()}
	b = &sink{}
	return n, a, b, n.Attach(a, addrA), n.Attach(b, addrB)
}

func TestDelayAndMTU(t *testing.T) {
	n, _, b, ha, hb := pair(1, 100, time.Second)
	ha.Up.Delay, hb.Down.Delay = 30*time.Millisecond, 12*time.Millisecond
	start := n.Now()
	n.Run(900 * time.Millisecond)
	if len(b.got) != 1 || b.got[0].Sub(start) != 42*time.Millisecond {
		t.Fatalf("arrivals %v", b.got)
	}
	ha.Up.MTU = 99
	n.Run(10 * time.Second)
	if len(b.got) != 1 {
		t.Errorf("%d packets longer than the MTU came through", len(b.got)-1)
	}
	if ha.Stats.Packets != 11 || ha.Stats.Largest != 100 {
		t.Errorf("stats %+v", ha.Stats)
	}
}

func TestLossDuplicatesOrder(t *testing.T) {
	n, _, b, ha, _ := pair(2, 10, 10*time.Millisecond)
	ha.Up = Link{Delay: 5 * time.Millisecond, Loss: 0.3}
	n.Run(25 * time.Second)
	if got := len(b.got); got < 1600 || got > 1900 {
		t.Errorf("%d of 2500 packets at 30 %% loss", got)
	}
	n, _, b, ha, _ = pair(3, 10, 10*time.Millisecond)
	ha.Up = Link{Delay: 5 * time.Millisecond, Duplicate: 0.5, Jitter: 50 * time.Millisecond}
	n.Run(2 * time.Second)
	if got := len(b.got); got < 270 || got > 330 {
		t.Errorf("%d copies of 200 packets at 50 %% duplication", got)
	}
	n, _, b, ha, _ = pair(3, 10, 10*time.Millisecond)
	ha.Up = Link{Jitter: 50 * time.Millisecond}
	n.Run(2 * time.Second)
	if b.disorder != 0 {
		t.Errorf("jitter alone changed the order %d times", b.disorder)
	}
	ha.Up.Reorder, ha.Up.ReorderBy = 0.2, 100*time.Millisecond
	n.Run(300 * time.Millisecond)
	if b.disorder == 0 {
		t.Error("nothing was reordered")
	}
}

func TestRateAndQueue(t *testing.T) {
	n, _, b, ha, _ := pair(4, 100, 10*time.Millisecond) // offers 10 kB/s
	ha.Up = Link{Rate: 1000, Queue: 500, Mark: true}
	n.Run(10 * time.Second)
	if got := len(b.got); got < 98 || got > 105 {
		t.Errorf("%d packets of 100 bytes in 10 s at 1000 bytes/s", got)
	}
	if b.ce == 0 {
		t.Error("a full queue marked nothing")
	}
}

func TestMoveSleepInject(t *testing.T) {
	n, a, b, ha, hb := pair(5, 10, 100*time.Millisecond)
	n.Run(50 * time.Millisecond)
	addrC := netip.MustParseAddrPort("198.51.100.1:7")
	n.Move(ha, addrC)
	n.Run(100 * time.Millisecond)
	if len(b.from) != 2 || b.from[0] != addrA || b.from[1] != addrC {
		t.Fatalf("sources %v", b.from)
	}
	n.Sleep(hb, true)
	n.Run(time.Second)
	n.Sleep(hb, false)
	n.Run(40 * time.Millisecond)
	if len(b.got) != 2 {
		t.Errorf("%d packets came to a sleeping host", len(b.got)-2)
	}
	n.Inject(addrB, Packet{To: addrC, Payload: []byte("x")}, time.Millisecond)
	n.Run(2 * time.Millisecond)
	if len(a.got) != 1 || a.from[0] != addrB {
		t.Errorf("injected packet did not arrive: %v", a.from)
	}
}

func TestSameSeedSameRun(t *testing.T) {
	run := func() []time.Time {
		n, _, b, ha, _ := pair(77, 10, 10*time.Millisecond)
		ha.Up = Link{Delay: time.Millisecond, Jitter: time.Second, Loss: 0.3, Burst: 0.7, Duplicate: 0.1, Reorder: 0.3, ReorderBy: time.Second}
		n.Run(5 * time.Second)
		return b.got
	}
	x, y := run(), run()
	if len(x) != len(y) || len(x) == 0 {
		t.Fatalf("%d and %d arrivals", len(x), len(y))
	}
	for i := range x {
		if !x[i].Equal(y[i]) {
			t.Fatalf("arrival %d at %v and %v", i, x[i], y[i])
		}
	}
}

type spinner struct{ sink }

func (s *spinner) Deadline() (time.Time, bool) { return time.Time{}, true }

func TestBusyLoopIsFound(t *testing.T) {
	n := New(1)
	n.Attach(&spinner{}, addrA)
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	n.Run(time.Second)
}

func TestTrace(t *testing.T) {
	n, _, b, ha, _ := pair(6, 100, 10*time.Millisecond) // offers 100 bytes a slot
	ha.Up.Trace = []int{100, 0, 0, 0, 300, 0, 0, 0, 0, 0}
	ha.Up.Queue = 10_000
	start := n.Now()
	n.Run(10 * time.Second)
	if got := len(b.got); got < 395 || got > 405 {
		t.Errorf("%d packets of 100 bytes in 10 s at 4000 bytes/s", got)
	}
	slots := make(map[int64]int)
	for _, at := range b.got {
		slots[at.UnixNano()/int64(traceSlot)%10]++
	}
	if len(slots) != 2 {
		t.Errorf("packets left in the slots %v, from %v", slots, start)
	}
}

func TestNAT(t *testing.T) {
	n, a, b, ha, _ := pair(7, 10, time.Second)
	ha.NAT = &NAT{Addr: netip.MustParseAddr("203.0.113.1"), Keep: 30 * time.Second}
	n.Run(5 * time.Second)
	seen := b.from[0]
	if seen.Addr() != ha.NAT.Addr || b.from[len(b.from)-1] != seen {
		t.Fatalf("sources %v", b.from)
	}
	answer := func(to netip.AddrPort) int {
		before := len(a.got)
		n.Inject(addrB, Packet{To: to, Payload: []byte("x")}, 0)
		n.Run(time.Millisecond)
		return len(a.got) - before
	}
	if answer(seen) != 1 || answer(addrA) != 0 {
		t.Error("the mapping lets in the wrong things")
	}
	a.every = 0
	n.Run(31 * time.Second)
	if answer(seen) != 0 {
		t.Error("a mapping outlived its time")
	}
	a.every, a.next = time.Second, n.Now()
	n.Run(2 * time.Second)
	if b.from[len(b.from)-1] == seen || answer(b.from[len(b.from)-1]) != 1 {
		t.Error("no new mapping")
	}
	ha.NAT.Forget()
	n.Run(2 * time.Second)
	if ha.NAT.Made != 3 {
		t.Errorf("%d mappings", ha.NAT.Made)
	}
}

func TestSeveralAddresses(t *testing.T) {
	n, a, b, _, hb := pair(8, 10, 100*time.Millisecond)
	a.to = netip.MustParseAddrPort("[2001:db8::2]:2000")
	n.Run(time.Second)
	if len(b.got) != 0 {
		t.Error("something arrived nowhere")
	}
	hb.Also = []netip.AddrPort{a.to}
	n.Run(time.Second)
	if len(b.got) == 0 {
		t.Error("nothing arrived at the second address")
	}
}
