//go:build unix

package client

import (
	"bytes"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"gomosh/internal/relay"
)

const (
	firstAddr  = "192.0.2.1:60001" // of the server, as in every world
	secondAddr = "[2001:db8::1]:60001"
)

// A fakeTunnel is an SSH connection to the world's server.
type fakeTunnel struct {
	w     *world
	delay time.Duration // each way
	addr  netip.AddrPort

	mu     sync.Mutex
	opens  int
	refuse string // what opening fails with
	takes  time.Duration
	up     bool
	dead   bool // swallows everything, and nobody knows
	sent   int
}

// withSSH gives a world an SSH connection.
func withSSH(tunnel *fakeTunnel) func(*world) {
	return func(w *world) {
		tunnel.w, tunnel.addr = w, netip.MustParseAddrPort("127.0.0.1:40000")
		w.loop.tunnel = tunnel
		w.network.other = func(to netip.AddrPort, p []byte) {
			tunnel.mu.Lock()
			defer tunnel.mu.Unlock()
			if to == tunnel.addr && tunnel.up && !tunnel.dead {
				tunnel.say(relay.KindDatagram, p)
			}
		}
	}
}

func (f *fakeTunnel) say(kind byte, p []byte) {
	d := datagram{on: overSSH, said: kind, payload: bytes.Clone(p)}
	time.AfterFunc(f.delay, func() {
		select {
		case f.w.incoming <- d:
		case <-f.w.over:
		}
	})
}

func (f *fakeTunnel) open() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.opens++
	if f.refuse != "" {
		f.say(relay.KindDown, []byte(f.refuse))
		return
	}
	if f.takes == 0 {
		f.up = true
		f.say(relay.KindUp, nil)
		return
	}
	f.say(relay.KindNotice, []byte("copying gomosh"))
	time.AfterFunc(f.takes, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.up = true
		f.say(relay.KindUp, nil)
	})
}

func (f *fakeTunnel) send(p []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sent++
	if f.up && !f.dead {
		p = bytes.Clone(p)
		time.AfterFunc(f.delay, func() {
			select {
			case f.w.network.toServer <- packet{p, f.addr}:
			case <-f.w.over:
			}
		})
	}
}

// lose ends the connection.
func (f *fakeTunnel) lose() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.up = false
	f.say(relay.KindLost, nil)
}

// used returns how often the relay was opened and how much went through it.
func (f *fakeTunnel) used() (opens, sent int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.opens, f.sent
}

// sentTo returns how many datagrams were sent to an address of the server.
func (n *fakeNetwork) sentTo(server string) (sent int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, s := range n.opened {
		if s.server == netip.MustParseAddrPort(server) {
			sent += s.sent
		}
	}
	return sent
}

// types types a word and checks that it is echoed within a limit.
func (w *world) types(word string, limit time.Duration) {
	w.t.Helper()
	w.key("\r\n" + word) // below the bar
	began := time.Now()
	for !w.terminal.contains(word) {
		if time.Since(began) > limit {
			w.t.Fatalf("%q is not echoed within %v; the screen:\n%s", word, limit, w.terminal.text())
		}
		w.pass(5 * time.Millisecond)
	}
}

// path is the path in use.
func (w *world) path() path {
	synctest.Wait() // the loop rests
	return w.loop.paths.current
}

func (f *fakeTerminal) text() string {
	s := f.screen()
	_, rows := s.Size()
	var b strings.Builder
	for row := range rows {
		fmt.Fprintln(&b, rowText(s, row))
	}
	return b.String()
}

func (f *fakeTerminal) contains(text string) bool { return strings.Contains(f.text(), text) }

// A session whose UDP was never let through comes up over SSH, says so, is as
// quick as SSH is, and takes UDP as soon as that works.
func TestUDPBlockedFromTheStart(t *testing.T) {
	for name, blocked := range map[string]way{"both ways": {noUp: true, noDown: true}, "up": {noUp: true}, "down": {noDown: true}} {
		t.Run(name, func(t *testing.T) {
			tunnel := &fakeTunnel{delay: 40 * time.Millisecond}
			inWorldWith(t, nil, []func(*world){withSSH(tunnel), func(w *world) { w.network.setWay(firstAddr, blocked) }}, func(t *testing.T, w *world) {
				w.types("hello", 1500*time.Millisecond)
				if !w.terminal.contains("UDP does not get through: connect") {
					t.Errorf("the bar does not say so:\n%s", w.terminal.text())
				}
				slow, words := 0, 0
				for i := range 120 {
					began := time.Now()
					w.types(fmt.Sprintf("w%d", i), 1500*time.Millisecond)
					if words++; time.Since(began) > 200*time.Millisecond {
						slow++
					}
					w.pass(500*time.Millisecond - time.Since(began)%(500*time.Millisecond))
				}
				if slow > 10 {
					t.Errorf("%d of %d words took longer than 200 ms", slow, words)
				}
				if w.terminal.contains("mosh:") {
					t.Errorf("the bar stays:\n%s", w.terminal.text())
				}
				sent := w.network.sentTo(firstAddr)
				w.pass(10 * time.Minute)
				if now := w.network.sentTo(firstAddr); now == sent || now-sent > 40 {
					t.Errorf("UDP was tried %d times in ten idle minutes", now-sent)
				}
				w.network.setWay(firstAddr, way{})
				w.pass(2 * maxTrialPause)
				if w.path().ssh {
					t.Fatal("UDP is not taken although it works")
				}
				_, before := tunnel.used()
				for i := range 20 {
					w.types(fmt.Sprintf("u%d", i), 200*time.Millisecond)
					w.pass(time.Second)
				}
				if _, after := tunnel.used(); after != before {
					t.Errorf("%d datagrams went through SSH although UDP works", after-before)
				}
				w.quit()
			})
		})
	}
}

// When UDP dies in the middle of a session, SSH takes over within seconds, and
// gives way when UDP is back.
func TestUDPDies(t *testing.T) {
	tunnel := &fakeTunnel{delay: 40 * time.Millisecond}
	inWorldWith(t, nil, []func(*world){withSSH(tunnel)}, func(t *testing.T, w *world) {
		w.types("hello", 200*time.Millisecond)
		w.pass(time.Hour)
		if opens, sent := tunnel.used(); opens > 0 || sent > 0 {
			t.Errorf("SSH was used without need: %d opens, %d datagrams", opens, sent)
		}
		for round, blocked := range []way{{noUp: true, noDown: true}, {noUp: true}, {noDown: true}} {
			w.network.setWay(firstAddr, blocked)
			w.types(fmt.Sprintf("one%d", round), 2*time.Second)
			w.types(fmt.Sprintf("two%d", round), 500*time.Millisecond)
			w.pass(20 * time.Second)
			w.types(fmt.Sprintf("three%d", round), 500*time.Millisecond)
			w.network.setWay(firstAddr, way{})
			w.pass(2 * maxTrialPause)
			if w.path().ssh {
				t.Fatalf("round %d: UDP is not taken although it works", round)
			}
		}
		// And with nothing typed: what the program writes arrives all the same.
		w.network.setWay(firstAddr, way{noDown: true})
		w.pass(time.Second)
		w.network.program("news\r\n")
		w.pass(quietLimit + 25*time.Second)
		if !w.terminal.contains("news") {
			t.Errorf("what the program wrote is not shown:\n%s", w.terminal.text())
		}
		w.quit()
	})
}

// A server that is heard all the time need not hear us.
func TestUDPDiesOneWayUnderOutput(t *testing.T) {
	tunnel := &fakeTunnel{delay: 40 * time.Millisecond}
	inWorldWith(t, nil, []func(*world){withSSH(tunnel)}, func(t *testing.T, w *world) {
		w.types("hello", 200*time.Millisecond)
		w.network.setWay(firstAddr, way{noUp: true})
		w.key("\r\nmarker")
		for i := range 50 {
			w.network.program(fmt.Sprintf("\r\noutput %d", i))
			w.pass(100 * time.Millisecond)
		}
		w.types("again", 200*time.Millisecond)
		if !w.path().ssh {
			t.Error("SSH was not taken")
		}
		w.quit()
	})
}

// A dead SSH connection is forgotten without a word: UDP goes on.
func TestSSHDies(t *testing.T) {
	tunnel := &fakeTunnel{delay: 40 * time.Millisecond}
	inWorldWith(t, nil, []func(*world){withSSH(tunnel)}, func(t *testing.T, w *world) {
		w.types("hello", 200*time.Millisecond)
		tunnel.lose()
		w.pass(time.Minute)
		w.types("again", 200*time.Millisecond)
		if w.terminal.contains("mosh:") {
			t.Errorf("somebody was told:\n%s", w.terminal.text())
		}
		w.quit()
	})
	// While it is the path in use: UDP is taken at once if it works.
	tunnel = &fakeTunnel{delay: 40 * time.Millisecond}
	inWorldWith(t, nil, []func(*world){withSSH(tunnel), func(w *world) { w.network.setWay(firstAddr, way{noUp: true}) }}, func(t *testing.T, w *world) {
		w.types("hello", 2*time.Second)
		w.network.setWay(firstAddr, way{})
		tunnel.lose()
		w.pass(200 * time.Millisecond)
		w.types("again", 2*time.Second)
		w.quit()
	})
}

// A relay that cannot be had is said once in a while, asked for ever more seldom,
// and does no harm.
func TestNoRelay(t *testing.T) {
	tunnel := &fakeTunnel{delay: 40 * time.Millisecond, refuse: "no gomosh there"}
	inWorldWith(t, nil, []func(*world){withSSH(tunnel)}, func(t *testing.T, w *world) {
		w.types("hello", 200*time.Millisecond)
		w.network.setCut(true)
		w.key("x")
		w.pass(3 * time.Second)
		if !w.terminal.contains("no gomosh there") {
			t.Errorf("nothing is said:\n%s", w.terminal.text())
		}
		w.pass(10 * time.Minute)
		if opens, _ := tunnel.used(); opens < 5 || opens > 20 {
			t.Errorf("the relay was asked for %d times in ten minutes", opens)
		}
		w.network.setCut(false)
		w.pass(8 * time.Second)
		w.types("y", 200*time.Millisecond)
		w.quit()
	})
}

// A relay that has to be copied there first is waited for, longer than a server
// that does not answer.
func TestSlowRelay(t *testing.T) {
	tunnel := &fakeTunnel{delay: 40 * time.Millisecond, takes: 40 * time.Second}
	inWorldWith(t, nil, []func(*world){withSSH(tunnel), func(w *world) { w.network.setWay(firstAddr, way{noUp: true}) }}, func(t *testing.T, w *world) {
		w.pass(time.Second)
		if !w.terminal.contains("copying gomosh") {
			t.Errorf("it is not said:\n%s", w.terminal.text())
		}
		w.types("hello", 42*time.Second)
		w.quit()
	})
}

// --transport=ssh: nothing goes by UDP.
func TestOnlySSH(t *testing.T) {
	tunnel := &fakeTunnel{delay: 40 * time.Millisecond}
	only := func(cfg *Config) { cfg.OnlySSH = true }
	inWorldWith(t, only, []func(*world){withSSH(tunnel)}, func(t *testing.T, w *world) {
		w.types("hello", 500*time.Millisecond)
		w.pass(time.Hour)
		w.types("again", 200*time.Millisecond)
		if all, _ := w.network.openSockets(); all > 0 {
			t.Errorf("%d UDP sockets were opened", all)
		}
		w.quit()
	})
}

// SSH that is quicker than UDP is no reason to stay there.
func TestUDPIsPreferred(t *testing.T) {
	tunnel := &fakeTunnel{delay: time.Millisecond}
	slow := way{delay: 150 * time.Millisecond}
	inWorldWith(t, nil, []func(*world){withSSH(tunnel), func(w *world) { w.network.setWay(firstAddr, way{noUp: true}) }}, func(t *testing.T, w *world) {
		w.types("hello", 2*time.Second)
		w.network.setWay(firstAddr, slow)
		w.pass(10 * time.Second)
		if w.path().ssh {
			t.Error("UDP is not taken although it works")
		}
		w.types("again", time.Second)
		w.quit()
	})
}

// The server's other addresses are used when the first leads nowhere, from the
// start or later, and back; and the quicker one is found.
func TestOtherAddresses(t *testing.T) {
	both := func(cfg *Config) { cfg.Others = []netip.Addr{netip.MustParseAddrPort(secondAddr).Addr()} }
	blocked := way{noUp: true, noDown: true}
	inWorldWith(t, both, []func(*world){func(w *world) { w.network.setWay(firstAddr, blocked) }}, func(t *testing.T, w *world) {
		w.types("hello", 1500*time.Millisecond)
		for round := range 3 {
			for _, dead := range []string{secondAddr, firstAddr} {
				other := map[string]string{firstAddr: secondAddr, secondAddr: firstAddr}[dead]
				w.network.setWay(other, way{})
				w.network.setWay(dead, blocked)
				w.types(fmt.Sprintf("w%d%c", round, other[0]), 2*time.Second)
				if got := w.path().to.String(); got != other {
					t.Fatalf("the session goes to %s", got)
				}
				w.pass(time.Minute)
			}
		}
		w.quit()
	})
	inWorldWith(t, both, []func(*world){func(w *world) { w.network.setWay(firstAddr, way{delay: 100 * time.Millisecond}) }}, func(t *testing.T, w *world) {
		w.types("hello", time.Second)
		w.pass(10 * time.Second)
		w.types("quick", 100*time.Millisecond)
		w.quit()
	})
}

// A change of the local network is answered at once, by new sockets.
func TestNetworkChange(t *testing.T) {
	var changes chan struct{}
	inWorldWith(t, nil, []func(*world){func(w *world) { changes = make(chan struct{}); w.loop.changes = changes }}, func(t *testing.T, w *world) {
		w.types("hello", 200*time.Millisecond)
		w.pass(time.Minute)
		all, _ := w.network.openSockets()
		sent := w.network.sentTo(firstAddr)
		changes <- struct{}{}
		w.pass(time.Millisecond)
		now, _ := w.network.openSockets()
		if now != all+1 || w.network.sentTo(firstAddr) == sent {
			t.Errorf("%d new sockets, %d datagrams within a millisecond", now-all, w.network.sentTo(firstAddr)-sent)
		}
		w.types("again", 200*time.Millisecond)
		w.quit()
	})
}

// A system that refuses to send by UDP, as one without a network or with a local
// firewall does, is no reason to wait.
func TestUDPRefused(t *testing.T) {
	tunnel := &fakeTunnel{delay: 40 * time.Millisecond}
	refused := func(w *world) { w.network.setFailure(syscall.EPERM) }
	inWorldWith(t, nil, []func(*world){withSSH(tunnel), refused}, func(t *testing.T, w *world) {
		w.types("hello", 200*time.Millisecond)
		for round := range 3 {
			refused(w)
			w.types(fmt.Sprintf("one%d", round), 400*time.Millisecond)
			w.types(fmt.Sprintf("two%d", round), 200*time.Millisecond)
			for range 60 {
				w.pass(time.Second)
				if w.terminal.contains("operation not") {
					t.Fatalf("a trial that failed is told:\n%s", w.terminal.text())
				}
			}
			w.types(fmt.Sprintf("three%d", round), 200*time.Millisecond)
			w.network.setFailure(nil)
			w.pass(50 * time.Second)
			if w.path().ssh {
				t.Fatalf("round %d: UDP is not taken although it works", round)
			}
		}
		w.quit()
	})
}
