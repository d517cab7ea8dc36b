package proto

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"gomosh/internal/simnet"
	"gomosh/term"
)

// clientNode and serverNode put the two halves on a simulated network.
type clientNode struct {
	*Client
	t      testing.TB
	server netip.AddrPort
	errs   int
	hop    func() // called when the client wants a new port
	refuse bool   // the system sends nothing
}

func (c *clientNode) Receive(now time.Time, p []byte, _ netip.AddrPort, ce bool) {
	if err := c.Client.Receive(now, p, ce); err != nil {
		c.errs++
	}
}

func (c *clientNode) Poll(now time.Time) []simnet.Packet {
	var out []simnet.Packet
	for _, d := range c.Client.Poll(now) {
		if c.refuse {
			c.SendFailed(syscall.ENETUNREACH)
			continue
		}
		out = append(out, simnet.Packet{To: c.server, Payload: d})
	}
	if len(out) > 0 && c.ShouldHop(now) {
		c.Hopped(now)
		if c.hop != nil {
			c.hop()
		}
	}
	return out
}

// serverNode also is the program: an emulator that echoes what is typed.
type serverNode struct {
	*Server
	em     *term.Emulator
	got    []byte
	events []Event
	errs   int
	mute   bool // the program does not echo
}

func (s *serverNode) Receive(now time.Time, p []byte, from netip.AddrPort, ce bool) {
	events, err := s.Server.Receive(now, p, from, ce)
	if err != nil {
		s.errs++
	}
	for _, e := range events {
		s.events = append(s.events, e)
		if e.Keys == nil {
			s.em.Resize(e.Cols, e.Rows)
			continue
		}
		s.got = append(s.got, e.Keys...)
		if !s.mute {
			s.em.Write(e.Keys)
		}
	}
	if len(events) > 0 {
		s.SetScreen(s.em.Snapshot())
	}
}

func (s *serverNode) Poll(now time.Time) []simnet.Packet {
	to, ds := s.Server.Poll(now)
	var out []simnet.Packet
	for _, d := range ds {
		out = append(out, simnet.Packet{To: to, Payload: d})
	}
	return out
}

// session is a client and a server on a network.
type session struct {
	t      testing.TB
	net    *simnet.Network
	client *clientNode
	server *serverNode
	ch, sh *simnet.Host
	typed  []byte
	seqs   map[uint64]bool // nonces seen
	born   time.Time
	ports  uint16
}

// newSession makes both halves with links of the same kind each way.
func newSession(t testing.TB, seed uint64, cols, rows int, link simnet.Link) *session {
	n := simnet.New(seed)
	s := &session{t: t, net: n, seqs: make(map[uint64]bool), born: n.Now(), ports: testClientAddr.Port()}
	s.client = &clientNode{
		Client: NewClient(testKey, IPv4, cols, rows, n.Now()),
		t:      t,
		server: testServerAddr,
		hop:    s.roam,
	}
	s.server = &serverNode{
		Server: NewServer(testKey, IPv4, 80, 24, n.Now()),
		em:     term.NewEmulator(80, 24),
	}
	// Padding from the seed, so that a run can be repeated exactly.
	chaff := rand.New(rand.NewPCG(seed, 1))
	random := func() []byte {
		b := make([]byte, chaff.IntN(maxChaff+1))
		for i := range b {
			b[i] = byte(chaff.Uint32())
		}
		return b
	}
	s.client.chaff, s.server.chaff = random, random
	s.ch = n.Attach(s.client, testClientAddr)
	s.sh = n.Attach(s.server, testServerAddr)
	s.ch.Up, s.sh.Up = link, link
	n.Tap = func(_ *simnet.Host, p simnet.Packet) []byte {
		nonce := uint64(0)
		for _, b := range p.Payload[:nonceOnWire] {
			nonce = nonce<<8 | uint64(b)
		}
		if s.seqs[nonce] {
			t.Fatalf("nonce %x used twice", nonce)
		}
		s.seqs[nonce] = true
		return p.Payload
	}
	return s
}

// links changes both directions.
func (s *session) links(l simnet.Link) { s.ch.Up, s.sh.Up = l, l }

// roam gives the client a new port.
func (s *session) roam() {
	s.ports++
	s.net.Move(s.ch, netip.AddrPortFrom(testClientAddr.Addr(), s.ports))
}

func (s *session) typeKeys(p string) {
	s.client.Type([]byte(p))
	s.typed = append(s.typed, p...)
	s.net.Touch(s.ch)
}

// print is output of the program that is not an echo.
func (s *session) print(p string) {
	s.server.em.Write([]byte(p))
	s.server.SetScreen(s.server.em.Snapshot())
	s.net.Touch(s.sh)
}

// same reports whether both sides agree.
func (s *session) same() bool {
	_, screen, _ := s.client.Frame()
	return len(s.server.got) == len(s.typed) && screen.Equal(s.server.em.Snapshot()) && s.converged() == nil
}

// converged reports what still differs between the two sides.
func (s *session) converged() error {
	if !bytes.Equal(s.server.got, s.typed) {
		return fmt.Errorf("server got %d bytes of input, %d were typed", len(s.server.got), len(s.typed))
	}
	_, screen, _ := s.client.Frame()
	want := s.server.em.Snapshot()
	if !screen.Equal(want) {
		return fmt.Errorf("client shows\n%s\nserver has\n%s", text(screen), text(want))
	}
	return nil
}

// settle runs the network for at most d until both sides agree, and returns how
// long that took.
func (s *session) settle(d time.Duration) time.Duration {
	s.t.Helper()
	start := s.net.Now()
	for s.net.Now().Sub(start) < d {
		if s.same() {
			return s.net.Now().Sub(start)
		}
		s.net.Run(time.Millisecond)
	}
	if err := s.converged(); err != nil {
		s.t.Fatalf("after %v: %v", d, err)
	}
	return d
}

func TestSession(t *testing.T) {
	s := newSession(t, 1, 100, 30, simnet.Link{Delay: 50 * time.Millisecond})
	if got := s.client.State(); got != Connecting {
		t.Errorf("state %v", got)
	}
	s.net.Run(time.Second)
	if s.client.State() != Established || !s.server.Attached() {
		t.Fatalf("states %v, %v", s.client.State(), s.server.State())
	}
	s.print("hello \x1b[1mworld\x1b[m\r\n$ ")
	s.settle(time.Second)
	_, screen, _ := s.client.Frame()
	if cols, rows := screen.Size(); cols != 100 || rows != 30 || text(screen) != "hello world\n$" {
		t.Errorf("%dx%d\n%s", cols, rows, text(screen))
	}
	s.typeKeys("ls")
	s.settle(time.Second)
	s.client.Resize(60, 20)
	s.net.Touch(s.ch)
	s.settle(time.Second)
	s.net.Run(time.Second)
	if _, _, echo := s.client.Frame(); echo < s.client.AckedNum()-1 || echo == 0 {
		t.Errorf("echo ack %d, acknowledged %d", echo, s.client.AckedNum())
	}
	if s.client.errs+s.server.errs != 0 {
		t.Errorf("%d and %d errors", s.client.errs, s.server.errs)
	}
}
