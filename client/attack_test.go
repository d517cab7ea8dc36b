//go:build unix

package client

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"
)

// Somebody sees every datagram and can send from any address, but has no key:
// what he repeats, turns round, changes and makes up moves the session to no other
// path, opens nothing and holds up no key.
func TestAttackerMovesNothing(t *testing.T) {
	tunnel := &fakeTunnel{delay: 40 * time.Millisecond}
	both := func(cfg *Config) { cfg.Others = []netip.Addr{netip.MustParseAddrPort(secondAddr).Addr()} }
	injected := 0
	attack := func(w *world) {
		w.network.setWay(secondAddr, way{delay: 200 * time.Millisecond})
		rng := rand.New(rand.NewPCG(1, 2))
		places := []netip.AddrPort{netip.MustParseAddrPort("203.0.113.66:666"), tunnel.addr, netip.MustParseAddrPort("198.51.100.1:10000")}
		w.network.tap = func(up bool, p []byte) {
			p = bytes.Clone(p)
			if rng.IntN(3) == 0 {
				p[rng.IntN(len(p))] ^= 1 << rng.IntN(8)
			}
			at := testDelay + time.Duration(1+rng.IntN(3000))*time.Millisecond
			from, on := places[rng.IntN(len(places))], []path{overSSH, {to: netip.MustParseAddrPort(secondAddr)}}[rng.IntN(2)]
			toServer := rng.IntN(2) == 0
			injected++
			time.AfterFunc(at, func() {
				if toServer {
					select {
					case w.network.toServer <- packet{p, from}:
					case <-w.over:
					}
					return
				}
				d := datagram{on: on, payload: p}
				if on.ssh {
					d.said = 'd'
				}
				select {
				case w.incoming <- d:
				case <-w.over:
				}
			})
		}
	}
	inWorldWith(t, both, []func(*world){withSSH(tunnel), attack}, func(t *testing.T, w *world) {
		for i := range 300 {
			w.types(fmt.Sprintf("w%d", i), 100*time.Millisecond)
			w.pass(100 * time.Millisecond)
			if got := w.path().to.String(); got != firstAddr {
				t.Fatalf("word %d: the session goes to %s", i, got)
			}
		}
		w.pass(10 * time.Minute)
		w.types("end", 100*time.Millisecond)
		if opens, sent := tunnel.used(); opens > 0 || sent > 0 {
			t.Errorf("SSH was used: %d opens, %d datagrams", opens, sent)
		}
		if injected < 500 {
			t.Errorf("only %d datagrams were injected", injected)
		}
		w.quit()
	})
}
