package proto

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
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
	l := simnet.Link{Delay: time.Duration(r.IntN(400)) * time.Millisecond}
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
	if r.IntN(5) == 0 {
		l.Rate, l.Queue, l.Mark = 4000+r.IntN(100_000), 20_000+r.IntN(200_000), r.IntN(2) == 0
	}
	return l
}

// TestFaultSchedules runs whole sessions through random troubles. Whatever
// happens, once the network is usable again the screens are equal and the
// input was delivered exactly once and in order; no nonce is used twice; what
// is kept and sent is bounded.
//
// A failing schedule is repeated by: go test ./proto -run Fault -proto.seed=N
func TestFaultSchedules(t *testing.T) {
	if *faultSeed != 0 {
		faultSchedule(t, *faultSeed)
		return
	}
	runs := *faultRuns
	if runs == 0 {
		runs = breadth(300, 15)
	}
	for i := range uint64(runs) {
		t.Run(fmt.Sprint("seed", i+1), func(t *testing.T) { faultSchedule(t, i+1) })
	}
}

func faultSchedule(t *testing.T, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 99))
	s := newSession(t, seed, 20+r.IntN(100), 5+r.IntN(40), simnet.Link{})
	s.ch.Up, s.sh.Up = randomLink(r), randomLink(r)
	for range 3 + r.IntN(25) {
		switch r.IntN(14) {
		case 0, 1, 2, 3:
			s.typeKeys(randomKeys(r, 1+r.IntN(8)))
		case 4:
			s.typeKeys(randomKeys(r, r.IntN(5000)))
		case 5, 6:
			s.print(randomOutput(r))
		case 7:
			s.client.Resize(1+r.IntN(150), 1+r.IntN(60))
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
			for range r.IntN(200) {
				s.print(randomOutput(r))
				s.net.Run(time.Duration(r.IntN(30)) * time.Millisecond)
			}
		case 13:
			s.ch.Up.MTU = 0
			s.client.SendFailed(errTooLarge)
		}
		s.net.Run(time.Duration(r.IntN(2000)) * time.Millisecond)
		s.bounded()
	}
	s.links(simnet.Link{Delay: 50 * time.Millisecond, Loss: 0.2})
	s.net.Run(10 * time.Second)
	s.settle(60 * time.Second)
	s.bounded()
	if s.client.errs+s.server.errs != 0 {
		t.Errorf("%d and %d datagrams of the other side were rejected", s.client.errs, s.server.errs)
	}
	// The end, from either side.
	end := []func(time.Time){s.client.Shutdown, s.server.Shutdown}[r.IntN(2)]
	end(s.net.Now())
	s.net.Touch(s.ch)
	s.net.Touch(s.sh)
	s.net.Run(12 * time.Second)
	// All the client's acknowledgements of the server's end may be lost.
	if a, b := s.client.State(), s.server.State(); a != ClosedClean || !b.Closed() {
		t.Errorf("ended %v and %v", a, b)
	}
	if at, ok := s.client.Deadline(); ok {
		t.Errorf("a closed client wants to be woken at %v", at)
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
