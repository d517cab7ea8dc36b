package client

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"gomosh/internal/terminfo"
	"gomosh/predict"
	"gomosh/proto"
	"gomosh/term"
)

// A world is a client's loop with all that is around it: a terminal, sockets,
// a network and a server whose program echoes what is typed. It lives in the
// bubble of a synctest.Test, so everything in it happens in virtual time.
type world struct {
	t        *testing.T
	terminal *fakeTerminal
	network  *fakeNetwork
	loop     *loop
	typed    chan []byte
	winch    chan os.Signal
	signals  chan os.Signal
	incoming chan<- datagram
	over     chan struct{} // closed when the loop has ended
	panicked any           // what the loop panicked with
}

const (
	testCols, testRows = 40, 6
	testDelay          = 30 * time.Millisecond // each way
	testOpen           = "\x1b[?1049h\x1b[22;0;0t"
	testClose          = "\x1b[?1049l\x1b[23;0;0t"
)

// start starts a client in a new world. change may change its configuration.
func start(t *testing.T, change func(*Config), prepare ...func(*world)) *world {
	t.Helper()
	key, err := proto.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{
		Server: netip.MustParseAddrPort("192.0.2.1:60001"),
		Key:    key,
		Terminal: terminfo.Abilities{
			Colors: 256, ECH: true, BCE: true, ShiftChars: true, ShiftLines: true, ScrollRegion: true,
			Titles: true, Smcup: testOpen, Rmcup: testClose,
		},
		Prediction: predict.Options{Preference: predict.Never},
		EscapeKey:  defaultEscapeKey,
	}
	if change != nil {
		change(&cfg)
	}
	w := &world{
		t:        t,
		terminal: newFakeTerminal(testCols, testRows),
		network:  newFakeNetwork(key),
		typed:    make(chan []byte),
		winch:    make(chan os.Signal, 1),
		signals:  make(chan os.Signal, 16),
		over:     make(chan struct{}),
	}
	incoming := make(chan datagram)
	panics := make(chan error)
	quit := make(chan struct{})
	var waiting sync.WaitGroup
	spawn := func(f func()) { waiting.Go(func() { guard(panics, f) }) }
	w.loop = &loop{
		device:   w.terminal,
		sockets:  &socketSet{open: w.network.open, spawn: spawn, incoming: incoming, quit: quit},
		incoming: incoming,
		panics:   panics,
		input:    w.typed,
		resizes:  w.winch,
		signals:  w.signals,
	}
	w.incoming = incoming
	for _, f := range prepare {
		f(w)
	}
	go func() {
		defer close(w.over)
		w.panicked = lead(w.loop, &cfg, spawn)
		close(quit)
		w.loop.sockets.close()
		w.network.stop()
		close(w.loop.out.work)
		waiting.Wait()
	}()
	return w
}

// lead runs the loop from its beginning to its end, as Run does, and returns
// what it panicked with.
func lead(l *loop, cfg *Config, spawn func(func())) (panicked any) {
	defer func() { panicked = recover() }()
	l.lead(cfg, spawn)
	return nil
}

// pass lets virtual time pass; everything due in it happens.
func (w *world) pass(d time.Duration) { time.Sleep(d) }

// key types; it returns when the loop has taken the bytes.
func (w *world) key(text string) { w.typed <- []byte(text) }

// end waits for the loop to end, not longer than limit.
func (w *world) end(limit time.Duration) {
	w.t.Helper()
	select {
	case <-w.over:
	case <-time.After(limit):
		w.t.Fatalf("the client has not ended after %v", limit)
	}
	if w.panicked != nil {
		w.t.Errorf("the loop panicked: %v", w.panicked)
	}
}

// quit ends the session in the ordinary way.
func (w *world) quit() {
	w.t.Helper()
	w.key("\x1e.")
	w.end(time.Second)
	if over, clean := w.loop.session.over(); !over || !clean {
		w.t.Errorf("session over: %v, clean: %v", over, clean)
	}
}

// shows checks that a row of the terminal shows a text.
func (w *world) shows(row int, want string) {
	w.t.Helper()
	if got := w.terminal.row(row); got != want {
		w.t.Errorf("row %d shows %q, want %q", row, got, want)
	}
}

// A fakeTerminal is a terminal whose picture an emulator keeps.
type fakeTerminal struct {
	mu       sync.Mutex
	emulator *term.Emulator
	log      []string // the calls, in order; writes as their bytes
	writes   int
	block    chan struct{} // if not nil, a write takes until this is closed
	stopping error         // what stop returns
}

func newFakeTerminal(cols, rows int) *fakeTerminal {
	return &fakeTerminal{emulator: term.NewEmulator(cols, rows)}
}

func (f *fakeTerminal) note(what string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.log = append(f.log, what)
}

func (f *fakeTerminal) raw() error     { f.note("<raw>"); return nil }
func (f *fakeTerminal) restore() error { f.note("<restore>"); return nil }
func (f *fakeTerminal) stop() error    { f.note("<stop>"); return f.stopping }

func (f *fakeTerminal) cell() (width, height int) { return 8, 16 }

func (f *fakeTerminal) size() (cols, rows int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.emulator.Snapshot().Size()
}

func (f *fakeTerminal) write(frame []byte) error {
	f.mu.Lock()
	block := f.block
	f.mu.Unlock()
	if block != nil {
		<-block
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.writes++
	f.log = append(f.log, string(frame))
	_, err := f.emulator.Write(frame)
	return err
}

// hold makes writes wait until the returned function is called.
func (f *fakeTerminal) hold() (release func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	block := make(chan struct{})
	f.block = block
	return func() {
		f.mu.Lock()
		f.block = nil
		f.mu.Unlock()
		close(block)
	}
}

func (f *fakeTerminal) resize(cols, rows int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.emulator.Resize(cols, rows)
}

func (f *fakeTerminal) screen() *term.Screen {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.emulator.Snapshot()
}

func (f *fakeTerminal) row(row int) string { return rowText(f.screen(), row) }

// calls returns the log as one text.
func (f *fakeTerminal) calls() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return strings.Join(f.log, "")
}

func (f *fakeTerminal) frames() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.writes
}

// rowText returns the text of a row without blanks at its end.
func rowText(s *term.Screen, row int) string {
	var text strings.Builder
	cols, _ := s.Size()
	for col := range cols {
		switch g := s.Glyph(row, col); {
		case g.Width == 0:
		case g.Text == "":
			text.WriteByte(' ')
		default:
			text.WriteString(g.Text)
		}
	}
	return strings.TrimRight(text.String(), " ")
}

// A fakeNetwork carries datagrams between a client's sockets and a server.
type fakeNetwork struct {
	toServer chan packet
	done     chan struct{}
	emulator *term.Emulator // what the program shows; of the server's goroutine
	server   *proto.Server
	do       chan func() // run in the server's goroutine

	mu      sync.Mutex
	cut     bool // nothing arrives
	ways    map[netip.AddrPort]way
	other   func(to netip.AddrPort, p []byte) // takes what is for none of the sockets
	tap     func(up bool, p []byte)           // sees everything; called with the lock held
	failure error                             // what sending returns
	opened  []*worldSocket
	resized []string
	reports []term.Facts
}

type packet struct {
	payload []byte
	from    netip.AddrPort
}

func newFakeNetwork(key proto.Key) *fakeNetwork {
	n := &fakeNetwork{
		toServer: make(chan packet, 1000),
		done:     make(chan struct{}),
		do:       make(chan func()),
		emulator: term.NewEmulator(testCols, testRows),
		server:   proto.NewServer(key, proto.IPv4, testCols, testRows, time.Now()),
	}
	go n.serve()
	return n
}

// serve is the server: its program shows what is typed.
func (n *fakeNetwork) serve() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		now := time.Now()
		to, datagrams := n.server.Poll(now)
		for _, p := range datagrams {
			n.deliver(to, p)
		}
		wait := time.Hour
		if at, ok := n.server.Deadline(); ok {
			wait = at.Sub(now)
		}
		timer.Reset(wait)
		select {
		case <-n.done:
			return
		case <-timer.C:
		case f := <-n.do:
			f()
			n.server.SetScreen(n.emulator.Snapshot())
		case p := <-n.toServer:
			events, _ := n.server.Receive(time.Now(), p.payload, p.from, false)
			for _, e := range events {
				if e.Keys != nil {
					n.emulator.Write(e.Keys)
				}
				if e.Report != nil {
					n.mu.Lock()
					n.reports = append(n.reports, term.ParseReport(e.Report))
					n.mu.Unlock()
				}
				if e.Cols == 0 {
					continue
				}
				n.emulator.Resize(e.Cols, e.Rows)
				n.mu.Lock()
				n.resized = append(n.resized, fmt.Sprintf("%dx%d", e.Cols, e.Rows))
				n.mu.Unlock()
			}
			n.server.SetScreen(n.emulator.Snapshot())
		}
	}
}

// program makes the server's program write something.
func (n *fakeNetwork) program(text string) {
	n.do <- func() { n.emulator.Write([]byte(text)) }
}

func (n *fakeNetwork) stop() { close(n.done) }

// setCut makes the network lose everything, or nothing.
func (n *fakeNetwork) setCut(cut bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cut = cut
}

func (n *fakeNetwork) setFailure(err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.failure = err
}

// openSockets returns how many sockets were opened in all and are open now.
func (n *fakeNetwork) openSockets() (all, open int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, s := range n.opened {
		if !s.closed {
			open++
		}
	}
	return len(n.opened), open
}

func (n *fakeNetwork) sizes() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return strings.Join(n.resized, " ")
}

// A way says what becomes of datagrams between the client and one address of the
// server.
type way struct {
	noUp, noDown bool
	delay        time.Duration // more than testDelay, each way
}

func (n *fakeNetwork) setWay(server string, w way) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.ways == nil {
		n.ways = map[netip.AddrPort]way{}
	}
	n.ways[netip.MustParseAddrPort(server)] = w
}

func (n *fakeNetwork) open(to netip.AddrPort) (udpSocket, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	s := &worldSocket{
		network: n,
		server:  to,
		addr:    netip.AddrPortFrom(netip.MustParseAddr("198.51.100.1"), uint16(10000+len(n.opened))),
		arrive:  make(chan []byte, 1000),
		gone:    make(chan struct{}),
	}
	n.opened = append(n.opened, s)
	return s, nil
}

func (n *fakeNetwork) deliver(to netip.AddrPort, p []byte) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.tap != nil {
		n.tap(false, p)
	}
	for _, s := range n.opened {
		if s.addr == to {
			if w := n.ways[s.server]; !n.cut && !w.noDown {
				time.AfterFunc(testDelay+w.delay, func() { s.arrive <- p })
			}
			return
		}
	}
	if n.other != nil {
		n.other(to, p)
	}
}

// inject makes a datagram arrive at the newest socket.
func (n *fakeNetwork) inject(p []byte) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.opened[len(n.opened)-1].arrive <- p
}

type worldSocket struct {
	network *fakeNetwork
	server  netip.AddrPort
	sent    int
	addr    netip.AddrPort
	arrive  chan []byte
	gone    chan struct{}
	closed  bool
}

func (s *worldSocket) send(p []byte) error {
	n := s.network
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.failure != nil {
		return n.failure
	}
	s.sent++
	if n.tap != nil {
		n.tap(true, p)
	}
	if w := n.ways[s.server]; !n.cut && !w.noUp {
		p = append([]byte(nil), p...)
		time.AfterFunc(testDelay+w.delay, func() { n.toServer <- packet{p, s.addr} })
	}
	return nil
}

func (s *worldSocket) receive(p []byte) (int, bool, error) {
	select {
	case got := <-s.arrive:
		return copy(p, got), false, nil
	case <-s.gone:
		return 0, false, net.ErrClosed
	}
}

func (s *worldSocket) Close() error {
	s.network.mu.Lock()
	defer s.network.mu.Unlock()
	if s.closed {
		return errors.New("closed twice")
	}
	s.closed = true
	close(s.gone)
	return nil
}
