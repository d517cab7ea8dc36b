package e2e

import (
	"testing"
	"time"

	"gomosh/internal/lab"
)

// TestIdle: a session in which nothing happens sends about one datagram every
// three seconds each way, and uses next to no processor time.
func TestIdle(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{Relay: true})
		s.WaitText("$")
		lab.Until(t, lab.Soon, "first exchange is over", func() bool { return quiet(s) })
		client, server := lab.CPU(t, s.PID()), lab.CPU(t, s.Server.PID)
		upBefore, downBefore := s.Relay.Traffic()
		began := time.Now()
		lab.Holds(t, 12*time.Second, "still there", func() bool { return lab.Alive(s.Server.PID) })
		most := int(time.Since(began)/(3*time.Second))*2 + 3
		up, down := s.Relay.Traffic()
		if n := up.Datagrams - upBefore.Datagrams; n > most {
			t.Errorf("the client sent %d datagrams in 12 s, more than %d", n, most)
		}
		if n := down.Datagrams - downBefore.Datagrams; n > most {
			t.Errorf("the server sent %d datagrams in 12 s, more than %d", n, most)
		}
		if used := lab.CPU(t, s.PID()) - client; used > 12 {
			t.Errorf("the client used %d ticks of processor time", used)
		}
		if used := lab.CPU(t, s.Server.PID) - server; used > 12 {
			t.Errorf("the server used %d ticks of processor time", used)
		}
	})
}
