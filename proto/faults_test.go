package proto

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"gomosh/internal/simnet"
)

var (
	faultSeed = flag.Uint64("proto.seed", 0, "run only the fault schedule of this seed")
	faultRuns = flag.Int("proto.runs", 0, "fault schedules to run (0: as many as the kind of run allows)")
)

// randomLink returns a link between perfect and dreadful.
func randomLink(r *rand.Rand) simnet.Link {
	l := simnet.Link{Delay: time.Duration(r.IntN(300)) * time.Millisecond}
	if r.IntN(2) == 0 {
		l.Jitter = time.Duration(r.IntN(200)) * time.Millisecond
	}
	if r.IntN(2) == 0 {
		l.Loss = 0.5 * r.Float64()
	}
	if r.IntN(4) == 0 {
		l.Burst = 0.8 * r.Float64()
	}
	if r.IntN(3) == 0 {
		l.Duplicate = 0.5 * r.Float64()
	}
	if r.IntN(3) == 0 {
		l.Reorder, l.ReorderBy = 0.5*r.Float64(), 500*time.Millisecond
	}
	switch r.IntN(8) {
	case 0:
		l.Rate, l.Queue, l.Mark = 4000+r.IntN(100_000), 20_000+r.IntN(200_000), r.IntN(2) == 0
	case 1: // as of a radio link that comes and goes
		l.Trace, l.Queue = make([]int, 1+r.IntN(40)), 20_000+r.IntN(200_000)
		for i := range l.Trace {
			if r.IntN(3) > 0 {
				l.Trace[i] = r.IntN(3000)
			}
		}
		l.Trace[0] = 500
	}
	if r.IntN(10) == 0 {
		l.MTU = 548 + r.IntN(900)
	}
	return l
}

// TestFaultSchedules runs whole sessions through random troubles. Whatever
// happens, once the network is usable again the screens are equal and the
// input was delivered exactly once and in order; no nonce is used twice; what
// is kept and sent is bounded; and both sides end in agreement.
//
// A failing schedule is repeated by: go test ./proto -run Fault -proto.seed=N
func TestFaultSchedules(t *testing.T) {
	if *faultSeed != 0 {
		faultSchedule(t, *faultSeed)
		return
	}
	runs := *faultRuns
	if runs == 0 {
		runs = breadth(10_000, 60)
	}
	const workers = 4
	for w := range uint64(workers) {
		t.Run(fmt.Sprint("part", w+1), func(t *testing.T) {
			t.Parallel()
			for seed := w + 1; seed <= uint64(runs); seed += workers {
				if !t.Run(fmt.Sprint("seed", seed), func(t *testing.T) { faultSchedule(t, seed) }) {
					t.Errorf("to repeat it: go test ./proto -run Fault -proto.seed=%d", seed)
				}
			}
		})
	}
}

func faultSchedule(t *testing.T, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 99))
	s := newSession(t, seed, 8+r.IntN(60), 2+r.IntN(15), simnet.Link{})
	other := netip.MustParseAddrPort("[2001:db8::2]:60001")
	s.sh.Also = []netip.AddrPort{other}
	s.server.SetAddresses([]netip.AddrPort{testServerAddr, other})
	stockPeer := r.IntN(4) == 0
	if stockPeer {
		asStock([]*greeting{&s.client.greet, &s.server.greet}[r.IntN(2)])
	}
	if r.IntN(4) == 0 {
		s.ch.NAT = &simnet.NAT{Addr: netip.MustParseAddr("203.0.113.1"), Keep: time.Duration(5+r.IntN(60)) * time.Second}
	}
	attacked := r.IntN(4) == 0
	if attacked {
		s.attack(r, 0.3)
	}
	s.ch.Up, s.sh.Up = randomLink(r), randomLink(r)
	for range 3 + r.IntN(15) {
		switch r.IntN(17) {
		case 0, 1, 2, 3:
			s.typeKeys(randomKeys(r, 1+r.IntN(8)))
		case 4:
			s.typeKeys(randomKeys(r, r.IntN(3000)))
		case 5, 6:
			s.print(randomOutput(r))
		case 7:
			s.client.Resize(1+r.IntN(60), 1+r.IntN(20))
			s.net.Touch(s.ch)
		case 8:
			s.roam()
		case 9:
			s.ch.Up, s.sh.Up = randomLink(r), randomLink(r)
		case 10:
			s.ch.Up.Down, s.sh.Up.Down = r.IntN(2) == 0, r.IntN(2) == 0
			s.net.Run(time.Duration(r.IntN(90)) * time.Second)
			s.ch.Up.Down, s.sh.Up.Down = false, false
		case 11:
			h := []*simnet.Host{s.ch, s.sh}[r.IntN(2)]
			s.net.Sleep(h, true)
			s.net.Run(time.Duration(r.IntN(100)) * time.Second)
			s.net.Sleep(h, false)
		case 12: // a flood for a while
			for range r.IntN(40) {
				s.print(randomOutput(r))
				s.net.Run(time.Duration(r.IntN(30)) * time.Millisecond)
			}
		case 13:
			s.ch.Up.MTU = 0
			s.client.SendFailed(syscall.EMSGSIZE)
		case 14: // the other address of the server
			s.client.server = []netip.AddrPort{testServerAddr, other}[r.IntN(2)]
			s.client.Moved(s.net.Now())
			s.net.Touch(s.ch)
		case 15:
			if s.ch.NAT != nil {
				s.ch.NAT.Forget()
			}
		case 16:
			s.client.Report([]byte("report"))
			s.client.Probe(s.net.Now())
			s.net.Touch(s.ch)
		}
		s.net.Run(time.Duration(r.IntN(2000)) * time.Millisecond)
		s.bounded()
	}
	s.ch.NAT = nil
	s.links(simnet.Link{Delay: 50 * time.Millisecond, Loss: 0.2})
	s.net.Run(5 * time.Second)
	s.agree(60 * time.Second)
	s.bounded()
	if errs := s.client.errs + s.server.errs; errs != 0 && !attacked {
		t.Errorf("%d and %d datagrams of the other side were rejected", s.client.errs, s.server.errs)
	}
	if a, _ := s.client.Capabilities(); !stockPeer && a != offered {
		t.Errorf("capabilities %b", a)
	}
	// The end, from either side.
	end := []func(time.Time){s.client.Shutdown, s.server.Shutdown}[r.IntN(2)]
	end(s.net.Now())
	s.net.Touch(s.ch)
	s.net.Touch(s.sh)
	s.net.Run(27 * time.Second)
	// All the client's acknowledgements of the server's end may be lost.
	if a, b := s.client.State(), s.server.State(); a != ClosedClean || !b.Closed() {
		t.Errorf("ended %v and %v", a, b)
	}
	if at, ok := s.client.Deadline(); ok {
		t.Errorf("a closed client wants to be woken at %v", at)
	}
}

// agree is settle with a coarse clock.
func (s *session) agree(d time.Duration) {
	s.t.Helper()
	for start := s.net.Now(); !s.same(); {
		if s.net.Now().Sub(start) > d {
			s.t.Fatalf("after %v: %v", d, s.converged())
		}
		s.net.Run(50 * time.Millisecond)
	}
}

// bounded checks what is kept in memory.
func (s *session) bounded() {
	s.t.Helper()
	if n := len(s.client.out.sent); n > sentLimit {
		s.t.Errorf("client keeps %d sent snapshots", n)
	}
	if n := len(s.server.out.sent); n > sentLimit {
		s.t.Errorf("server keeps %d sent snapshots", n)
	}
	if n := len(s.client.in.held); n > 2*sentLimit+100 {
		s.t.Errorf("client holds %d received snapshots", n)
	}
	if n := s.client.reassembler.size + s.server.reassembler.size; n > 2*maxAssembling {
		s.t.Errorf("%d bytes under reassembly", n)
	}
	seconds := int(s.net.Now().Sub(s.born)/time.Second) + 1
	for _, h := range []*simnet.Host{s.ch, s.sh} {
		if n, limit := h.Stats.Packets, 100*seconds+h.Stats.Bytes/400+100; n > limit {
			s.t.Errorf("%d packets in %d s", n, seconds)
		}
	}
	if n := len(s.client.queue) + len(s.server.queue); n > 1000 {
		s.t.Errorf("%d fragments wait", n)
	}
	if got, total := s.client.Backlog(), len(s.typed)+1000; got > total {
		s.t.Errorf("backlog %d of %d", got, total)
	}
}

func randomKeys(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte("abcdefghijklmnopqrstuvwxyz \r\n\t\x7f\x1b[A"[r.IntN(34)])
	}
	return b.String()
}

func randomOutput(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(30) {
		switch r.IntN(8) {
		case 0:
			fmt.Fprintf(&b, "\x1b[%d;%dH", r.IntN(60), r.IntN(150))
		case 1:
			fmt.Fprintf(&b, "\x1b[%dm", r.IntN(50))
		case 2:
			b.WriteString("\r\n")
		case 3:
			fmt.Fprintf(&b, "\x1b[38;5;%dm\x1b[%dJ", r.IntN(256), r.IntN(3))
		case 4:
			b.WriteString("中文é")
		case 5:
			fmt.Fprintf(&b, "\x1b]0;title %d\a", r.IntN(1000))
		default:
			fmt.Fprintf(&b, "%x ", r.Uint64())
		}
	}
	return b.String()
}
