package proto

import (
	"strings"
	"testing"
	"time"

	"gomosh/internal/simnet"
)

// While input is held, output, echo of what came before, round trips and
// addresses go on; afterwards everything held is there, once.
func TestHoldInput(t *testing.T) {
	for _, link := range []simnet.Link{delay(40), {Delay: 20 * time.Millisecond, Loss: 0.2, Duplicate: 0.2}} {
		s := started(t, 1, link)
		s.typeKeys("before ")
		s.net.Run(20 * time.Second)
		s.server.HoldInput(true)
		s.typeKeys(strings.Repeat("later ", 8000))
		s.client.Resize(70, 20)
		for range breadth(20, 5) {
			s.roam()
			s.print("output goes on ")
			s.net.Run(15 * time.Second)
			if to, ok := s.server.Peer(); !ok || to.Port()+1 < s.ports { // it may have hopped just now
				t.Errorf("the client is at %v, now %v", s.ports, to)
			}
			if _, screen, _ := s.client.Frame(); !screen.Equal(s.server.em.Snapshot()) {
				t.Errorf("the client shows\n%s", text(screen))
			}
			if d := s.net.Now().Sub(s.server.Heard()); d > 13*time.Second {
				t.Errorf("the client was not heard for %v", d)
			}
			if known := s.server.out.known(); !s.server.out.obj.equal(known.state, s.server.out.current) {
				t.Error("the screen was not acknowledged")
			}
			s.bounded()
		}
		if got := string(s.server.got); got != "before " {
			t.Errorf("%d bytes of input although it is held", len(got))
		}
		if n := s.client.Backlog(); n != 48_001 {
			t.Errorf("backlog %d", n)
		}
		s.server.HoldInput(false)
		s.settle(20 * time.Second)
		if e := s.server.events[len(s.server.events)-1]; e.Cols != 70 || e.Rows != 20 {
			t.Errorf("last event %+v", e)
		}
		if s.server.errs+s.client.errs != 0 {
			t.Errorf("%d and %d errors", s.server.errs, s.client.errs)
		}
	}
}
