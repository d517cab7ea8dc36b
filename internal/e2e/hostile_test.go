package e2e

import (
	"math/rand/v2"
	"testing"

	"gomosh/internal/lab"
)

// TestHostileDatagrams: whoever sends rubbish to the ports of a session, or
// repeats old datagrams of it damaged, does not disturb it.
func TestHostileDatagrams(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{Relay: true})
		s.WaitText("$")
		rng := rand.New(rand.NewPCG(3, 4))
		for i := range 2000 {
			rubbish := make([]byte, rng.IntN(1500))
			for j := range rubbish {
				rubbish[j] = byte(rng.Uint32())
			}
			// Our own programs take it from both sides; stock's client
			// rightly shows a notice for each.
			s.Relay.Inject(rubbish, p.Client == lab.Stock || i%2 == 0)
		}
		s.Line("clear; echo al''ive")
		s.Wait(lab.Soon, "answer", func(s *lab.Screen) bool { return s.Line(0) == "alive" })
		s.Line("exit")
		endsWell(t, s.Terminal)
	})
}
