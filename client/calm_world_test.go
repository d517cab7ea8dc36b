//go:build unix

package client

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"syscall"
	"testing"
	"time"
)

// Whatever the network does, in whatever order, and then nothing for long: the
// loop always sleeps in between (a loop that does not would hold virtual time up
// for ever), and all is well when the network is.
func TestLoopSleeps(t *testing.T) {
	both := func(cfg *Config) { cfg.Others = []netip.Addr{netip.MustParseAddrPort(secondAddr).Addr()} }
	seeds := uint64(10)
	if testing.Short() {
		seeds = 2
	}
	for seed := range seeds {
		tunnel := &fakeTunnel{delay: 40 * time.Millisecond}
		var prepare []func(*world)
		var changes chan struct{}
		prepare = append(prepare, func(w *world) { changes = make(chan struct{}, 1); w.loop.changes = changes })
		if seed%2 == 0 {
			prepare = append(prepare, withSSH(tunnel))
		}
		inWorldWith(t, both, prepare, func(t *testing.T, w *world) {
			r := rand.New(rand.NewPCG(seed, 7))
			for range 60 {
				switch r.IntN(9) {
				case 0:
					w.network.setWay(firstAddr, way{noUp: r.IntN(2) == 0, noDown: r.IntN(2) == 0, delay: time.Duration(r.IntN(2000)) * time.Millisecond})
				case 1:
					w.network.setWay(secondAddr, way{noUp: r.IntN(2) == 0, noDown: r.IntN(2) == 0, delay: time.Duration(r.IntN(2000)) * time.Millisecond})
				case 2:
					w.network.setCut(r.IntN(2) == 0)
				case 3:
					w.network.setFailure([]error{nil, syscall.EPERM, syscall.ENETUNREACH, syscall.EMSGSIZE}[r.IntN(4)])
				case 4, 5:
					w.key(fmt.Sprintf("\r\nk%d", r.IntN(100)))
				case 6:
					w.network.program("\r\noutput")
				case 7:
					select {
					case changes <- struct{}{}:
					default:
					}
				case 8:
					w.terminal.resize(testCols+r.IntN(9), testRows)
					w.winch <- syscall.SIGWINCH
				}
				w.pass(time.Duration(r.IntN(5000)) * time.Millisecond)
			}
			w.network.setCut(true)
			w.pass(20 * time.Minute)
			w.network.setCut(false)
			w.network.setFailure(nil)
			w.network.setWay(firstAddr, way{})
			w.network.setWay(secondAddr, way{})
			w.pass(2 * time.Minute)
			w.types(fmt.Sprintf("well%d", seed), time.Second)
			w.quit()
		})
	}
}
